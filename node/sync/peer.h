/*
 * What is remembered of one connection: hints, cursors and counters, never
 * records. For the files of sync only.
 *
 *   GUEST --standing--> GREET --HELLO--> COMPARE --last DONE--> LIVE
 *     |   (we dialled)                      ^  (roster, then others) |
 *     |                                     +----- still differs ----+
 *     +---standing--> READY --WEEKS--> COMPARE --DONE--> READY
 *      (it dialled)     +--FINGERPRINTS--> LIVE <--> COMPARE
 *
 * CLOSED follows any of them when we end the connection. The dialler leads.
 * Rules S1 to S9 of spec/sync.md.
 */
#ifndef NODE_SYNC_PEER_H
#define NODE_SYNC_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/event.h"
#include "node/id.h"
#include "node/sync/passed.h"
#include "node/sync/recent.h"
#include "node/sync/sketch_tally.h"
#include "node/sync/wire.h"

struct compare; /* compare.h */

enum peer_state {
    PEER_GUEST,   /* its key has no standing here: it may only introduce itself
                   */
    PEER_GREET,   /* we lead and wait for its HELLO */
    PEER_READY,   /* it leads and has not begun, or pauses between two sets */
    PEER_COMPARE, /* a set is compared */
    PEER_LIVE,    /* the session is complete: changes are pushed */
    PEER_CLOSED,  /* we have ended it; nothing it says counts */
    PEER_STATES,
};

/* What a follower told of a set in its first flight. */
struct estimate {
    uint32_t records;
    uint16_t from_week;
    struct tally tally;
};

/* Comparing fingerprints on a live link; the leader does it. */
struct check {
    bool is_asked;       /* FINGERPRINTS sent and not answered */
    unsigned differing;  /* answers in a row that differed, both drained */
    uint64_t next_ms;    /* when to ask next */
    uint64_t latest_ms;  /* changes put next_ms off until here at most */
    uint64_t backoff_ms; /* rest after comparing in vain; 0: none yet */
    uint64_t blocked_ms; /* no comparing again before */
    unsigned vain;       /* comparisons in a row that did not help */
};

struct peer {
    uint32_t number;
    enum peer_state state;
    bool is_dialled;     /* we dialled: we lead */
    bool is_trusted;     /* we have no standing yet, and take its roster */
    bool is_trust_over;  /* its roster is here: from now on it must stand */
    bool is_live;        /* the first session is complete */
    bool has_hello;      /* `hello` is set */
    bool is_heard;       /* it sent something after it came up */
    bool is_introduced;  /* our credentials were sent */
    bool has_enrolled;   /* its ENROL was taken; there is no second */
    bool is_told_lanes;  /* a guest: which lanes its household has */
    struct id transport; /* its static key, proven by the handshake */
    unsigned char binding[BINDING_BYTES]; /* hash of the handshake */
    struct id household;                  /* zero while unknown */
    struct wire_hello hello; /* its HELLO; `sets` as it last said */

    /* What comes in. */
    uint32_t taken_bytes; /* records received and not yet acknowledged */
    uint32_t owed_bytes;  /* of these, done: acknowledged with this step */
    uint64_t guest_bytes; /* records received while a guest */
    uint64_t spoilt;      /* records received with a wrong signature */
    struct recent seen;   /* ids that it gave us or has */

    /* What goes out. */
    uint32_t unacked_bytes;  /* records sent and not acknowledged */
    uint64_t acked_ms;       /* when the last was, or the first was sent */
    uint64_t cursor;         /* journal rows up to here were handed over */
    uint64_t handed;         /* of these, acknowledged */
    struct passed passed;    /* rows above it that it need not be told */
    struct compare *compare; /* owned; NULL while none is under way */
    struct estimate *estimates[SET_COUNT]; /* owned; NULL: none, or used */
    uint16_t told_weeks[SET_COUNT];        /* the first ones, of ours to it */
    uint64_t keyed_ms;                     /* no keyed round with it before */
    uint32_t keyed_rounds;                 /* that we asked for */
    uint32_t sieves;                       /* told, on either side */
    unsigned sifts;                        /* in a row, of the set at hand */
    size_t round; /* sets looked at in this round of comparing */
    struct check check;
    uint64_t own_cursor;     /* rows of a household up to here were told */
    unsigned own_households; /* of the two ends that were told whole: own.h */

    /* Monotonic times. */
    uint64_t up_ms;
    uint64_t member_ms; /* when it stopped being a guest */
    uint64_t heard_ms;  /* when it last said or was told something */

    /* Photos: pieces that it owes us, and that it may be handed now. */
    unsigned photos_due;
    unsigned photos_left;
    uint64_t photos_ms; /* when that was last counted */

    uint64_t bytes_in;
    uint64_t bytes_out;
    uint64_t records_in;
    uint64_t records_out;
    uint64_t symbols;
    uint64_t differences;
    uint64_t rounds;
};

/* ERR_NOMEM. */
MUST_USE enum err peer_new(uint32_t number, struct peer **out);

/* NULL is nothing. */
void peer_free(struct peer *peer);

/* Its first flight is over: what it told of its sets then is old. */
void peer_forget_estimates(struct peer *peer);

/* Is a message of this type allowed now? By the table of spec/wire.md. */
bool peer_allows(const struct peer *peer, enum wire_type type);

/* The same for any state and role. For the spec's test. */
bool peer_table_allows(enum peer_state state, bool leads, enum wire_type type);

/* Is it neither a guest nor closed? */
bool peer_is_member(const struct peer *peer);

#endif
