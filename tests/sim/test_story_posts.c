/*
 * Stories of posts: how an offer, its edits and its end travel a street.
 *
 * The street is a chain: ana - ben - cem, each 20 ms from the next.
 */
#include <stdio.h>
#include <string.h>

#include "tests/lib/check.h"
#include "tests/sim/deed.h"
#include "tests/sim/machine.h"
#include "tests/sim/story.h"

static struct world world;

static int set_up(void **state)
{
    (void)state;
    world_init(&world, 7);
    story_found(&world, "ana");
    story_member(&world, "ben", "ana");
    story_member(&world, "cem", "ana");
    story_disconnect(&world, "cem", "ana");
    story_connect(&world, "cem", "ben");
    world_run(&world, MINUTE_MS);
    story_scene(&world, TRACE_POSTS);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    world_release(&world);
    return 0;
}

/* One hop is the cable, the check of the signature and the commit. */
static void offer_reaches_three_in_a_chain(void **state)
{
    (void)state;
    story_offer(&world, "ana", "ladder");
    world_run(&world, 1000);
    story_expect(&world, "[   0] ana: stores offer ladder, revision 1\n"
                         "[  22] ben: stores offer ladder from ana\n"
                         "[  44] cem: stores offer ladder from ana\n");
}

static void sleeper_in_the_middle_passes_it_on_later(void **state)
{
    (void)state;
    story_sleep(&world, "ben");
    world_run(&world, 1000);
    story_offer(&world, "ana", "ladder");
    world_run(&world, HOUR_MS);
    story_expect(&world, "ana: stores offer ladder, revision 1\n");
    story_wake(&world, "ben");
    world_run(&world, MINUTE_MS);
    story_expect(&world, "ben: stores offer ladder from ana\n"
                         "cem: stores offer ladder from ana\n");
}

static void edit_replaces_what_it_edits(void **state)
{
    (void)state;
    story_offer(&world, "ana", "ladder");
    world_run(&world, 1000);
    story_edit(&world, "ana", "ladder", "3 m, wood");
    world_run(&world, 1000);
    story_expect(&world, "ana: stores offer ladder, revision 1\n"
                         "ben: stores offer ladder from ana\n"
                         "cem: stores offer ladder from ana\n"
                         "ana: stores offer ladder, revision 2\n"
                         "ben: stores offer ladder, revision 2 from ana\n"
                         "cem: stores offer ladder, revision 2 from ana\n");
    story_expect_board(&world, "cem", "ana: ladder, revision 2\n");
}

/* Cem missed the first version and the second: only the last one travels. */
static void edits_made_meanwhile_travel_once(void **state)
{
    (void)state;
    story_cut(&world, "ben", "cem");
    story_offer(&world, "ana", "ladder");
    world_run(&world, 1000);
    story_edit(&world, "ana", "ladder", "3 m");
    world_run(&world, 1000);
    story_scene(&world, TRACE_POSTS);
    story_heal(&world, "ben", "cem");
    world_run(&world, MINUTE_MS);
    story_expect(&world, "cem: stores offer ladder, revision 2 from ana\n");
}

static void withdrawal_vanishes_from_every_board(void **state)
{
    (void)state;
    story_offer(&world, "ana", "ladder");
    story_offer(&world, "ana", "drill");
    world_run(&world, 1000);
    story_expect_board(&world, "cem",
                       "ana: drill, revision 1\nana: ladder, revision 1\n");
    story_sleep(&world, "cem");
    story_withdraw(&world, "ana", "ladder");
    world_run(&world, HOUR_MS);
    story_wake(&world, "cem");
    world_run(&world, MINUTE_MS);
    story_expect_board(&world, "ana", "ana: drill, revision 1\n");
    story_expect_board(&world, "ben", "ana: drill, revision 1\n");
    story_expect_board(&world, "cem", "ana: drill, revision 1\n");
}

/* Both wrote while apart; each has what the other wrote. */
static void two_halves_of_a_street_merge(void **state)
{
    (void)state;
    story_cut(&world, "ana", "ben");
    story_offer(&world, "ana", "ladder");
    story_offer(&world, "cem", "jam");
    world_run(&world, HOUR_MS);
    story_expect_board(&world, "ben", "cem: jam, revision 1\n");
    story_heal(&world, "ana", "ben");
    world_run(&world, MINUTE_MS);
    story_expect_board(&world, "ana",
                       "ana: ladder, revision 1\ncem: jam, revision 1\n");
    story_expect_board(&world, "cem",
                       "ana: ladder, revision 1\ncem: jam, revision 1\n");
}

/* The power goes between the write and the commit: nobody has heard of it. */
static void nothing_is_told_before_it_is_on_disk(void **state)
{
    (void)state;
    world_machine(&world, "ana")->commit_ms = 50;
    world.is_hasty = true;
    story_offer(&world, "ana", "ladder");
    world_run(&world, 40);
    story_stop(&world, "ana");
    world_machine(&world, "ana")->commit_ms = 0;
    world.is_hasty = false;
    world_run(&world, 1000);
    story_expect(&world, "");
    story_start(&world, "ana");
    world_run(&world, MINUTE_MS);
    story_expect_board(&world, "ana", "");
    story_offer(&world, "ana", "ladder");
    world_run(&world, 1000);
    story_expect_board(&world, "cem", "ana: ladder, revision 1\n");
}

/* How often ben and ana compared what they keep. */
static uint64_t rounds_of_ben(void)
{
    struct node_peer peers[4];
    size_t count = node_peers(world_machine(&world, "ben")->node, peers, 4);
    uint64_t rounds = 0;

    for (size_t index = 0; index < count; index++) {
        rounds += peers[index].rounds;
    }
    return rounds;
}

/* More than the window holds, while ben is slow to check signatures: what
 * found no room is pushed when there is some, and nobody has to compare. */
static void full_window_only_delays(void **state)
{
    enum { POSTS = 120, TEXT = 2900 };
    static char text[TEXT + 1];
    struct kept_post posts[POSTS];
    struct machine *ana = world_machine(&world, "ana");
    struct machine *ben = world_machine(&world, "ben");
    uint64_t rounds = rounds_of_ben();
    char title[32];

    (void)state;
    memset(text, 'x', TEXT);
    ben->verify_ms = 1000;
    for (int count = 0; count < POSTS; count++) {
        (void)snprintf(title, sizeof title, "page %d", count);
        check_ok(deed_post(&world, ana, title, text));
    }
    world_run(&world, 10000);
    assert_int_equal(deed_posts(ben, NULL, posts, POSTS), POSTS);
    assert_int_equal(rounds_of_ben(), rounds);
}

#define STORY(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        STORY(offer_reaches_three_in_a_chain),
        STORY(sleeper_in_the_middle_passes_it_on_later),
        STORY(edit_replaces_what_it_edits),
        STORY(edits_made_meanwhile_travel_once),
        STORY(withdrawal_vanishes_from_every_board),
        STORY(two_halves_of_a_street_merge),
        STORY(nothing_is_told_before_it_is_on_disk),
        STORY(full_window_only_delays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
