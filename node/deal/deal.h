/*
 * A deal: the steps between a claimant and a keeper about one post.
 *
 * It is worked out from the letters of its thread, in whatever order they
 * came, and comes out the same. The table of steps stands in table.h, one row
 * of rules for each kind in kind.h. Normative: spec/deals.md.
 */
#ifndef NODE_DEAL_DEAL_H
#define NODE_DEAL_DEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/deal/kind.h"
#include "node/deal/step.h"
#include "node/deal/table.h"
#include "node/err.h"
#include "node/id.h"
#include "node/mail/letter.h"

enum { DEAL_NEXT_MAX = 2 * STEP_END };

enum deal_turn { TURN_NOBODY, TURN_CLAIMANT, TURN_KEEPER, TURN_BOTH, TURN_END };

struct deal_option {
    enum step_kind step;
    enum deal_side side;
};

/* What both sides say of the hand-over, or of the end. */
enum deal_mark { MARK_NONE, MARK_ONE, MARK_BOTH, MARK_DIFFER, MARK_END };

/* Zero is absent. Views borrow from the letters. */
struct deal {
    struct id id; /* of the letter that asks */
    struct id post;
    uint8_t kind;  /* enum deal_kind; kind_find has a row for it */
    uint32_t lane; /* slot of the post */
    uint32_t n;
    struct view title;
    struct id claimant; /* zero: someone outside kith */
    struct id keeper;
    struct view outside;  /* his name */
    struct view acts_for; /* a person the claimant acts for */
    struct view person;   /* who comes instead, since a hand-on */
    struct id instead; /* post where it goes on: the claimant's, or an heir's */
    struct id with[ASK_WITH_MAX]; /* posts asked for together with this one */
    size_t with_count;

    uint8_t state;     /* enum deal_state */
    uint8_t turn;      /* enum deal_turn */
    uint8_t mark;      /* enum deal_mark */
    uint8_t marks[2];  /* by side: out, done, missed or lost, last said */
    uint8_t result_by; /* side whose step made a result */
    bool needs_affirm; /* the yes is not what was asked for */
    bool is_affirmed;  /* since the last yes */
    bool has_change;   /* a longer loan is asked for */
    bool is_late_drop; /* dropped inside 24 h of the time agreed */
    bool is_late;      /* out, and past due at the time of the replay */
    bool is_hold_over; /* promised, and past its hold at that time */

    uint16_t quantity; /* at least 1 */
    struct view role;
    uint64_t from_ms, to_ms; /* 0: no days */
    uint64_t when_ms;        /* of the hand-over */
    struct view where;
    uint64_t hold_ms; /* a yes holds until then */
    uint64_t due_ms;  /* out: to be back */
    uint64_t change_to_ms;
    struct view condition_out, condition_in;
    uint16_t missing_out; /* bit n: part n was missing */
    uint16_t missing_in;
    uint32_t revision; /* of the post, that the claimant last saw */
    unsigned char terms[TERMS_BYTES];
    struct id yes;         /* the letter; zero: none was said */
    uint32_t yes_revision; /* of the post, that lists it */
    uint64_t yes_ms;
    struct id place; /* letter that gave it its place in the queue */
    uint64_t place_ms;
    uint64_t asked_ms;
    uint64_t answered_ms; /* first step of the keeper that is not a note */
    uint64_t out_ms, result_ms;
    uint64_t changed_ms; /* of the last step that counted */
    struct id last;      /* the letter that the next one answers */
    uint16_t letters;    /* that were read, each once */
    uint16_t aside;      /* that wait for one that is not here */
    uint16_t refused;    /* that the table does not allow where they stand */
};

/*
 * Work out a deal from the letters of its thread.
 *
 * letters  any order, with duplicates; of other threads and kinds: skipped
 * now_ms   trusted time; it decides is_late and is_hold_over only
 * out      borrows from the content of the letters
 *
 * ERR_UNKNOWN    none of them asks
 * ERR_MALFORMED  the one that asks breaks the spec
 * ERR_FULL       more than DEAL_LETTERS_MAX
 */
MUST_USE enum err deal_replay(const struct letter *letters,
                              size_t count,
                              uint64_t now_ms,
                              struct deal *out);

/*
 * May this side say this now?
 *
 * ERR_STATE   not in this state, or not yet: deal_lacks
 * ERR_DENIED  the other side may, this one may not
 */
MUST_USE enum err deal_may(const struct deal *deal,
                           enum step_kind step,
                           enum deal_side side,
                           uint64_t now_ms);

/* The same with what the step holds; ERR_INVALID besides: a place before
 * anything is promised, or a result that this side cannot mark. */
MUST_USE enum err deal_takes(const struct deal *deal,
                             const struct deal_step *step,
                             enum deal_side side,
                             uint64_t now_ms);

/* The need of the table that stands in the way; NEED_END if none does. */
enum deal_need deal_lacks(const struct deal *deal,
                          enum step_kind step,
                          enum deal_side side,
                          uint64_t now_ms);

/* Who may say what next but notes; how many were written. */
size_t deal_next(const struct deal *deal,
                 uint64_t now_ms,
                 struct deal_option out[static DEAL_NEXT_MAX]);

/* The side that a household has in it. */
enum deal_side deal_side_of(const struct deal *deal,
                            const struct id *household);

/* Work out again what depends on the time: is_late and is_hold_over. */
void deal_look(struct deal *deal, uint64_t now_ms);
/* Asked, waiting, promised or out. */
bool deal_is_live(const struct deal *deal);

/* "nobody", "claimant", "keeper", "both"; "none", "one", "both", "differ". */
const char *deal_turn_name(enum deal_turn turn);
const char *deal_mark_name(enum deal_mark mark);

#endif
