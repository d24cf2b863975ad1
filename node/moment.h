/*
 * A moment: the time that comes with an event.
 *
 * Wall time is advice. `now_ms` is the trusted time of the driver: the
 * greatest of build date, stored high-water mark and plausible wall clock.
 * Time-outs use `mono_ms`.
 */
#ifndef NODE_MOMENT_H
#define NODE_MOMENT_H

#include <stdbool.h>
#include <stdint.h>

enum {
    DAY_MS = 24 * 60 * 60 * 1000,
    QUARTER_MS = 15 * 60 * 1000, /* of an hour: days of any zone begin so */
};

struct moment {
    uint64_t now_ms;   /* trusted time, ms since 1970 */
    uint64_t mono_ms;  /* monotonic, from any beginning */
    bool is_plausible; /* the wall clock is set: things may expire, sign */
};

/* The UTC day of a time. */
static inline uint32_t day_of(uint64_t ms)
{
    return (uint32_t)(ms / (uint64_t)DAY_MS);
}

#endif
