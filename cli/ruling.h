/*
 * What stewards set beside slots: floor and ceiling of hours, how a session of
 * several is paid, names of places, whether a newcomer's first post waits.
 */
#ifndef CLI_RULING_H
#define CLI_RULING_H

#include <stdbool.h>

#include <jansson.h>

#include "cli/arguments.h"
#include "cli/out.h"
#include "cli/problem.h"
#include "node/err.h"
#include "node/people/ruled.h"
#include "node/record/body_rules.h"

/* Was any of these options given? */
bool ruling_is_given(const struct arguments *arguments);

/*
 * Apply the options to what is in force.
 *
 * ERR_INVALID  `why` names the option, what is wrong and how to write it
 */
MUST_USE enum err ruling_apply(struct ruled *ruled,
                               const struct arguments *arguments,
                               struct problem *why);

/* Put into a body what is not as usual; it borrows from `ruled`. */
void ruling_body(const struct ruled *ruled, struct body_rules *out);

/* Add {"hours","places","first_waits"} to a document. */
MUST_USE enum err ruling_model(const struct ruled *ruled, json_t *document);

/* The same for people. */
void ruling_say(const struct out *out, const struct ruled *ruled);

/* The name of a cell, or NULL. */
const char *ruling_place(const struct ruled *ruled, const char *cell);

#endif
