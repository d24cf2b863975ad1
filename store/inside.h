/*
 * What the files of store/ share: the struct behind struct store, and how a
 * record becomes rows. Inside store/.
 */
#ifndef STORE_INSIDE_H
#define STORE_INSIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "node/board/post.h"
#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "node/record/record.h"
#include "node/shelf.h"
#include "store/limits.h"
#include "store/sql.h"
#include "store/store.h"

/* A household and its number in this file; numbers are never taken back. */
struct numbered {
    struct id id;
    uint64_t number; /* 0: this place is free */
};

struct store {
    struct sql sql;
    enum store_mode mode;
    char folder[PATH_BYTES_MAX];
    struct numbered households[STORE_HOUSEHOLDS_CACHED];
    struct bytes words; /* of the post at hand */
};

/* The number of a household; one is given to a household that has none. */
MUST_USE enum err household_number(struct store *store,
                                   const struct id *household,
                                   uint64_t *number);

/* ERR_UNKNOWN where it has none. */
MUST_USE enum err household_find(struct store *store,
                                 const struct id *household,
                                 uint64_t *number);

/* After a rollback: numbers given since then are void. */
void households_forget(struct store *store);

/* Append a row to the journal; trims it now and then. */
MUST_USE enum err journal_add(struct store *store,
                              const struct journal_row *row,
                              uint64_t *sequence);

/* Make the board and search rows of a record that is a live post; another
 * record is nothing. `seq` is its row. */
MUST_USE enum err projection_add(struct store *store,
                                 uint64_t seq,
                                 uint64_t household,
                                 const struct record *record);

/* Remove them; `was_post` tells whether there were any. */
MUST_USE enum err
projection_remove(struct store *store, uint64_t seq, bool *was_post);

/* Mark at most STORE_SWEEP_ROWS_MAX posts as ended. */
MUST_USE enum err projection_sweep(struct store *store, uint64_t now_ms);

/* Bring the words of a post into the search index, or out of it. */
MUST_USE enum err
search_add(struct store *store, uint64_t seq, const struct post *post);
MUST_USE enum err
search_remove(struct store *store, uint64_t seq, const struct post *post);

/* Rewrite the search index without what was removed. */
MUST_USE enum err search_purge(struct store *store);

/*
 * What people type as a question to the index, appended to `out`.
 *
 * ERR_INVALID  more than SEARCH_WORDS_MAX words
 * ERR_UNKNOWN  not one word in it
 */
MUST_USE enum err
search_question(struct store *store, struct view words, struct bytes *out);

#endif
