/*
 * A bundle on disk: written from what is kept, read into it.
 *
 * Writing looks at one state of the store. Reading opens the whole file
 * first, so that nothing of a damaged one is taken in, and then hands its
 * records to the core, which checks them as it checks those of a peer.
 */
#ifndef CLI_BUNDLE_FILE_H
#define CLI_BUNDLE_FILE_H

#include <stdint.h>

#include "cli/drive.h"
#include "cli/problem.h"
#include "cli/progress.h"
#include "node/err.h"
#include "node/record/class.h"

/* What a bundle held, and what became of it. */
struct bundle_report {
    uint64_t records; /* in it */
    uint64_t counts[SET_COUNT];
    uint64_t bytes;      /* of the file */
    uint64_t written_ms; /* trusted time of its writer */
    uint64_t taken;      /* reading: records that were kept */
};

/*
 * Write what is kept to a file, while the drive looks (drive_look). It stands
 * under its name when all of it is on disk; one that was there is replaced
 * where it is a bundle.
 *
 * ERR_STATE  another file is there; it is left as it is
 * Every error has its words in `why`, and leaves nothing behind.
 */
MUST_USE enum err bundle_file_write(const struct drive *drive,
                                    const char *path,
                                    struct progress *progress,
                                    struct bundle_report *report,
                                    struct problem *why);

/*
 * Take in the records of a file, while the drive does not look.
 *
 * ERR_UNKNOWN    there is no such file
 * ERR_INVALID    it is no bundle
 * ERR_VERSION    of a newer kith
 * ERR_DENIED     of another neighbourhood
 * ERR_MALFORMED  damaged or cut off
 * Every error has its words in `why`; after these nothing was taken in.
 */
MUST_USE enum err bundle_file_read(struct drive *drive,
                                   const char *path,
                                   struct progress *progress,
                                   struct bundle_report *report,
                                   struct problem *why);

#endif
