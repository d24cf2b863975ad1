/*
 * The census: who had which standing when the roster was last looked at, so
 * that a person can be told what has changed since.
 *
 * Only a memory of this process; nothing depends on it.
 */
#ifndef NODE_PEOPLE_CENSUS_H
#define NODE_PEOPLE_CENSUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/actions.h"
#include "node/err.h"
#include "node/id.h"
#include "node/people/roster.h"

struct census_row {
    struct id household;
    uint8_t level; /* LIVE */
    bool is_clashed;
};

struct census {
    struct census_row *rows; /* owned; ascending by household */
    size_t count;
    uint32_t council; /* height of the one in force */
    bool is_taken;
};

/* Make ready: nobody was counted yet; takes no memory. */
void census_init(struct census *census);

/* Give back; may be called twice. */
void census_release(struct census *census);

/*
 * Count again, and tell what is new: JOINED, JOIN_CLASH, VOUCHED, CUT_OFF,
 * COUNCIL; at most TELLS_MAX of them. The first count tells nothing, nor does
 * that of a household which had no standing itself: all is new to it.
 *
 * ERR_NOMEM, ERR_FULL  the census is as before; some may have been told
 */
MUST_USE enum err census_take(struct census *census,
                              const struct roster *roster,
                              const struct id *own,
                              struct actions *actions);

#endif
