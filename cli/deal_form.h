/*
 * A deal form: one step of a deal as somebody types it, checked field by
 * field. Views borrow from the arguments, but for a text from standard input,
 * which the form owns.
 */
#ifndef CLI_DEAL_FORM_H
#define CLI_DEAL_FORM_H

#include <stdint.h>

#include "cli/arguments.h"
#include "cli/problem.h"
#include "node/bytes.h"
#include "node/deal/step.h"
#include "node/err.h"

struct deal_form {
    struct deal_step step;
    uint64_t begins_ms; /* of the deal: a --to without --from is behind it */
    struct bytes typed; /* owned: read from standard input */
};

/* Make ready: a step of a kind that says nothing yet. */
void deal_form_init(struct deal_form *form, enum step_kind kind);

/* Give back what it owns; may be called twice. */
void deal_form_release(struct deal_form *form);

/*
 * Apply the options that were given, and the words behind DEAL: what a note
 * says, what a fix puts right, who comes instead. "--text -" reads standard
 * input.
 *
 * ERR_INVALID  `why` names the field, what is wrong and what is allowed
 */
MUST_USE enum err deal_form_apply(struct deal_form *form,
                                  const struct arguments *arguments,
                                  uint64_t now_ms,
                                  struct problem *why);

#endif
