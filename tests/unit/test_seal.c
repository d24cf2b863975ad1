#include <stdbool.h>
#include <string.h>

#include <sodium.h>

#include "node/limits.h"
#include "node/mail/seal.h"
#include "node/mail/seal_text.h"
#include "tests/lib/check.h"

enum { MACHINES = 8, LETTERS = 1000 };

static const struct neighbourhood here = {{7}};
static struct id author;
static struct exchange_keys sender;
static struct exchange_keys machines[MACHINES];
static struct id readers[MACHINES];
static unsigned char seed[SEAL_SEED_BYTES];
static struct bytes body;
static struct bytes text;

static int setup(void **state)
{
    unsigned char secret[EXCHANGE_BYTES] = {0};

    (void)state;
    author = check_id_of(0x11);
    memset(seed, 3, sizeof seed);
    secret[0] = 99;
    exchange_keys_make(secret, &sender);
    for (unsigned char index = 0; index < MACHINES; index++) {
        secret[2] = index;
        secret[1] = 1;
        exchange_keys_make(secret, &machines[index]);
        readers[index] = machines[index].public;
    }
    bytes_init(&body, BODY_BYTES_MAX_SMALL);
    bytes_init(&text, LETTER_TEXT_BYTES_MAX);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    bytes_release(&body);
    bytes_release(&text);
    return 0;
}

static struct seal_order order_of(size_t count)
{
    return (struct seal_order){
        .place = {&here, &author},
        .sender = &sender,
        .readers = readers,
        .readers_count = count,
        .seed = seed,
    };
}

static enum err seal(const struct seal_order *order, struct view plain)
{
    bytes_reset(&body);
    return letter_seal(order, plain, &body);
}

/* Which stall is this machine's? */
static size_t stall_of(const struct exchange_keys *ours)
{
    struct sealed sealed;
    struct seal_pair pair;

    check_ok(sealed_read(bytes_view(&body), &sealed));
    check_ok(seal_pair_make(ours, &sealed.sender, &pair));
    return seal_find(&sealed, &pair);
}

static enum err
open_as(const struct exchange_keys *ours, const struct id *by, size_t stall)
{
    const struct seal_place place = {&here, by};
    struct sealed sealed;
    enum err err = sealed_read(bytes_view(&body), &sealed);

    return err == ERR_OK ? seal_open(&place, &sealed, stall, ours, &text) : err;
}

static void letter_opens_for_its_readers_alone(void **state)
{
    const struct seal_order order = order_of(3);

    (void)state;
    check_ok(seal(&order, view_text("Is the ladder free on Friday?")));
    for (size_t index = 0; index < MACHINES; index++) {
        const size_t stall = stall_of(&machines[index]);

        assert_true((stall < STALLS) == (index < 3));
        for (size_t any = 0; any < STALLS; any++) {
            const enum err err = open_as(&machines[index], &author, any);

            assert_int_equal(err, any == stall ? ERR_OK : ERR_MALFORMED);
            check_view_text(bytes_view(&text),
                            any == stall ? "Is the ladder free on Friday?"
                                         : "");
        }
    }
}

static void all_stalls_may_have_readers(void **state)
{
    const struct seal_order order = order_of(STALLS);
    bool is_taken[STALLS] = {false};

    (void)state;
    check_ok(seal(&order, view_text("to all")));
    for (size_t index = 0; index < STALLS; index++) {
        const size_t stall = stall_of(&machines[index]);

        assert_true(stall < STALLS);
        assert_false(is_taken[stall]);
        is_taken[stall] = true;
        check_ok(open_as(&machines[index], &author, stall));
    }
}

static void equal_texts_are_equally_long_whoever_reads(void **state)
{
    struct seal_order order = order_of(1);
    size_t bytes = 0;

    (void)state;
    check_ok(seal(&order, view_text("yes")));
    bytes = body.bytes;
    for (size_t count = 1; count <= STALLS; count++) {
        order = order_of(count);
        check_ok(seal(&order, view_text("yes")));
        assert_int_equal(body.bytes, bytes);
        check_ok(seal(&order, view_text("no, it is away for repair, sorry")));
        assert_int_equal(body.bytes, bytes);
    }
}

static void text_is_padded_to_three_sizes(void **state)
{
    static const unsigned char much[SEAL_LARGE] = {1};
    static const size_t sizes[] = {SEAL_SMALL, SEAL_MIDDLE, SEAL_LARGE};
    const struct seal_order order = order_of(1);
    struct sealed sealed;

    (void)state;
    for (size_t index = 0; index < 3; index++) {
        const size_t most = sizes[index] - SEAL_SIZE_BYTES;

        check_ok(seal(&order, (struct view){much, most}));
        check_ok(sealed_read(bytes_view(&body), &sealed));
        assert_int_equal(sealed.text.bytes, sizes[index] + SEAL_TAG_BYTES);
        check_ok(open_as(&machines[0], &author, stall_of(&machines[0])));
        assert_int_equal(text.bytes, most);
        if (index < 2) {
            check_ok(seal(&order, (struct view){much, most + 1}));
            check_ok(sealed_read(bytes_view(&body), &sealed));
            assert_int_equal(sealed.text.bytes,
                             sizes[index + 1] + SEAL_TAG_BYTES);
        }
    }
    assert_true(body.bytes <= BODY_BYTES_MAX_SMALL);
    assert_true(LETTER_TEXT_BYTES_MAX <= SEAL_LARGE - SEAL_SIZE_BYTES);
    check_err(seal(&order, (struct view){much, SEAL_LARGE - 1}), ERR_INVALID);
    assert_int_equal(body.bytes, 0);
}

static void readers_stall_is_uniform(void **state)
{
    const struct seal_order order = order_of(1);
    size_t counts[STALLS] = {0};
    double chi = 0;

    (void)state;
    for (uint32_t letter = 0; letter < LETTERS; letter++) {
        put_u32(seed, letter);
        check_ok(seal(&order, view_text("yes")));
        counts[stall_of(&machines[0])]++;
    }
    for (size_t index = 0; index < STALLS; index++) {
        const double off = (double)counts[index] - LETTERS / (double)STALLS;

        chi += off * off / (LETTERS / (double)STALLS);
    }
    assert_true(chi < 24.3); /* 7 degrees of freedom, one in a thousand */
}

static void every_changed_byte_is_noticed(void **state)
{
    const struct seal_order order = order_of(1);
    struct sealed sealed;
    size_t stall = 0;

    (void)state;
    check_ok(seal(&order, view_text("yes")));
    stall = stall_of(&machines[0]);
    for (size_t at = 0; at < body.bytes; at++) {
        const unsigned char *stalls = NULL;

        check_ok(sealed_read(bytes_view(&body), &sealed));
        stalls = body.data + (1 + 3 * 35 + 27 - 35 + 4); /* before the field */
        if (at >= (size_t)(stalls - body.data) &&
            at < (size_t)(stalls - body.data) + sizeof sealed.stalls &&
            (at - (size_t)(stalls - body.data)) / STALL_BYTES != stall) {
            continue; /* others' stalls are signed for by the record */
        }
        body.data[at] ^= 1;
        if (sealed_read(bytes_view(&body), &sealed) == ERR_OK) {
            const bool is_found = stall_of(&machines[0]) == stall;

            assert_false(is_found &&
                         open_as(&machines[0], &author, stall) == ERR_OK);
        }
        body.data[at] ^= 1;
    }
    check_ok(open_as(&machines[0], &author, stall));
}

static void other_author_opens_nothing_with_it(void **state)
{
    const struct seal_order order = order_of(1);
    const struct id thief = check_id_of(0x12);

    (void)state;
    check_ok(seal(&order, view_text("yes")));
    check_err(open_as(&machines[0], &thief, stall_of(&machines[0])),
              ERR_MALFORMED);
}

static void used_seed_makes_nothing_twice(void **state)
{
    struct seal_order order = order_of(1);
    struct sealed first;
    struct sealed second;
    struct bytes other;

    (void)state;
    bytes_init(&other, BODY_BYTES_MAX_SMALL);
    check_ok(seal(&order, view_text("yes")));
    check_ok(bytes_append(&other, bytes_view(&body)));
    check_ok(sealed_read(bytes_view(&other), &first));
    check_ok(seal(&order, view_text("no")));
    check_ok(sealed_read(bytes_view(&body), &second));
    assert_false(id_equal(&first.ephemeral, &second.ephemeral));
    assert_memory_not_equal(first.nonce, second.nonce, SEAL_NONCE_BYTES);
    assert_false(id_equal(&first.commitment, &second.commitment));
    order.readers++;
    check_ok(seal(&order, view_text("yes")));
    check_ok(sealed_read(bytes_view(&body), &second));
    assert_false(id_equal(&first.ephemeral, &second.ephemeral));
    assert_memory_not_equal(first.nonce, second.nonce, SEAL_NONCE_BYTES);
    bytes_release(&other);
}

static void key_that_is_none_is_refused(void **state)
{
    struct seal_order order = order_of(2);
    struct seal_pair pair;
    const struct id zero = {{0}};

    (void)state;
    readers[1] = zero;
    check_ok(seal(&order, view_text("yes")));
    check_ok(open_as(&machines[0], &author, stall_of(&machines[0])));
    check_view_text(bytes_view(&text), "yes");
    readers[1] = machines[1].public;
    check_err(seal_pair_make(&machines[0], &zero, &pair), ERR_MALFORMED);
}

static void size_that_no_letter_has_is_refused(void **state)
{
    static const unsigned char much[SEALED_TEXT_BYTES_MAX] = {0};
    struct sealed sealed = {.sender = check_id_of(1),
                            .ephemeral = check_id_of(2),
                            .commitment = check_id_of(3),
                            .nonce = {1},
                            .stalls = {1}};
    struct sealed back;

    (void)state;
    bytes_reset(&body);
    sealed.text = (struct view){much, SEALED_TEXT_BYTES_MIN + 1};
    check_err(sealed_write(&sealed, &body), ERR_INVALID);
    sealed.text.bytes = SEALED_TEXT_BYTES_MIN;
    check_ok(sealed_write(&sealed, &body));
    check_ok(sealed_read(bytes_view(&body), &back));
    body.data[body.bytes - SEALED_TEXT_BYTES_MIN - 1]++; /* one more */
    check_ok(bytes_append_u8(&body, 0));
    check_err(sealed_read(bytes_view(&body), &back), ERR_MALFORMED);
}

/* Seal a padded text as it stands and open it again. */
static enum err open_padded(unsigned char padded[static SEAL_SMALL])
{
    static const unsigned char key[ID_BYTES] = {5};
    const struct seal_place place = {&here, &author};
    unsigned char closed[SEALED_TEXT_BYTES_MIN];
    unsigned char beside[NEIGHBOURHOOD_BYTES + 3 * ID_BYTES] = {0};
    struct sealed sealed = {.text = {closed, sizeof closed}};

    memcpy(beside, here.data, NEIGHBOURHOOD_BYTES);
    memcpy(beside + NEIGHBOURHOOD_BYTES, author.data, ID_BYTES);
    (void)crypto_aead_xchacha20poly1305_ietf_encrypt(
        closed, NULL, padded, SEAL_SMALL, beside, sizeof beside, NULL,
        sealed.nonce, key);
    return seal_text_open(&place, &sealed, key, &text);
}

static void padding_says_nothing(void **state)
{
    unsigned char padded[SEAL_SMALL] = {0, 3, 'y', 'e', 's'};

    (void)state;
    check_ok(open_padded(padded));
    check_view_text(bytes_view(&text), "yes");
    padded[SEAL_SMALL - 1] = 1;
    check_err(open_padded(padded), ERR_MALFORMED);
    padded[SEAL_SMALL - 1] = 0;
    put_u16(padded, SEAL_SMALL - SEAL_SIZE_BYTES);
    check_ok(open_padded(padded));
    put_u16(padded, SEAL_SMALL - SEAL_SIZE_BYTES + 1); /* for a larger size */
    check_err(open_padded(padded), ERR_MALFORMED);
    put_u16(padded, UINT16_MAX);
    check_err(open_padded(padded), ERR_MALFORMED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letter_opens_for_its_readers_alone),
        cmocka_unit_test(all_stalls_may_have_readers),
        cmocka_unit_test(equal_texts_are_equally_long_whoever_reads),
        cmocka_unit_test(text_is_padded_to_three_sizes),
        cmocka_unit_test(readers_stall_is_uniform),
        cmocka_unit_test(every_changed_byte_is_noticed),
        cmocka_unit_test(other_author_opens_nothing_with_it),
        cmocka_unit_test(used_seed_makes_nothing_twice),
        cmocka_unit_test(key_that_is_none_is_refused),
        cmocka_unit_test(size_that_no_letter_has_is_refused),
        cmocka_unit_test(padding_says_nothing),
    };

    return sodium_init() < 0 ? 1
                             : cmocka_run_group_tests(tests, setup, teardown);
}
