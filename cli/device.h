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
#include "node/people/roster.h"

/*
 * Become a new device where the folder is a copy, and announce the device
 * where its household does not list it yet. A folder without any record of
 * its household is left alone: it is being made.
 */
MUST_USE enum err device_settle(struct drive *drive, struct problem *why);

/* What a machine shows to be let into its household: its keys, signed with the
 * one-time key of its pass. Zero where it has no pass. */
void device_enrolment(const struct keys *keys, struct enrolment *out);

/* Does this machine belong to its household, as the roster says? */
enum device_state {
    DEVICE_LISTED,
    DEVICE_WAITING, /* it is not listed yet */
    DEVICE_STRUCK,  /* it was struck out */
    DEVICE_CROWDED, /* it holds the key, and no lane is left for it */
};
enum device_state device_state(const struct drive *drive,
                               const struct roster *roster);

/* Say that a machine without the household's key was asked for what needs it.
 * Returns ERR_DENIED. */
MUST_USE enum err device_lacks_key(struct problem *why);

#endif
