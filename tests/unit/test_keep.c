#include "node/people/keep.h"
#include "tests/lib/check.h"
#include "tests/lib/street.h"

static size_t sign_empty(struct street *street,
                         unsigned household,
                         enum record_class class,
                         uint32_t n,
                         int day)
{
    return street_sign(
        street, household,
        &(struct record_draft){
            .class = class, .kind = 1, .n = n, .stamp_ms = street_ms(day)});
}

static void records_of_strangers_are_not_kept(void **state)
{
    struct street street;
    struct roster *roster = NULL;
    size_t profile = 0;
    size_t vouch = 0;

    (void)state;
    street_init(&street);
    profile = street_profile(&street, 9, 1);
    vouch = street_vouch(&street, 9, 0, 8, 1);
    roster = street_roster(&street, 1);
    assert_false(street_keeps(roster, &street, profile));
    assert_false(street_keeps(roster, &street, vouch));
    roster_free(roster);
    street_release(&street);
}

static void withdrawing_removes_no_record_that_explains_it(void **state)
{
    struct street street;
    struct roster *roster = NULL;
    size_t withdrawn = 0;
    size_t vouch = 0;
    size_t profile = 0;

    (void)state;
    street_init(&street);
    street_vouch(&street, 0, 0, 1, 1);
    vouch = street_vouch(&street, 1, 0, 2, 1);
    profile = street_profile(&street, 2, 1);
    withdrawn = street_unvouch(&street, 0, 0, 1, 2);
    roster = street_roster(&street, 300);
    assert_int_equal(street_level(roster, 2, STANDING_GRACE), LEVEL_NONE);
    assert_true(street_keeps(roster, &street, withdrawn));
    assert_true(street_keeps(roster, &street, vouch));
    assert_true(street_keeps(roster, &street, profile));
    roster_free(roster);
    street_release(&street);
}

static void newcomers_vouches_are_not_kept(void **state)
{
    struct street street;
    struct roster *roster = NULL;
    size_t profile = 0;
    size_t vouch = 0;

    (void)state;
    street_init(&street);
    street_vouch(&street, 0, 0, 1, 1);
    street_vouch(&street, 1, 0, 2, 1);
    profile = street_profile(&street, 2, 1);
    vouch = street_vouch(&street, 2, 0, 3, 1);
    roster = street_roster(&street, 1);
    assert_true(street_keeps(roster, &street, profile));
    assert_false(street_keeps(roster, &street, vouch));
    roster_free(roster);
    street_release(&street);
}

static void slots_are_those_of_the_level_with_all_vouches(void **state)
{
    struct street street;
    struct roster *roster = NULL;
    size_t last = 0;
    size_t past = 0;

    (void)state;
    street_init(&street);
    street_vouch(&street, 0, 0, 1, 1);
    last = street_vouch(&street, 1, 11, 2, 1);
    past = street_vouch(&street, 1, 12, 3, 1);
    street_unvouch(&street, 0, 0, 1, 2);
    roster = street_roster(&street, 100);
    assert_true(street_keeps(roster, &street, last));
    assert_false(street_keeps(roster, &street, past));
    roster_free(roster);
    street_release(&street);
}

static void only_stewards_rules_are_kept(void **state)
{
    struct street street;
    struct roster *roster = NULL;
    const struct body_rules rules = {0};
    size_t steward = 0;
    size_t member = 0;

    (void)state;
    street_init(&street);
    street_vouch(&street, 0, 0, 1, 1);
    steward = street_rules(&street, 0, &rules, 1);
    member = street_rules(&street, 1, &rules, 1);
    roster = street_roster(&street, 1);
    assert_true(street_keeps(roster, &street, steward));
    assert_false(street_keeps(roster, &street, member));
    roster_free(roster);
    street_release(&street);
}

static void own_records_are_kept_without_standing(void **state)
{
    struct street street;
    struct roster *roster = NULL;
    size_t profile = 0;
    size_t other = 0;

    (void)state;
    street_init(&street);
    profile = street_profile(&street, 9, 1);
    other = street_profile(&street, 10, 1);
    roster = street_roster_of(&street, 9, 1);
    assert_true(street_keeps(roster, &street, profile));
    assert_false(street_keeps(roster, &street, other));
    roster_free(roster);
    street_release(&street);
}

/* A profile of day 1 is dropped after day 401, and leaves a day later. */
static void nothing_is_kept_past_its_time(void **state)
{
    struct street street;
    struct roster *roster = NULL;
    size_t profile = 0;

    (void)state;
    street_init(&street);
    profile = street_profile(&street, 0, 1);
    roster = street_roster_of(&street, 0, 402);
    assert_true(street_keeps(roster, &street, profile));
    check_ok(roster_settle(roster, street_day(403)));
    assert_false(street_keeps(roster, &street, profile));
    assert_true(street_keeps(roster, &street, 0)); /* council 0, for ever */
    roster_free(roster);
    street_release(&street);
}

static void withdrawn_profile_is_kept_and_names_nobody(void **state)
{
    struct street street;
    struct roster *roster = NULL;
    const struct id founder = street_id(0);
    size_t empty = 0;

    (void)state;
    street_init(&street);
    street_profile(&street, 0, 1);
    empty = sign_empty(&street, 0, CLASS_HOUSEHOLD, 0, 2);
    roster = street_roster(&street, 2);
    assert_true(street_keeps(roster, &street, empty));
    assert_int_equal(roster_find(roster, &founder)->name[0], '\0');
    roster_free(roster);
    street_release(&street);
}

/* Canonical map {40: 1}: a kind that this version does not know. */
static void unknown_kind_is_kept_and_admits_nobody(void **state)
{
    static const unsigned char later[] = {0x81, 0x28, 0x01};
    struct street street;
    struct roster *roster = NULL;
    const struct id founder = street_id(0);
    struct roster_vouch vouch;
    size_t place = 0;

    (void)state;
    street_init(&street);
    place = street_sign(&street, 0,
                        &(struct record_draft){.class = CLASS_VOUCH,
                                               .kind = 9,
                                               .n = 3,
                                               .stamp_ms = street_ms(1),
                                               .body = {later, sizeof later}});
    roster = street_roster(&street, 1);
    assert_true(street_keeps(roster, &street, place));
    assert_int_equal(roster_count(roster), 1);
    assert_int_equal(roster_vouches_of(roster, &founder, &vouch, 1), 1);
    assert_int_equal(vouch.n, 3);
    assert_true(id_is_zero(&vouch.subject));
    roster_free(roster);
    street_release(&street);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_of_strangers_are_not_kept),
        cmocka_unit_test(withdrawing_removes_no_record_that_explains_it),
        cmocka_unit_test(newcomers_vouches_are_not_kept),
        cmocka_unit_test(slots_are_those_of_the_level_with_all_vouches),
        cmocka_unit_test(only_stewards_rules_are_kept),
        cmocka_unit_test(own_records_are_kept_without_standing),
        cmocka_unit_test(nothing_is_kept_past_its_time),
        cmocka_unit_test(withdrawn_profile_is_kept_and_names_nobody),
        cmocka_unit_test(unknown_kind_is_kept_and_admits_nobody),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
