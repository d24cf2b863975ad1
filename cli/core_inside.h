/*
 * The inside of the core thread, shared by the files core*.c and their tests:
 * transactions of many steps, and what is asked at the control socket.
 */
#ifndef CLI_CORE_INSIDE_H
#define CLI_CORE_INSIDE_H

#include "cli/core.h"

/* The place of a part among the drives. */
size_t core_index(const struct core *core, const struct core_part *part);

/*
 * Step an event in the transaction of a part, which is begun if need be. A
 * failure of the host rolls back and pauses the part. False: it was not
 * stepped.
 */
bool core_step(struct core *core, struct core_part *part, struct event *event);

/* Remember, in the open transaction, where a dialled peer answered. */
void core_note_address(struct core *core,
                       struct core_part *part,
                       const struct parcel *up);

/*
 * Commit every open transaction and let go what waited for it.
 *
 * While the pool has batches whose records belong to the next commit, a
 * transaction stays open for CORE_HOLD_MS_MAX: what is taken in by the
 * thousand is written in large pieces.
 */
void core_commit(struct core *core);

/* When the next transaction that is held must be committed; else forever. */
uint64_t core_held_until(const struct core *core);

/* Answer a request of the control socket; on the core thread. */
void core_reply(struct core *core, const struct parcel *asked);

/* Answer the nudges whose records were handed on, or that waited enough. */
void core_answer_waiting(struct core *core);

#endif
