/*
 * The directory: the households that people may see, with their names and
 * devices, in the order in which they are shown.
 *
 * Inside node/people only.
 */
#ifndef NODE_PEOPLE_DIRECTORY_H
#define NODE_PEOPLE_DIRECTORY_H

#include <stddef.h>
#include <stdint.h>

#include "node/err.h"
#include "node/people/device.h"
#include "node/people/graph.h"
#include "node/people/household.h"

struct directory {
    struct roster_household *households; /* owned, by (LIVE level, id) */
    size_t count;
    size_t *order;  /* owned; their places, ascending by id */
    size_t *places; /* owned; while it is settled: of the graph's people in
                       households, or count */
    struct roster_device *devices; /* owned; each household's stand together */
    size_t device_count;
    struct roster_voucher *vouchers; /* owned; each household's together */
    size_t voucher_count;
};

/* Give everything back; may be called twice. Zeroed memory is ready. */
void directory_release(struct directory *directory);

/* What it is made of; settled, borrowed for the call. */
struct directory_source {
    const struct entries *entries;
    const struct chain *chain;
    const struct joins *joins;
    const struct graph *graph;
    uint32_t day;
};

/*
 * Fill it from what was settled before.
 *
 * directory  released or zeroed
 *
 * ERR_NOMEM  the directory is released
 */
MUST_USE enum err directory_settle(struct directory *directory,
                                   const struct directory_source *source);

/* The place of a household in `order`; count where it is not in it. */
size_t directory_place(const struct directory *directory,
                       const struct id *household);

/* NULL where it is not in it. */
const struct roster_household *directory_find(const struct directory *directory,
                                              const struct id *household);

#endif
