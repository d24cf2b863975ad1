#include "tests/lib/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/check.h"

enum { FILE_BYTES_MAX = 1 << 30 };

void folder_make(struct folder *folder)
{
    const char *base = getenv("TMPDIR");
    int chars = 0;

    if (access("/dev/shm", W_OK) == 0) {
        base = "/dev/shm";
    }
    chars = snprintf(folder->path, sizeof folder->path, "%s/kith-test-XXXXXX",
                     base == NULL ? "/tmp" : base);
    assert_true(chars > 0 && (size_t)chars < sizeof folder->path);
    assert_non_null(mkdtemp(folder->path));
}

void folder_path(const struct folder *folder,
                 const char *name,
                 char out[static FOLDER_PATH_CHARS])
{
    int chars = snprintf(out, FOLDER_PATH_CHARS, "%s/%s", folder->path, name);

    assert_true(chars > 0 && chars < FOLDER_PATH_CHARS);
}

/* Call for each name in a folder, in no order. */
static void each_name(const char *path,
                      void (*call)(void *self, const char *path),
                      void *self)
{
    char below[2 * FOLDER_PATH_CHARS];
    const struct dirent *entry = NULL;
    DIR *open = opendir(path);

    if (open == NULL) {
        return;
    }
    while ((entry = readdir(open)) != NULL) {
        if (strcmp(entry->d_name, ".") != 0 &&
            strcmp(entry->d_name, "..") != 0) {
            int chars =
                snprintf(below, sizeof below, "%s/%s", path, entry->d_name);

            assert_true(chars > 0 && (size_t)chars < sizeof below);
            call(self, below);
        }
    }
    (void)closedir(open);
}

static void remove_file(void *self, const char *path)
{
    (void)self;
    (void)unlink(path);
}

static void remove_below(void *self, const char *path)
{
    if (unlink(path) != 0) {
        each_name(path, remove_file, self);
        (void)rmdir(path);
    }
}

void folder_remove(const struct folder *folder)
{
    each_name(folder->path, remove_below, NULL);
    (void)rmdir(folder->path);
}

static void read_path(const char *path, struct bytes *out)
{
    unsigned char part[65536];
    ssize_t got = 0;
    int file = open(path, O_RDONLY);

    assert_true(file >= 0);
    bytes_reset(out);
    while ((got = read(file, part, sizeof part)) > 0) {
        check_ok(bytes_append(out, (struct view){part, (size_t)got}));
    }
    (void)close(file);
}

static void write_path(const char *path, struct view bytes)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

    assert_true(file >= 0);
    while (bytes.bytes > 0) {
        ssize_t put = write(file, bytes.data, bytes.bytes);

        assert_true(put > 0);
        bytes.data += put;
        bytes.bytes -= (size_t)put;
    }
    (void)close(file);
}

void folder_write(const struct folder *folder,
                  const char *name,
                  struct view bytes)
{
    char path[FOLDER_PATH_CHARS];

    folder_path(folder, name, path);
    write_path(path, bytes);
}

void folder_read(const struct folder *folder,
                 const char *name,
                 struct bytes *out)
{
    char path[FOLDER_PATH_CHARS];

    folder_path(folder, name, path);
    bytes_init(out, FILE_BYTES_MAX);
    read_path(path, out);
}

uint64_t folder_size(const struct folder *folder, const char *name)
{
    char path[FOLDER_PATH_CHARS];
    struct stat status;

    folder_path(folder, name, path);
    return stat(path, &status) == 0 ? (uint64_t)status.st_size : 0;
}

static void copy_one(void *self, const char *path)
{
    const struct folder *to = self;
    struct bytes bytes;

    bytes_init(&bytes, FILE_BYTES_MAX);
    read_path(path, &bytes);
    folder_write(to, strrchr(path, '/') + 1, bytes_view(&bytes));
    bytes_release(&bytes);
}

void folder_copy(const struct folder *from, const struct folder *to)
{
    struct folder target = *to;

    each_name(from->path, copy_one, &target);
}

struct search {
    struct view what;
    size_t count;
};

static void count_one(void *self, const char *path)
{
    struct search *search = self;
    struct bytes bytes;
    const unsigned char *at = NULL;
    const unsigned char *end = NULL;

    bytes_init(&bytes, FILE_BYTES_MAX);
    read_path(path, &bytes);
    at = bytes.data;
    end = bytes.data + bytes.bytes;
    while (at != NULL && (size_t)(end - at) >= search->what.bytes) {
        at = memchr(at, search->what.data[0],
                    (size_t)(end - at) - search->what.bytes + 1);
        if (at != NULL) {
            search->count +=
                memcmp(at, search->what.data, search->what.bytes) == 0;
            at++;
        }
    }
    bytes_release(&bytes);
}

size_t folder_count(const struct folder *folder, struct view what)
{
    struct search search = {what, 0};

    each_name(folder->path, count_one, &search);
    return search.count;
}

static void hash_bytes(uint64_t *hash, struct view bytes)
{
    size_t i = 0;

    for (i = 0; i < bytes.bytes; i++) {
        *hash = (*hash ^ bytes.data[i]) * UINT64_C(0x100000001b3);
    }
}

static void hash_one(void *self, const char *path)
{
    uint64_t *sum = self;
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    const char *name = strrchr(path, '/') + 1;
    struct bytes bytes;

    if (strstr(name, "-shm") != NULL) {
        return;
    }
    bytes_init(&bytes, FILE_BYTES_MAX);
    read_path(path, &bytes);
    hash_bytes(&hash, view_text(name));
    hash_bytes(&hash, bytes_view(&bytes));
    *sum += hash; /* names come in no order */
    bytes_release(&bytes);
}

uint64_t folder_hash(const struct folder *folder)
{
    uint64_t sum = 0;

    each_name(folder->path, hash_one, &sum);
    return sum;
}
