/*
 * Rights: what the roster lets each household keep outside the roster, as a
 * digest, and whether its records were looked at since that changed.
 *
 * The list is kept with the records (SNAPSHOT_SWEPT), so that a node looks
 * only at the records of those whose rights changed, whichever process saw
 * the change, and at nothing when it starts. Inside the agenda's sweep. Rules
 * G2 and G7 of spec/acts.md.
 */
#ifndef NODE_PEOPLE_RIGHTS_H
#define NODE_PEOPLE_RIGHTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "node/people/roster.h"

enum {
    RIGHTS_DUE = 0,  /* its records are to be looked at */
    RIGHTS_NONE = 1, /* it may keep nothing */
};

struct right {
    struct id household;
    uint64_t digest; /* RIGHTS_DUE, RIGHTS_NONE, or of its rights */
};

struct rights {
    struct right *items; /* owned; ascending by household */
    size_t count;
    bool is_whole;  /* nobody knows: all records are to be looked at */
    uint32_t marks; /* how often somebody became due */
};

/* Make ready and empty; takes no memory. */
void rights_init(struct rights *rights);

/* Give back and make empty; may be called twice. */
void rights_release(struct rights *rights);

/* Replace the items by those who have rights now. ERR_NOMEM: unchanged. */
MUST_USE enum err rights_take(struct rights *rights,
                              const struct roster *roster);

/*
 * Make due: who has other rights than the list says, who has none any more,
 * and who is new in it. `marks` grows where anybody became due, or where
 * everybody is.
 *
 * ERR_NOMEM  unchanged
 */
MUST_USE enum err rights_mark(struct rights *rights,
                              const struct roster *roster);

/* Replace `out` by those who are due, or by all, with the rights that they
 * have now. ERR_NOMEM: `out` is unchanged. */
MUST_USE enum err rights_due(const struct rights *rights,
                             const struct roster *roster,
                             struct rights *out);

/* The roster changed while the records of those in `swept` were looked at:
 * whose rights are others now is due there too. ERR_NOMEM: unchanged. */
MUST_USE enum err rights_check(struct rights *swept,
                               const struct roster *roster);

/* Everybody in `swept` who is not due there was looked at: his rights are
 * those that it says, and who has none is forgotten. A list of all that is
 * whole replaces the other one. */
void rights_settle(struct rights *rights, struct rights *swept);

/* Append the list as bytes. ERR_FULL, ERR_NOMEM: as bytes_append. */
MUST_USE enum err rights_write(const struct rights *rights, struct bytes *out);

/*
 * Replace the list by what was written.
 *
 * ERR_CORRUPT  not what rights_write wrote; unchanged
 * ERR_NOMEM    unchanged
 */
MUST_USE enum err rights_read(struct view bytes, struct rights *rights);

#endif
