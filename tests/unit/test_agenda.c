/* What a core does by itself in time: node/agenda.c. */
#include "tests/lib/abode.h"
#include "tests/lib/check.h"

static bool
has_vouch(struct abode *home, const struct abode *whom, bool is_invite)
{
    struct roster_vouch vouches[8];
    const size_t count = roster_vouches_of(
        abode_people(home), &home->household.signing.public, vouches, 8);

    for (size_t index = 0; index < count; index++) {
        if (vouches[index].is_invite == is_invite &&
            (whom == NULL || id_equal(&vouches[index].subject,
                                      &whom->household.signing.public))) {
            return true;
        }
    }
    return false;
}

static void what_stands_is_signed_again_and_what_is_over_leaves(void **state)
{
    struct command command = {.kind = COMMAND_POST};
    struct abode ana;

    (void)state;
    abode_init(&ana, 1);
    abode_found(&ana, "Ana");
    command.as.post.is_new = true;
    command.as.post.kind = POST_OFFER;
    command.as.post.post.title = view_text("Two weeks of jam");
    command.as.post.post.until_ms = ana.moment.now_ms + (uint64_t)14 * DAY_MS;
    check_ok(abode_command(&ana, &command));
    check_ok(abode_offer(&ana, "A ladder that stays"));
    abode_live(&ana, 118);
    assert_int_equal(abode_posts(&ana), 2);
    abode_live(&ana, 4);
    assert_int_equal(abode_posts(&ana), 1);
    abode_live(&ana, 380);
    assert_int_equal(abode_posts(&ana), 1);
    assert_int_equal(abode_level(&ana, &ana), 0);
    assert_string_equal((const char *)roster_at(abode_people(&ana), 0)->name,
                        "Ana");
    abode_release(&ana);
}

/* How often the last step signed a post. */
static size_t posts_signed(const struct abode *home)
{
    size_t count = 0;

    for (size_t index = 0; index < home->actions.count; index++) {
        const struct action *action = &home->actions.items[index];

        count +=
            action->kind == ACTION_STORE && action->record->class == CLASS_POST;
    }
    return count;
}

/* Two of one stamp: the old words might win. */
static void what_changed_in_a_step_is_not_signed_again_in_it(void **state)
{
    struct command post = {.kind = COMMAND_POST};
    struct command lend = {.kind = COMMAND_ASK};
    struct abode ana;

    (void)state;
    abode_init(&ana, 1);
    abode_found(&ana, "Ana");
    post.as.post.is_new = true;
    post.as.post.kind = POST_LOAN;
    post.as.post.post.title = view_text("Ladder");
    check_ok(abode_command(&ana, &post));
    abode_live(&ana, 59);
    lend.as.ask.keeper = ana.household.signing.public;
    lend.as.ask.step.outside = view_text("Aunt Petra");
    ana.moment.now_ms += DAY_MS / 2;
    check_ok(abode_command(&ana, &lend));
    ana.moment.now_ms += DAY_MS;
    abode_tick(&ana);
    assert_int_equal(posts_signed(&ana), 1);
    abode_release(&ana);
}

static void who_lost_standing_is_swept_after_the_grace(void **state)
{
    struct command command = {.kind = COMMAND_UNVOUCH};
    struct abode ana;
    struct abode ben;
    struct shelf_row rows[8];
    uint64_t cursor = 0;
    size_t count = 0;

    (void)state;
    abode_init_two(&ana, &ben);
    abode_tell(&ana, &ben);
    check_ok(abode_offer(&ben, "Jam"));
    check_ok(
        memory_shelf_put(ana.shelf, bytes_view(&ben.actions.items[0].bytes)));
    command.as.household = ben.household.signing.public;
    check_ok(abode_command(&ana, &command));
    abode_live(&ana, GRACE_DAYS - 1);
    check_ok(ana.port.household_rows(ana.port.self, &command.as.household,
                                     &cursor, rows, 8, &count));
    assert_int_equal(count, 3); /* HOUSEHOLD, DEVICE and the post */
    for (unsigned days = 0;
         days < 2 && roster_level(abode_people(&ana), &command.as.household,
                                  STANDING_GRACE) != LEVEL_NONE;
         days++) {
        abode_live(&ana, 1); /* it is gone on the day */
    }
    check_ok(ana.port.household_rows(ana.port.self, &command.as.household,
                                     &cursor, rows, 8, &count));
    for (size_t index = 0; index < count; index++) {
        assert_int_not_equal(rows[index].class, CLASS_POST);
    }
    abode_release(&ana);
    abode_release(&ben);
}

static void a_node_that_met_nobody_signs_nothing_by_itself(void **state)
{
    struct abode ana;
    struct abode ben;

    (void)state;
    abode_init_two(&ana, &ben);
    abode_live(&ana, 30);
    assert_true(has_vouch(&ana, NULL, true));
    assert_false(has_vouch(&ana, &ben, false));
    abode_release(&ana);
    abode_release(&ben);
}

static void an_invite_nobody_took_frees_its_slot(void **state)
{
    struct command command = {.kind = COMMAND_INVITE};
    struct abode ana;

    (void)state;
    abode_init(&ana, 1);
    abode_found(&ana, "Ana");
    command.as.invite_until_ms = ana.moment.now_ms + (uint64_t)14 * DAY_MS;
    for (unsigned count = 0; count < 128; count++) {
        check_ok(abode_command(&ana, &command));
    }
    check_err(abode_command(&ana, &command), ERR_FULL);
    abode_live(&ana, 20);
    command.as.invite_until_ms = ana.moment.now_ms + (uint64_t)14 * DAY_MS;
    check_err(abode_command(&ana, &command), ERR_FULL);
    abode_live(&ana, 1);
    check_ok(abode_command(&ana, &command));
    abode_release(&ana);
}

static void a_lost_announcement_is_made_again(void **state)
{
    struct shelf_row row;
    struct abode ana;
    struct id slot;

    (void)state;
    abode_init(&ana, 1);
    abode_found(&ana, "Ana");
    check_ok(abode_offer(&ana, "Ladder"));
    record_slot(CLASS_DEVICE, &ana.household.signing.public, 0, 0, &slot);
    check_ok(ana.port.head(ana.port.self, &slot, &row));
    check_ok(memory_shelf_drop(ana.shelf, &row.id));
    check_ok(memory_shelf_commit(ana.shelf));
    check_err(ana.port.head(ana.port.self, &slot, &row), ERR_UNKNOWN);
    abode_tick(&ana);
    check_ok(ana.port.head(ana.port.self, &slot, &row));
    assert_true(
        roster_signer_counts(abode_people(&ana), &ana.household.signing.public,
                             &ana.device.signing.public, ana.moment.now_ms));
    abode_release(&ana);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_stands_is_signed_again_and_what_is_over_leaves),
        cmocka_unit_test(what_changed_in_a_step_is_not_signed_again_in_it),
        cmocka_unit_test(who_lost_standing_is_swept_after_the_grace),
        cmocka_unit_test(a_node_that_met_nobody_signs_nothing_by_itself),
        cmocka_unit_test(an_invite_nobody_took_frees_its_slot),
        cmocka_unit_test(a_lost_announcement_is_made_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
