/*
 * The inside of the roster, shared by the files of this folder; nobody else
 * includes it.
 *
 * Settling goes down the members in this order; each looks only at those
 * above it. Questions about people are answered from those below the line,
 * which is all that a thawed roster has.
 */
#ifndef NODE_PEOPLE_STATE_H
#define NODE_PEOPLE_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/id.h"
#include "node/limits.h"
#include "node/people/chain.h"
#include "node/people/council.h"
#include "node/people/directory.h"
#include "node/people/entry.h"
#include "node/people/graph.h"
#include "node/people/invite.h"
#include "node/people/roster.h"
#include "node/people/rules.h"

struct roster {
    struct neighbourhood neighbourhood;
    struct entries entries; /* by (author, class, n) once settled */
    struct entry **by_id;   /* owned, by record id; entries are borrowed */
    size_t by_id_count;
    struct chain chain;
    struct joins joins;
    struct graph graph;
    /* ---- */
    bool is_thawed;
    uint32_t day;
    bool has_council;
    struct roster_council council; /* in force */
    char place[NAME_BYTES_MAX + 1];
    struct rules rules;
    struct directory directory;
};

/* Note the council in force, and the name of the place, from the chain. */
void councils_settle(struct roster *roster);

#endif
