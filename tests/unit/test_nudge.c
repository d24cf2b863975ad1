/* When a keeper is asked whether a post should stand on: node/nudge.c and
 * node/board/ending.c. */
#include "node/board/ending.h"
#include "node/limits.h"
#include "tests/lib/check.h"
#include "tests/lib/lane.h"

enum { HOUR_MS = 60 * 60 * 1000 };

static const uint64_t day_ms = DAY_MS;

/* Ana posts it as it is said, until so many days from now; 0: without end. */
static void post_for(unsigned days)
{
    struct post said = {.quantity = 1};

    if (days > 0) {
        said.until_ms = lane.ana.moment.now_ms + days * day_ms;
    }
    lane_post(POST_OFFER, &said);
}

/* Pass hours, with a tick each; how often something was told. */
static size_t told_in(unsigned hours, enum tell_kind kind)
{
    size_t told = 0;

    for (unsigned hour = 0; hour < hours; hour++) {
        lane_pass(HOUR_MS);
        abode_tick(&lane.ana);
        told += lane_told(&lane.ana, kind);
    }
    return told;
}

static void keeper_is_asked_three_days_before_and_at_the_end(void **state)
{
    (void)state;
    abode_tick(&lane.ana);
    post_for(30);
    assert_int_equal(told_in(26 * 24, TELL_POST_SOON), 0);
    assert_int_equal(told_in(2 * 24, TELL_POST_SOON), 1);
    assert_int_equal(told_in(24, TELL_POST_OVER), 0);
    assert_int_equal(told_in(2 * 24, TELL_POST_OVER), 1);
    assert_int_equal(told_in(24, TELL_POST_SOON), 0);
}

static void short_post_is_told_of_at_its_end_alone(void **state)
{
    (void)state;
    abode_tick(&lane.ana);
    post_for(4);
    assert_int_equal(told_in(3 * 24 + 20, TELL_POST_SOON), 0);
    assert_int_equal(told_in(10, TELL_POST_OVER), 1);
}

/* Alone in its place, so that what stands is signed again. */
static void post_without_end_is_asked_about_yearly(void **state)
{
    struct abode ana;
    size_t told = 0;

    (void)state;
    abode_init(&ana, 1);
    abode_found(&ana, "Ana");
    abode_tick(&ana);
    check_ok(abode_offer(&ana, "A hand with the garden"));
    for (unsigned day = 1; day <= 800; day++) {
        ana.moment.now_ms += DAY_MS;
        for (unsigned page = 0; page < 4; page++) {
            abode_tick(&ana);
            told += lane_told(&ana, TELL_POST_YEAR);
        }
        assert_int_equal(told, day / 365);
    }
    abode_release(&ana);
}

static void what_came_due_while_nobody_ran_is_told_once(void **state)
{
    (void)state;
    abode_tick(&lane.ana);
    post_for(30);
    assert_int_equal(told_in(24, TELL_POST_SOON), 0);
    lane_pass(27 * day_ms);
    node_free(lane.ana.node);
    abode_open(&lane.ana);
    assert_int_equal(told_in(1, TELL_POST_SOON), 1);
    node_free(lane.ana.node);
    abode_open(&lane.ana);
    assert_int_equal(told_in(24, TELL_POST_SOON), 0);
}

static void post_that_ended_meanwhile_is_not_said_to_end_soon(void **state)
{
    (void)state;
    abode_tick(&lane.ana);
    post_for(30);
    lane_pass(60 * day_ms);
    node_free(lane.ana.node);
    abode_open(&lane.ana);
    abode_tick(&lane.ana);
    assert_int_equal(lane_told(&lane.ana, TELL_POST_SOON), 0);
    assert_int_equal(lane_told(&lane.ana, TELL_POST_OVER), 1);
    assert_int_equal(told_in(24, TELL_POST_OVER), 0);
}

static void renewed_post_is_left_in_peace(void **state)
{
    struct command command = {.kind = COMMAND_RENEW};

    (void)state;
    abode_tick(&lane.ana);
    post_for(30);
    lane_pass(26 * day_ms);
    command.as.post.post.until_ms = lane.ana.moment.now_ms + 30 * day_ms;
    check_ok(abode_command(&lane.ana, &command));
    assert_int_equal(told_in(6 * 24, TELL_POST_SOON), 0);
    assert_int_equal(told_in(22 * 24, TELL_POST_SOON), 1);
}

static void many_that_end_at_once_are_not_all_told(void **state)
{
    struct command command = {.kind = COMMAND_POST};
    size_t told = 0;

    (void)state;
    abode_tick(&lane.ana);
    command.as.post.is_new = true;
    command.as.post.kind = POST_OFFER;
    command.as.post.post.title = view_text("Jam");
    command.as.post.post.until_ms = lane.ana.moment.now_ms + 2 * day_ms;
    for (unsigned n = 0; n < NUDGES_MAX + 10; n++) {
        check_ok(abode_command(&lane.ana, &command));
    }
    told = told_in(3 * 24, TELL_POST_OVER);
    assert_int_equal(told, NUDGES_MAX);
}

static void closed_post_is_asked_about_never(void **state)
{
    const struct post post = {.posted_ms = 1000,
                              .until_ms = 1000 + 30 * (uint64_t)DAY_MS,
                              .status = STATUS_CLOSED};
    enum ending why = ENDING_OVER;

    (void)state;
    assert_int_equal(ending_after(&post, 0, &why), 0);
    assert_int_equal(why, ENDING_NONE);
    assert_int_equal(ending_of(&post, post.until_ms), ENDING_NONE);
}

static void endings_are_at_their_very_time(void **state)
{
    const struct post post = {.posted_ms = 1000,
                              .until_ms = 1000 + 30 * (uint64_t)DAY_MS};
    const uint64_t soon_ms = post.until_ms - 3 * day_ms;
    enum ending why = ENDING_NONE;

    (void)state;
    assert_int_equal(ending_after(&post, 0, &why), soon_ms);
    assert_int_equal(why, ENDING_SOON);
    assert_int_equal(ending_after(&post, soon_ms, &why), post.until_ms);
    assert_int_equal(why, ENDING_OVER);
    assert_int_equal(ending_after(&post, post.until_ms, &why), 0);
    assert_int_equal(ending_of(&post, soon_ms - 1), ENDING_NONE);
    assert_int_equal(ending_of(&post, soon_ms), ENDING_SOON);
    assert_int_equal(ending_of(&post, post.until_ms), ENDING_OVER);
}

#define CLAIM(name)                                                            \
    cmocka_unit_test_setup_teardown(name, lane_setup, lane_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CLAIM(keeper_is_asked_three_days_before_and_at_the_end),
        CLAIM(short_post_is_told_of_at_its_end_alone),
        CLAIM(post_without_end_is_asked_about_yearly),
        CLAIM(what_came_due_while_nobody_ran_is_told_once),
        CLAIM(post_that_ended_meanwhile_is_not_said_to_end_soon),
        CLAIM(renewed_post_is_left_in_peace),
        CLAIM(many_that_end_at_once_are_not_all_told),
        CLAIM(closed_post_is_asked_about_never),
        CLAIM(endings_are_at_their_very_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
