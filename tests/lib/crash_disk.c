#include "tests/lib/crash_disk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/check.h"

void crash_disk_init(struct crash_disk *disk)
{
    memset(disk, 0, sizeof *disk);
}

void crash_disk_release(struct crash_disk *disk)
{
    size_t i = 0;

    for (i = 0; i < disk->count; i++) {
        free(disk->changes[i].data);
    }
    free(disk->changes);
    crash_disk_init(disk);
}

uint64_t crash_dice(uint64_t *random, uint64_t limit)
{
    *random ^= *random << 13;
    *random ^= *random >> 7;
    *random ^= *random << 17;
    return *random % limit;
}

static struct disk_change *append(struct crash_disk *disk, enum disk_step step)
{
    struct disk_change *change = NULL;

    if (disk->count == disk->room) {
        disk->room = disk->room == 0 ? 1024 : 2 * disk->room;
        disk->changes =
            realloc(disk->changes, disk->room * sizeof *disk->changes);
        assert_non_null(disk->changes);
    }
    change = &disk->changes[disk->count++];
    memset(change, 0, sizeof *change);
    change->step = step;
    return change;
}

static void set_name(char out[static DISK_NAME_CHARS], const char *name)
{
    int chars = snprintf(out, DISK_NAME_CHARS, "%s", name);

    assert_true(chars > 0 && chars < DISK_NAME_CHARS);
}

/* The directory as it is after some changes, all of them done. */
static unsigned
find_at(const struct crash_disk *disk, size_t at, const char *name)
{
    char wanted[DISK_NAME_CHARS];
    size_t i = at;

    set_name(wanted, name);
    while (i > 0) {
        const struct disk_change *change = &disk->changes[--i];

        if (change->step == DISK_MADE && strcmp(change->name, wanted) == 0) {
            return change->file;
        }
        if (change->step == DISK_RENAMED) {
            if (strcmp(change->target, wanted) == 0) {
                set_name(wanted, change->name);
            } else if (strcmp(change->name, wanted) == 0) {
                return 0;
            }
        }
        if (change->step == DISK_REMOVED && strcmp(change->name, wanted) == 0) {
            return 0;
        }
    }
    return 0;
}

unsigned crash_disk_find(const struct crash_disk *disk, const char *name)
{
    return find_at(disk, disk->count, name);
}

unsigned crash_disk_make(struct crash_disk *disk, const char *name)
{
    struct disk_change *change = append(disk, DISK_MADE);

    assert_true(disk->files + 1 < DISK_FILES_MAX);
    set_name(change->name, name);
    change->file = ++disk->files;
    return change->file;
}

void crash_disk_write(struct crash_disk *disk,
                      unsigned file,
                      uint64_t offset,
                      struct view bytes)
{
    struct disk_change *change = append(disk, DISK_WRITTEN);

    change->file = file;
    change->offset = offset;
    change->bytes = bytes.bytes;
    change->data = malloc(bytes.bytes + 1);
    assert_non_null(change->data);
    memcpy(change->data, bytes.data, bytes.bytes);
}

void crash_disk_cut(struct crash_disk *disk, unsigned file, uint64_t bytes)
{
    struct disk_change *change = append(disk, DISK_CUT);

    change->file = file;
    change->offset = bytes;
}

void crash_disk_sync(struct crash_disk *disk, unsigned file)
{
    if (!disk->is_deaf) {
        append(disk, DISK_SYNCED)->file = file;
    }
}

void crash_disk_rename(struct crash_disk *disk,
                       const char *name,
                       const char *target)
{
    struct disk_change *change = append(disk, DISK_RENAMED);

    set_name(change->name, name);
    set_name(change->target, target);
}

void crash_disk_remove(struct crash_disk *disk, const char *name)
{
    set_name(append(disk, DISK_REMOVED)->name, name);
}

void crash_disk_sync_folder(struct crash_disk *disk)
{
    if (!disk->is_deaf) {
        (void)append(disk, DISK_FOLDER_SYNCED);
    }
}

/* The files as they come to be on the disk. */
struct image {
    struct {
        char name[DISK_NAME_CHARS]; /* "": it has none */
        unsigned char *data;
        size_t bytes;
        size_t room;
        size_t synced_at; /* steps up to here are durable */
    } files[DISK_FILES_MAX];
    size_t folder_synced_at;
};

static void
find_syncs(const struct crash_disk *disk, size_t at, struct image *image)
{
    size_t i = 0;

    for (i = 0; i < at; i++) {
        const struct disk_change *change = &disk->changes[i];

        if (change->step == DISK_SYNCED) {
            image->files[change->file].synced_at = i;
        } else if (change->step == DISK_FOLDER_SYNCED) {
            image->folder_synced_at = i;
        }
    }
}

static void resize(struct image *image, unsigned file, size_t bytes)
{
    if (bytes > image->files[file].room) {
        size_t room = 2 * bytes + 4096;

        image->files[file].data = realloc(image->files[file].data, room);
        assert_non_null(image->files[file].data);
        image->files[file].room = room;
    }
    if (bytes > image->files[file].bytes) {
        memset(image->files[file].data + image->files[file].bytes, 0,
               bytes - image->files[file].bytes);
    }
    image->files[file].bytes = bytes;
}

static void
put(struct image *image, unsigned file, size_t offset, struct view part)
{
    if (offset + part.bytes > image->files[file].bytes) {
        resize(image, file, offset + part.bytes);
    }
    memcpy(image->files[file].data + offset, part.data, part.bytes);
}

/* Some sectors of a write. */
static void
tear(struct image *image, const struct disk_change *change, uint64_t *random)
{
    size_t done = 0;

    while (done < change->bytes) {
        size_t offset = (size_t)change->offset + done;
        size_t room = DISK_SECTOR_BYTES - offset % DISK_SECTOR_BYTES;
        size_t bytes =
            change->bytes - done < room ? change->bytes - done : room;

        if (crash_dice(random, 2) == 0) {
            put(image, change->file, offset,
                (struct view){change->data + done, bytes});
        }
        done += bytes;
    }
}

static unsigned named(const struct image *image, const char *name)
{
    unsigned file = 0;

    for (file = 1; file < DISK_FILES_MAX; file++) {
        if (strcmp(image->files[file].name, name) == 0) {
            return file;
        }
    }
    return 0;
}

/* Take a name away from whoever has it. */
static void unname(struct image *image, const char *name)
{
    unsigned file = named(image, name);

    if (file != 0) {
        image->files[file].name[0] = '\0';
    }
}

static void apply(struct image *image, const struct disk_change *change)
{
    unsigned file = 0;

    switch (change->step) {
    case DISK_MADE:
        unname(image, change->name);
        set_name(image->files[change->file].name, change->name);
        break;
    case DISK_WRITTEN:
        put(image, change->file, (size_t)change->offset,
            (struct view){change->data, change->bytes});
        break;
    case DISK_CUT:
        resize(image, change->file, (size_t)change->offset);
        break;
    case DISK_RENAMED:
        file = named(image, change->name);
        if (file != 0) {
            unname(image, change->target);
            set_name(image->files[file].name, change->target);
        }
        break;
    case DISK_REMOVED:
        unname(image, change->name);
        break;
    case DISK_SYNCED:
    case DISK_FOLDER_SYNCED:
        break;
    }
}

static bool is_durable(const struct image *image,
                       const struct disk_change *change,
                       size_t place)
{
    bool is_file = change->step == DISK_MADE || change->step == DISK_WRITTEN ||
                   change->step == DISK_CUT;
    bool is_name = change->step == DISK_MADE || change->step == DISK_RENAMED ||
                   change->step == DISK_REMOVED;

    return (is_file && place < image->files[change->file].synced_at) ||
           (is_name && place < image->folder_synced_at);
}

void crash_disk_build(const struct crash_disk *disk,
                      size_t at,
                      enum crash_mode mode,
                      uint64_t *random,
                      const struct folder *folder)
{
    struct image *image = calloc(1, sizeof *image);
    unsigned file = 0;
    size_t i = 0;

    assert_non_null(image);
    find_syncs(disk, at, image);
    for (i = 0; i < at; i++) {
        const struct disk_change *change = &disk->changes[i];

        bool is_whole =
            is_durable(image, change, i) || mode == CRASH_EVERYTHING;

        if (!is_whole && mode == CRASH_TORN && change->step == DISK_WRITTEN) {
            tear(image, change, random);
        } else if (is_whole ||
                   (mode != CRASH_NOTHING && crash_dice(random, 2) == 0)) {
            apply(image, change);
        }
    }
    for (file = 1; file < DISK_FILES_MAX; file++) {
        if (image->files[file].name[0] != '\0') {
            folder_write(folder, image->files[file].name,
                         (struct view){image->files[file].data,
                                       image->files[file].bytes});
        }
        free(image->files[file].data);
    }
    free(image);
}
