/*
 * Endings: when the keeper of a post is asked whether it should stand on.
 *
 * Three days before it ends, where it stood for twice as long; when it ends;
 * and where it has no end, on each day that it is a year older. Rule G19 of
 * spec/acts.md.
 */
#ifndef NODE_BOARD_ENDING_H
#define NODE_BOARD_ENDING_H

#include <stdint.h>

#include "node/board/post.h"

enum {
    ENDING_SOON_DAYS = 3,
    ENDING_YEAR_DAYS = 365,
};

enum ending {
    ENDING_NONE,
    ENDING_SOON, /* it ends within three days */
    ENDING_OVER, /* it has ended */
    ENDING_YEAR, /* it has stood for another year */
};

/* The first time strictly after another at which its keeper is to be asked,
 * and why; 0 and ENDING_NONE: never. One that is closed never is. */
uint64_t
ending_after(const struct post *post, uint64_t after_ms, enum ending *why);

/* How it stands at a time: what `ending_after` said last of it, SOON and OVER
 * alone. */
enum ending ending_of(const struct post *post, uint64_t now_ms);

#endif
