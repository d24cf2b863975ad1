#include "node/sync/wire_write.h"

#include <assert.h>

#include "node/limits.h"

/* Where the count stands in RECORDS: behind type and set. */
enum { RECORDS_COUNT_OFFSET = 2, RECORD_PREFIX_BYTES = 2 };

static enum err write_head(enum wire_type type, enum set set, struct bytes *out)
{
    enum err err = bytes_append_u8(out, (uint8_t)type);

    return err == ERR_OK ? bytes_append_u8(out, (uint8_t)set) : err;
}

static enum err write_id(const struct id *id, struct bytes *out)
{
    return bytes_append(out, (struct view){id->data, ID_BYTES});
}

static enum err write_ids(const struct id *ids, size_t count, struct bytes *out)
{
    enum err err = ERR_OK;

    assert(count <= LIST_IDS_MAX);
    err = bytes_append_u16(out, (uint16_t)count);
    for (size_t index = 0; index < count && err == ERR_OK; index++) {
        err = write_id(&ids[index], out);
    }
    return err;
}

static enum err
write_count(const unsigned char *hash, uint32_t count, struct bytes *out)
{
    enum err err = bytes_append(out, (struct view){hash, WIRE_HASH_BYTES});

    return err == ERR_OK ? bytes_append_u32(out, count) : err;
}

static enum err write_sets(const struct wire_hello *hello, struct bytes *out)
{
    enum err err =
        bytes_append_u8(out, (uint8_t)(hello->is_short ? 0 : SET_COUNT));

    if (hello->is_short && err == ERR_OK) {
        return bytes_append(out, (struct view){hello->digest, WIRE_HASH_BYTES});
    }
    for (size_t set = 0; set < SET_COUNT && err == ERR_OK; set++) {
        err = write_count(hello->sets[set].fingerprint, hello->sets[set].count,
                          out);
        if (err == ERR_OK) {
            err = bytes_append_u16(out, hello->sets[set].from_week);
        }
    }
    return err;
}

enum err wire_write_hello(const struct wire_hello *hello, struct bytes *out)
{
    enum err err = bytes_append_u8(out, (uint8_t)WIRE_HELLO);

    if (err == ERR_OK) {
        err = bytes_append_u8(out, hello->minor);
    }
    if (err == ERR_OK) {
        err = bytes_append_u8(out, hello->flags);
    }
    if (err == ERR_OK) {
        err = write_id(&hello->household, out);
    }
    if (err == ERR_OK) {
        err = write_id(&hello->device, out);
    }
    if (err == ERR_OK) {
        err = bytes_append_u64(out, hello->now_ms);
    }
    return err == ERR_OK ? write_sets(hello, out) : err;
}

enum err wire_write_weeks(const struct wire_message *head,
                          const struct wire_week *weeks,
                          struct bytes *out)
{
    enum err err = write_head(WIRE_WEEKS, head->set, out);

    assert(head->count <= WEEKS_MAX);
    if (err == ERR_OK) {
        err = bytes_append_u16(out, head->week);
    }
    if (err == ERR_OK) {
        err = bytes_append_u16(out, head->count);
    }
    for (size_t index = 0; index < head->count && err == ERR_OK; index++) {
        err = bytes_append_u16(out, weeks[index].week);
        if (err == ERR_OK) {
            err = bytes_append_u32(out, weeks[index].count);
        }
        if (err == ERR_OK) {
            err = bytes_append(
                out, (struct view){weeks[index].hash, WIRE_HASH_BYTES});
        }
    }
    return err;
}

enum err wire_write_list(const struct wire_message *head,
                         const struct id *ids,
                         size_t count,
                         struct bytes *out)
{
    enum err err = write_head(WIRE_LIST, head->set, out);

    if (err == ERR_OK) {
        err = bytes_append_u16(out, head->week);
    }
    if (err == ERR_OK) {
        err = bytes_append_u8(out, head->is_last ? 1 : 0);
    }
    return err == ERR_OK ? write_ids(ids, count, out) : err;
}

enum err wire_write_want(const struct wire_message *head,
                         const struct id *ids,
                         size_t count,
                         struct bytes *out)
{
    enum err err = write_head(WIRE_WANT, head->set, out);

    if (err == ERR_OK) {
        err = bytes_append_u16(out, head->listed);
    }
    return err == ERR_OK ? write_ids(ids, count, out) : err;
}

enum err wire_write_want_week(enum set set, uint16_t week, struct bytes *out)
{
    enum err err = write_head(WIRE_WANT_WEEK, set, out);

    return err == ERR_OK ? bytes_append_u16(out, week) : err;
}

enum err wire_write_ack(uint32_t bytes, struct bytes *out)
{
    enum err err = bytes_append_u8(out, (uint8_t)WIRE_ACK);

    return err == ERR_OK ? bytes_append_u32(out, bytes) : err;
}

enum err wire_write_mark(enum wire_type type, enum set set, struct bytes *out)
{
    assert(type == WIRE_LISTED || type == WIRE_DONE || type == WIRE_LISTS ||
           type == WIRE_SIFT);
    return write_head(type, set, out);
}

enum err wire_write_fingerprints(uint8_t flags,
                                 const struct wire_hello *hello,
                                 struct bytes *out)
{
    enum err err = bytes_append_u8(out, (uint8_t)WIRE_FINGERPRINTS);

    if (err == ERR_OK) {
        err = bytes_append_u8(out, flags);
    }
    return err == ERR_OK ? write_sets(hello, out) : err;
}

enum err
wire_write_bye(enum wire_reason reason, const char *text, struct bytes *out)
{
    struct view words = view_text(text);
    enum err err = bytes_append_u8(out, (uint8_t)WIRE_BYE);

    assert(words.bytes <= UINT8_MAX);
    if (err == ERR_OK) {
        err = bytes_append_u8(out, (uint8_t)reason);
    }
    if (err == ERR_OK) {
        err = bytes_append_u8(out, (uint8_t)words.bytes);
    }
    return err == ERR_OK ? bytes_append(out, words) : err;
}

enum err wire_write_estimate(const struct wire_message *head, struct bytes *out)
{
    enum err err = write_head(WIRE_ESTIMATE, head->set, out);

    assert(head->items.bytes == WIRE_TALLY_BYTES);
    if (err == ERR_OK) {
        err = bytes_append_u16(out, head->week);
    }
    if (err == ERR_OK) {
        err = bytes_append_u32(out, head->records);
    }
    return err == ERR_OK ? bytes_append(out, head->items) : err;
}

enum err wire_write_ask(const struct wire_message *head, struct bytes *out)
{
    enum err err = write_head(head->type, head->set, out);

    assert(head->type == WIRE_ASK || head->type == WIRE_KEYED);
    if (err == ERR_OK && head->type == WIRE_KEYED) {
        err = bytes_append_u32(out, head->round);
    }
    return err == ERR_OK ? bytes_append_u16(out, head->count) : err;
}

enum err wire_write_symbols(const struct wire_message *head, struct bytes *out)
{
    enum err err = write_head(WIRE_SYMBOLS, head->set, out);

    assert(head->items.bytes == (size_t)head->count * WIRE_SYMBOL_BYTES);
    if (err == ERR_OK) {
        err = bytes_append_u16(out, head->left);
    }
    if (err == ERR_OK) {
        err = bytes_append_u16(out, head->count);
    }
    return err == ERR_OK ? bytes_append(out, head->items) : err;
}

enum err wire_write_found(const struct wire_message *head, struct bytes *out)
{
    enum err err = write_head(WIRE_FOUND, head->set, out);

    assert(head->items.bytes == (size_t)head->count * WIRE_FOUND_BYTES);
    if (err == ERR_OK) {
        err = bytes_append_u8(out, head->is_last ? 1 : 0);
    }
    if (err == ERR_OK) {
        err = bytes_append_u16(out, head->count);
    }
    return err == ERR_OK ? bytes_append(out, head->items) : err;
}

enum err wire_write_sieve(const struct wire_message *head, struct bytes *out)
{
    enum err err = write_head(WIRE_SIEVE, head->set, out);

    assert(head->items.bytes == head->count);
    if (err == ERR_OK) {
        err = bytes_append_u16(out, head->left);
    }
    if (err == ERR_OK) {
        err = bytes_append_u16(out, head->count);
    }
    return err == ERR_OK ? bytes_append(out, head->items) : err;
}

enum err wire_begin_records(enum set set, struct bytes *out)
{
    enum err err = write_head(WIRE_RECORDS, set, out);

    return err == ERR_OK ? bytes_append_u16(out, 0) : err;
}

enum err wire_add_record(struct view record, struct bytes *out)
{
    uint16_t count = get_u16(out->data + RECORDS_COUNT_OFFSET);
    enum err err = ERR_OK;

    assert(record.bytes <= RECORD_BYTES_MAX);
    if (out->bytes + RECORD_PREFIX_BYTES + record.bytes > RECORDS_BYTES_MAX) {
        return ERR_FULL;
    }
    err = bytes_reserve(out, RECORD_PREFIX_BYTES + record.bytes);
    if (err == ERR_OK) {
        err = bytes_append_u16(out, (uint16_t)record.bytes);
    }
    if (err == ERR_OK) {
        err = bytes_append(out, record);
    }
    if (err == ERR_OK) {
        put_u16(out->data + RECORDS_COUNT_OFFSET, (uint16_t)(count + 1));
    }
    return err;
}
