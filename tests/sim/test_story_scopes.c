/*
 * Stories of small homes: a hall keeps the whole board, Ben two weeks of it,
 * Cem five. All are connected to the hall.
 */
#include "node/moment.h"
#include "node/scope.h"
#include "tests/lib/check.h"
#include "tests/sim/story.h"

static struct world world;

static void days(unsigned count)
{
    world_run(&world, count * (uint64_t)DAY_MS);
}

static const char *const all = "ben: chair, revision 1\n"
                               "hall: first, revision 1\n"
                               "hall: second, revision 1\n"
                               "hall: third, revision 1\n";

/* Posts of 44, 24 and 1 days ago. */
static int set_up(void **state)
{
    (void)state;
    world_init(&world, 41);
    story_found(&world, "hall");
    story_member(&world, "ben", "hall");
    story_member(&world, "cem", "hall");
    world_run(&world, MINUTE_MS);
    story_keep(&world, "ben", 2);
    story_keep(&world, "cem", 5);
    world_run(&world, MINUTE_MS);
    story_offer(&world, "hall", "first");
    story_offer(&world, "ben", "chair");
    days(20);
    story_offer(&world, "hall", "second");
    days(23);
    story_offer(&world, "hall", "third");
    days(1);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    world_release(&world);
    return 0;
}

static void each_keeps_what_its_scope_holds(void **state)
{
    (void)state;
    story_expect_board(&world, "hall", all);
    story_expect_board(&world, "ben",
                       "ben: chair, revision 1\nhall: third, revision 1\n");
    story_expect_board(&world, "cem",
                       "hall: second, revision 1\nhall: third, revision 1\n");
}

static void what_changes_reaches_all_three(void **state)
{
    (void)state;
    story_edit(&world, "hall", "first", "it is old and new");
    story_withdraw(&world, "hall", "third");
    world_run(&world, MINUTE_MS);
    story_expect_board(&world, "ben",
                       "ben: chair, revision 1\nhall: first, revision 2\n");
    story_expect_board(&world, "cem",
                       "hall: first, revision 2\nhall: second, revision 1\n");
}

static void home_that_widens_is_given_what_it_lacks(void **state)
{
    (void)state;
    story_keep(&world, "ben", 5);
    world_run(&world, MINUTE_MS);
    story_expect_board(&world, "ben",
                       "ben: chair, revision 1\nhall: second, revision 1\n"
                       "hall: third, revision 1\n");
    story_keep(&world, "ben", KEEP_ALL);
    world_run(&world, MINUTE_MS);
    story_expect_board(&world, "ben", all);
}

/* Without the hall they have what both keep, and say no more of it. */
static void two_small_homes_get_along_alone(void **state)
{
    (void)state;
    story_stop(&world, "hall");
    story_scene(&world, TRACE_POSTS);
    story_offer(&world, "cem", "fourth");
    story_connect(&world, "ben", "cem");
    world_run(&world, HOUR_MS);
    story_expect(&world, "cem: stores offer fourth, revision 1\n"
                         "ben: stores offer fourth from cem\n");
    story_expect_board(&world, "ben",
                       "ben: chair, revision 1\ncem: fourth, revision 1\n"
                       "hall: third, revision 1\n");
    story_expect_board(&world, "cem",
                       "cem: fourth, revision 1\nhall: second, revision 1\n"
                       "hall: third, revision 1\n");
}

/* What Ben withdraws his backup knows nothing of. */
static void withdraw_behind_a_backup(unsigned days_ago)
{
    story_offer(&world, "ben", "table");
    world_run(&world, MINUTE_MS);
    story_backup(&world, "ben");
    days(2);
    story_withdraw(&world, "ben", "table");
    days(days_ago);
}

/* Ben's backup knows nothing of a withdrawal, which is older than the two weeks
 * that he keeps. */
static void backup_hears_of_a_withdrawal_before_its_scope(void **state)
{
    (void)state;
    withdraw_behind_a_backup(28);
    story_restore(&world, "ben");
    story_expect_board(&world, "ben",
                       "ben: chair, revision 1\nben: table, revision 1\n"
                       "hall: third, revision 1\n");
    world_run(&world, 10 * (uint64_t)MINUTE_MS);
    story_expect_board(&world, "ben",
                       "ben: chair, revision 1\nhall: first, revision 1\n");
    days(40); /* and it is not signed again */
    story_expect_board(&world, "hall", all);
}

/* What neither of two backups has heard, they cannot tell each other: that they
 * are in step says nothing of what became of their own. */
static void two_backups_settle_nothing_between_them(void **state)
{
    (void)state;
    story_keep(&world, "cem", 2);
    story_offer(&world, "ben", "table");
    world_run(&world, MINUTE_MS);
    story_backup(&world, "ben");
    story_backup(&world, "cem");
    days(2);
    story_withdraw(&world, "ben", "table");
    days(28);
    story_stop(&world, "hall");
    story_restore(&world, "cem");
    story_restore(&world, "ben");
    story_connect(&world, "ben", "cem");
    world_run(&world, HOUR_MS);
    story_start(&world, "hall");
    world_run(&world, HOUR_MS);
    story_expect_board(&world, "ben",
                       "ben: chair, revision 1\nhall: first, revision 1\n");
}

/* The hall is off, and Cem heard of it longer ago than he keeps posts. */
static void small_home_tells_a_backup_what_it_withdrew(void **state)
{
    (void)state;
    withdraw_behind_a_backup(50);
    story_stop(&world, "hall");
    story_restore(&world, "ben");
    story_connect(&world, "ben", "cem");
    story_expect_board(&world, "ben",
                       "ben: chair, revision 1\nben: table, revision 1\n"
                       "hall: third, revision 1\n");
    world_run(&world, HOUR_MS);
    story_expect_board(&world, "ben", "ben: chair, revision 1\n");
}

/* The hall's backup is of the time before the first neighbour: it knows of no
 * session, and all that the hall signed may have changed since. */
static void backup_of_before_anybody_was_met_hears_of_a_withdrawal(void **state)
{
    (void)state;
    world_release(&world);
    world_init(&world, 42);
    story_found(&world, "hall");
    story_offer(&world, "hall", "table");
    story_backup(&world, "hall");
    story_member(&world, "cem", "hall");
    days(2);
    story_withdraw(&world, "hall", "table");
    days(28);
    story_keep(&world, "hall", 2);
    story_restore(&world, "hall");
    story_expect_board(&world, "hall", "hall: table, revision 1\n");
    world_run(&world, HOUR_MS);
    story_expect_board(&world, "hall", "");
}

/* Nobody could take what it offered, and it still does. */
static void home_that_was_long_alone_gives_all_that_it_posted(void **state)
{
    (void)state;
    world_release(&world);
    world_init(&world, 43);
    story_found(&world, "hall");
    story_keep(&world, "hall", 2);
    story_offer(&world, "hall", "table");
    days(30);
    story_member(&world, "cem", "hall");
    world_run(&world, HOUR_MS);
    story_expect_board(&world, "cem", "hall: table, revision 1\n");
}

/* Ben's shed withdrew, and nobody heard of it for longer than Ben keeps, who
 * was in step with the hall all the time: Ben hears of it on the live link. */
static void withdrawal_of_a_machine_long_away_comes_home(void **state)
{
    (void)state;
    story_offer(&world, "ben", "table");
    story_offer(&world, "ben", "bench");
    story_second(&world, "ben", "shed");
    story_keep(&world, "shed", KEEP_ALL);
    story_connect(&world, "shed", "hall");
    world_run(&world, MINUTE_MS);
    story_stop(&world, "hall");
    story_withdraw(&world, "shed", "table");
    story_stop(&world, "shed");
    story_start(&world, "hall");
    days(28);
    story_start(&world, "shed");
    world_run(&world, HOUR_MS);
    story_expect_board(&world, "ben",
                       "ben: bench, revision 1\nben: chair, revision 1\n"
                       "hall: first, revision 1\n");
}

/* The same where Ben was off when the hall heard of it. */
static void withdrawal_heard_while_its_keeper_was_off_comes_home(void **state)
{
    (void)state;
    story_offer(&world, "ben", "table");
    story_second(&world, "ben", "shed");
    story_connect(&world, "shed", "hall");
    world_run(&world, MINUTE_MS);
    story_stop(&world, "hall");
    story_withdraw(&world, "shed", "table");
    story_stop(&world, "shed");
    story_start(&world, "hall");
    days(28);
    story_stop(&world, "ben");
    story_start(&world, "shed");
    world_run(&world, HOUR_MS);
    story_stop(&world, "shed");
    story_start(&world, "ben");
    world_run(&world, HOUR_MS);
    story_expect_board(&world, "ben",
                       "ben: chair, revision 1\nhall: first, revision 1\n");
}

#define story(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(each_keeps_what_its_scope_holds),
        story(what_changes_reaches_all_three),
        story(home_that_widens_is_given_what_it_lacks),
        story(two_small_homes_get_along_alone),
        story(backup_hears_of_a_withdrawal_before_its_scope),
        story(two_backups_settle_nothing_between_them),
        story(small_home_tells_a_backup_what_it_withdrew),
        story(backup_of_before_anybody_was_met_hears_of_a_withdrawal),
        story(home_that_was_long_alone_gives_all_that_it_posted),
        story(withdrawal_of_a_machine_long_away_comes_home),
        story(withdrawal_heard_while_its_keeper_was_off_comes_home),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
