/*
 * Prospects: addresses at which somebody may be, and which of them to dial.
 *
 *   known --- best first, MEET_LINKS of them ---> tried --- linked
 *     ^                                             |
 *     +---- in vain for MEET_TRY_MS, others wait ---+
 *
 * What is remembered and what hubs say is merged; who answered comes before
 * who never did, hubs before homes, then the latest. Pure: no clock, no I/O.
 * Rules: M6 to M9 of spec/discovery.md.
 */
#ifndef NODE_MEET_PROSPECTS_H
#define NODE_MEET_PROSPECTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/err.h"
#include "node/id.h"
#include "node/limits.h"
#include "node/meet/origin.h"

enum { PROSPECT_CHARS = ADDRESS_BYTES_MAX + 1 };

struct prospect {
    char text[PROSPECT_CHARS]; /* "host:port" */
    struct id whom;            /* transport key found or named; or zero */
    enum origin origin;
    bool is_hub;           /* an ADDRESS record names it */
    uint64_t success_ms;   /* when it last answered, ms since 1970; 0: never */
    unsigned char luck[8]; /* breaks ties, in each node otherwise */

    bool is_named;     /* in the merge under way */
    bool is_tried;     /* is to be dialled now */
    bool is_linked;    /* as of the last plan */
    uint64_t since_ms; /* tried without a link since; monotonic */
    uint64_t again_ms; /* rests until then; monotonic */
    unsigned failures; /* in a row */
};

struct prospects {
    struct prospect *items; /* owned */
    size_t count;
    unsigned char secret[16]; /* of this node; luck is made of it */
};

/* Who is connected: by the text that was dialled, or by his key. */
struct prospect_link {
    const char *text; /* "" where they dialled; borrowed */
    struct id whom;
};

/* What changed in a plan. */
typedef void prospect_change(void *context, const struct prospect *prospect);

/* Make ready and empty. `secret`: 16 random bytes. ERR_NOMEM. */
MUST_USE enum err prospects_init(struct prospects *prospects,
                                 const unsigned char secret[static 16]);

/* Give it back; may be called twice. */
void prospects_release(struct prospects *prospects);

/* Merge anew: whoever is not named until prospects_end, is not tried and
 * not linked is forgotten then. */
void prospects_begin(struct prospects *prospects);
void prospects_end(struct prospects *prospects);

/*
 * Name one. What is known of its text stays; the later success counts, and
 * who is a hub in one of two is one. Of more than PROSPECTS_MAX, and of
 * texts that are too long, nothing is kept.
 */
void prospects_name(struct prospects *prospects,
                    const struct prospect *prospect);

/*
 * Plan: who has been tried in vain gives way to who waits, so that at most
 * MEET_LINKS are tried or linked.
 *
 * links    who is connected now; `others` links are to nobody named here and
 *          dialled all the same
 * begun    called for each that is to be dialled from now on
 * ended    called for each that is to be dialled no more
 */
struct prospect_plan {
    uint64_t mono_ms;
    const struct prospect_link *links;
    size_t link_count;
    size_t others;
    prospect_change *begun;
    prospect_change *ended;
    void *context;
};
void prospects_plan(struct prospects *prospects,
                    const struct prospect_plan *plan);

#endif
