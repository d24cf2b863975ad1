/* Delivery in words: cli/delivery.h. */
#include <string.h>

#include "cli/delivery.h"
#include "node/mail/letter.h"
#include "store/letter.h"
#include "store/local.h"
#include "tests/lib/check.h"
#include "tests/lib/house.h"

static const uint64_t now_ms = UINT64_C(1795336200000);

static void says_where_a_letter_is(void **state)
{
    struct delivery delivery = {.is_ours = true};
    char words[DELIVERY_CHARS];

    (void)state;
    delivery_write(&delivery, "Red gate", now_ms, words);
    assert_string_equal(words, "on its way: Red gate was not seen yet");
    delivery.last_ms = now_ms;
    delivery_write(&delivery, "Red gate", now_ms, words);
    assert_non_null(strstr(words, "on its way: Red gate was last seen today"));
    delivery.handed_ms = now_ms;
    delivery_write(&delivery, "Red gate", now_ms, words);
    assert_string_equal(words, "handed to Red gate's machine");
    delivery.is_ours = false;
    delivery_write(&delivery, "Red gate", now_ms, words);
    assert_string_equal(words, "");
}

/* A letter as it is filed, of our own or of another. */
static struct id file_letter(struct house *house, bool is_ours)
{
    const struct neighbourhood *here = &house->drive.keys.neighbourhood;
    const unsigned char nonce[LETTER_NONCE_BYTES] = {1};
    const struct id other = check_id_of(0x77);
    const struct letter_author author = {
        here, is_ours ? drive_own(&house->drive) : &other,
        &house->drive.keys.device.signing};
    const struct letter_draft draft = {
        .kind = LETTER_DEAL,
        .readers = {check_id_of(0x66)},
        .readers_count = 1,
        .content = view_text("May I?"),
    };
    struct filed filed = {.kind = LETTER_DEAL};
    struct bytes text;
    struct id id;

    bytes_init(&text, LETTER_TEXT_BYTES_MAX);
    check_ok(letter_write(&author, &draft, now_ms, nonce, &text, &id));
    filed.id = id;
    filed.thread = id;
    filed.author = *author.household;
    filed.text = bytes_view(&text);
    check_ok(drive_begin(&house->drive));
    check_ok(letter_file(house->drive.store, &filed));
    check_ok(drive_commit(&house->drive, ERR_OK));
    bytes_release(&text);
    return id;
}

static void log_synced(struct house *house, const struct id *with)
{
    const struct local_event event = {
        .when_ms = now_ms, .kind = TELL_SYNCED, .subject = *with};

    check_ok(drive_begin(&house->drive));
    check_ok(local_log(house->drive.store, &event));
    check_ok(drive_commit(&house->drive, ERR_OK));
}

static void finds_reader_and_when_it_was_last_seen(void **state)
{
    const struct id reader = check_id_of(0x66);
    const struct id nobody = check_id_of(0x01);
    struct delivery delivery;
    struct house house;
    struct id ours;
    struct id theirs;

    (void)state;
    house_found(&house, "Ana");
    ours = file_letter(&house, true);
    theirs = file_letter(&house, false);
    check_ok(delivery_find(&house.drive, &ours, &delivery));
    assert_true(delivery.is_ours);
    check_id(&delivery.reader, &reader);
    assert_int_equal(delivery.last_ms, 0);
    log_synced(&house, &nobody);
    log_synced(&house, &reader);
    check_ok(delivery_find(&house.drive, &ours, &delivery));
    assert_int_equal(delivery.last_ms, now_ms);
    check_ok(delivery_find(&house.drive, &theirs, &delivery));
    assert_false(delivery.is_ours);
    check_err(delivery_find(&house.drive, &nobody, &delivery), ERR_UNKNOWN);
    check_ok(drive_begin(&house.drive));
    check_ok(letter_set_handed(house.drive.store, &ours, now_ms + 5));
    check_ok(drive_commit(&house.drive, ERR_OK));
    check_ok(delivery_find(&house.drive, &ours, &delivery));
    assert_int_equal(delivery.handed_ms, now_ms + 5);
    house_leave(&house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_where_a_letter_is),
        cmocka_unit_test(finds_reader_and_when_it_was_last_seen),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
