#include "tests/lib/noticeboard.h"

#include <stdlib.h>
#include <string.h>

#include "node/limits.h"
#include "tests/lib/check.h"
#include "tests/lib/fixture.h"

int noticeboard_set_up(void **state)
{
    struct noticeboard *board = calloc(1, sizeof *board);
    unsigned i = 0;

    assert_non_null(board);
    folder_make(&board->folder);
    for (i = 0; i < AUTHORS; i++) {
        board->authors[i] = author_of(i);
        board->keepers[i] = board->authors[i].keys.public;
    }
    bytes_init(&board->record, RECORD_BYTES_MAX);
    check_ok(store_open(board->folder.path, STORE_CREATE, &board->store));
    *state = board;
    return 0;
}

static int set_up_merging(void **state, unsigned each)
{
    int failed = noticeboard_set_up(state);
    struct noticeboard *board = *state;

    board->merges_each = each;
    return failed;
}

int noticeboard_set_up_merged(void **state)
{
    return set_up_merging(state, 1);
}

int noticeboard_set_up_mixed(void **state)
{
    return set_up_merging(state, 2);
}

int noticeboard_tear_down(void **state)
{
    struct noticeboard *board = *state;

    store_close(board->store);
    bytes_release(&board->record);
    folder_remove(&board->folder);
    free(board);
    return 0;
}

void noticeboard_merge(struct noticeboard *board)
{
    fixture_merge(board->store);
}

void noticeboard_reopen(struct noticeboard *board)
{
    store_close(board->store);
    check_ok(store_open(board->folder.path, STORE_WRITE, &board->store));
}

void noticeboard_put(struct noticeboard *board,
                     unsigned author,
                     const struct posting *posting)
{
    posting_sign(&board->authors[author], posting, &board->record);
    check_ok(store_begin(board->store));
    check_ok(store_put(board->store, bytes_view(&board->record)));
    check_ok(store_commit(board->store, ERR_OK));
    board->puts++;
    if (board->merges_each > 0 && board->puts % board->merges_each == 0) {
        noticeboard_merge(board);
    }
}

/* Write down the title of a row, and what the row says of it. */
enum err noticeboard_note(void *visitor, const struct board_row *row)
{
    struct noticeboard *board = visitor;
    struct record record;
    struct post post;
    size_t used = strlen(board->titles);

    check_ok(record_read(row->bytes, &record));
    check_ok(post_read(record.body, &post));
    check_id(&row->record, &record.id);
    check_id(&row->keeper, &record.household);
    assert_true(used + post.title.bytes + 2 < sizeof board->titles);
    if (used > 0) {
        board->titles[used++] = ' ';
    }
    memcpy(board->titles + used, post.title.data, post.title.bytes);
    board->titles[used + post.title.bytes] = '\0';
    board->rows++;
    board->ended += row->is_ended;
    board->hidden += row->is_hidden;
    board->unverified += row->is_unverified;
    board->last_post = row->post;
    return ERR_OK;
}

void noticeboard_forget(struct noticeboard *board)
{
    board->titles[0] = '\0';
    board->rows = 0;
    board->ended = 0;
    board->hidden = 0;
    board->unverified = 0;
}

struct board_query noticeboard_everybody(const struct noticeboard *board)
{
    return (struct board_query){.keepers = board->keepers,
                                .keeper_count = AUTHORS,
                                .now_ms = POSTING_NOW_MS,
                                .limit = 50};
}

/* The titles of a page, in order. */
const char *noticeboard_page(struct noticeboard *board,
                             const struct board_query *query)
{
    noticeboard_forget(board);
    check_ok(board_page(board->store, query, noticeboard_note, board));
    return board->titles;
}
