/*
 * A whole session with somebody who says anything: bytes choose what it says,
 * from raw bytes to messages that fit, and when time passes. However it goes,
 * no more than a window is ever under way, and the session ends.
 */
#include <assert.h>
#include <string.h>

#include "node/limits.h"
#include "node/sync/sketch_frozen.h"
#include "node/sync/wire_enrol.h"
#include "node/sync/wire_write.h"
#include "tests/lib/check.h"
#include "tests/lib/pair.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

enum { POSTS = 24, SAYS_MAX = 64 };

static struct street street;
static struct bytes posts[POSTS];

/* Signing once is enough: the same records serve every run. */
static void prepare(void)
{
    pair_street(&street, 4);
    for (size_t index = 0; index < POSTS; index++) {
        const struct record_draft draft = {
            .class = CLASS_POST,
            .kind = 99,
            .n = (uint32_t)index,
            .stamp_ms = street_ms(0) - (uint64_t)(index % 4) * 7 * DAY_MS,
            .body = pair_body(20),
        };

        pair_sign(&street, 0, &draft, &posts[index]);
    }
}

struct script {
    struct view rest;
    struct pair *pair;
    size_t honest;
    struct bytes message;
};

static uint8_t next(struct script *script)
{
    uint8_t byte = 0;

    (void)!view_take_u8(&script->rest, &byte);
    return byte;
}

static enum set next_set(struct script *script)
{
    return next(script) % 4 == 0 ? SET_ROSTER : SET_BOARD;
}

static uint16_t next_week(struct script *script)
{
    return (uint16_t)(class_drop_day(CLASS_POST, street_ms(0)) / WEEK_DAYS -
                      next(script) % 5);
}

static struct id id_of(const struct bytes *bytes)
{
    struct record record;

    check_ok(record_read(bytes_view(bytes), &record));
    return record.id;
}

/* Ids of posts, ascending, some of them. */
static size_t next_ids(struct script *script, struct id ids[static POSTS])
{
    uint8_t mask = next(script);
    size_t count = 0;

    for (size_t index = 0; index < POSTS; index++) {
        struct id id = id_of(&posts[index]);
        size_t at = count;

        if ((mask >> (index % 8) & 1) == 0) {
            continue;
        }
        while (at > 0 && id_compare(&ids[at - 1], &id) > 0) {
            ids[at] = ids[at - 1];
            at--;
        }
        ids[at] = id;
        count++;
    }
    return count;
}

static enum err write_records(struct script *script)
{
    enum set set = next_set(script);
    size_t count = 1 + next(script) % 8;
    enum err err = wire_begin_records(set, &script->message);

    for (size_t index = 0; err == ERR_OK && index < count; index++) {
        size_t choice = next(script);

        err = wire_add_record(
            set == SET_ROSTER
                ? bytes_view(&street.records[choice % street.count])
                : bytes_view(&posts[choice % POSTS]),
            &script->message);
    }
    if (err == ERR_OK && next(script) % 16 == 0) {
        script->message.data[script->message.bytes - 1] ^= 1U; /* forged */
    }
    return err;
}

static enum err write_weeks(struct script *script)
{
    struct wire_week weeks[5];
    struct wire_message head = {.count = next(script) % 5};
    uint16_t first = next_week(script);

    head.week = next(script) % 4 == 0 ? first : 0;
    for (size_t index = 0; index < head.count; index++) {
        weeks[index] = (struct wire_week){
            .week = (uint16_t)(first + index), .count = 1, .hash = {1}};
    }
    head.set = next_set(script);
    return wire_write_weeks(&head, weeks, &script->message);
}

static enum err write_raw(struct script *script)
{
    struct view raw = {NULL, 0};
    size_t count = next(script);

    if (count > script->rest.bytes) {
        count = script->rest.bytes;
    }
    (void)!view_take(&script->rest, count, &raw);
    return bytes_append(&script->message, raw);
}

/* The sketch of some posts, as an honest peer would have it. */
static void sketch_some(struct script *script, struct sketch *sketch)
{
    struct id ids[POSTS];
    struct item_key key;
    size_t count = next_ids(script, ids);

    item_key_make(&street.neighbourhood, &key);
    sketch_init(sketch, &key);
    check_ok(sketch_clear(sketch, SKETCH_SYMBOLS_MIN));
    for (size_t index = 0; index < count; index++) {
        struct item item;

        item_make(class_drop_day(CLASS_POST, street_ms(0)), &ids[index], &item);
        sketch_add(sketch, &item);
    }
}

static enum err write_estimate(struct script *script)
{
    unsigned char tally[TALLY_BYTES];
    struct wire_message head = {.set = next_set(script),
                                .items = {tally, sizeof tally}};
    struct sketch sketch;
    enum err err = ERR_OK;

    sketch_some(script, &sketch);
    head.records = sketch.count + next(script) % 2;
    tally_write(&sketch.tally, tally);
    err = wire_write_estimate(&head, &script->message);
    sketch_release(&sketch);
    return err;
}

/* Right symbols, from where the last ended or not, or some that are not. */
static enum err write_symbols(struct script *script)
{
    static struct projection projection;
    unsigned char symbols[SKETCH_SYMBOLS_MIN * SYMBOL_BYTES];
    unsigned char binding[BINDING_BYTES] = {0};
    size_t first = next(script) % SKETCH_SYMBOLS_MIN;
    size_t count = 1 + next(script) % (SKETCH_SYMBOLS_MIN - first);
    const struct wire_message head = {.set = SET_BOARD,
                                      .count = (uint16_t)count,
                                      .items = {symbols, count * SYMBOL_BYTES}};
    struct sketch sketch;
    struct frozen frozen;

    put_u64(binding, script->pair->links);
    projection_init(&projection, (struct view){binding, sizeof binding});
    sketch_some(script, &sketch);
    frozen_init(&frozen, &sketch);
    frozen_write(&frozen, &projection, first, count, symbols);
    symbols[0] ^= next(script) % 2;
    sketch_release(&sketch);
    return wire_write_symbols(&head, &script->message);
}

static enum err write_found(struct script *script)
{
    unsigned char items[POSTS * WIRE_FOUND_BYTES];
    struct id ids[POSTS];
    size_t count = next_ids(script, ids);
    const struct wire_message head = {
        .set = next_set(script),
        .is_last = true,
        .count = (uint16_t)count,
        .items = {items, count * WIRE_FOUND_BYTES}};

    for (size_t index = 0; index < count; index++) {
        memcpy(items + index * WIRE_FOUND_BYTES, ids[index].data,
               WIRE_FOUND_BYTES);
    }
    return wire_write_found(&head, &script->message);
}

/* A pass of the honest household, or of its own, for its own transport key or
 * another; bytes may spoil a signature. */
static enum err write_enrol(struct script *script)
{
    const struct side *sides = script->pair->sides;
    unsigned char seed[KEY_SEED_BYTES] = {7};
    const uint8_t choice = next(script);
    const struct side *giver =
        &sides[(choice & 1U) == 0 ? script->honest : 1 - script->honest];
    struct signing_keys one_time;
    struct enrolment enrolment = {.name = "new"};

    keys_one_time_make(seed, &one_time);
    enrolment.pass.one_time = one_time.public;
    enrolment.pass.until_ms =
        street_ms(0) + ((choice & 2U) == 0 ? (uint64_t)DAY_MS : 0);
    pass_sign(&enrolment.pass, &street.neighbourhood,
              &giver->household.signing);
    enrolment.signing = sides[script->honest].device.signing.public;
    enrolment.transport =
        sides[(choice & 4U) == 0 ? 1 - script->honest : script->honest]
            .device.transport.public;
    enrolment.sealing = enrolment.transport;
    enrolment_sign(&enrolment, &street.neighbourhood, &one_time);
    enrolment.signature[0] ^= choice >> 7U;
    return wire_write_enrol(&enrolment, &script->message);
}

/* A photo of a few names, in pieces that are none. */
static enum err write_photo(struct script *script, enum wire_type type)
{
    static const unsigned char piece[64] = {0xFF, 0xD8};
    struct wire_photo photo = {
        .id = {{next(script) % 4U}},
        .part = (enum wire_part)(next(script) % WIRE_PARTS),
        .flags = next(script) % 2U,
        .plight = (enum wire_plight)(next(script) % PLIGHTS),
        .first = next(script) % 4U,
        .count = (uint8_t)(1U + next(script) % PHOTO_ASKED_MAX),
        .piece = {piece, 1U + next(script) % sizeof piece},
    };

    if (type == WIRE_PHOTO_WANT) {
        return wire_write_photo_want(&photo, &script->message);
    }
    return type == WIRE_PHOTO_PIECE
               ? wire_write_photo_piece(&photo, &script->message)
               : wire_write_photo_state(&photo, &script->message);
}

/* One part, all of it or one of several, or a sign of life. */
static enum err write_sieve(struct script *script)
{
    static unsigned char part[SIEVE_PART_BYTES];
    const uint8_t choice = next(script);
    struct wire_message head = {.set = next_set(script)};

    memset(part, next(script), sizeof part);
    head.left = choice % 4;
    head.count = head.left == 0        ? 64 * (1 + choice / 64)
                 : (choice & 64U) != 0 ? SIEVE_PART_BYTES
                                       : 0;
    head.items = (struct view){part, head.count};
    return wire_write_sieve(&head, &script->message);
}

/* What the honest one says of its sets, or nearly. */
static enum err write_hello(struct script *script, enum wire_type type)
{
    struct bytes *out = &script->message;
    struct wire_message hello;

    check_ok(wire_read(
        bytes_view(&script->pair->sides[1 - script->honest].greeting), &hello));
    hello.hello.sets[SET_BOARD].fingerprint[0] ^= next(script) % 2;
    hello.hello.sets[SET_BOARD].count = next(script) % 4;
    hello.hello.is_short = next(script) % 8 == 0;
    return type == WIRE_HELLO
               ? wire_write_hello(&hello.hello, out)
               : wire_write_fingerprints(next(script) % 2, &hello.hello, out);
}

static enum err write_message(struct script *script, enum wire_type type)
{
    struct wire_message head = {.set = SET_BOARD};
    struct bytes *out = &script->message;
    struct id ids[POSTS];
    size_t count = 0;

    switch (type) {
    case WIRE_HELLO:
    case WIRE_FINGERPRINTS:
        return write_hello(script, type);
    case WIRE_WEEKS:
        return write_weeks(script);
    case WIRE_LIST:
        head.week = next_week(script);
        head.is_last = true;
        count = next_ids(script, ids);
        return wire_write_list(&head, ids, count, out);
    case WIRE_WANT:
        count = next_ids(script, ids);
        head.listed = (uint16_t)(count + next(script) % 2);
        return wire_write_want(&head, ids, count, out);
    case WIRE_WANT_WEEK:
        return wire_write_want_week(next_set(script), next_week(script), out);
    case WIRE_RECORDS:
        return write_records(script);
    case WIRE_ACK:
        head.bytes = script->pair->sides[script->honest].unacked;
        return wire_write_ack(head.bytes + next(script) % 16U / 15U, out);
    case WIRE_ESTIMATE:
        return write_estimate(script);
    case WIRE_ASK:
    case WIRE_KEYED:
        head.type = type;
        head.count = (uint16_t)(1 + next(script) % 80);
        return wire_write_ask(&head, out);
    case WIRE_SYMBOLS:
        return write_symbols(script);
    case WIRE_FOUND:
        return write_found(script);
    case WIRE_LISTED:
    case WIRE_DONE:
    case WIRE_LISTS:
    case WIRE_SIFT:
        return wire_write_mark(type, next_set(script), out);
    case WIRE_BYE:
        return wire_write_bye(REASON_NONE, "", out);
    case WIRE_ENROL:
        return write_enrol(script);
    case WIRE_SIEVE:
        return write_sieve(script);
    case WIRE_PHOTO_WANT:
    case WIRE_PHOTO_PIECE:
    case WIRE_PHOTO_STATE:
        return write_photo(script, type);
    case WIRE_TYPE_END:
        break;
    }
    return write_raw(script);
}

static void step(struct script *script)
{
    uint8_t choice = next(script) % 32;
    struct side *honest = &script->pair->sides[script->honest];

    if (choice == 31) {
        pair_wait(script->pair, 100ULL * next(script));
        return;
    }
    if (choice == 30) {
        honest->is_slow = !honest->is_slow;
        return;
    }
    if (choice == 29) {
        check_ok(memory_shelf_put(honest->shelf,
                                  bytes_view(&posts[next(script) % POSTS])));
        pair_nudge(script->pair, script->honest);
        return;
    }
    bytes_reset(&script->message);
    if (write_message(script, choice < WIRE_TYPE_END
                                  ? (enum wire_type)choice
                                  : WIRE_TYPE_END) == ERR_OK) {
        if (choice == WIRE_ACK) {
            honest->unacked = 0;
        }
        pair_say(script->pair, script->honest, bytes_view(&script->message));
    }
    assert(honest->unacked <= WINDOW_BYTES);
}

/* The first byte: who leads, who knows whom. */
static void begin(struct pair *pair, struct script *script, uint8_t first)
{
    script->pair = pair;
    script->honest = first & 1U;
    pair_init(pair, &street, 1, 2);
    pair_keep_street(pair, 1 - script->honest, &street);
    if ((first & 8U) != 0) { /* a new machine of the same household */
        pair->sides[1 - script->honest].household =
            pair->sides[script->honest].household;
    }
    for (size_t place = 0; place < street.count; place++) {
        /* Without the other's device it is a guest, nobody without all. */
        if ((first & 2U) == 0 || place < street.count / 2) {
            check_ok(memory_shelf_put(pair->sides[script->honest].shelf,
                                      bytes_view(&street.records[place])));
        }
    }
    for (size_t index = 0; (first & 4U) == 0 && index < POSTS / 2; index++) {
        check_ok(memory_shelf_put(pair->sides[script->honest].shelf,
                                  bytes_view(&posts[index])));
    }
    pair_connect(pair);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    static struct pair pair;
    struct script script = {.rest = {data, bytes}};

    if (street.count == 0) {
        prepare();
    }
    bytes_init(&script.message, RECORDS_BYTES_MAX);
    begin(&pair, &script, next(&script));
    pair.sides[1 - script.honest].is_away = true;
    pair_run(&pair);
    for (size_t says = 0;
         says < SAYS_MAX && script.rest.bytes > 0 && pair.is_up; says++) {
        step(&script);
    }
    pair.sides[script.honest].is_slow = false;
    pair_wait(&pair, 2ULL * SILENCE_MS_MAX);
    assert(!pair.is_up);
    bytes_release(&script.message);
    pair_release(&pair);
    return 0;
}
