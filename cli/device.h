/*
 * The device of this folder: what it does when it finds itself a copy.
 *
 * Two machines must never write in one lane under one key. A folder that was
 * copied or restored takes new keys and the next free lane before it signs
 * anything; its posts of before remain its household's.
 */
#ifndef CLI_DEVICE_H
#define CLI_DEVICE_H

#include "cli/drive.h"
#include "cli/problem.h"
#include "node/err.h"

/*
 * Become a new device where the folder is a copy, and announce the device
 * where its household does not list it yet. A folder without any record of
 * its household is left alone: it is being made.
 */
MUST_USE enum err device_settle(struct drive *drive, struct problem *why);

#endif
