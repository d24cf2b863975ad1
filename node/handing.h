/*
 * Handing: which of our letters wait for a machine of a reader to have them.
 *
 * A letter counts as handed when a live peer of a reader's household has
 * acknowledged its row of the journal, or when a reader answers it. Rules D1
 * to D4 of spec/letters.md.
 */
#ifndef NODE_HANDING_H
#define NODE_HANDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/err.h"
#include "node/mail/letter.h"

struct node;
struct step;

struct handing_letter {
    struct id letter;
    struct id readers[LETTER_READERS_MAX];
    size_t readers_count;
    uint64_t sequence; /* of its record in the journal */
};

struct handing {
    struct handing_letter *letters; /* owned; the oldest first */
    size_t count;
    size_t room;
    uint64_t heard; /* of sync_acknowledged, when they were last looked at */
    bool is_due;    /* one was noted since */
    bool is_loaded; /* what an earlier process did not see through is there */
};

/* Give back; an empty one is all zero. */
void handing_release(struct handing *handing);

/* One of ours is in the mail and not known to be handed. Of more than
 * HANDING_MAX the oldest is left to its answer. */
MUST_USE enum err handing_note(struct handing *handing,
                               const struct letter *letter,
                               uint64_t sequence);

/* Tell the shelf of those that peers have by now; a tick looks first for what
 * an earlier process has left. */
MUST_USE enum err handing_run(struct node *node, const struct step *step);

#endif
