/*
 * The graph of who vouches for whom.
 *
 * People are all households that a record or a council names,
 * ascending by id, and are spoken of by their place. A tie is one vouch slot
 * that names somebody. Inside node/people only.
 */
#ifndef NODE_PEOPLE_GRAPH_H
#define NODE_PEOPLE_GRAPH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/err.h"
#include "node/id.h"
#include "node/people/chain.h"
#include "node/people/entry.h"
#include "node/people/household.h"
#include "node/people/invite.h"

struct tie {
    const struct entry *vouch; /* VOUCH or INVITE */
    const struct entry *join;  /* of an INVITE, else NULL */
    size_t voucher;
    size_t subject;
    uint32_t ended_day; /* the first UTC day on which it is over */
    bool is_clashed;    /* another joined on the same key */
};

struct graph {
    struct id *people; /* owned */
    size_t people_count;
    struct tie *ties; /* owned, by (voucher, n) */
    size_t tie_count;
    size_t *first_ties;              /* owned; where a voucher's ties begin */
    const struct tie **subject_ties; /* owned; by (subject, voucher, n) */
    uint8_t *levels[STANDING_MODES]; /* owned; set by standing_settle */
    bool *is_cut;                    /* owned; past HOUSEHOLDS_MAX */
};

/* Give everything back; may be called twice. Zeroed memory is ready. */
void graph_release(struct graph *graph);

/*
 * Draw it from settled entries, which are borrowed and told their authors'
 * places. Nobody has standing yet.
 *
 * graph  released or zeroed
 *
 * ERR_NOMEM  the graph is released
 */
MUST_USE enum err graph_settle(struct graph *graph,
                               const struct entries *entries,
                               const struct joins *joins,
                               const struct chain *chain);

/* The place of a household; people_count where it is not known. */
size_t graph_find(const struct graph *graph, const struct id *household);

/* The first of subject_ties that names this place or a later one. */
size_t graph_first_about(const struct graph *graph, size_t subject);

#endif
