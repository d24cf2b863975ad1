/*
 * The way by which SQLite and the key files reach a crash_disk: a VFS over
 * the real one that tells every write, cut, sync and removal of the database
 * and its log, and a watcher of store/file.h that does the same for keys.
 */
#ifndef TESTS_LIB_CRASH_VFS_H
#define TESTS_LIB_CRASH_VFS_H

#include <stdbool.h>

#include "tests/lib/crash_disk.h"

/* From now on every file that is opened is told to the disk. */
void crash_vfs_begin(struct crash_disk *disk);

/* No more. All connections must be closed. */
void crash_vfs_end(void);

/* Make every connection run with synchronous=OFF, whatever it asks for: as a
 * program would that was built so. */
void crash_vfs_without_sync(bool is_so);

#endif
