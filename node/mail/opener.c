#include "node/mail/opener.h"

#include <stdlib.h>

#include <sodium.h>

#include "node/limits.h"

void opener_init(struct opener *opener,
                 const struct sealing_keys *months,
                 const struct exchange_keys *device)
{
    *opener = (struct opener){.months = months, .device = device};
}

void opener_release(struct opener *opener)
{
    if (opener->pairs != NULL) {
        sodium_memzero(opener->pairs, OPENER_PAIRS * sizeof *opener->pairs);
    }
    free(opener->pairs);
    opener->pairs = NULL;
}

static enum err have_pairs(struct opener *opener)
{
    if (opener->pairs == NULL) {
        opener->pairs = calloc(OPENER_PAIRS, sizeof *opener->pairs);
    }
    return opener->pairs == NULL ? ERR_NOMEM : ERR_OK;
}

static bool is_pair(const struct opener_pair *pair,
                    const struct exchange_keys *ours,
                    const struct id *sender)
{
    return pair->is_set && id_equal(&pair->sender, sender) &&
           id_equal(&pair->ours, &ours->public);
}

/* The place of a pair: where it is, else one that is free, else the oldest of
 * those near; two that took turns in one place would cost an X25519 a letter.
 */
static struct opener_pair *place_of(struct opener *opener,
                                    const struct exchange_keys *ours,
                                    const struct id *sender)
{
    const uint64_t home = id_prefix(sender) ^ id_prefix(&ours->public);
    struct opener_pair *place = NULL;

    for (uint64_t step = 0; step < OPENER_NEAR; step++) {
        struct opener_pair *pair = &opener->pairs[(home + step) % OPENER_PAIRS];

        if (is_pair(pair, ours, sender)) {
            return pair;
        }
        if (place == NULL || pair->made < place->made) {
            place = pair; /* what is free was never made: 0 */
        }
    }
    return place;
}

/* What we have in common with a sender: remembered, else worked out. */
static const struct seal_pair *pair_with(struct opener *opener,
                                         const struct exchange_keys *ours,
                                         const struct id *sender)
{
    struct opener_pair *pair = place_of(opener, ours, sender);

    if (!is_pair(pair, ours, sender)) {
        pair->sender = *sender;
        pair->ours = ours->public;
        pair->is_set = true;
        pair->made = ++opener->made;
        pair->is_none = seal_pair_make(ours, sender, &pair->pair) != ERR_OK;
    }
    return pair->is_none ? NULL : &pair->pair;
}

/* ERR_UNKNOWN: it is not sealed to this key. */
static enum err try_key(struct opener *opener,
                        const struct record *record,
                        const struct sealed *sealed,
                        const struct exchange_keys *ours,
                        struct bytes *text)
{
    const struct seal_place place = {&record->neighbourhood,
                                     &record->household};
    const struct seal_pair *pair = pair_with(opener, ours, &sealed->sender);
    const size_t stall = pair == NULL ? STALLS : seal_find(sealed, pair);

    return stall == STALLS ? ERR_UNKNOWN
                           : seal_open(&place, sealed, stall, ours, text);
}

enum err opener_open(struct opener *opener,
                     const struct record *record,
                     struct bytes *text)
{
    const uint16_t month = sealing_month(record->stamp_ms);
    const struct sealing_keys *months = opener->months;
    struct sealed sealed;
    enum err err = sealed_read(record->body, &sealed);

    bytes_wipe(text);
    if (err == ERR_OK) {
        err = have_pairs(opener);
    }
    if (err != ERR_OK) {
        return err;
    }
    err = ERR_UNKNOWN;
    for (size_t index = 0;
         err == ERR_UNKNOWN && months != NULL && index < months->count;
         index++) {
        if (months->secrets[index].month == month) {
            err = try_key(opener, record, &sealed, &months->secrets[index].keys,
                          text);
        }
    }
    return err == ERR_UNKNOWN
               ? try_key(opener, record, &sealed, opener->device, text)
               : err;
}
