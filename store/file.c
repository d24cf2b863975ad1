#include "store/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

static file_watcher *watcher;
static void *watcher_self;

void file_watch(file_watcher *new_watcher, void *self)
{
    watcher = new_watcher;
    watcher_self = self;
}

static enum err tell(enum file_step step,
                     const char *path,
                     const char *target,
                     struct view bytes)
{
    const struct file_change change = {step, path, target, bytes};

    return watcher == NULL ? ERR_OK : watcher(watcher_self, &change);
}

enum err
path_join(const char *folder, const char *name, char out[static PATH_BYTES_MAX])
{
    int chars = snprintf(out, PATH_BYTES_MAX, "%s/%s", folder, name);

    return chars > 0 && chars < PATH_BYTES_MAX ? ERR_OK : ERR_INVALID;
}

enum err file_err(int error)
{
    switch (error) {
    case 0:
        return ERR_OK;
    case ENOENT:
    case ENOTDIR:
        return ERR_UNKNOWN;
    case EEXIST:
        return ERR_STATE;
    case EACCES:
    case EPERM:
    case EROFS:
        return ERR_READ_ONLY;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return ERR_DISK_FULL;
    case ENOMEM:
        return ERR_NOMEM;
    case ENAMETOOLONG:
        return ERR_INVALID;
    default:
        return ERR_IO;
    }
}

/* Close, and tell the first error of both. */
static enum err close_after(int file, enum err err)
{
    if (close(file) != 0 && err == ERR_OK) {
        err = file_err(errno);
    }
    return err;
}

enum err file_read(const char *path, struct bytes *out)
{
    unsigned char part[1024];
    enum err err = ERR_OK;
    ssize_t got = 1;
    int file = open(path, O_RDONLY | O_CLOEXEC);

    if (file < 0) {
        return file_err(errno);
    }
    bytes_reset(out);
    while (err == ERR_OK && got > 0) {
        got = read(file, part, sizeof part);
        if (got < 0) {
            err = errno == EINTR ? ERR_OK : file_err(errno);
            got = errno == EINTR ? 1 : 0;
        } else {
            err = bytes_append(out, (struct view){part, (size_t)got});
        }
    }
    sodium_memzero(part, sizeof part); /* it may have been a key */
    return close_after(file, err);
}

static enum err write_all(int file, struct view bytes)
{
    while (bytes.bytes > 0) {
        ssize_t put = write(file, bytes.data, bytes.bytes);

        if (put < 0 && errno != EINTR) {
            return file_err(errno);
        }
        if (put > 0) {
            bytes.data += put;
            bytes.bytes -= (size_t)put;
        }
    }
    return ERR_OK;
}

static enum err sync_file(int file, const char *path)
{
    enum err err = tell(FILE_SYNCED, path, NULL, (struct view){NULL, 0});

    if (err == ERR_OK && fsync(file) != 0) {
        err = file_err(errno);
    }
    return err;
}

enum err file_entrust(const char *path)
{
    char folder[PATH_BYTES_MAX];
    const char *name = strrchr(path, '/');
    const size_t bytes = name == NULL ? 0 : (size_t)(name - path);
    struct stat about;

    if (geteuid() != 0 || bytes == 0 || bytes >= sizeof folder) {
        return ERR_OK;
    }
    memcpy(folder, path, bytes);
    folder[bytes] = '\0';
    return stat(folder, &about) == 0 && about.st_uid != 0 &&
                   lchown(path, about.st_uid, about.st_gid) != 0
               ? file_err(errno)
               : ERR_OK;
}

enum err file_write(const char *path, struct view bytes)
{
    enum err err = tell(FILE_CREATED, path, NULL, (struct view){NULL, 0});
    int file = -1;

    if (err != ERR_OK) {
        return err;
    }
    if (unlink(path) != 0 && errno != ENOENT) {
        return file_err(errno);
    }
    file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) {
        return file_err(errno);
    }
    err = file_entrust(path);
    if (err == ERR_OK) {
        err = tell(FILE_WRITTEN, path, NULL, bytes);
    }
    if (err == ERR_OK) {
        err = write_all(file, bytes);
    }
    if (err == ERR_OK) {
        err = sync_file(file, path);
    }
    return close_after(file, err);
}

enum err file_sync(const char *path)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);

    if (file < 0) {
        return file_err(errno);
    }
    return close_after(file, sync_file(file, path));
}

enum err file_sync_folder(const char *folder)
{
    enum err err =
        tell(FILE_FOLDER_SYNCED, folder, NULL, (struct view){NULL, 0});
    int file = -1;

    if (err != ERR_OK) {
        return err;
    }
    file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0) {
        return file_err(errno);
    }
    if (fsync(file) != 0 && errno != EINVAL) { /* some cannot sync folders */
        err = file_err(errno);
    }
    return close_after(file, err);
}

enum err file_publish(const char *folder, const char *from, const char *to)
{
    enum err err = tell(FILE_RENAMED, from, to, (struct view){NULL, 0});

    if (err == ERR_OK && rename(from, to) != 0) {
        err = file_err(errno);
    }
    return err == ERR_OK ? file_sync_folder(folder) : err;
}
