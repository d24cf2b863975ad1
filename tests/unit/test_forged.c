/* Letters that are not what they say: node/receive.h. */
#include <sodium.h>

#include "node/limits.h"
#include "node/mail/seal.h"
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

/* A record of our own making, of whatever body. */
static void put_letter(struct abode *author,
                       struct abode *home,
                       struct view body,
                       uint32_t n)
{
    const struct record_draft draft = {
        .class = CLASS_LETTER,
        .kind = 1,
        .neighbourhood = author->neighbourhood,
        .household = author->household.signing.public,
        .n = n,
        .stamp_ms = author->moment.now_ms,
        .body = body,
    };
    struct event event = {.kind = EVENT_CHANGED};
    struct bytes bytes;

    bytes_init(&bytes, RECORD_BYTES_MAX);
    check_ok(record_write(&draft, author->device.signing.secret, &bytes));
    check_ok(memory_shelf_put(home->shelf, bytes_view(&bytes)));
    check_ok(memory_shelf_commit(home->shelf));
    check_ok(abode_step(home, &event));
    bytes_release(&bytes);
}

static void letter_copied_into_anothers_record_is_refused(void **state)
{
    struct record record;
    struct bytes bytes;
    struct id id;

    (void)state;
    bytes_init(&bytes, RECORD_BYTES_MAX);
    check_ok(postman_write(&lane.ana, &lane.ben, NULL, "from ana", &id));
    check_ok(postman_record(&lane.ana, &lane.ana, 0, &bytes));
    check_ok(record_read(bytes_view(&bytes), &record));
    put_letter(&lane.cem, &lane.ben, record.body, 0);
    assert_int_equal(postman_filed(&lane.ben), 0);
    bytes_release(&bytes);
}

/* Seal a text as cem, to ben's machine. */
static void seal_to_ben(struct abode *author, struct view text)
{
    static const unsigned char seed[SEAL_SEED_BYTES] = {42};
    const struct seal_order order = {
        .place = {&author->neighbourhood, &author->household.signing.public},
        .sender = &author->device.sealing,
        .readers = &lane.ben.device.sealing.public,
        .readers_count = 1,
        .seed = seed,
    };
    struct bytes body;

    bytes_init(&body, BODY_BYTES_MAX_SMALL);
    check_ok(letter_seal(&order, text, &body));
    put_letter(author, &lane.ben, bytes_view(&body), 7);
    bytes_release(&body);
}

/* Write a text as an author of one's choice, signed with one's own device. */
static void write_text(const struct abode *author,
                       const struct abode *signer,
                       const struct abode *reader,
                       uint64_t written_ms,
                       struct bytes *text)
{
    static const unsigned char nonce[LETTER_NONCE_BYTES] = {1};
    const struct letter_author by = {&author->neighbourhood,
                                     &author->household.signing.public,
                                     &signer->device.signing};
    const struct letter_draft draft = {
        .kind = LETTER_DEAL,
        .readers = {reader->household.signing.public},
        .readers_count = 1,
        .content = view_text("hello"),
    };
    struct id id;

    bytes_init(text, LETTER_TEXT_BYTES_MAX);
    check_ok(letter_write(&by, &draft, written_ms, nonce, text, &id));
}

static void letter_handed_on_to_another_reader_is_refused(void **state)
{
    struct bytes text;

    (void)state;
    /* What ana wrote to cem, and cem seals to ben. */
    write_text(&lane.ana, &lane.ana, &lane.cem, lane.ana.moment.now_ms, &text);
    seal_to_ben(&lane.cem, bytes_view(&text));
    assert_int_equal(postman_filed(&lane.ben), 0);
    bytes_release(&text);
    /* The same of its own, for the reader is none of ben's either. */
    write_text(&lane.cem, &lane.cem, &lane.ana, lane.cem.moment.now_ms, &text);
    seal_to_ben(&lane.cem, bytes_view(&text));
    assert_int_equal(postman_filed(&lane.ben), 0);
    bytes_release(&text);
}

static void inner_signature_is_checked(void **state)
{
    struct bytes text;

    (void)state;
    write_text(&lane.cem, &lane.cem, &lane.ben, lane.cem.moment.now_ms, &text);
    text.data[text.bytes - 1] ^= 1;
    seal_to_ben(&lane.cem, bytes_view(&text));
    assert_int_equal(postman_filed(&lane.ben), 0);
    text.data[text.bytes - 1] ^= 1;
    lane.cem.moment.now_ms++; /* of one slot the newest counts */
    seal_to_ben(&lane.cem, bytes_view(&text));
    assert_int_equal(postman_filed(&lane.ben), 1);
    bytes_release(&text);
}

static void signer_is_a_machine_of_the_author(void **state)
{
    struct bytes text;

    (void)state;
    write_text(&lane.cem, &lane.ana, &lane.ben, lane.cem.moment.now_ms, &text);
    seal_to_ben(&lane.cem, bytes_view(&text));
    assert_int_equal(postman_filed(&lane.ben), 0);
    bytes_release(&text);
}

static void letter_is_not_written_after_its_record(void **state)
{
    struct bytes text;

    (void)state;
    write_text(&lane.cem, &lane.cem, &lane.ben, lane.cem.moment.now_ms + 1,
               &text);
    seal_to_ben(&lane.cem, bytes_view(&text));
    assert_int_equal(postman_filed(&lane.ben), 0);
    bytes_release(&text);
}

static void resealed_letter_is_the_same(void **state)
{
    struct bytes text;

    (void)state;
    write_text(&lane.cem, &lane.cem, &lane.ben, lane.cem.moment.now_ms, &text);
    seal_to_ben(&lane.cem, bytes_view(&text));
    lane.cem.moment.now_ms += DAY_MS;
    lane.ben.moment.now_ms += DAY_MS;
    seal_to_ben(&lane.cem, bytes_view(&text));
    assert_int_equal(postman_filed(&lane.ben), 1);
    bytes_release(&text);
}

#define CLAIM(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CLAIM(letter_copied_into_anothers_record_is_refused),
        CLAIM(letter_handed_on_to_another_reader_is_refused),
        CLAIM(inner_signature_is_checked),
        CLAIM(signer_is_a_machine_of_the_author),
        CLAIM(letter_is_not_written_after_its_record),
        CLAIM(resealed_letter_is_the_same),
    };

    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
