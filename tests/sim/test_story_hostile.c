/*
 * Stories of those who make finding what differs hard: the honest still get
 * each other's posts, sessions end, and nobody honest is blamed.
 *
 *     ctest: timeout=600
 */
#include <string.h>

#include "node/limits.h"
#include "node/sync/fingerprint.h"
#include "node/sync/manifest.h"
#include "node/sync/wire_write.h"
#include "tests/lib/check.h"
#include "tests/lib/pair.h"
#include "tests/sim/cable.h"
#include "tests/sim/deed.h"
#include "tests/sim/machine.h"
#include "tests/sim/rogue.h"
#include "tests/sim/story.h"

enum {
    POSTS = 20,
    ROUNDS = 6,
    ZOES = 80, /* her other slots */
    OLD = 1000,
    OLD_POSTS = 1500, /* a sketch of 4,096 symbols */
    MEET_MS = 5 * MINUTE_MS,
    SHUNNED_MS = 11 * MINUTE_MS,
    SLOW_MS = 150,
    MOMENT_MS = 40,
    MOMENTS = 100,
    FORGED = 500,
    FORGED_POSTS = SPOILT_MAX + 1,
    MESSAGES_MAX = 1000, /* that one round may take, all together */
    BYTES_MAX = 1 << 20,
};

static struct season season;
static struct world *const world = &season.world;

/* What was said since the last round began, by everybody. */
static struct {
    uint64_t messages;
    uint64_t bytes;
    unsigned types[WIRE_TYPE_END];
    unsigned blamed;
} said;

static void
hear(void *self, size_t cable, bool is_listener, struct view message)
{
    (void)self;
    (void)cable;
    (void)is_listener;
    said.messages++;
    said.bytes += message.bytes;
    if (message.bytes > 0 && message.data[0] < WIRE_TYPE_END) {
        said.types[message.data[0]]++;
    }
}

static void closed(void *self, size_t machine, size_t other, enum err err)
{
    (void)self;
    if (err_blame(err) == BLAME_PEER && !world->machines[machine].is_rogue) {
        if (!world->machines[other].is_rogue) {
            fail_msg("%s blames %s: %s", world->machines[machine].name,
                     world->machines[other].name, err_name(err));
        }
        said.blamed++;
    }
}

/* A meeting is over. */
static void plan(void *self, uint64_t number)
{
    (void)self;
    for (size_t place = 0; place < world->cable_count; place++) {
        if (world->cables[place].number == number) {
            cable_cut(world, place);
        }
    }
}

/* Ana founds; ben and zoe are full members; zoe is what her role says. */
static int set_up(void **state)
{
    (void)state;
    memset(&season, 0, sizeof season);
    memset(&said, 0, sizeof said);
    world_init(world, 71);
    world->hooks = (struct world_hooks){.self = &season,
                                        .send = rogue_send,
                                        .heard = hear,
                                        .closed = closed,
                                        .plan = plan};
    story_found(world, "ana");
    story_member(world, "ben", "ana");
    story_member(world, "zoe", "ana");
    world_run(world, MINUTE_MS);
    story_disconnect(world, "ana", "ben");
    story_disconnect(world, "ana", "zoe");
    world_run(world, MINUTE_MS);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    world_release(world);
    return 0;
}

static struct machine *become(enum role role)
{
    struct machine *zoe = world_machine(world, "zoe");

    zoe->is_rogue = true;
    season.roles[world_index(world, zoe)] = role;
    return zoe;
}

/* Posts of somebody, written past its core. */
static void keep_posts(const char *who, uint32_t n, size_t count)
{
    struct machine *machine = world_machine(world, who);
    struct record_draft draft = {
        .class = CLASS_POST,
        .kind = 999,
        .neighbourhood = world->neighbourhood,
        .household = machine->household.signing.public,
        .body = pair_body(POST_BODY_BYTES),
    };

    for (size_t index = 0; index < count; index++) {
        struct bytes bytes;

        draft.n = n + (uint32_t)index;
        draft.stamp_ms = machine_moment(world, machine).now_ms;
        bytes_init(&bytes, RECORD_BYTES_MAX);
        check_ok(record_write(&draft, machine->device.signing.secret, &bytes));
        rogue_shelve(&season, machine, bytes_view(&bytes));
        bytes_release(&bytes);
    }
}

struct counting {
    const struct machine *machine;
    struct id household;
    size_t count;
};

static enum err count_own(void *visitor, const struct id *id, uint16_t drop_day)
{
    struct counting *counting = visitor;
    struct shelf port = memory_shelf_port(counting->machine->shelf);
    struct shelf_row row;

    (void)drop_day;
    check_ok(port.find(port.self, id, &row));
    counting->count += id_equal(&row.household, &counting->household);
    return ERR_OK;
}

/* How many records of the board of `of` somebody keeps. */
static size_t kept_of(const char *who, const char *of)
{
    const struct machine *machine = world_machine(world, who);
    struct shelf port = memory_shelf_port(machine->shelf);
    struct counting counting = {
        .machine = machine,
        .household = world_machine(world, of)->household.signing.public,
    };

    check_ok(port.walk_ids(port.self, SET_BOARD, count_own, &counting));
    return counting.count;
}

/* No session hangs: whoever is still linked is live. */
static void expect_sessions_ended(const char *who)
{
    const struct machine *machine = world_machine(world, who);
    struct node_peer peers[8];
    size_t count = node_peers(machine->node, peers, 8);

    for (size_t index = 0; index < count; index++) {
        if (!peers[index].is_live) {
            fail_msg("a session of %s does not end", who);
        }
    }
}

/* All meet for some minutes, who dials is another one each time. */
static void meet(unsigned round)
{
    static const char *const names[] = {"ana", "ben", "zoe"};

    said.messages = 0;
    said.bytes = 0;
    for (unsigned first = 0; first < 3; first++) {
        unsigned second = (first + 1) % 3;
        bool turned = (round >> first & 1U) != 0;

        (void)season_meet(
            &season, world_machine(world, names[turned ? second : first]),
            world_machine(world, names[turned ? first : second]), MEET_MS);
    }
    world_run(world, MEET_MS - 1000);
    expect_sessions_ended("ana");
    expect_sessions_ended("ben");
    world_run(world, SHUNNED_MS);
}

/* All keep so many posts that sketches are as large as ground pairs reach. */
static void grow(void)
{
    keep_posts("ana", OLD, OLD_POSTS);
    for (unsigned round = 0; round < 2; round++) {
        meet(round);
    }
    memset(&said, 0, sizeof said);
}

/* Each of the honest posts before every meeting, and has the other's posts
 * after it. */
static void live_with(struct machine *zoe)
{
    for (unsigned round = 0; round < ROUNDS; round++) {
        const uint32_t n = round * POSTS;

        keep_posts("ana", n, POSTS);
        keep_posts("ben", n, POSTS);
        keep_posts("zoe", ZOES + n / 4, POSTS / 4);
        if (season.roles[world_index(world, zoe)] == ROLE_sizes) {
            (void)rogue_greet(&season, zoe);
        }
        meet(round);
        assert_in_range(said.messages, 1, MESSAGES_MAX);
        assert_in_range(said.bytes, 1, BYTES_MAX);
        assert_int_equal(kept_of("ana", "ben"), n + POSTS);
        assert_int_equal(kept_of("ben", "ana"), OLD_POSTS + n + POSTS);
    }
}

static bool zoe_did(enum role role)
{
    return season.misdeeds[role] > 0;
}

static void expect_all_of_zoe(void)
{
    assert_true(kept_of("zoe", "zoe") >= (size_t)ROUNDS * POSTS / 4);
    assert_int_equal(kept_of("ana", "zoe"), kept_of("zoe", "zoe"));
    assert_int_equal(kept_of("ben", "zoe"), kept_of("zoe", "zoe"));
}

/* 48 records in the same of the first 32 symbols, and pairs that agree in all
 * symbols there are: they are passed on like any other. */
static void ground_records_stop_nothing(void **state)
{
    struct machine *zoe = become(ROLE_ground);

    (void)state;
    grow();
    assert_true(rogue_grind(&season, zoe));
    live_with(zoe);
    assert_true(said.types[WIRE_KEYED] > 0);
    expect_all_of_zoe();
    assert_true(kept_of("ana", "zoe") >= GROUND_CROWD + 2);
    assert_int_equal(said.blamed, 0);
}

static void symbols_without_end_stop_nothing(void **state)
{
    (void)state;
    grow();
    live_with(become(ROLE_endless));
    expect_all_of_zoe();
    assert_true(zoe_did(ROLE_endless));
    assert_true(said.types[WIRE_KEYED] > 0);
    assert_true(said.types[WIRE_WEEKS] > 0);
}

static void sizes_that_lie_stop_nothing(void **state)
{
    (void)state;
    grow();
    live_with(become(ROLE_sizes));
    assert_true(zoe_did(ROLE_sizes));
}

static void done_too_early_or_never_stops_nothing(void **state)
{
    (void)state;
    grow();
    live_with(become(ROLE_done));
    assert_true(zoe_did(ROLE_done));
    assert_true(said.blamed > 0);
}

static void drip_of_a_byte_a_second_stops_nothing(void **state)
{
    (void)state;
    grow();
    live_with(become(ROLE_drip));
    assert_true(zoe_did(ROLE_drip));
}

/* Her sets change all the time while they are compared over a slow link: what
 * the others have still reaches them through her. */
static void changes_while_sets_are_compared_lose_nothing(void **state)
{
    struct machine *zoe = become(ROLE_flood);
    size_t place = 0;

    (void)state;
    keep_posts("ana", 0, POSTS);
    for (unsigned round = 0; round < 2; round++) {
        struct machine *ana = world_machine(world, "ana");

        place = round == 0 ? cable_dial(world, zoe, ana, SLOW_MS)
                           : cable_dial(world, ana, zoe, SLOW_MS);
        assert_int_not_equal(place, SIZE_MAX);
        for (uint32_t moment = 0; moment < MOMENTS; moment++) {
            keep_posts("zoe", moment % 20, 1); /* some take another's place */
            world_run(world, MOMENT_MS);
        }
        world_run(world, MEET_MS);
        expect_sessions_ended("ana");
        assert_int_equal(kept_of("zoe", "ana"), (round + 1) * POSTS);
        assert_int_equal(kept_of("ana", "zoe"), kept_of("zoe", "zoe"));
        cable_cut(world, place);
        world_run(world, MINUTE_MS);
        keep_posts("ana", (round + 1) * POSTS, POSTS);
    }
    assert_int_equal(said.blamed, 0);
}

/* Zoe keeps posts in ana's name that ana never signed. */
static void forge_posts(struct machine *zoe, size_t count)
{
    const struct machine *ana = world_machine(world, "ana");
    struct record_draft draft = {
        .class = CLASS_POST,
        .kind = 999,
        .neighbourhood = world->neighbourhood,
        .household = ana->household.signing.public,
        .n = FORGED,
        .stamp_ms = machine_moment(world, ana).now_ms,
        .body = pair_body(POST_BODY_BYTES),
    };

    for (; count > 0; count--, draft.n++) {
        struct bytes bytes;

        bytes_init(&bytes, RECORD_BYTES_MAX);
        check_ok(record_write(&draft, ana->device.signing.secret, &bytes));
        bytes.data[bytes.bytes - 1] ^= 1;
        rogue_shelve(&season, zoe, bytes_view(&bytes));
        bytes_release(&bytes);
    }
}

static enum err sum_id(void *visitor, const struct id *id, uint16_t drop_day)
{
    return fingerprint_add(visitor, drop_day, id);
}

/* And signs that this is what there is. */
static void list_posts(struct machine *zoe)
{
    struct record_draft draft = {
        .class = CLASS_MANIFEST,
        .kind = 1,
        .neighbourhood = world->neighbourhood,
        .household = zoe->household.signing.public,
        .lane = deed_lane(zoe),
        .stamp_ms = machine_moment(world, zoe).now_ms,
    };
    struct shelf port = memory_shelf_port(zoe->shelf);
    struct body_manifest manifest;
    struct fingerprint sums;
    struct bytes body;
    struct bytes bytes;

    fingerprint_init(&sums);
    check_ok(port.walk_ids(port.self, SET_BOARD, sum_id, &sums));
    assert_true(manifest_fill(&sums, 0, &manifest));
    fingerprint_release(&sums);
    bytes_init(&body, BODY_BYTES_MAX_SMALL);
    bytes_init(&bytes, RECORD_BYTES_MAX);
    check_ok(body_manifest_write(&manifest, &body));
    draft.body = bytes_view(&body);
    check_ok(record_write(&draft, zoe->device.signing.secret, &bytes));
    rogue_shelve(&season, zoe, bytes_view(&bytes));
    bytes_release(&body);
    bytes_release(&bytes);
}

/* Let them meet, and look meanwhile: how many were shown unverified at most. */
static size_t watch(const char *who, const char *whom)
{
    struct machine *machine = world_machine(world, who);
    size_t most = 0;
    size_t left = 0;

    (void)season_meet(&season, machine, world_machine(world, whom), MEET_MS);
    for (unsigned moment = 0; moment < MEET_MS / MOMENT_MS; moment++) {
        size_t shown = 0;

        world_run(world, MOMENT_MS);
        left = memory_shelf_held(machine->shelf, &shown);
        most = shown > most ? shown : most;
    }
    assert_int_equal(left, 0);
    return most;
}

/* Cem's first board is zoe's: what she made up is shown for a moment, marked;
 * then it is gone, and she is blamed. The rest stays, and ana has what it
 * lacks. */
static void manifest_that_lies_is_found_out(void **state)
{
    struct machine *zoe = become(ROLE_flood);

    (void)state;
    story_member(world, "cem", "ana");
    story_disconnect(world, "ana", "cem");
    keep_posts("ana", 0, POSTS);
    (void)season_meet(&season, zoe, world_machine(world, "ana"), MINUTE_MS);
    world_run(world, 2 * MINUTE_MS);
    forge_posts(zoe, FORGED_POSTS);
    list_posts(zoe);
    keep_posts("ana", POSTS, POSTS);
    assert_int_equal(watch("cem", "zoe"), POSTS + FORGED_POSTS);
    assert_int_equal(kept_of("cem", "ana"), POSTS);
    assert_true(said.blamed > 0);
    assert_int_equal(watch("cem", "ana"), 0);
    assert_int_equal(kept_of("cem", "ana"), 2 * POSTS);
    assert_int_equal(kept_of("ana", "ana"), 2 * POSTS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(ground_records_stop_nothing, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(symbols_without_end_stop_nothing,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(sizes_that_lie_stop_nothing, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(done_too_early_or_never_stops_nothing,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(drip_of_a_byte_a_second_stops_nothing,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            changes_while_sets_are_compared_lose_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(manifest_that_lies_is_found_out, set_up,
                                        tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
