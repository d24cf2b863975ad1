/*
 * The timeline: what is going to happen, by virtual time, then by the order
 * in which it was planned.
 */
#ifndef TESTS_SIM_TIMELINE_H
#define TESTS_SIM_TIMELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/actions.h"

enum coming_kind {
    COMING_WAKE,     /* a machine's tick */
    COMING_COMMIT,   /* a machine's transaction ends */
    COMING_VERIFIED, /* a batch comes back */
    COMING_UP,       /* a cable's side is up */
    COMING_MESSAGE,  /* a message arrives at a cable's side */
    COMING_DOWN,     /* a cable's side is gone */
    COMING_REDIAL,   /* a tie wants its cable back */
    COMING_START,    /* a machine comes back */
    COMING_PLAN,     /* the test's own */
};

struct coming {
    uint64_t at_ms;
    uint64_t order;
    enum coming_kind kind;
    bool is_listener;    /* which side of the cable */
    size_t index;        /* of the machine, the cable or the tie */
    uint64_t number;     /* the machine's start or the cable's number: what does
                            not match is of the past and is forgotten */
    unsigned char *data; /* owned: a message */
    size_t bytes;
    struct verify_batch *batch; /* owned */
};

struct timeline {
    struct coming *items; /* a heap; owned */
    size_t count;
    size_t room;
    uint64_t planned;
};

/* Make ready and empty; takes no memory. */
void timeline_init(struct timeline *timeline);

/* Give back everything; may be called twice. */
void timeline_release(struct timeline *timeline);

/* Plan it; takes over what it owns. Ends the test without memory. */
void timeline_add(struct timeline *timeline, const struct coming *coming);

/* Take the next one that is due until `until_ms`; false: there is none. The
 * caller releases it. */
bool timeline_take(struct timeline *timeline,
                   uint64_t until_ms,
                   struct coming *out);

/* Give back what it owns. */
void coming_release(struct coming *coming);

#endif
