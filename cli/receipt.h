/*
 * What pay, bill, settle and refuse have in common: a command about a receipt,
 * what is told beside it, and what became of it.
 */
#ifndef CLI_RECEIPT_H
#define CLI_RECEIPT_H

#include <jansson.h>

#include "cli/counter.h"
#include "cli/desk_hours.h"
#include "node/act/command.h"

/* Read --because, --for and --yes. ERR_INVALID  `call->why` says what */
MUST_USE enum err receipt_texts(struct call *call,
                                struct command_receipt *receipt);

/*
 * Run RECEIPT or REFUSE, look again, and find the receipt's code. Words for a
 * refusal stand in the call.
 */
MUST_USE enum err receipt_act(struct counter *counter,
                              const struct command *command,
                              struct id *receipt,
                              char code[static CODE_CHARS]);

/* {"id","code","state","handed_to"} of what became of it; NULL when memory
 * runs out. */
json_t *receipt_done(const struct counter *counter,
                     const struct id *receipt,
                     const char *code,
                     enum desk_hours_state state);

#endif
