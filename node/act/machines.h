/*
 * The machines that a letter is sealed to, and sealing to them. Inside act/.
 *
 * Rules S1 and W1 of spec/letters.md.
 */
#ifndef NODE_ACT_MACHINES_H
#define NODE_ACT_MACHINES_H

#include <stddef.h>

#include "node/bytes.h"
#include "node/err.h"
#include "node/inside.h"
#include "node/mail/letter.h"
#include "node/mail/seal.h"

struct machines {
    struct id keys[STALLS];
    size_t count;
};

/*
 * Each reader's machines; then this one, which so knows its own letters again,
 * and our other ones, as far as there is room.
 *
 * ERR_UNKNOWN  no machine of a reader is known
 */
MUST_USE enum err machines_find(const struct node *node,
                                const struct step *step,
                                const struct letter_draft *draft,
                                struct machines *machines);

/* Append the body of a record: the text sealed to them. */
MUST_USE enum err machines_seal(const struct node *node,
                                const struct step *step,
                                const struct machines *machines,
                                struct view text,
                                struct bytes *body);

#endif
