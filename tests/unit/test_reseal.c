/* Letters that stand for longer than their records: node/act/act_reseal.c. */
#include "node/act/act_letter.h"
#include "node/limits.h"
#include "node/record/body.h"
#include "node/record/record.h"
#include "tests/lib/check.h"
#include "tests/lib/lane.h"

/* How many letters of a household are in the mail that one keeps. */
static size_t mail_of(struct abode *home, const struct abode *author)
{
    struct shelf_row rows[64];
    uint64_t cursor = 0;
    size_t letters = 0;

    do {
        size_t count = 0;

        check_ok(home->port.household_rows(home->port.self,
                                           &author->household.signing.public,
                                           &cursor, rows, 64, &count));
        for (size_t index = 0; index < count; index++) {
            letters +=
                rows[index].class == CLASS_LETTER && !rows[index].is_tombstone;
        }
    } while (cursor > 0);
    return letters;
}

static void live_all(unsigned days)
{
    for (unsigned day = 0; day < days; day++) {
        lane_pass(DAY_MS);
        abode_tick(&lane.ana);
        abode_tick(&lane.ben);
    }
}

static void letter_waits_for_its_reader(void **state)
{
    struct id ask;

    (void)state;
    check_ok(postman_write(&lane.ana, &lane.ben, NULL, "May I?", &ask));
    live_all(100);
    assert_int_equal(mail_of(&lane.ana, &lane.ana), 1);
    assert_int_equal(postman_count(&lane.ben, &ask), 0);
    postman_carry(&lane.ana, &lane.ben, SET_MAIL);
    postman_check_last(&lane.ben, &ask, "May I?");
    live_all(55); /* half a month to the last seal, a month from there */
    assert_int_equal(mail_of(&lane.ana, &lane.ana), 0);
}

static void machine_that_slept_for_weeks_still_has_it(void **state)
{
    struct id ask;

    (void)state;
    check_ok(postman_write(&lane.ana, &lane.ben, NULL, "May I?", &ask));
    lane_pass(45 * (uint64_t)DAY_MS);
    abode_tick(&lane.ana);
    postman_carry(&lane.ana, &lane.ben, SET_MAIL);
    postman_check_last(&lane.ben, &ask, "May I?");
}

static void letter_that_was_handed_goes_after_a_month(void **state)
{
    struct id ask;

    (void)state;
    check_ok(postman_write(&lane.ana, &lane.ben, NULL, "May I?", &ask));
    check_ok(memory_shelf_handed(lane.ana.shelf, &ask, lane.ana.moment.now_ms));
    check_ok(memory_shelf_commit(lane.ana.shelf));
    live_all(29);
    assert_int_equal(mail_of(&lane.ana, &lane.ana), 1);
    live_all(4);
    assert_int_equal(mail_of(&lane.ana, &lane.ana), 0);
    assert_int_equal(postman_count(&lane.ana, &ask), 1); /* filed for good */
}

/* Ben's machine says that its keys of the months are none: all agree on zero
 * with them. */
static void key_that_is_none_stops_no_letter(void **state)
{
    struct id asks[3];

    (void)state;
    check_ok(postman_write(&lane.ana, &lane.ben, NULL, "May I?", &asks[0]));
    check_ok(postman_write(&lane.ana, &lane.cem, NULL, "May I?", &asks[1]));
    postman_roll(&lane.ben);
    for (size_t index = 0; index < lane.ben.months.count; index++) {
        lane.ben.months.secrets[index].keys.public = (struct id){{0}};
    }
    node_free(lane.ben.node);
    abode_open(&lane.ben);
    abode_tick(&lane.ben);
    postman_carry(&lane.ben, &lane.ana, SET_PRESENCE);
    check_ok(postman_write(&lane.ana, &lane.ben, NULL, "May I?", &asks[2]));
    live_all(40);
    assert_int_equal(mail_of(&lane.ana, &lane.ana), 3);
}

static void hand_all(struct abode *home, const struct id *thread)
{
    struct thread all;

    thread_init(&all);
    check_ok(thread_load(&all, &home->port, &home->neighbourhood, thread));
    for (size_t index = 0; index < all.count; index++) {
        check_ok(memory_shelf_handed(home->shelf, &all.letters[index].id,
                                     home->moment.now_ms));
    }
    check_ok(memory_shelf_commit(home->shelf));
    thread_release(&all);
}

/* How often the mail was read from end to end. */
static size_t walks;
static struct shelf below;

static enum err
walk_counted(void *self, enum set set, shelf_visit_bytes *visit, void *visitor)
{
    walks += set == SET_MAIL;
    return below.walk_bytes(self, set, visit, visitor);
}

static void all_mail_is_read_once_a_day(void **state)
{
    struct id ask;

    (void)state;
    check_ok(postman_write(&lane.ana, &lane.ben, NULL, "May I?", &ask));
    node_free(lane.ana.node);
    below = lane.ana.port;
    lane.ana.port.walk_bytes = walk_counted;
    check_ok(node_new(&lane.ana.config, &lane.ana.port, &lane.ana.node));
    abode_tick(&lane.ana); /* begins, and looks for what waits */
    walks = 0;
    live_all(1);
    assert_int_equal(walks, 1);
}

/* One more machine of a household, which nobody runs. */
static void announce(struct abode *home, unsigned char number)
{
    const struct body_device device = {
        .signing = {{number}}, .transport = {{number}}, .sealing = {{number}}};
    struct record_draft draft = {
        .class = CLASS_DEVICE,
        .kind = 1,
        .neighbourhood = home->neighbourhood,
        .household = home->household.signing.public,
        .n = number,
        .stamp_ms = home->moment.now_ms + number,
    };
    struct bytes body;
    struct bytes record;

    bytes_init(&body, BODY_BYTES_MAX_ROSTER);
    bytes_init(&record, RECORD_BYTES_MAX);
    check_ok(body_device_write(&device, &body));
    draft.body = bytes_view(&body);
    check_ok(record_write(&draft, home->household.signing.secret, &record));
    check_ok(memory_shelf_put(home->shelf, bytes_view(&record)));
    check_ok(memory_shelf_commit(home->shelf));
    bytes_release(&record);
    bytes_release(&body);
}

/* Seven of ben's, and one of ana's: as many as there are stalls. */
static void earliest_of_many_machines_gets_letters_too(void **state)
{
    struct id ask;

    (void)state;
    for (unsigned char number = 1; number < LANES_MAX - 1; number++) {
        announce(&lane.ben, number);
    }
    abode_tell(&lane.ben, &lane.ana);
    lane_pass(1000);
    check_ok(postman_write(&lane.ana, &lane.ben, NULL, "May I?", &ask));
    postman_carry(&lane.ana, &lane.ben, SET_MAIL);
    postman_check_last(&lane.ben, &ask, "May I?");
}

/* As another machine of the house would have sealed it, too. */
static void seal_once_more(struct abode *home)
{
    struct record_draft draft = {.class = CLASS_LETTER, .kind = 1, .n = 1};
    struct record record;
    struct bytes bytes;
    struct bytes twin;

    bytes_init(&bytes, RECORD_BYTES_MAX);
    bytes_init(&twin, RECORD_BYTES_MAX);
    check_ok(postman_record(home, home, 0, &bytes));
    check_ok(record_read(bytes_view(&bytes), &record));
    draft.neighbourhood = record.neighbourhood;
    draft.household = record.household;
    draft.stamp_ms = record.stamp_ms;
    draft.body = record.body;
    check_ok(record_write(&draft, home->device.signing.secret, &twin));
    check_ok(memory_shelf_put(home->shelf, bytes_view(&twin)));
    check_ok(memory_shelf_commit(home->shelf));
    bytes_release(&twin);
    bytes_release(&bytes);
}

static void letter_that_comes_twice_in_a_step_is_told_once(void **state)
{
    struct id ask;

    (void)state;
    check_ok(postman_write(&lane.ana, &lane.ben, NULL, "May I?", &ask));
    seal_once_more(&lane.ana);
    postman_carry(&lane.ana, &lane.ben, SET_MAIL);
    assert_int_equal(mail_of(&lane.ben, &lane.ana), 2);
    assert_int_equal(postman_count(&lane.ben, &ask), 1);
    assert_int_equal(lane_told(&lane.ben, TELL_LETTER), 1);
}

static void letters_of_a_loan_last_as_long_as_it(void **state)
{
    const struct post loan = {.days_max = 300};
    const uint64_t day = lane.ana.moment.now_ms + DAY_MS;
    struct id deal;

    (void)state;
    lane_post(POST_LOAN, &loan);
    check_ok(lane_ask(&lane.ben, day, day + 200 * (uint64_t)DAY_MS, &deal));
    lane_carry();
    check_ok(lane_say(&lane.ana, &deal, STEP_YES));
    check_ok(lane_say(&lane.ana, &deal, STEP_OUT));
    lane_carry();
    hand_all(&lane.ana, &deal);
    hand_all(&lane.ben, &deal);
    live_all(190);
    assert_int_equal(mail_of(&lane.ana, &lane.ana), 2);
    assert_int_equal(mail_of(&lane.ben, &lane.ben), 1);
    check_ok(lane_say(&lane.ana, &deal, STEP_DONE));
    lane_carry();
    hand_all(&lane.ana, &deal);
    live_all(34);
    assert_int_equal(mail_of(&lane.ana, &lane.ana), 0);
    assert_int_equal(mail_of(&lane.ben, &lane.ben), 0);
}

/* Letters that a reader has had for a week make room, the oldest first. */
static void what_was_handed_gives_its_slot(void **state)
{
    const uint32_t limit = class_slots(CLASS_LETTER, 1);
    struct id first;
    struct id each;

    (void)state;
    check_ok(postman_write(&lane.ben, &lane.ana, NULL, "first", &first));
    for (uint32_t n = 1; n < limit; n++) {
        lane.ben.moment.now_ms++;
        check_ok(postman_write(&lane.ben, &lane.ana, NULL, "more", &each));
    }
    check_ok(
        memory_shelf_handed(lane.ben.shelf, &first, lane.ben.moment.now_ms));
    check_ok(
        memory_shelf_handed(lane.ben.shelf, &each, lane.ben.moment.now_ms));
    check_ok(memory_shelf_commit(lane.ben.shelf));
    check_err(postman_write(&lane.ben, &lane.ana, NULL, "now", &each),
              ERR_FULL);
    lane.ben.moment.now_ms += (uint64_t)LETTER_SPENT_DAYS * DAY_MS;
    check_ok(postman_write(&lane.ben, &lane.ana, NULL, "in the first", &each));
    check_ok(postman_write(&lane.ben, &lane.ana, NULL, "in the last", &each));
    check_err(postman_write(&lane.ben, &lane.ana, NULL, "no", &each), ERR_FULL);
    assert_int_equal(mail_of(&lane.ben, &lane.ben), limit);
    assert_int_equal(postman_count(&lane.ben, &first), 1);
}

/* The machine is lost, and put back from a backup as another one. */
static void come_back(struct abode *home, unsigned char number)
{
    const unsigned char seed[KEY_SEED_BYTES] = {number, number};
    const struct command announce = {.kind = COMMAND_DEVICE};

    node_free(home->node);
    keys_device_make(seed, &home->device);
    sealing_part(&home->months);
    abode_open(home);
    lane_pass(1000);
    check_ok(abode_command(home, &announce));
    postman_roll(home);
    abode_tell(&lane.ana, &lane.ben);
    abode_tell(&lane.ben, &lane.ana);
}

/* Ana asks and asks, and takes no answer: her oldest makes room for others. */
static void who_takes_no_letters_takes_not_all_slots(void **state)
{
    const uint32_t limit = class_slots(CLASS_LETTER, 1);
    struct id first;
    struct id second;
    struct id each;

    (void)state;
    check_ok(postman_write(&lane.ben, &lane.ana, NULL, "first", &first));
    lane.ben.moment.now_ms++;
    check_ok(postman_write(&lane.ben, &lane.ana, NULL, "second", &second));
    for (uint32_t n = 2; n < limit; n++) {
        lane.ben.moment.now_ms++;
        check_ok(postman_write(&lane.ben, &lane.ana, NULL, "more", &each));
    }
    check_err(postman_write(&lane.ben, &lane.ana, NULL, "now", &each),
              ERR_FULL);
    check_ok(postman_write(&lane.ben, &lane.cem, NULL, "Yes.", &each));
    assert_int_equal(mail_of(&lane.ben, &lane.ben), limit);
    postman_carry(&lane.ben, &lane.cem, SET_MAIL);
    postman_check_last(&lane.cem, &each, "Yes.");
    postman_carry(&lane.ben, &lane.ana, SET_MAIL);
    assert_int_equal(postman_count(&lane.ana, &first), 0);
    assert_int_equal(postman_count(&lane.ana, &second), 1);
    assert_int_equal(postman_count(&lane.ben, &first), 1);
}

static void letters_of_a_lost_machine_are_sealed_by_another(void **state)
{
    struct id ask;

    (void)state;
    postman_roll(&lane.ana);
    node_free(lane.ana.node);
    abode_open(&lane.ana);
    check_ok(postman_write(&lane.ana, &lane.ben, NULL, "May I?", &ask));
    come_back(&lane.ana, 71);
    come_back(&lane.ben, 72);
    postman_carry(&lane.ana, &lane.ben, SET_MAIL);
    assert_int_equal(postman_count(&lane.ben, &ask), 0);
    live_all(1); /* the first machine may be alive */
    assert_int_equal(mail_of(&lane.ana, &lane.ana), 1);
    live_all(2);
    assert_int_equal(mail_of(&lane.ana, &lane.ana), 2);
    postman_carry(&lane.ana, &lane.ben, SET_MAIL);
    postman_check_last(&lane.ben, &ask, "May I?");
    live_all(10); /* once is enough */
    assert_int_equal(mail_of(&lane.ana, &lane.ana), 2);
}

/* A machine that its home announced while it was apart. */
static void take_silent_machine(struct abode *home, unsigned char number)
{
    const unsigned char seed[KEY_SEED_BYTES] = {number, number};
    const struct command announce = {.kind = COMMAND_DEVICE};

    node_free(home->node);
    keys_device_make(seed, &home->device);
    postman_roll(home);
    abode_open(home);
    check_ok(abode_command(home, &announce));
    lane_pass(2000);
}

/* Ana's machine is put back before it hears of ben's, which was announced
 * before it wrote. */
static void lost_machine_had_not_heard_of_a_reader(void **state)
{
    struct id ask;

    (void)state;
    postman_roll(&lane.ana);
    node_free(lane.ana.node);
    abode_open(&lane.ana);
    take_silent_machine(&lane.ben, 72);
    check_ok(postman_write(&lane.ana, &lane.ben, NULL, "May I?", &ask));
    come_back(&lane.ana, 71);
    live_all(1);
    assert_int_equal(mail_of(&lane.ana, &lane.ana), 1);
    live_all(2);
    assert_int_equal(mail_of(&lane.ana, &lane.ana), 2);
    postman_carry(&lane.ana, &lane.ben, SET_MAIL);
    postman_check_last(&lane.ben, &ask, "May I?");
    live_all(10); /* once is enough */
    assert_int_equal(mail_of(&lane.ana, &lane.ana), 2);
}

/* Announced in October, heard of in November, by a home that was apart; what
 * was written between is sealed for it all the same, once. */
static void machine_heard_of_a_month_later_gets_the_letters(void **state)
{
    struct id ask;

    (void)state;
    lane_pass(25 * (uint64_t)DAY_MS); /* 2024-10-29 */
    take_silent_machine(&lane.ben, 73);
    check_ok(postman_write(&lane.ana, &lane.ben, NULL, "May I?", &ask));
    lane_pass(4 * (uint64_t)DAY_MS); /* 2024-11-02 */
    postman_roll(&lane.ben);
    abode_tick(&lane.ben);
    abode_tell(&lane.ben, &lane.ana);
    abode_show(&lane.ben, &lane.ana, SET_PRESENCE);
    postman_carry(&lane.ana, &lane.ben, SET_MAIL);
    assert_int_equal(postman_count(&lane.ben, &ask), 0);
    live_all(1);
    postman_carry(&lane.ana, &lane.ben, SET_MAIL);
    postman_check_last(&lane.ben, &ask, "May I?");
    check_ok(memory_shelf_handed(lane.ana.shelf, &ask, lane.ana.moment.now_ms));
    check_ok(memory_shelf_commit(lane.ana.shelf));
    live_all(29);
    assert_int_equal(mail_of(&lane.ana, &lane.ana), 1);
    live_all(4); /* a month after it was sealed again it is gone */
    assert_int_equal(mail_of(&lane.ana, &lane.ana), 0);
}

#define CLAIM(name)                                                            \
    cmocka_unit_test_setup_teardown(name, lane_setup, lane_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CLAIM(letter_waits_for_its_reader),
        CLAIM(all_mail_is_read_once_a_day),
        CLAIM(machine_that_slept_for_weeks_still_has_it),
        CLAIM(letter_that_was_handed_goes_after_a_month),
        CLAIM(key_that_is_none_stops_no_letter),
        CLAIM(earliest_of_many_machines_gets_letters_too),
        CLAIM(letter_that_comes_twice_in_a_step_is_told_once),
        CLAIM(letters_of_a_loan_last_as_long_as_it),
        CLAIM(what_was_handed_gives_its_slot),
        CLAIM(who_takes_no_letters_takes_not_all_slots),
        CLAIM(letters_of_a_lost_machine_are_sealed_by_another),
        CLAIM(lost_machine_had_not_heard_of_a_reader),
        CLAIM(machine_heard_of_a_month_later_gets_the_letters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
