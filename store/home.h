/*
 * The home folder: one folder for each neighbourhood, and the lock of the
 * running node.
 *
 *   $KITH_HOME/run.lock           held while `kith run` runs
 *   $KITH_HOME/1a2b3c4d/shelf.db  first 8 hex digits of the neighbourhood
 *   $KITH_HOME/1a2b3c4d/keys.a keys.b
 *
 * Which folder is home is the program's business. All is made for its owner
 * alone (0700, 0600).
 */
#ifndef STORE_HOME_H
#define STORE_HOME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/err.h"
#include "node/id.h"
#include "store/limits.h"

enum { HOME_NAME_CHARS = 9 };

struct home_folder {
    char name[HOME_NAME_CHARS]; /* 8 hexadecimal digits */
    char path[PATH_BYTES_MAX];
};

struct home_list {
    struct home_folder folders[HOME_FOLDERS_MAX]; /* ordered by name */
    size_t count;
};

/*
 * The neighbourhoods in a home folder; none where it does not exist.
 *
 * ERR_FULL     more than HOME_FOLDERS_MAX; the first ones are listed
 * ERR_INVALID  the path is too long
 */
MUST_USE enum err home_list(const char *home, struct home_list *out);

/*
 * Be alone in making folders, the home folder first. Waits for another that
 * does, at most STORE_BUSY_MS_MAX.
 *
 * turn  for home_close, also after an error
 *
 * ERR_BUSY  the other did not end
 */
MUST_USE enum err home_open(const char *home, int *turn);

/* Let others make folders; a home folder with nothing in it goes. */
void home_close(const char *home, int turn);

/*
 * Make the folder of a neighbourhood between home_open and home_close. The
 * caller fills it: store_open with STORE_CREATE, keys_save.
 *
 * ERR_STATE      it exists already
 * ERR_FULL       HOME_FOLDERS_MAX exist
 * ERR_READ_ONLY, ERR_DISK_FULL, ERR_IO, ERR_INVALID
 */
MUST_USE enum err home_create(const char *home,
                              const struct neighbourhood *neighbourhood,
                              struct home_folder *out);

/* Remove a folder that home_create made and the files the store keeps in
 * it; other files are left, and then the folder too. */
MUST_USE enum err home_remove(const struct home_folder *folder);

/* The lock of the running node; -1 is none. */
struct run_lock {
    int file;
};

/*
 * Take run.lock; it goes when the process ends. Makes the home folder. On a
 * full disk the lock is taken and says no process.
 *
 * holder  the process that has it, 0 if that cannot be told
 *
 * ERR_BUSY  another process has it
 */
MUST_USE enum err
run_lock_take(const char *home, struct run_lock *lock, uint64_t *holder);

/* Give it back; may be called twice. */
void run_lock_release(struct run_lock *lock);

/* Who has the lock? 0: nobody, or one without a number. Takes nothing. */
MUST_USE enum err run_lock_holder(const char *home, uint64_t *holder);

#endif
