/*
 * Rules in force: what the council says of the numbers of slots.
 *
 * Only classes of the sets presence, board and mail can be changed. The
 * roster's own numbers are fixed: who has standing must not depend on a
 * record that standing decides about. Inside node/people only. Rules L1 to L3
 * of spec/people.md.
 */
#ifndef NODE_PEOPLE_RULES_H
#define NODE_PEOPLE_RULES_H

#include <stdbool.h>
#include <stdint.h>

#include "node/people/chain.h"
#include "node/people/entry.h"
#include "node/people/ruled.h"
#include "node/record/class.h"

struct rules {
    struct ruled ruled;
    struct {
        bool is_ruled;
        uint32_t newcomer;
        uint32_t full;
        uint32_t steward;
    } classes[CLASS_END];
};

/* What holds where nobody rules. */
void rules_usual(struct rules *rules);

/* The newest RULES, by (stamp, id), of a steward of the council in force. */
void rules_settle(struct rules *rules,
                  const struct entries *entries,
                  const struct chain *chain);

/* Slots of a class at a level of standing; at most SLOTS_MAX. */
uint32_t
rules_slots(const struct rules *rules, enum record_class class, uint8_t level);

#endif
