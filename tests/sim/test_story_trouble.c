/*
 * Stories of trouble: backups, clocks, links and disks that fail.
 */
#include "node/limits.h"
#include "tests/lib/check.h"
#include "tests/sim/cable.h"
#include "tests/sim/deed.h"
#include "tests/sim/machine.h"
#include "tests/sim/story.h"

enum { TRIES = 20 }; /* of which every other one should do */

static struct world world;

static int set_up(void **state)
{
    (void)state;
    world_init(&world, 23);
    story_found(&world, "ana");
    story_member(&world, "ben", "ana");
    story_member(&world, "cem", "ana");
    world_run(&world, MINUTE_MS);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    world_release(&world);
    return 0;
}

static void live_a_week_that_the_backup_does_not_know(void)
{
    story_offer(&world, "ben", "drill");
    story_offer(&world, "ben", "saw");
    story_offer(&world, "ben", "rope");
    world_run(&world, MINUTE_MS);
    story_backup(&world, "ben");
    story_offer(&world, "ben", "bulbs");
    story_offer(&world, "ben", "seeds");
    story_offer(&world, "ben", "compost");
    story_offer(&world, "ben", "twine");
    story_offer(&world, "ben", "pots");
    story_edit(&world, "ben", "drill", "18 V");
    story_edit(&world, "ben", "saw", "sharp");
    story_withdraw(&world, "ben", "rope");
    story_vouch(&world, "ben", "cem");
    world_run(&world, 7 * (uint64_t)DAY_MS);
}

/* The laptop is put back as it was before five posts, two edits, one
 * withdrawal and a vouch, and posts before it meets anyone. */
static void restored_backup_loses_nothing(void **state)
{
    static const char *const board = "ben: bulbs, revision 1\n"
                                     "ben: compost, revision 1\n"
                                     "ben: drill, revision 2\n"
                                     "ben: lamp, revision 1\n"
                                     "ben: pots, revision 1\n"
                                     "ben: saw, revision 2\n"
                                     "ben: seeds, revision 1\n"
                                     "ben: twine, revision 1\n";

    (void)state;
    live_a_week_that_the_backup_does_not_know();
    story_cut(&world, "ana", "ben");
    story_restore(&world, "ben");
    story_offer(&world, "ben", "lamp");
    story_expect_board(&world, "ben",
                       "ben: drill, revision 1\nben: lamp, revision 1\n"
                       "ben: rope, revision 1\nben: saw, revision 1\n");
    story_heal(&world, "ana", "ben");
    world_run(&world, 10 * (uint64_t)MINUTE_MS);
    story_expect_board(&world, "ben", board);
    story_expect_board(&world, "cem", board);
    story_expect_people(&world, "ben", "ana 0\nben 1\ncem 1\n");
    world_run(&world, 70 * (uint64_t)DAY_MS); /* and is not signed again */
    story_expect_board(&world, "cem", board);
}

/* The copy lay in a drawer for so long that what it holds is due to be
 * signed again: nothing is, before it has met the others. */
static void old_backup_revives_nothing(void **state)
{
    (void)state;
    story_offer(&world, "ben", "rope");
    world_run(&world, MINUTE_MS);
    story_backup(&world, "ben");
    story_withdraw(&world, "ben", "rope");
    world_run(&world, 100 * (uint64_t)DAY_MS);
    story_cut(&world, "ana", "ben");
    story_restore(&world, "ben");
    world_run(&world, 2 * (uint64_t)DAY_MS);
    story_expect_board(&world, "ben", "ben: rope, revision 1\n");
    story_heal(&world, "ana", "ben");
    world_run(&world, 2 * (uint64_t)DAY_MS);
    story_expect_board(&world, "ben", "");
    story_expect_board(&world, "cem", "");
}

/* What stands is signed again at half its time, and so outlives it. */
static void standing_offer_is_renewed(void **state)
{
    (void)state;
    story_offer(&world, "ben", "drill");
    world_run(&world, 130 * (uint64_t)DAY_MS);
    story_expect_board(&world, "cem", "ben: drill, revision 1\n");
    story_stop(&world, "ben");
    world_run(&world, 130 * (uint64_t)DAY_MS);
    story_expect_board(&world, "cem", "");
}

/* Half an hour a week, with one neighbour, is enough. */
static void home_that_is_seldom_on_keeps_its_offer(void **state)
{
    (void)state;
    story_offer(&world, "ben", "drill");
    for (unsigned week = 0; week < 20; week++) {
        world_run(&world, HOUR_MS / 2);
        story_stop(&world, "ben");
        world_run(&world, 7 * (uint64_t)DAY_MS);
        story_start(&world, "ben");
    }
    story_expect_board(&world, "cem", "ben: drill, revision 1\n");
}

/* Ben withdraws on one machine, while the other one, which is cut off, would
 * sign the offer again. */
static void machine_that_is_cut_off_signs_nothing_again(void **state)
{
    (void)state;
    story_offer(&world, "ben", "drill");
    story_second(&world, "ben", "shed");
    story_connect(&world, "shed", "ana");
    world_run(&world, 58 * (uint64_t)DAY_MS);
    story_cut(&world, "shed", "ana");
    world_run(&world, DAY_MS);
    story_withdraw(&world, "ben", "drill");
    world_run(&world, 3 * (uint64_t)DAY_MS);
    story_heal(&world, "shed", "ana");
    world_run(&world, HOUR_MS);
    story_expect_board(&world, "shed", "");
    story_expect_board(&world, "cem", "");
}

/* He edits, from the restored folder, what the old device posted. */
static void restored_device_edits_what_the_old_one_posted(void **state)
{
    (void)state;
    story_offer(&world, "ben", "drill");
    world_run(&world, MINUTE_MS);
    story_backup(&world, "ben");
    story_restore(&world, "ben");
    world_run(&world, MINUTE_MS);
    story_edit(&world, "ben", "drill", "18 V");
    world_run(&world, MINUTE_MS);
    story_expect_board(&world, "cem", "ben: drill, revision 2\n");
    story_withdraw(&world, "ben", "drill");
    world_run(&world, MINUTE_MS);
    story_expect_board(&world, "cem", "");
}

/* A Pi without a clock starts in 1970: it receives and relays, and signs
 * nothing that expires. */
static void clock_of_1970_relays_and_signs_nothing(void **state)
{
    struct machine *ana = world_machine(&world, "ana");

    (void)state;
    story_stop(&world, "ana");
    ana->clock.is_unset = true;
    story_start(&world, "ana");
    world_run(&world, MINUTE_MS);
    story_scene(&world, TRACE_POSTS);
    story_offer(&world, "ben", "drill");
    world_run(&world, MINUTE_MS);
    story_expect(&world, "ben: stores offer drill, revision 1\n"
                         "ana: stores offer drill from ben\n"
                         "cem: stores offer drill from ben\n");
    check_err(deed_post(&world, ana, "ladder", ""), ERR_CLOCK);
    story_expect(&world, "");
    ana->clock.is_unset = false;
    check_ok(deed_post(&world, ana, "ladder", ""));
}

/* Ben's household, as somebody's roster has it. */
static const struct roster_household *bens_at(const char *who)
{
    const struct machine *ben = world_machine(&world, "ben");

    return roster_find(node_roster(world_machine(&world, who)->node),
                       &ben->household.signing.public);
}

static void put_back(void)
{
    story_restore(&world, "ben");
    world_run(&world, 10 * (uint64_t)MINUTE_MS);
}

/* A backup of when Ben had seven machines is put back twice, the second time
 * in a greater lane: to all others that is a ninth machine. It hears of the
 * eighth, and Ben strikes out the first. */
static void ninth_machine_comes_back_when_another_is_struck_out(void **state)
{
    struct machine *ben = world_machine(&world, "ben");

    (void)state;
    world.lanes_max = 2 * (size_t)LANES_MAX;
    for (size_t machines = 1; machines < LANES_MAX; machines++) {
        story_backup(&world, "ben");
        put_back();
    }
    assert_int_equal(bens_at("ana")->device_count, LANES_MAX);
    for (unsigned tries = 0;
         tries < TRIES &&
         !household_is_past_lanes(bens_at("ana"), deed_lane(ben));
         tries++) {
        story_restore(&world, "ben");
    }
    story_offer(&world, "ana", "lamp");
    world_run(&world, 10 * (uint64_t)MINUTE_MS);
    story_expect_board(&world, "ben", "");
    assert_int_equal(bens_at("ben")->device_count, LANES_MAX);
    assert_int_equal(deed_lane(ben), 0);
    check_ok(deed_make_room(&world, ben));
    world_run(&world, 10 * (uint64_t)MINUTE_MS);
    story_offer(&world, "ben", "drill");
    world_run(&world, MINUTE_MS);
    story_expect_board(&world, "ben",
                       "ana: lamp, revision 1\nben: drill, revision 1\n");
    story_expect_board(&world, "ana",
                       "ana: lamp, revision 1\nben: drill, revision 1\n");
}

/* Ben's clock is a year ahead. A Pi without a clock cannot tell and takes
 * what he posts; once it knows the time it lets go of it, as the others. */
static void unset_clock_lets_nothing_in_for_good(void **state)
{
    struct machine *ana = world_machine(&world, "ana");

    (void)state;
    story_stop(&world, "ana");
    ana->clock.is_unset = true;
    story_start(&world, "ana");
    world_machine(&world, "ben")->clock.skew_ms = 365 * (int64_t)DAY_MS;
    world_run(&world, MINUTE_MS);
    story_offer(&world, "ben", "drill");
    world_run(&world, MINUTE_MS);
    story_expect_board(&world, "ana", "ben: drill, revision 1\n");
    story_expect_board(&world, "cem", "");
    ana->clock.is_unset = false;
    world_run(&world, 2 * (uint64_t)HOUR_MS);
    story_expect_board(&world, "ana", "");
}

/* A card rots: what ana lost comes back from ben, because fingerprints are
 * compared though nothing is pushed. */
static void fingerprints_notice_what_no_push_told(void **state)
{
    struct machine *ben = world_machine(&world, "ben");
    struct kept_post post;
    struct shelf port = memory_shelf_port(ben->shelf);
    struct event event = {.kind = EVENT_CHANGED};
    struct shelf_row row;
    struct id slot;

    (void)state;
    story_offer(&world, "ana", "ladder");
    world_run(&world, MINUTE_MS);
    assert_int_equal(deed_posts(ben, NULL, &post, 1), 1);
    record_slot(CLASS_POST, &post.household, post.lane, post.n, &slot);
    check_ok(port.head(port.self, &slot, &row));
    check_ok(memory_shelf_drop(ben->shelf, &row.id));
    check_ok(memory_shelf_commit(ben->shelf));
    check_ok(machine_step(&world, ben, &event, NULL));
    story_expect_board(&world, "ben", "");
    story_scene(&world, TRACE_POSTS);
    world_run(&world, 10 * (uint64_t)MINUTE_MS);
    story_expect(&world, "ben: stores offer ladder from ana\n");
}

/* Nothing arrives any more though the link looks up: both end it and a new
 * one brings what was missed. */
static void stalled_link_is_ended_and_replaced(void **state)
{
    size_t place = cable_between(&world, world_machine(&world, "ana"),
                                 world_machine(&world, "ben"));

    (void)state;
    assert_true(place != SIZE_MAX);
    world.cables[place].is_stalled = true;
    story_offer(&world, "ana", "ladder");
    world_run(&world, 10 * (uint64_t)MINUTE_MS);
    story_expect_board(&world, "ben", "ana: ladder, revision 1\n");
}

/* While ben's disk is full he refuses; then he has it all. */
static void full_disk_recovers_by_itself(void **state)
{
    struct machine *ben = world_machine(&world, "ben");

    (void)state;
    memory_shelf_refuse(ben->shelf, ERR_DISK_FULL);
    story_offer(&world, "ana", "ladder");
    world_run(&world, HOUR_MS);
    memory_shelf_refuse(ben->shelf, ERR_OK);
    story_expect_board(&world, "cem", "ana: ladder, revision 1\n");
    world_run(&world, 10 * (uint64_t)MINUTE_MS);
    story_expect_board(&world, "ben", "ana: ladder, revision 1\n");
}

#define STORY(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        STORY(restored_backup_loses_nothing),
        STORY(old_backup_revives_nothing),
        STORY(standing_offer_is_renewed),
        STORY(home_that_is_seldom_on_keeps_its_offer),
        STORY(machine_that_is_cut_off_signs_nothing_again),
        STORY(restored_device_edits_what_the_old_one_posted),
        STORY(ninth_machine_comes_back_when_another_is_struck_out),
        STORY(clock_of_1970_relays_and_signs_nothing),
        STORY(unset_clock_lets_nothing_in_for_good),
        STORY(fingerprints_notice_what_no_push_told),
        STORY(stalled_link_is_ended_and_replaced),
        STORY(full_disk_recovers_by_itself),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
