/*
 * The store: the data folder of one neighbourhood, over SQLite.
 *
 * Several processes may have it open. Whoever is between store_begin and
 * store_commit is the only writer; what is committed is on disk. It keeps by
 * itself that newest wins in a slot, that every change of a set writes its
 * row in the journal, and that board and search follow. For one thread at a
 * time. Tables and promises: spec/store.md.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "node/record/record.h"
#include "node/shelf.h"

struct store; /* opaque */

enum store_mode {
    STORE_READ,   /* nothing is written; the folder must hold a store */
    STORE_WRITE,  /* the folder must hold a store; it is brought up to date */
    STORE_CREATE, /* as STORE_WRITE; an empty folder gets a store */
};

/*
 * Open the store in a folder (shelf.db in it). The folder must exist.
 *
 * ERR_UNKNOWN      there is no store in it
 * ERR_NEWER_STORE  written by a newer version of kith; untouched
 * ERR_READ_ONLY    it cannot be written; STORE_READ may still do
 * ERR_CORRUPT, ERR_DISK_FULL, ERR_BUSY, ERR_IO, ERR_NOMEM
 */
MUST_USE enum err
store_open(const char *folder, enum store_mode mode, struct store **out);

/* Roll back what is not committed, and close; NULL is nothing. */
void store_close(struct store *store);

/*
 * Begin a transaction as the only writer. Waits for another writer, up to
 * STORE_BUSY_MS_MAX.
 *
 * ERR_BUSY  another process would not let go; nothing is begun
 */
MUST_USE enum err store_begin(struct store *store);

/* Begin a transaction that sees one state and writes nothing. */
MUST_USE enum err store_begin_read(struct store *store);

/*
 * End the transaction: commit when `err` is ERR_OK, else roll back and return
 * `err`. After an error nothing of the transaction is kept.
 */
MUST_USE enum err store_commit(struct store *store, enum err err);

/* The port of the core; valid until the store is closed. */
struct shelf store_shelf(struct store *store);

/*
 * Keep a record whose signature and admission are already checked. If the
 * head of its slot is not older nothing happens; else the head is erased.
 * Inside store_begin.
 *
 * ERR_MALFORMED  record_read refuses it
 */
MUST_USE enum err store_put(struct store *store, struct view record);

/* The same for a record that was read before. */
MUST_USE enum err store_put_record(struct store *store,
                                   const struct record *record);

/* A record that is put soon: the processor may begin to look for it. */
void store_expect(const struct store *store, const struct record *record);

/* What ACTION_KEEP does: see enum snapshot of node/shelf.h. Inside store_begin.
 */
MUST_USE enum err
store_keep(struct store *store, enum snapshot place, struct view bytes);

/* Erase a kept record; what is not kept is ERR_OK too. Inside store_begin. */
MUST_USE enum err store_drop(struct store *store, const struct id *id);

/* A number that changes when another process has committed. */
MUST_USE enum err store_data_version(struct store *store, uint64_t *version);

/* The trusted time that was stored last, ms since 1970; 0: none. */
MUST_USE enum err store_high_water(struct store *store, uint64_t *now_ms);

/* What the wall clock said when it was first seen to have jumped from that
 * (K6 of spec/records.md), ms since 1970; 0: it has not. */
MUST_USE enum err store_jumped(struct store *store, uint64_t *wall_ms);

/* Note what the wall clock says now: where it has jumped since, keep when, else
 * forget it. Inside store_begin. */
MUST_USE enum err store_note_clock(struct store *store, uint64_t wall_ms);

/*
 * Trusted time goes on: in steps of STORE_TIME_STEP_MS, so that not every
 * transaction writes, raise the high-water mark and count off posts whose
 * `until` is past. It goes back only where the clock had jumped. Inside
 * store_begin.
 */
MUST_USE enum err store_pass_time(struct store *store, uint64_t now_ms);

/*
 * A slice of what can wait: indexes are brought up to date and kept small.
 * Outside of transactions, when the node is idle; holds the store for well
 * under 100 ms. `more` says whether another slice may have something to do.
 */
MUST_USE enum err store_idle(struct store *store, bool *more);

/* Has the search index not seen all of it, as far as is known here? */
bool store_is_behind(const struct store *store);

/* A slice of bringing it there, for a pause; else as store_idle. */
MUST_USE enum err store_follow(struct store *store);

/* Give back memory that only work needs: pages of the file, the filter. Outside
 * of transactions, when the node has been idle for a while. */
void store_rest(struct store *store);

/* Are erased words still in the files? */
MUST_USE enum err store_is_scrub_due(struct store *store, bool *is_due);

/*
 * Make erased bytes vanish from every file of the folder: search index,
 * freed pages, write-ahead log. Outside of transactions; costs a rewrite of
 * the search index, so it is for when the node is idle.
 *
 * ERR_BUSY  another process reads or writes; it stays due
 */
MUST_USE enum err store_scrub(struct store *store);

/* A slice of the same, which holds the store for well under 100 ms. `more`
 * says that it is not done yet; errors as store_scrub. */
MUST_USE enum err store_scrub_some(struct store *store, bool *more);

/* Check the whole file, and that each record has the bytes that its id was
 * made of; ERR_CORRUPT where it is damaged. Slow. */
MUST_USE enum err store_check(struct store *store);

/* How many bytes the files of the store take on disk. */
MUST_USE enum err store_disk_bytes(struct store *store, uint64_t *bytes);

#endif
