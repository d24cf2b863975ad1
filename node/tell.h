/*
 * What the core tells people: numbers and names, the words are the driver's.
 */
#ifndef NODE_TELL_H
#define NODE_TELL_H

#include <stdint.h>

#include "node/err.h"
#include "node/id.h"

/* What a person may want to know; the words are the driver's. */
enum tell_kind {
    TELL_JOINED,       /* subject joined on an invite of other */
    TELL_JOIN_CLASH,   /* a second household joined on an invite of other */
    TELL_VOUCHED,      /* other vouched for subject */
    TELL_UNVOUCHED,    /* other took its vouch for subject back */
    TELL_CUT_OFF,      /* subject lost its standing */
    TELL_COUNCIL,      /* a new council; number is its height */
    TELL_PEER_REFUSED, /* a peer was closed for err; subject is its household */
    TELL_SYNCED,       /* a session with subject is complete; number: records
                          that came in */
    TELL_CLOCK,        /* the clock is not plausible */
    TELL_CLONED,       /* our own device key signed what we did not */
    TELL_ENROLLED,     /* a new machine of ours; subject is its signing key */
    TELL_LETTER,       /* a letter of subject came; other is its thread,
                          number its kind */
    TELL_LIAR,         /* subject listed a forged record in its manifest */
    TELL_HEIR,  /* subject offers us a thing to keep; other is its post */
    TELL_TAKEN, /* subject keeps a thing of ours now; other is its post */

    /* What came of a deal: subject is the other side, other the deal, number
     * its number. The first sixteen are steps that the other side said, in
     * their order. */
    TELL_DEAL_ASK,
    TELL_DEAL_CHANGE,
    TELL_DEAL_YES,
    TELL_DEAL_NO,
    TELL_DEAL_WAIT,
    TELL_DEAL_DROP,
    TELL_DEAL_AFFIRM,
    TELL_DEAL_UNDO,
    TELL_DEAL_LAPSE,
    TELL_DEAL_OUT,
    TELL_DEAL_DONE,
    TELL_DEAL_MISSED,
    TELL_DEAL_LOST,
    TELL_DEAL_FIX,
    TELL_DEAL_HAND_ON,
    TELL_DEAL_NOTE,
    TELL_DEAL_NEXT,    /* something fell free for who waits first */
    TELL_DEAL_SOON,    /* a hand-over is near */
    TELL_DEAL_DUE,     /* something is to be brought back soon */
    TELL_DEAL_OVERDUE, /* something is late */

    /* A post of ours: other is its id, number its `until`. */
    TELL_POST_SOON, /* it ends in three days */
    TELL_POST_OVER, /* it has ended */
    TELL_POST_YEAR, /* it has stood for another year */

    TELL_WISH, /* a post of subject, other, fits the wish of this number */

    TELL_SENT_AWAY, /* for a node of subject our household is no member */
};

struct tell {
    enum tell_kind kind;
    struct id subject;
    struct id other;
    uint64_t number;
    enum err err;
};

#endif
