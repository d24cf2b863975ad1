/*
 * What the core answers to a command: what came of it, or why not.
 */
#ifndef NODE_ACT_ANSWER_H
#define NODE_ACT_ANSWER_H

#include <stdbool.h>
#include <stdint.h>

#include "node/act/refusal.h"
#include "node/bytes.h"
#include "node/id.h"
#include "node/record/identity.h"

struct answer {
    struct id record;  /* the record that was stored, if any */
    struct id post;    /* POST, RENEW, WITHDRAW */
    struct id receipt; /* RECEIPT, REFUSE */
    uint32_t revision;
    struct id deal;       /* ASK, DEAL */
    uint32_t number;      /* of the deal among those about its post; 0: none */
    uint8_t state;        /* enum deal_state, after it */
    enum refusal refusal; /* with an error, where it has one */
    uint8_t verdict;      /* DAYS: enum verdict */
    uint64_t free_from_ms;
    uint64_t free_to_ms;
    bool has_more;        /* DUTIES */
    struct bytes council; /* COUNCIL: the body, signed by us too; owned */
    bool is_adopted;      /* COUNCIL: enough have signed, it is published */
    struct bytes invite;  /* INVITE: the signed record; owned by the answer */
    unsigned char one_time_seed[KEY_SEED_BYTES]; /* INVITE; wiped at release */
};

/* Make ready and empty; takes no memory. */
void answer_init(struct answer *answer);

/* Give back and wipe what it owns; may be called twice. */
void answer_release(struct answer *answer);

#endif
