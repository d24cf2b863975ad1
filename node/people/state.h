/*
 * The inside of the roster, shared by the files of this folder; nobody else
 * includes it.
 *
 * Settling goes down the members in this order; each looks only at those
 * above it.
 */
#ifndef NODE_PEOPLE_STATE_H
#define NODE_PEOPLE_STATE_H

#include <stddef.h>
#include <stdint.h>

#include "node/id.h"
#include "node/limits.h"
#include "node/people/chain.h"
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
    uint32_t day;
    struct chain chain;
    char place[NAME_BYTES_MAX + 1];
    struct rules rules;
    struct joins joins;
    struct graph graph;
    struct directory directory;
};

#endif
