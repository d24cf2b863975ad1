/*
 * Backup: one file that holds a whole neighbourhood folder, keys and all.
 *
 * It is a SQLite file with one more table for the keys. Whoever has it can
 * act as the household: it is made for its owner alone (0600).
 */
#ifndef STORE_BACKUP_H
#define STORE_BACKUP_H

#include "node/err.h"
#include "store/home.h"
#include "store/keys.h"
#include "store/store.h"

/*
 * Write `path`; other processes may go on reading and writing.
 *
 * ERR_STATE  the file exists already; untouched
 * ERR_DISK_FULL, ERR_READ_ONLY, ERR_IO  no file is left
 */
MUST_USE enum err
backup_write(struct store *store, const struct keys *keys, const char *path);

/*
 * Make a folder in `home` from a backup. It counts as copied: the node must
 * become a new device (store_is_copied).
 *
 * out   the folder that was made
 *
 * ERR_UNKNOWN      there is no such file
 * ERR_CORRUPT      no backup, or damaged
 * ERR_NEWER_STORE  made by a newer version
 * ERR_STATE        the neighbourhood is in this home already; untouched
 * After an error no folder is left.
 */
MUST_USE enum err
backup_restore(const char *path, const char *home, struct home_folder *out);

#endif
