/*
 * A draw: the keeper commits to a secret when posting, and opens it at the
 * end; each ticket is a hash of the secret, so nobody can choose his own, and
 * everybody who asked can check his. Normative: spec/deals.md, "draw".
 */
#ifndef NODE_DEAL_DRAW_H
#define NODE_DEAL_DRAW_H

#include <stdbool.h>
#include <stddef.h>

#include "node/board/post.h"
#include "node/err.h"
#include "node/id.h"

/* What the post shows while it is open. */
void draw_commit(const unsigned char secret[static SECRET_BYTES],
                 const struct id *post,
                 unsigned char out[static ID_BYTES]);

/* The ticket of one who asked. The lowest wins. */
void draw_ticket(const unsigned char secret[static SECRET_BYTES],
                 const struct id *claimant,
                 const struct id *post,
                 struct post_ticket *out);

/*
 * Open a draw: put the secret and the tickets of those who asked into the
 * post, lowest first.
 *
 * claimants  each once
 *
 * ERR_FULL     more than TICKETS_MAX; unchanged
 * ERR_INVALID  the secret is not the one committed to; unchanged
 */
MUST_USE enum err draw_open(struct post *post,
                            const struct id *id,
                            const unsigned char secret[static SECRET_BYTES],
                            const struct id *claimants,
                            size_t count);

/*
 * Was this draw held as it was promised?
 *
 * ERR_AGAIN    it is not opened yet
 * ERR_INVALID  no commitment, or the secret is another
 */
MUST_USE enum err draw_verify(const struct post *post, const struct id *id);

/* Where the ticket of a household stands, from 0; the number of tickets
 * where it has none. The draw was verified. */
size_t draw_rank(const struct post *post,
                 const struct id *id,
                 const struct id *claimant);

#endif
