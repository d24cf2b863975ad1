/*
 * A folder for one test: made empty, gone at the end, and searched byte by
 * byte for what should not be there.
 */
#ifndef TESTS_LIB_FOLDER_H
#define TESTS_LIB_FOLDER_H

#include <stddef.h>
#include <stdint.h>

#include "node/bytes.h"

enum { FOLDER_PATH_CHARS = 256, FOLDER_NAMES_MAX = 64 };

struct folder {
    char path[FOLDER_PATH_CHARS];
};

/* Make one in memory where the machine has such a place (/dev/shm), else
 * below TMPDIR. Fails the test where it cannot. */
void folder_make(struct folder *folder);

/* Remove it with all in it, two levels deep. */
void folder_remove(const struct folder *folder);

/* "folder/name", in a buffer of the caller's. */
void folder_path(const struct folder *folder,
                 const char *name,
                 char out[static FOLDER_PATH_CHARS]);

/* Write, read (free the bytes), size up one file; size 0 where it is not. */
void folder_write(const struct folder *folder,
                  const char *name,
                  struct view bytes);
void folder_read(const struct folder *folder,
                 const char *name,
                 struct bytes *out);
uint64_t folder_size(const struct folder *folder, const char *name);

/* Copy every file of a folder into another, as `cp -r` does. */
void folder_copy(const struct folder *from, const struct folder *to);

/* In how many places of its files do these bytes stand? */
size_t folder_count(const struct folder *folder, struct view what);

/* A hash over the names and bytes of its files but the shared memory of
 * SQLite, to see that nothing has changed. */
uint64_t folder_hash(const struct folder *folder);

#endif
