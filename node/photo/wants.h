/*
 * Wants: photos that are being fetched, each from one peer at a time.
 *
 *   HEAD --head--> SMALL --last piece--> kept
 *                  LARGE --last piece--> kept
 *
 * What comes is compared piece by piece, so the first wrong one tells on who
 * sent it. Pure, and without words of its own: node/sync/photo.c speaks.
 * Rules of spec/photos.md.
 */
#ifndef NODE_PHOTO_WANTS_H
#define NODE_PHOTO_WANTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/board/photo.h"
#include "node/bytes.h"
#include "node/err.h"
#include "node/photo/head.h"

/* One photo on its way. */
struct want {
    struct photo_reference photo;
    enum photo_part part; /* the picture that is wanted */
    bool is_for_others;   /* nobody here asked for it */
    uint32_t asked;       /* the peer that is asked now; 0: nobody */
    unsigned due;         /* pieces that it still owes of what was asked */
    uint64_t since_ms;
    uint64_t until_ms;               /* for this peer to say something */
    uint32_t tried[PHOTO_TRIED_MAX]; /* peers that could not help */
    size_t tried_count;
    uint32_t waiting[PHOTO_WAITING_MAX]; /* peers that want to hear of it */
    size_t waiting_count;
    bool is_awaited;    /* a peer that was tried said that it will come */
    struct bytes head;  /* owned; empty until it is known */
    struct bytes bytes; /* owned; the picture as far as it came */
};

struct wants {
    struct want items[PHOTO_WANTS_MAX];
    size_t count;
};

/* Give all back; may be called twice. */
void wants_release(struct wants *wants);

/* The want for a picture, or NULL. */
struct want *
wants_find(struct wants *wants, const struct id *photo, enum photo_part part);

/*
 * Want a picture, unless it is wanted already.
 *
 * ERR_FULL  PHOTO_WANTS_MAX are on their way
 */
MUST_USE enum err wants_add(struct wants *wants,
                            const struct photo_reference *photo,
                            enum photo_part part,
                            uint64_t now_ms,
                            struct want **out);

/* Forget one; what others point to is no longer theirs. */
void wants_remove(struct wants *wants, struct want *want);

/* Was this peer asked in vain? */
bool want_has_tried(const struct want *want, uint32_t peer);

/* Ask nobody now; the peer that was asked could not help. */
void want_give_up(struct want *want);

/* A peer that was asked in vain has it by now. */
void want_try_again(struct want *want, uint32_t peer);

/* Does this peer wait for it itself? */
bool want_is_awaited_by(const struct want *want, uint32_t peer);

/* A peer wants to hear what becomes of it; past the ceiling it does not. */
void want_add_waiting(struct want *want, uint32_t peer);

/* A peer is gone. */
void wants_drop_peer(struct wants *wants, uint32_t peer);

/*
 * The head of it came.
 *
 * ERR_MALFORMED  it is not that of this photo: who sent it lies
 * ERR_NOMEM
 */
MUST_USE enum err want_take_head(struct want *want, struct view head);

/*
 * The next piece of the picture came.
 *
 * is_whole  it was the last
 *
 * ERR_MALFORMED  not the one that is due: who sent it lies
 * ERR_INVALID    what the author made is no plain picture: nobody who sends
 *                it is to blame, and it is not wanted any more
 * ERR_NOMEM
 */
MUST_USE enum err want_take_piece(struct want *want,
                                  size_t index,
                                  struct view piece,
                                  bool *is_whole);

/* Pieces that are still missing, the first of them in `first`; 0 while the
 * head is not known. */
size_t want_missing(const struct want *want, size_t *first);

#endif
