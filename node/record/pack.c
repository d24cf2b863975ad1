#include "node/record/pack.h"

#include <msgpack.h>

#include "node/record/scan.h"

/* What msgpack-c calls back with: it knows success and failure only. */
struct sink {
    struct bytes *out;
    enum err err;
};

static int sink_write(void *data, const char *from, size_t bytes)
{
    struct sink *sink = data;

    sink->err = bytes_append(sink->out,
                             (struct view){(const unsigned char *)from, bytes});
    return sink->err == ERR_OK ? 0 : -1;
}

static msgpack_packer packer_on(struct sink *sink)
{
    msgpack_packer packer;

    msgpack_packer_init(&packer, sink, sink_write);
    return packer;
}

enum err pack_map(struct bytes *out, uint32_t count)
{
    struct sink sink = {out, ERR_OK};
    msgpack_packer packer = packer_on(&sink);

    (void)msgpack_pack_map(&packer, count);
    return sink.err;
}

enum err pack_array(struct bytes *out, uint32_t count)
{
    struct sink sink = {out, ERR_OK};
    msgpack_packer packer = packer_on(&sink);

    (void)msgpack_pack_array(&packer, count);
    return sink.err;
}

enum err pack_uint(struct bytes *out, uint64_t value)
{
    struct sink sink = {out, ERR_OK};
    msgpack_packer packer = packer_on(&sink);

    (void)msgpack_pack_uint64(&packer, value);
    return sink.err;
}

enum err pack_bool(struct bytes *out, bool value)
{
    struct sink sink = {out, ERR_OK};
    msgpack_packer packer = packer_on(&sink);

    (void)(value ? msgpack_pack_true(&packer) : msgpack_pack_false(&packer));
    return sink.err;
}

enum err pack_text(struct bytes *out, struct view text)
{
    struct sink sink = {out, ERR_OK};
    msgpack_packer packer = packer_on(&sink);

    if (msgpack_pack_str(&packer, text.bytes) == 0 && text.bytes > 0) {
        (void)msgpack_pack_str_body(&packer, text.data, text.bytes);
    }
    return sink.err;
}

enum err pack_bin(struct bytes *out, struct view bin)
{
    struct sink sink = {out, ERR_OK};
    msgpack_packer packer = packer_on(&sink);

    if (msgpack_pack_bin(&packer, bin.bytes) == 0 && bin.bytes > 0) {
        (void)msgpack_pack_bin_body(&packer, bin.data, bin.bytes);
    }
    return sink.err;
}

/* The next head, if it has this type. */
static enum err
head_take(struct view *from, enum scan_type type, uint64_t *value)
{
    struct view rest = *from;
    struct scan_head head = {SCAN_UINT, 0};

    if (scan_head_take(&rest, &head) != SCAN_OK || head.type != type) {
        return ERR_MALFORMED;
    }
    *from = rest;
    *value = head.value;
    return ERR_OK;
}

static enum err
count_take(struct view *from, enum scan_type type, uint32_t *count)
{
    uint64_t value = 0;
    enum err err = head_take(from, type, &value);

    if (err == ERR_OK) {
        *count = (uint32_t)value;
    }
    return err;
}

enum err unpack_map(struct view *from, uint32_t *count)
{
    return count_take(from, SCAN_MAP_OPEN, count);
}

enum err unpack_array(struct view *from, uint32_t *count)
{
    return count_take(from, SCAN_ARRAY, count);
}

enum err unpack_bool(struct view *from, bool *out)
{
    uint64_t value = 0;
    enum err err = head_take(from, SCAN_BOOL, &value);

    if (err == ERR_OK) {
        *out = value != 0;
    }
    return err;
}

enum err unpack_uint(struct view *from,
                     uint64_t minimum,
                     uint64_t maximum,
                     uint64_t *out)
{
    struct view rest = *from;
    uint64_t value = 0;
    enum err err = head_take(&rest, SCAN_UINT, &value);

    if (err != ERR_OK) {
        return err;
    }
    if (value < minimum || value > maximum) {
        return ERR_MALFORMED;
    }
    *from = rest;
    *out = value;
    return ERR_OK;
}

static enum err content_take(struct view *from,
                             enum scan_type type,
                             size_t minimum,
                             size_t maximum,
                             struct view *out)
{
    struct view rest = *from;
    uint64_t bytes = 0;
    enum err err = head_take(&rest, type, &bytes);

    if (err != ERR_OK) {
        return err;
    }
    if (bytes < minimum || bytes > maximum) {
        return ERR_MALFORMED;
    }
    err = view_take(&rest, (size_t)bytes, out);
    if (err == ERR_OK) {
        *from = rest;
    }
    return err;
}

enum err
unpack_text(struct view *from, size_t minimum, size_t maximum, struct view *out)
{
    return content_take(from, SCAN_TEXT, minimum, maximum, out);
}

enum err
unpack_bin(struct view *from, size_t minimum, size_t maximum, struct view *out)
{
    return content_take(from, SCAN_BIN, minimum, maximum, out);
}

/* How many values follow that belong to this one. */
static uint64_t items_of(const struct scan_head *head)
{
    if (head->type == SCAN_ARRAY) {
        return head->value;
    }
    return head->type == SCAN_MAP_OPEN ? 2 * head->value : 0;
}

enum err unpack_skip(struct view *from)
{
    struct view rest = *from;
    struct view content = {NULL, 0};

    for (uint64_t left = 1; left > 0; left--) {
        struct scan_head head = {SCAN_UINT, 0};

        if (scan_head_take(&rest, &head) != SCAN_OK) {
            return ERR_MALFORMED;
        }
        left += items_of(&head);
        if ((head.type == SCAN_TEXT || head.type == SCAN_BIN) &&
            view_take(&rest, (size_t)head.value, &content) != ERR_OK) {
            return ERR_MALFORMED;
        }
    }
    *from = rest;
    return ERR_OK;
}
