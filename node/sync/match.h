/*
 * Match: what two peers lack of one set, found by sketches.
 *
 *   leader                                     follower
 *              <------------- ESTIMATE (tally of mine), before its HELLO
 *   SYMBOLS (yours is the greater set: decode), or
 *   ASK (mine is), answered by SYMBOLS, or
 *   WEEKS (we differ in too much) ------------>
 *   who decodes: ASK ...  until it comes apart, then FOUND (what I lack)
 *   RECORDS <--- each what the other lacks --> RECORDS
 *   DONE    <--- all sent and acknowledged --> DONE
 *
 * On a live link the leader says ESTIMATE, and the follower does the rest, with
 * LISTS in place of WEEKS.
 *
 * What does not come apart is tried once more with keyed items, and then
 * listed by drop weeks (compare.h). Rules X13 to X19 of spec/sketch.md.
 */
#ifndef NODE_SYNC_MATCH_H
#define NODE_SYNC_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/err.h"
#include "node/id.h"
#include "node/record/class.h"
#include "node/sync/sketch_frozen.h"
#include "node/sync/sketch_peel.h"
#include "node/sync/wire.h"

struct sync; /* inside.h */
struct work;

enum match_role {
    MATCH_OPENS,   /* ready for what the other side makes of the sizes */
    MATCH_SENDS,   /* symbols, when asked */
    MATCH_DECODES, /* symbols that it asks for */
};

struct match {
    enum match_role role;
    struct projection projection;
    struct frozen frozen; /* ours, as it was when symbols began */
    struct peeler peeler; /* of who decodes */
    struct sketch keyed;  /* ours, of a keyed round */
    bool is_frozen;
    bool is_keyed;   /* the keyed round has begun */
    bool is_spoiled; /* the sketch has changed under it: it must end */
    size_t limit;    /* symbols that both have */
    size_t said;     /* sent, by who sends */
    size_t heard;    /* items of FOUND, by who sends */
    size_t asked;    /* asked for, and not here yet, by who decodes */
    bool is_found;   /* the last FOUND was said or taken */
    struct id *ids;  /* owned; what is to be sent */
    size_t id_count;
    size_t id_room;
    size_t id_next; /* the first that is not sent yet */
};

/* NULL is nothing. */
void match_free(struct match *match);

/* As follower, before HELLO: tallies of all sets that differ. */
MUST_USE enum err match_introduce(const struct work *work);

/* As leader, note one of them until the set is compared. One too many or too
 * late is ERR_PROTOCOL. */
MUST_USE enum err match_take_introduction(const struct work *work,
                                          const struct wire_message *estimate);

/* Begin, as leader; as follower with ESTIMATE, ASK or SYMBOLS. The comparison
 * is fresh, and the state of the peer is the caller's business. */
MUST_USE enum err match_lead(const struct work *work);
MUST_USE enum err match_follow(const struct work *work,
                               const struct wire_message *message);

/* What the other side says; a message that does not belong is ERR_PROTOCOL.
 * `peer->compare` is set. */
MUST_USE enum err match_take_ask(const struct work *work,
                                 const struct wire_message *message);
MUST_USE enum err match_take_symbols(const struct work *work,
                                     const struct wire_message *message);
MUST_USE enum err match_take_keyed(const struct work *work,
                                   const struct wire_message *message);
MUST_USE enum err match_take_found(const struct work *work,
                                   const struct wire_message *message);

/* Send what is known to be lacking there, as far as there is room. */
MUST_USE enum err match_send(const struct work *work, bool *is_done);

/* Is everything found, and told to the other side? */
bool match_is_settled(const struct match *match);

/* And sent? */
bool match_is_sent(const struct match *match);

/* A record came to a sketch or left it: whoever froze it notes that. */
MUST_USE enum err match_note(struct sync *sync,
                             const struct sketch *sketch,
                             const struct item *item);

/* A sketch is made anew or forgotten: whoever froze it has to give up. */
void match_spoil(struct sync *sync, const struct sketch *sketch);

#endif
