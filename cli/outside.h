/*
 * Lending to somebody outside kith: the keeper writes it down alone.
 */
#ifndef CLI_OUTSIDE_H
#define CLI_OUTSIDE_H

#include "cli/counter.h"
#include "node/err.h"

/*
 * Hand the post over that the first word names to whom --to names, and report
 * it as a step of a deal.
 *
 * ERR_INVALID, ERR_UNKNOWN, ERR_AMBIGUOUS  the words of the call are no good
 * ERR_DENIED   the post is another's
 * ERR_STATE    somebody has it, or is promised it for these days
 */
MUST_USE enum err outside_lend(struct counter *counter);

#endif
