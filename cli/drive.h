/*
 * The driver: store, keys and core of one neighbourhood, run together.
 *
 *   store_begin -> node_step -> STORE and DROP at once -> store_commit
 *   -> what else the core asked for
 *
 * A command runs it for one step; `kith run` for as long as it runs. Trusted
 * time and randomness enter the core here. For one thread at a time.
 */
#ifndef CLI_DRIVE_H
#define CLI_DRIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/problem.h"
#include "cli/where.h"
#include "node/actions.h"
#include "node/err.h"
#include "node/event.h"
#include "node/limits.h"
#include "node/node.h"
#include "store/home.h"
#include "store/keys.h"
#include "store/store.h"

/* Does not move once it is open: the core points into it. */
struct drive {
    struct home_folder folder;
    char socket[SOCKET_PATH_BYTES]; /* of the running node */
    struct keys keys;
    struct enrolment enrolment; /* what it shows while keys.has_pass */
    struct store *store;        /* owned; NULL while closed */
    struct node *node;          /* owned */
    uint64_t mark_ms;           /* trusted time, as it was stored last */
    uint64_t former_ms;         /* likewise, by earlier processes */
    uint64_t jumped_ms;         /* the wall clock when it had jumped, or 0 */
    uint64_t sequence;          /* of the journal, at the last commit */
    uint64_t handed_to;         /* nodes that have what was last committed */
    bool has_node;              /* a running node was told of it */
    bool is_hub;           /* told to others; takes effect with drive_restart */
    unsigned photos_ahead; /* likewise: see node/node.h; a hub takes all */
    bool checks_first;     /* likewise: holds nothing */
    bool is_read_only;
    bool is_new_device; /* it was a copy, and is a device of its own */
    bool is_writing;    /* a transaction is open that may write */
};

/* Nothing is open; drive_release may follow. */
void drive_init(struct drive *drive);
/*
 * Open a neighbourhood for a command. A copied folder becomes a new device
 * of its household, before anything else is signed.
 *
 * wanted  STORE_READ to look only; STORE_WRITE
 *
 * After an error nothing is open.
 */
MUST_USE enum err drive_open(struct drive *drive,
                             const struct where *where,
                             const struct home_folder *folder,
                             enum store_mode wanted,
                             struct problem *why);

/*
 * Make the store of a new folder from keys, which are taken over. No record is
 * in it yet, and no keys: with those it counts, so they are saved last.
 */
MUST_USE enum err drive_create(struct drive *drive,
                               const struct where *where,
                               const struct home_folder *folder,
                               struct keys *keys,
                               struct problem *why);

/* Close everything and wipe the keys; may be called twice. */
void drive_release(struct drive *drive);

/* The moment now, by the clocks and what was seen before. */
struct moment drive_moment(const struct drive *drive);

/*
 * One transaction of steps. Between begin and commit, drive_step runs one
 * event and applies what must be written; all else stays in `actions` for
 * when the commit has succeeded. `event`'s moment and seed are filled in.
 *
 * USER errors of a step are the command's answer and end nothing; after a
 * HOST error the transaction must be rolled back with drive_commit and the
 * core begun anew with drive_restart.
 */
MUST_USE enum err drive_begin(struct drive *drive);
MUST_USE enum err drive_step(struct drive *drive,
                             struct event *event,
                             struct actions *actions,
                             struct answer *answer);
MUST_USE enum err drive_commit(struct drive *drive, enum err err);

/*
 * Tell the running node, if there is one, that something was committed; wait
 * a moment for it to hand it on. Fills `has_node` and `handed_to`.
 */
void drive_nudge(struct drive *drive);

/* Where no node runs, nobody is ever idle: do what could wait after a command
 * that wrote, so that the next need not. Nothing is lost where that fails. */
void drive_rest(struct drive *drive);

/* A core that has seen nothing, over the same store. ERR_NOMEM: none. */
MUST_USE enum err drive_restart(struct drive *drive);

/*
 * Check the batches among the actions here and now, and step what came of
 * it, inside the open transaction. What a command does instead of a pool.
 */
MUST_USE enum err drive_verify(struct drive *drive, struct actions *actions);

/*
 * Do what a person asked, in a transaction of its own, and nudge the node.
 *
 * is_rehearsal  roll it back at the end: for --dry-run
 *
 * `why` is filled for errors that are not the user's.
 */
MUST_USE enum err drive_command(struct drive *drive,
                                const struct command *command,
                                bool is_rehearsal,
                                struct answer *answer,
                                struct problem *why);

/* Begin to look: one state of store and people, which are in
 * node_roster(drive->node), until drive_look_end. */
MUST_USE enum err drive_look(struct drive *drive, struct problem *why);
void drive_look_end(struct drive *drive);

/* The household of these keys. */
const struct id *drive_own(const struct drive *drive);

/* The name of a folder's neighbourhood, "" where it cannot be read. */
void drive_place(const struct home_folder *folder,
                 char name[static NAME_BYTES_MAX + 1]);

/*
 * Words for what store and folder say; for errors that no sentence was set
 * for yet. Returns `err`.
 */
MUST_USE enum err
drive_explain(const struct drive *drive, enum err err, struct problem *why);

#endif
