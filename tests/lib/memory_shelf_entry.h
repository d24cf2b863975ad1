/*
 * A kept record: one entry for all shelves that keep the same bytes, so that
 * thirty nodes in one process look at one copy of it.
 */
#ifndef TESTS_LIB_MEMORY_SHELF_ENTRY_H
#define TESTS_LIB_MEMORY_SHELF_ENTRY_H

#include <stddef.h>

#include "node/err.h"
#include "node/record/record.h"
#include "node/shelf.h"

struct entry {
    struct entry *next; /* of those whose ids are alike */
    size_t holders;     /* shelves and their undo logs */
    struct shelf_row row;
    enum set set;
    size_t bytes;
    unsigned char data[];
};

/* The entry of these bytes; nobody may hold it yet. ERR_NOMEM. */
MUST_USE enum err entry_new(const struct record *record, struct entry **out);

/* Hold it no longer; NULL is nothing. Whoever is last gives it back. */
void entry_put_back(struct entry *entry);

#endif
