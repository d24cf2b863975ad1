/*
 * Meeting others: which addresses a node dials, and what a hub says of its
 * own.
 *
 * What is remembered in the store and what hubs publish become prospects,
 * and the core's plan of them becomes calls of net. On the core thread.
 * Rules: M1 to M9 of spec/discovery.md.
 */
#ifndef CLI_MEET_H
#define CLI_MEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/err.h"
#include "node/meet/prospects.h"

struct core;
struct core_part;

enum {
    MEET_PLAN_MS = 2000,     /* between two plans */
    MEET_SAY_MS = 60 * 1000, /* between two looks at one's own addresses */
    MEET_NAMED_MAX = 4,      /* addresses that a person gave for this node */
};

/* One of each neighbourhood of the process. */
struct meet {
    struct prospects prospects;
    uint64_t plan_mono_ms; /* when the next plan is due */
    uint64_t say_mono_ms;  /* when the own addresses are looked at again */
    uint64_t sequence;     /* of the journal, at the last merge */
    bool is_merged;
};

/* Make ready. ERR_NOMEM. */
MUST_USE enum err meet_init(struct meet *meet);

/* Give it back; may be called twice. */
void meet_release(struct meet *meet);

/* Tell the core of a part where this node can be dialled, if it is due; in
 * the open transaction of the turn. */
void meet_say(struct core *core, struct core_part *part, uint64_t now_ms);

/* Plan whom a part dials, if it is due; between two turns. */
void meet_plan(struct core *core, struct core_part *part, uint64_t now_ms);

#endif
