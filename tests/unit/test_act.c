/* What people ask for: node/act. */
#include "tests/lib/abode.h"
#include "tests/lib/check.h"

static void an_edit_keeps_the_post_and_counts_revisions(void **state)
{
    struct command command = {.kind = COMMAND_POST};
    struct abode ana;
    struct id post;

    (void)state;
    abode_init(&ana, 1);
    abode_found(&ana, "Ana");
    check_ok(abode_offer(&ana, "Ladder"));
    post = ana.answer.post;
    ana.moment.now_ms -= 5000; /* the clock went back: the edit still wins */
    command.as.post.post.title = view_text("Long ladder");
    check_ok(abode_command(&ana, &command));
    check_id(&ana.answer.post, &post);
    assert_int_equal(ana.answer.revision, 2);
    assert_int_equal(abode_posts(&ana), 1);
    abode_release(&ana);
}

/* Of its own that are not of days to come. */
static size_t posts_of_now(const struct abode *home)
{
    struct shelf_row rows[16];
    uint64_t cursor = 0;
    size_t count = 0;
    size_t posts = 0;

    check_ok(home->port.household_rows(home->port.self,
                                       &home->household.signing.public, &cursor,
                                       rows, 16, &count));
    for (size_t index = 0; index < count; index++) {
        posts += rows[index].class == CLASS_POST &&
                 rows[index].stamp_ms <= home->moment.now_ms;
    }
    return posts;
}

/* The clock was a month ahead when the post was written. */
static void what_was_signed_days_ahead_is_signed_anew(void **state)
{
    const uint64_t ahead_ms = 30 * (uint64_t)DAY_MS;
    struct command command = {.kind = COMMAND_POST};
    struct abode ana;

    (void)state;
    abode_init(&ana, 1);
    abode_found(&ana, "Ana");
    ana.moment.now_ms += ahead_ms;
    check_ok(abode_offer(&ana, "Ladder"));
    command.as.post.post.title = view_text("Long ladder");
    ana.moment.now_ms -= ahead_ms;
    check_ok(abode_command(&ana, &command));
    assert_int_equal(abode_posts(&ana), 1);
    assert_int_equal(posts_of_now(&ana), 1);
    abode_release(&ana);
}

static void a_withdrawal_frees_the_slot_for_another_post(void **state)
{
    struct command command = {.kind = COMMAND_WITHDRAW};
    struct abode ana;
    struct id post;

    (void)state;
    abode_init(&ana, 1);
    abode_found(&ana, "Ana");
    check_ok(abode_offer(&ana, "Ladder"));
    post = ana.answer.post;
    check_ok(abode_command(&ana, &command));
    check_id(&ana.answer.post, &post);
    assert_int_equal(abode_posts(&ana), 0);
    check_err(abode_command(&ana, &command), ERR_UNKNOWN);
    check_ok(abode_offer(&ana, "Chair"));
    assert_false(id_equal(&ana.answer.post, &post));
    abode_release(&ana);
}

static void a_joiner_is_a_newcomer_and_confirmed_is_full(void **state)
{
    struct command command = {.kind = COMMAND_VOUCH};
    struct abode ana;
    struct abode ben;

    (void)state;
    abode_init(&ana, 1);
    abode_init(&ben, 2);
    abode_found(&ana, "Ana");
    abode_join(&ben, &ana, "Ben");
    assert_int_equal(abode_level(&ben, &ben), LEVEL_NONE);
    check_ok(abode_offer(&ben, "Waits here until we are known"));
    abode_tell(&ana, &ben);
    abode_tell(&ben, &ana);
    assert_int_equal(abode_level(&ana, &ben), LEVEL_NEWCOMER);
    assert_int_equal(abode_level(&ben, &ben), LEVEL_NEWCOMER);
    check_ok(abode_offer(&ben, "Jam"));
    command.as.household = ben.household.signing.public;
    check_ok(abode_command(&ana, &command));
    assert_int_equal(abode_level(&ana, &ben), 1);
    check_err(abode_command(&ana, &command), ERR_STATE);
    abode_release(&ana);
    abode_release(&ben);
}

static void once_confirmed_both_keep_the_same_records(void **state)
{
    struct command command = {.kind = COMMAND_VOUCH};
    struct abode ana;
    struct abode ben;

    (void)state;
    abode_init_two(&ana, &ben);
    command.as.household = ben.household.signing.public;
    check_ok(abode_command(&ana, &command));
    abode_tell(&ana, &ben);
    abode_tick(&ana);
    abode_tick(&ben);
    assert_int_equal(memory_shelf_count(ana.shelf), 6);
    assert_int_equal(memory_shelf_count(ben.shelf), 6);
    abode_release(&ana);
    abode_release(&ben);
}

static void taken_back_and_given_again_heals_in_one_slot(void **state)
{
    struct command command = {.kind = COMMAND_UNVOUCH};
    struct abode ana;
    struct abode ben;

    (void)state;
    abode_init_two(&ana, &ben);
    command.as.household = ben.household.signing.public;
    check_ok(abode_command(&ana, &command));
    assert_int_equal(abode_level(&ana, &ben), LEVEL_NONE);
    check_err(abode_command(&ana, &command), ERR_STATE);
    abode_tell(&ana, &ben);
    check_err(abode_offer(&ben, "From outside"), ERR_DENIED);
    command.kind = COMMAND_VOUCH;
    check_ok(abode_command(&ana, &command));
    assert_int_equal(abode_level(&ana, &ben), 1);
    abode_release(&ana);
    abode_release(&ben);
}

/* Whoever took up two invites of one neighbour stands on two of its slots. */
static void taking_back_takes_back_all_slots(void **state)
{
    struct command join = {.kind = COMMAND_JOIN};
    struct command command = {.kind = COMMAND_VOUCH};
    struct abode ana;
    struct abode ben;
    struct bytes invite;

    (void)state;
    abode_init_two(&ana, &ben);
    command.as.household = ben.household.signing.public;
    check_ok(abode_command(&ana, &command));
    join.as.join.one_time = abode_invite(&ana, &invite);
    join.as.join.invite = bytes_view(&invite);
    join.as.join.name = view_text("Ben");
    check_ok(abode_command(&ben, &join));
    abode_tell(&ben, &ana);
    command.kind = COMMAND_UNVOUCH;
    check_ok(abode_command(&ana, &command));
    assert_int_equal(abode_level(&ana, &ben), LEVEL_NONE);
    check_err(abode_command(&ana, &command), ERR_STATE);
    command.kind = COMMAND_VOUCH;
    check_ok(abode_command(&ana, &command));
    assert_int_equal(abode_level(&ana, &ben), 1);
    bytes_release(&invite);
    abode_release(&ana);
    abode_release(&ben);
}

/* Ben names aunt Petra, and joins once more under another name. */
static void who_joins_again_speaks_for_the_same_people(void **state)
{
    struct command command = {.kind = COMMAND_PROFILE};
    struct body_household said;
    struct record record;
    struct bytes bytes;
    struct bytes invite;
    struct abode ana;
    struct abode ben;

    (void)state;
    abode_init_two(&ana, &ben);
    command.as.profile = (struct command_profile){
        .name = view_text("Ben"),
        .people = {view_text("Petra")},
        .people_count = 1,
    };
    check_ok(abode_command(&ben, &command));
    command = (struct command){.kind = COMMAND_JOIN};
    command.as.join.one_time = abode_invite(&ana, &invite);
    command.as.join.invite = bytes_view(&invite);
    command.as.join.name = view_text("Benno");
    check_ok(abode_command(&ben, &command));
    bytes_init(&bytes, RECORD_BYTES_MAX);
    check_ok(ben.port.read(ben.port.self, &ben.answer.record, &bytes));
    check_ok(record_read(bytes_view(&bytes), &record));
    check_ok(body_household_read(record.body, &said));
    check_view_text(said.name, "Benno");
    assert_int_equal(said.people_count, 1);
    check_view_text(said.people[0], "Petra");
    bytes_release(&bytes);
    bytes_release(&invite);
    abode_release(&ana);
    abode_release(&ben);
}

static void an_invite_that_expired_or_is_not_ours_is_refused(void **state)
{
    struct command command = {.kind = COMMAND_JOIN};
    struct abode ana;
    struct abode ben;
    struct bytes invite;

    (void)state;
    abode_init(&ana, 1);
    abode_init(&ben, 2);
    abode_found(&ana, "Ana");
    command.as.join.one_time = abode_invite(&ana, &invite);
    command.as.join.name = view_text("Ben");
    ben.neighbourhood = ana.neighbourhood;
    ben.moment = ana.moment;
    abode_open(&ben);
    command.as.join.invite = (struct view){invite.data, invite.bytes - 1};
    check_err(abode_command(&ben, &command), ERR_MALFORMED);
    invite.data[invite.bytes - 1] ^= 1;
    command.as.join.invite = bytes_view(&invite);
    check_err(abode_command(&ben, &command), ERR_SIGNATURE);
    invite.data[invite.bytes - 1] ^= 1;
    ben.moment.now_ms += (uint64_t)15 * DAY_MS;
    check_err(abode_command(&ben, &command), ERR_LATE);
    assert_int_equal(memory_shelf_count(ben.shelf), 0);
    bytes_release(&invite);
    abode_release(&ana);
    abode_release(&ben);
}

static void a_newcomer_has_32_posts_and_no_more(void **state)
{
    struct abode ana;
    struct abode ben;

    (void)state;
    abode_init(&ana, 1);
    abode_init(&ben, 2);
    abode_found(&ana, "Ana");
    abode_join(&ben, &ana, "Ben");
    abode_tell(&ana, &ben);
    for (unsigned count = 0; count < 32; count++) {
        check_ok(abode_offer(&ben, "Jam"));
    }
    check_err(abode_offer(&ben, "One too many"), ERR_FULL);
    assert_int_equal(abode_posts(&ben), 32);
    abode_release(&ana);
    abode_release(&ben);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_edit_keeps_the_post_and_counts_revisions),
        cmocka_unit_test(what_was_signed_days_ahead_is_signed_anew),
        cmocka_unit_test(a_withdrawal_frees_the_slot_for_another_post),
        cmocka_unit_test(a_joiner_is_a_newcomer_and_confirmed_is_full),
        cmocka_unit_test(once_confirmed_both_keep_the_same_records),
        cmocka_unit_test(taken_back_and_given_again_heals_in_one_slot),
        cmocka_unit_test(taking_back_takes_back_all_slots),
        cmocka_unit_test(who_joins_again_speaks_for_the_same_people),
        cmocka_unit_test(an_invite_that_expired_or_is_not_ours_is_refused),
        cmocka_unit_test(a_newcomer_has_32_posts_and_no_more),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
