/*
 * Files that SQLite does not write: keys, locks, what a folder holds.
 *
 * A small file is replaced as a whole. Every change can be watched, so that
 * a test can stop it anywhere and see what a power cut leaves. Inside store/.
 */
#ifndef STORE_FILE_H
#define STORE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/err.h"
#include "store/limits.h"

/* "folder/name". ERR_INVALID where it does not fit. */
MUST_USE enum err path_join(const char *folder,
                            const char *name,
                            char out[static PATH_BYTES_MAX]);

/* What errno means here: ERR_UNKNOWN for a missing file, ERR_STATE for one
 * that is there, ERR_READ_ONLY, ERR_DISK_FULL, ERR_NOMEM, ERR_IO. */
MUST_USE enum err file_err(int error);

/* Replace `out` by a whole file. ERR_UNKNOWN; ERR_FULL past its ceiling. */
MUST_USE enum err file_read(const char *path, struct bytes *out);

/*
 * Write a file that does not count yet, synced, for its owner alone; what
 * was there under this name is lost.
 */
MUST_USE enum err file_write(const char *path, struct view bytes);

/* Let what was just made under this path belong to whom its folder belongs,
 * where the system's own user made it: else it would shut that one out. */
MUST_USE enum err file_entrust(const char *path);

/* Give a written file the name that counts, and sync the folder of both. */
MUST_USE enum err
file_publish(const char *folder, const char *from, const char *to);

/* Make what the folder lists durable. */
MUST_USE enum err file_sync_folder(const char *folder);

/* Make what a file holds durable. */
MUST_USE enum err file_sync(const char *path);

/* What is done to a file; for tests. */
enum file_step {
    FILE_CREATED, /* emptied */
    FILE_WRITTEN, /* bytes at its end */
    FILE_SYNCED,
    FILE_RENAMED, /* from path to target */
    FILE_FOLDER_SYNCED,
};
struct file_change {
    enum file_step step;
    const char *path;
    const char *target;
    struct view bytes;
};

/* Asked before each step; an error refuses the step. NULL: nobody watches. */
typedef enum err file_watcher(void *self, const struct file_change *change);
void file_watch(file_watcher *watcher, void *self);

#endif
