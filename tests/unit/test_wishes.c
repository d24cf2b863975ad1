/* What a core does about wishes when posts come: node/wishes.c. */
#include "node/limits.h"
#include "tests/lib/check.h"
#include "tests/lib/lane.h"

static struct id told_post(const struct abode *home)
{
    struct id none = {{0}};

    for (size_t index = 0; index < home->actions.count; index++) {
        const struct action *action = &home->actions.items[index];

        if (action->kind == ACTION_TELL && action->tell.kind == TELL_WISH) {
            return action->tell.other;
        }
    }
    return none;
}

/* A post of ana's comes to ben; how often he is told. */
static size_t comes_to_ben(void)
{
    lane_pass(1000);
    postman_carry(&lane.ana, &lane.ben, SET_BOARD);
    return lane_told(&lane.ben, TELL_WISH);
}

static void post_that_fits_is_told_once(void **state)
{
    struct command change = {.kind = COMMAND_POST};
    struct id post;

    (void)state;
    memory_shelf_wish(lane.ben.shelf, "Concertina");
    check_ok(abode_offer(&lane.ana, "A ladder"));
    assert_int_equal(comes_to_ben(), 0);
    check_ok(abode_offer(&lane.ana, "Concertina, old"));
    assert_int_equal(comes_to_ben(), 1);
    post = told_post(&lane.ben);
    assert_true(id_equal(&post, &lane.ana.answer.post));
    change.as.post.n = 1;
    change.as.post.post.title = view_text("Concertina, very old");
    check_ok(abode_command(&lane.ana, &change));
    assert_int_equal(comes_to_ben(), 0);
}

static void third_household_and_keeper_are_told_nothing(void **state)
{
    (void)state;
    memory_shelf_wish(lane.ben.shelf, "Ladder");
    memory_shelf_wish(lane.ana.shelf, "Ladder");
    check_ok(abode_offer(&lane.ana, "Ladder"));
    abode_tick(&lane.ana);
    assert_int_equal(lane_told(&lane.ana, TELL_WISH), 0);
    postman_carry(&lane.ana, &lane.cem, SET_BOARD);
    assert_int_equal(lane_told(&lane.cem, TELL_WISH), 0);
    assert_int_equal(comes_to_ben(), 1);
}

static void what_came_while_nobody_ran_is_found(void **state)
{
    struct id post;

    (void)state;
    memory_shelf_wish(lane.ben.shelf, "Ladder");
    abode_tick(&lane.ben);
    check_ok(abode_offer(&lane.ana, "Ladder"));
    node_free(lane.ben.node);
    lane.ben.node = NULL;
    for (size_t index = 0; index < lane.ana.actions.count; index++) {
        const struct action *action = &lane.ana.actions.items[index];

        if (action->kind == ACTION_STORE) {
            check_ok(
                memory_shelf_put(lane.ben.shelf, bytes_view(&action->bytes)));
        }
    }
    check_ok(memory_shelf_commit(lane.ben.shelf));
    lane_pass(1000);
    abode_open(&lane.ben);
    abode_tick(&lane.ben);
    post = told_post(&lane.ben);
    assert_false(id_is_zero(&post));
    node_free(lane.ben.node);
    abode_open(&lane.ben);
    abode_tick(&lane.ben);
    assert_int_equal(lane_told(&lane.ben, TELL_WISH), 0);
}

static void what_is_over_or_of_a_stranger_is_not_told(void **state)
{
    struct command command = {.kind = COMMAND_POST};
    struct command unvouch = {.kind = COMMAND_UNVOUCH};

    (void)state;
    memory_shelf_wish(lane.ben.shelf, "Ladder");
    command.as.post.is_new = true;
    command.as.post.kind = POST_OFFER;
    command.as.post.post.title = view_text("Ladder");
    command.as.post.post.until_ms = lane.ana.moment.now_ms + 500;
    check_ok(abode_command(&lane.ana, &command));
    assert_int_equal(comes_to_ben(), 0);
    command.as.post.post.until_ms = 0;
    command.as.post.post.status = STATUS_CLOSED;
    check_ok(abode_command(&lane.ana, &command));
    assert_int_equal(comes_to_ben(), 0);
    unvouch.as.household = lane.cem.household.signing.public;
    check_ok(abode_command(&lane.ana, &unvouch));
    abode_tell(&lane.ana, &lane.ben);
    check_ok(abode_offer(&lane.cem, "Ladder"));
    lane_pass(1000);
    postman_carry(&lane.cem, &lane.ben, SET_BOARD);
    assert_int_equal(lane_told(&lane.ben, TELL_WISH), 0);
}

#define CLAIM(name)                                                            \
    cmocka_unit_test_setup_teardown(name, lane_setup, lane_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CLAIM(post_that_fits_is_told_once),
        CLAIM(third_household_and_keeper_are_told_nothing),
        CLAIM(what_came_while_nobody_ran_is_found),
        CLAIM(what_is_over_or_of_a_stranger_is_not_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
