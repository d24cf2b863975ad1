/*
 * Trusted time: wall time is advice.
 *
 * A machine without a battery boots in 1970; another jumps years ahead. The
 * trusted time never runs before this version was made, nor before a time
 * that was seen earlier, and things expire or are signed only while the wall
 * clock is plausible.
 */
#ifndef CLI_CLOCK_H
#define CLI_CLOCK_H

#include <stdint.h>

#include "node/moment.h"

/* 2024-01-01: no clock before it is right. */
#define CLOCK_MADE_MS UINT64_C(1704067200000)

/* A clock further ahead of the making than this is wrong: 25 years. */
#define CLOCK_AHEAD_MS_MAX UINT64_C(788400000000)

/* The machine's clocks, in ms: since 1970, and since any beginning. */
uint64_t clock_wall_ms(void);
uint64_t clock_mono_ms(void);

/*
 * The moment for a wall time.
 *
 * mark_ms  the greatest trusted time seen before, 0 for none. A wall clock
 *          further behind it than a day is not plausible
 */
struct moment
clock_moment(uint64_t wall_ms, uint64_t mono_ms, uint64_t mark_ms);

/* The moment now. */
struct moment clock_now(uint64_t mark_ms);

#endif
