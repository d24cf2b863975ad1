/*
 * A letter of ours in the mail, opened. Inside act/.
 */
#ifndef NODE_ACT_OPENED_H
#define NODE_ACT_OPENED_H

#include "node/bytes.h"
#include "node/err.h"
#include "node/inside.h"
#include "node/mail/letter.h"
#include "node/mail/seal.h"

/* The letter, and the record that it is sealed in. */
struct opened {
    struct bytes bytes; /* owned; the record */
    struct bytes text;  /* owned; wiped */
    struct sealed sealed;
    struct letter letter;
};

/* Make ready; give back. */
void opened_init(struct opened *opened);
void opened_release(struct opened *opened);

/* Read and open the letter of a row. ERR_UNKNOWN, ERR_MALFORMED: this machine
 * cannot. */
MUST_USE enum err opened_read(struct opened *opened,
                              struct node *node,
                              const struct shelf_row *row);

#endif
