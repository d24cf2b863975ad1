/*
 * Every vector of spec/vectors/noise_xxpsk0.json through net/codec/noise, as
 * the writer and as the reader of each message.
 */
#include <string.h>

#include <jansson.h>

#include "net/codec/noise.h"
#include "tests/lib/check.h"

enum { MESSAGE_BYTES = 512, PSKS_MAX = 2 };

/* The published patterns around ours; their names are in the vectors. */
static const struct noise_pattern patterns[] = {
    {.name = "Noise_XX_25519_ChaChaPoly_SHA512",
     .messages = {{NOISE_E},
                  {NOISE_E, NOISE_EE, NOISE_S, NOISE_ES},
                  {NOISE_S, NOISE_SE}}},
    {.name = "Noise_XXpsk3_25519_ChaChaPoly_SHA512",
     .has_psk = true,
     .messages = {{NOISE_E},
                  {NOISE_E, NOISE_EE, NOISE_S, NOISE_ES},
                  {NOISE_S, NOISE_SE, NOISE_PSK}}},
    {.name = "Noise_XXpsk0+psk2_25519_ChaChaPoly_SHA512",
     .has_psk = true,
     .messages = {{NOISE_PSK, NOISE_E},
                  {NOISE_E, NOISE_EE, NOISE_S, NOISE_ES, NOISE_PSK},
                  {NOISE_S, NOISE_SE}}},
    {.name = "Noise_XXpsk0+psk3_25519_ChaChaPoly_SHA512",
     .has_psk = true,
     .messages = {{NOISE_PSK, NOISE_E},
                  {NOISE_E, NOISE_EE, NOISE_S, NOISE_ES},
                  {NOISE_S, NOISE_SE, NOISE_PSK}}},
};

/* One vector under test: both sides and the psks in the order of use. */
struct run {
    const json_t *vector;
    struct noise initiator;
    struct noise responder;
    unsigned char psks[PSKS_MAX][NOISE_KEY_BYTES];
    size_t psks_used;
};

static struct view
hex_at(const json_t *object, const char *key, unsigned char *out, size_t room)
{
    const char *hex = json_string_value(json_object_get(object, key));

    assert_non_null(hex);
    return check_hex(hex, out, room);
}

static const struct noise_pattern *pattern_find(const char *name)
{
    if (strcmp(name, noise_xxpsk0.name) == 0) {
        return &noise_xxpsk0;
    }
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
        if (strcmp(name, patterns[i].name) == 0) {
            return &patterns[i];
        }
    }
    fail_msg("no pattern %s", name);
    return NULL;
}

static void side_init(struct run *run,
                      const char *key,
                      bool is_initiator,
                      struct noise *side)
{
    const json_t *keys = json_object_get(run->vector, key);
    const struct noise_pattern *pattern =
        pattern_find(json_string_value(json_object_get(run->vector, "name")));
    unsigned char secret[NOISE_KEY_BYTES];
    unsigned char ephemeral[NOISE_KEY_BYTES];
    struct noise_pair ephemeral_pair;
    unsigned char prologue[MESSAGE_BYTES];
    struct noise_pair pair;
    struct noise_setup setup = {
        .pattern = pattern,
        .is_initiator = is_initiator,
        .own = &pair,
        .ephemeral = &ephemeral_pair,
        .psk = pattern->has_psk ? run->psks[0] : NULL,
    };

    assert_int_equal(hex_at(keys, "static", secret, sizeof secret).bytes,
                     NOISE_KEY_BYTES);
    assert_int_equal(
        hex_at(keys, "ephemeral", ephemeral, sizeof ephemeral).bytes,
        NOISE_KEY_BYTES);
    setup.prologue = hex_at(run->vector, "prologue", prologue, sizeof prologue);
    noise_pair_derive(secret, &pair);
    noise_pair_derive(ephemeral, &ephemeral_pair);
    noise_init(side, &setup);
}

/* Patterns with two psks take each in its own message. */
static void psk_next(struct run *run, unsigned message_index)
{
    const enum noise_token *token =
        run->initiator.pattern->messages[message_index];

    for (; *token != NOISE_END; token++) {
        if (*token == NOISE_PSK) {
            assert_true(run->psks_used < PSKS_MAX);
            memcpy(run->initiator.psk, run->psks[run->psks_used],
                   NOISE_KEY_BYTES);
            memcpy(run->responder.psk, run->psks[run->psks_used],
                   NOISE_KEY_BYTES);
            run->psks_used++;
        }
    }
}

static void handshake_message(struct run *run, unsigned index)
{
    const json_t *message =
        json_array_get(json_object_get(run->vector, "messages"), index);
    struct noise *writer = index % 2 == 0 ? &run->initiator : &run->responder;
    struct noise *reader = index % 2 == 0 ? &run->responder : &run->initiator;
    unsigned char payload[MESSAGE_BYTES];
    unsigned char wire[MESSAGE_BYTES];
    struct view wanted = hex_at(message, "wire", wire, sizeof wire);
    struct view said = hex_at(message, "payload", payload, sizeof payload);
    struct bytes out;

    bytes_init(&out, MESSAGE_BYTES);
    psk_next(run, index);
    check_ok(noise_write(writer, said, &out));
    check_view(bytes_view(&out), wanted);
    bytes_reset(&out);
    check_ok(noise_read(reader, wanted, &out));
    check_view(bytes_view(&out), said);
    bytes_release(&out);
}

static void later_message(struct noise_cipher *send,
                          struct noise_cipher *receive,
                          const json_t *message)
{
    unsigned char payload[MESSAGE_BYTES];
    unsigned char wire[MESSAGE_BYTES];
    unsigned char out[MESSAGE_BYTES];
    struct view wanted = hex_at(message, "wire", wire, sizeof wire);
    struct view said = hex_at(message, "payload", payload, sizeof payload);
    struct view none = {NULL, 0};

    noise_cipher_seal(send, none, said, out);
    check_view(wanted, (struct view){out, said.bytes + NOISE_TAG_BYTES});
    check_ok(noise_cipher_open(receive, none, wanted, out));
    check_view(said, (struct view){out, said.bytes});
}

static void later_messages(struct run *run)
{
    const json_t *messages = json_object_get(run->vector, "messages");
    struct noise_cipher initiator[2];
    struct noise_cipher responder[2];

    noise_split(&run->initiator, &initiator[0], &initiator[1]);
    noise_split(&run->responder, &responder[0], &responder[1]);
    for (size_t i = NOISE_MESSAGES; i < json_array_size(messages); i++) {
        const json_t *message = json_array_get(messages, i);

        if (i % 2 == 0) {
            later_message(&initiator[0], &responder[1], message);
        } else {
            later_message(&responder[0], &initiator[1], message);
        }
    }
}

static void run_vector(const json_t *vector)
{
    struct run run = {.vector = vector};
    const json_t *psks = json_object_get(vector, "psks");
    unsigned char hash[NOISE_HASH_BYTES];
    struct view wanted = hex_at(vector, "handshake_hash", hash, sizeof hash);

    for (size_t i = 0; i < json_array_size(psks); i++) {
        (void)check_hex(json_string_value(json_array_get(psks, i)), run.psks[i],
                        NOISE_KEY_BYTES);
    }
    side_init(&run, "initiator", true, &run.initiator);
    side_init(&run, "responder", false, &run.responder);
    for (unsigned i = 0; i < NOISE_MESSAGES; i++) {
        handshake_message(&run, i);
    }
    assert_true(noise_is_done(&run.initiator));
    assert_true(noise_is_done(&run.responder));
    check_view(wanted, (struct view){run.initiator.hash, NOISE_HASH_BYTES});
    check_view(wanted, (struct view){run.responder.hash, NOISE_HASH_BYTES});
    later_messages(&run);
    noise_release(&run.initiator);
    noise_release(&run.responder);
}

static void every_vector_gives_the_same_bytes(void **state)
{
    json_error_t error;
    json_t *file = json_load_file("spec/vectors/noise_xxpsk0.json", 0, &error);
    const json_t *vectors = json_object_get(file, "vectors");
    size_t ours = 0;

    (void)state;
    assert_non_null(file);
    for (size_t i = 0; i < json_array_size(vectors); i++) {
        const json_t *vector = json_array_get(vectors, i);
        const char *name = json_string_value(json_object_get(vector, "name"));

        ours += strcmp(name, noise_xxpsk0.name) == 0;
        run_vector(vector);
    }
    assert_true(ours >= 3);
    assert_true(json_array_size(vectors) >= ours + 5);
    json_decref(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_vector_gives_the_same_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
