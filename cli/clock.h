/*
 * The clocks of this machine, and the moment they make.
 *
 * Wall time is advice: a machine without a battery boots in 1970, another
 * jumps years ahead. What is trusted is worked out in node/record/time.h from
 * the wall clock, the day this program was made and what was seen before.
 */
#ifndef CLI_CLOCK_H
#define CLI_CLOCK_H

#include <stdint.h>

#include "node/moment.h"

/* The machine's clocks, in ms: since 1970, and since any beginning. */
uint64_t clock_wall_ms(void);
uint64_t clock_mono_ms(void);

/* The day this program was made, ms since 1970. */
uint64_t clock_made_ms(void);

/* The moment now; `mark_ms` is the greatest trusted time seen before. */
struct moment clock_now(uint64_t mark_ms);

#endif
