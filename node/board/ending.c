#include "node/board/ending.h"

#include "node/moment.h"

/* When a keeper is asked before the end; 0: the post is too short for that. */
static uint64_t soon_ms(const struct post *post)
{
    const uint64_t before_ms = ENDING_SOON_DAYS * (uint64_t)DAY_MS;

    return post->until_ms >= post->posted_ms + 2 * before_ms
               ? post->until_ms - before_ms
               : 0;
}

static uint64_t year_after(const struct post *post, uint64_t after_ms)
{
    const uint64_t year_ms = ENDING_YEAR_DAYS * (uint64_t)DAY_MS;
    const uint64_t years =
        after_ms < post->posted_ms ? 0 : (after_ms - post->posted_ms) / year_ms;

    return post->posted_ms + (years + 1) * year_ms;
}

uint64_t
ending_after(const struct post *post, uint64_t after_ms, enum ending *why)
{
    const uint64_t before_ms = soon_ms(post);

    *why = ENDING_NONE;
    if (post->status == STATUS_CLOSED) {
        return 0;
    }
    if (post->until_ms == 0) {
        *why = ENDING_YEAR;
        return year_after(post, after_ms);
    }
    if (before_ms > after_ms) {
        *why = ENDING_SOON;
        return before_ms;
    }
    if (post->until_ms > after_ms) {
        *why = ENDING_OVER;
        return post->until_ms;
    }
    return 0;
}

enum ending ending_of(const struct post *post, uint64_t now_ms)
{
    const uint64_t before_ms = soon_ms(post);

    if (post->status == STATUS_CLOSED || post->until_ms == 0) {
        return ENDING_NONE;
    }
    if (post->until_ms <= now_ms) {
        return ENDING_OVER;
    }
    return before_ms != 0 && before_ms <= now_ms ? ENDING_SOON : ENDING_NONE;
}
