/* Letters between cores: node/receive.h, node/act/act_letter.h. */
#include <string.h>

#include <sodium.h>

#include "node/limits.h"
#include "node/mail/opener.h"
#include "node/record/record.h"
#include "tests/lib/check.h"
#include "tests/lib/postman.h"

static struct round lane;

static int setup(void **state)
{
    (void)state;
    round_init(&lane);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    round_release(&lane);
    return 0;
}

/* From one over cem to the other. */
static void carry(struct abode *from, struct abode *to)
{
    postman_carry(from, &lane.cem, SET_MAIL);
    postman_carry(&lane.cem, to, SET_MAIL);
}

static void letter_is_filed_by_both_and_nobody_else(void **state)
{
    struct id ask;
    struct id yes;

    (void)state;
    check_ok(postman_write(&lane.ana, &lane.ben, NULL, "May I?", &ask));
    assert_int_equal(postman_count(&lane.ana, &ask), 1);
    carry(&lane.ana, &lane.ben);
    assert_int_equal(postman_count(&lane.ben, &ask), 1);
    assert_int_equal(postman_count(&lane.cem, &ask), 0);
    postman_check_last(&lane.ben, &ask, "May I?");
    lane.ben.moment.now_ms += 1000;
    check_ok(postman_write(&lane.ben, &lane.ana, &ask, "Yes!", &yes));
    lane.cem.moment.now_ms += 1000;
    lane.ana.moment.now_ms += 1000;
    carry(&lane.ben, &lane.ana);
    assert_int_equal(postman_count(&lane.ana, &ask), 2);
    postman_check_last(&lane.ana, &ask, "Yes!");
}

static size_t tells(const struct abode *home, enum tell_kind kind)
{
    size_t count = 0;

    for (size_t index = 0; index < home->actions.count; index++) {
        const struct action *action = &home->actions.items[index];

        count += action->kind == ACTION_TELL && action->tell.kind == kind;
    }
    return count;
}

static void letter_that_came_is_told_once(void **state)
{
    struct id ask;

    (void)state;
    check_ok(postman_write(&lane.ana, &lane.ben, NULL, "May I?", &ask));
    postman_carry(&lane.ana, &lane.ben, SET_MAIL);
    assert_int_equal(tells(&lane.ben, TELL_LETTER), 1);
    abode_tick(&lane.ben);
    assert_int_equal(tells(&lane.ben, TELL_LETTER), 0);
    abode_tick(&lane.ana);
    assert_int_equal(tells(&lane.ana, TELL_LETTER), 0);
}

static void letters_of_one_step_take_slots_of_their_own(void **state)
{
    struct letter_draft drafts[3];
    struct id letters[3];

    (void)state;
    for (size_t index = 0; index < 3; index++) {
        drafts[index] = (struct letter_draft){
            .kind = LETTER_DEAL,
            .readers = {lane.ben.household.signing.public},
            .readers_count = 1,
            .content = view_text(index == 0   ? "one"
                                 : index == 1 ? "two"
                                              : "three"),
        };
    }
    check_ok(postman_write_all(&lane.ana, drafts, 3, letters));
    carry(&lane.ana, &lane.ben);
    for (size_t index = 0; index < 3; index++) {
        assert_int_equal(postman_count(&lane.ben, &letters[index]), 1);
    }
}

static void hidden_by_length_and_reader(void **state)
{
    struct bytes first;
    struct bytes second;
    struct id id;

    (void)state;
    bytes_init(&first, RECORD_BYTES_MAX);
    bytes_init(&second, RECORD_BYTES_MAX);
    check_ok(postman_write(&lane.ana, &lane.ben, NULL, "equal", &id));
    check_ok(postman_write(&lane.ana, &lane.cem, NULL, "equal", &id));
    check_ok(postman_record(&lane.ana, &lane.ana, 0, &first));
    check_ok(postman_record(&lane.ana, &lane.ana, 1, &second));
    assert_int_equal(first.bytes, second.bytes);
    bytes_release(&first);
    bytes_release(&second);
}

/* The folder of cem, who relayed everything, holds no word of it. */
static enum err search(void *visitor, struct view bytes)
{
    const struct view *wanted = visitor;

    for (size_t at = 0; at + wanted->bytes <= bytes.bytes; at++) {
        assert_memory_not_equal(bytes.data + at, wanted->data, wanted->bytes);
    }
    return ERR_OK;
}

static void third_household_keeps_no_word(void **state)
{
    struct view word = view_text("canary under the blue door");
    struct view reader = {lane.ben.household.signing.public.data, ID_BYTES};
    struct view thread;
    struct id ask;

    (void)state;
    check_ok(postman_write(&lane.ana, &lane.ben, NULL,
                           "canary under the blue door", &ask));
    carry(&lane.ana, &lane.ben);
    assert_int_equal(postman_count(&lane.ben, &ask), 1);
    thread = (struct view){ask.data, ID_BYTES};
    check_ok(
        lane.cem.port.walk_bytes(lane.cem.port.self, SET_MAIL, search, &word));
    check_ok(lane.cem.port.walk_bytes(lane.cem.port.self, SET_MAIL, search,
                                      &reader));
    check_ok(lane.cem.port.walk_bytes(lane.cem.port.self, SET_MAIL, search,
                                      &thread));
    assert_int_equal(postman_filed(&lane.cem), 0);
}

static void months_are_published_and_used(void **state)
{
    struct id ask;
    struct exchange_keys device;

    (void)state;
    postman_roll(&lane.ben);
    node_free(lane.ben.node);
    abode_open(&lane.ben);
    abode_tick(&lane.ben);
    postman_carry(&lane.ben, &lane.ana, SET_PRESENCE);
    check_ok(postman_write(&lane.ana, &lane.ben, NULL, "May I?", &ask));
    device = lane.ben.device.sealing;
    memset(&lane.ben.device.sealing, 9, sizeof device); /* no way to open it */
    postman_carry(&lane.ana, &lane.ben, SET_MAIL);
    lane.ben.device.sealing = device;
    postman_check_last(&lane.ben, &ask, "May I?");
}

/* Does an opener with what ben has now open the letter? */
static enum err open_now(const struct bytes *bytes)
{
    struct opener opener;
    struct record record;
    struct bytes text;
    enum err err = ERR_OK;

    check_ok(record_read(bytes_view(bytes), &record));
    bytes_init(&text, LETTER_TEXT_BYTES_MAX);
    opener_init(&opener, &lane.ben.months, &lane.ben.device.sealing);
    err = opener_open(&opener, &record, &text);
    opener_release(&opener);
    bytes_release(&text);
    return err;
}

static void old_mail_does_not_open_with_todays_keys(void **state)
{
    struct bytes bytes;
    struct id ask;

    (void)state;
    bytes_init(&bytes, RECORD_BYTES_MAX);
    postman_roll(&lane.ben);
    node_free(lane.ben.node);
    abode_open(&lane.ben);
    abode_tick(&lane.ben);
    postman_carry(&lane.ben, &lane.ana, SET_PRESENCE);
    check_ok(postman_write(&lane.ana, &lane.ben, NULL, "May I?", &ask));
    check_ok(postman_record(&lane.ana, &lane.ana, 0, &bytes));
    for (int day = 0; day < 60; day++) { /* a month is at least over then */
        check_ok(open_now(&bytes));
        lane.ben.moment.now_ms += DAY_MS;
        postman_roll(&lane.ben);
    }
    for (int day = 0; day < 31; day++) {
        lane.ben.moment.now_ms += DAY_MS;
        postman_roll(&lane.ben);
    }
    check_err(open_now(&bytes), ERR_UNKNOWN);
    bytes_release(&bytes);
}

/* A letter of ana's comes to ben's shelf while nobody runs there. */
static void store_meanwhile(struct id *ask)
{
    struct bytes bytes;

    bytes_init(&bytes, RECORD_BYTES_MAX);
    check_ok(postman_write(&lane.ana, &lane.ben, NULL, "May I?", ask));
    check_ok(postman_record(&lane.ana, &lane.ana, 0, &bytes));
    node_free(lane.ben.node);
    lane.ben.node = NULL;
    check_ok(memory_shelf_put(lane.ben.shelf, bytes_view(&bytes)));
    check_ok(memory_shelf_commit(lane.ben.shelf));
    bytes_release(&bytes);
}

static void later_process_tries_what_came_meanwhile(void **state)
{
    struct id ask;

    (void)state;
    store_meanwhile(&ask);
    abode_open(&lane.ben);
    abode_tick(&lane.ben);
    assert_int_equal(postman_count(&lane.ben, &ask), 1);
}

static void cut_journal_makes_all_letters_be_tried(void **state)
{
    struct id ask;

    (void)state;
    store_meanwhile(&ask);
    memory_shelf_cut_journal(lane.ben.shelf, 0);
    abode_open(&lane.ben);
    abode_tick(&lane.ben);
    assert_int_equal(postman_count(&lane.ben, &ask), 1);
}

static uint64_t handed_at(struct abode *home, const struct id *letter)
{
    struct filed filed;

    check_ok(home->port.mail.filed(home->port.self, letter, &filed));
    return filed.handed_ms;
}

static void who_answers_has_read(void **state)
{
    const struct id *reader = &lane.ana.household.signing.public;
    struct letter_draft draft = {
        .kind = LETTER_DEAL,
        .readers = {*reader},
        .readers_count = 1,
        .content = view_text("Yes!"),
    };
    struct id ask;
    struct id yes;

    (void)state;
    check_ok(postman_write(&lane.ana, &lane.ben, NULL, "May I?", &ask));
    carry(&lane.ana, &lane.ben);
    draft.thread = &ask;
    draft.answers = &ask;
    check_ok(postman_write_all(&lane.ben, &draft, 1, &yes));
    assert_int_equal(handed_at(&lane.ana, &ask), 0);
    carry(&lane.ben, &lane.ana);
    assert_int_equal(handed_at(&lane.ana, &ask), lane.ana.moment.now_ms);
    assert_int_equal(handed_at(&lane.ben, &yes), 0);
}

/* A drawer that was lost, or is older than the mail, as after a restore. */
static void own_letters_come_back_from_the_mail(void **state)
{
    struct id ask;

    (void)state;
    check_ok(postman_write(&lane.ana, &lane.ben, NULL, "May I?", &ask));
    check_ok(memory_shelf_forget(lane.ana.shelf, &ask));
    check_ok(memory_shelf_commit(lane.ana.shelf));
    assert_int_equal(postman_count(&lane.ana, &ask), 0);
    abode_tick(&lane.ana);
    assert_int_equal(postman_count(&lane.ana, &ask), 1);
}

/* Ben's machine is lost; another one announces itself in its place, and ana
 * has not heard of it. */
static void take_silent_machine(void)
{
    const unsigned char seed[KEY_SEED_BYTES] = {77, 77};
    const struct command announce = {.kind = COMMAND_DEVICE};

    node_free(lane.ben.node);
    keys_device_make(seed, &lane.ben.device);
    abode_open(&lane.ben);
    lane.ben.moment.now_ms += 1000;
    check_ok(abode_command(&lane.ben, &announce));
    lane.ana.moment.now_ms += 2000;
}

static void take_new_machine(void)
{
    take_silent_machine();
    abode_tell(&lane.ben, &lane.ana);
}

static void new_machine_gets_the_letters_of_before(void **state)
{
    struct id ask;

    (void)state;
    check_ok(postman_write(&lane.ana, &lane.ben, NULL, "May I?", &ask));
    abode_tick(&lane.ana);
    take_new_machine();
    postman_carry(&lane.ana, &lane.ben, SET_MAIL);
    assert_int_equal(postman_count(&lane.ben, &ask), 0);
    abode_live(&lane.ana, 1);
    lane.ben.moment.now_ms += DAY_MS;
    postman_carry(&lane.ana, &lane.ben, SET_MAIL);
    assert_int_equal(postman_count(&lane.ben, &ask), 1);
    assert_int_equal(postman_count(&lane.ana, &ask), 1);
    assert_int_equal(tells(&lane.ben, TELL_LETTER), 1);
    abode_live(&lane.ana, 1); /* and once is enough */
    lane.ben.moment.now_ms += DAY_MS;
    postman_carry(&lane.ana, &lane.ben, SET_MAIL);
    assert_int_equal(tells(&lane.ben, TELL_LETTER), 0);
}

/* Announced before the letter was written, by a home that was apart. */
static void machine_heard_of_late_gets_the_letters_too(void **state)
{
    struct id ask;

    (void)state;
    take_silent_machine();
    check_ok(postman_write(&lane.ana, &lane.ben, NULL, "May I?", &ask));
    abode_tick(&lane.ana);
    abode_tell(&lane.ben, &lane.ana);
    postman_carry(&lane.ana, &lane.ben, SET_MAIL);
    assert_int_equal(postman_count(&lane.ben, &ask), 0);
    abode_live(&lane.ana, 1);
    lane.ben.moment.now_ms += DAY_MS;
    postman_carry(&lane.ana, &lane.ben, SET_MAIL);
    assert_int_equal(postman_count(&lane.ben, &ask), 1);
    abode_live(&lane.ana, 1); /* and once is enough */
    lane.ben.moment.now_ms += DAY_MS;
    postman_carry(&lane.ana, &lane.ben, SET_MAIL);
    assert_int_equal(tells(&lane.ben, TELL_LETTER), 0);
}

static void slots_of_letters_end(void **state)
{
    struct letter_draft draft = {
        .kind = LETTER_DEAL,
        .readers = {lane.cem.household.signing.public},
        .readers_count = 1,
        .content = view_text("x"),
    };
    const uint32_t limit = class_slots(CLASS_LETTER, 1);
    struct id id;

    (void)state;
    for (uint32_t n = 0; n < limit; n++) {
        check_ok(postman_write_all(&lane.ben, &draft, 1, &id));
    }
    check_err(postman_write_all(&lane.ben, &draft, 1, &id), ERR_FULL);
}

static void stranger_is_written_nothing(void **state)
{
    struct abode stranger;
    struct id id;

    (void)state;
    abode_init(&stranger, 99);
    check_err(postman_write(&lane.ana, &stranger, NULL, "May I?", &id),
              ERR_UNKNOWN);
    abode_release(&stranger);
}

static void letter_to_nobody_stays_at_home(void **state)
{
    const struct letter_draft draft = {.kind = LETTER_DEAL,
                                       .content = view_text("Petra has it")};
    struct bytes bytes;
    struct id id;

    (void)state;
    bytes_init(&bytes, RECORD_BYTES_MAX);
    check_ok(postman_write_all(&lane.ana, &draft, 1, &id));
    assert_int_equal(postman_count(&lane.ana, &id), 1);
    check_err(postman_record(&lane.ana, &lane.ana, 0, &bytes), ERR_UNKNOWN);
    bytes_release(&bytes);
}

static void clock_of_1970_writes_nothing(void **state)
{
    struct id id;

    (void)state;
    lane.ana.moment.is_plausible = false;
    check_err(postman_write(&lane.ana, &lane.ben, NULL, "May I?", &id),
              ERR_CLOCK);
}

#define CLAIM(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CLAIM(letter_is_filed_by_both_and_nobody_else),
        CLAIM(letter_that_came_is_told_once),
        CLAIM(letters_of_one_step_take_slots_of_their_own),
        CLAIM(hidden_by_length_and_reader),
        CLAIM(third_household_keeps_no_word),
        CLAIM(months_are_published_and_used),
        CLAIM(old_mail_does_not_open_with_todays_keys),
        CLAIM(later_process_tries_what_came_meanwhile),
        CLAIM(cut_journal_makes_all_letters_be_tried),
        CLAIM(who_answers_has_read),
        CLAIM(own_letters_come_back_from_the_mail),
        CLAIM(new_machine_gets_the_letters_of_before),
        CLAIM(machine_heard_of_late_gets_the_letters_too),
        CLAIM(slots_of_letters_end),
        CLAIM(stranger_is_written_nothing),
        CLAIM(letter_to_nobody_stays_at_home),
        CLAIM(clock_of_1970_writes_nothing),
    };

    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
