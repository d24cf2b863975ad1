#include "node/limits.h"
#include "node/people/rules.h"
#include "node/record/body.h"
#include "tests/lib/check.h"
#include "tests/lib/street.h"

static struct body_rules
posts(uint32_t newcomer, uint32_t full, uint32_t steward)
{
    return (struct body_rules){.slots = {{CLASS_POST, newcomer, full, steward}},
                               .slots_count = 1};
}

/* Founder 0, full member 1, newcomer 2. */
static void three_levels(struct street *street)
{
    street_init(street);
    street_vouch(street, 0, 0, 1, 1);
    street_vouch(street, 1, 0, 2, 1);
}

static uint32_t
slots(const struct roster *roster, unsigned household, enum record_class class)
{
    const struct id id = street_id(household);

    return roster_slots(roster, &id, class, STANDING_LIVE);
}

static void table_holds_where_nobody_rules(void **state)
{
    struct street street;
    struct roster *roster = NULL;

    (void)state;
    three_levels(&street);
    roster = street_roster(&street, 1);
    assert_int_equal(slots(roster, 0, CLASS_POST), 16384);
    assert_int_equal(slots(roster, 1, CLASS_POST), 128);
    assert_int_equal(slots(roster, 2, CLASS_POST), 32);
    assert_int_equal(slots(roster, 3, CLASS_POST), 0);
    assert_int_equal(slots(roster, 0, CLASS_VOUCH), 128);
    assert_int_equal(slots(roster, 1, CLASS_VOUCH), 12);
    assert_int_equal(slots(roster, 2, CLASS_VOUCH), 0);
    roster_free(roster);
    street_release(&street);
}

static void council_raises_and_lowers_slots(void **state)
{
    const struct body_rules rules = posts(1, 200, 300);
    struct street street;
    struct roster *roster = NULL;

    (void)state;
    three_levels(&street);
    street_rules(&street, 0, &rules, 2);
    roster = street_roster(&street, 2);
    assert_int_equal(slots(roster, 0, CLASS_POST), 300);
    assert_int_equal(slots(roster, 1, CLASS_POST), 200);
    assert_int_equal(slots(roster, 2, CLASS_POST), 1);
    assert_int_equal(slots(roster, 3, CLASS_POST), 0);
    assert_int_equal(slots(roster, 1, CLASS_SAY), 64);
    roster_free(roster);
    street_release(&street);
}

static void members_rules_rule_nothing(void **state)
{
    const struct body_rules rules = posts(1, 1, 1);
    struct street street;
    struct roster *roster = NULL;

    (void)state;
    three_levels(&street);
    street_rules(&street, 1, &rules, 2);
    roster = street_roster(&street, 2);
    assert_int_equal(slots(roster, 1, CLASS_POST), 128);
    roster_free(roster);
    street_release(&street);
}

static void newest_rules_of_a_steward_in_force_hold(void **state)
{
    const struct body_rules older = posts(1, 10, 100);
    const struct body_rules newer = posts(2, 20, 200);
    const struct body_rules former = posts(3, 30, 300);
    const struct street_council council = {
        .height = 1,
        .stewards = {1, 5},
        .steward_count = 2,
        .signers = {0},
        .signer_count = 1,
        .day = 3,
    };
    struct street street;
    struct roster *roster = NULL;
    struct id hash;

    (void)state;
    three_levels(&street);
    street_council(&street, &council, &hash);
    street_rules(&street, 1, &newer, 5);
    street_rules(&street, 5, &older, 4);
    street_rules(&street, 0, &former, 6);
    roster = street_roster(&street, 7);
    assert_int_equal(slots(roster, 1, CLASS_POST), 200);
    roster_free(roster);
    street_release(&street);
}

static void withdrawn_rules_give_way_to_the_next_newest(void **state)
{
    const struct body_rules rules = posts(1, 10, 100);
    struct street street;
    struct roster *roster = NULL;

    (void)state;
    three_levels(&street);
    street_rules(&street, 0, &rules, 2);
    street_sign(&street, 0,
                &(struct record_draft){
                    .class = CLASS_RULES, .kind = 1, .stamp_ms = street_ms(3)});
    roster = street_roster(&street, 3);
    assert_int_equal(slots(roster, 1, CLASS_POST), 128);
    roster_free(roster);
    street_release(&street);
}

static void classes_of_the_roster_are_fixed(void **state)
{
    const struct body_rules rules = {
        .slots = {{CLASS_RULES, 0, 0, 0}, {CLASS_VOUCH, 9, 900, 0}},
        .slots_count = 2};
    struct street street;
    struct roster *roster = NULL;
    size_t place = 0;

    (void)state;
    three_levels(&street);
    place = street_rules(&street, 0, &rules, 2);
    roster = street_roster(&street, 2);
    assert_int_equal(slots(roster, 0, CLASS_VOUCH), 128);
    assert_int_equal(slots(roster, 1, CLASS_VOUCH), 12);
    assert_int_equal(slots(roster, 2, CLASS_VOUCH), 0);
    assert_true(street_keeps(roster, &street, place));
    roster_free(roster);
    street_release(&street);
}

static struct body_rules all_rules(void)
{
    return (struct body_rules){
        .has_floor = true,
        .has_ceiling = true,
        .ceiling_hours = RULED_HOURS_MAX,
        .is_shared = true,
        .first_waits = true,
        .places = {{view_text("The green"), view_text("51.46,-0.10")}},
        .places_count = 1};
}

static void council_sets_hours_and_names_places(void **state)
{
    const struct body_rules rules = all_rules();
    const struct ruled *ruled = NULL;
    struct street street;
    struct roster *roster = NULL;

    (void)state;
    three_levels(&street);
    roster = street_roster(&street, 1);
    ruled = roster_ruled(roster);
    assert_int_equal(ruled->floor_minutes, HOURS_FLOOR_MINUTES);
    assert_int_equal(ruled->ceiling_minutes, HOURS_CEILING_MINUTES);
    assert_false(ruled->is_shared || ruled->first_waits);
    assert_int_equal(ruled->place_count, 0);
    roster_free(roster);
    street_rules(&street, 0, &rules, 2);
    roster = street_roster(&street, 2);
    ruled = roster_ruled(roster);
    assert_int_equal(ruled->floor_minutes, 0);
    assert_int_equal(ruled->ceiling_minutes, 60 * RULED_HOURS_MAX);
    assert_true(ruled->is_shared && ruled->first_waits);
    assert_int_equal(ruled->place_count, 1);
    assert_string_equal(ruled->places[0].name, "The green");
    assert_string_equal(ruled->places[0].cell, "51.46,-0.10");
    roster_free(roster);
    street_release(&street);
}

static void rules_past_their_limits_are_refused(void **state)
{
    struct body_rules rules = all_rules();
    struct bytes body;

    (void)state;
    bytes_init(&body, BODY_BYTES_MAX_ROSTER);
    check_ok(body_rules_write(&rules, &body));
    rules.ceiling_hours++;
    check_err(body_rules_write(&rules, &body), ERR_INVALID);
    rules = all_rules();
    rules.places[0].name = (struct view){NULL, 0};
    check_err(body_rules_write(&rules, &body), ERR_INVALID);
    rules = all_rules();
    rules.places_count = PLACES_MAX + 1;
    check_err(body_rules_write(&rules, &body), ERR_INVALID);
    bytes_release(&body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table_holds_where_nobody_rules),
        cmocka_unit_test(council_raises_and_lowers_slots),
        cmocka_unit_test(members_rules_rule_nothing),
        cmocka_unit_test(newest_rules_of_a_steward_in_force_hold),
        cmocka_unit_test(withdrawn_rules_give_way_to_the_next_newest),
        cmocka_unit_test(classes_of_the_roster_are_fixed),
        cmocka_unit_test(council_sets_hours_and_names_places),
        cmocka_unit_test(rules_past_their_limits_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
