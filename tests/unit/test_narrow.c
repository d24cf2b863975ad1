/* What a scope leaves out goes: node/narrow.c. */
#include "node/limits.h"
#include "node/moment.h"
#include "node/scope.h"
#include "tests/lib/abode.h"
#include "tests/lib/check.h"

enum { KEEP = 2 };

/* Ana keeps two weeks of the board; Ben is of the same street. */
struct met {
    struct abode ana;
    struct abode ben;
};

static size_t posts_of(struct abode *home)
{
    struct shelf_row rows[64];
    struct shelf_scan scan = {.cursor = 0};
    size_t count = 0;
    size_t posts = 0;

    check_ok(home->port.scan(home->port.self, &scan, rows, 64, &count));
    assert_true(count < 64);
    for (size_t index = 0; index < count; index++) {
        posts += rows[index].class == CLASS_POST && !rows[index].is_tombstone;
    }
    return posts;
}

static void copy_board(struct abode *from, struct abode *to)
{
    for (size_t index = 0; index < from->actions.count; index++) {
        if (from->actions.items[index].kind == ACTION_STORE) {
            check_ok(memory_shelf_put(
                to->shelf, bytes_view(&from->actions.items[index].bytes)));
        }
    }
}

static void meet(struct met *met, unsigned keep_weeks)
{
    struct command command = {.kind = COMMAND_VOUCH};

    abode_init(&met->ana, 1);
    abode_init(&met->ben, 2);
    met->ana.config.keep_weeks = keep_weeks;
    abode_found(&met->ana, "Ana");
    abode_join(&met->ben, &met->ana, "Ben");
    abode_tell(&met->ben, &met->ana);
    command.as.household = met->ben.household.signing.public;
    check_ok(abode_command(&met->ana, &command));
    abode_tell(&met->ana, &met->ben);
    check_ok(abode_offer(&met->ben, "Jam"));
    copy_board(&met->ben, &met->ana);
    check_ok(abode_offer(&met->ana, "Ladder"));
    assert_int_equal(posts_of(&met->ana), 2);
}

static void part(struct met *met)
{
    abode_release(&met->ana);
    abode_release(&met->ben);
}

static size_t removals(struct abode *home)
{
    struct journal_row rows[PUSH_ROWS_MAX];
    size_t count = 0;
    size_t found = 0;

    check_ok(
        home->port.journal(home->port.self, 0, rows, PUSH_ROWS_MAX, &count));
    for (size_t index = 0; index < count; index++) {
        found += rows[index].set == SET_BOARD && !rows[index].is_added;
    }
    return found;
}

static void what_a_scope_leaves_out_is_dropped_once(void **state)
{
    struct met met;

    (void)state;
    meet(&met, KEEP);
    abode_live(&met.ana, KEEP * WEEK_DAYS);
    assert_int_equal(posts_of(&met.ana), 2);
    abode_live(&met.ana, WEEK_DAYS);
    assert_int_equal(posts_of(&met.ana), 1);
    assert_int_equal(removals(&met.ana), 1);
    abode_live(&met.ana, 2 * WEEK_DAYS);
    assert_int_equal(removals(&met.ana), 1);
    part(&met);
}

/* What a home keeps of somebody on the board, tombstones too. */
static size_t board_of(struct abode *home, const struct abode *whose)
{
    struct shelf_row rows[16];
    uint64_t cursor = 0;
    size_t count = 0;
    size_t board = 0;

    check_ok(home->port.household_rows(home->port.self,
                                       &whose->household.signing.public,
                                       &cursor, rows, 16, &count));
    for (size_t index = 0; index < count; index++) {
        board += class_find(rows[index].class)->set == SET_BOARD;
    }
    return board;
}

static void what_is_ours_stays(void **state)
{
    struct command command = {.kind = COMMAND_WITHDRAW};
    struct met met;

    (void)state;
    meet(&met, 1);
    check_ok(abode_offer(&met.ana, "Chair"));
    check_ok(abode_command(&met.ana, &command));
    abode_live(&met.ana, 5 * WEEK_DAYS);
    /* An offer and a tombstone. */
    assert_int_equal(board_of(&met.ana, &met.ana), 2);
    assert_int_equal(posts_of(&met.ana), 1);
    part(&met);
}

static void what_was_withdrawn_stays_withdrawn(void **state)
{
    const struct command withdraw = {.kind = COMMAND_WITHDRAW};
    struct met met;

    (void)state;
    meet(&met, KEEP);
    met.ben.moment.now_ms += 1000;
    check_ok(abode_command(&met.ben, &withdraw));
    copy_board(&met.ben, &met.ana);
    assert_int_equal(posts_of(&met.ana), 1);
    abode_live(&met.ana, 5 * WEEK_DAYS);
    assert_int_equal(board_of(&met.ana, &met.ben), 1); /* its tombstone */
    assert_int_equal(removals(&met.ana), 1);           /* as it replaced Jam */
    part(&met);
}

static void scope_moves_on_with_the_days(void **state)
{
    struct met met;

    (void)state;
    meet(&met, KEEP);
    for (unsigned week = 0; week < 6; week++) {
        check_ok(abode_offer(&met.ben, "One more"));
        copy_board(&met.ben, &met.ana);
        abode_live(&met.ana, WEEK_DAYS);
        abode_live(&met.ben, WEEK_DAYS);
    }
    /* Ours, and Ben's of two weeks and the one that is not over. */
    assert_in_range(posts_of(&met.ana), 1 + KEEP, 2 + KEEP);
    assert_int_equal(posts_of(&met.ben), 7);
    part(&met);
}

static void without_a_scope_nothing_goes(void **state)
{
    struct met met;

    (void)state;
    meet(&met, KEEP_ALL);
    abode_live(&met.ana, 8 * WEEK_DAYS);
    assert_int_equal(posts_of(&met.ana), 2);
    assert_int_equal(removals(&met.ana), 0);
    part(&met);
}

/* With a clock that is not set nobody knows what is old. */
static void clock_that_is_not_set_drops_nothing(void **state)
{
    struct met met;

    (void)state;
    meet(&met, KEEP);
    met.ana.moment.is_plausible = false;
    abode_live(&met.ana, 6 * WEEK_DAYS);
    assert_int_equal(posts_of(&met.ana), 2);
    met.ana.moment.is_plausible = true;
    abode_live(&met.ana, 1);
    assert_int_equal(posts_of(&met.ana), 1);
    part(&met);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_scope_leaves_out_is_dropped_once),
        cmocka_unit_test(what_is_ours_stays),
        cmocka_unit_test(what_was_withdrawn_stays_withdrawn),
        cmocka_unit_test(scope_moves_on_with_the_days),
        cmocka_unit_test(without_a_scope_nothing_goes),
        cmocka_unit_test(clock_that_is_not_set_drops_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
