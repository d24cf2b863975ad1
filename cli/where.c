#include "cli/where.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "cli/drive.h"
#include "node/limits.h"

enum { NAMES_BYTES_MAX = 512, TAG_BYTES = 4, ID_DIGITS_MIN = 4 };

static const char *environment(const char *name)
{
    const char *value = getenv(name);

    return value != NULL && value[0] != '\0' ? value : NULL;
}

/* A path from here, as one that means the same wherever it is read. */
static enum err make_whole(char home[static PATH_BYTES_MAX])
{
    char whole[PATH_BYTES_MAX];
    char here[PATH_BYTES_MAX];
    int bytes = 0;

    if (home[0] == '/') {
        return ERR_OK;
    }
    if (getcwd(here, sizeof here) == NULL) {
        return ERR_INVALID;
    }
    bytes = snprintf(whole, sizeof whole, "%s/%s", here, home);
    if (bytes < 0 || bytes >= PATH_BYTES_MAX) {
        return ERR_FULL;
    }
    memcpy(home, whole, (size_t)bytes + 1);
    return ERR_OK;
}

static enum err find_home(char home[static PATH_BYTES_MAX])
{
    const char *own = environment("KITH_HOME");
    const char *data = environment("XDG_DATA_HOME");
    const char *user = environment("HOME");
    enum err err = ERR_OK;
    int bytes = 0;

    if (own != NULL) {
        bytes = snprintf(home, PATH_BYTES_MAX, "%s", own);
    } else if (data != NULL && data[0] == '/') {
        bytes = snprintf(home, PATH_BYTES_MAX, "%s/kith", data);
    } else if (user != NULL) {
        bytes = snprintf(home, PATH_BYTES_MAX, "%s/.local/share/kith", user);
    }
    if (bytes <= 0 || bytes >= PATH_BYTES_MAX) {
        return bytes <= 0 ? ERR_INVALID : ERR_FULL;
    }
    err = make_whole(home);
    return err == ERR_OK && strlen(home) > HOME_BYTES_MAX ? ERR_FULL : err;
}

/* Homes of one user share a runtime folder, so the name tells them apart. */
static void socket_tag(const char *home, char tag[static 2 * TAG_BYTES + 1])
{
    unsigned char hash[crypto_generichash_BYTES_MIN];
    struct stat found;
    char named[64] = "none yet";

    if (stat(home, &found) == 0) {
        (void)snprintf(named, sizeof named, "%ju/%ju", (uintmax_t)found.st_dev,
                       (uintmax_t)found.st_ino);
    }
    (void)crypto_generichash(hash, sizeof hash, (const unsigned char *)named,
                             strlen(named), NULL, 0);
    (void)sodium_bin2hex(tag, 2 * TAG_BYTES + 1, hash, TAG_BYTES);
}

/* In a runtime folder, or in the home where that is NULL. */
static void name_socket(const char *runtime,
                        const char *home,
                        char out[static SOCKET_PATH_BYTES])
{
    char tag[2 * TAG_BYTES + 1];
    int bytes = SOCKET_PATH_BYTES;

    socket_tag(home, tag);
    if (runtime != NULL) {
        bytes =
            snprintf(out, SOCKET_PATH_BYTES, "%s/kith-%s.sock", runtime, tag);
    } else {
        bytes = snprintf(out, SOCKET_PATH_BYTES, "%s/kith.sock", home);
    }
    if (bytes < 0 || bytes >= SOCKET_PATH_BYTES) {
        (void)snprintf(out, SOCKET_PATH_BYTES, "/tmp/kith-%lu-%s.sock",
                       (unsigned long)getuid(), tag);
    }
}

static bool is_socket(const char *path)
{
    struct stat found;

    return stat(path, &found) == 0 && S_ISSOCK(found.st_mode);
}

/* A node of cron or of the system has no runtime folder and one of a session
 * has: a command of the other sort must find it all the same. */
static void find_socket(struct where *where)
{
    const char *runtime = environment("XDG_RUNTIME_DIR");
    char usual[32];
    char other[SOCKET_PATH_BYTES];

    name_socket(runtime, where->home, where->own_socket);
    memcpy(where->socket, where->own_socket, sizeof where->socket);
    (void)snprintf(usual, sizeof usual, "/run/user/%lu",
                   (unsigned long)getuid());
    name_socket(runtime != NULL ? NULL : usual, where->home, other);
    if (!is_socket(where->socket) && is_socket(other)) {
        memcpy(where->socket, other, sizeof where->socket);
    }
}

enum err where_find(struct where *where, struct problem *why)
{
    enum err err = ERR_OK;

    memset(where, 0, sizeof *where);
    err = find_home(where->home);
    if (err == ERR_OK) {
        find_socket(where);
        return ERR_OK;
    }
    if (err == ERR_FULL) {
        err = problem_set(why, ERR_INVALID, "long-home",
                          "The path of the folder for your data is longer than "
                          "%d bytes.",
                          HOME_BYTES_MAX);
    } else {
        err = problem_set(why, ERR_INVALID, "no-home",
                          "Neither KITH_HOME nor HOME names a usable folder.");
    }
    problem_advise(why, "Set KITH_HOME to the folder for your data");
    return err;
}

/* What stands at the path of a home can be none. */
static enum err
no_folder(const struct where *where, const char *what, struct problem *why)
{
    enum err err =
        problem_set(why, ERR_UNKNOWN, "no-folder",
                    "%.300s cannot hold your data: %s.", where->home, what);

    problem_advise(why, "Set KITH_HOME to the folder for your data");
    return err;
}

static bool is_no_folder(const char *path)
{
    struct stat found;

    return stat(path, &found) == 0 ? !S_ISDIR(found.st_mode) : errno == ENOTDIR;
}

static enum err nothing_there(const struct where *where, struct problem *why)
{
    enum err err = ERR_OK;

    if (is_no_folder(where->home)) {
        return no_folder(where, "there is a file in its place", why);
    }
    err = problem_set(why, ERR_UNKNOWN, "no-neighbourhood",
                      "There is no neighbourhood in %.300s yet.", where->home);

    problem_advise(why, "kith join kith:...   or   kith init --name \"Blue "
                        "door\" --neighbourhood \"Mill Lane\"   or, from a "
                        "backup, kith restore FILE");
    return err;
}

static enum err not_ours(const struct where *where, struct problem *why)
{
    enum err err = problem_set(why, ERR_DENIED, "not-yours",
                               "%.300s cannot be looked into: it belongs to "
                               "another user of this machine.",
                               where->home);

    problem_advise(why, "Run kith as that user, or set KITH_HOME to a folder "
                        "of your own.");
    return err;
}

enum err where_list(const struct where *where,
                    struct home_list *out,
                    struct problem *why)
{
    const enum err err = home_list(where->home, out);

    if (err == ERR_READ_ONLY) {
        return not_ours(where, why);
    }
    if (err == ERR_INVALID) {
        return no_folder(where, "one of its names is too long", why);
    }
    return err == ERR_FULL ? ERR_OK : err; /* the first ones are listed */
}

/* "Mill Lane (1a2b3c4d), Elm Street (...)" */
static void list_names(const struct home_list *list,
                       char names[static NAMES_BYTES_MAX])
{
    size_t at = 0;

    names[0] = '\0';
    for (size_t index = 0; index < list->count && at < NAMES_BYTES_MAX;
         index++) {
        char name[NAME_BYTES_MAX + 1];
        int bytes = 0;

        drive_place(&list->folders[index], name);
        bytes =
            snprintf(names + at, NAMES_BYTES_MAX - at, "%s%s (%s)",
                     index > 0 ? ", " : "", name, list->folders[index].name);
        at += bytes > 0 ? (size_t)bytes : 0;
    }
}

static bool is_meant(const struct home_folder *folder, const char *in)
{
    char name[NAME_BYTES_MAX + 1];
    size_t digits = strlen(in);

    if (digits > sizeof folder->name - 1) {
        digits = sizeof folder->name - 1; /* the id in full */
    }
    if (digits >= ID_DIGITS_MIN && strncasecmp(folder->name, in, digits) == 0) {
        return true;
    }
    drive_place(folder, name);
    return strcasecmp(name, in) == 0;
}

static enum err choose_among(const struct home_list *list,
                             const char *in,
                             struct home_folder *out,
                             struct problem *why)
{
    char names[NAMES_BYTES_MAX];
    size_t found = 0;
    enum err err = ERR_OK;

    for (size_t index = 0; in != NULL && index < list->count; index++) {
        if (is_meant(&list->folders[index], in)) {
            *out = list->folders[index];
            found++;
        }
    }
    if (found == 1) {
        return ERR_OK;
    }
    list_names(list, names);
    if (in != NULL && found == 0) {
        err = problem_set(why, ERR_UNKNOWN, "unknown-neighbourhood",
                          "You are not in a neighbourhood \"%s\"; you are in "
                          "%s.",
                          in, names);
    } else {
        err = problem_set(why, ERR_AMBIGUOUS, "ambiguous-neighbourhood",
                          "You are in several neighbourhoods: %s.", names);
    }
    problem_advise(why, "Add --in and the name or digits of one of them");
    return err;
}

enum err where_choose(const struct where *where,
                      const char *in,
                      struct home_folder *out,
                      struct problem *why)
{
    struct home_list *list = calloc(1, sizeof *list);
    enum err err = ERR_NOMEM;

    if (list == NULL) {
        return ERR_NOMEM;
    }
    err = where_list(where, list, why);
    if (err != ERR_OK) {
        goto out;
    }
    if (list->count == 0) {
        err = nothing_there(where, why);
    } else if (list->count == 1 && in == NULL) {
        *out = list->folders[0];
    } else {
        err = choose_among(list, in, out, why);
    }
out:
    free(list);
    return err;
}
