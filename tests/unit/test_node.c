/* The door, the acts and the agenda: node/node.c, node/act, node/agenda.c. */
#include <string.h>

#include "node/inside.h"
#include "node/node.h"
#include "node/people/council.h"
#include "node/record/body.h"
#include "node/record/council_body.h"
#include "tests/lib/check.h"
#include "tests/lib/memory_shelf.h"

/* A home: one household's core over a shelf in memory, without a network. */
struct home {
    struct keys_household household;
    struct keys_device device;
    struct neighbourhood neighbourhood;
    struct bytes council; /* the founding content, of whoever founds */
    struct memory_shelf *shelf;
    struct shelf port;
    struct node *node;
    struct actions actions;
    struct answer answer;
    struct moment moment;
    uint64_t steps;
    struct node_config config;
};

enum { START_DAY = 20000 };

static void home_keys(struct home *home, unsigned char number)
{
    unsigned char seed[KEY_SEED_BYTES] = {number};

    keys_household_make(seed, &home->household);
    seed[1] = 1;
    keys_device_make(seed, &home->device);
}

static void home_open(struct home *home, uint8_t lane)
{
    home->config = (struct node_config){
        .neighbourhood = home->neighbourhood,
        .household = &home->household,
        .device = &home->device,
        .lane = lane,
    };
    home->port = memory_shelf_port(home->shelf);
    check_ok(node_new(&home->config, &home->port, &home->node));
}

static void home_init(struct home *home, unsigned char number)
{
    *home = (struct home){0};
    home->moment = (struct moment){.now_ms = (uint64_t)START_DAY * DAY_MS,
                                   .mono_ms = 1000,
                                   .is_plausible = true};
    bytes_init(&home->council, BODY_BYTES_MAX_ROSTER);
    actions_init(&home->actions);
    answer_init(&home->answer);
    check_ok(memory_shelf_new(&home->shelf));
    home_keys(home, number);
}

static void home_release(struct home *home)
{
    node_free(home->node);
    memory_shelf_free(home->shelf);
    actions_release(&home->actions);
    answer_release(&home->answer);
    bytes_release(&home->council);
}

/* What the driver does: apply STORE and DROP when the step succeeded. */
static enum err home_step(struct home *home, struct event *event)
{
    enum err err = ERR_OK;

    event->moment = home->moment;
    put_u64(event->seed, ++home->steps);
    actions_reset(&home->actions);
    answer_release(&home->answer);
    err = node_step(home->node, event, &home->actions, &home->answer);
    for (size_t index = 0; err == ERR_OK && index < home->actions.count;
         index++) {
        const struct action *action = &home->actions.items[index];

        if (action->kind == ACTION_STORE) {
            err = memory_shelf_put(home->shelf, bytes_view(&action->bytes));
        } else if (action->kind == ACTION_DROP) {
            err = memory_shelf_drop(home->shelf, &action->id);
        }
    }
    if (err == ERR_OK) {
        err = memory_shelf_commit(home->shelf);
    }
    return err;
}

static enum err home_command(struct home *home, const struct command *command)
{
    struct event event = {.kind = EVENT_COMMAND, .as.command = command};

    return home_step(home, &event);
}

static void home_tick(struct home *home)
{
    struct event event = {.kind = EVENT_TICK};

    check_ok(home_step(home, &event));
}

/* Pass days, with a tick for each page of work of each day. */
static void home_live(struct home *home, unsigned days)
{
    for (unsigned day = 0; day < days; day++) {
        home->moment.now_ms += DAY_MS;
        home->moment.mono_ms += DAY_MS;
        for (unsigned page = 0; page < 4; page++) {
            home_tick(home);
        }
    }
}

static void home_found(struct home *home, const char *name)
{
    struct council_content content = {
        .stewards = {home->household.signing.public},
        .stewards_count = 1,
        .name = view_text("Mill Lane"),
        .birth = {7},
    };
    struct command command = {.kind = COMMAND_FOUND};

    check_ok(council_content_write(&content, &home->council));
    council_neighbourhood(bytes_view(&home->council), &home->neighbourhood);
    home_open(home, 0);
    command.as.found.council = bytes_view(&home->council);
    command.as.found.profile.name = view_text(name);
    check_ok(home_command(home, &command));
}

static enum err home_offer(struct home *home, const char *title)
{
    struct command command = {.kind = COMMAND_POST};

    command.as.post.is_new = true;
    command.as.post.kind = POST_OFFER;
    command.as.post.post.title = view_text(title);
    return home_command(home, &command);
}

static const struct roster *home_people(struct home *home)
{
    check_ok(node_refresh(home->node, &home->moment));
    return node_roster(home->node);
}

/* Copy every roster record of one home to another, as a session would. */
static enum err copy_visit(void *visitor, struct view bytes)
{
    return memory_shelf_put(visitor, bytes);
}

static void home_tell(struct home *from, struct home *to)
{
    struct event event = {.kind = EVENT_CHANGED};

    check_ok(from->port.walk_bytes(from->port.self, SET_ROSTER, copy_visit,
                                   to->shelf));
    check_ok(home_step(to, &event));
}

static struct signing_keys invite_take(struct home *home, struct bytes *invite)
{
    struct command command = {.kind = COMMAND_INVITE};
    struct signing_keys one_time;

    command.as.invite_until_ms = home->moment.now_ms + (uint64_t)14 * DAY_MS;
    check_ok(home_command(home, &command));
    bytes_init(invite, RECORD_BYTES_MAX);
    check_ok(bytes_append(invite, bytes_view(&home->answer.invite)));
    keys_one_time_make(home->answer.one_time_seed, &one_time);
    return one_time;
}

static void home_join(struct home *home, struct home *inviter, const char *name)
{
    struct command command = {.kind = COMMAND_JOIN};
    struct bytes invite;

    command.as.join.one_time = invite_take(inviter, &invite);
    command.as.join.invite = bytes_view(&invite);
    command.as.join.profile.name = view_text(name);
    home->neighbourhood = inviter->neighbourhood;
    home->moment = inviter->moment;
    home_open(home, 0);
    check_ok(home_command(home, &command));
    bytes_release(&invite);
}

static unsigned level_of(struct home *home, const struct home *whom)
{
    return roster_level(home_people(home), &whom->household.signing.public,
                        STANDING_LIVE);
}

static size_t kept_posts(struct home *home)
{
    struct shelf_row rows[64];
    size_t count = 0;
    size_t posts = 0;

    check_ok(home->port.household_rows(home->port.self,
                                       &home->household.signing.public, NULL,
                                       rows, 64, &count));
    for (size_t index = 0; index < count; index++) {
        posts += rows[index].class == CLASS_POST && !rows[index].is_tombstone;
    }
    return posts;
}

static void a_founder_is_steward_and_may_post(void **state)
{
    struct home ana;

    (void)state;
    home_init(&ana, 1);
    home_found(&ana, "Ana");
    assert_int_equal(level_of(&ana, &ana), 0);
    assert_string_equal(roster_place(home_people(&ana)), "Mill Lane");
    check_ok(home_offer(&ana, "Ladder"));
    assert_int_equal(ana.answer.revision, 1);
    assert_int_equal(kept_posts(&ana), 1);
    home_release(&ana);
}

static void an_edit_keeps_the_post_and_counts_revisions(void **state)
{
    struct command command = {.kind = COMMAND_POST};
    struct home ana;
    struct id post;

    (void)state;
    home_init(&ana, 1);
    home_found(&ana, "Ana");
    check_ok(home_offer(&ana, "Ladder"));
    post = ana.answer.post;
    ana.moment.now_ms -= 5000; /* the clock went back: the edit still wins */
    command.as.post.post.title = view_text("Long ladder");
    check_ok(home_command(&ana, &command));
    check_id(&ana.answer.post, &post);
    assert_int_equal(ana.answer.revision, 2);
    assert_int_equal(kept_posts(&ana), 1);
    home_release(&ana);
}

static void a_withdrawal_frees_the_slot_for_another_post(void **state)
{
    struct command command = {.kind = COMMAND_WITHDRAW};
    struct home ana;
    struct id post;

    (void)state;
    home_init(&ana, 1);
    home_found(&ana, "Ana");
    check_ok(home_offer(&ana, "Ladder"));
    post = ana.answer.post;
    check_ok(home_command(&ana, &command));
    check_id(&ana.answer.post, &post);
    assert_int_equal(kept_posts(&ana), 0);
    check_err(home_command(&ana, &command), ERR_UNKNOWN);
    check_ok(home_offer(&ana, "Chair"));
    assert_false(id_equal(&ana.answer.post, &post));
    home_release(&ana);
}

static void a_joiner_is_a_newcomer_and_confirmed_is_full(void **state)
{
    struct command command = {.kind = COMMAND_VOUCH};
    struct home ana;
    struct home ben;

    (void)state;
    home_init(&ana, 1);
    home_init(&ben, 2);
    home_found(&ana, "Ana");
    home_join(&ben, &ana, "Ben");
    assert_int_equal(level_of(&ben, &ben), LEVEL_NONE);
    check_err(home_offer(&ben, "Too early"), ERR_DENIED);
    home_tell(&ana, &ben);
    home_tell(&ben, &ana);
    assert_int_equal(level_of(&ana, &ben), LEVEL_NEWCOMER);
    assert_int_equal(level_of(&ben, &ben), LEVEL_NEWCOMER);
    check_ok(home_offer(&ben, "Jam"));
    command.as.household = ben.household.signing.public;
    check_ok(home_command(&ana, &command));
    assert_int_equal(level_of(&ana, &ben), 1);
    check_err(home_command(&ana, &command), ERR_STATE);
    home_release(&ana);
    home_release(&ben);
}

static void once_confirmed_both_keep_the_same_records(void **state)
{
    struct command command = {.kind = COMMAND_VOUCH};
    struct home ana;
    struct home ben;

    (void)state;
    home_init(&ana, 1);
    home_init(&ben, 2);
    home_found(&ana, "Ana");
    home_join(&ben, &ana, "Ben");
    home_tell(&ben, &ana);
    command.as.household = ben.household.signing.public;
    check_ok(home_command(&ana, &command));
    home_tell(&ana, &ben);
    home_tick(&ana);
    home_tick(&ben);
    assert_int_equal(memory_shelf_count(ana.shelf), 6);
    assert_int_equal(memory_shelf_count(ben.shelf), 6);
    home_release(&ana);
    home_release(&ben);
}

static void taken_back_and_given_again_heals_in_one_slot(void **state)
{
    struct command command = {.kind = COMMAND_UNVOUCH};
    struct home ana;
    struct home ben;

    (void)state;
    home_init(&ana, 1);
    home_init(&ben, 2);
    home_found(&ana, "Ana");
    home_join(&ben, &ana, "Ben");
    home_tell(&ben, &ana);
    command.as.household = ben.household.signing.public;
    check_ok(home_command(&ana, &command));
    assert_int_equal(level_of(&ana, &ben), LEVEL_NONE);
    check_err(home_command(&ana, &command), ERR_STATE);
    command.kind = COMMAND_VOUCH;
    check_ok(home_command(&ana, &command));
    assert_int_equal(level_of(&ana, &ben), 1);
    home_release(&ana);
    home_release(&ben);
}

static void an_invite_that_expired_or_is_not_ours_is_refused(void **state)
{
    struct command command = {.kind = COMMAND_JOIN};
    struct home ana;
    struct home ben;
    struct bytes invite;

    (void)state;
    home_init(&ana, 1);
    home_init(&ben, 2);
    home_found(&ana, "Ana");
    command.as.join.one_time = invite_take(&ana, &invite);
    command.as.join.profile.name = view_text("Ben");
    ben.neighbourhood = ana.neighbourhood;
    ben.moment = ana.moment;
    home_open(&ben, 0);
    command.as.join.invite = (struct view){invite.data, invite.bytes - 1};
    check_err(home_command(&ben, &command), ERR_MALFORMED);
    invite.data[invite.bytes - 1] ^= 1;
    command.as.join.invite = bytes_view(&invite);
    check_err(home_command(&ben, &command), ERR_SIGNATURE);
    invite.data[invite.bytes - 1] ^= 1;
    ben.moment.now_ms += (uint64_t)15 * DAY_MS;
    check_err(home_command(&ben, &command), ERR_LATE);
    assert_int_equal(memory_shelf_count(ben.shelf), 0);
    bytes_release(&invite);
    home_release(&ana);
    home_release(&ben);
}

static void nothing_is_signed_with_a_clock_of_1970(void **state)
{
    struct home ana;

    (void)state;
    home_init(&ana, 1);
    home_found(&ana, "Ana");
    ana.moment.is_plausible = false;
    check_err(home_offer(&ana, "Ladder"), ERR_CLOCK);
    assert_int_equal(kept_posts(&ana), 0);
    home_tick(&ana);
    home_release(&ana);
}

static void a_newcomer_has_32_posts_and_no_more(void **state)
{
    struct home ana;
    struct home ben;

    (void)state;
    home_init(&ana, 1);
    home_init(&ben, 2);
    home_found(&ana, "Ana");
    home_join(&ben, &ana, "Ben");
    home_tell(&ana, &ben);
    for (unsigned count = 0; count < 32; count++) {
        check_ok(home_offer(&ben, "Jam"));
    }
    check_err(home_offer(&ben, "One too many"), ERR_FULL);
    assert_int_equal(kept_posts(&ben), 32);
    home_release(&ana);
    home_release(&ben);
}

static void what_stands_is_signed_again_and_what_is_over_leaves(void **state)
{
    struct command command = {.kind = COMMAND_POST};
    struct home ana;

    (void)state;
    home_init(&ana, 1);
    home_found(&ana, "Ana");
    command.as.post.is_new = true;
    command.as.post.kind = POST_OFFER;
    command.as.post.post.title = view_text("Two weeks of jam");
    command.as.post.post.until_ms = ana.moment.now_ms + (uint64_t)14 * DAY_MS;
    check_ok(home_command(&ana, &command));
    check_ok(home_offer(&ana, "A ladder that stays"));
    home_live(&ana, 118);
    assert_int_equal(kept_posts(&ana), 2);
    home_live(&ana, 4);
    assert_int_equal(kept_posts(&ana), 1);
    home_live(&ana, 380);
    assert_int_equal(kept_posts(&ana), 1);
    assert_int_equal(level_of(&ana, &ana), 0);
    assert_string_equal((const char *)roster_at(home_people(&ana), 0)->name,
                        "Ana");
    home_release(&ana);
}

static void who_lost_standing_is_swept_after_the_grace(void **state)
{
    struct command command = {.kind = COMMAND_UNVOUCH};
    struct home ana;
    struct home ben;
    struct shelf_row rows[8];
    size_t count = 0;

    (void)state;
    home_init(&ana, 1);
    home_init(&ben, 2);
    home_found(&ana, "Ana");
    home_join(&ben, &ana, "Ben");
    home_tell(&ben, &ana);
    home_tell(&ana, &ben);
    check_ok(home_offer(&ben, "Jam"));
    check_ok(
        memory_shelf_put(ana.shelf, bytes_view(&ben.actions.items[0].bytes)));
    command.as.household = ben.household.signing.public;
    check_ok(home_command(&ana, &command));
    home_live(&ana, GRACE_DAYS - 1);
    check_ok(ana.port.household_rows(ana.port.self, &command.as.household, NULL,
                                     rows, 8, &count));
    assert_int_equal(count, 3); /* HOUSEHOLD, DEVICE and the post */
    home_live(&ana, 2);
    check_ok(ana.port.household_rows(ana.port.self, &command.as.household, NULL,
                                     rows, 8, &count));
    for (size_t index = 0; index < count; index++) {
        assert_int_not_equal(rows[index].class, CLASS_POST);
    }
    home_release(&ana);
    home_release(&ben);
}

static void a_restored_home_becomes_a_device_and_edits_old_posts(void **state)
{
    struct command command = {.kind = COMMAND_DEVICE};
    struct home ana;
    struct home old;

    (void)state;
    home_init(&ana, 1);
    home_found(&ana, "Ana");
    check_ok(home_offer(&ana, "Ladder"));
    old = ana;
    node_free(ana.node);
    keys_device_make((const unsigned char[KEY_SEED_BYTES]){99}, &ana.device);
    home_open(&ana, 1);
    check_ok(home_command(&ana, &command));
    check_ok(home_offer(&ana, "Chair"));
    command = (struct command){.kind = COMMAND_POST};
    command.as.post.post.title = view_text("Long ladder");
    check_ok(home_command(&ana, &command));
    assert_int_equal(ana.answer.revision, 2);
    assert_int_equal(kept_posts(&ana), 2);
    assert_true(
        roster_signer_counts(home_people(&ana), &ana.household.signing.public,
                             &old.device.signing.public, ana.moment.now_ms));
    home_release(&ana);
}

static void a_device_in_a_taken_lane_makes_the_old_key_former(void **state)
{
    struct command command = {.kind = COMMAND_DEVICE};
    struct home ana;
    struct id old_key;
    const struct roster_household *own = NULL;

    (void)state;
    home_init(&ana, 1);
    home_found(&ana, "Ana");
    old_key = ana.device.signing.public;
    for (unsigned char round = 0; round < FORMER_KEYS_MAX + 2; round++) {
        const unsigned char seed[KEY_SEED_BYTES] = {50, round};

        node_free(ana.node);
        keys_device_make(seed, &ana.device);
        home_open(&ana, 0);
        ana.moment.now_ms += 1000;
        check_ok(home_command(&ana, &command));
        if (round == 0) {
            assert_true(roster_signer_counts(home_people(&ana),
                                             &ana.household.signing.public,
                                             &old_key, ana.moment.now_ms - 1));
            assert_false(roster_signer_counts(home_people(&ana),
                                              &ana.household.signing.public,
                                              &old_key, ana.moment.now_ms));
        }
    }
    own = roster_find(home_people(&ana), &ana.household.signing.public);
    assert_non_null(own);
    assert_int_equal(own->devices[0].former_count, FORMER_KEYS_MAX);
    home_release(&ana);
}

static void a_cut_journal_is_begun_again(void **state)
{
    struct home ana;

    (void)state;
    home_init(&ana, 1);
    home_found(&ana, "Ana");
    check_ok(home_offer(&ana, "Ladder"));
    node_free(ana.node);
    memory_shelf_cut_journal(ana.shelf, 1);
    home_open(&ana, 0);
    check_ok(home_offer(&ana, "Chair"));
    check_ok(home_offer(&ana, "Lamp"));
    memory_shelf_cut_journal(ana.shelf, 0);
    check_ok(home_offer(&ana, "Table"));
    assert_int_equal(kept_posts(&ana), 4);
    home_release(&ana);
}

static bool
has_vouch(struct home *home, const struct home *whom, bool is_invite)
{
    struct roster_vouch vouches[8];
    const size_t count = roster_vouches_of(
        home_people(home), &home->household.signing.public, vouches, 8);

    for (size_t index = 0; index < count; index++) {
        if (vouches[index].is_invite == is_invite &&
            (whom == NULL || id_equal(&vouches[index].subject,
                                      &whom->household.signing.public))) {
            return true;
        }
    }
    return false;
}

static void a_node_that_met_nobody_signs_nothing_by_itself(void **state)
{
    struct home ana;
    struct home ben;

    (void)state;
    home_init(&ana, 1);
    home_init(&ben, 2);
    home_found(&ana, "Ana");
    home_join(&ben, &ana, "Ben");
    home_tell(&ben, &ana);
    home_live(&ana, 30);
    assert_true(has_vouch(&ana, NULL, true));
    assert_false(has_vouch(&ana, &ben, false));
    home_release(&ana);
    home_release(&ben);
}

static void an_invite_nobody_took_frees_its_slot(void **state)
{
    struct command command = {.kind = COMMAND_INVITE};
    struct home ana;

    (void)state;
    home_init(&ana, 1);
    home_found(&ana, "Ana");
    command.as.invite_until_ms = ana.moment.now_ms + (uint64_t)14 * DAY_MS;
    for (unsigned count = 0; count < 128; count++) {
        check_ok(home_command(&ana, &command));
    }
    check_err(home_command(&ana, &command), ERR_FULL);
    home_live(&ana, 20);
    command.as.invite_until_ms = ana.moment.now_ms + (uint64_t)14 * DAY_MS;
    check_err(home_command(&ana, &command), ERR_FULL);
    home_live(&ana, 1);
    check_ok(home_command(&ana, &command));
    home_release(&ana);
}

static void the_same_events_give_the_same_bytes(void **state)
{
    struct home left;
    struct home right;

    (void)state;
    home_init(&left, 1);
    home_init(&right, 1);
    home_found(&left, "Ana");
    home_found(&right, "Ana");
    check_ok(home_offer(&left, "Ladder"));
    check_ok(home_offer(&right, "Ladder"));
    assert_int_equal(left.actions.count, right.actions.count);
    for (size_t index = 0; index < left.actions.count; index++) {
        check_view(bytes_view(&left.actions.items[index].bytes),
                   bytes_view(&right.actions.items[index].bytes));
    }
    home_release(&left);
    home_release(&right);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_founder_is_steward_and_may_post),
        cmocka_unit_test(an_edit_keeps_the_post_and_counts_revisions),
        cmocka_unit_test(a_withdrawal_frees_the_slot_for_another_post),
        cmocka_unit_test(a_joiner_is_a_newcomer_and_confirmed_is_full),
        cmocka_unit_test(once_confirmed_both_keep_the_same_records),
        cmocka_unit_test(taken_back_and_given_again_heals_in_one_slot),
        cmocka_unit_test(an_invite_that_expired_or_is_not_ours_is_refused),
        cmocka_unit_test(nothing_is_signed_with_a_clock_of_1970),
        cmocka_unit_test(a_newcomer_has_32_posts_and_no_more),
        cmocka_unit_test(what_stands_is_signed_again_and_what_is_over_leaves),
        cmocka_unit_test(who_lost_standing_is_swept_after_the_grace),
        cmocka_unit_test(a_restored_home_becomes_a_device_and_edits_old_posts),
        cmocka_unit_test(a_device_in_a_taken_lane_makes_the_old_key_former),
        cmocka_unit_test(a_cut_journal_is_begun_again),
        cmocka_unit_test(a_node_that_met_nobody_signs_nothing_by_itself),
        cmocka_unit_test(an_invite_nobody_took_frees_its_slot),
        cmocka_unit_test(the_same_events_give_the_same_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
