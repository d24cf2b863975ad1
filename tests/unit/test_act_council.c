/* Agreeing on the next council: node/act/act_council.c. */
#include "node/inside.h"
#include "node/people/council.h"
#include "node/record/council_body.h"
#include "tests/lib/abode.h"
#include "tests/lib/check.h"

struct street {
    struct abode ana; /* founder and lone steward */
    struct abode ben; /* full member */
    struct bytes content;
};

static void street_init(struct street *street)
{
    struct command command = {.kind = COMMAND_VOUCH};

    abode_init(&street->ana, 1);
    abode_init(&street->ben, 2);
    abode_found(&street->ana, "Ana");
    abode_join(&street->ben, &street->ana, "Ben");
    abode_tell(&street->ben, &street->ana);
    command.as.household = street->ben.household.signing.public;
    check_ok(abode_command(&street->ana, &command));
    abode_tell(&street->ana, &street->ben);
    bytes_init(&street->content, BODY_BYTES_MAX_ROSTER);
}

static void street_release(struct street *street)
{
    bytes_release(&street->content);
    abode_release(&street->ana);
    abode_release(&street->ben);
}

static struct roster_council in_force(struct abode *home)
{
    struct roster_council council;

    check_ok(roster_council(abode_people(home), &council));
    return council;
}

/* The council after the one in force, of these stewards, into `content`. */
static struct command
next_of(struct street *street, const struct id *stewards, size_t count)
{
    const struct roster_council now = in_force(&street->ana);
    struct command command = {.kind = COMMAND_COUNCIL};
    struct council_content next = {
        .height = now.height + 1,
        .previous = now.hash,
        .stewards_count = count,
    };

    for (size_t i = 0; i < count; i++) {
        next.stewards[i] = stewards[i];
    }
    if (count == 2 && id_compare(&next.stewards[0], &next.stewards[1]) > 0) {
        next.stewards[0] = stewards[1];
        next.stewards[1] = stewards[0];
    }
    bytes_reset(&street->content);
    check_ok(council_content_write(&next, &street->content));
    command.as.council.content = bytes_view(&street->content);
    return command;
}

static struct command next_of_both(struct street *street)
{
    const struct id both[] = {street->ana.household.signing.public,
                              street->ben.household.signing.public};

    return next_of(street, both, 2);
}

static void lone_steward_decides_alone(void **state)
{
    struct street street;
    struct command command;

    (void)state;
    street_init(&street);
    command = next_of_both(&street);
    check_ok(abode_command(&street.ana, &command));
    assert_true(street.ana.answer.is_adopted);
    assert_int_equal(in_force(&street.ana).steward_count, 2);
    abode_tell(&street.ana, &street.ben);
    assert_int_equal(in_force(&street.ben).steward_count, 2);
    assert_int_equal(abode_level(&street.ben, &street.ben), 0);
    street_release(&street);
}

static void two_stewards_decide_together(void **state)
{
    struct street street;
    struct command command;
    struct bytes half_signed;

    (void)state;
    street_init(&street);
    bytes_init(&half_signed, BODY_BYTES_MAX_ROSTER);
    command = next_of_both(&street);
    check_ok(abode_command(&street.ana, &command));
    abode_tell(&street.ana, &street.ben);
    command = next_of(&street, &street.ben.household.signing.public, 1);
    check_ok(abode_command(&street.ana, &command));
    assert_false(street.ana.answer.is_adopted);
    assert_int_equal(in_force(&street.ana).height, 1);
    check_ok(
        bytes_append(&half_signed, bytes_view(&street.ana.answer.council)));
    command.as.council.signed_by_others = bytes_view(&half_signed);
    check_ok(abode_command(&street.ben, &command));
    assert_true(street.ben.answer.is_adopted);
    abode_tell(&street.ben, &street.ana);
    assert_int_equal(in_force(&street.ana).height, 2);
    assert_int_equal(in_force(&street.ana).steward_count, 1);
    bytes_release(&half_signed);
    street_release(&street);
}

static void who_has_no_vote_proposes_nothing(void **state)
{
    struct street street;
    struct command command;

    (void)state;
    street_init(&street);
    command = next_of_both(&street);
    check_err(abode_command(&street.ben, &command), ERR_DENIED);
    street_release(&street);
}

static void council_that_does_not_follow_is_refused(void **state)
{
    struct street street;
    struct command command;

    (void)state;
    street_init(&street);
    command = next_of_both(&street);
    check_ok(abode_command(&street.ana, &command));
    check_err(abode_command(&street.ana, &command), ERR_STATE);
    street_release(&street);
}

static void stranger_is_no_steward(void **state)
{
    struct street street;
    struct abode cleo;
    struct command command;

    (void)state;
    street_init(&street);
    abode_init(&cleo, 3);
    command = next_of(&street, &cleo.household.signing.public, 1);
    check_err(abode_command(&street.ana, &command), ERR_UNKNOWN);
    abode_release(&cleo);
    street_release(&street);
}

static void damaged_proposal_is_refused(void **state)
{
    struct street street;
    struct command command;
    struct bytes damaged;

    (void)state;
    street_init(&street);
    bytes_init(&damaged, BODY_BYTES_MAX_ROSTER);
    command = next_of_both(&street);
    check_ok(abode_command(&street.ana, &command));
    command = next_of(&street, &street.ben.household.signing.public, 1);
    check_ok(abode_command(&street.ana, &command));
    abode_tell(&street.ana, &street.ben);
    check_ok(bytes_append(&damaged, bytes_view(&street.ana.answer.council)));
    command.as.council.signed_by_others = bytes_view(&damaged);
    damaged.data[damaged.bytes - 1] ^= 1;
    check_err(abode_command(&street.ben, &command), ERR_SIGNATURE);
    damaged.bytes--;
    command.as.council.signed_by_others = bytes_view(&damaged);
    check_err(abode_command(&street.ben, &command), ERR_MALFORMED);
    assert_int_equal(in_force(&street.ben).height, 1);
    bytes_release(&damaged);
    street_release(&street);
}

static struct command posts_are(uint32_t newcomer)
{
    struct command command = {.kind = COMMAND_RULES};

    command.as.rules.slots[0] = (struct slot_rule){
        .class = CLASS_POST, .newcomer = newcomer, .full = 9, .steward = 10};
    command.as.rules.slots_count = 1;
    return command;
}

static void rules_of_a_steward_hold(void **state)
{
    struct command command = posts_are(2);
    struct street street;

    (void)state;
    street_init(&street);
    check_ok(abode_command(&street.ana, &command));
    abode_tell(&street.ana, &street.ben);
    assert_int_equal(roster_level_slots(abode_people(&street.ben),
                                        LEVEL_NEWCOMER, CLASS_POST),
                     2);
    command.as.rules.slots_count = 0;
    check_ok(abode_command(&street.ana, &command));
    assert_int_equal(roster_level_slots(abode_people(&street.ana),
                                        LEVEL_NEWCOMER, CLASS_POST),
                     class_slots(CLASS_POST, LEVEL_NEWCOMER));
    street_release(&street);
}

/* Would the agenda sign this steward's rules again? */
static bool signs_again(struct abode *home)
{
    const struct event tick = {.kind = EVENT_TICK, .moment = home->moment};
    struct shelf_row row;
    struct actions actions;
    const struct step step = {&tick, &actions, NULL};
    struct id slot;
    bool is_so = false;

    abode_tick(home); /* the records are read */
    actions_init(&actions);
    record_slot(CLASS_RULES, &home->household.signing.public, 0, 0, &slot);
    check_ok(home->port.head(home->port.self, &slot, &row));
    check_ok(act_renew(home->node, &step, &row));
    is_so = actions_store_slot(&actions, &slot);
    actions_release(&actions);
    return is_so;
}

/* Their stamp would make them the newest, and so those in force. */
static void rules_that_gave_way_are_not_signed_again(void **state)
{
    struct street street;
    struct command command;

    (void)state;
    street_init(&street);
    command = next_of_both(&street);
    check_ok(abode_command(&street.ana, &command));
    command = posts_are(2);
    check_ok(abode_command(&street.ana, &command));
    abode_tell(&street.ana, &street.ben);
    assert_true(signs_again(&street.ana));
    street.ben.moment.now_ms += DAY_MS;
    command = posts_are(3);
    check_ok(abode_command(&street.ben, &command));
    abode_tell(&street.ben, &street.ana);
    assert_true(signs_again(&street.ben));
    assert_false(signs_again(&street.ana));
    street_release(&street);
}

/* Ben's clock is some minutes behind Ana's. */
static void rules_said_last_hold_though_a_clock_is_slow(void **state)
{
    struct street street;
    struct command command;

    (void)state;
    street_init(&street);
    command = next_of_both(&street);
    check_ok(abode_command(&street.ana, &command));
    street.ana.moment.now_ms += EARLY_MS_MAX - 1000;
    command = posts_are(2);
    check_ok(abode_command(&street.ana, &command));
    abode_tell(&street.ana, &street.ben);
    command = posts_are(3);
    check_ok(abode_command(&street.ben, &command));
    abode_tell(&street.ben, &street.ana);
    assert_int_equal(roster_level_slots(abode_people(&street.ben),
                                        LEVEL_NEWCOMER, CLASS_POST),
                     3);
    assert_int_equal(roster_level_slots(abode_people(&street.ana),
                                        LEVEL_NEWCOMER, CLASS_POST),
                     3);
    assert_false(signs_again(&street.ana));
    street_release(&street);
}

static void who_is_no_steward_says_no_rules(void **state)
{
    struct command command = posts_are(2);
    struct street street;

    (void)state;
    street_init(&street);
    check_err(abode_command(&street.ben, &command), ERR_DENIED);
    street_release(&street);
}

static void classes_of_the_roster_have_no_rules(void **state)
{
    struct command command = posts_are(2);
    struct street street;

    (void)state;
    street_init(&street);
    command.as.rules.slots[0].class = CLASS_VOUCH;
    check_err(abode_command(&street.ana, &command), ERR_INVALID);
    command = posts_are(SLOTS_MAX + 1);
    check_err(abode_command(&street.ana, &command), ERR_INVALID);
    street_release(&street);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lone_steward_decides_alone),
        cmocka_unit_test(two_stewards_decide_together),
        cmocka_unit_test(who_has_no_vote_proposes_nothing),
        cmocka_unit_test(council_that_does_not_follow_is_refused),
        cmocka_unit_test(stranger_is_no_steward),
        cmocka_unit_test(damaged_proposal_is_refused),
        cmocka_unit_test(rules_of_a_steward_hold),
        cmocka_unit_test(rules_that_gave_way_are_not_signed_again),
        cmocka_unit_test(rules_said_last_hold_though_a_clock_is_slow),
        cmocka_unit_test(who_is_no_steward_says_no_rules),
        cmocka_unit_test(classes_of_the_roster_have_no_rules),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
