/*
 * The bytes of a frozen roster, for the two that write and read them: what
 * stands in them, and their integers, ids and texts. Inside node/people only.
 *
 * Integers are big-endian:
 *
 *   8 mark, 16 neighbourhood, 32 own household, 4 day
 *   1 + .. name of the place
 *   1 has a council; 4 height, 32 hash, 1 + 32 .. stewards, 1 + 32 .. voters
 *   for each class: 1 is ruled; 4 newcomer, 4 full, 4 steward
 *   2 households, 4 devices of all, 4 vouchers of all
 *   for each household, ascending by id: 32 id, 3 levels
 *   for each again: 1 flags, 8 since, 1 + .. name
 *     1 devices; for each 1 flags, 4 lane, 8 stamp, 1 + .. name
 *       unless struck out: 32 signing, 32 transport, 32 sealing key
 *       where it came on a pass: 32 one-time key
 *       1 former keys; for each 32 key, 8 end
 *     2 vouchers; for each 2: its place among the households, and an invite's
 *       bit
 *   8 SipHash-2-4 of all that stands before, without a key: against damage
 */
#ifndef NODE_PEOPLE_FROZEN_H
#define NODE_PEOPLE_FROZEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "node/limits.h"
#include "node/people/household.h"

enum {
    FROZEN_OWN = 1, /* flags of a household */
    FROZEN_CLASHED = 2,
    FROZEN_STRUCK = 1, /* flags of a device */
    FROZEN_PASS = 2,
    FROZEN_INVITE = 0x8000, /* of a voucher */
    FROZEN_HOUSEHOLDS_MAX = FROZEN_INVITE - 1,
    /* What one takes at least. */
    FROZEN_PERSON_BYTES = ID_BYTES + STANDING_MODES,
    FROZEN_HOUSEHOLD_BYTES = FROZEN_PERSON_BYTES + 13,
    FROZEN_DEVICE_BYTES = 15,
    FROZEN_VOUCHER_BYTES = 2,
};

/* Writes until something fails, and passes over the rest. */
struct frozen_writer {
    struct bytes *out;
    enum err err;
};

/* Bytes, integers, an id. */
void frozen_add(struct frozen_writer *to, const void *data, size_t bytes);
void frozen_add_u8(struct frozen_writer *to, size_t value);
void frozen_add_u16(struct frozen_writer *to, size_t value);
void frozen_add_u32(struct frozen_writer *to, uint32_t value);
void frozen_add_u64(struct frozen_writer *to, uint64_t value);
void frozen_add_id(struct frozen_writer *to, const struct id *id);

/* A number of one byte, then so many; bytes up to an end mark. */
void frozen_add_ids(struct frozen_writer *to,
                    const struct id *ids,
                    size_t count);
void frozen_add_text(struct frozen_writer *to, const void *text);

/* Reads until something does not fit, which is ERR_CORRUPT; from then on all
 * is zero. */
struct frozen_reader {
    struct view rest;
    enum err err;
};

/* The same again; a flag is 0 or 1. */
void frozen_take(struct frozen_reader *from, void *out, size_t bytes);
bool frozen_take_flag(struct frozen_reader *from);
uint8_t frozen_take_u8(struct frozen_reader *from);
uint16_t frozen_take_u16(struct frozen_reader *from);
uint32_t frozen_take_u32(struct frozen_reader *from);
uint64_t frozen_take_u64(struct frozen_reader *from);
void frozen_take_id(struct frozen_reader *from, struct id *out);

/* What frozen_add_ids and frozen_add_text wrote, at most so much. */
size_t frozen_take_count(struct frozen_reader *from, size_t max);
size_t frozen_take_ids(struct frozen_reader *from, struct id *ids, size_t max);
void frozen_take_text(struct frozen_reader *from,
                      unsigned char text[static NAME_BYTES_MAX + 1]);

/* Refuse what is not so. */
void frozen_require(struct frozen_reader *from, bool is_so);

/* The mark, at the beginning; the check of all behind `begin`, at the end. */
void frozen_begin(struct frozen_writer *to);
void frozen_end(struct frozen_writer *to, size_t begin);

/* A reader of what stands between the two; ERR_CORRUPT in it where one of
 * them is wrong. */
struct frozen_reader frozen_open(struct view bytes);

#endif
