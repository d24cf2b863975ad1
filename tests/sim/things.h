/*
 * The things of a world: machines, the cables between them, and the ties of
 * those who want a cable for good.
 */
#ifndef TESTS_SIM_THINGS_H
#define TESTS_SIM_THINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/node.h"
#include "tests/lib/memory_shelf.h"

enum { MACHINE_NAME_CHARS = 24 };

/* What a machine believes of the time. */
struct clock {
    int64_t skew_ms;
    int64_t drift_ppm;
    bool is_unset;          /* counts from 1970 since the start */
    uint64_t high_water_ms; /* on disk: trusted time never runs back */
};

struct machine {
    char name[MACHINE_NAME_CHARS];
    struct keys_household household;
    struct keys_device device;
    struct node_config config;
    struct memory_shelf *shelf; /* owned */
    struct memory_shelf *backup;
    struct node *node;   /* owned; NULL while it is off */
    bool is_asleep;      /* in memory, but nothing reaches it */
    bool is_unannounced; /* a new device that could not sign yet */
    bool is_rogue;       /* misbehaves; what happens to it is no fault */
    struct clock clock;
    uint64_t number;        /* of this start; what was planned for another is
                               forgotten */
    uint64_t started_ms;    /* world time */
    uint64_t wake_ms;       /* world time of the next tick */
    uint32_t peers;         /* numbers given to peers in this start */
    struct bytes greeting;  /* owned */
    struct actions actions; /* owned; wait for the commit */
    size_t applied;         /* of the actions: are on the shelf */
    bool is_commit_planned;
    uint64_t tallied;     /* changes of its ledger when hours were added up */
    unsigned failures;    /* in a row, since something was written */
    uint64_t commit_ms;   /* how long a transaction stays open */
    uint64_t verify_ms;   /* how long the pool takes */
    uint64_t *shunned_ms; /* owned; until when, by machine */
};

/* A connection between two machines. Side 0 dialled, side 1 listened. */
struct cable {
    uint64_t number; /* 0: free */
    size_t ends[2];
    uint32_t peers[2];      /* its number at each end; 0: not up there */
    uint64_t starts[2];     /* `number` of the machine when it came up */
    uint64_t arrives_ms[2]; /* the last planned arrival at each side */
    uint64_t delay_ms;
    uint64_t jitter_ms;
    bool is_cut;     /* what is under way is lost */
    bool is_ending;  /* a side has closed it */
    bool is_stalled; /* up, but nothing arrives any more, not even its end */
    bool is_choked;  /* up, but records do not arrive any more */
    bool drips[2];   /* what this side says takes a second a byte */
    uint64_t dialled_ms;
    unsigned put_off; /* times that its end was */
};

/* Two machines that want to be connected. */
struct tie {
    size_t ends[2];
    bool is_wanted;
    uint64_t delay_ms;
    uint64_t redial_ms; /* grows while cables soon end */
};

#endif
