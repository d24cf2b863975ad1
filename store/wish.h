/*
 * Wishes: what this house looks for. They never leave it; posts are compared
 * with them here, and each post is found once.
 *
 * Calls that change something stand inside store_begin.
 */
#ifndef STORE_WISH_H
#define STORE_WISH_H

#include <stddef.h>
#include <stdint.h>

#include "node/board/post.h"
#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "store/store.h"

/*
 * Keep a wish: words of which each begins a word of a post that fits. Its
 * number is the smallest that no other has.
 *
 * ERR_INVALID  no words, too many, or too long ones
 * ERR_STATE   it is kept already; `number` says as which
 * ERR_FULL     LOCAL_WISHES_MAX are kept
 */
MUST_USE enum err
wish_add(struct store *store, struct view words, uint32_t *number);

/* Forget a wish and what it found. ERR_UNKNOWN: there is none. */
MUST_USE enum err wish_remove(struct store *store, uint32_t number);

typedef enum err wish_visit(void *visitor, uint32_t number, struct view words);
typedef enum err wish_visit_post(void *visitor, const struct id *post);

/* Visit the wishes by number; and the posts that one has found, the last
 * first. */
MUST_USE enum err
wish_each(struct store *store, wish_visit *visit, void *visitor);
MUST_USE enum err wish_found(struct store *store,
                             uint32_t number,
                             wish_visit_post *visit,
                             void *visitor);

/* How many there are. */
MUST_USE enum err wish_count(struct store *store, uint64_t *count);

/*
 * The first wish that a post of another fits, of which nobody was told yet.
 *
 * ERR_UNKNOWN  none; or it was found before, is hidden, or its keeper is
 *              blocked here
 */
MUST_USE enum err wish_match(struct store *store,
                             const struct id *keeper,
                             const struct id *id,
                             const struct post *post,
                             uint32_t *number);

/* A wish has found a post; the oldest of LOCAL_WISHED_MAX is forgotten. One
 * that was found already stays as it is. */
MUST_USE enum err
wish_note(struct store *store, const struct id *post, uint32_t number);

#endif
