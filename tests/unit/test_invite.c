#include "node/people/invite.h"
#include "tests/lib/check.h"
#include "tests/lib/street.h"

/* The founder vouches for 1, who invites on key 7 on day 2. */
static size_t begin_invite(struct street *street)
{
    street_init(street);
    street_vouch(street, 0, 0, 1, 1);
    return street_invite(street, 1, 0, 7, 2);
}

static void invited_household_is_a_newcomer_at_once(void **state)
{
    struct street street;
    struct roster *roster = NULL;
    struct roster_voucher voucher;
    const struct id joiner = street_id(20);
    const struct id inviter = street_id(1);
    size_t join = 0;

    (void)state;
    begin_invite(&street);
    join = street_join(&street, 7, 20, 3);
    roster = street_roster(&street, 3);
    assert_int_equal(street_level(roster, 20, STANDING_LIVE), LEVEL_NEWCOMER);
    assert_true(street_keeps(roster, &street, join));
    assert_string_equal((const char *)roster_find(roster, &joiner)->name,
                        "Joiner");
    assert_int_equal(roster_vouchers(roster, &joiner, &voucher, 1), 1);
    check_id(&voucher.voucher, &inviter);
    assert_true(voucher.is_invite);
    roster_free(roster);
    street_release(&street);
}

static void stewards_invite_makes_a_newcomer_too(void **state)
{
    struct street street;
    struct roster *roster = NULL;

    (void)state;
    street_init(&street);
    street_invite(&street, 0, 0, 7, 1);
    street_join(&street, 7, 20, 2);
    roster = street_roster(&street, 2);
    assert_int_equal(street_level(roster, 20, STANDING_LIVE), LEVEL_NEWCOMER);
    roster_free(roster);
    street_release(&street);
}

static void invites_never_add_up_to_full(void **state)
{
    struct street street;
    struct roster *roster = NULL;

    (void)state;
    begin_invite(&street);
    street_vouch(&street, 0, 1, 2, 1);
    street_vouch(&street, 2, 0, 20, 1);
    street_invite(&street, 2, 1, 8, 2);
    street_join(&street, 7, 20, 3);
    street_join(&street, 8, 20, 3);
    street_vouch(&street, 1, 1, 21, 1);
    street_invite(&street, 2, 2, 9, 2);
    street_join(&street, 9, 21, 3);
    roster = street_roster(&street, 3);
    assert_int_equal(street_level(roster, 20, STANDING_LIVE), LEVEL_NEWCOMER);
    assert_int_equal(street_level(roster, 21, STANDING_LIVE), LEVEL_NEWCOMER);
    roster_free(roster);
    street_release(&street);
}

static void confirming_counts_as_a_vouch(void **state)
{
    struct street street;
    struct roster *roster = NULL;
    size_t invite = 0;
    size_t join = 0;

    (void)state;
    invite = begin_invite(&street);
    join = street_join(&street, 7, 20, 3);
    street_vouch(&street, 0, 1, 2, 1);
    street_vouch(&street, 2, 0, 20, 1);
    street_vouch(&street, 1, 0, 20, 4);
    roster = street_roster(&street, 4);
    assert_int_equal(street_level(roster, 20, STANDING_LIVE), 2);
    assert_false(street_keeps(roster, &street, invite));
    assert_false(street_keeps(roster, &street, join));
    roster_free(roster);
    street_release(&street);
}

static void stolen_invite_hides_both_until_the_inviter_chooses(void **state)
{
    struct street street;
    struct roster *roster = NULL;
    struct roster_vouch vouch;
    const struct id inviter = street_id(1);
    const struct id rightful = street_id(20);

    (void)state;
    begin_invite(&street);
    street_join(&street, 7, 20, 3);
    street_join(&street, 7, 21, 4);
    roster = street_roster(&street, 4);
    for (unsigned joiner = 20; joiner <= 21; joiner++) {
        assert_int_equal(street_level(roster, joiner, STANDING_LIVE),
                         LEVEL_NONE);
        assert_int_equal(street_level(roster, joiner, STANDING_GRACE),
                         LEVEL_NEWCOMER);
        assert_int_equal(street_level(roster, joiner, STANDING_ROSTER),
                         LEVEL_NEWCOMER);
    }
    assert_true(roster_find(roster, &rightful)->is_clashed);
    assert_int_equal(roster_vouches_of(roster, &inviter, &vouch, 1), 1);
    assert_int_equal(vouch.joins, 2);
    assert_true(id_compare(&vouch.joined[0], &vouch.joined[1]) < 0);
    assert_int_equal(vouch.joined_ms, street_ms(4));
    roster_free(roster);

    street_vouch(&street, 1, 0, 20, 5);
    roster = street_roster(&street, 5);
    assert_int_equal(street_level(roster, 20, STANDING_LIVE), LEVEL_NEWCOMER);
    assert_int_equal(street_level(roster, 21, STANDING_ROSTER), LEVEL_NONE);
    assert_false(roster_find(roster, &rightful)->is_clashed);
    roster_free(roster);
    street_release(&street);
}

static void two_smallest_households_of_a_key_are_kept(void **state)
{
    struct street street;
    struct roster *roster = NULL;
    size_t places[5];

    (void)state;
    begin_invite(&street);
    for (unsigned joiner = 0; joiner < 5; joiner++) {
        places[joiner] = street_join(&street, 7, 20 + joiner, 3);
    }
    roster = street_roster(&street, 3);
    for (unsigned joiner = 0; joiner < 5; joiner++) {
        const struct id id = street_id(20 + joiner);
        size_t smaller = 0;

        for (unsigned other = 0; other < 5; other++) {
            const struct id other_id = street_id(20 + other);

            smaller += id_compare(&other_id, &id) < 0;
        }
        assert_int_equal(street_keeps(roster, &street, places[joiner]),
                         smaller < JOINS_PER_KEY_MAX);
        assert_int_equal(street_level(roster, 20 + joiner, STANDING_ROSTER),
                         smaller < JOINS_PER_KEY_MAX ? LEVEL_NEWCOMER
                                                     : LEVEL_NONE);
        assert_int_equal(street_level(roster, 20 + joiner, STANDING_LIVE),
                         LEVEL_NONE);
    }
    roster_free(roster);
    street_release(&street);
}

/* An invite of day 2 ends on day 16. */
static void join_after_the_invites_end_admits_nobody(void **state)
{
    struct street street;
    struct roster *roster = NULL;

    (void)state;
    begin_invite(&street);
    street_join(&street, 7, 20, 16);
    roster = street_roster(&street, 17);
    assert_int_equal(street_level(roster, 20, STANDING_LIVE), LEVEL_NEWCOMER);
    roster_free(roster);
    street_release(&street);

    begin_invite(&street);
    street_join(&street, 7, 20, 17);
    roster = street_roster(&street, 17);
    assert_int_equal(street_level(roster, 20, STANDING_ROSTER), LEVEL_NONE);
    roster_free(roster);
    street_release(&street);
}

/* A JOIN of day 3 leaves the set after day 64. */
static void unconfirmed_newcomer_ends_with_its_join(void **state)
{
    struct street street;
    struct roster *roster = NULL;

    (void)state;
    begin_invite(&street);
    street_join(&street, 7, 20, 3);
    roster = street_roster(&street, 34);
    assert_int_equal(street_level(roster, 20, STANDING_LIVE), LEVEL_NEWCOMER);
    check_ok(roster_settle(roster, street_day(35)));
    assert_int_equal(street_level(roster, 20, STANDING_LIVE), LEVEL_NONE);
    check_ok(roster_settle(roster, street_day(64)));
    assert_int_equal(street_level(roster, 20, STANDING_GRACE), LEVEL_NEWCOMER);
    check_ok(roster_settle(roster, street_day(65)));
    assert_int_equal(street_level(roster, 20, STANDING_ROSTER), LEVEL_NONE);
    roster_free(roster);
    street_release(&street);
}

static void withdrawn_invite_hides_who_came_on_it(void **state)
{
    const struct body_invite invite = {
        .one_time = street_one_time(7).public,
        .until_ms = street_ms(16),
        .is_withdrawn = true,
    };
    struct street street;
    struct roster *roster = NULL;
    struct bytes body;

    (void)state;
    begin_invite(&street);
    street_join(&street, 7, 20, 3);
    bytes_init(&body, BODY_BYTES_MAX_ROSTER);
    check_ok(body_invite_write(&invite, &body));
    street_sign(&street, 1,
                &(struct record_draft){.class = CLASS_VOUCH,
                                       .kind = KIND_INVITE,
                                       .stamp_ms = street_ms(4),
                                       .body = bytes_view(&body)});
    bytes_release(&body);
    roster = street_roster(&street, 33);
    assert_int_equal(street_level(roster, 20, STANDING_LIVE), LEVEL_NONE);
    assert_int_equal(street_level(roster, 20, STANDING_GRACE), LEVEL_NEWCOMER);
    check_ok(roster_settle(roster, street_day(34)));
    assert_int_equal(street_level(roster, 20, STANDING_GRACE), LEVEL_NONE);
    assert_int_equal(street_level(roster, 20, STANDING_ROSTER), LEVEL_NEWCOMER);
    roster_free(roster);
    street_release(&street);
}

static void join_without_its_invite_is_not_kept(void **state)
{
    struct street street;
    struct roster *roster = NULL;
    size_t join = 0;

    (void)state;
    begin_invite(&street);
    join = street_join(&street, 8, 20, 3);
    roster = street_roster(&street, 3);
    assert_false(street_keeps(roster, &street, join));
    assert_int_equal(street_level(roster, 20, STANDING_ROSTER), LEVEL_NONE);
    roster_free(roster);
    street_release(&street);
}

static void invite_of_a_stranger_admits_nobody(void **state)
{
    struct street street;
    struct roster *roster = NULL;
    size_t invite = 0;

    (void)state;
    street_init(&street);
    invite = street_invite(&street, 1, 0, 7, 1);
    street_join(&street, 7, 20, 2);
    roster = street_roster(&street, 2);
    assert_false(street_keeps(roster, &street, invite));
    assert_int_equal(street_level(roster, 20, STANDING_ROSTER), LEVEL_NONE);
    roster_free(roster);
    street_release(&street);
}

static void own_join_keeps_its_invite_before_the_inviter_is_known(void **state)
{
    struct street street;
    struct roster *roster = NULL;
    const struct id own = street_id(20);
    size_t invite = 0;
    size_t join = 0;

    (void)state;
    street_init(&street);
    invite = street_invite(&street, 1, 0, 7, 1);
    join = street_join(&street, 7, 20, 2);
    roster = street_roster_of(&street, 20, 2);
    assert_true(street_keeps(roster, &street, join));
    assert_true(street_keeps(roster, &street, invite));
    assert_true(roster_find(roster, &own)->is_own);
    assert_int_equal(street_level(roster, 20, STANDING_ROSTER), LEVEL_NONE);
    roster_free(roster);
    street_release(&street);
}

/* Others forget it when the vouch replaces the invite, and so do we. */
static void own_join_of_a_member_is_kept_like_any_other(void **state)
{
    struct street street;
    struct roster *roster = NULL;
    size_t join = 0;
    size_t strange = 0;
    size_t invite = 0;

    (void)state;
    begin_invite(&street);
    join = street_join(&street, 7, 20, 3);
    invite = street_invite(&street, 50, 0, 8, 2); /* of a stranger */
    strange = street_join(&street, 8, 20, 3);
    roster = street_roster_of(&street, 20, 3);
    assert_true(street_keeps(roster, &street, join));
    assert_false(street_keeps(roster, &street, strange));
    assert_false(street_keeps(roster, &street, invite));
    roster_free(roster);
    street_vouch(&street, 1, 0, 20, 4);
    roster = street_roster_of(&street, 20, 4);
    assert_false(street_keeps(roster, &street, join));
    roster_free(roster);
    street_release(&street);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(invited_household_is_a_newcomer_at_once),
        cmocka_unit_test(stewards_invite_makes_a_newcomer_too),
        cmocka_unit_test(invites_never_add_up_to_full),
        cmocka_unit_test(confirming_counts_as_a_vouch),
        cmocka_unit_test(stolen_invite_hides_both_until_the_inviter_chooses),
        cmocka_unit_test(two_smallest_households_of_a_key_are_kept),
        cmocka_unit_test(join_after_the_invites_end_admits_nobody),
        cmocka_unit_test(unconfirmed_newcomer_ends_with_its_join),
        cmocka_unit_test(withdrawn_invite_hides_who_came_on_it),
        cmocka_unit_test(join_without_its_invite_is_not_kept),
        cmocka_unit_test(invite_of_a_stranger_admits_nobody),
        cmocka_unit_test(own_join_keeps_its_invite_before_the_inviter_is_known),
        cmocka_unit_test(own_join_of_a_member_is_kept_like_any_other),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
