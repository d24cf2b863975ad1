/*
 * Compare: what two peers lack of one set, found by lists of drop weeks.
 *
 *   leader                                     follower
 *   WEEKS (all of mine) ---------------------->
 *              <------------- WANT_WEEK (I have none of it)
 *              <------------- LIST (my ids of a week that differs) ... LISTED
 *   WANT (of a list) ------------------------->
 *   RECORDS <--- each what the other lacks --> RECORDS
 *   DONE    <--- all sent and acknowledged --> DONE
 *
 * Both keep cursors and at most WANTED_MAX ids. Rules C1 to C9 of
 * spec/sync.md.
 */
#ifndef NODE_SYNC_COMPARE_H
#define NODE_SYNC_COMPARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/err.h"
#include "node/id.h"
#include "node/limits.h"
#include "node/record/class.h"
#include "node/sync/wire.h"

struct match; /* match.h */
struct sift;  /* sift.h */
struct work;  /* inside.h */

/* What is to be done with a week, or was. */
enum week_job {
    WEEK_IDLE,
    WEEK_WANT,    /* follower: ask for all of it */
    WEEK_SEND,    /* send all of it */
    WEEK_LIST,    /* follower: list it; leader: its list is coming */
    WEEK_SETTLED, /* nothing more */
};

struct compare_week {
    uint16_t week;
    enum week_job job;
};

/* A place in a week: behind an id, or at the beginning. */
struct week_cursor {
    bool has_after;
    struct id after;
};

/* One LIST that the leader has not worked off. */
struct compare_list {
    struct compare_list *next; /* owned */
    uint16_t week;
    bool is_last;
    struct week_cursor from; /* where the list begins */
    size_t bytes;
    unsigned char ids[]; /* ascending */
};

struct compare {
    enum set set;
    uint16_t from_week;  /* of this drop week and later ones */
    struct match *match; /* owned; NULL: by a sift, or by lists */
    struct sift *sift;   /* owned; or NULL */
    bool is_listing;     /* WEEKS were said */
    size_t strays;       /* symbols that may come though none are needed */
    bool may_stray;      /* so may a DONE, of who told us a sieve */
    struct compare_week weeks[2 * WEEKS_MAX]; /* ascending */
    size_t week_count;
    struct compare_week *sending; /* one of weeks, or NULL */
    uint64_t sent;                /* a cursor in that one */

    /* Follower. */
    struct week_cursor listed; /* in the newest week to be listed */
    struct id *wanted;         /* owned; room for WANTED_MAX, or NULL */
    size_t wanted_next;        /* the first that is not sent yet */
    size_t wanted_count;
    size_t open_lists; /* LISTs without their WANT */
    size_t open_ids;   /* ids in them */

    /* Leader. */
    struct compare_list *lists; /* owned; the first is worked off */
    bool is_answered;           /* its WANT was sent */
    size_t list_ids;            /* in all of `lists` */
    struct week_cursor coming;  /* in the week whose list is coming */

    bool is_listed;    /* LISTED was said */
    bool is_done;      /* we said DONE */
    bool is_peer_done; /* it said DONE */
};

/* NULL is nothing. */
void compare_free(struct compare *compare);

/* Begin, as leader, with sketches or with our weeks; as follower with what
 * the leader said: ESTIMATE, ASK, SYMBOLS, SIFT,
 * SIEVE or WEEKS. The state of the peer is
 * the caller's business. */
MUST_USE enum err
compare_lead(const struct work *work, enum set set, bool by_lists);
MUST_USE enum err compare_follow(const struct work *work,
                                 const struct wire_message *message);

/* Sketches do not help: the leader says WEEKS, the follower LISTS. */
MUST_USE enum err compare_give_up(const struct work *work);

/* The follower said LISTS. */
MUST_USE enum err compare_take_lists(const struct work *work,
                                     const struct wire_message *message);

/* What the other side says; a message that does not belong is
 * ERR_PROTOCOL. `peer->compare` is set. */
MUST_USE enum err compare_take_list(const struct work *work,
                                    const struct wire_message *message);
MUST_USE enum err compare_take_want(const struct work *work,
                                    const struct wire_message *message);
MUST_USE enum err compare_take_want_week(const struct work *work,
                                         const struct wire_message *message);
MUST_USE enum err compare_take_listed(const struct work *work,
                                      const struct wire_message *message);
MUST_USE enum err compare_take_done(const struct work *work,
                                    const struct wire_message *message);

/* Say and send as much as there is room for: compare_send.c. */
MUST_USE enum err compare_send(const struct work *work);

/* Nothing more to send or list; what was sent may not be acknowledged. */
bool compare_is_sent(const struct compare *compare, bool leads);

#endif
