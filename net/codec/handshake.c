#include "net/codec/handshake.h"

#include <assert.h>
#include <string.h>

#include <sodium.h>

enum {
    PROLOGUE_BYTES = 4 + 1 + NEIGHBOURHOOD_BYTES,
    TIME_BYTES = 8,
    THIRD_PAYLOAD_BYTES = 2 + GREETING_BYTES_MAX,
};

static const size_t message_bytes[NOISE_MESSAGES] = {
    HANDSHAKE_FIRST_BYTES,
    HANDSHAKE_SECOND_BYTES,
    HANDSHAKE_THIRD_BYTES,
};

static void open_door(struct handshake *handshake,
                      const struct handshake_door *door,
                      const struct noise_pair *ephemeral,
                      bool is_initiator)
{
    unsigned char prologue[PROLOGUE_BYTES] = {'k', 'i', 't', 'h'};
    struct noise_setup setup = {
        .pattern = &noise_xxpsk0,
        .is_initiator = is_initiator,
        .prologue = {prologue, sizeof prologue},
        .own = &door->own,
        .ephemeral = ephemeral,
        .psk = door->psk,
    };

    prologue[4] = HANDSHAKE_MAJOR;
    memcpy(prologue + 5, door->neighbourhood.data, NEIGHBOURHOOD_BYTES);
    noise_init(&handshake->noise, &setup);
}

/* Our next message with its count before it. */
static enum err
write_counted(struct noise *noise, struct view payload, struct bytes *out)
{
    size_t start = out->bytes;
    size_t bytes = message_bytes[noise->message_index % NOISE_MESSAGES];
    enum err err = bytes_reserve(out, HANDSHAKE_COUNT_BYTES + bytes);

    if (err == ERR_OK) {
        err = bytes_append_u16(out, (uint16_t)bytes);
    }
    if (err == ERR_OK) {
        err = noise_write(noise, payload, out);
    }
    if (err != ERR_OK) {
        out->bytes = start;
    }
    return err;
}

void handshake_init(struct handshake *handshake)
{
    *handshake = (struct handshake){.noise = {.is_dead = true}};
    bytes_init(&handshake->read, HANDSHAKE_COUNT_BYTES + HANDSHAKE_THIRD_BYTES);
}

void handshake_release(struct handshake *handshake)
{
    noise_release(&handshake->noise);
    bytes_wipe(&handshake->read);
}

static enum err collect(struct bytes *read, struct view *stream, size_t wanted)
{
    size_t missing = wanted > read->bytes ? wanted - read->bytes : 0;
    struct view taken = {NULL, 0};
    enum err err = ERR_OK;

    if (missing > stream->bytes) {
        missing = stream->bytes;
    }
    err = view_take(stream, missing, &taken);
    return err == ERR_OK ? bytes_append(read, taken) : err;
}

enum err handshake_feed(struct handshake *handshake,
                        struct view *stream,
                        struct view *message)
{
    struct bytes *read = &handshake->read;
    unsigned index = handshake->noise.message_index;
    size_t wanted = HANDSHAKE_COUNT_BYTES;
    enum err err = ERR_OK;

    *message = (struct view){NULL, 0};
    if (index >= NOISE_MESSAGES) {
        return ERR_STATE;
    }
    wanted += message_bytes[index];
    err = collect(read, stream, HANDSHAKE_COUNT_BYTES);
    if (err != ERR_OK || read->bytes < HANDSHAKE_COUNT_BYTES) {
        return err;
    }
    if (get_u16(read->data) != message_bytes[index]) {
        return ERR_MALFORMED;
    }
    err = collect(read, stream, wanted);
    if (err == ERR_OK && read->bytes == wanted) {
        *message = (struct view){read->data + HANDSHAKE_COUNT_BYTES,
                                 message_bytes[index]};
        bytes_reset(read);
    }
    return err;
}

enum err handshake_dial(struct handshake *handshake,
                        const struct handshake_door *door,
                        const unsigned char seed[static NOISE_KEY_BYTES],
                        uint64_t now_ms,
                        struct bytes *out)
{
    unsigned char time[TIME_BYTES];
    struct noise_pair ephemeral;

    noise_pair_derive(seed, &ephemeral);
    open_door(handshake, door, &ephemeral, true);
    sodium_memzero(&ephemeral, sizeof ephemeral);
    put_u64(time, now_ms);
    return write_counted(&handshake->noise, (struct view){time, sizeof time},
                         out);
}

/* Try the doors; the payload of the one that fits. */
static enum err find_door(struct handshake *handshake,
                          const struct handshake_porch *porch,
                          struct view message,
                          struct handshake_answer *answer,
                          struct bytes *payload)
{
    struct noise_pair ephemeral;
    enum err err = ERR_STRANGER;

    noise_pair_derive(answer->seed, &ephemeral);
    for (size_t i = 0; i < porch->count && err == ERR_STRANGER; i++) {
        open_door(handshake, &porch->doors[i], &ephemeral, false);
        err = noise_read(&handshake->noise, message, payload);
        answer->door_index = i;
        if (err == ERR_SIGNATURE) {
            err = ERR_STRANGER;
        }
    }
    sodium_memzero(&ephemeral, sizeof ephemeral);
    return err;
}

enum err handshake_answer(struct handshake *handshake,
                          const struct handshake_porch *porch,
                          struct view message,
                          struct handshake_answer *answer,
                          struct bytes *out)
{
    struct bytes payload;
    enum err err = ERR_OK;

    assert(porch->count <= HANDSHAKE_DOORS_MAX);
    if (message.bytes != HANDSHAKE_FIRST_BYTES) {
        return ERR_MALFORMED;
    }
    bytes_init(&payload, HANDSHAKE_FIRST_BYTES);
    err = find_door(handshake, porch, message, answer, &payload);
    if (err == ERR_OK) {
        err = replay_check(porch->replay, handshake->noise.remote_ephemeral,
                           get_u64(payload.data), answer->now_ms);
    }
    if (err == ERR_OK) {
        err = write_counted(&handshake->noise, (struct view){NULL, 0}, out);
    }
    bytes_release(&payload);
    return err;
}

/* Greeting with its count, and zeros up to one size. */
static enum err write_third(struct handshake *handshake,
                            struct view greeting,
                            struct bytes *out)
{
    unsigned char payload[THIRD_PAYLOAD_BYTES] = {0};

    assert(greeting.bytes <= GREETING_BYTES_MAX);
    put_u16(payload, (uint16_t)greeting.bytes);
    if (greeting.bytes > 0) {
        memcpy(payload + 2, greeting.data, greeting.bytes);
    }
    return write_counted(&handshake->noise,
                         (struct view){payload, sizeof payload}, out);
}

enum err handshake_reply(struct handshake *handshake,
                         struct view message,
                         const unsigned char *expected,
                         struct view greeting,
                         struct bytes *out)
{
    struct bytes payload;
    enum err err = ERR_MALFORMED;

    bytes_init(&payload, HANDSHAKE_SECOND_BYTES);
    if (message.bytes == HANDSHAKE_SECOND_BYTES) {
        err = noise_read(&handshake->noise, message, &payload);
    }
    if (err == ERR_OK && expected != NULL &&
        memcmp(handshake->noise.remote, expected, NOISE_KEY_BYTES) != 0) {
        err = ERR_STRANGER;
    }
    if (err == ERR_OK) {
        err = write_third(handshake, greeting, out);
    }
    bytes_release(&payload);
    return err;
}

enum err handshake_accept(struct handshake *handshake,
                          struct view message,
                          struct bytes *greeting)
{
    struct bytes payload;
    struct view padding = {NULL, 0};
    struct view said = {NULL, 0};
    uint16_t count = 0;
    enum err err = ERR_MALFORMED;

    bytes_init(&payload, HANDSHAKE_THIRD_BYTES);
    if (message.bytes == HANDSHAKE_THIRD_BYTES) {
        err = noise_read(&handshake->noise, message, &payload);
    }
    if (err == ERR_OK) {
        padding = bytes_view(&payload);
        err = view_take_u16(&padding, &count);
    }
    if (err == ERR_OK) {
        err = view_take(&padding, count, &said);
    }
    if (err == ERR_OK && !sodium_is_zero(padding.data, padding.bytes)) {
        err = ERR_MALFORMED;
    }
    if (err == ERR_OK) {
        err = bytes_append(greeting, said);
    }
    bytes_release(&payload);
    return err;
}
