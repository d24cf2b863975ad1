/*
 * Actions: everything the core can ask for, a bounded and ordered list.
 *
 * The driver applies STORE, DROP, KEEP, what is held and what is filed at once,
 * inside the transaction of the step; everything else waits until the
 * transaction is committed. So nothing is announced, and no receipt is
 * acknowledged, before it is on disk.
 */
#ifndef NODE_ACTIONS_H
#define NODE_ACTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "node/photo/head.h"
#include "node/record/record.h"
#include "node/shelf.h"
#include "node/tell.h"
#include "node/verify.h"

enum action_kind {
    ACTION_STORE,   /* record, bytes: replaces an older head of its slot */
    ACTION_DROP,    /* id: a record leaves its set and the disk */
    ACTION_KEEP,    /* place, bytes: derived state, see node/shelf.h */
    ACTION_HOLD,    /* record, bytes: keep it aside, it is not verified */
    ACTION_SHOW,    /* week: what is held of it may be shown */
    ACTION_UNHOLD,  /* after, upto: forget what is held there; what is stored
                       next may be of it, in that order */
    ACTION_FILE,    /* filed, bytes: keep a letter at home; once is enough */
    ACTION_HANDED,  /* id, when_ms: a reader's machine has this letter */
    ACTION_SUMMARY, /* summary, bytes: of a thread, instead of the last one */
    ACTION_FORGET,  /* id: a thread, its letters and its summary, for good */
    ACTION_WISHED,  /* id, number: a wish has found a post */
    ACTION_PHOTO,   /* id, part, bytes: a picture that was fetched; a small one
                       with the head before it */
    ACTION_VERIFY,  /* batch: check the signatures, answer EVENT_VERIFIED */
    ACTION_SEND,    /* peer, bytes: one message */
    ACTION_CLOSE,   /* peer, err: end the connection; a PEER error penalises */
    ACTION_GREET,   /* bytes: the greeting of handshakes from now on */
    ACTION_WAKE,    /* wake_mono_ms: send a tick then at the latest */
    ACTION_TELL,    /* tell: something a person may want to know */
};

struct action {
    enum action_kind kind;
    uint32_t peer;
    enum err err;
    enum snapshot place;
    struct id id;
    struct bytes bytes;         /* owned */
    struct record *record;      /* owned; its views point into `bytes` */
    struct filed *filed;        /* owned; its view points into `bytes` */
    struct summary *summary;    /* owned; its view points into `bytes` */
    struct verify_batch *batch; /* owned */
    enum photo_part part;
    uint64_t wake_mono_ms;
    uint64_t when_ms;
    uint32_t number;
    uint16_t week;  /* of the board */
    uint64_t after; /* cursors of what is held */
    uint64_t upto;
    struct tell tell;
};

struct actions {
    struct action *items; /* owned */
    size_t count;
    size_t room;
};

/* Make ready and empty; takes no memory. */
void actions_init(struct actions *actions);

/* Release what the actions own; keep the list's memory. */
void actions_reset(struct actions *actions);

/* Give everything back; may be called twice. */
void actions_release(struct actions *actions);

/* Drop the actions past `count`: undo what a failed step added. */
void actions_cut(struct actions *actions, size_t count);

/*
 * Append one action. The bytes of STORE, KEEP, SEND and GREET are copied; a
 * batch is taken over only when ERR_OK is returned.
 *
 * ERR_FULL  past ACTIONS_MAX
 * ERR_NOMEM
 * In both cases the list is unchanged.
 */
MUST_USE enum err actions_store(struct actions *actions,
                                const struct record *record);
MUST_USE enum err actions_hold(struct actions *actions,
                               const struct record *record);
MUST_USE enum err actions_show(struct actions *actions, uint16_t week);
MUST_USE enum err
actions_unhold(struct actions *actions, uint64_t after, uint64_t upto);
MUST_USE enum err actions_file(struct actions *actions,
                               const struct filed *letter);
MUST_USE enum err actions_handed(struct actions *actions,
                                 const struct id *letter,
                                 uint64_t when_ms);
MUST_USE enum err actions_summary(struct actions *actions,
                                  const struct summary *summary);
MUST_USE enum err actions_forget(struct actions *actions,
                                 const struct id *thread);
MUST_USE enum err
actions_wished(struct actions *actions, const struct id *post, uint32_t number);
MUST_USE enum err actions_drop(struct actions *actions, const struct id *id);
MUST_USE enum err
actions_keep(struct actions *actions, enum snapshot place, struct view bytes);
MUST_USE enum err actions_photo(struct actions *actions,
                                const struct id *id,
                                enum photo_part part,
                                struct view bytes);
MUST_USE enum err actions_verify(struct actions *actions,
                                 struct verify_batch *batch);
MUST_USE enum err
actions_send(struct actions *actions, uint32_t peer, struct view message);
MUST_USE enum err
actions_close(struct actions *actions, uint32_t peer, enum err err);
MUST_USE enum err actions_greet(struct actions *actions, struct view greeting);
MUST_USE enum err actions_wake(struct actions *actions, uint64_t mono_ms);
MUST_USE enum err actions_tell(struct actions *actions,
                               const struct tell *tell);

/* The last record for this slot among what is to be stored; borrowed until more
 * is added; NULL: none. And is there one? */
const struct record *actions_stored(const struct actions *actions,
                                    const struct id *slot);
bool actions_store_slot(const struct actions *actions, const struct id *slot);

/* Hand the batch of an ACTION_VERIFY to the caller. */
struct verify_batch *action_take_batch(struct action *action);

#endif
