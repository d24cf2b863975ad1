/*
 * Every vector of spec/vectors/handshake.json through both sides of
 * net/codec/handshake.
 */
#include <string.h>

#include <jansson.h>

#include "net/codec/handshake.h"
#include "tests/lib/check.h"

enum { WIRE_BYTES_MAX = 2048 };

/* Both sides, and what the vector says. */
struct run {
    const json_t *vector;
    struct handshake dialler;
    struct handshake listener;
    struct handshake_door door;
    struct replay replay;
    struct bytes out;
    struct bytes greeting;
};

static struct view
hex_at(const json_t *object, const char *key, unsigned char *out, size_t room)
{
    const char *hex = json_string_value(json_object_get(object, key));

    assert_non_null(hex);
    return check_hex(hex, out, room);
}

static uint64_t time_of(const json_t *vector)
{
    return (uint64_t)json_integer_value(json_object_get(vector, "time_ms"));
}

/* The door of one side, and its seed. */
static void side_of(struct run *run,
                    const char *name,
                    unsigned char seed[static NOISE_KEY_BYTES])
{
    const json_t *side = json_object_get(run->vector, name);
    unsigned char secret[NOISE_KEY_BYTES];

    (void)hex_at(run->vector, "neighbourhood", run->door.neighbourhood.data,
                 NEIGHBOURHOOD_BYTES);
    (void)hex_at(run->vector, "psk", run->door.psk, NOISE_KEY_BYTES);
    (void)hex_at(side, "static", secret, sizeof secret);
    (void)hex_at(side, "ephemeral", seed, NOISE_KEY_BYTES);
    noise_pair_derive(secret, &run->door.own);
}

static struct view wire_of(const struct run *run, size_t index)
{
    static unsigned char wire[WIRE_BYTES_MAX];
    const json_t *list = json_object_get(run->vector, "wire");

    return check_hex(json_string_value(json_array_get(list, index)), wire,
                     sizeof wire);
}

/* What was written is what the vector says; the reader's message of it. */
static struct view
deliver(struct run *run, size_t index, struct handshake *reader)
{
    struct view stream = wire_of(run, index);
    struct view message = {NULL, 0};

    check_view(bytes_view(&run->out), stream);
    bytes_reset(&run->out);
    check_ok(handshake_feed(reader, &stream, &message));
    assert_int_equal(stream.bytes, 0);
    return message;
}

static void run_messages(struct run *run, struct view said)
{
    unsigned char seed[NOISE_KEY_BYTES];
    struct handshake_porch porch = {&run->door, 1, &run->replay};
    struct handshake_answer answer = {.seed = seed, .now_ms = 0};
    struct view message = {NULL, 0};

    side_of(run, "dialler", seed);
    check_ok(handshake_dial(&run->dialler, &run->door, seed,
                            time_of(run->vector), &run->out));
    message = deliver(run, 0, &run->listener);
    side_of(run, "listener", seed);
    check_ok(
        handshake_answer(&run->listener, &porch, message, &answer, &run->out));
    message = deliver(run, 1, &run->dialler);
    check_ok(handshake_reply(&run->dialler, message, NULL, said, &run->out));
    message = deliver(run, 2, &run->listener);
    check_ok(handshake_accept(&run->listener, message, &run->greeting));
}

static void run_vector(const json_t *vector)
{
    struct run run = {.vector = vector};
    unsigned char hash[NOISE_HASH_BYTES];
    unsigned char greeting[GREETING_BYTES_MAX];
    struct view wanted = hex_at(vector, "hash", hash, sizeof hash);
    struct view said = hex_at(vector, "greeting", greeting, sizeof greeting);

    handshake_init(&run.dialler);
    handshake_init(&run.listener);
    replay_init(&run.replay);
    bytes_init(&run.out, WIRE_BYTES_MAX);
    bytes_init(&run.greeting, GREETING_BYTES_MAX);
    run_messages(&run, said);
    check_view(bytes_view(&run.greeting), said);
    check_view(wanted, (struct view){run.dialler.noise.hash, NOISE_HASH_BYTES});
    check_view(wanted,
               (struct view){run.listener.noise.hash, NOISE_HASH_BYTES});
    handshake_release(&run.dialler);
    handshake_release(&run.listener);
    replay_release(&run.replay);
    bytes_release(&run.out);
    bytes_release(&run.greeting);
}

static void every_vector_gives_the_same_bytes(void **state)
{
    json_error_t error;
    json_t *file = json_load_file("spec/vectors/handshake.json", 0, &error);
    const json_t *vectors = json_object_get(file, "vectors");

    (void)state;
    assert_true(json_array_size(vectors) >= 3);
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
