/*
 * The calendar of one thing: what is booked, and what is free.
 *
 * The keeper's node fills it from its deals, and tells the street what is
 * taken. Between two bookings lie the post's hours of rest, both ways.
 * Normative: spec/deals.md, "Queue and capacity".
 */
#ifndef NODE_DEAL_CALENDAR_H
#define NODE_DEAL_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/deal/deal.h"
#include "node/err.h"
#include "node/limits.h"

struct post; /* node/board/post.h */

struct span {
    uint64_t from_ms;
    uint64_t to_ms; /* not included; after from_ms */
};

/* Why days cannot be had. */
#define VERDICT_MAP(X)                                                         \
    X(FREE, "free")                                                            \
    X(PAST, "begins in the past")                                              \
    X(SHORT, "shorter than its keeper lends it")                               \
    X(LONG, "longer than its keeper lends it")                                 \
    X(AHEAD, "further ahead than its keeper books it")                         \
    X(TAKEN, "taken")

#define VERDICT_NUMBER(name, words) VERDICT_##name,
enum verdict { VERDICT_MAP(VERDICT_NUMBER) VERDICT_END };
#undef VERDICT_NUMBER

struct calendar {
    struct span booked[BOOKINGS_MAX]; /* by from_ms */
    size_t count;
    uint64_t rest_ms; /* between two bookings */
    uint32_t days_min;
    uint32_t days_max;   /* 0: no end */
    uint32_t ahead_days; /* 0: no end */
};

/* Make ready and empty, with the rules of a post. */
void calendar_init(struct calendar *calendar, const struct post *post);

/* Book a span, whatever stands there. ERR_FULL: unchanged. */
MUST_USE enum err calendar_add(struct calendar *calendar, struct span span);

/*
 * Book what the deals of this post hold: what is promised, and what is out,
 * until it is back: a late loan lasts at least until now.
 *
 * but   left out, as when this deal asks for other days; may be NULL
 *
 * ERR_FULL  more than BOOKINGS_MAX; the first are booked
 */
MUST_USE enum err calendar_book(struct calendar *calendar,
                                const struct deal *deals,
                                size_t count,
                                const struct deal *but,
                                uint64_t now_ms);

/* Do two spans leave less rest between them than they should? */
bool span_overlaps(struct span one, struct span other, uint64_t rest_ms);

/* Can these days be had? */
enum verdict calendar_check(const struct calendar *calendar,
                            struct span span,
                            uint64_t now_ms);

/*
 * The nearest days of the same length that are free, moved by whole days.
 *
 * before, after  undefined where false is returned
 */
bool calendar_before(const struct calendar *calendar,
                     struct span span,
                     uint64_t now_ms,
                     struct span *before);
bool calendar_after(const struct calendar *calendar,
                    struct span span,
                    uint64_t now_ms,
                    struct span *after);

/* Write what is taken from now on into the post, nearest first where there is
 * more than it can show. What is late is taken until the day ends. */
void calendar_tell(const struct calendar *calendar,
                   uint64_t now_ms,
                   struct post *post);

/* A few words; "free" for VERDICT_FREE. */
const char *verdict_text(enum verdict verdict);

#endif
