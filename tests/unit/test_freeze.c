/* Frozen rosters: node/people/freeze.c and thaw.c. */
#include <string.h>

#include "node/limits.h"
#include "node/people/freeze.h"
#include "tests/lib/alike.h"
#include "tests/lib/check.h"
#include "tests/lib/street.h"

enum { DAY = 40, CHECK_BYTES = 8 };

/* A street with a bit of everything: councils, rules, ties of all kinds,
 * clashes, devices with a past. */
static void street_fill(struct street *street)
{
    const struct body_rules rules = {
        .has_floor = true,
        .floor_hours = 7,
        .is_shared = true,
        .places = {{view_text("Mill"), view_text("51.47,-0.10")},
                   {view_text("The green"), view_text("51.46,-0.10")}},
        .places_count = 2,
        .slots = {{CLASS_POST, 3, 5, 7}, {CLASS_SAY, 0, 1, 9}},
        .slots_count = 2};

    street_init(street);
    (void)street_widen(street);
    for (unsigned member = 7; member < 20; member++) {
        const struct keys_device keys = street_device_keys(member);
        struct body_device device = {.signing = keys.signing.public,
                                     .transport = keys.transport.public,
                                     .sealing = keys.sealing.public};

        device.former[0] =
            (struct former_key){street_id(member + 100), street_ms(3)};
        device.former_count = member % 2;
        street_vouch(street, 1, member, member, 2);
        street_vouch(street, member, 0, member + 20, 3);
        street_vouch(street, member, 1, member + 21, 3);
        street_device(street, member, &device, 3);
        street_profile(street, member, 3);
    }
    street_unvouch(street, 1, 8, 8, 20);
    street_invite(street, 2, 0, 7, 4);
    street_join(street, 7, 50, 5);
    street_invite(street, 2, 1, 8, 4);
    street_join(street, 8, 51, 5);
    street_join(street, 8, 52, 5);
    street_rules(street, 2, &rules, 5);
}

/* What a street's roster freezes to, for household 7. */
static void freeze_street(struct bytes *out)
{
    const struct id own = street_id(7);
    struct street street;
    struct roster *roster = NULL;

    street_fill(&street);
    roster = street_roster_of(&street, 7, DAY);
    bytes_init(out, SNAPSHOT_BYTES_MAX);
    check_ok(roster_freeze(roster, &own, out));
    roster_free(roster);
    street_release(&street);
}

static struct roster *roster_made(void)
{
    struct street street;
    struct roster *roster = NULL;

    street_init(&street);
    check_ok(roster_new(&street.neighbourhood, &roster));
    street_release(&street);
    return roster;
}

static void thawed_roster_answers_as_the_settled_one(void **state)
{
    const int days[] = {0, 3, 21, DAY, 60, 380};
    const struct id own = street_id(7);
    struct street street;

    (void)state;
    street_fill(&street);
    for (size_t index = 0; index < sizeof days / sizeof days[0]; index++) {
        struct roster *settled = street_roster_of(&street, 7, days[index]);
        struct roster *thawed =
            roster_thawed(settled, &own, street_day(days[index]));

        assert_non_null(thawed);
        assert_true(roster_is_thawed(thawed));
        assert_false(roster_is_thawed(settled));
        assert_true(rosters_are_alike(settled, thawed));
        assert_int_equal(roster_dropped(thawed, NULL, 0), 0);
        roster_free(thawed);
        roster_free(settled);
    }
    street_release(&street);
}

static void empty_roster_freezes_too(void **state)
{
    const struct id own = street_id(7);
    struct roster *roster = roster_made();
    struct roster *thawed = NULL;

    (void)state;
    check_ok(roster_settle(roster, DAY));
    thawed = roster_thawed(roster, &own, DAY);
    assert_non_null(thawed);
    assert_int_equal(roster_count(thawed), 0);
    assert_true(rosters_are_alike(roster, thawed));
    roster_free(thawed);
    roster_free(roster);
}

static void thawed_roster_can_be_filled_again(void **state)
{
    const struct id own = street_id(7);
    struct roster *roster = roster_made();
    struct street street;
    struct bytes frozen;

    (void)state;
    freeze_street(&frozen);
    check_ok(roster_thaw(roster, &own, street_day(DAY), bytes_view(&frozen)));
    assert_true(roster_count(roster) > 20);
    street_init(&street);
    roster_reset(roster);
    assert_false(roster_is_thawed(roster));
    assert_int_equal(roster_count(roster), 0);
    for (size_t place = 0; place < street.count; place++) {
        const struct record record = street_record(&street, place);

        check_ok(roster_add(roster, &record, false));
    }
    check_ok(roster_settle(roster, street_day(DAY)));
    assert_int_equal(roster_count(roster), 1);
    street_release(&street);
    bytes_release(&frozen);
    roster_free(roster);
}

static void another_day_or_household_is_refused(void **state)
{
    const struct id own = street_id(7);
    const struct id other = street_id(8);
    struct roster *roster = roster_made();
    struct bytes frozen;

    (void)state;
    freeze_street(&frozen);
    check_err(
        roster_thaw(roster, &own, street_day(DAY + 1), bytes_view(&frozen)),
        ERR_UNKNOWN);
    check_err(
        roster_thaw(roster, &own, street_day(DAY - 1), bytes_view(&frozen)),
        ERR_UNKNOWN);
    check_err(roster_thaw(roster, &other, street_day(DAY), bytes_view(&frozen)),
              ERR_UNKNOWN);
    assert_int_equal(roster_count(roster), 0);
    bytes_release(&frozen);
    roster_free(roster);
}

static void another_neighbourhood_is_refused(void **state)
{
    const struct id own = street_id(7);
    const struct neighbourhood elsewhere = {{9}};
    struct roster *roster = NULL;
    struct bytes frozen;

    (void)state;
    freeze_street(&frozen);
    check_ok(roster_new(&elsewhere, &roster));
    check_err(roster_thaw(roster, &own, street_day(DAY), bytes_view(&frozen)),
              ERR_UNKNOWN);
    bytes_release(&frozen);
    roster_free(roster);
}

/* Each byte, cut off or changed. */
static void damaged_bytes_are_refused(void **state)
{
    const struct id own = street_id(7);
    struct roster *roster = roster_made();
    struct bytes frozen;

    (void)state;
    freeze_street(&frozen);
    for (size_t place = 0; place < frozen.bytes; place++) {
        const struct view cut = {frozen.data, place};

        check_err(roster_thaw(roster, &own, street_day(DAY), cut), ERR_CORRUPT);
        frozen.data[place] ^= (unsigned char)(1U << place % 8);
        check_err(
            roster_thaw(roster, &own, street_day(DAY), bytes_view(&frozen)),
            ERR_CORRUPT);
        frozen.data[place] ^= (unsigned char)(1U << place % 8);
    }
    check_ok(roster_thaw(roster, &own, street_day(DAY), bytes_view(&frozen)));
    check_ok(bytes_append_u8(&frozen, 0));
    check_err(roster_thaw(roster, &own, street_day(DAY), bytes_view(&frozen)),
              ERR_CORRUPT);
    assert_int_equal(roster_count(roster), 0);
    bytes_release(&frozen);
    roster_free(roster);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(thawed_roster_answers_as_the_settled_one),
        cmocka_unit_test(empty_roster_freezes_too),
        cmocka_unit_test(thawed_roster_can_be_filled_again),
        cmocka_unit_test(another_day_or_household_is_refused),
        cmocka_unit_test(another_neighbourhood_is_refused),
        cmocka_unit_test(damaged_bytes_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
