#include "store/photo_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/file.h"

static const char photos[] = "photos";

enum {
    SHARD_CHARS = 3, /* of a folder: two digits */
    NAME_CHARS = ID_HEX_CHARS + 8,
    BUCKETS = 256,
};

/* "1a", and "2b3c...s". */
struct name {
    char shard[SHARD_CHARS];
    char file[NAME_CHARS];
};

static struct name name_of(const struct id *id, enum photo_part part)
{
    char hex[ID_HEX_CHARS];
    struct name out;

    id_to_hex(id, hex);
    (void)snprintf(out.shard, sizeof out.shard, "%.2s", hex);
    (void)snprintf(out.file, sizeof out.file, "%s.%c", hex + 2,
                   part == PHOTO_SMALL ? 's' : 'l');
    return out;
}

/* The folder of one shard, and the path in it of a file. */
static enum err path_of(const char *folder,
                        const struct name *name,
                        char shard[static PATH_BYTES_MAX],
                        char out[static PATH_BYTES_MAX])
{
    char above[PATH_BYTES_MAX];
    enum err err = path_join(folder, photos, above);

    if (err == ERR_OK) {
        err = path_join(above, name->shard, shard);
    }
    return err == ERR_OK ? path_join(shard, name->file, out) : err;
}

static enum err make_folder(const char *folder, const char *path)
{
    if (mkdir(path, 0700) == 0) {
        enum err err = file_entrust(path);

        return err == ERR_OK ? file_sync_folder(folder) : err;
    }
    return errno == EEXIST ? ERR_OK : file_err(errno);
}

static enum err make_folders(const char *folder, const char *shard)
{
    char above[PATH_BYTES_MAX];
    enum err err = path_join(folder, photos, above);

    if (err == ERR_OK) {
        err = make_folder(folder, above);
    }
    return err == ERR_OK ? make_folder(above, shard) : err;
}

static enum err
write_beside(const char *path, struct view front, struct view rest)
{
    struct bytes whole;
    enum err err = ERR_OK;

    if (front.bytes == 0) {
        return file_write(path, rest);
    }
    bytes_init(&whole, front.bytes + rest.bytes);
    err = bytes_append(&whole, front);
    if (err == ERR_OK) {
        err = bytes_append(&whole, rest);
    }
    if (err == ERR_OK) {
        err = file_write(path, bytes_view(&whole));
    }
    bytes_release(&whole);
    return err;
}

enum err photo_file_write(const char *folder,
                          const struct id *id,
                          enum photo_part part,
                          struct view front,
                          struct view rest)
{
    struct name name = name_of(id, part);
    struct name unfinished = name;
    char shard[PATH_BYTES_MAX];
    char path[PATH_BYTES_MAX];
    char beside[PATH_BYTES_MAX];
    const size_t chars = strlen(name.file);
    enum err err = path_of(folder, &name, shard, path);

    /* Whoever writes holds the store's lock: nobody else writes this. */
    (void)snprintf(unfinished.file + chars, sizeof unfinished.file - chars,
                   ".new");
    if (err == ERR_OK) {
        err = path_of(folder, &unfinished, shard, beside);
    }
    if (err == ERR_OK) {
        err = make_folders(folder, shard);
    }
    if (err == ERR_OK) {
        err = write_beside(beside, front, rest);
    }
    if (err == ERR_OK) {
        err = file_publish(shard, beside, path);
    }
    if (err != ERR_OK) {
        (void)unlink(beside);
    }
    return err;
}

enum err photo_file_read(const char *folder,
                         const struct id *id,
                         enum photo_part part,
                         size_t offset,
                         size_t max,
                         struct bytes *out)
{
    const struct name name = name_of(id, part);
    char shard[PATH_BYTES_MAX];
    char path[PATH_BYTES_MAX];
    ssize_t got = 1;
    int file = -1;
    enum err err = path_of(folder, &name, shard, path);

    bytes_reset(out);
    if (err == ERR_OK) {
        err = bytes_reserve(out, max);
    }
    if (err != ERR_OK) {
        return err;
    }
    file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0) {
        return file_err(errno);
    }
    while (got > 0 && out->bytes < max) {
        got = pread(file, out->data + out->bytes, max - out->bytes,
                    (off_t)(offset + out->bytes));
        if (got < 0) {
            err = file_err(errno);
        } else {
            out->bytes += (size_t)got;
        }
    }
    (void)close(file);
    return err;
}

enum err photo_file_remove(const char *folder, const struct id *id)
{
    enum err err = ERR_OK;

    for (unsigned part = 0; err == ERR_OK && part < PHOTO_PARTS; part++) {
        const struct name name = name_of(id, (enum photo_part)part);
        char shard[PATH_BYTES_MAX];
        char path[PATH_BYTES_MAX];

        err = path_of(folder, &name, shard, path);
        if (err == ERR_OK && unlink(path) != 0 && errno != ENOENT &&
            errno != ENOTDIR) {
            err = file_err(errno);
        }
    }
    return err;
}

/* The id of a file's name; false: nothing of ours is called so. */
static bool id_of(unsigned shard, const char *file, struct id *out)
{
    char hex[ID_HEX_CHARS];
    const size_t chars = ID_HEX_CHARS - 1 - 2;

    if (strlen(file) != chars + 2 || file[chars] != '.' ||
        (file[chars + 1] != 's' && file[chars + 1] != 'l')) {
        return false;
    }
    (void)snprintf(hex, sizeof hex, "%02x%.*s", shard, (int)chars, file);
    return id_from_hex(hex, out) == ERR_OK;
}

struct walk_files {
    uint64_t before_s;
    photo_file_judge *judge;
    void *visitor;
};

static enum err visit(const struct walk_files *walk,
                      const char *path,
                      unsigned shard,
                      const char *file)
{
    struct stat status;
    struct id id;
    bool stays = true;
    enum err err = ERR_OK;

    if (file[0] == '.' || stat(path, &status) != 0 ||
        (uint64_t)status.st_mtime >= walk->before_s) {
        return ERR_OK;
    }
    if (id_of(shard, file, &id)) {
        err = walk->judge(walk->visitor, &id, &stays);
    } else {
        stays = false;
    }
    if (err == ERR_OK && !stays && unlink(path) != 0 && errno != ENOENT) {
        err = file_err(errno);
    }
    return err;
}

static enum err
walk_shard(const struct walk_files *walk, const char *above, unsigned shard)
{
    char name[SHARD_CHARS];
    char folder[PATH_BYTES_MAX];
    char path[PATH_BYTES_MAX];
    struct dirent **entries = NULL;
    int count = 0;
    enum err err = ERR_OK;

    (void)snprintf(name, sizeof name, "%02x", shard);
    err = path_join(above, name, folder);
    if (err == ERR_OK) {
        count = scandir(folder, &entries, NULL, alphasort);
    }
    for (int i = 0; i < count; i++) {
        if (err == ERR_OK) {
            err = path_join(folder, entries[i]->d_name, path);
        }
        if (err == ERR_OK) {
            err = visit(walk, path, shard, entries[i]->d_name);
        }
        free(entries[i]);
    }
    free(entries);
    return err;
}

enum err photo_file_walk(const char *folder,
                         uint64_t before_s,
                         photo_file_judge *judge,
                         void *visitor)
{
    const struct walk_files walk = {before_s, judge, visitor};
    char above[PATH_BYTES_MAX];
    enum err err = path_join(folder, photos, above);

    if (err == ERR_OK && access(above, F_OK) != 0) {
        return ERR_OK;
    }
    for (unsigned shard = 0; err == ERR_OK && shard < BUCKETS; shard++) {
        err = walk_shard(&walk, above, shard);
    }
    return err;
}

enum err photo_file_remove_folders(const char *folder)
{
    char above[PATH_BYTES_MAX];
    char path[PATH_BYTES_MAX];
    char name[SHARD_CHARS];
    enum err err = path_join(folder, photos, above);

    for (unsigned shard = 0; err == ERR_OK && shard < BUCKETS; shard++) {
        (void)snprintf(name, sizeof name, "%02x", shard);
        err = path_join(above, name, path);
        if (err == ERR_OK) {
            (void)rmdir(path);
        }
    }
    if (err == ERR_OK) {
        (void)rmdir(above);
    }
    return err;
}
