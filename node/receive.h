/*
 * Receiving: every letter that comes into the kept set is tried, and what is
 * ours is filed and handed on, whichever process or peer brought it.
 *
 * A cursor into the journal says what was tried; it is kept on the shelf, so
 * that nothing that a command, a bundle or another process stored is missed.
 * Rules O1 to O7 of spec/letters.md.
 */
#ifndef NODE_RECEIVE_H
#define NODE_RECEIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/err.h"
#include "node/mail/opener.h"
#include "node/row.h"

struct node;
struct step;

struct receiving {
    struct opener opener;
    uint64_t seen; /* journal rows up to here were tried */
    uint64_t kept; /* the same, as it is on the shelf */
    uint64_t at;   /* the row that is tried */
    bool is_left;  /* a letter waits for the clock; so does the kept cursor */
};

/* Try what came since this was last done, up to the journal's end: by the
 * cursor of the shelf; where it is lost, all letters that are kept. */
MUST_USE enum err receive_begin(struct node *node, const struct step *step);

/* Try again what waited for the clock, once it is set. */
MUST_USE enum err receive_left(struct node *node, const struct step *step);

/* Try what came with these rows of the journal, which follow those before. */
MUST_USE enum err receive_rows(struct node *node,
                               const struct step *step,
                               const struct journal_row *rows,
                               size_t count);

/* Try one record, as if it had come with this row of the journal; one that is
 * gone is nothing. */
MUST_USE enum err receive_id(struct node *node,
                             const struct step *step,
                             const struct id *id,
                             uint64_t sequence);

#endif
