/*
 * Held: records of an empty node's first board, kept aside before their
 * signatures are checked.
 *
 *   COMING --all that a manifest lists, and its hash--> shown
 *     |                                                   |
 *     +--- no more of it comes ---> checked <-------------+
 *
 * One peer at a time fills it; what is held itself is on the shelf. Rules U4
 * to U8 of spec/manifest.md.
 */
#ifndef NODE_SYNC_HELD_H
#define NODE_SYNC_HELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/actions.h"
#include "node/err.h"
#include "node/record/record.h"
#include "node/sync/fingerprint.h"
#include "node/sync/manifest.h"
#include "node/sync/recent.h"

struct work;  /* inside.h */
struct sync;  /* inside.h */
struct scene; /* sync.h */

struct held {
    uint32_t peer;       /* who fills it now; 0: nobody */
    uint32_t sender;     /* who filled it last */
    struct id household; /* of that one */
    uint64_t taken_ms;   /* when the last record was */
    struct manifest_weeks listed;
    struct fingerprint sums; /* of what came, by week */
    struct recent liars;     /* households whose manifests are not believed */
    uint64_t cursor;         /* on the shelf: up to here it is being checked */
    size_t checking;         /* batches under way */
    bool is_due;             /* there may be more behind the cursor */
};

/* Make ready; what a former run has left is due. Takes no memory. */
void held_init(struct held *held);

/* May be called twice. */
void held_release(struct held *held);

/* Hold a record that admission took, if it is one to hold. */
MUST_USE enum err
held_take(const struct work *work, const struct record *record, bool *is_taken);

/* Have checked what is held, once no more of it comes. */
MUST_USE enum err held_go_on(struct sync *sync, const struct scene *scene);

/* A batch of what is held was checked: what is not taken in next goes. */
MUST_USE enum err held_let_go(const struct work *work,
                              const struct verify_batch *batch);

/* Its good records were taken in. */
MUST_USE enum err held_checked(const struct work *work,
                               const struct verify_batch *batch);

/* Is something held, of which no more comes? It is in no set yet. */
bool held_is_checked(const struct sync *sync);

/* When held_go_on has something to do; UINT64_MAX: nothing. */
uint64_t held_due_ms(const struct held *held, uint64_t now_ms);

#endif
