#include <stdlib.h>
#include <string.h>

#include "node/limits.h"
#include "node/people/roster.h"
#include "tests/lib/check.h"
#include "tests/lib/street.h"
#include "tests/sim/chance.h"

/* A small history with a bit of everything in it. */
static void mixed_street(struct street *street)
{
    struct id hash;
    const struct street_council council = {
        .height = 1,
        .stewards = {1, 2},
        .steward_count = 2,
        .voters = {3, 4},
        .voter_count = 2,
        .signers = {0},
        .signer_count = 1,
        .day = 9,
    };

    street_init(street);
    for (unsigned member = 1; member < 8; member++) {
        street_vouch(street, 0, member, member, 1);
        street_profile(street, member, 1);
        street_vouch(street, member, 0, 10 + member, 2);
        street_vouch(street, member, 1, 11 + member, 2);
        street_vouch(street, member, 40, 30, 2);
    }
    street_unvouch(street, 0, 3, 3, 4);
    street_vouch(street, 0, 4, 9, 5);
    street_invite(street, 5, 5, 70, 3);
    street_invite(street, 6, 5, 71, 3);
    street_join(street, 70, 20, 4);
    street_join(street, 71, 21, 4);
    street_join(street, 71, 22, 5);
    street_join(street, 71, 23, 5);
    street_profile(street, 50, 1);
    street_profile(street, 3, 6);
    street_council(street, &council, &hash);
}

/* What everybody must agree on: one number a household and a record. */
static void digest(const struct roster *roster,
                   const struct street *street,
                   unsigned char *out)
{
    for (size_t place = 0; place < street->count; place++) {
        *out++ = street_keeps(roster, street, place);
    }
    for (unsigned household = 0; household < 60; household++) {
        for (size_t mode = 0; mode < STANDING_MODES; mode++) {
            *out++ = street_level(roster, household, (enum standing_mode)mode);
        }
    }
    *out = (unsigned char)roster_count(roster);
}

static void shuffle(struct street *street, struct chance *chance)
{
    for (size_t index = street->count - 1; index > 0; index--) {
        size_t other = (size_t)chance_below(chance, index + 1);
        struct bytes kept = street->records[index];

        street->records[index] = street->records[other];
        street->records[other] = kept;
    }
}

static void order_of_arrival_changes_nothing(void **state)
{
    struct street street;
    struct roster *roster = NULL;
    unsigned char first[512] = {0};
    unsigned char again[512] = {0};
    struct bytes *sorted = NULL;
    struct chance chance;

    (void)state;
    chance_init(&chance, 1);
    mixed_street(&street);
    assert_true(street.count + 60 * STANDING_MODES + 1 < sizeof first);
    roster = street_roster(&street, 10);
    digest(roster, &street, first);
    roster_free(roster);
    sorted = calloc(street.count, sizeof *sorted);
    assert_non_null(sorted);
    memcpy(sorted, street.records, street.count * sizeof *sorted);
    for (unsigned round = 0; round < 50; round++) {
        shuffle(&street, &chance);
        roster = street_roster(&street, 10);
        memcpy(street.records, sorted, street.count * sizeof *sorted);
        digest(roster, &street, again);
        assert_memory_equal(first, again, sizeof first);
        roster_free(roster);
    }
    free(sorted);
    street_release(&street);
}

static void adding_twice_or_settling_twice_changes_nothing(void **state)
{
    struct street street;
    struct roster *roster = NULL;
    unsigned char first[512] = {0};
    unsigned char again[512] = {0};

    (void)state;
    mixed_street(&street);
    roster = street_roster(&street, 10);
    digest(roster, &street, first);
    for (size_t place = 0; place < street.count; place += 2) {
        const struct record record = street_record(&street, place);

        check_ok(roster_add(roster, &record, false));
    }
    check_ok(roster_settle(roster, street_day(10)));
    digest(roster, &street, again);
    assert_memory_equal(first, again, sizeof first);
    roster_free(roster);
    street_release(&street);
}

/* f(f(X)) = f(X): what is kept explains itself. */
static void kept_records_alone_give_the_same_roster(void **state)
{
    struct street street;
    struct roster *roster = NULL;
    struct roster *alone = NULL;
    unsigned char first[512] = {0};
    unsigned char again[512] = {0};

    (void)state;
    mixed_street(&street);
    roster = street_roster(&street, 10);
    digest(roster, &street, first);
    check_ok(roster_new(&street.neighbourhood, &alone));
    for (size_t place = 0; place < street.count; place++) {
        const struct record record = street_record(&street, place);

        if (roster_keeps(roster, &record.id)) {
            check_ok(roster_add(alone, &record, false));
        }
    }
    check_ok(roster_settle(alone, street_day(10)));
    digest(alone, &street, again);
    assert_memory_equal(first, again, sizeof first);
    roster_free(alone);
    roster_free(roster);
    street_release(&street);
}

static void reset_roster_can_be_filled_again(void **state)
{
    struct street street;
    struct roster *roster = NULL;
    unsigned char first[512] = {0};
    unsigned char again[512] = {0};

    (void)state;
    mixed_street(&street);
    roster = street_roster(&street, 10);
    digest(roster, &street, first);
    roster_reset(roster);
    assert_int_equal(roster_count(roster), 0);
    assert_int_equal(street_level(roster, 0, STANDING_LIVE), LEVEL_NONE);
    assert_null(roster_at(roster, 0));
    for (size_t place = 0; place < street.count; place++) {
        const struct record record = street_record(&street, place);

        check_ok(roster_add(roster, &record, false));
    }
    check_ok(roster_settle(roster, street_day(10)));
    digest(roster, &street, again);
    assert_memory_equal(first, again, sizeof first);
    roster_free(roster);
    street_release(&street);
}

static void adding_alone_answers_as_before(void **state)
{
    struct street street;
    struct roster *roster = NULL;
    struct record record;

    (void)state;
    street_init(&street);
    roster = street_roster(&street, 1);
    record = street_record(&street, street_vouch(&street, 0, 0, 1, 1));
    check_ok(roster_add(roster, &record, false));
    assert_int_equal(street_level(roster, 1, STANDING_LIVE), LEVEL_NONE);
    assert_false(roster_keeps(roster, &record.id));
    check_ok(roster_settle(roster, street_day(1)));
    assert_int_equal(street_level(roster, 1, STANDING_LIVE), 1);
    assert_true(roster_keeps(roster, &record.id));
    roster_free(roster);
    street_release(&street);
}

static void newest_of_a_slot_wins(void **state)
{
    struct street street;
    struct roster *roster = NULL;
    size_t newer = 0;
    size_t older = 0;

    (void)state;
    street_init(&street);
    newer = street_vouch(&street, 0, 0, 2, 5);
    older = street_vouch(&street, 0, 0, 1, 1);
    roster = street_roster(&street, 5);
    assert_int_equal(street_level(roster, 1, STANDING_ROSTER), LEVEL_NONE);
    assert_int_equal(street_level(roster, 2, STANDING_LIVE), 1);
    assert_true(street_keeps(roster, &street, newer));
    assert_false(street_keeps(roster, &street, older));
    roster_free(roster);
    street_release(&street);
}

static void dropped_are_the_heads_that_are_not_kept(void **state)
{
    struct street street;
    struct roster *roster = NULL;
    struct id ids[4];
    struct record stranger;
    struct record other;

    (void)state;
    street_init(&street);
    street_vouch(&street, 0, 0, 1, 1);
    stranger = street_record(&street, street_profile(&street, 50, 1));
    other = street_record(&street, street_profile(&street, 51, 1));
    roster = street_roster(&street, 1);
    assert_int_equal(roster_dropped(roster, ids, 4), 2);
    assert_true(id_equal(&ids[0], &stranger.id) ||
                id_equal(&ids[1], &stranger.id));
    assert_true(id_equal(&ids[0], &other.id) || id_equal(&ids[1], &other.id));
    assert_true(id_compare(&ids[0], &ids[1]) < 0);
    assert_int_equal(roster_dropped(roster, ids, 1), 1);
    roster_free(roster);
    street_release(&street);
}

static void households_are_in_order_of_level_and_id(void **state)
{
    struct street street;
    struct roster *roster = NULL;

    (void)state;
    mixed_street(&street);
    roster = street_roster(&street, 10);
    assert_true(roster_count(roster) > 15);
    for (size_t index = 1; index < roster_count(roster); index++) {
        const struct roster_household *before = roster_at(roster, index - 1);
        const struct roster_household *after = roster_at(roster, index);
        int order = before->level[STANDING_LIVE] - after->level[STANDING_LIVE];

        assert_true(order < 0 ||
                    (order == 0 && id_compare(&before->id, &after->id) < 0));
        assert_ptr_equal(roster_find(roster, &after->id), after);
    }
    roster_free(roster);
    street_release(&street);
}

static void since_is_the_oldest_record_that_admits(void **state)
{
    struct street street;
    struct roster *roster = NULL;
    const struct id first = street_id(1);
    const struct id joined = street_id(20);

    (void)state;
    street_init(&street);
    street_vouch(&street, 0, 0, 1, 3);
    street_vouch(&street, 0, 1, 2, 1);
    street_vouch(&street, 2, 0, 1, 2);
    street_invite(&street, 0, 5, 7, 1);
    street_join(&street, 7, 20, 4);
    roster = street_roster(&street, 5);
    assert_int_equal(roster_find(roster, &first)->since_ms, street_ms(2));
    assert_int_equal(roster_find(roster, &joined)->since_ms, street_ms(4));
    roster_free(roster);
    street_release(&street);
}

static void record_past_the_most_is_refused(void **state)
{
    struct street street;
    struct roster *roster = NULL;
    struct record record;

    (void)state;
    street_init(&street);
    record = street_record(&street, street_vouch(&street, 0, 0, 1, 1));
    check_ok(roster_new(&street.neighbourhood, &roster));
    for (unsigned count = 0; count < ROSTER_RECORDS_MAX; count++) {
        check_ok(roster_add(roster, &record, false));
    }
    check_err(roster_add(roster, &record, false), ERR_FULL);
    check_ok(roster_settle(roster, street_day(1)));
    check_ok(roster_add(roster, &record, false));
    roster_free(roster);
    street_release(&street);
}

static void record_of_another_set_is_refused(void **state)
{
    struct street street;
    struct roster *roster = NULL;
    struct record record;

    (void)state;
    street_init(&street);
    roster = street_roster(&street, 0);
    record = street_record(&street, 0);
    record.class = CLASS_POST;
    check_err(roster_add(roster, &record, false), ERR_MALFORMED);
    roster_free(roster);
    street_release(&street);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_of_arrival_changes_nothing),
        cmocka_unit_test(adding_twice_or_settling_twice_changes_nothing),
        cmocka_unit_test(kept_records_alone_give_the_same_roster),
        cmocka_unit_test(reset_roster_can_be_filled_again),
        cmocka_unit_test(adding_alone_answers_as_before),
        cmocka_unit_test(newest_of_a_slot_wins),
        cmocka_unit_test(dropped_are_the_heads_that_are_not_kept),
        cmocka_unit_test(households_are_in_order_of_level_and_id),
        cmocka_unit_test(since_is_the_oldest_record_that_admits),
        cmocka_unit_test(record_past_the_most_is_refused),
        cmocka_unit_test(record_of_another_set_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
