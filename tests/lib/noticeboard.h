/*
 * A store with a few authors, for tests of the board: what is put into it,
 * and which titles a page shows.
 */
#ifndef TESTS_LIB_NOTICEBOARD_H
#define TESTS_LIB_NOTICEBOARD_H

#include <stddef.h>

#include "store/board.h"
#include "store/store.h"
#include "tests/lib/folder.h"
#include "tests/lib/posting.h"

enum { AUTHORS = 4, TITLES_BYTES_MAX = 8192 };

struct noticeboard {
    struct folder folder;
    struct store *store;
    struct author authors[AUTHORS];
    struct id keepers[AUTHORS];
    struct bytes record;
    char titles[TITLES_BYTES_MAX]; /* of the rows that were visited */
    size_t rows;
    size_t ended;
    size_t hidden;
    size_t unverified;
    struct id last_post;
    unsigned merges_each; /* posts; 0: never */
    unsigned puts;
};

/* A test in each of the three ways. */
#define NOTICEBOARD_TEST(name)                                                 \
    cmocka_unit_test_setup_teardown(name, noticeboard_set_up,                  \
                                    noticeboard_tear_down),                    \
        cmocka_unit_test_setup_teardown(name, noticeboard_set_up_merged,       \
                                        noticeboard_tear_down),                \
        cmocka_unit_test_setup_teardown(name, noticeboard_set_up_mixed,        \
                                        noticeboard_tear_down)

/*
 * For cmocka: `*state` is a struct noticeboard. Its posts stay in the tail of
 * the store, or each is merged into a run, or every second one has all that
 * came before it merged.
 */
int noticeboard_set_up(void **state);
int noticeboard_set_up_merged(void **state);
int noticeboard_set_up_mixed(void **state);
int noticeboard_tear_down(void **state);

/* Bring all posts into runs. */
void noticeboard_merge(struct noticeboard *board);

/* Close the store and open it again: all that is known comes from the file. */
void noticeboard_reopen(struct noticeboard *board);

/* Keep a post of an author, in a commit of its own. */
void noticeboard_put(struct noticeboard *board,
                     unsigned author,
                     const struct posting *posting);

/* Forget what was visited; a board_visit that writes down a row. */
void noticeboard_forget(struct noticeboard *board);
enum err noticeboard_note(void *visitor, const struct board_row *row);

/* A query for 50 posts of all authors, at POSTING_NOW_MS. */
struct board_query noticeboard_everybody(const struct noticeboard *board);

/* The titles of a page, in order, with a space between two. */
const char *noticeboard_page(struct noticeboard *board,
                             const struct board_query *query);

#endif
