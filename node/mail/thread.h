/*
 * A thread: all letters of it that are filed at home, in memory.
 */
#ifndef NODE_MAIL_THREAD_H
#define NODE_MAIL_THREAD_H

#include <stdbool.h>
#include <stddef.h>

#include "node/actions.h"
#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "node/mail/letter.h"
#include "node/shelf.h"

struct thread {
    struct letter *letters; /* owned; by (written, id) */
    size_t count;
    size_t room;
    struct bytes texts; /* owned; what the letters point into */
};

/* Make ready and empty; takes no memory. */
void thread_init(struct thread *thread);

/*
 * Read the letters of a thread from the shelf, instead of what was there. What
 * is filed and cannot be read is left out.
 *
 * ERR_NOMEM, or an error of the shelf: `thread` is empty
 */
MUST_USE enum err thread_load(struct thread *thread,
                              const struct shelf *shelf,
                              const struct neighbourhood *neighbourhood,
                              const struct id *id);

/*
 * Add one that is not filed yet: it came in this step, or is being written.
 * Copies its content; where it is there already nothing is added.
 *
 * ERR_FULL, ERR_NOMEM  unchanged
 */
MUST_USE enum err thread_add(struct thread *thread,
                             const struct letter *letter);

/*
 * Is there room at home for one more letter of a thread by us, or by another?
 * Neither fills it for the other side, and no other fills the house.
 *
 * actions  of this step: what it files is there too
 * own      household
 * author   of the letter; ours: own
 */
MUST_USE enum err thread_has_room(const struct shelf *shelf,
                                  const struct actions *actions,
                                  const struct id *id,
                                  const struct id *own,
                                  const struct id *author,
                                  bool *is_so);

/* Wipe and give back; may be called twice. */
void thread_release(struct thread *thread);

#endif
