/*
 * What a household keeps of its letters at home: the letters that it wrote or
 * could open, and a summary for each thread. Neither is ever sent on.
 */
#ifndef NODE_MAIL_FILED_H
#define NODE_MAIL_FILED_H

#include <stdbool.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/id.h"

/* A letter as it is filed; node/mail/letter.h reads its text. */
struct filed {
    struct id id;
    struct id thread;
    struct id author;
    uint64_t written_ms;
    uint16_t kind;
    uint64_t
        handed_ms;    /* when a machine of a reader had it; 0: not yet known */
    struct view text; /* borrowed for the call */
};

/* What who replays a thread keeps of it, so that lists replay nothing. */
struct summary {
    struct id thread;
    struct id subject; /* what it is about: a post */
    uint32_t number;   /* of the subject's threads, 1 and on; given once */
    uint64_t due_ms;   /* when to look at it again; 0: never */
    struct view bytes; /* borrowed for the call; its writer's own */
};

#endif
