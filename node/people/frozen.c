#include "node/people/frozen.h"

#include <assert.h>
#include <string.h>

#include <sodium.h>

/* Another number when settling, or these bytes, change. */
static const unsigned char mark[8] = {'k', 'i', 't', 'h', 'f', 'r', 'o', 1};

static const unsigned char no_key[crypto_shorthash_KEYBYTES];

void frozen_add(struct frozen_writer *to, const void *data, size_t bytes)
{
    if (to->err == ERR_OK) {
        to->err = bytes_append(to->out, (struct view){data, bytes});
    }
}

void frozen_add_u8(struct frozen_writer *to, size_t value)
{
    const unsigned char byte = (unsigned char)value;

    assert(value <= UINT8_MAX);
    frozen_add(to, &byte, 1);
}

void frozen_add_u16(struct frozen_writer *to, size_t value)
{
    unsigned char bytes[2];

    assert(value <= UINT16_MAX);
    put_u16(bytes, (uint16_t)value);
    frozen_add(to, bytes, sizeof bytes);
}

void frozen_add_u32(struct frozen_writer *to, uint32_t value)
{
    unsigned char bytes[4];

    put_u32(bytes, value);
    frozen_add(to, bytes, sizeof bytes);
}

void frozen_add_u64(struct frozen_writer *to, uint64_t value)
{
    unsigned char bytes[8];

    put_u64(bytes, value);
    frozen_add(to, bytes, sizeof bytes);
}

void frozen_add_id(struct frozen_writer *to, const struct id *id)
{
    frozen_add(to, id->data, ID_BYTES);
}

void frozen_add_ids(struct frozen_writer *to,
                    const struct id *ids,
                    size_t count)
{
    frozen_add_u8(to, count);
    for (size_t index = 0; index < count; index++) {
        frozen_add_id(to, &ids[index]);
    }
}

void frozen_add_text(struct frozen_writer *to, const void *text)
{
    const size_t bytes = strlen(text);

    frozen_add_u8(to, bytes);
    frozen_add(to, text, bytes);
}

void frozen_require(struct frozen_reader *from, bool is_so)
{
    if (!is_so && from->err == ERR_OK) {
        from->err = ERR_CORRUPT;
    }
}

/* The next bytes; NULL where there are no such. */
static const unsigned char *next(struct frozen_reader *from, size_t bytes)
{
    const unsigned char *data = from->rest.data;

    if (from->err != ERR_OK || from->rest.bytes < bytes) {
        frozen_require(from, false);
        return NULL;
    }
    from->rest.data += bytes;
    from->rest.bytes -= bytes;
    return data;
}

void frozen_take(struct frozen_reader *from, void *out, size_t bytes)
{
    const unsigned char *data = next(from, bytes);

    if (data == NULL) {
        memset(out, 0, bytes);
    } else {
        memcpy(out, data, bytes);
    }
}

uint8_t frozen_take_u8(struct frozen_reader *from)
{
    const unsigned char *data = next(from, 1);

    return data == NULL ? 0 : data[0];
}

uint16_t frozen_take_u16(struct frozen_reader *from)
{
    const unsigned char *data = next(from, 2);

    return data == NULL ? 0 : get_u16(data);
}

uint32_t frozen_take_u32(struct frozen_reader *from)
{
    const unsigned char *data = next(from, 4);

    return data == NULL ? 0 : get_u32(data);
}

uint64_t frozen_take_u64(struct frozen_reader *from)
{
    const unsigned char *data = next(from, 8);

    return data == NULL ? 0 : get_u64(data);
}

void frozen_take_id(struct frozen_reader *from, struct id *out)
{
    frozen_take(from, out->data, ID_BYTES);
}

bool frozen_take_flag(struct frozen_reader *from)
{
    const uint8_t value = frozen_take_u8(from);

    frozen_require(from, value <= 1);
    return value == 1;
}

/* How many of something follow: at most `max`. */
size_t frozen_take_count(struct frozen_reader *from, size_t max)
{
    const size_t count = frozen_take_u8(from);

    frozen_require(from, count <= max);
    return from->err == ERR_OK ? count : 0;
}

/* A text without end marks in it. */
void frozen_take_text(struct frozen_reader *from,
                      unsigned char text[static NAME_BYTES_MAX + 1])
{
    const size_t bytes = frozen_take_count(from, NAME_BYTES_MAX);

    frozen_take(from, text, bytes);
    frozen_require(from, memchr(text, '\0', bytes) == NULL);
    text[bytes] = '\0';
}

size_t frozen_take_ids(struct frozen_reader *from, struct id *ids, size_t max)
{
    const size_t count = frozen_take_count(from, max);

    for (size_t index = 0; index < count; index++) {
        frozen_take_id(from, &ids[index]);
    }
    return count;
}

void frozen_begin(struct frozen_writer *to)
{
    frozen_add(to, mark, sizeof mark);
}

void frozen_end(struct frozen_writer *to, size_t begin)
{
    unsigned char check[crypto_shorthash_BYTES];

    if (to->err == ERR_OK) {
        (void)crypto_shorthash(check, to->out->data + begin,
                               to->out->bytes - begin, no_key);
        frozen_add(to, check, sizeof check);
    }
}

struct frozen_reader frozen_open(struct view bytes)
{
    struct frozen_reader from = {bytes, ERR_OK};
    unsigned char check[crypto_shorthash_BYTES];

    if (bytes.bytes < sizeof mark + sizeof check ||
        memcmp(bytes.data, mark, sizeof mark) != 0) {
        from.err = ERR_CORRUPT;
        return from;
    }
    bytes.bytes -= sizeof check;
    (void)crypto_shorthash(check, bytes.data, bytes.bytes, no_key);
    if (memcmp(check, bytes.data + bytes.bytes, sizeof check) != 0) {
        from.err = ERR_CORRUPT;
    }
    from.rest =
        (struct view){bytes.data + sizeof mark, bytes.bytes - sizeof mark};
    return from;
}
