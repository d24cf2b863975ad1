/* What no longer belongs leaves the disk, and nothing is read for it that
 * need not be: node/sweep.c. */
#include "node/limits.h"
#include "node/people/rights.h"
#include "tests/lib/abode.h"
#include "tests/lib/check.h"

static unsigned rows_read; /* rows that the core was given, by any walk */

static uint64_t scanned_upto;

static enum err counted_scan(void *self,
                             struct shelf_scan *scan,
                             struct shelf_row *rows,
                             size_t max,
                             size_t *count)
{
    const struct shelf port = memory_shelf_port(self);
    const enum err err = port.scan(self, scan, rows, max, count);

    scanned_upto = scan->upto;
    rows_read += (unsigned)*count;
    return err;
}

/* A core that starts on what the shelf holds and counts its rows. */
static void start_counted(struct abode *home)
{
    node_free(home->node);
    home->node = NULL;
    home->port = memory_shelf_port(home->shelf);
    home->port.scan = counted_scan;
    check_ok(node_new(&home->config, &home->port, &home->node));
    rows_read = 0;
}

static void ticks(struct abode *home, unsigned count)
{
    for (unsigned tick = 0; tick < count; tick++) {
        home->moment.mono_ms += 1000;
        abode_tick(home);
    }
}

static void found(struct abode *ana, struct abode *ben)
{
    abode_init(ana, 1);
    abode_init(ben, 2);
    abode_found(ana, "Ana");
    abode_join(ben, ana, "Ben");
    abode_tell(ben, ana);
    abode_tell(ana, ben);
    check_ok(abode_offer(ben, "Jam"));
    check_ok(
        memory_shelf_put(ana->shelf, bytes_view(&ben->actions.items[0].bytes)));
    check_ok(memory_shelf_commit(ana->shelf));
}

static void release(struct abode *ana, struct abode *ben)
{
    abode_release(ana);
    abode_release(ben);
}

static void unvouch(struct abode *ana, const struct abode *ben)
{
    struct command command = {.kind = COMMAND_UNVOUCH};

    command.as.household = ben->household.signing.public;
    check_ok(abode_command(ana, &command));
}

/* How many posts of one are kept at the home of another. */
static size_t posts_of(struct abode *home, const struct abode *whom)
{
    struct shelf_row rows[8];
    uint64_t cursor = 0;
    size_t count = 0;
    size_t posts = 0;

    check_ok(home->port.household_rows(home->port.self,
                                       &whom->household.signing.public, &cursor,
                                       rows, 8, &count));
    for (size_t index = 0; index < count; index++) {
        posts += rows[index].class == CLASS_POST;
    }
    return posts;
}

static void next_process_looks_at_nothing_again(void **state)
{
    struct abode ana;
    struct abode ben;

    (void)state;
    found(&ana, &ben);
    start_counted(&ana);
    ticks(&ana, 4);
    assert_true(rows_read > 0); /* nobody knew what was looked at */
    start_counted(&ana);
    ticks(&ana, 4);
    assert_int_equal(rows_read, 0);
    abode_live(&ana, 1); /* a new day changes nobody's rights */
    assert_int_equal(rows_read, 0);
    release(&ana, &ben);
}

/* A newcomer takes in a village while it looks for the first time: it need
 * not look at that. */
static void sweep_looks_at_what_was_there_when_it_began(void **state)
{
    struct abode ana;
    struct abode ben;
    uint64_t last = 0;

    (void)state;
    found(&ana, &ben);
    start_counted(&ana);
    check_ok(ana.port.journal_last(ana.port.self, &last));
    scanned_upto = 0;
    ticks(&ana, 4);
    assert_true(last > 0);
    assert_int_equal(scanned_upto, last);
    release(&ana, &ben);
}

/* The process that saw the cut ended before it looked: the next one does. */
static void who_was_marked_is_swept_by_the_next_process(void **state)
{
    struct abode ana;
    struct abode ben;

    (void)state;
    found(&ana, &ben);
    ticks(&ana, 4);
    unvouch(&ana, &ben);
    ana.moment.now_ms += (uint64_t)(GRACE_DAYS + 1) * DAY_MS;
    {
        struct event changed = {.kind = EVENT_CHANGED};

        check_ok(abode_step(&ana, &changed)); /* marks, and does not sweep */
    }
    assert_int_equal(posts_of(&ana, &ben), 1);
    start_counted(&ana);
    ticks(&ana, 4);
    assert_int_equal(posts_of(&ana, &ben), 0);
    assert_int_equal(rows_read, 0); /* only Ben's were looked at */
    release(&ana, &ben);
}

static void blind_process_makes_the_next_look_at_all(void **state)
{
    struct abode ana;
    struct abode ben;

    (void)state;
    found(&ana, &ben);
    ticks(&ana, 4);
    ana.moment.is_plausible = false;
    ticks(&ana, 1);
    ana.moment.is_plausible = true;
    start_counted(&ana);
    ticks(&ana, 4);
    assert_true(rows_read > 0);
    start_counted(&ana);
    ticks(&ana, 4);
    assert_int_equal(rows_read, 0);
    release(&ana, &ben);
}

static void damaged_list_makes_it_look_at_all(void **state)
{
    static const unsigned char damaged[] = "rights1, but not quite";
    struct abode ana;
    struct abode ben;

    (void)state;
    found(&ana, &ben);
    ticks(&ana, 4);
    check_ok(memory_shelf_remember(ana.shelf, SNAPSHOT_SWEPT,
                                   (struct view){damaged, sizeof damaged}));
    check_ok(memory_shelf_commit(ana.shelf));
    start_counted(&ana);
    ticks(&ana, 4);
    assert_true(rows_read > 0);
    release(&ana, &ben);
}

/* Another process marks while ours is at it: ours begins again. */
static void mark_of_another_process_is_not_lost(void **state)
{
    struct abode ana;
    struct abode ben;
    struct rights rights = {0};
    struct bytes bytes;

    (void)state;
    found(&ana, &ben);
    ticks(&ana, 4);
    bytes_init(&bytes, SNAPSHOT_BYTES_MAX);
    check_ok(ana.port.recall(ana.port.self, SNAPSHOT_SWEPT, &bytes));
    check_ok(rights_read(bytes_view(&bytes), &rights));
    assert_false(rights.is_whole);
    assert_int_equal(rights.count, 2);
    rights.items[0].digest = RIGHTS_DUE;
    rights.items[1].digest = RIGHTS_DUE;
    rights.marks++;
    bytes_reset(&bytes);
    check_ok(rights_write(&rights, &bytes));
    check_ok(
        memory_shelf_remember(ana.shelf, SNAPSHOT_SWEPT, bytes_view(&bytes)));
    check_ok(memory_shelf_commit(ana.shelf));
    start_counted(&ana);
    ticks(&ana, 1); /* one of the two */
    rights.marks++;
    bytes_reset(&bytes);
    check_ok(rights_write(&rights, &bytes));
    check_ok(
        memory_shelf_remember(ana.shelf, SNAPSHOT_SWEPT, bytes_view(&bytes)));
    check_ok(memory_shelf_commit(ana.shelf));
    ticks(&ana, 1);
    check_ok(ana.port.recall(ana.port.self, SNAPSHOT_SWEPT, &bytes));
    check_ok(rights_read(bytes_view(&bytes), &rights));
    assert_int_equal(rights.items[0].digest, RIGHTS_DUE);
    ticks(&ana, 3);
    check_ok(ana.port.recall(ana.port.self, SNAPSHOT_SWEPT, &bytes));
    check_ok(rights_read(bytes_view(&bytes), &rights));
    assert_true(rights.items[0].digest > RIGHTS_NONE);
    assert_true(rights.items[1].digest > RIGHTS_NONE);
    rights_release(&rights);
    bytes_release(&bytes);
    release(&ana, &ben);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(next_process_looks_at_nothing_again),
        cmocka_unit_test(sweep_looks_at_what_was_there_when_it_began),
        cmocka_unit_test(who_was_marked_is_swept_by_the_next_process),
        cmocka_unit_test(blind_process_makes_the_next_look_at_all),
        cmocka_unit_test(damaged_list_makes_it_look_at_all),
        cmocka_unit_test(mark_of_another_process_is_not_lost),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
