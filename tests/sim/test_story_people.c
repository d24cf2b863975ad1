/*
 * Stories of people: how one comes to belong, and ceases to.
 */
#include "node/limits.h"
#include "node/record/body.h"
#include "tests/lib/check.h"
#include "tests/sim/deed.h"
#include "tests/sim/machine.h"
#include "tests/sim/story.h"

static struct world world;

/* Ana founds; the hall, a hub, and ben are members; all meet at the hall. */
static int set_up(void **state)
{
    (void)state;
    world_init(&world, 11);
    story_found(&world, "ana");
    story_member(&world, "hall", "ana");
    story_member(&world, "ben", "ana");
    story_disconnect(&world, "ben", "ana");
    story_connect(&world, "ben", "hall");
    world_run(&world, MINUTE_MS);
    story_scene(&world, TRACE_PEOPLE);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    world_release(&world);
    return 0;
}

/* Ana's machine is off; her signed invite admits cem at the hall. */
static void joins_through_a_hub_while_the_inviter_is_off(void **state)
{
    struct invite invite;

    (void)state;
    story_invite(&world, "ana", &invite);
    world_run(&world, 1000);
    story_stop(&world, "ana");
    story_join(&world, "cem", &invite);
    story_connect(&world, "cem", "hall");
    world_run(&world, MINUTE_MS);
    story_expect_people(&world, "cem", "ana 0\nben 1\ncem 7\nhall 1\n");
    story_expect_people(&world, "ben", "ana 0\nben 1\ncem 7\nhall 1\n");
    story_offer(&world, "cem", "jam");
    world_run(&world, MINUTE_MS);
    story_expect_board(&world, "ben", "cem: jam, revision 1\n");
}

/* The same, where the hall has never heard of the invite either. */
static void joins_where_the_invite_was_never_seen(void **state)
{
    struct invite invite;

    (void)state;
    story_cut(&world, "ana", "hall");
    story_invite(&world, "ana", &invite);
    story_stop(&world, "ana");
    story_join(&world, "cem", &invite);
    story_connect(&world, "cem", "hall");
    world_run(&world, MINUTE_MS);
    story_expect_people(&world, "cem", "ana 0\nben 1\ncem 7\nhall 1\n");
    story_expect_people(&world, "ben", "ana 0\nben 1\ncem 7\nhall 1\n");
}

/* Three days without a word from ana: her node vouches by itself. */
static void silence_of_three_days_is_a_yes(void **state)
{
    struct invite invite;

    (void)state;
    story_invite(&world, "ana", &invite);
    story_join(&world, "cem", &invite);
    story_connect(&world, "cem", "hall");
    world_run(&world, 2 * (uint64_t)DAY_MS);
    story_expect_people(&world, "ana", "ana 0\nben 1\ncem 7\nhall 1\n");
    world_run(&world, 2 * (uint64_t)DAY_MS);
    story_expect_people(&world, "ben", "ana 0\nben 1\ncem 1\nhall 1\n");
}

/* Half an hour every other day, with one neighbour, is enough; a week then. */
static void silence_of_an_inviter_who_is_seldom_on_is_a_yes(void **state)
{
    struct invite invite;

    (void)state;
    story_invite(&world, "ana", &invite);
    story_join(&world, "cem", &invite);
    story_connect(&world, "cem", "hall");
    for (unsigned days = 0; days < 8; days += 2) {
        world_run(&world, HOUR_MS / 2);
        story_expect_people(&world, "hall", "ana 0\nben 1\ncem 7\nhall 1\n");
        story_stop(&world, "ana");
        world_run(&world, 2 * (uint64_t)DAY_MS);
        story_start(&world, "ana");
    }
    world_run(&world, HOUR_MS / 2);
    story_expect_people(&world, "hall", "ana 0\nben 1\ncem 1\nhall 1\n");
}

/* A JOIN of now, on an invite on paper, as another program may write it. */
static struct id join_late(struct machine *at, const struct invite *invite)
{
    const unsigned char seed[KEY_SEED_BYTES] = {99};
    struct body_join join = {.name = view_text("Mallory")};
    struct record_draft draft = {
        .class = CLASS_JOIN,
        .kind = 1,
        .neighbourhood = at->config.neighbourhood,
        .stamp_ms = machine_moment(&world, at).now_ms,
    };
    struct keys_household mallory;
    struct signing_keys one_time;
    struct bytes body;
    struct bytes record;

    bytes_init(&body, BODY_BYTES_MAX_ROSTER);
    bytes_init(&record, RECORD_BYTES_MAX);
    keys_household_make(seed, &mallory);
    keys_one_time_make(invite->one_time_seed, &one_time);
    draft.household = mallory.signing.public;
    body_join_sign(&join, &one_time, &draft.neighbourhood, &draft.household);
    check_ok(body_join_write(&join, &body));
    draft.body = bytes_view(&body);
    check_ok(record_write(&draft, mallory.signing.secret, &record));
    check_ok(memory_shelf_put(at->shelf, bytes_view(&record)));
    check_ok(memory_shelf_commit(at->shelf));
    bytes_release(&body);
    bytes_release(&record);
    return draft.household;
}

/* Nobody took it up in time. Who finds it later is not let in by silence. */
static void silence_about_an_expired_invite_is_no_yes(void **state)
{
    const struct machine *ana = world_machine(&world, "ana");
    struct invite invite;
    struct id mallory;

    (void)state;
    story_invite(&world, "ana", &invite);
    world_run(&world, 20 * (uint64_t)DAY_MS);
    mallory = join_late(world_machine(&world, "ana"), &invite);
    world_run(&world, 5 * (uint64_t)DAY_MS);
    assert_int_equal(
        roster_level(node_roster(ana->node), &mallory, STANDING_LIVE),
        LEVEL_NONE);
}

/* Somebody found the paper: both are hidden until ana says who it was for. */
static void stolen_invite_hides_both_until_the_inviter_chooses(void **state)
{
    struct invite invite;

    (void)state;
    story_invite(&world, "ana", &invite);
    story_join(&world, "cem", &invite);
    story_connect(&world, "cem", "hall");
    world_run(&world, MINUTE_MS);
    story_offer(&world, "cem", "jam");
    world_run(&world, MINUTE_MS);
    story_join(&world, "mallory", &invite);
    story_connect(&world, "mallory", "hall");
    world_run(&world, MINUTE_MS);
    story_expect_people(&world, "ben", "ana 0\nben 1\nhall 1\n");
    story_expect_people(&world, "ana", "ana 0\nben 1\nhall 1\n");
    story_expect_board(&world, "ben", "");
    world_run(&world, 5 * (uint64_t)DAY_MS);
    story_expect_people(&world, "ben", "ana 0\nben 1\nhall 1\n");
    story_vouch(&world, "ana", "cem");
    world_run(&world, HOUR_MS); /* cem asks again after a while */
    story_expect_people(&world, "ben", "ana 0\nben 1\ncem 1\nhall 1\n");
    story_expect_board(&world, "ben", "cem: jam, revision 1\n");
    story_expect_people(&world, "cem", "ana 0\nben 1\ncem 1\nhall 1\n");
}

static void withdrawn_vouch_cuts_off_and_hides(void **state)
{
    (void)state;
    story_offer(&world, "ben", "drill");
    world_run(&world, MINUTE_MS);
    story_expect_board(&world, "ana", "ben: drill, revision 1\n");
    story_unvouch(&world, "ana", "ben");
    world_run(&world, MINUTE_MS);
    story_expect_people(&world, "hall", "ana 0\nhall 1\n");
    story_expect_board(&world, "ana", "");
    story_expect_board(&world, "hall", "");
    /* He can post at home; nobody takes it from him. */
    story_scene(&world, TRACE_POSTS);
    world_run(&world, MINUTE_MS);
    story_expect(&world, "");
}

/* Within thirty days the posts are still there; only hidden. */
static void vouched_for_again_the_posts_return(void **state)
{
    (void)state;
    story_offer(&world, "ben", "drill");
    world_run(&world, MINUTE_MS);
    story_unvouch(&world, "ana", "ben");
    world_run(&world, 20 * (uint64_t)DAY_MS);
    story_expect_board(&world, "hall", "");
    story_vouch(&world, "ana", "ben");
    world_run(&world, MINUTE_MS);
    story_expect_board(&world, "hall", "ben: drill, revision 1\n");
    story_expect_people(&world, "hall", "ana 0\nben 1\nhall 1\n");
}

/* After thirty days every honest node has erased them. */
static void cut_off_for_a_month_the_posts_are_erased(void **state)
{
    struct kept_post posts[4];

    (void)state;
    story_offer(&world, "ben", "drill");
    world_run(&world, MINUTE_MS);
    story_unvouch(&world, "ana", "ben");
    world_run(&world, 32 * (uint64_t)DAY_MS);
    assert_int_equal(deed_posts(world_machine(&world, "hall"), NULL, posts, 4),
                     0);
    assert_int_equal(deed_posts(world_machine(&world, "ana"), NULL, posts, 4),
                     0);
}

#define STORY(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        STORY(joins_through_a_hub_while_the_inviter_is_off),
        STORY(joins_where_the_invite_was_never_seen),
        STORY(silence_of_three_days_is_a_yes),
        STORY(silence_of_an_inviter_who_is_seldom_on_is_a_yes),
        STORY(silence_about_an_expired_invite_is_no_yes),
        STORY(stolen_invite_hides_both_until_the_inviter_chooses),
        STORY(withdrawn_vouch_cuts_off_and_hides),
        STORY(vouched_for_again_the_posts_return),
        STORY(cut_off_for_a_month_the_posts_are_erased),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
