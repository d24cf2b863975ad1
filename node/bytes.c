#include "node/bytes.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

enum { BYTES_FIRST_ROOM = 64 };

struct view view_text(const char *text)
{
    return (struct view){(const unsigned char *)text, strlen(text)};
}

bool view_equal(struct view left, struct view right)
{
    if (left.bytes != right.bytes) {
        return false;
    }
    return left.bytes == 0 || memcmp(left.data, right.data, left.bytes) == 0;
}

void bytes_init(struct bytes *bytes, size_t bytes_max)
{
    *bytes = (struct bytes){.bytes_max = bytes_max};
}

void bytes_reset(struct bytes *bytes)
{
    bytes->bytes = 0;
}

void bytes_release(struct bytes *bytes)
{
    free(bytes->data);
    bytes_init(bytes, bytes->bytes_max);
}

void bytes_wipe(struct bytes *bytes)
{
    if (bytes->data != NULL) {
        sodium_memzero(bytes->data, bytes->room);
    }
    bytes_release(bytes);
}

struct view bytes_view(const struct bytes *bytes)
{
    return (struct view){bytes->data, bytes->bytes};
}

/* Doubling keeps the copies linear; the ceiling is met exactly. */
static size_t room_for(const struct bytes *bytes, size_t wanted)
{
    size_t room =
        bytes->room < BYTES_FIRST_ROOM ? BYTES_FIRST_ROOM : bytes->room;

    while (room < wanted && room <= bytes->bytes_max / 2) {
        room *= 2;
    }
    return room < wanted || room > bytes->bytes_max ? bytes->bytes_max : room;
}

enum err bytes_reserve(struct bytes *bytes, size_t more)
{
    size_t room = 0;
    unsigned char *data = NULL;

    assert(bytes->bytes <= bytes->bytes_max);
    if (more > bytes->bytes_max - bytes->bytes) {
        return ERR_FULL;
    }
    if (bytes->bytes + more <= bytes->room) {
        return ERR_OK;
    }
    room = room_for(bytes, bytes->bytes + more);
    data = realloc(bytes->data, room);
    if (data == NULL) {
        return ERR_NOMEM;
    }
    bytes->data = data;
    bytes->room = room;
    return ERR_OK;
}

enum err bytes_append(struct bytes *bytes, struct view tail)
{
    enum err err = bytes_reserve(bytes, tail.bytes);

    if (err == ERR_OK && tail.bytes > 0) {
        memcpy(bytes->data + bytes->bytes, tail.data, tail.bytes);
        bytes->bytes += tail.bytes;
    }
    return err;
}

enum err bytes_append_u8(struct bytes *bytes, uint8_t value)
{
    return bytes_append(bytes, (struct view){&value, 1});
}

enum err bytes_append_u16(struct bytes *bytes, uint16_t value)
{
    unsigned char number[2];

    put_u16(number, value);
    return bytes_append(bytes, (struct view){number, sizeof number});
}

enum err bytes_append_u32(struct bytes *bytes, uint32_t value)
{
    unsigned char number[4];

    put_u32(number, value);
    return bytes_append(bytes, (struct view){number, sizeof number});
}

enum err bytes_append_u64(struct bytes *bytes, uint64_t value)
{
    unsigned char number[8];

    put_u64(number, value);
    return bytes_append(bytes, (struct view){number, sizeof number});
}

void put_u16(unsigned char out[static 2], uint16_t value)
{
    out[0] = (unsigned char)(value >> 8);
    out[1] = (unsigned char)value;
}

void put_u32(unsigned char out[static 4], uint32_t value)
{
    put_u16(out, (uint16_t)(value >> 16));
    put_u16(out + 2, (uint16_t)value);
}

void put_u64(unsigned char out[static 8], uint64_t value)
{
    put_u32(out, (uint32_t)(value >> 32));
    put_u32(out + 4, (uint32_t)value);
}

uint16_t get_u16(const unsigned char in[static 2])
{
    return (uint16_t)((unsigned)in[0] << 8 | in[1]);
}

uint32_t get_u32(const unsigned char in[static 4])
{
    return (uint32_t)in[0] << 24 | (uint32_t)in[1] << 16 |
           (uint32_t)in[2] << 8 | in[3];
}

uint64_t get_u64(const unsigned char in[static 8])
{
    return (uint64_t)get_u32(in) << 32 | get_u32(in + 4);
}

enum err view_take(struct view *from, size_t bytes, struct view *out)
{
    if (bytes > from->bytes) {
        return ERR_MALFORMED;
    }
    *out = (struct view){from->data, bytes};
    from->data = bytes == 0 ? from->data : from->data + bytes;
    from->bytes -= bytes;
    return ERR_OK;
}

enum err view_take_u8(struct view *from, uint8_t *out)
{
    struct view number = {NULL, 0};
    enum err err = view_take(from, 1, &number);

    if (err == ERR_OK) {
        *out = number.data[0];
    }
    return err;
}

enum err view_take_u16(struct view *from, uint16_t *out)
{
    struct view number = {NULL, 0};
    enum err err = view_take(from, 2, &number);

    if (err == ERR_OK) {
        *out = get_u16(number.data);
    }
    return err;
}

enum err view_take_u32(struct view *from, uint32_t *out)
{
    struct view number = {NULL, 0};
    enum err err = view_take(from, 4, &number);

    if (err == ERR_OK) {
        *out = get_u32(number.data);
    }
    return err;
}

enum err view_take_u64(struct view *from, uint64_t *out)
{
    struct view number = {NULL, 0};
    enum err err = view_take(from, 8, &number);

    if (err == ERR_OK) {
        *out = get_u64(number.data);
    }
    return err;
}
