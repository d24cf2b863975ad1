#include <stdbool.h>
#include <string.h>

#include <sodium.h>

#include "node/limits.h"
#include "node/mail/letter.h"
#include "tests/lib/check.h"

static const struct neighbourhood here = {{7}};
static struct keys_household household;
static struct keys_device device;
static struct id reader;
static struct bytes text;
static struct id id;

static const unsigned char nonce[LETTER_NONCE_BYTES] = {1, 2, 3};
static const unsigned char content[] = {0x81, 0x01, 0x05};

static int setup(void **state)
{
    const unsigned char seed[KEY_SEED_BYTES] = {9};

    (void)state;
    keys_household_make(seed, &household);
    keys_device_make(seed, &device);
    reader = check_id_of(0x22);
    bytes_init(&text, LETTER_TEXT_BYTES_MAX);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    bytes_release(&text);
    return 0;
}

static struct letter_draft draft_of(void)
{
    return (struct letter_draft){
        .kind = LETTER_DEAL,
        .readers = {reader},
        .readers_count = 1,
        .content = {content, sizeof content},
    };
}

static enum err write_draft(const struct letter_draft *draft)
{
    const struct letter_author author = {&here, &household.signing.public,
                                         &device.signing};

    bytes_reset(&text);
    return letter_write(&author, draft, 1000, nonce, &text, &id);
}

static void letter_goes_there_and_back(void **state)
{
    struct letter_draft draft = draft_of();
    struct letter letter;
    struct id thread = check_id_of(0x33);
    struct id answers = check_id_of(0x44);

    (void)state;
    draft.thread = &thread;
    draft.answers = &answers;
    draft.readers[1] = check_id_of(0x55);
    draft.readers_count = 2;
    check_ok(write_draft(&draft));
    check_ok(
        letter_verify(&here, &household.signing.public, bytes_view(&text)));
    check_ok(letter_read(&here, &household.signing.public, bytes_view(&text),
                         &letter));
    check_id(&letter.id, &id);
    check_id(&letter.thread, &thread);
    check_id(&letter.answers, &answers);
    check_id(&letter.author, &household.signing.public);
    check_id(&letter.signer, &device.signing.public);
    assert_int_equal(letter.readers_count, 2);
    check_id(&letter.readers[1], &draft.readers[1]);
    assert_true(letter_is_to(&letter, &reader));
    assert_false(letter_is_to(&letter, &thread));
    assert_int_equal(letter.written_ms, 1000);
    check_view(letter.content, (struct view){content, sizeof content});
}

static void first_letter_names_its_thread(void **state)
{
    const struct letter_draft draft = draft_of();
    struct letter letter;

    (void)state;
    check_ok(write_draft(&draft));
    check_ok(letter_read(&here, &household.signing.public, bytes_view(&text),
                         &letter));
    assert_false(letter.has_thread);
    check_id(&letter.thread, &letter.id);
}

static void author_is_no_reader(void **state)
{
    struct letter_draft draft = draft_of();

    (void)state;
    draft.readers[0] = household.signing.public;
    check_err(write_draft(&draft), ERR_INVALID);
    draft = draft_of();
    check_ok(write_draft(&draft));
    /* Nor is a reader its author. */
    check_err(letter_verify(&here, &reader, bytes_view(&text)), ERR_MALFORMED);
}

static void answer_needs_a_thread(void **state)
{
    struct letter_draft draft = draft_of();
    struct id answers = check_id_of(0x44);

    (void)state;
    draft.answers = &answers;
    check_err(write_draft(&draft), ERR_INVALID);
}

static void letter_is_its_authors_alone(void **state)
{
    const struct letter_draft draft = draft_of();
    const struct neighbourhood elsewhere = {{8}};
    const struct id other = check_id_of(0x66);
    struct letter letter;

    (void)state;
    check_ok(write_draft(&draft));
    check_err(letter_verify(&here, &other, bytes_view(&text)), ERR_SIGNATURE);
    check_err(
        letter_verify(&elsewhere, &household.signing.public, bytes_view(&text)),
        ERR_SIGNATURE);
    check_ok(letter_read(&here, &other, bytes_view(&text), &letter));
    assert_false(id_equal(&letter.id, &id));
}

static void every_changed_byte_is_noticed(void **state)
{
    const struct letter_draft draft = draft_of();

    (void)state;
    check_ok(write_draft(&draft));
    for (size_t at = 0; at < text.bytes; at++) {
        text.data[at] ^= 1;
        assert_int_not_equal(
            letter_verify(&here, &household.signing.public, bytes_view(&text)),
            ERR_OK);
        text.data[at] ^= 1;
    }
}

static void every_cut_is_refused(void **state)
{
    const struct letter_draft draft = draft_of();
    struct letter letter;

    (void)state;
    check_ok(write_draft(&draft));
    for (size_t bytes = 0; bytes < text.bytes; bytes++) {
        check_err(letter_read(&here, &household.signing.public,
                              (struct view){text.data, bytes}, &letter),
                  ERR_MALFORMED);
    }
}

static void strange_kind_is_a_letter(void **state)
{
    struct letter_draft draft = draft_of();
    struct letter letter;

    (void)state;
    draft.kind = UINT16_MAX;
    check_ok(write_draft(&draft));
    check_ok(letter_read(&here, &household.signing.public, bytes_view(&text),
                         &letter));
    assert_int_equal(letter.kind, UINT16_MAX);
    draft.kind = 0;
    check_err(write_draft(&draft), ERR_INVALID);
}

static void content_ends_at_its_limit(void **state)
{
    static const unsigned char much[LETTER_CONTENT_BYTES_MAX + 1] = {0};
    struct letter_draft draft = draft_of();
    struct id thread = check_id_of(0xFF);

    (void)state;
    draft.content = (struct view){much, LETTER_CONTENT_BYTES_MAX};
    draft.thread = &thread;
    draft.answers = &thread;
    draft.readers[1] = check_id_of(0x55);
    draft.readers_count = 2;
    draft.kind = UINT16_MAX;
    check_ok(write_draft(&draft)); /* the longest there is */
    assert_true(text.bytes <= LETTER_TEXT_BYTES_MAX);
    draft.content.bytes++;
    check_err(write_draft(&draft), ERR_INVALID);
    assert_int_equal(text.bytes, 0);
    draft.readers_count = LETTER_READERS_MAX + 1;
    check_err(write_draft(&draft), ERR_INVALID);
}

static void letter_to_nobody_is_for_the_authors_machines(void **state)
{
    struct letter_draft draft = draft_of();
    struct letter letter;

    (void)state;
    draft.readers_count = 0;
    check_ok(write_draft(&draft));
    check_ok(letter_read(&here, &household.signing.public, bytes_view(&text),
                         &letter));
    assert_int_equal(letter.readers_count, 0);
    assert_false(letter_is_to(&letter, &reader));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letter_goes_there_and_back),
        cmocka_unit_test(first_letter_names_its_thread),
        cmocka_unit_test(letter_to_nobody_is_for_the_authors_machines),
        cmocka_unit_test(author_is_no_reader),
        cmocka_unit_test(answer_needs_a_thread),
        cmocka_unit_test(letter_is_its_authors_alone),
        cmocka_unit_test(every_changed_byte_is_noticed),
        cmocka_unit_test(every_cut_is_refused),
        cmocka_unit_test(strange_kind_is_a_letter),
        cmocka_unit_test(content_ends_at_its_limit),
    };

    return sodium_init() < 0 ? 1
                             : cmocka_run_group_tests(tests, setup, teardown);
}
