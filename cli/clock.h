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

/*
 * The moment now.
 *
 * mark_ms    the trusted time that was stored last; 0: none
 * jumped_ms  what the wall clock said when it was first seen to have jumped
 *            from that; 0: it was not
 */
struct moment clock_now(uint64_t mark_ms, uint64_t jumped_ms);

#endif
