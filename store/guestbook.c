#include "store/guestbook.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/file.h"

static const char upload[] = "upload-";

/* Files of a run that was killed. */
static void sweep(const char *folder)
{
    DIR *list = opendir(folder);
    const struct dirent *entry = NULL;

    while (list != NULL && (entry = readdir(list)) != NULL) {
        char path[PATH_BYTES_MAX];

        if (strncmp(entry->d_name, upload, sizeof upload - 1) == 0 &&
            path_join(folder, entry->d_name, path) == ERR_OK) {
            (void)unlink(path);
        }
    }
    if (list != NULL) {
        (void)closedir(list);
    }
}

enum err guestbook_name(const char *home, char folder[static PATH_BYTES_MAX])
{
    return path_join(home, "page", folder);
}

enum err guestbook_load(const char *folder, struct bytes *out)
{
    char path[PATH_BYTES_MAX];
    enum err err = path_join(folder, "sessions", path);

    sweep(folder);
    return err == ERR_OK ? file_read(path, out) : err;
}

enum err guestbook_save(const char *folder, struct view bytes)
{
    char path[PATH_BYTES_MAX];
    char fresh[PATH_BYTES_MAX];
    enum err err = path_join(folder, "sessions", path);

    if (err == ERR_OK) {
        err = path_join(folder, "sessions.new", fresh);
    }
    if (err == ERR_OK && mkdir(folder, 0700) != 0 && errno != EEXIST) {
        err = file_err(errno);
    }
    if (err == ERR_OK) {
        err = file_write(fresh, bytes);
    }
    return err == ERR_OK ? file_publish(folder, fresh, path) : err;
}
