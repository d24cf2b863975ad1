#include "node/sync/wire.h"

#include <assert.h>
#include <string.h>

#include "node/record/record.h"
#include "node/sync/sieve.h"
#include "node/sync/wire_enrol.h"

static enum err take_set(struct view *from, enum set *out)
{
    uint8_t number = 0;
    enum err err = view_take_u8(from, &number);

    if (err == ERR_OK && number >= SET_COUNT) {
        err = ERR_MALFORMED;
    }
    if (err == ERR_OK) {
        *out = (enum set)number;
    }
    return err;
}

static enum err take_id(struct view *from, struct id *out)
{
    struct view bytes = {NULL, 0};
    enum err err = view_take(from, ID_BYTES, &bytes);

    if (err == ERR_OK) {
        memcpy(out->data, bytes.data, ID_BYTES);
    }
    return err;
}

/* `count` items of one width, `count` at most `max`, behind their number. */
static enum err take_items(struct view *from,
                           size_t width,
                           size_t max,
                           struct wire_message *out)
{
    enum err err = view_take_u16(from, &out->count);

    if (err == ERR_OK && out->count > max) {
        err = ERR_MALFORMED;
    }
    if (err == ERR_OK) {
        err = view_take(from, out->count * width, &out->items);
    }
    return err;
}

static enum err take_one_set(struct view *from, struct wire_set *out)
{
    struct view hash = {NULL, 0};
    enum err err = view_take(from, WIRE_HASH_BYTES, &hash);

    if (err == ERR_OK) {
        memcpy(out->fingerprint, hash.data, WIRE_HASH_BYTES);
        err = view_take_u32(from, &out->count);
    }
    if (err == ERR_OK) {
        err = view_take_u16(from, &out->from_week);
    }
    return err;
}

/* All sets, or none and the digest of all. */
static enum err take_sets(struct view *from, struct wire_hello *out)
{
    struct view digest = {NULL, 0};
    uint8_t count = 0;
    enum err err = view_take_u8(from, &count);

    if (err == ERR_OK && count != SET_COUNT && count != 0) {
        err = ERR_MALFORMED;
    }
    for (size_t set = 0; set < count && err == ERR_OK; set++) {
        err = take_one_set(from, &out->sets[set]);
    }
    if (err == ERR_OK && count == 0) {
        out->is_short = true;
        err = view_take(from, WIRE_HASH_BYTES, &digest);
    }
    if (err == ERR_OK && count == 0) {
        memcpy(out->digest, digest.data, WIRE_HASH_BYTES);
    }
    return err;
}

static enum err read_hello(struct view *from, struct wire_message *out)
{
    struct wire_hello *hello = &out->hello;
    enum err err = view_take_u8(from, &hello->minor);

    if (err == ERR_OK) {
        err = view_take_u8(from, &hello->flags);
    }
    if (err == ERR_OK) {
        err = take_id(from, &hello->household);
    }
    if (err == ERR_OK) {
        err = take_id(from, &hello->device);
    }
    if (err == ERR_OK) {
        err = view_take_u64(from, &hello->now_ms);
    }
    return err == ERR_OK ? take_sets(from, hello) : err;
}

static enum err read_weeks(struct view *from, struct wire_message *out)
{
    enum err err = take_set(from, &out->set);
    struct wire_week week = {.week = 0};
    struct wire_week before = {.week = 0};

    if (err == ERR_OK) {
        err = view_take_u16(from, &out->week);
    }
    if (err == ERR_OK) {
        err = take_items(from, WIRE_WEEK_BYTES, WEEKS_MAX, out);
    }
    for (size_t index = 0; err == ERR_OK && index < out->count; index++) {
        wire_week_at(out->items, index, &week);
        if (week.count == 0 || week.week < out->week ||
            (index > 0 && week.week <= before.week)) {
            err = ERR_MALFORMED;
        }
        before = week;
    }
    return err;
}

static enum err ids_check(const struct wire_message *message)
{
    struct id id;
    struct id before = {{0}};

    for (size_t index = 0; index < message->count; index++) {
        wire_id_at(message->items, index, &id);
        if (index > 0 && id_compare(&before, &id) >= 0) {
            return ERR_MALFORMED;
        }
        before = id;
    }
    return ERR_OK;
}

static enum err read_list(struct view *from, struct wire_message *out)
{
    uint8_t is_last = 0;
    enum err err = take_set(from, &out->set);

    if (err == ERR_OK) {
        err = view_take_u16(from, &out->week);
    }
    if (err == ERR_OK) {
        err = view_take_u8(from, &is_last);
    }
    if (err == ERR_OK) {
        out->is_last = is_last == 1;
        err = take_items(from, ID_BYTES, LIST_IDS_MAX, out);
    }
    if (err == ERR_OK &&
        (is_last > 1 || (is_last == 0 && out->count != LIST_IDS_MAX))) {
        err = ERR_MALFORMED;
    }
    return err == ERR_OK ? ids_check(out) : err;
}

static enum err read_want(struct view *from, struct wire_message *out)
{
    enum err err = take_set(from, &out->set);

    if (err == ERR_OK) {
        err = view_take_u16(from, &out->listed);
    }
    if (err == ERR_OK && out->listed > LIST_IDS_MAX) {
        err = ERR_MALFORMED;
    }
    if (err == ERR_OK) {
        err = take_items(from, ID_BYTES, out->listed, out);
    }
    return err == ERR_OK ? ids_check(out) : err;
}

static enum err read_want_week(struct view *from, struct wire_message *out)
{
    enum err err = take_set(from, &out->set);

    return err == ERR_OK ? view_take_u16(from, &out->week) : err;
}

static enum err read_records(struct view *from, struct wire_message *out)
{
    uint16_t bytes = 0;
    struct view record = {NULL, 0};
    enum err err = take_set(from, &out->set);

    if (err == ERR_OK) {
        err = view_take_u16(from, &out->count);
    }
    if (err == ERR_OK && out->count == 0) {
        err = ERR_MALFORMED;
    }
    out->items = *from;
    for (size_t index = 0; err == ERR_OK && index < out->count; index++) {
        err = view_take_u16(from, &bytes);
        if (err == ERR_OK &&
            (bytes < RECORD_BYTES_MIN || bytes > RECORD_BYTES_MAX)) {
            err = ERR_MALFORMED;
        }
        if (err == ERR_OK) {
            err = view_take(from, bytes, &record);
            out->bytes += bytes;
        }
    }
    return err;
}

static enum err read_ack(struct view *from, struct wire_message *out)
{
    enum err err = view_take_u32(from, &out->bytes);

    return err == ERR_OK && out->bytes == 0 ? ERR_MALFORMED : err;
}

static enum err read_mark(struct view *from, struct wire_message *out)
{
    return take_set(from, &out->set);
}

static enum err read_fingerprints(struct view *from, struct wire_message *out)
{
    enum err err = view_take_u8(from, &out->flags);

    return err == ERR_OK ? take_sets(from, &out->hello) : err;
}

static enum err read_bye(struct view *from, struct wire_message *out)
{
    uint8_t bytes = 0;
    enum err err = view_take_u8(from, &out->reason);

    if (err == ERR_OK) {
        err = view_take_u8(from, &bytes);
    }
    return err == ERR_OK ? view_take(from, bytes, &out->text) : err;
}

static enum err read_estimate(struct view *from, struct wire_message *out)
{
    enum err err = take_set(from, &out->set);

    if (err == ERR_OK) {
        err = view_take_u16(from, &out->week);
    }
    if (err == ERR_OK) {
        err = view_take_u32(from, &out->records);
    }
    return err == ERR_OK ? view_take(from, WIRE_TALLY_BYTES, &out->items) : err;
}

/* How many symbols are wanted: some, and no more than anybody has. */
static enum err take_symbol_count(struct view *from, struct wire_message *out)
{
    enum err err = view_take_u16(from, &out->count);

    return err == ERR_OK && (out->count == 0 || out->count > SKETCH_SYMBOLS_MAX)
               ? ERR_MALFORMED
               : err;
}

static enum err read_ask(struct view *from, struct wire_message *out)
{
    enum err err = take_set(from, &out->set);

    return err == ERR_OK ? take_symbol_count(from, out) : err;
}

static enum err read_keyed(struct view *from, struct wire_message *out)
{
    enum err err = take_set(from, &out->set);

    if (err == ERR_OK) {
        err = view_take_u32(from, &out->round);
    }
    return err == ERR_OK ? take_symbol_count(from, out) : err;
}

static enum err read_symbols(struct view *from, struct wire_message *out)
{
    enum err err = take_set(from, &out->set);

    if (err == ERR_OK) {
        err = view_take_u16(from, &out->left);
    }
    if (err == ERR_OK) {
        err = take_items(from, WIRE_SYMBOL_BYTES, SYMBOLS_MESSAGE_MAX, out);
    }
    if (err == ERR_OK &&
        (out->count == 0 || out->left > SKETCH_SYMBOLS_MAX ||
         (out->left > 0 && out->count != SYMBOLS_MESSAGE_MAX))) {
        err = ERR_MALFORMED;
    }
    return err;
}

static enum err read_found(struct view *from, struct wire_message *out)
{
    uint8_t is_last = 0;
    enum err err = take_set(from, &out->set);

    if (err == ERR_OK) {
        err = view_take_u8(from, &is_last);
    }
    if (err == ERR_OK) {
        out->is_last = is_last == 1;
        err = take_items(from, WIRE_FOUND_BYTES, FOUND_MESSAGE_MAX, out);
    }
    if (err == ERR_OK &&
        (is_last > 1 || (is_last == 0 && out->count != FOUND_MESSAGE_MAX))) {
        err = ERR_MALFORMED;
    }
    return err;
}

/* A part of full size, the last one, or none yet. */
static enum err read_sieve(struct view *from, struct wire_message *out)
{
    bool is_good = false;
    enum err err = take_set(from, &out->set);

    if (err == ERR_OK) {
        err = view_take_u16(from, &out->left);
    }
    if (err == ERR_OK) {
        err = take_items(from, 1, SIEVE_PART_BYTES, out);
    }
    is_good = out->left == 0
                  ? out->count > 0 && out->count % SIEVE_BLOCK_BYTES == 0
                  : out->count == 0 || out->count == SIEVE_PART_BYTES;
    return err == ERR_OK && (!is_good || out->left >= SIEVE_PARTS_MAX)
               ? ERR_MALFORMED
               : err;
}

static enum err read_enrol(struct view *from, struct wire_message *out)
{
    return wire_take_enrol(from, &out->enrolment);
}

static enum err read_photo_want(struct view *from, struct wire_message *out)
{
    return wire_take_photo_want(from, &out->photo);
}

static enum err read_photo_piece(struct view *from, struct wire_message *out)
{
    return wire_take_photo_piece(from, &out->photo);
}

static enum err read_photo_state(struct view *from, struct wire_message *out)
{
    return wire_take_photo_state(from, &out->photo);
}

typedef enum err read_fields(struct view *from, struct wire_message *out);

static read_fields *const readers[WIRE_TYPE_END] = {
    [WIRE_HELLO] = read_hello,
    [WIRE_WEEKS] = read_weeks,
    [WIRE_LIST] = read_list,
    [WIRE_WANT] = read_want,
    [WIRE_WANT_WEEK] = read_want_week,
    [WIRE_RECORDS] = read_records,
    [WIRE_ACK] = read_ack,
    [WIRE_LISTED] = read_mark,
    [WIRE_DONE] = read_mark,
    [WIRE_FINGERPRINTS] = read_fingerprints,
    [WIRE_BYE] = read_bye,
    [WIRE_ESTIMATE] = read_estimate,
    [WIRE_ASK] = read_ask,
    [WIRE_SYMBOLS] = read_symbols,
    [WIRE_FOUND] = read_found,
    [WIRE_LISTS] = read_mark,
    [WIRE_KEYED] = read_keyed,
    [WIRE_ENROL] = read_enrol,
    [WIRE_SIFT] = read_mark,
    [WIRE_SIEVE] = read_sieve,
    [WIRE_PHOTO_WANT] = read_photo_want,
    [WIRE_PHOTO_PIECE] = read_photo_piece,
    [WIRE_PHOTO_STATE] = read_photo_state,
};

enum err wire_read(struct view bytes, struct wire_message *out)
{
    uint8_t type = 0;
    enum err err = ERR_OK;

    if (bytes.bytes > RECORDS_BYTES_MAX) {
        return ERR_MALFORMED;
    }
    err = view_take_u8(&bytes, &type);
    if (err != ERR_OK) {
        return err;
    }
    if (type >= WIRE_TYPE_END || readers[type] == NULL) {
        return ERR_PROTOCOL;
    }
    *out = (struct wire_message){.type = (enum wire_type)type};
    err = readers[type](&bytes, out);
    return err == ERR_OK && bytes.bytes > 0 ? ERR_MALFORMED : err;
}

void wire_week_at(struct view items, size_t index, struct wire_week *out)
{
    const unsigned char *at = items.data + index * WIRE_WEEK_BYTES;

    assert((index + 1) * WIRE_WEEK_BYTES <= items.bytes);
    out->week = get_u16(at);
    out->count = get_u32(at + 2);
    memcpy(out->hash, at + 6, WIRE_HASH_BYTES);
}

void wire_id_at(struct view items, size_t index, struct id *out)
{
    assert((index + 1) * ID_BYTES <= items.bytes);
    memcpy(out->data, items.data + index * ID_BYTES, ID_BYTES);
}

bool wire_has_id(struct view items, const struct id *id)
{
    size_t low = 0;
    size_t high = items.bytes / ID_BYTES;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = memcmp(items.data + middle * ID_BYTES, id->data, ID_BYTES);

        if (order == 0) {
            return true;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return false;
}

bool wire_take_record(struct view *items, struct view *record)
{
    uint16_t bytes = 0;

    return view_take_u16(items, &bytes) == ERR_OK &&
           view_take(items, bytes, record) == ERR_OK;
}
