/*
 * Views of bytes that somebody else owns, and bytes that we own.
 *
 * A `struct view` never outlives what it points into. A `struct bytes` grows
 * up to a ceiling given at the start; growing past it is ERR_FULL and changes
 * nothing. Integers on the wire and in records are big-endian.
 */
#ifndef NODE_BYTES_H
#define NODE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/err.h"

struct view {
    const unsigned char *data; /* borrowed; may be NULL when bytes is 0 */
    size_t bytes;
};

struct bytes {
    unsigned char *data; /* owned */
    size_t bytes;        /* in use */
    size_t room;         /* allocated */
    size_t bytes_max;    /* ceiling */
};

/* A view of a C string without its end mark. */
struct view view_text(const char *text);

/* Same length and same bytes. Not constant-time: never for secrets. */
bool view_equal(struct view left, struct view right);

/* Make ready and empty; takes no memory. `bytes_max` is the ceiling. */
void bytes_init(struct bytes *bytes, size_t bytes_max);

/* Empty it and keep its memory. */
void bytes_reset(struct bytes *bytes);

/* Give its memory back; may be called twice. */
void bytes_release(struct bytes *bytes);

/* Wipe all of its memory (it may hold a secret), then give it back. */
void bytes_wipe(struct bytes *bytes);

/* What it holds, until it is next changed. */
struct view bytes_view(const struct bytes *bytes);

/*
 * Make room for `more` bytes behind those in use.
 *
 * ERR_FULL   past the ceiling; unchanged
 * ERR_NOMEM  unchanged
 */
MUST_USE enum err bytes_reserve(struct bytes *bytes, size_t more);

/* Append a copy of a view; errors as bytes_reserve. */
MUST_USE enum err bytes_append(struct bytes *bytes, struct view tail);

/* Append a big-endian integer; errors as bytes_reserve. */
MUST_USE enum err bytes_append_u8(struct bytes *bytes, uint8_t value);
MUST_USE enum err bytes_append_u16(struct bytes *bytes, uint16_t value);
MUST_USE enum err bytes_append_u32(struct bytes *bytes, uint32_t value);
MUST_USE enum err bytes_append_u64(struct bytes *bytes, uint64_t value);

/* Write a big-endian integer at `out`. */
void put_u16(unsigned char out[static 2], uint16_t value);
void put_u32(unsigned char out[static 4], uint32_t value);
void put_u64(unsigned char out[static 8], uint64_t value);

/* Read a big-endian integer at `in`. */
uint16_t get_u16(const unsigned char in[static 2]);
uint32_t get_u32(const unsigned char in[static 4]);
uint64_t get_u64(const unsigned char in[static 8]);

/*
 * Take from the front of a view, which then begins after what was taken.
 *
 * ERR_MALFORMED  the view is too short; it is unchanged
 */
MUST_USE enum err view_take(struct view *from, size_t bytes, struct view *out);
MUST_USE enum err view_take_u8(struct view *from, uint8_t *out);
MUST_USE enum err view_take_u16(struct view *from, uint16_t *out);
MUST_USE enum err view_take_u32(struct view *from, uint32_t *out);
MUST_USE enum err view_take_u64(struct view *from, uint64_t *out);

#endif
