/*
 * Moving in: the folder, keys and first records of a household in a
 * neighbourhood. All of it is made, or nothing is left on disk.
 */
#ifndef CLI_MOVEIN_H
#define CLI_MOVEIN_H

#include <stdbool.h>

#include "cli/drive.h"
#include "cli/invitation.h"
#include "cli/problem.h"
#include "cli/where.h"
#include "node/err.h"

/* New keys of a household and its first device, derived; the neighbourhood
 * and its network key are the caller's to fill in. */
void movein_keys(struct keys *keys);

/*
 * Be alone in this home: what follows sees all that others have made.
 *
 * turn  for home_close, also after an error
 *
 * ERR_BUSY  another is at it and did not end
 */
MUST_USE enum err
movein_begin(const struct where *where, int *turn, struct problem *why);

/*
 * Make the folder and run the first command, FOUND or JOIN, behind
 * movein_begin.
 *
 * drive    opened; to be released by the caller also after an error
 * keys     taken over
 * command  NULL: no record is signed; another machine lets this one in
 *
 * ERR_STATE  the neighbourhood is in this home already
 */
MUST_USE enum err movein(struct drive *drive,
                         const struct where *where,
                         struct keys *keys,
                         const struct command *command,
                         struct problem *why);

/* Keep the addresses of an invite, so that somebody can be dialled. */
MUST_USE enum err movein_addresses(struct drive *drive,
                                   const struct invitation *invitation);

/*
 * Go on with a joining that nobody has confirmed yet, or that somebody does not
 * count any more, with the keys that it made: with others it would be a second
 * household on one invite.
 *
 * is_resumed  false: there is none, and nothing is open
 *
 * ERR_STATE  the household has its place in the neighbourhood already
 */
MUST_USE enum err movein_resume(struct drive *drive,
                                const struct where *where,
                                const struct neighbourhood *neighbourhood,
                                bool *is_resumed,
                                struct problem *why);

/* Undo a movein that a later step made worthless. */
void movein_undo(struct drive *drive, const struct where *where);

/* Check a name that people give; ERR_INVALID says which rule it breaks. */
MUST_USE enum err
movein_name(const char *what, const char *name, struct problem *why);

#endif
