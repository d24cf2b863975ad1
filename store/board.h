/*
 * The board as a view of the store: which posts show, in which order.
 *
 * Quietest first: posts nobody has asked for, then keepers' first posts (for
 * 30 days), then the posts of keepers who have few, then the newest. Rows
 * carry the record's bytes; the desk reads them with post_read.
 */
#ifndef STORE_BOARD_H
#define STORE_BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/board/cell.h"
#include "node/board/code.h"
#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "store/store.h"

/* Which posts a page shows. */
struct board_query {
    const struct id *keepers; /* only their posts show; at most
                                 HOUSEHOLDS_MAX; borrowed */
    size_t keeper_count;
    uint64_t now_ms;   /* trusted time; posts whose `until` is past ended */
    unsigned kind;     /* enum post_kind; 0: all */
    struct view tag;   /* this tag exactly; empty: any */
    struct view words; /* each begins a word of title, text or tags; "": any */
    const struct cell *near; /* only posts near it; NULL: anywhere */
    uint32_t within_m;       /* metres from its middle to that of theirs */
    uint64_t since_ms;       /* first published then or later; 0: ever */
    bool with_ended;         /* ended and closed posts too, after the others */
    bool with_hidden;        /* posts hidden with local_hide too */
    size_t limit;            /* at most BOARD_ROWS_MAX */
};

/* One post. */
struct board_row {
    struct id post;     /* its post id */
    struct id record;   /* the id of its newest revision */
    struct id keeper;   /* its household */
    bool is_ended;      /* its `until` is past, or it is closed */
    bool is_hidden;     /* hidden here with local_hide */
    bool is_unverified; /* held: its signature is not checked yet */
    struct view bytes;  /* the record; borrowed for the visit */
};

/* What a page calls for each row; any error but ERR_OK ends it. */
typedef enum err board_visit(void *visitor, const struct board_row *row);

/* A household with posts that show. */
struct board_keeper {
    struct id household;
    uint32_t live; /* posts that have not ended */
};

/*
 * Visit the posts of a page in order; those that are held stand behind the
 * others. Begins a read transaction of its own
 * unless one is open.
 *
 * ERR_INVALID  more than SEARCH_WORDS_MAX words
 * ERR_FULL     limit or keepers past their ceilings
 */
MUST_USE enum err board_page(struct store *store,
                             const struct board_query *query,
                             board_visit *visit,
                             void *visitor);

/*
 * Visit the post with this post id, whoever keeps it.
 *
 * ERR_UNKNOWN  there is none
 */
MUST_USE enum err board_find(struct store *store,
                             const struct id *post,
                             uint64_t now_ms,
                             board_visit *visit,
                             void *visitor);

/*
 * Visit the posts that a code (or the characters after its last '-', or a
 * whole id in hexadecimal) may mean, whoever keeps them; at most
 * BOARD_CODE_ROWS_MAX. None is ERR_OK and no visit.
 */
MUST_USE enum err board_by_code(struct store *store,
                                struct view code,
                                uint64_t now_ms,
                                board_visit *visit,
                                void *visitor);

/*
 * The fewest digits (at least CODE_DIGITS_MIN) with which the code of a post
 * fits no other post that is kept. Of a board of more than
 * BOARD_CODES_SURE_MAX records, or while some are held, at least so many that a
 * code in a thousand fits another one; then only who is `sure` has others
 * looked for.
 */
MUST_USE enum err board_code_digits(struct store *store,
                                    const struct id *post,
                                    bool is_sure,
                                    unsigned *digits);

/*
 * The households that have posts which have not ended, at most `max`, in no
 * order; `count` is how many were written.
 */
MUST_USE enum err board_keepers(struct store *store,
                                uint64_t now_ms,
                                struct board_keeper *out,
                                size_t max,
                                size_t *count);

#endif
