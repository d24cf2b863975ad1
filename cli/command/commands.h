/*
 * The rows of all commands, one in each file of this folder.
 */
#ifndef CLI_COMMAND_COMMANDS_H
#define CLI_COMMAND_COMMANDS_H

#include "cli/program.h"

extern const struct verb verb_version;

#endif
