#include "node/people/standing.h"
#include "tests/lib/check.h"
#include "tests/lib/street.h"

enum { ROOM = 1200 };

/* How many have standing in a mode; and how many of them are newcomers. */
static size_t
members(const struct roster *roster, enum standing_mode mode, size_t *newcomers)
{
    size_t count = 0;

    *newcomers = 0;
    for (size_t index = 0; index < roster_count(roster); index++) {
        uint8_t level = roster_at(roster, index)->level[mode];

        count += level != LEVEL_NONE;
        *newcomers += level == LEVEL_NEWCOMER;
    }
    return count;
}

static void founder_is_a_steward(void **state)
{
    struct street street;
    struct roster *roster = NULL;

    (void)state;
    street_init(&street);
    roster = street_roster(&street, 0);
    for (size_t mode = 0; mode < STANDING_MODES; mode++) {
        assert_int_equal(street_level(roster, 0, (enum standing_mode)mode), 0);
    }
    assert_int_equal(street_level(roster, 1, STANDING_ROSTER), LEVEL_NONE);
    assert_int_equal(roster_count(roster), 1);
    roster_free(roster);
    street_release(&street);
}

static void nobody_has_standing_without_a_council(void **state)
{
    struct street street;
    struct roster *roster = NULL;

    (void)state;
    street_init(&street);
    street_vouch(&street, 0, 0, 1, 0);
    bytes_release(&street.records[0]); /* council 0 */
    street.records[0] = street.records[--street.count];
    roster = street_roster(&street, 0);
    assert_int_equal(roster_count(roster), 0);
    assert_int_equal(street_level(roster, 0, STANDING_ROSTER), LEVEL_NONE);
    roster_free(roster);
    street_release(&street);
}

static void level_is_one_more_than_the_second_nearest_voucher(void **state)
{
    struct street street;
    struct roster *roster = NULL;

    (void)state;
    street_init(&street);
    street_vouch(&street, 0, 0, 1, 1);
    street_vouch(&street, 0, 1, 2, 1);
    street_vouch(&street, 1, 0, 3, 1);
    street_vouch(&street, 2, 0, 3, 1);
    street_vouch(&street, 1, 1, 4, 1);
    street_vouch(&street, 3, 0, 4, 1);
    street_vouch(&street, 1, 2, 5, 1);
    roster = street_roster(&street, 1);
    assert_int_equal(street_level(roster, 1, STANDING_LIVE), 1);
    assert_int_equal(street_level(roster, 3, STANDING_LIVE), 2);
    assert_int_equal(street_level(roster, 4, STANDING_LIVE), 3);
    assert_int_equal(street_level(roster, 5, STANDING_LIVE), LEVEL_NEWCOMER);
    roster_free(roster);
    street_release(&street);
}

static void level_ends_at_six(void **state)
{
    struct street street;
    struct roster *roster = NULL;

    (void)state;
    street_init(&street);
    street_vouch(&street, 0, 0, 1, 1);
    street_vouch(&street, 0, 1, 2, 1);
    for (unsigned level = 2; level <= 7; level++) {
        const unsigned left = 2 * level - 1;

        street_vouch(&street, left - 2, 0, left, 1);
        street_vouch(&street, left - 1, 0, left, 1);
        street_vouch(&street, left - 2, 1, left + 1, 1);
        street_vouch(&street, left - 1, 1, left + 1, 1);
    }
    roster = street_roster(&street, 1);
    assert_int_equal(street_level(roster, 7, STANDING_LIVE), 4);
    assert_int_equal(street_level(roster, 9, STANDING_LIVE), 5);
    /* Level 5 has one slot, level 6 has none. */
    assert_int_equal(street_level(roster, 11, STANDING_LIVE), 6);
    assert_int_equal(street_level(roster, 12, STANDING_LIVE), LEVEL_NONE);
    assert_int_equal(street_level(roster, 13, STANDING_LIVE), LEVEL_NONE);
    roster_free(roster);
    street_release(&street);
}

static void two_vouches_of_one_voucher_are_one(void **state)
{
    struct street street;
    struct roster *roster = NULL;

    (void)state;
    street_init(&street);
    street_vouch(&street, 0, 0, 1, 1);
    street_vouch(&street, 1, 0, 2, 1);
    street_vouch(&street, 1, 1, 2, 1);
    roster = street_roster(&street, 1);
    assert_int_equal(street_level(roster, 2, STANDING_LIVE), LEVEL_NEWCOMER);
    roster_free(roster);
    street_release(&street);
}

static void newcomers_admit_nobody(void **state)
{
    struct street street;
    struct roster *roster = NULL;

    (void)state;
    street_init(&street);
    street_vouch(&street, 0, 0, 1, 1);
    street_vouch(&street, 1, 0, 2, 1);
    street_vouch(&street, 1, 1, 3, 1);
    street_vouch(&street, 2, 0, 4, 1);
    street_vouch(&street, 3, 0, 4, 1);
    roster = street_roster(&street, 1);
    assert_int_equal(street_level(roster, 2, STANDING_LIVE), LEVEL_NEWCOMER);
    assert_int_equal(street_level(roster, 4, STANDING_LIVE), LEVEL_NONE);
    roster_free(roster);
    street_release(&street);
}

static void vouch_past_the_slots_of_a_level_counts_for_nothing(void **state)
{
    struct street street;
    struct roster *roster = NULL;

    (void)state;
    street_init(&street);
    street_vouch(&street, 0, 127, 1, 1);
    street_vouch(&street, 0, 128, 2, 1);
    street_vouch(&street, 1, 11, 3, 1);
    street_vouch(&street, 1, 12, 4, 1);
    roster = street_roster(&street, 1);
    assert_int_equal(street_level(roster, 1, STANDING_LIVE), 1);
    assert_int_equal(street_level(roster, 2, STANDING_ROSTER), LEVEL_NONE);
    assert_int_equal(street_level(roster, 3, STANDING_LIVE), LEVEL_NEWCOMER);
    assert_int_equal(street_level(roster, 4, STANDING_ROSTER), LEVEL_NONE);
    roster_free(roster);
    street_release(&street);
}

static void ring_under_one_member_is_twelve_newcomers(void **state)
{
    struct street street;
    struct roster *roster = NULL;
    size_t newcomers = 0;

    (void)state;
    street_init(&street);
    street_vouch(&street, 0, 0, 1, 1);
    for (unsigned key = 0; key < 500; key++) {
        street_vouch(&street, 1, key, 10 + key, 1);
        street_vouch(&street, 10 + key, 0, 10 + (key + 1) % 500, 1);
        street_vouch(&street, 10 + key, 1, 10 + (key + 7) % 500, 1);
    }
    roster = street_roster(&street, 1);
    assert_int_equal(members(roster, STANDING_ROSTER, &newcomers), 2 + 12);
    assert_int_equal(newcomers, 12);
    roster_free(roster);

    street_unvouch(&street, 0, 0, 1, 2);
    roster = street_roster(&street, 2);
    assert_int_equal(members(roster, STANDING_LIVE, &newcomers), 1);
    assert_int_equal(members(roster, STANDING_GRACE, &newcomers), 14);
    roster_free(roster);
    street_release(&street);
}

/* Each layer is vouched for by two of the layer above, slot by slot. */
static unsigned layer_fill(struct street *street,
                           unsigned first,
                           unsigned count,
                           unsigned slots,
                           unsigned per_slot)
{
    unsigned next = first + count;
    unsigned made = count * slots / per_slot;

    for (unsigned index = 0; index < made * per_slot; index++) {
        unsigned subject = per_slot == 1 ? index : index % made;

        street_vouch(street, first + index / slots, index % slots,
                     next + subject, 1);
    }
    return made;
}

static void two_colluders_reach_212_and_two_withdrawals_end_them(void **state)
{
    static const unsigned slots[] = {12, 6, 3, 2};
    struct street street;
    struct roster *roster = NULL;
    unsigned first = 1;
    unsigned count = 2;
    size_t newcomers = 0;

    (void)state;
    street_init(&street);
    street_vouch(&street, 0, 0, 1, 1);
    street_vouch(&street, 0, 1, 2, 1);
    for (unsigned layer = 0; layer < 4; layer++) {
        unsigned made = layer_fill(&street, first, count, slots[layer], 2);

        first += count;
        count = made;
    }
    layer_fill(&street, first, count, 1, 1); /* level 5: a newcomer each */
    roster = street_roster(&street, 1);
    assert_int_equal(members(roster, STANDING_LIVE, &newcomers), 1 + 212);
    assert_int_equal(newcomers, 54);
    roster_free(roster);

    street_unvouch(&street, 0, 0, 1, 2);
    street_unvouch(&street, 0, 1, 2, 2);
    roster = street_roster(&street, 2);
    assert_int_equal(members(roster, STANDING_LIVE, &newcomers), 1);
    roster_free(roster);
    roster = street_roster(&street, 32);
    assert_int_equal(members(roster, STANDING_GRACE, &newcomers), 1);
    assert_int_equal(members(roster, STANDING_ROSTER, &newcomers), 213);
    roster_free(roster);
    street_release(&street);
}

static void withdrawn_vouch_hides_at_once_and_keeps_30_days(void **state)
{
    struct street street;
    struct roster *roster = NULL;

    (void)state;
    street_init(&street);
    street_vouch(&street, 0, 0, 1, 0);
    street_unvouch(&street, 0, 0, 1, 5);
    roster = street_roster(&street, 5);
    assert_int_equal(street_level(roster, 1, STANDING_LIVE), LEVEL_NONE);
    assert_int_equal(street_level(roster, 1, STANDING_GRACE), 1);
    check_ok(roster_settle(roster, street_day(34)));
    assert_int_equal(street_level(roster, 1, STANDING_GRACE), 1);
    check_ok(roster_settle(roster, street_day(35)));
    assert_int_equal(street_level(roster, 1, STANDING_GRACE), LEVEL_NONE);
    assert_int_equal(street_level(roster, 1, STANDING_ROSTER), 1);
    roster_free(roster);
    street_release(&street);
}

/* A stamp may lie some minutes ahead, and so on the next day. */
static void withdrawal_of_tomorrow_hides_today(void **state)
{
    struct street street;
    struct roster *roster = NULL;

    (void)state;
    street_init(&street);
    street_vouch(&street, 0, 0, 1, 0);
    street_unvouch(&street, 0, 0, 1, 6);
    roster = street_roster(&street, 5);
    assert_int_equal(street_level(roster, 1, STANDING_LIVE), LEVEL_NONE);
    assert_int_equal(street_level(roster, 1, STANDING_GRACE), 1);
    roster_free(roster);
    street_release(&street);
}

/* Signed on day 0, a vouch is dropped after day 401. */
static void old_vouch_ends_a_grace_before_it_leaves_the_set(void **state)
{
    struct street street;
    struct roster *roster = NULL;
    size_t vouch = 0;

    (void)state;
    street_init(&street);
    vouch = street_vouch(&street, 0, 0, 1, 0);
    roster = street_roster(&street, 371);
    assert_int_equal(street_level(roster, 1, STANDING_LIVE), 1);
    check_ok(roster_settle(roster, street_day(372)));
    assert_int_equal(street_level(roster, 1, STANDING_LIVE), LEVEL_NONE);
    assert_int_equal(street_level(roster, 1, STANDING_GRACE), 1);
    check_ok(roster_settle(roster, street_day(401)));
    assert_int_equal(street_level(roster, 1, STANDING_GRACE), 1);
    assert_true(street_keeps(roster, &street, vouch));
    check_ok(roster_settle(roster, street_day(402)));
    assert_int_equal(street_level(roster, 1, STANDING_ROSTER), LEVEL_NONE);
    assert_false(street_keeps(roster, &street, vouch));
    roster_free(roster);
    street_release(&street);
}

static void vouching_again_heals(void **state)
{
    struct street street;
    struct roster *roster = NULL;

    (void)state;
    street_init(&street);
    street_vouch(&street, 0, 0, 1, 0);
    street_unvouch(&street, 0, 0, 1, 5);
    street_vouch(&street, 0, 0, 1, 6);
    roster = street_roster(&street, 6);
    assert_int_equal(street_level(roster, 1, STANDING_LIVE), 1);
    roster_free(roster);
    street_release(&street);
}

/* 100 members of level 1, each with 12 newcomers: 1301 in all. */
static void fill_beyond_the_cap(struct street *street)
{
    unsigned next = 200;

    for (unsigned member = 1; member <= 100; member++) {
        street_vouch(street, 0, member, member, 1);
        for (unsigned n = 0; n < 12; n++) {
            street_vouch(street, member, n, next++, 1);
        }
    }
}

static void place_holds_1024_households(void **state)
{
    struct street street;
    struct roster *roster = NULL;
    struct id last;
    size_t newcomers = 0;

    (void)state;
    street_init(&street);
    fill_beyond_the_cap(&street);
    roster = street_roster(&street, 1);
    assert_int_equal(members(roster, STANDING_ROSTER, &newcomers),
                     HOUSEHOLDS_MAX);
    assert_int_equal(newcomers, HOUSEHOLDS_MAX - 101);
    for (unsigned member = 0; member <= 100; member++) {
        assert_true(street_level(roster, member, STANDING_LIVE) <= 1);
    }
    last = roster_at(roster, HOUSEHOLDS_MAX - 1)->id;
    for (unsigned newcomer = 200; newcomer < 200 + 1200; newcomer++) {
        const struct id id = street_id(newcomer);

        assert_int_equal(street_level(roster, newcomer, STANDING_LIVE),
                         id_compare(&id, &last) <= 0 ? LEVEL_NEWCOMER
                                                     : LEVEL_NONE);
    }
    roster_free(roster);
    street_release(&street);
}

/* f(f(X)) = f(X) beyond the cap: nobody who was cut comes back. */
static void cut_is_the_same_for_what_is_kept_alone(void **state)
{
    struct street street;
    struct roster *roster = NULL;
    struct roster *alone = NULL;

    (void)state;
    street_init(&street);
    fill_beyond_the_cap(&street);
    for (unsigned member = 1; member <= 50; member++) {
        street_unvouch(&street, 0, member, member, 2);
    }
    roster = street_roster(&street, 2);
    check_ok(roster_new(&street.neighbourhood, &alone));
    for (size_t place = 0; place < street.count; place++) {
        const struct record record = street_record(&street, place);

        if (roster_keeps(roster, &record.id)) {
            check_ok(roster_add(alone, &record, false));
        }
    }
    check_ok(roster_settle(alone, street_day(2)));
    assert_int_equal(roster_count(alone), roster_count(roster));
    for (size_t index = 0; index < roster_count(roster); index++) {
        check_id(&roster_at(alone, index)->id, &roster_at(roster, index)->id);
        assert_memory_equal(roster_at(alone, index)->level,
                            roster_at(roster, index)->level, STANDING_MODES);
    }
    roster_free(alone);
    roster_free(roster);
    street_release(&street);
}

static void whoever_is_live_comes_before_the_withdrawn(void **state)
{
    struct street street;
    struct roster *roster = NULL;
    size_t newcomers = 0;

    (void)state;
    street_init(&street);
    fill_beyond_the_cap(&street);
    for (unsigned member = 1; member <= 50; member++) {
        street_unvouch(&street, 0, member, member, 2);
    }
    roster = street_roster(&street, 2);
    assert_int_equal(members(roster, STANDING_LIVE, &newcomers), 1 + 50 * 13);
    assert_int_equal(members(roster, STANDING_ROSTER, &newcomers),
                     HOUSEHOLDS_MAX);
    for (unsigned member = 1; member <= 50; member++) {
        assert_int_equal(street_level(roster, member, STANDING_GRACE), 1);
    }
    roster_free(roster);
    street_release(&street);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(founder_is_a_steward),
        cmocka_unit_test(nobody_has_standing_without_a_council),
        cmocka_unit_test(level_is_one_more_than_the_second_nearest_voucher),
        cmocka_unit_test(level_ends_at_six),
        cmocka_unit_test(two_vouches_of_one_voucher_are_one),
        cmocka_unit_test(newcomers_admit_nobody),
        cmocka_unit_test(vouch_past_the_slots_of_a_level_counts_for_nothing),
        cmocka_unit_test(ring_under_one_member_is_twelve_newcomers),
        cmocka_unit_test(two_colluders_reach_212_and_two_withdrawals_end_them),
        cmocka_unit_test(withdrawn_vouch_hides_at_once_and_keeps_30_days),
        cmocka_unit_test(withdrawal_of_tomorrow_hides_today),
        cmocka_unit_test(old_vouch_ends_a_grace_before_it_leaves_the_set),
        cmocka_unit_test(vouching_again_heals),
        cmocka_unit_test(place_holds_1024_households),
        cmocka_unit_test(cut_is_the_same_for_what_is_kept_alone),
        cmocka_unit_test(whoever_is_live_comes_before_the_withdrawn),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
