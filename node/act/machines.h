/*
 * The machines that a letter is sealed to, and sealing to them. Inside act/.
 *
 * Rules S1 and W1 of spec/letters.md.
 */
#ifndef NODE_ACT_MACHINES_H
#define NODE_ACT_MACHINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/err.h"
#include "node/inside.h"
#include "node/mail/letter.h"
#include "node/mail/seal.h"

struct machines {
    struct id keys[STALLS];
    struct id devices[STALLS]; /* the keys that they were announced with */
    bool is_past[STALLS];      /* its key of the month is not named any more */
    size_t count;
};

/*
 * Each reader's machines, with their keys of the month of a time; then this
 * one, which so knows its own letters again, and our other ones; then what is
 * listed of them beside those that may run, as far as there is room.
 *
 * ERR_UNKNOWN  no machine of a reader is known
 */
MUST_USE enum err machines_find(const struct node *node,
                                uint64_t now_ms,
                                const struct letter_draft *draft,
                                struct machines *machines);

/*
 * Does a letter that this machine sealed, or one that it was before, miss one
 * of them, itself left out? They were found as of the time of its record; of
 * those whose key of then is not known any more, the letter counts as sealed to
 * them. ERR_UNKNOWN: the secret it was sealed with is not here.
 */
MUST_USE enum err machines_miss(const struct node *node,
                                const struct machines *machines,
                                const struct sealed *sealed,
                                bool *out);

/* Append the body of a record: the text sealed to them. */
MUST_USE enum err machines_seal(const struct node *node,
                                const struct step *step,
                                const struct machines *machines,
                                struct view text,
                                struct bytes *body);

#endif
