/*
 * Delivery in words: what became of a letter of ours.
 */
#ifndef CLI_DELIVERY_H
#define CLI_DELIVERY_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/drive.h"
#include "node/err.h"
#include "node/id.h"

enum { DELIVERY_CHARS = 256 };

struct delivery {
    bool is_ours;       /* we wrote it; else the rest says nothing */
    struct id reader;   /* the first household it is to */
    uint64_t handed_ms; /* when a machine of a reader had it; 0: not yet */
    uint64_t last_ms;   /* when we were last in step with the reader; 0: never
                           as far as the log goes */
};

/*
 * What is known of a letter. Between drive_look and drive_look_end.
 *
 * ERR_UNKNOWN  no such letter is filed
 */
MUST_USE enum err delivery_find(struct drive *drive,
                                const struct id *letter,
                                struct delivery *out);

/*
 * Say it: "handed to Red gate's machine", "on its way: Red gate was last seen
 * Tue 10:00"; "" for a letter that is not ours.
 *
 * name  of the reader
 */
void delivery_write(const struct delivery *delivery,
                    const char *name,
                    uint64_t now_ms,
                    char out[static DELIVERY_CHARS]);

#endif
