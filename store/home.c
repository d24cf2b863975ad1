#include "store/home.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/file.h"
#include "store/keys.h"
#include "store/photos.h"
#include "store/turn.h"

/* How often a home folder may go while one waits for it. */
enum { HOME_TRIES_MAX = 8 };

/* All that the store keeps in a folder. The keys go first: half removed it
 * counts no more. */
static const char *const names[] = {
    "keys.a",       "keys.b",       "keys.new",         "shelf.db",
    "shelf.db-wal", "shelf.db-shm", "shelf.db-journal",
};

static bool is_name(const char *name)
{
    return strspn(name, "0123456789abcdef") == HOME_NAME_CHARS - 1 &&
           strlen(name) == HOME_NAME_CHARS - 1;
}

/* Does the folder hold keys? Without them it is half made. ERR_READ_ONLY: it
 * is another user's, who alone may look into it. */
static enum err look_for_keys(const char *folder, bool *has_keys)
{
    char path[PATH_BYTES_MAX];
    unsigned which = 0;

    *has_keys = false;
    for (which = 0; which < KEYS_FILES && !*has_keys; which++) {
        if (keys_path(folder, which, path) == ERR_OK) {
            *has_keys = access(path, F_OK) == 0;
            if (!*has_keys && errno == EACCES) {
                return ERR_READ_ONLY;
            }
        }
    }
    return ERR_OK;
}

/* Add a name to the list if it is that of a neighbourhood. */
static enum err
consider(struct home_list *list, const char *home, const char *name)
{
    struct home_folder folder;
    bool has_keys = false;
    enum err err = ERR_OK;

    if (!is_name(name)) {
        return ERR_OK;
    }
    memcpy(folder.name, name, HOME_NAME_CHARS);
    err = path_join(home, name, folder.path);
    if (err == ERR_OK) {
        err = look_for_keys(folder.path, &has_keys);
    }
    if (err != ERR_OK || !has_keys) {
        return err;
    }
    if (list->count == HOME_FOLDERS_MAX) {
        return ERR_FULL;
    }
    list->folders[list->count++] = folder;
    return ERR_OK;
}

enum err home_list(const char *home, struct home_list *out)
{
    struct dirent **entries = NULL;
    enum err err = ERR_OK;
    int count = scandir(home, &entries, NULL, alphasort);
    int i = 0;

    out->count = 0;
    if (count < 0) {
        err = file_err(errno);
        return err == ERR_UNKNOWN ? ERR_OK : err;
    }
    for (i = 0; i < count; i++) {
        if (err == ERR_OK) {
            err = consider(out, home, entries[i]->d_name);
        }
        free(entries[i]);
    }
    free(entries);
    return err;
}

/* Make a folder and those above it, each for its owner alone. */
static enum err make_folders(const char *path)
{
    char part[PATH_BYTES_MAX];
    size_t bytes = strlen(path);
    size_t i = 0;

    if (bytes == 0 || bytes >= sizeof part) {
        return ERR_INVALID;
    }
    memcpy(part, path, bytes + 1);
    for (i = 1; i <= bytes; i++) {
        if (part[i] != '/' && part[i] != '\0') {
            continue;
        }
        part[i] = '\0';
        if (mkdir(part, 0700) != 0 && errno != EEXIST) {
            return file_err(errno);
        }
        part[i] = path[i];
    }
    return ERR_OK;
}

/* Is this the folder, and not one that was removed meanwhile? */
static bool is_there(const char *home, int turn)
{
    struct stat named;
    struct stat held;

    return stat(home, &named) == 0 && fstat(turn, &held) == 0 &&
           named.st_dev == held.st_dev && named.st_ino == held.st_ino;
}

enum err home_open(const char *home, int *turn)
{
    enum err err = ERR_OK;

    *turn = -1;
    for (unsigned i = 0; i < HOME_TRIES_MAX; i++) {
        turn_close(*turn);
        *turn = -1;
        err = make_folders(home);
        if (err != ERR_OK) {
            return err;
        }
        *turn = turn_open(home);
        if (*turn < 0 && errno != ENOENT) {
            return file_err(errno);
        }
        if (!turn_take(*turn)) {
            break;
        }
        if (is_there(home, *turn)) {
            return ERR_OK;
        }
    }
    return ERR_BUSY;
}

void home_close(const char *home, int turn)
{
    if (turn >= 0) {
        (void)rmdir(home); /* only where nothing is in it */
        turn_close(turn);
    }
}

/* The folder of a neighbourhood, whether or not it exists. */
static enum err name_folder(const char *home,
                            const struct neighbourhood *neighbourhood,
                            struct home_folder *out)
{
    char hex[NEIGHBOURHOOD_HEX_CHARS];

    neighbourhood_to_hex(neighbourhood, hex);
    memcpy(out->name, hex, HOME_NAME_CHARS - 1);
    out->name[HOME_NAME_CHARS - 1] = '\0';
    return path_join(home, out->name, out->path);
}

enum err home_create(const char *home,
                     const struct neighbourhood *neighbourhood,
                     struct home_folder *out)
{
    struct home_list *list = NULL;
    bool has_keys = false;
    enum err err = name_folder(home, neighbourhood, out);

    if (err == ERR_OK) {
        err = look_for_keys(out->path, &has_keys);
    }
    if (err == ERR_OK && has_keys) {
        err = ERR_STATE;
    }
    if (err != ERR_OK) {
        return err;
    }
    list = calloc(1, sizeof *list);
    if (list == NULL) {
        return ERR_NOMEM;
    }
    err = home_list(home, list);
    if (err == ERR_OK && list->count == HOME_FOLDERS_MAX) {
        err = ERR_FULL;
    }
    free(list);
    if (err == ERR_OK) {
        err = home_remove(out); /* of one that was half made */
    }
    if (err == ERR_OK && mkdir(out->path, 0700) != 0) {
        err = file_err(errno);
    }
    if (err == ERR_OK) {
        err = file_entrust(out->path);
    }
    return err == ERR_OK ? file_sync_folder(home) : err;
}

enum err home_remove(const struct home_folder *folder)
{
    char path[PATH_BYTES_MAX];
    size_t i = 0;
    enum err err = ERR_OK;

    for (i = 0; err == ERR_OK && i < sizeof names / sizeof names[0]; i++) {
        err = path_join(folder->path, names[i], path);
        if (err == ERR_OK && unlink(path) != 0 && errno != ENOENT &&
            errno != ENOTDIR) {
            err = file_err(errno);
        }
    }
    if (err == ERR_OK) {
        err = photos_remove(folder->path);
    }
    if (err == ERR_OK && rmdir(folder->path) != 0 && errno != ENOENT &&
        errno != ENOTEMPTY && errno != EEXIST) {
        err = file_err(errno);
    }
    return err;
}
