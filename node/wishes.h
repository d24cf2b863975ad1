/*
 * Wishes: what this house looks for, compared here with the posts that come.
 * Nobody else learns of it. Rule G20 of spec/acts.md. Inside node/.
 */
#ifndef NODE_WISHES_H
#define NODE_WISHES_H

#include <stdbool.h>
#include <stddef.h>

#include "node/err.h"
#include "node/row.h"

struct node;
struct step;

/*
 * Compare the posts of others that came with these rows of the journal, and
 * tell of those that fit.
 *
 * has_wishes  set where there are any, so that rows of the board counted
 */
MUST_USE enum err wishes_rows(struct node *node,
                              const struct step *step,
                              const struct journal_row *rows,
                              size_t count,
                              bool *has_wishes);

#endif
