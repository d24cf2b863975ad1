/*
 * The rows of all commands, one in each file of this folder.
 */
#ifndef CLI_COMMAND_COMMANDS_H
#define CLI_COMMAND_COMMANDS_H

#include "cli/program.h"

extern const struct verb verb_version;
extern const struct verb verb_offer;
extern const struct verb verb_lend;
extern const struct verb verb_request;
extern const struct verb verb_edit;
extern const struct verb verb_renew;
extern const struct verb verb_withdraw;
extern const struct verb verb_board;
extern const struct verb verb_show;
extern const struct verb verb_hide;
extern const struct verb verb_unhide;
extern const struct verb verb_block;
extern const struct verb verb_unblock;
extern const struct verb verb_import;
extern const struct verb verb_export;

#endif
