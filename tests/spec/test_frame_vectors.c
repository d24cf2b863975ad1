/*
 * Every vector of spec/vectors/frames.json through net/codec/channel, sealed
 * and read.
 */
#include <string.h>

#include <jansson.h>
#include <sodium.h>

#include "net/codec/channel.h"
#include "tests/lib/check.h"

enum { WIRE_BYTES_MAX = 512 * 1024 };

static struct view text_of(size_t bytes)
{
    static unsigned char text[CHANNEL_MESSAGE_BYTES_MAX];

    for (size_t i = 0; i < bytes; i++) {
        text[i] = (unsigned char)(i * 31 + i / 251 + 1);
    }
    return (struct view){text, bytes};
}

static size_t count_at(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);

    assert_true(json_is_integer(value));
    return (size_t)json_integer_value(value);
}

static void check_wire(const json_t *message, struct view wire)
{
    const char *hex = json_string_value(json_object_get(message, "wire"));
    const char *hash =
        json_string_value(json_object_get(message, "wire_sha512"));
    unsigned char wanted[512];
    unsigned char actual[64];

    assert_int_equal(wire.bytes, count_at(message, "wire_bytes"));
    if (hex != NULL) {
        check_view(wire, check_hex(hex, wanted, sizeof wanted));
    }
    assert_non_null(hash);
    (void)crypto_hash_sha512(actual, wire.data, wire.bytes);
    check_view(check_hex(hash, wanted, sizeof wanted),
               (struct view){actual, sizeof actual});
}

static void run_message(struct channel *left,
                        struct channel *right,
                        const json_t *message,
                        struct bytes *wire)
{
    struct view text = text_of(count_at(message, "bytes"));
    struct view stream = {NULL, 0};
    struct view back = {NULL, 0};

    bytes_reset(wire);
    check_ok(channel_seal(left, text, wire));
    check_wire(message, bytes_view(wire));
    stream = bytes_view(wire);
    check_ok(channel_feed(right, &stream, &back));
    check_view(back, text);
}

static void run_vector(const json_t *vector)
{
    struct channel left = {.is_dead = false};
    struct channel right = {.is_dead = false};
    const json_t *messages = json_object_get(vector, "messages");
    struct bytes wire;

    (void)check_hex(json_string_value(json_object_get(vector, "key")),
                    left.send.key, NOISE_KEY_BYTES);
    left.send.has_key = true;
    left.send.counter = count_at(vector, "first_frame");
    right.receive = left.send;
    bytes_init(&right.frame, FRAME_COUNT_BYTES + FRAME_BYTES_MAX);
    bytes_init(&right.message, CHANNEL_MESSAGE_BYTES_MAX);
    bytes_init(&wire, WIRE_BYTES_MAX);
    assert_true(json_array_size(messages) > 0);
    for (size_t i = 0; i < json_array_size(messages); i++) {
        run_message(&left, &right, json_array_get(messages, i), &wire);
    }
    channel_release(&left);
    channel_release(&right);
    bytes_release(&wire);
}

static void every_vector_gives_the_same_bytes(void **state)
{
    json_error_t error;
    json_t *file = json_load_file("spec/vectors/frames.json", 0, &error);
    const json_t *vectors = json_object_get(file, "vectors");

    (void)state;
    assert_true(json_array_size(vectors) >= 5);
    for (size_t i = 0; i < json_array_size(vectors); i++) {
        run_vector(json_array_get(vectors, i));
    }
    json_decref(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_vector_gives_the_same_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
