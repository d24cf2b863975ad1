/*
 * Deals as people see them: models for lists, and which deal a code means.
 */
#ifndef CLI_DESK_DEALS_H
#define CLI_DESK_DEALS_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "cli/desk.h"
#include "cli/problem.h"
#include "node/bytes.h"
#include "node/deal/sheet.h"
#include "node/err.h"

enum { DEAL_CODE_CHARS = CODE_CHARS + 11 }; /* "ladder-7kq.12" */

/* A deal of this household. */
struct desk_deal {
    struct bytes bytes; /* owned: what the sheet borrows from */
    struct sheet sheet;
    uint32_t number;
    enum deal_side side; /* ours */
    char code[DEAL_CODE_CHARS];
};

/* Make ready and empty; give back what it owns (may be called twice). */
void desk_deal_init(struct desk_deal *deal);
void desk_deal_release(struct desk_deal *deal);

/* Which deals a list has. */
struct desk_deals {
    bool with_ended;
    bool is_due;           /* only what is out, by when it is back */
    const struct id *post; /* only those about it; NULL: all */
    size_t limit;          /* the first so many */
};

enum { DESK_DEALS_LIMIT = 200 }; /* where nobody says */

/*
 * An array of {"id","code","post","state","turn","claimant","keeper","from",
 * "to","when", ...}: those whose turn is ours first, then the last changed.
 */
MUST_USE enum err desk_deals(const struct desk *desk,
                             const struct desk_deals *wanted,
                             json_t **out);

/*
 * Find the one deal that `text` means: its code, its id, or a code of its post
 * where only one deal about it can take the step (STEP_NONE: only one is live).
 *
 * ERR_UNKNOWN    `why` says what there is
 * ERR_AMBIGUOUS  `why` lists the choices
 */
MUST_USE enum err desk_deal_find(const struct desk *desk,
                                 const char *text,
                                 enum step_kind step,
                                 struct desk_deal *out,
                                 struct problem *why);

/* The same by the deal's id, as an event names it. ERR_UNKNOWN. */
MUST_USE enum err desk_deal_by_id(const struct desk *desk,
                                  const struct id *id,
                                  struct desk_deal *out);

/* Is it an ask that the keeper, who is at this desk, does not see yet, since
 * its post simmers? */
bool desk_deal_is_hidden(const struct desk *desk, const struct sheet *sheet);

/* The model of one deal; NULL when memory runs out. */
json_t *desk_deal_model(const struct desk *desk, const struct desk_deal *row);

/* How certain a promise is: "not yet" (the post does not list it), "bound",
 * or "twice"; NULL where nothing is promised, or the store cannot say. */
const char *desk_promise(const struct desk *desk, const struct desk_deal *row);

/* Add "your_turn", "steps" (what this household may say now, by the names of
 * the commands), "post_code" and "person" to the model of a deal. */
MUST_USE enum err desk_deal_turn(const struct desk *desk,
                                 const struct desk_deal *row,
                                 json_t *model);

/*
 * What the two said in a deal, in its order: an array of {"who","mine","step",
 * "text","where","when","condition","person","written"}, letters that cannot be
 * read left out.
 */
MUST_USE enum err desk_deal_said(const struct desk *desk,
                                 const struct desk_deal *row,
                                 json_t **out);

/*
 * Booked days of a post: an array of {"from","to","state"}, at its keeper's
 * with "deal" and "claimant", elsewhere without names.
 */
MUST_USE enum err desk_calendar(const struct desk *desk,
                                const struct desk_post *post,
                                json_t **out);

enum { DESK_NEXT_BYTES = 288 };

/* Who may do what next, as a sentence: "Ana may say yes, no or wait; you may
 * change or drop it." */
void desk_deal_next(const struct desk *desk,
                    const struct desk_deal *row,
                    char out[static DESK_NEXT_BYTES]);

#endif
