/* The machines of one household, and what each of them signs. */
#include <string.h>

#include "node/limits.h"
#include "node/record/body.h"
#include "node/record/record.h"
#include "node/sync/admit.h"
#include "tests/lib/abode.h"
#include "tests/lib/check.h"

static const struct roster_household *own_of(struct abode *home)
{
    const struct roster_household *own =
        roster_find(abode_people(home), &home->household.signing.public);

    assert_non_null(own);
    return own;
}

/* The folder of `home` as it is now, on another machine. */
static void
copy(const struct abode *home, unsigned char seed, struct abode *out)
{
    const unsigned char seeds[KEY_SEED_BYTES] = {seed, 99};

    *out = (struct abode){.neighbourhood = home->neighbourhood,
                          .household = home->household,
                          .moment = home->moment,
                          .steps = 1000 + seed};
    bytes_init(&out->council, BODY_BYTES_MAX_ROSTER);
    actions_init(&out->actions);
    answer_init(&out->answer);
    keys_device_make(seeds, &out->device);
    check_ok(memory_shelf_copy(home->shelf, &out->shelf));
    abode_open(out);
}

static enum err hand_over(void *visitor, struct view bytes)
{
    return memory_shelf_put(visitor, bytes);
}

/* Each gets all that the other has. */
static void meet(struct abode *one, struct abode *other)
{
    struct abode *ends[] = {one, other};

    for (unsigned from = 0; from < 2; from++) {
        struct event event = {.kind = EVENT_CHANGED};
        struct shelf *port = &ends[from]->port;

        for (unsigned set = 0; set < SET_COUNT; set++) {
            check_ok(port->walk_bytes(port->self, (enum set)set, hand_over,
                                      ends[1 - from]->shelf));
        }
        check_ok(abode_step(ends[1 - from], &event));
    }
    abode_tick(one);
    abode_tick(other);
}

/* How many of the household's posts at home would others take? */
struct judging {
    struct abode *home;
    size_t taken;
    size_t refused;
};

static enum err judge(void *visitor, struct view bytes)
{
    struct judging *judging = visitor;
    struct record record;

    check_ok(record_read(bytes, &record));
    if (admit_check(node_roster(judging->home->node), &record,
                    &judging->home->moment, NULL) == ERR_OK) {
        judging->taken += !record_is_tombstone(&record);
    } else {
        judging->refused++;
    }
    return ERR_OK;
}

static void expect_posts(struct abode *home, size_t count)
{
    struct judging judging = {.home = home};

    (void)abode_people(home);
    check_ok(
        home->port.walk_bytes(home->port.self, SET_BOARD, judge, &judging));
    assert_int_equal(judging.taken, count);
    assert_int_equal(judging.refused, 0);
}

static void a_restored_home_becomes_a_device_and_edits_old_posts(void **state)
{
    struct command command = {.kind = COMMAND_POST};
    struct abode ana;
    struct abode restored;

    (void)state;
    abode_init(&ana, 1);
    abode_found(&ana, "Ana");
    check_ok(abode_offer(&ana, "Ladder"));
    copy(&ana, 1, &restored);
    check_ok(abode_offer(&restored, "Chair"));
    command.as.post.post.title = view_text("Long ladder");
    check_ok(abode_command(&restored, &command));
    assert_int_equal(restored.answer.revision, 2);
    expect_posts(&restored, 2);
    assert_int_equal(own_of(&restored)->device_count, 2);
    check_id(&own_of(&restored)->devices[0].signing,
             &ana.device.signing.public);
    abode_release(&ana);
    abode_release(&restored);
}

static void one_backup_restored_twice_loses_nothing(void **state)
{
    struct abode ana;
    struct abode left;
    struct abode right;
    struct command edit = {.kind = COMMAND_POST};

    (void)state;
    abode_init(&ana, 1);
    abode_found(&ana, "Ana");
    check_ok(abode_offer(&ana, "Ladder"));
    copy(&ana, 1, &left);
    copy(&ana, 2, &right);
    for (unsigned count = 0; count < 3; count++) {
        check_ok(abode_offer(&left, "From the left"));
        check_ok(abode_offer(&right, "From the right"));
    }
    meet(&left, &right);
    meet(&left, &ana);
    meet(&right, &ana);
    expect_posts(&ana, 7);
    expect_posts(&left, 7);
    expect_posts(&right, 7);
    edit.as.post.lane = own_of(&right)->devices[1].lane;
    edit.as.post.post.title = view_text("Changed by the other");
    check_ok(abode_command(&left, &edit));
    check_ok(abode_command(&right, &edit));
    check_ok(abode_offer(&left, "Goes on"));
    check_ok(abode_offer(&right, "Goes on"));
    meet(&left, &right);
    expect_posts(&left, 9);
    expect_posts(&right, 9);
    assert_int_equal(own_of(&left)->device_count, 3);
    abode_release(&ana);
    abode_release(&left);
    abode_release(&right);
}

static struct body_device some_device(unsigned char number)
{
    const unsigned char seed[KEY_SEED_BYTES] = {number, 7};
    struct keys_device keys;

    keys_device_make(seed, &keys);
    return (struct body_device){.signing = keys.signing.public,
                                .transport = keys.transport.public,
                                .sealing = keys.sealing.public};
}

/* It would take two machines that draw the same number. */
static void whose_lane_was_taken_announces_itself_in_another(void **state)
{
    struct body_device other = some_device(1);
    struct abode ana;

    (void)state;
    abode_init(&ana, 1);
    abode_found(&ana, "Ana");
    check_ok(abode_offer(&ana, "Ladder"));
    abode_announce(&ana, 0, &other);
    abode_tick(&ana);
    assert_int_equal(own_of(&ana)->device_count, 2);
    check_id(&own_of(&ana)->devices[1].signing, &ana.device.signing.public);
    check_ok(abode_offer(&ana, "Chair"));
    expect_posts(&ana, 2);
    abode_tick(&ana);
    assert_int_equal(own_of(&ana)->device_count, 2);
    abode_release(&ana);
}

static void who_was_struck_out_posts_and_announces_nothing(void **state)
{
    struct body_device struck = {.former_count = 1};
    struct command command = {.kind = COMMAND_DEVICE};
    struct abode ana;

    (void)state;
    abode_init(&ana, 1);
    abode_found(&ana, "Ana");
    check_ok(abode_offer(&ana, "Ladder"));
    struck.former[0] =
        (struct former_key){ana.device.signing.public, ana.moment.now_ms + 1};
    abode_announce(&ana, 0, &struck);
    abode_tick(&ana);
    assert_int_equal(own_of(&ana)->device_count, 1);
    assert_true(own_of(&ana)->devices[0].is_struck);
    check_err(abode_command(&ana, &command), ERR_DENIED);
    check_err(abode_offer(&ana, "Chair"), ERR_DENIED);
    expect_posts(&ana, 1);
    abode_release(&ana);
}

static void
a_ninth_machine_takes_the_lane_of_one_that_was_struck_out(void **state)
{
    struct body_device struck = {.former_count = 1};
    struct abode ana;
    struct abode ninth;

    (void)state;
    abode_init(&ana, 1);
    abode_found(&ana, "Ana");
    for (unsigned char lane = 1; lane < LANES_MAX; lane++) {
        struct body_device other = some_device(lane);

        abode_announce(&ana, lane, &other);
    }
    copy(&ana, 1, &ninth);
    check_err(abode_offer(&ninth, "Nowhere to go"), ERR_FULL);
    abode_tick(&ninth);
    struck.former[0] =
        (struct former_key){some_device(3).signing, ana.moment.now_ms};
    abode_announce(&ninth, 3, &struck);
    check_ok(abode_offer(&ninth, "Here"));
    assert_int_equal(own_of(&ninth)->device_count, LANES_MAX);
    check_id(&own_of(&ninth)->devices[3].signing, &ninth.device.signing.public);
    assert_int_equal(own_of(&ninth)->devices[3].former_count, 1);
    expect_posts(&ninth, 1);
    abode_release(&ana);
    abode_release(&ninth);
}

/* The phone of ana: it has the public half of the household's key. */
static void a_machine_without_the_key_posts_and_speaks_for_nobody(void **state)
{
    struct command command = {.kind = COMMAND_PROFILE};
    const unsigned char seed[KEY_SEED_BYTES] = {1, 43};
    struct body_device listed = {.former_count = 0};
    struct keys_device keys;
    struct abode ana;
    struct abode phone;

    (void)state;
    abode_init(&ana, 1);
    abode_found(&ana, "Ana");
    keys_device_make(seed, &keys);
    copy(&ana, 1, &phone);
    phone.device = keys;
    memset(phone.household.signing.secret, 0, SIGNING_SECRET_BYTES);
    check_err(abode_offer(&phone, "Too early"), ERR_DENIED);
    abode_tick(&phone);
    assert_int_equal(own_of(&phone)->device_count, 1);
    listed.signing = keys.signing.public;
    listed.transport = keys.transport.public;
    listed.sealing = keys.sealing.public;
    abode_announce(&ana, 5, &listed);
    meet(&ana, &phone);
    check_ok(abode_offer(&phone, "From the phone"));
    command.as.profile.name = view_text("Eve");
    check_err(abode_command(&phone, &command), ERR_DENIED);
    command = (struct command){.kind = COMMAND_STRIKE};
    command.as.device = ana.device.signing.public;
    check_err(abode_command(&phone, &command), ERR_DENIED);
    abode_live(&phone, 250); /* renews its posts, and no DEVICE */
    meet(&ana, &phone);
    abode_release(&ana);
    abode_release(&phone);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_restored_home_becomes_a_device_and_edits_old_posts),
        cmocka_unit_test(one_backup_restored_twice_loses_nothing),
        cmocka_unit_test(whose_lane_was_taken_announces_itself_in_another),
        cmocka_unit_test(who_was_struck_out_posts_and_announces_nothing),
        cmocka_unit_test(
            a_ninth_machine_takes_the_lane_of_one_that_was_struck_out),
        cmocka_unit_test(a_machine_without_the_key_posts_and_speaks_for_nobody),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
