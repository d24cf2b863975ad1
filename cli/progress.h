/*
 * A progress bar on standard error: only on a terminal, never with --json.
 * It takes one line, however narrow: there it is shorter, or a number alone.
 */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/out.h"

struct progress {
    const char *label; /* borrowed; outlives the bar */
    size_t columns;    /* of the terminal; 0: unknown */
    bool is_shown;
    bool is_drawn;
    unsigned drawn_parts; /* of PROGRESS_PARTS; not drawn again for less */
    uint64_t drawn_done;
};

enum {
    PROGRESS_PARTS = 30,
    PROGRESS_PARTS_MIN = 5, /* a shorter bar says less than a number does */
};

/* Make ready; draws nothing. */
void progress_init(struct progress *progress,
                   const struct out *out,
                   const char *label);

/* Draw `done` of `total`; a total of 0 is unknown and shows a count. */
void progress_show(struct progress *progress, uint64_t done, uint64_t total);

/* Take the bar off the terminal. */
void progress_end(struct progress *progress);

#endif
