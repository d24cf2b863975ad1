/*
 * A step: what one side of a deal says, as the content of a letter.
 *
 * One struct and one table of fields serve all sixteen; which step may hold
 * which field is a second table. A letter of kind 1 holds one step. What it
 * answers, who says it and when stand in the letter. Normative: spec/deals.md.
 */
#ifndef NODE_DEAL_STEP_H
#define NODE_DEAL_STEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "node/limits.h"
#include "node/record/field.h"

struct post; /* node/board/post.h */

/* Numbers are on the wire. */
#define STEP_MAP(X)                                                            \
    X(ASK, "ask")                                                              \
    X(CHANGE, "change")                                                        \
    X(YES, "yes")                                                              \
    X(NO, "no")                                                                \
    X(WAIT, "wait")                                                            \
    X(DROP, "drop")                                                            \
    X(AFFIRM, "affirm")                                                        \
    X(UNDO, "undo")                                                            \
    X(LAPSE, "lapse")                                                          \
    X(OUT, "out")                                                              \
    X(DONE, "done")                                                            \
    X(MISSED, "missed")                                                        \
    X(LOST, "lost")                                                            \
    X(FIX, "fix")                                                              \
    X(HAND_ON, "hand-on")                                                      \
    X(NOTE, "note")

#define STEP_NUMBER(name, word) STEP_##name,
enum step_kind { STEP_NONE, STEP_MAP(STEP_NUMBER) STEP_END };
#undef STEP_NUMBER

enum { TERMS_BYTES = 8 };

/* What the content says; zero is absent. Views borrow from the content. */
struct deal_step {
    uint8_t kind;      /* enum step_kind */
    struct id post;    /* ask: the post's id */
    uint8_t post_kind; /* ask: enum post_kind */
    uint32_t revision; /* ask, change: the one that was seen; yes: the one
                          that will list it */
    unsigned char terms[TERMS_BYTES]; /* step_terms of that revision */
    struct view title;                /* ask: of the post */
    uint32_t lane;                    /* ask: slot of the post */
    uint32_t n;
    uint16_t quantity; /* 0 is told as 1 */
    uint64_t from_ms;
    uint64_t to_ms;
    struct view role;
    struct view text;
    struct view acts_for; /* ask: a person without a computer */
    uint64_t hold_ms;     /* yes: held until then */
    uint64_t when_ms;     /* yes: of the hand-over */
    struct view where;    /* yes, note */
    struct view condition;
    uint16_t missing;    /* out, done: bit n, part n of the post is missing */
    uint64_t due_ms;     /* out: instead of to_ms */
    uint8_t result;      /* fix: enum step_kind that it should have been */
    struct view person;  /* hand-on: who comes instead */
    struct id instead;   /* ask, of a request: a post of the claimant; no,
                            undo: the post that goes on with it */
    struct view outside; /* ask, by the keeper: someone outside kith */
    struct id with[ASK_WITH_MAX]; /* ask: posts of the keeper that are asked
                                     for together with this one, ascending */
    size_t with_count;
};

/* "ask" to "note"; NULL for a number that is no step. */
const char *step_name(unsigned kind);

/* The step of a name, STEP_NONE if there is none. */
enum step_kind step_find(struct view name);

/*
 * Read the content of a letter of kind 1.
 *
 * ERR_MALFORMED  the spec refuses it; `out` is undefined
 */
MUST_USE enum err step_read(struct view content, struct deal_step *out);

/*
 * Append the content of a letter.
 *
 * ERR_INVALID          a field that this step does not have, or lacks, or a
 *                      value out of range; `out` is unchanged
 * ERR_FULL, ERR_NOMEM  as bytes_append; `out` is unchanged
 */
MUST_USE enum err step_write(const struct deal_step *step, struct bytes *out);

/*
 * What of a post an ask relies on, as eight bytes: time, place, quantity and
 * rules; not its text, its status or who holds it.
 */
void step_terms(const struct post *post, unsigned char out[static TERMS_BYTES]);

/* The table of fields. For the spec's test. */
const struct field *step_fields(size_t *count);

/* May, and must, a step hold the field of this key? For the spec's test. */
bool step_may_hold(enum step_kind kind, unsigned key);
bool step_must_hold(enum step_kind kind, unsigned key);

#endif
