#include "node/limits.h"
#include "node/people/vouch.h"
#include "tests/lib/check.h"
#include "tests/lib/street.h"

enum { SHOWN_MAX = 64 };

/* Records that were shown, by id. */
struct shown {
    struct id ids[SHOWN_MAX];
    size_t count;
    size_t bytes;
    size_t room; /* ERR_AGAIN past so many */
};

static enum err show(void *visitor, struct view bytes)
{
    struct shown *shown = visitor;
    struct record record;

    if (shown->count == shown->room) {
        return ERR_AGAIN;
    }
    check_ok(record_read(bytes, &record));
    shown->ids[shown->count++] = record.id;
    shown->bytes += bytes.bytes;
    return ERR_OK;
}

/* The place of a record among those shown; SHOWN_MAX where it is not. */
static size_t
place_of(const struct shown *shown, const struct street *street, size_t at)
{
    const struct record record = street_record(street, at);

    for (size_t index = 0; index < shown->count; index++) {
        if (id_equal(&shown->ids[index], &record.id)) {
            return index;
        }
    }
    return SHOWN_MAX;
}

static void vouchers_are_those_that_count_now(void **state)
{
    const struct id subject = street_id(9);
    struct roster_voucher vouchers[8];
    struct street street;
    struct roster *roster = NULL;

    (void)state;
    street_init(&street);
    street_vouch(&street, 0, 0, 1, 1);
    street_vouch(&street, 0, 1, 2, 1);
    street_vouch(&street, 0, 2, 3, 1);
    street_vouch(&street, 1, 0, 9, 1);
    street_vouch(&street, 1, 1, 9, 1);
    street_vouch(&street, 2, 0, 9, 1);
    street_vouch(&street, 3, 0, 9, 1);
    street_unvouch(&street, 3, 0, 9, 2);
    street_vouch(&street, 9, 0, 9, 1);
    street_vouch(&street, 50, 0, 9, 1);
    roster = street_roster(&street, 2);
    assert_int_equal(roster_vouchers(roster, &subject, vouchers, 8), 2);
    assert_true(id_compare(&vouchers[0].voucher, &vouchers[1].voucher) < 0);
    assert_false(vouchers[0].is_invite);
    assert_int_equal(roster_vouchers(roster, &subject, vouchers, 1), 1);
    roster_free(roster);
    street_release(&street);
}

static void voucher_who_also_invited_is_listed_as_voucher(void **state)
{
    const struct id subject = street_id(20);
    struct roster_voucher vouchers[2];

    (void)state;
    for (uint32_t n = 0; n < 2; n++) { /* the vouch before, and after */
        struct street street;
        struct roster *roster = NULL;

        street_init(&street);
        street_vouch(&street, 0, n, 20, 1);
        street_invite(&street, 0, 1 - n, 7, 1);
        street_join(&street, 7, 20, 2);
        roster = street_roster(&street, 2);
        assert_int_equal(roster_vouchers(roster, &subject, vouchers, 2), 1);
        assert_false(vouchers[0].is_invite);
        roster_free(roster);
        street_release(&street);
    }
}

static void taken_slots_are_listed_in_order(void **state)
{
    const struct id voucher = street_id(1);
    const struct id subject = street_id(9);
    struct roster_vouch vouches[8];
    struct street street;
    struct roster *roster = NULL;

    (void)state;
    street_init(&street);
    street_vouch(&street, 0, 0, 1, 1);
    street_invite(&street, 1, 4, 7, 2);
    street_vouch(&street, 1, 2, 9, 2);
    street_unvouch(&street, 1, 2, 9, 3);
    street_vouch(&street, 1, 12, 8, 2); /* it has no such slot */
    roster = street_roster(&street, 3);
    assert_int_equal(roster_vouches_of(roster, &voucher, vouches, 8), 2);
    assert_int_equal(vouches[0].n, 2);
    assert_true(vouches[0].is_withdrawn);
    check_id(&vouches[0].subject, &subject);
    assert_int_equal(vouches[0].stamp_ms, street_ms(3));
    assert_int_equal(vouches[0].drop_day, STREET_DAY + 403);
    assert_int_equal(vouches[1].n, 4);
    assert_true(vouches[1].is_invite);
    assert_int_equal(vouches[1].until_ms, street_ms(16));
    assert_int_equal(vouches[1].joins, 0);
    roster_free(roster);
    street_release(&street);
}

static void credentials_show_the_way_from_a_member_to_the_council(void **state)
{
    const struct id subject = street_id(9);
    struct shown shown = {.room = SHOWN_MAX};
    struct street street;
    struct roster *roster = NULL;
    size_t far = 0;
    size_t near = 0;
    size_t profile = 0;
    size_t aside = 0;

    (void)state;
    street_init(&street);
    far = street_vouch(&street, 0, 0, 1, 1);
    near = street_vouch(&street, 1, 0, 9, 1);
    profile = street_profile(&street, 9, 1);
    aside = street_vouch(&street, 0, 1, 2, 1);
    roster = street_roster(&street, 1);
    check_ok(
        roster_credentials(roster, &subject, GUEST_BYTES_MAX, show, &shown));
    assert_int_equal(shown.count, 4);
    assert_int_equal(place_of(&shown, &street, profile), 0);
    assert_int_equal(place_of(&shown, &street, near), 1);
    assert_int_equal(place_of(&shown, &street, far), 2);
    assert_int_equal(place_of(&shown, &street, 0), 3);
    assert_int_equal(place_of(&shown, &street, aside), SHOWN_MAX);
    roster_free(roster);
    street_release(&street);
}

static void credentials_of_a_joiner_hold_the_invite(void **state)
{
    const struct id joiner = street_id(20);
    struct shown shown = {.room = SHOWN_MAX};
    struct street street;
    struct roster *roster = NULL;
    size_t invite = 0;
    size_t join = 0;

    (void)state;
    street_init(&street);
    invite = street_invite(&street, 1, 0, 7, 1);
    join = street_join(&street, 7, 20, 2);
    roster = street_roster_of(&street, 20, 2);
    check_ok(
        roster_credentials(roster, &joiner, GUEST_BYTES_MAX, show, &shown));
    assert_int_equal(place_of(&shown, &street, join), 0);
    assert_int_equal(place_of(&shown, &street, invite), 1);
    roster_free(roster);
    street_release(&street);
}

static void credentials_stay_within_their_bytes(void **state)
{
    const struct id subject = street_id(60);
    struct street street;
    struct roster *roster = NULL;

    (void)state;
    street_init(&street);
    for (unsigned member = 1; member <= 30; member++) {
        street_vouch(&street, 0, member, member, 1);
        street_vouch(&street, member, 0, 60, 1);
    }
    roster = street_roster(&street, 1);
    for (size_t most = 0; most < 4096; most += 256) {
        struct shown shown = {.room = SHOWN_MAX};

        check_ok(roster_credentials(roster, &subject, most, show, &shown));
        assert_true(shown.bytes <= most);
        assert_int_equal(shown.count > 0, most >= 256);
    }
    roster_free(roster);
    street_release(&street);
}

static void refusing_visitor_ends_the_walk(void **state)
{
    const struct id subject = street_id(1);
    struct shown shown = {.room = 1};
    struct street street;
    struct roster *roster = NULL;

    (void)state;
    street_init(&street);
    street_vouch(&street, 0, 0, 1, 1);
    roster = street_roster(&street, 1);
    check_err(
        roster_credentials(roster, &subject, GUEST_BYTES_MAX, show, &shown),
        ERR_AGAIN);
    assert_int_equal(shown.count, 1);
    roster_free(roster);
    street_release(&street);
}

static void stranger_has_no_credentials(void **state)
{
    const struct id stranger = street_id(99);
    struct shown shown = {.room = SHOWN_MAX};
    struct street street;
    struct roster *roster = NULL;

    (void)state;
    street_init(&street);
    roster = street_roster(&street, 1);
    check_ok(
        roster_credentials(roster, &stranger, GUEST_BYTES_MAX, show, &shown));
    assert_int_equal(shown.count, 0);
    roster_free(roster);
    street_release(&street);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vouchers_are_those_that_count_now),
        cmocka_unit_test(voucher_who_also_invited_is_listed_as_voucher),
        cmocka_unit_test(taken_slots_are_listed_in_order),
        cmocka_unit_test(credentials_show_the_way_from_a_member_to_the_council),
        cmocka_unit_test(credentials_of_a_joiner_hold_the_invite),
        cmocka_unit_test(credentials_stay_within_their_bytes),
        cmocka_unit_test(refusing_visitor_ends_the_walk),
        cmocka_unit_test(stranger_has_no_credentials),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
