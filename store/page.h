/*
 * A page of the board while it is being filled. Inside store/.
 */
#ifndef STORE_PAGE_H
#define STORE_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/err.h"
#include "store/board_inside.h"
#include "store/candidate.h"
#include "store/walk.h"

struct page {
    struct store *store;
    const struct board_query *query;
    uint64_t first_after_ms; /* first posts count when posted after this */
    struct ranks ranks;
    uint64_t *hidden; /* owned; id_prefix of hidden posts, ascending */
    size_t hidden_count;
    struct candidates found;
    struct walk walk; /* of INDEX_ORDER */
    bool reads_tags;  /* of each post that has a place */
};

/* Is the post hidden here, and to stay so on this page? */
bool page_hides(const struct page *page, uint64_t post64);

/* Offer a post, if it belongs on the page and is still there. */
MUST_USE enum err page_offer(struct page *page, const struct placed *placed);

/* Offer the posts whose `until` is past; closed ones need not be among them. */
MUST_USE enum err page_ended(struct page *page);

/* Offer the posts that have the words and the tag of the query. A tag in which
 * the index finds no word sets `reads_tags` instead. */
MUST_USE enum err page_search(struct page *page);

#endif
