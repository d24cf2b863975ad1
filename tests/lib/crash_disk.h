/*
 * A disk that can be stopped anywhere: it remembers every step that was done
 * to the files of one folder, and builds what a power cut could have left.
 *
 * What was synced is there. Of the rest, each step may have reached the disk
 * or not, in any order, and a write sector by sector. A sync of a file makes
 * its name durable too; a rename or a removal waits for a sync of the folder.
 */
#ifndef TESTS_LIB_CRASH_DISK_H
#define TESTS_LIB_CRASH_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/bytes.h"
#include "tests/lib/folder.h"

enum { DISK_FILES_MAX = 256, DISK_NAME_CHARS = 32, DISK_SECTOR_BYTES = 512 };

/* What is left of the steps that were not synced. */
enum crash_mode {
    CRASH_NOTHING,
    CRASH_EVERYTHING,
    CRASH_SOME, /* each whole or not at all */
    CRASH_TORN, /* writes sector by sector */
    CRASH_MODES,
};

enum disk_step {
    DISK_MADE,    /* file gets name, empty; replaces one of this name */
    DISK_WRITTEN, /* bytes at offset */
    DISK_CUT,     /* to offset */
    DISK_SYNCED,
    DISK_RENAMED, /* name becomes target */
    DISK_REMOVED,
    DISK_FOLDER_SYNCED,
};

struct disk_change {
    enum disk_step step;
    unsigned file;
    char name[DISK_NAME_CHARS];
    char target[DISK_NAME_CHARS];
    uint64_t offset;
    size_t bytes;
    unsigned char *data; /* owned */
};

struct crash_disk {
    struct disk_change *changes; /* owned */
    size_t count;
    size_t room;
    unsigned files;
    bool is_deaf; /* forgets every sync: what a lying card does */
};

void crash_disk_init(struct crash_disk *disk);
void crash_disk_release(struct crash_disk *disk);

/* The number of the file that has a name now; 0: none. */
unsigned crash_disk_find(const struct crash_disk *disk, const char *name);

/* A new file of this name; its number. */
unsigned crash_disk_make(struct crash_disk *disk, const char *name);

/* The other steps. */
void crash_disk_write(struct crash_disk *disk,
                      unsigned file,
                      uint64_t offset,
                      struct view bytes);
void crash_disk_cut(struct crash_disk *disk, unsigned file, uint64_t bytes);
void crash_disk_sync(struct crash_disk *disk, unsigned file);
void crash_disk_rename(struct crash_disk *disk,
                       const char *name,
                       const char *target);
void crash_disk_remove(struct crash_disk *disk, const char *name);
void crash_disk_sync_folder(struct crash_disk *disk);

/* Write into an empty folder what a crash after `at` steps leaves. `random`
 * is the state of the dice, moved on. */
void crash_disk_build(const struct crash_disk *disk,
                      size_t at,
                      enum crash_mode mode,
                      uint64_t *random,
                      const struct folder *folder);

/* A number below `limit` from the dice. */
uint64_t crash_dice(uint64_t *random, uint64_t limit);

#endif
