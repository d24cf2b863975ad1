/*
 * A shelf in memory: what the store does over SQLite, for tests.
 *
 * It keeps the head of every slot (the greatest stamp and id), writes a
 * journal row for every change, and answers the port of node/shelf.h. What
 * was changed since the last commit can be rolled back, as a crash does.
 */
#ifndef TESTS_LIB_MEMORY_SHELF_H
#define TESTS_LIB_MEMORY_SHELF_H

#include <stddef.h>
#include <stdint.h>

#include "node/actions.h"
#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "node/record/record.h"
#include "node/shelf.h"

struct memory_shelf; /* opaque */

/* An empty shelf. ERR_NOMEM. */
MUST_USE enum err memory_shelf_new(struct memory_shelf **out);

/* NULL is nothing. */
void memory_shelf_free(struct memory_shelf *shelf);

/* The port, for node_new; valid as long as the shelf lives. */
struct shelf memory_shelf_port(struct memory_shelf *shelf);

/*
 * What ACTION_STORE does: keep the record if it is newer than the head of
 * its slot, which it then replaces; else nothing happens and ERR_OK is
 * returned. The bytes are copied.
 *
 * ERR_MALFORMED  not a record
 * ERR_NOMEM, or what memory_shelf_refuse said: the shelf is unchanged
 */
MUST_USE enum err memory_shelf_put(struct memory_shelf *shelf,
                                   struct view bytes);

/* The same for a record that was read before, or made up by a test. */
MUST_USE enum err memory_shelf_keep(struct memory_shelf *shelf,
                                    const struct record *record);

/*
 * Keep many at once, committed: `make` makes them one by one, and lends their
 * bytes until the next. No two of them, and none that is kept already, have one
 * slot or one id; none is of the roster.
 *
 * ERR_NOMEM  only some are kept
 */
MUST_USE enum err
memory_shelf_fill(struct memory_shelf *shelf,
                  size_t count,
                  void (*make)(void *self, size_t index, struct record *out),
                  void *self);

/* What ACTION_DROP does; an id that is not kept is nothing. Errors as put. */
MUST_USE enum err memory_shelf_drop(struct memory_shelf *shelf,
                                    const struct id *id);

/* What HOLD, SHOW and UNHOLD do. Errors as put. */
MUST_USE enum err memory_shelf_hold(struct memory_shelf *shelf,
                                    const struct record *record);
MUST_USE enum err memory_shelf_show(struct memory_shelf *shelf, uint16_t week);
MUST_USE enum err
memory_shelf_unhold(struct memory_shelf *shelf, uint64_t after, uint64_t upto);

/* How many records are held, and how many of them shown. */
size_t memory_shelf_held(const struct memory_shelf *shelf, size_t *shown);

/* What FILE, HANDED, SUMMARY and FORGET do. Errors as put. */
MUST_USE enum err memory_shelf_file(struct memory_shelf *shelf,
                                    const struct filed *letter);
MUST_USE enum err memory_shelf_handed(struct memory_shelf *shelf,
                                      const struct id *letter,
                                      uint64_t when_ms);
MUST_USE enum err memory_shelf_sum_up(struct memory_shelf *shelf,
                                      const struct summary *summary);
MUST_USE enum err memory_shelf_forget(struct memory_shelf *shelf,
                                      const struct id *thread);

/* Look for a word in titles; it outlives the shelf. */
void memory_shelf_wish(struct memory_shelf *shelf, const char *word);

/* What a driver does inside a transaction; nothing for other actions. */
MUST_USE enum err memory_shelf_apply(struct memory_shelf *shelf,
                                     const struct action *action);

/* What ACTION_KEEP does; the bytes are copied. Errors as put. */
MUST_USE enum err memory_shelf_remember(struct memory_shelf *shelf,
                                        enum snapshot place,
                                        struct view bytes);

/* What was done stays done. The error of memory_shelf_refuse: nothing is
 * committed, call memory_shelf_rollback. */
MUST_USE enum err memory_shelf_commit(struct memory_shelf *shelf);

/* Back to the last commit: a refused commit, or a crash. */
void memory_shelf_rollback(struct memory_shelf *shelf);

/* From now on put, drop and commit return this error; ERR_OK: as usual. */
void memory_shelf_refuse(struct memory_shelf *shelf, enum err err);

/* Cut the journal's oldest rows until `rows` are left, as the store does. */
void memory_shelf_cut_journal(struct memory_shelf *shelf, size_t rows);

/* A copy of what is committed: a backup, or a card that was cloned.
 * ERR_NOMEM. */
MUST_USE enum err memory_shelf_copy(const struct memory_shelf *shelf,
                                    struct memory_shelf **out);

/* How often a record of this set came or went, also by a rollback: while it is
 * the same, so is the set. */
uint64_t memory_shelf_changes(const struct memory_shelf *shelf, enum set set);

/* How many records are kept. */
size_t memory_shelf_count(const struct memory_shelf *shelf);

#endif
