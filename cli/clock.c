#include "cli/clock.h"

#include <time.h>

#include "node/record/time.h"

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

uint64_t clock_made_ms(void)
{
    return (uint64_t)MADE_DAY * DAY_MS;
}

struct moment clock_now(uint64_t mark_ms, uint64_t jumped_ms)
{
    struct moment moment = {.mono_ms = clock_mono_ms()};

    moment.now_ms = time_trusted(clock_made_ms(), mark_ms, jumped_ms,
                                 clock_wall_ms(), &moment.is_plausible);
    return moment;
}
