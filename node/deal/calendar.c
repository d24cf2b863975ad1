#include "node/deal/calendar.h"

#include <assert.h>
#include <string.h>

#include "node/board/post.h"
#include "node/moment.h"

enum { HOUR_MS = 60 * 60 * 1000, DAYS_SOUGHT = 366 };

void calendar_init(struct calendar *calendar, const struct post *post)
{
    calendar->count = 0;
    calendar->rest_ms = (uint64_t)post->buffer_hours * HOUR_MS;
    calendar->days_min = post->days_min;
    calendar->days_max = post->days_max;
    calendar->ahead_days = post->ahead_days;
}

enum err calendar_add(struct calendar *calendar, struct span span)
{
    size_t place = calendar->count;

    if (calendar->count == BOOKINGS_MAX) {
        return ERR_FULL;
    }
    while (place > 0 && calendar->booked[place - 1].from_ms > span.from_ms) {
        calendar->booked[place] = calendar->booked[place - 1];
        place--;
    }
    calendar->booked[place] = span;
    calendar->count++;
    return ERR_OK;
}

/* When a late loan ends: it lasts. */
static uint64_t until_now(uint64_t now_ms)
{
    return now_ms + 1;
}

/* What is out was so since its days began, or that day: the street is not told
 * when it was handed over. */
static uint64_t out_since(const struct deal *deal)
{
    if (deal->from_ms != 0 && deal->from_ms < deal->out_ms) {
        return deal->from_ms;
    }
    return deal->out_ms - deal->out_ms % DAY_MS;
}

/* What a deal holds of the thing; false: nothing. */
static bool span_of(const struct deal *deal, uint64_t now_ms, struct span *out)
{
    if (deal->state == STATE_PROMISED) {
        *out = (struct span){deal->from_ms, deal->to_ms};
    } else if (deal->state == STATE_OUT) {
        *out = (struct span){out_since(deal), deal->due_ms};
        if (out->to_ms <= now_ms) {
            out->to_ms = until_now(now_ms);
        }
    } else {
        return false;
    }
    return out->from_ms < out->to_ms;
}

enum err calendar_book(struct calendar *calendar,
                       const struct deal *deals,
                       size_t count,
                       const struct deal *but,
                       uint64_t now_ms)
{
    struct span span = {0, 0};
    enum err err = ERR_OK;

    for (size_t i = 0; err == ERR_OK && i < count; i++) {
        if (&deals[i] != but && span_of(&deals[i], now_ms, &span)) {
            err = calendar_add(calendar, span);
        }
    }
    return err;
}

bool span_overlaps(struct span one, struct span other, uint64_t rest_ms)
{
    return one.from_ms < other.to_ms + rest_ms &&
           other.from_ms < one.to_ms + rest_ms;
}

static bool is_taken(const struct calendar *calendar, struct span span)
{
    for (size_t i = 0; i < calendar->count; i++) {
        if (span_overlaps(span, calendar->booked[i], calendar->rest_ms)) {
            return true;
        }
    }
    return false;
}

enum verdict calendar_check(const struct calendar *calendar,
                            struct span span,
                            uint64_t now_ms)
{
    uint64_t days_ms = span.to_ms - span.from_ms;

    if (span.to_ms <= now_ms || span.from_ms + DAY_MS <= now_ms) {
        return VERDICT_PAST;
    }
    if (days_ms + HOUR_MS < (uint64_t)calendar->days_min * DAY_MS) {
        return VERDICT_SHORT;
    }
    if (calendar->days_max != 0 &&
        days_ms > (uint64_t)calendar->days_max * DAY_MS + HOUR_MS) {
        return VERDICT_LONG;
    }
    if (calendar->ahead_days != 0 &&
        span.from_ms > now_ms + (uint64_t)calendar->ahead_days * DAY_MS) {
        return VERDICT_AHEAD;
    }
    return is_taken(calendar, span) ? VERDICT_TAKEN : VERDICT_FREE;
}

bool calendar_before(const struct calendar *calendar,
                     struct span span,
                     uint64_t now_ms,
                     struct span *before)
{
    for (unsigned day = 1; day <= DAYS_SOUGHT && span.from_ms >= DAY_MS;
         day++) {
        span.from_ms -= DAY_MS;
        span.to_ms -= DAY_MS;
        if (span.from_ms < now_ms) {
            return false;
        }
        if (calendar_check(calendar, span, now_ms) == VERDICT_FREE) {
            *before = span;
            return true;
        }
    }
    return false;
}

bool calendar_after(const struct calendar *calendar,
                    struct span span,
                    uint64_t now_ms,
                    struct span *after)
{
    for (unsigned day = 1; day <= DAYS_SOUGHT; day++) {
        span.from_ms += DAY_MS;
        span.to_ms += DAY_MS;
        if (calendar_check(calendar, span, now_ms) == VERDICT_FREE) {
            *after = span;
            return true;
        }
    }
    return false;
}

/* Add quarters to those a post shows; what touches becomes one row. What is
 * past the last number that a post has for them cannot be told. */
static void tell_quarters(struct post *post, uint64_t first, uint64_t last)
{
    struct post_busy *row =
        post->busy_count == 0 ? NULL : &post->busy[post->busy_count - 1];

    if (first > UINT32_MAX) {
        return;
    }
    last = last < UINT32_MAX ? last : UINT32_MAX;
    if (row != NULL && first <= (uint64_t)row->last + 1) {
        row->last = last > row->last ? (uint32_t)last : row->last;
    } else if (post->busy_count < BUSY_MAX) {
        post->busy[post->busy_count++] =
            (struct post_busy){(uint32_t)first, (uint32_t)last};
    }
}

void calendar_tell(const struct calendar *calendar,
                   uint64_t now_ms,
                   struct post *post)
{
    const uint64_t midnight_ms = now_ms - now_ms % DAY_MS + DAY_MS;

    post->busy_count = 0;
    for (size_t i = 0; i < calendar->count; i++) {
        struct span span = calendar->booked[i];

        if (span.to_ms <= now_ms) {
            continue;
        }
        if (span.to_ms == until_now(now_ms)) {
            span.to_ms = midnight_ms; /* late: not signed anew all day */
        }
        tell_quarters(post, span.from_ms / QUARTER_MS,
                      (span.to_ms - 1) / QUARTER_MS);
    }
}

const char *verdict_text(enum verdict verdict)
{
#define VERDICT_WORDS(name, words) [VERDICT_##name] = words,
    static const char *const texts[VERDICT_END] = {VERDICT_MAP(VERDICT_WORDS)};
#undef VERDICT_WORDS

    assert(verdict < VERDICT_END);
    return texts[verdict];
}
