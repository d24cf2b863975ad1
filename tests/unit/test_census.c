/* What a person is told of others: node/people/census.c. */
#include "node/people/census.h"
#include "tests/lib/abode.h"
#include "tests/lib/check.h"

/* How many tells of a kind the last step gave, about this household. */
static unsigned
told(const struct abode *home, enum tell_kind kind, const struct abode *whom)
{
    unsigned count = 0;

    for (size_t index = 0; index < home->actions.count; index++) {
        const struct action *action = &home->actions.items[index];

        count +=
            action->kind == ACTION_TELL && action->tell.kind == kind &&
            id_equal(&action->tell.subject, &whom->household.signing.public);
    }
    return count;
}

static unsigned told_anything(const struct abode *home)
{
    unsigned count = 0;

    for (size_t index = 0; index < home->actions.count; index++) {
        count += home->actions.items[index].kind == ACTION_TELL;
    }
    return count;
}

static void command_about(struct abode *home,
                          enum command_kind kind,
                          const struct abode *whom)
{
    struct event changed = {.kind = EVENT_CHANGED};
    struct command command = {.kind = kind};

    command.as.household = whom->household.signing.public;
    check_ok(abode_command(home, &command));
    check_ok(abode_step(home, &changed));
}

static void the_inviter_is_told_who_joined(void **state)
{
    struct abode ana;
    struct abode ben;

    (void)state;
    abode_init_two(&ana, &ben);
    assert_int_equal(told(&ana, TELL_JOINED, &ben), 1);
    abode_tick(&ana);
    assert_int_equal(told_anything(&ana), 0);
    command_about(&ana, COMMAND_VOUCH, &ben);
    assert_int_equal(told(&ana, TELL_VOUCHED, &ben), 1);
    command_about(&ana, COMMAND_UNVOUCH, &ben);
    assert_int_equal(told(&ana, TELL_CUT_OFF, &ben), 1);
    command_about(&ana, COMMAND_VOUCH, &ben);
    assert_int_equal(told(&ana, TELL_VOUCHED, &ben), 1);
    abode_release(&ana);
    abode_release(&ben);
}

static void a_second_joiner_on_one_key_is_told(void **state)
{
    struct command command = {.kind = COMMAND_JOIN};
    struct abode ana;
    struct abode ben;
    struct abode eve;
    struct bytes invite;

    (void)state;
    abode_init(&ana, 1);
    abode_init(&ben, 2);
    abode_init(&eve, 3);
    abode_found(&ana, "Ana");
    command.as.join.one_time = abode_invite(&ana, &invite);
    command.as.join.invite = bytes_view(&invite);
    command.as.join.name = view_text("Ben");
    ben.neighbourhood = eve.neighbourhood = ana.neighbourhood;
    abode_open(&ben);
    abode_open(&eve);
    check_ok(abode_command(&ben, &command));
    check_ok(abode_command(&eve, &command));
    abode_tell(&ben, &ana);
    assert_int_equal(told(&ana, TELL_JOINED, &ben), 1);
    abode_tell(&eve, &ana);
    assert_int_equal(told(&ana, TELL_JOIN_CLASH, &ben), 1);
    assert_int_equal(told(&ana, TELL_JOIN_CLASH, &eve), 1);
    bytes_release(&invite);
    abode_release(&ana);
    abode_release(&ben);
    abode_release(&eve);
}

static void a_joiner_is_not_told_of_everybody(void **state)
{
    struct abode ana;
    struct abode ben;

    (void)state;
    abode_init(&ana, 1);
    abode_init(&ben, 2);
    abode_found(&ana, "Ana");
    abode_join(&ben, &ana, "Ben");
    abode_tell(&ana, &ben);
    assert_int_equal(abode_level(&ben, &ben), LEVEL_NEWCOMER);
    assert_int_equal(told_anything(&ben), 0);
    abode_release(&ana);
    abode_release(&ben);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_inviter_is_told_who_joined),
        cmocka_unit_test(a_second_joiner_on_one_key_is_told),
        cmocka_unit_test(a_joiner_is_not_told_of_everybody),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
