/*
 * A store in a folder of its own, with authors and room for a record: what
 * tests of the store begin with.
 */
#ifndef TESTS_LIB_FIXTURE_H
#define TESTS_LIB_FIXTURE_H

#include <stdbool.h>
#include <stdint.h>

#include "store/store.h"
#include "tests/lib/folder.h"
#include "tests/lib/posting.h"

enum { FIXTURE_AUTHORS = 5 };

struct fixture {
    struct folder folder;
    struct store *store;
    struct author authors[FIXTURE_AUTHORS];
    struct bytes record; /* the last that was made */
    bool merges;         /* after each fixture_commit */
};

/* For cmocka: `*state` is a struct fixture, its store new and open. */
int fixture_set_up(void **state);
int fixture_set_up_merging(void **state);
int fixture_tear_down(void **state);

/* Put a post of an author into slot n, without a transaction of its own; the
 * id of its record. */
struct id fixture_put(struct fixture *fixture, unsigned author, uint32_t n);

/* End a transaction. */
void fixture_commit(struct fixture *fixture);

/* Store `record` in a transaction of its own. */
void fixture_keep(struct fixture *fixture);

/* Close the store and open it again. */
void fixture_reopen(struct fixture *fixture, enum store_mode mode);

/* Bring all records into runs and the search index, and merge runs as long as
 * some are due. */
void fixture_merge(struct store *store);

#endif
