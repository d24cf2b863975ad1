/*
 * The journal: the order in which records came and left. It is the table of
 * records itself: a row that came stays when its record is erased, without
 * its bytes, and a record that leaves adds a row of its own. Inside store/.
 */
#ifndef STORE_JOURNAL_H
#define STORE_JOURNAL_H

#include <stddef.h>
#include <stdint.h>

#include "node/err.h"
#include "node/record/record.h"
#include "node/shelf.h"

struct store;

/* Append the row of a record that came; `sequence` is its own. */
MUST_USE enum err journal_come(struct store *store,
                               const struct record *record,
                               uint64_t *sequence);

/* Erase the bytes of one that came, at `came`, and append that it left. */
MUST_USE enum err journal_leave(struct store *store,
                                uint64_t came,
                                const struct journal_row *row,
                                uint64_t *sequence);

/* Keep `rows` rows; a reader who is further behind is told. */
MUST_USE enum err journal_cut(struct store *store, uint64_t rows);

/* As in struct shelf. */
MUST_USE enum err journal_read(struct store *store,
                               uint64_t after,
                               struct journal_row *rows,
                               size_t max,
                               size_t *count);

#endif
