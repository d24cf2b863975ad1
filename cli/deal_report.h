/*
 * What became of a step of a deal, in words: where it went, or why it was not
 * taken and what can be done instead.
 */
#ifndef CLI_DEAL_REPORT_H
#define CLI_DEAL_REPORT_H

#include "cli/counter.h"
#include "cli/desk_deals.h"
#include "node/err.h"

/*
 * Print {"id","code","state","handed_to","dry_run"} and, for people, a
 * sentence. The counter looks again after a step that was not a rehearsal.
 *
 * step  what was said
 */
MUST_USE enum err deal_report(struct counter *counter,
                              const struct answer *answer,
                              enum step_kind step);

/*
 * Say why a step was refused. Returns `err`.
 *
 * deal  as it is; NULL for an ask
 * code  of the deal, or of the post
 */
MUST_USE enum err deal_refuse(struct counter *counter,
                              enum err err,
                              const struct answer *answer,
                              const struct desk_deal *deal,
                              const char *code);

#endif
