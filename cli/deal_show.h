/*
 * One deal for whoever asks: when and where, what was said, what comes next.
 */
#ifndef CLI_DEAL_SHOW_H
#define CLI_DEAL_SHOW_H

#include "cli/counter.h"
#include "node/err.h"

/*
 * Show the deal that `code` names: a line for each thing there is, as JSON the
 * deal with "said" and "steps".
 *
 * ERR_UNKNOWN, ERR_AMBIGUOUS  `why` of the call says so
 */
MUST_USE enum err deal_show(struct counter *counter, const char *code);

#endif
