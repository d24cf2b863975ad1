#include "node/sync/sketch_item.h"

#include <string.h>

#include <sodium.h>

enum { KEYED_HASH_BYTES = 16 };

_Static_assert(crypto_shorthash_siphash24_KEYBYTES == SKETCH_KEY_BYTES,
               "of SipHash");
_Static_assert(sizeof(struct item) == ITEM_BYTES, "no padding");

/* The first bytes of BLAKE2b-256 over a purpose, its zero byte and what else
 * the key depends on. */
static void key_make(struct view purpose,
                     struct view first,
                     struct view second,
                     struct item_key *out)
{
    unsigned char hash[crypto_generichash_BYTES];
    crypto_generichash_state state;

    (void)crypto_generichash_init(&state, NULL, 0, sizeof hash);
    (void)crypto_generichash_update(&state, purpose.data, purpose.bytes);
    (void)crypto_generichash_update(&state, (const unsigned char *)"", 1);
    (void)crypto_generichash_update(&state, first.data, first.bytes);
    (void)crypto_generichash_update(&state, second.data, second.bytes);
    (void)crypto_generichash_final(&state, hash, sizeof hash);
    memcpy(out->data, hash, sizeof out->data);
}

void item_key_make(const struct neighbourhood *neighbourhood,
                   struct item_key *out)
{
    key_make(view_text("kith sketch v1"),
             (struct view){neighbourhood->data, NEIGHBOURHOOD_BYTES},
             (struct view){NULL, 0}, out);
}

void item_make(uint16_t drop_day, const struct id *id, struct item *out)
{
    unsigned char bytes[ITEM_BYTES];

    put_u16(bytes, drop_day);
    memcpy(bytes + ITEM_DAY_BYTES, id->data, ITEM_PREFIX_BYTES);
    item_read(bytes, out);
}

uint16_t item_day(const struct item *item)
{
    unsigned char bytes[ITEM_BYTES];

    item_write(item, bytes);
    return get_u16(bytes);
}

void item_prefix(const struct item *item,
                 unsigned char out[static ITEM_PREFIX_BYTES])
{
    unsigned char bytes[ITEM_BYTES];

    item_write(item, bytes);
    memcpy(out, bytes + ITEM_DAY_BYTES, ITEM_PREFIX_BYTES);
}

void item_read(const unsigned char in[static ITEM_BYTES], struct item *out)
{
    memcpy(out->words, in, ITEM_BYTES);
}

void item_write(const struct item *item, unsigned char out[static ITEM_BYTES])
{
    memcpy(out, item->words, ITEM_BYTES);
}

/* SipHash is a number, whose bytes libsodium gives lowest first. */
uint64_t item_check(const struct item *item, const struct item_key *key)
{
    unsigned char bytes[crypto_shorthash_siphash24_BYTES];
    uint64_t check = 0;

    (void)crypto_shorthash_siphash24(bytes, (const unsigned char *)item->words,
                                     ITEM_BYTES, key->data);
    for (size_t index = sizeof bytes; index > 0; index--) {
        check = check << 8 | bytes[index - 1];
    }
    return check;
}

void keyed_key_make(struct view binding,
                    uint8_t set,
                    uint32_t round,
                    struct item_key *out)
{
    unsigned char place[1 + 4];

    place[0] = set;
    put_u32(place + 1, round);
    key_make(view_text("kith keyed v1"), binding,
             (struct view){place, sizeof place}, out);
}

void keyed_item_make(const struct item_key *key,
                     const struct id *id,
                     struct item *out)
{
    unsigned char hash[KEYED_HASH_BYTES];

    (void)crypto_shorthash_siphashx24(hash, id->data, ID_BYTES, key->data);
    item_read(hash, out);
}
