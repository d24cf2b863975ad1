/*
 * Items: what stands for a record in a sketch.
 *
 * Twelve bytes: the drop day and the first ten bytes of the id, so that who
 * finds one sees at once what is too old for it. In a keyed round they are a
 * hash of the whole id that nobody could know before. The 64-bit check of an
 * item says whether a symbol holds it alone, and decides in which symbols it
 * is. Rules X3 to X5 and X18 of spec/sketch.md.
 */
#ifndef NODE_SYNC_SKETCH_ITEM_H
#define NODE_SYNC_SKETCH_ITEM_H

#include <stddef.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/id.h"

enum {
    ITEM_BYTES = 12,
    ITEM_DAY_BYTES = 2,
    ITEM_PREFIX_BYTES = ITEM_BYTES - ITEM_DAY_BYTES, /* of the record's id */
    ITEM_WORDS = ITEM_BYTES / 4,
    SKETCH_KEY_BYTES = 16, /* of SipHash */
};

/* An item as it lies in memory: its bytes in order, as words to be xored. */
struct item {
    uint32_t words[ITEM_WORDS];
};

/* What checks are keyed with. */
struct item_key {
    unsigned char data[SKETCH_KEY_BYTES];
};

/* The key of a neighbourhood's checks. */
void item_key_make(const struct neighbourhood *neighbourhood,
                   struct item_key *out);

/* The item of a record. */
void item_make(uint16_t drop_day, const struct id *id, struct item *out);

/* The day and the first bytes of the id that an item was made of. */
uint16_t item_day(const struct item *item);
void item_prefix(const struct item *item,
                 unsigned char out[static ITEM_PREFIX_BYTES]);

/* To and from ITEM_BYTES bytes, as on the wire. */
void item_read(const unsigned char in[static ITEM_BYTES], struct item *out);
void item_write(const struct item *item, unsigned char out[static ITEM_BYTES]);

/* The check of an item: its SipHash-2-4 as a number. */
uint64_t item_check(const struct item *item, const struct item_key *key);

/* What hashes whole ids in one keyed round: its number counts from 0. */
void keyed_key_make(struct view binding,
                    uint8_t set,
                    uint32_t round,
                    struct item_key *out);

/* The item of a record in a keyed round: the first bytes of the 128-bit
 * SipHash-2-4 of its id. */
void keyed_item_make(const struct item_key *key,
                     const struct id *id,
                     struct item *out);

#endif
