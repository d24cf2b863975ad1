#include "cli/album.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/child.h"
#include "node/photo/jpeg.h"
#include "store/photos.h"

enum {
    MAKE_MS_MAX = 30 * 1000, /* a Pi that is busy; the child has 10 s */
    FRAME_BYTES = 16,        /* what it says before the pictures */
    MADE_BYTES_MAX = FRAME_BYTES + SMALL_BYTES_MAX + PHOTO_BYTES_MAX,
};

/* Exit codes of kith-photo: cli/helper/verdict.h. */
enum {
    EXIT_EMPTY = 10,
    EXIT_LONG = 11,
    EXIT_STRANGE = 12,
    EXIT_PIXELS = 13,
    EXIT_BROKEN = 14,
    EXIT_MEMORY = 15,
};

void album_init(struct album *album)
{
    memset(album, 0, sizeof *album);
}

void album_release(struct album *album)
{
    for (size_t index = 0; index < album->count; index++) {
        struct print *print = &album->prints[index];

        bytes_release(&print->head);
        for (size_t part = 0; part < PHOTO_PARTS; part++) {
            bytes_release(&print->parts[part]);
        }
    }
    album->count = 0;
}

static enum err refuse(struct problem *why,
                       const char *name,
                       const char *path,
                       const char *what)
{
    enum err err =
        problem_set(why, ERR_INVALID, name, "The photo %.200s %s.", path, what);

    problem_exit(why, 65);
    return err;
}

/* What an exit code means to somebody who wants to show a ladder. */
static enum err explain(int exit_code, const char *path, struct problem *why)
{
    static const char smaller[] =
        "Make it smaller, or save it again as a JPEG.";
    enum err err = ERR_OK;

    switch (exit_code) {
    case 0:
        return ERR_OK;
    case EXIT_EMPTY:
        return refuse(why, "no-photo", path, "is empty");
    case EXIT_LONG:
        err = refuse(why, "photo-too-large", path, "is larger than 10 MiB");
        problem_advise(why, "%s", smaller);
        return err;
    case EXIT_STRANGE:
        err = refuse(why, "no-photo", path, "is neither a JPEG nor a PNG");
        problem_advise(why, "Save it as a JPEG, then try again.");
        return err;
    case EXIT_PIXELS:
        err = refuse(why, "photo-too-large", path,
                     "says that it has more pixels than are taken");
        problem_advise(why, "%s", smaller);
        return err;
    case EXIT_BROKEN:
        return refuse(why, "broken-photo", path,
                      "is damaged, or ends too early");
    default:
        err = refuse(why, "photo-too-large", path,
                     "takes more time or memory than there is for one");
        problem_advise(why, "%s", smaller);
        return err;
    }
}

/* The pictures that the helper wrote: believed no more than a stranger's. */
static enum err cut_out(struct view made, struct print *print)
{
    struct photo_picture sizes[PHOTO_PARTS];
    struct view parts[PHOTO_PARTS];
    enum err err = ERR_OK;

    for (size_t part = 0; err == ERR_OK && part < PHOTO_PARTS; part++) {
        err = view_take_u32(&made, &sizes[part].bytes);
        if (err == ERR_OK) {
            err = view_take_u16(&made, &sizes[part].width);
        }
        if (err == ERR_OK) {
            err = view_take_u16(&made, &sizes[part].height);
        }
    }
    for (size_t part = 0; err == ERR_OK && part < PHOTO_PARTS; part++) {
        err = view_take(&made, sizes[part].bytes, &parts[part]);
        if (err == ERR_OK) {
            err = jpeg_check(parts[part], &sizes[part]);
        }
        if (err == ERR_OK) {
            err = bytes_append(&print->parts[part], parts[part]);
        }
    }
    if (err == ERR_OK && made.bytes > 0) {
        err = ERR_MALFORMED;
    }
    if (err == ERR_OK) {
        err =
            photo_head_write(parts, sizes, &print->head, &print->reference.id);
    }
    if (err == ERR_OK) {
        print->reference.bytes = sizes[PHOTO_LARGE].bytes;
        print->reference.width = sizes[PHOTO_LARGE].width;
        print->reference.height = sizes[PHOTO_LARGE].height;
    }
    return err;
}

static enum err
make(int file, const char *path, struct print *print, struct problem *why)
{
    struct bytes made;
    int exit_code = -1;
    enum err err = ERR_OK;

    bytes_init(&made, MADE_BYTES_MAX);
    err = child_run("kith-photo", file, MAKE_MS_MAX, &made, &exit_code);
    if (err == ERR_UNKNOWN) {
        err = problem_set(why, ERR_IO, "no-kith-photo",
                          "The program kith-photo, which reads photos, is "
                          "not here.");
        problem_advise(why, "It belongs beside kith: install kith again.");
        goto out;
    }
    if (err == ERR_OK || err == ERR_TIMEOUT || err == ERR_FULL) {
        err = explain(err == ERR_OK ? exit_code : -1, path, why);
    }
    if (err == ERR_OK) {
        err = cut_out(bytes_view(&made), print);
        if (err == ERR_MALFORMED || err == ERR_INVALID) {
            err = refuse(why, "broken-photo", path, "could not be read");
        }
    }
out:
    bytes_release(&made);
    return err;
}

/* Open what a person named: a file that is not absurdly large. */
static enum err open_file(const char *path, int *file, struct problem *why)
{
    struct stat status;
    enum err err = ERR_OK;

    *file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (*file < 0) {
        err = refuse(why, "unreadable-photo", path,
                     errno == ENOENT ? "is not there" : "cannot be read");
        problem_exit(why, 66);
        return err;
    }
    if (fstat(*file, &status) != 0 || !S_ISREG(status.st_mode)) {
        return refuse(why, "no-photo", path, "is not a file");
    }
    if (status.st_size > PHOTO_FILE_BYTES_MAX) {
        return explain(EXIT_LONG, path, why);
    }
    return ERR_OK;
}

enum err album_add(struct album *album, const char *path, struct problem *why)
{
    struct print *print = &album->prints[album->count];
    int file = -1;
    enum err err = ERR_OK;

    if (album->count == PHOTOS_MAX) {
        err = problem_set(why, ERR_INVALID, "too-many-photos",
                          "A post takes at most %d photos.", PHOTOS_MAX);
        problem_exit(why, 64);
        return err;
    }
    memset(print, 0, sizeof *print);
    bytes_init(&print->head, HEAD_BYTES_MAX);
    bytes_init(&print->parts[PHOTO_SMALL], SMALL_BYTES_MAX);
    bytes_init(&print->parts[PHOTO_LARGE], PHOTO_BYTES_MAX);
    album->count++;
    err = open_file(path, &file, why);
    if (err == ERR_OK) {
        err = make(file, path, print, why);
    }
    if (file >= 0) {
        (void)close(file);
    }
    return err;
}

static enum err
keep_print(const struct print *print, struct store *store, uint64_t now_ms)
{
    enum err err = ERR_OK;

    for (unsigned part = 0; err == ERR_OK && part < PHOTO_PARTS; part++) {
        const struct photo_file file = {
            .id = print->reference.id,
            .part = (enum photo_part)part,
            .origin = PHOTO_OWN,
            .head = bytes_view(&print->head),
            .picture = bytes_view(&print->parts[part]),
        };

        err = photos_put(store, &file, now_ms);
    }
    return err;
}

enum err
album_keep(const struct album *album, struct store *store, uint64_t now_ms)
{
    enum err err = store_begin(store);

    if (err != ERR_OK) {
        return err;
    }
    for (size_t index = 0; err == ERR_OK && index < album->count; index++) {
        err = keep_print(&album->prints[index], store, now_ms);
    }
    return store_commit(store, err);
}

void album_forget(const struct album *album, struct store *store)
{
    enum err err = store_begin(store);

    if (err != ERR_OK) {
        return; /* they go when the node tidies up */
    }
    for (size_t index = 0; err == ERR_OK && index < album->count; index++) {
        err = photos_forget(store, &album->prints[index].reference.id);
    }
    err = store_commit(store, err);
    (void)err;
}
