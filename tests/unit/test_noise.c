/* What the vectors do not show; they are in spec/test_noise_vectors.c. */
#include <string.h>

#include <sodium.h>

#include "net/codec/noise.h"
#include "tests/lib/check.h"

static const struct view nothing = {NULL, 0};

static struct noise_cipher cipher_of(unsigned char number)
{
    struct noise_cipher cipher = {.has_key = true};

    memset(cipher.key, number, sizeof cipher.key);
    return cipher;
}

static void cipher_opens_what_it_sealed_in_place(void **state)
{
    struct noise_cipher send = cipher_of(1);
    struct noise_cipher receive = cipher_of(1);
    unsigned char text[5 + NOISE_TAG_BYTES] = "hello";

    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        noise_cipher_seal(&send, view_text("extra"), (struct view){text, 5},
                          text);
        assert_memory_not_equal(text, "hello", 5);
        check_ok(noise_cipher_open(&receive, view_text("extra"),
                                   (struct view){text, sizeof text}, text));
        assert_memory_equal(text, "hello", 5);
    }
    assert_int_equal(send.counter, 3);
    assert_int_equal(receive.counter, 3);
}

static void refused_bytes_do_not_move_the_counter(void **state)
{
    struct noise_cipher send = cipher_of(1);
    struct noise_cipher receive = cipher_of(1);
    unsigned char text[5 + NOISE_TAG_BYTES] = "hello";
    unsigned char out[5];
    struct view sealed = {text, sizeof text};

    (void)state;
    noise_cipher_seal(&send, nothing, (struct view){text, 5}, text);
    check_err(noise_cipher_open(&receive, view_text("x"), sealed, out),
              ERR_SIGNATURE);
    text[0] ^= 1;
    check_err(noise_cipher_open(&receive, nothing, sealed, out), ERR_SIGNATURE);
    sealed.bytes = NOISE_TAG_BYTES - 1;
    check_err(noise_cipher_open(&receive, nothing, sealed, out), ERR_MALFORMED);
    text[0] ^= 1;
    sealed.bytes = sizeof text;
    check_ok(noise_cipher_open(&receive, nothing, sealed, out));
}

static void rekey_seals_zeros_under_the_reserved_nonce(void **state)
{
    struct noise_cipher cipher = cipher_of(1);
    struct noise_cipher before = cipher;
    static const unsigned char zeros[NOISE_KEY_BYTES];
    unsigned char nonce[crypto_aead_chacha20poly1305_ietf_NPUBBYTES];
    unsigned char sealed[NOISE_KEY_BYTES + NOISE_TAG_BYTES];

    (void)state;
    memset(nonce, 0, 4);
    memset(nonce + 4, 0xff, 8);
    (void)crypto_aead_chacha20poly1305_ietf_encrypt(
        sealed, NULL, zeros, sizeof zeros, NULL, 0, NULL, nonce, before.key);
    cipher.counter = 77;
    noise_cipher_rekey(&cipher);
    assert_int_equal(cipher.counter, 77);
    assert_memory_equal(cipher.key, sealed, NOISE_KEY_BYTES);
}

static void cipher_without_key_copies(void **state)
{
    struct noise_cipher cipher = {.has_key = false};
    unsigned char out[5];

    (void)state;
    noise_cipher_seal(&cipher, nothing, view_text("hello"), out);
    assert_memory_equal(out, "hello", 5);
    check_ok(noise_cipher_open(&cipher, nothing, view_text("other"), out));
    assert_memory_equal(out, "other", 5);
}

/* One side of ours, in either role. */
static void side_init(struct noise *noise, bool is_initiator)
{
    static const unsigned char psk[NOISE_KEY_BYTES] = {7};
    static const unsigned char secret[NOISE_KEY_BYTES] = {0, 8};
    struct noise_pair pair;
    struct noise_setup setup = {
        .pattern = &noise_xxpsk0,
        .is_initiator = is_initiator,
        .own = &pair,
        .ephemeral = &pair,
        .psk = psk,
    };

    noise_pair_derive(secret, &pair);
    noise_init(noise, &setup);
}

static void failed_handshake_is_dead(void **state)
{
    static const unsigned char zeros[48];
    struct noise noise;
    struct bytes out;

    (void)state;
    bytes_init(&out, 256);
    side_init(&noise, false);
    check_err(noise_read(&noise, (struct view){zeros, sizeof zeros}, &out),
              ERR_SIGNATURE);
    check_err(noise_read(&noise, (struct view){zeros, sizeof zeros}, &out),
              ERR_STATE);
    check_err(noise_write(&noise, nothing, &out), ERR_STATE);
    assert_false(noise_is_done(&noise));
    assert_int_equal(out.bytes, 0);
    bytes_release(&out);
    noise_release(&noise);
    noise_release(&noise);
}

static void message_cut_anywhere_is_refused(void **state)
{
    struct noise initiator;
    struct bytes wire;
    struct bytes out;

    (void)state;
    bytes_init(&wire, 256);
    bytes_init(&out, 256);
    side_init(&initiator, true);
    check_ok(noise_write(&initiator, view_text("payload"), &wire));
    for (size_t bytes = 0; bytes < wire.bytes; bytes++) {
        struct noise responder;
        enum err wanted = bytes < NOISE_KEY_BYTES + NOISE_TAG_BYTES
                              ? ERR_MALFORMED
                              : ERR_SIGNATURE;

        side_init(&responder, false);
        check_err(noise_read(&responder, (struct view){wire.data, bytes}, &out),
                  wanted);
    }
    bytes_release(&wire);
    bytes_release(&out);
}

static void no_room_changes_nothing(void **state)
{
    struct noise noise;
    struct bytes narrow;
    struct bytes wide;

    (void)state;
    bytes_init(&narrow, 10);
    bytes_init(&wide, 256);
    side_init(&noise, true);
    check_err(noise_write(&noise, nothing, &narrow), ERR_FULL);
    check_ok(noise_write(&noise, nothing, &wide));
    bytes_release(&wide);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cipher_opens_what_it_sealed_in_place),
        cmocka_unit_test(refused_bytes_do_not_move_the_counter),
        cmocka_unit_test(rekey_seals_zeros_under_the_reserved_nonce),
        cmocka_unit_test(cipher_without_key_copies),
        cmocka_unit_test(failed_handshake_is_dead),
        cmocka_unit_test(message_cut_anywhere_is_refused),
        cmocka_unit_test(no_room_changes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
