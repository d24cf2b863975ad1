#include "cli/clock.h"

#include <time.h>

static uint64_t read_ms(clockid_t which)
{
    struct timespec now;

    if (clock_gettime(which, &now) != 0 || now.tv_sec < 0) {
        return 0;
    }
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

uint64_t clock_wall_ms(void)
{
    return read_ms(CLOCK_REALTIME);
}

uint64_t clock_mono_ms(void)
{
    return read_ms(CLOCK_MONOTONIC);
}

struct moment clock_moment(uint64_t wall_ms, uint64_t mono_ms, uint64_t mark_ms)
{
    struct moment moment = {.mono_ms = mono_ms};

    moment.is_plausible = wall_ms >= CLOCK_MADE_MS &&
                          wall_ms <= CLOCK_MADE_MS + CLOCK_AHEAD_MS_MAX &&
                          wall_ms + (uint64_t)DAY_MS >= mark_ms;
    moment.now_ms = mark_ms > CLOCK_MADE_MS ? mark_ms : CLOCK_MADE_MS;
    if (moment.is_plausible && wall_ms > moment.now_ms) {
        moment.now_ms = wall_ms;
    }
    return moment;
}

struct moment clock_now(uint64_t mark_ms)
{
    return clock_moment(clock_wall_ms(), clock_mono_ms(), mark_ms);
}
