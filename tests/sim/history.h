/*
 * A random history of a hostile street: plain facts, and the record of each.
 *
 * A fact says in numbers what its record says in bytes, so that an oracle can
 * judge it without reading records. Authors flood slots past their limits,
 * date back and ahead, stamp two versions alike, take back and vouch again,
 * join on keys of others, and found rival councils.
 */
#ifndef TESTS_SIM_HISTORY_H
#define TESTS_SIM_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/id.h"
#include "node/record/record.h"

enum {
    HISTORY_FACTS_MAX = 192,
    HISTORY_HOUSEHOLDS = 16,
    HISTORY_KEYS = 6,     /* one-time keys */
    HISTORY_DEVICES = 32, /* device keys; 0 is none */
    HISTORY_CONTENTS = 12,
};

enum fact_kind {
    FACT_COUNCIL,
    FACT_PROFILE,
    FACT_DEVICE,
    FACT_RULES,
    FACT_VOUCH,
    FACT_INVITE,
    FACT_JOIN,
    FACT_POST,
};

/* Whom a council names; households are bits. */
struct history_content {
    uint32_t height;
    size_t previous; /* place of the content before */
    uint32_t stewards;
    uint32_t voters;
    struct id hash;
};

struct fact {
    enum fact_kind kind;
    unsigned author;
    uint32_t n;
    uint32_t lane; /* POST */
    uint64_t stamp_ms;
    bool is_empty;     /* a tombstone */
    bool is_withdrawn; /* VOUCH, INVITE */
    unsigned subject;  /* VOUCH: household; INVITE, JOIN: one-time key;
                          COUNCIL: content; DEVICE, POST: device key */
    unsigned former;   /* DEVICE: key it had before, 0: none */
    uint64_t ended_ms; /* DEVICE: when it ended; INVITE: until */
    uint32_t signers;  /* COUNCIL: households as bits */
    uint32_t slots[3]; /* RULES: posts of newcomer, full, steward */
    struct bytes bytes;
    struct record record; /* of these bytes */
};

struct history {
    struct neighbourhood neighbourhood;
    struct history_content contents[HISTORY_CONTENTS];
    size_t content_count;
    struct fact facts[HISTORY_FACTS_MAX];
    size_t count;
    uint64_t now_ms; /* the end of the history */
};

/* Make the history of a seed. */
void history_init(struct history *history, uint64_t seed);
void history_release(struct history *history);

/* Who has a number. */
const struct id *history_household(unsigned household);
const struct id *history_device(unsigned key);

#endif
