/*
 * What a step decided goes to disk. For the files of cli/drive only.
 */
#ifndef CLI_DRIVE_APPLY_H
#define CLI_DRIVE_APPLY_H

#include <stddef.h>

#include "cli/drive.h"
#include "node/actions.h"
#include "node/err.h"

/* Apply the actions from `from` on that must be on disk with this transaction;
 * the others wait for their turn. */
MUST_USE enum err
drive_apply(struct drive *drive, const struct actions *actions, size_t from);

#endif
