/*
 * The kept set of the roster: which of its records belong to it.
 *
 * A record is kept when its author has standing as if no vouch had been
 * withdrawn, and its slot is one that this standing has. Inside node/people
 * only. Rules A10 to A16 of spec/admission.md.
 */
#ifndef NODE_PEOPLE_KEEP_H
#define NODE_PEOPLE_KEEP_H

#include "node/err.h"
#include "node/people/entry.h"
#include "node/people/graph.h"
#include "node/people/invite.h"

/*
 * Mark all entries but councils, which the chain marks.
 *
 * ERR_NOMEM  the marks are undefined
 */
MUST_USE enum err keep_settle(const struct entries *entries,
                              const struct graph *graph,
                              const struct joins *joins);

#endif
