/*
 * Pack and unpack: canonical MessagePack, written and read value by value.
 *
 * The only file that knows msgpack-c, which it uses to write, through a
 * callback, so that `struct bytes` is all that grows. What is read has
 * passed scan() before; the cursor is a view that gets shorter.
 */
#ifndef NODE_RECORD_PACK_H
#define NODE_RECORD_PACK_H

#include <stdbool.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/err.h"

/*
 * Append one value, or the head of an array or map whose `count` items or
 * pairs the caller appends next, keys ascending.
 *
 * ERR_FULL, ERR_NOMEM  `out` ends with a part of the value: the caller cuts
 *                      it back or gives it up
 */
MUST_USE enum err pack_map(struct bytes *out, uint32_t count);
MUST_USE enum err pack_array(struct bytes *out, uint32_t count);
MUST_USE enum err pack_uint(struct bytes *out, uint64_t value);
MUST_USE enum err pack_bool(struct bytes *out, bool value);
MUST_USE enum err pack_text(struct bytes *out, struct view text);
MUST_USE enum err pack_bin(struct bytes *out, struct view bin);

/*
 * Take the next value from the front of a scanned document.
 *
 * from  begins after what was taken
 *
 * ERR_MALFORMED  another type, a value out of range, or the end; `from` and
 *                `out` are unchanged
 */
MUST_USE enum err unpack_map(struct view *from, uint32_t *count);
MUST_USE enum err unpack_array(struct view *from, uint32_t *count);
MUST_USE enum err unpack_bool(struct view *from, bool *out);

/* The same for a number from `minimum` to `maximum`, both allowed. */
MUST_USE enum err unpack_uint(struct view *from,
                              uint64_t minimum,
                              uint64_t maximum,
                              uint64_t *out);

/* The same for text or bin of `minimum` to `maximum` bytes; `out` borrows. */
MUST_USE enum err unpack_text(struct view *from,
                              size_t minimum,
                              size_t maximum,
                              struct view *out);
MUST_USE enum err
unpack_bin(struct view *from, size_t minimum, size_t maximum, struct view *out);

/* Take a whole value, whatever it holds, and forget it; errors as above. */
MUST_USE enum err unpack_skip(struct view *from);

#endif
