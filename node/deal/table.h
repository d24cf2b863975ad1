/*
 * The table of steps: who may say what in which state, and what follows.
 *
 *           +-change-+                         +-change, yes, no-+
 *           |        v                         |                 v
 *   --ask--> ASKED --wait--> WAITING          OUT --done--> DONE
 *              |                |              ^ |
 *              +------yes-------+--> PROMISED -+ +--lost--> LOST
 *              |                |      |
 *              +-no--> DECLINED +      +-undo--> UNDONE, -lapse--> LAPSED
 *              +-drop-> DROPPED +      +-missed--> MISSED, -drop--> DROPPED
 *
 * One table for all kinds; a need says what else must be so. What is absent
 * is refused. Normative: spec/deals.md, table "steps".
 */
#ifndef NODE_DEAL_TABLE_H
#define NODE_DEAL_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/deal/step.h"

#define STATE_MAP(X)                                                           \
    X(NONE, "-")                                                               \
    X(ASKED, "asked")                                                          \
    X(WAITING, "waiting")                                                      \
    X(PROMISED, "promised")                                                    \
    X(OUT, "out")                                                              \
    X(DONE, "done")                                                            \
    X(DECLINED, "declined")                                                    \
    X(DROPPED, "dropped")                                                      \
    X(UNDONE, "undone")                                                        \
    X(LAPSED, "lapsed")                                                        \
    X(MISSED, "missed")                                                        \
    X(LOST, "lost")

#define STATE_NUMBER(name, word) STATE_##name,
enum deal_state {
    STATE_MAP(STATE_NUMBER) STATE_END,
    STATE_SAME,   /* in a rule: it stays as it is */
    STATE_MARKED, /* in a rule: as a fix says */
};
#undef STATE_NUMBER

enum deal_side { SIDE_CLAIMANT, SIDE_KEEPER, SIDE_STRANGER, SIDE_END };

/* What else must be so, one bit each; words are the spec's. */
#define NEED_MAP(X)                                                            \
    X(RETURN, "comes back")                                                    \
    X(NO_RETURN, "nothing comes back")                                         \
    X(CHANGE, "a change is open")                                              \
    X(HELD, "hold not over")                                                   \
    X(HOLD_OVER, "hold over")                                                  \
    X(WHEN_OVER, "time is over")                                               \
    X(LOSS, "long overdue")                                                    \
    X(WRITER, "own mark")                                                      \
    X(WEEK, "within 7 days")                                                   \
    X(HANDS_ON, "another may come")                                            \
    X(OUTSIDE, "for someone outside")                                          \
    X(INSIDE, "for itself")                                                    \
    X(CROSSING, "crossing")

#define NEED_NUMBER(name, word) NEED_##name,
enum deal_need { NEED_MAP(NEED_NUMBER) NEED_END };
#undef NEED_NUMBER

/* Bits of a rule: states, sides, needs. */
#define STATE_BIT(name) (1U << STATE_##name)
#define SIDE_BIT(name)  (1U << SIDE_##name)
#define NEED_BIT(name)  (1U << NEED_##name)
#define SIDES_BOTH      (SIDE_BIT(CLAIMANT) | SIDE_BIT(KEEPER))

struct deal_rule {
    enum step_kind step;
    unsigned from; /* STATE_BITs */
    unsigned who;  /* SIDE_BITs */
    enum deal_state to;
    unsigned needs; /* NEED_BITs; all of them */
};

/* All rules in the order of the steps. */
const struct deal_rule *table_rules(size_t *count);

/* "asked" to "lost", "-" for STATE_NONE; NULL for a number that is none. */
const char *state_name(unsigned state);

/* The state of a name, STATE_END if there is none. */
enum deal_state state_find(struct view name);

/* "claimant", "keeper", "stranger". */
const char *side_name(enum deal_side side);

/* Words of the spec: "comes back" to "crossing". */
const char *need_name(enum deal_need need);

#endif
