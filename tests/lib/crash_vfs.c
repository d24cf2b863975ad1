#include "tests/lib/crash_vfs.h"

#include <string.h>

#include <sqlite3.h>

#include "store/file.h"
#include "tests/lib/check.h"

/* An open file: SQLite sees the first member. Behind it lies the real one. */
struct crash_file {
    sqlite3_file base;
    unsigned number; /* 0: not told */
    sqlite3_file *real;
};

static struct crash_disk *disk;
static sqlite3_vfs *real_vfs;
static sqlite3_vfs crash_vfs;
static bool is_without_sync;

static sqlite3_file *real_of(sqlite3_file *file)
{
    return ((struct crash_file *)file)->real;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash == NULL ? path : slash + 1;
}

static int file_close(sqlite3_file *file)
{
    return real_of(file)->pMethods->xClose(real_of(file));
}

static int
file_read_at(sqlite3_file *file, void *out, int bytes, sqlite3_int64 offset)
{
    return real_of(file)->pMethods->xRead(real_of(file), out, bytes, offset);
}

static int file_write_at(sqlite3_file *file,
                         const void *bytes,
                         int count,
                         sqlite3_int64 offset)
{
    unsigned number = ((struct crash_file *)file)->number;

    if (number != 0) {
        crash_disk_write(disk, number, (uint64_t)offset,
                         (struct view){bytes, (size_t)count});
    }
    return real_of(file)->pMethods->xWrite(real_of(file), bytes, count, offset);
}

static int file_cut(sqlite3_file *file, sqlite3_int64 bytes)
{
    unsigned number = ((struct crash_file *)file)->number;

    if (number != 0) {
        crash_disk_cut(disk, number, (uint64_t)bytes);
    }
    return real_of(file)->pMethods->xTruncate(real_of(file), bytes);
}

static int file_synced(sqlite3_file *file, int flags)
{
    unsigned number = ((struct crash_file *)file)->number;

    (void)flags;
    if (number != 0) {
        crash_disk_sync(disk, number);
    }
    return SQLITE_OK; /* the test's machine does not crash */
}

static int file_size(sqlite3_file *file, sqlite3_int64 *bytes)
{
    return real_of(file)->pMethods->xFileSize(real_of(file), bytes);
}

static int file_lock(sqlite3_file *file, int level)
{
    return real_of(file)->pMethods->xLock(real_of(file), level);
}

static int file_unlock(sqlite3_file *file, int level)
{
    return real_of(file)->pMethods->xUnlock(real_of(file), level);
}

static int file_is_reserved(sqlite3_file *file, int *is_so)
{
    return real_of(file)->pMethods->xCheckReservedLock(real_of(file), is_so);
}

/* PRAGMA synchronous comes by here before SQLite obeys it. */
static bool is_sync_pragma(int operation, void *argument)
{
    char **words = argument;

    return is_without_sync && operation == SQLITE_FCNTL_PRAGMA &&
           sqlite3_stricmp(words[1], "synchronous") == 0 && words[2] != NULL &&
           sqlite3_stricmp(words[2], "OFF") != 0;
}

static int file_control(sqlite3_file *file, int operation, void *argument)
{
    if (is_sync_pragma(operation, argument)) {
        return SQLITE_OK; /* as if it had been done */
    }
    return real_of(file)->pMethods->xFileControl(real_of(file), operation,
                                                 argument);
}

static int file_sector_bytes(sqlite3_file *file)
{
    (void)file;
    return DISK_SECTOR_BYTES;
}

/* Nothing is promised beyond what a plain disk does. */
static int file_traits(sqlite3_file *file)
{
    (void)file;
    return 0;
}

static int file_shm_map(sqlite3_file *file,
                        int page,
                        int bytes,
                        int is_extended,
                        void volatile **out)
{
    return real_of(file)->pMethods->xShmMap(real_of(file), page, bytes,
                                            is_extended, out);
}

static int file_shm_lock(sqlite3_file *file, int offset, int count, int flags)
{
    return real_of(file)->pMethods->xShmLock(real_of(file), offset, count,
                                             flags);
}

static void file_shm_barrier(sqlite3_file *file)
{
    real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int file_shm_unmap(sqlite3_file *file, int is_deleted)
{
    return real_of(file)->pMethods->xShmUnmap(real_of(file), is_deleted);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read_at,
    .xWrite = file_write_at,
    .xTruncate = file_cut,
    .xSync = file_synced,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_is_reserved,
    .xFileControl = file_control,
    .xSectorSize = file_sector_bytes,
    .xDeviceCharacteristics = file_traits,
    .xShmMap = file_shm_map,
    .xShmLock = file_shm_lock,
    .xShmBarrier = file_shm_barrier,
    .xShmUnmap = file_shm_unmap,
};

static int vfs_open(sqlite3_vfs *vfs,
                    const char *path,
                    sqlite3_file *out,
                    int flags,
                    int *out_flags)
{
    struct crash_file *file = (struct crash_file *)out;
    int told = SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL;
    int code = SQLITE_OK;

    (void)vfs;
    memset(file, 0, sizeof *file);
    file->real = (sqlite3_file *)(file + 1);
    code = real_vfs->xOpen(real_vfs, path, file->real, flags, out_flags);
    if (file->real->pMethods == NULL) {
        return code;
    }
    file->base.pMethods = &methods;
    if (disk != NULL && path != NULL && (flags & told) != 0) {
        file->number = crash_disk_find(disk, base_name(path));
        if (file->number == 0) {
            file->number = crash_disk_make(disk, base_name(path));
        }
    }
    return code;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *path, int is_synced)
{
    (void)vfs;
    if (disk != NULL && crash_disk_find(disk, base_name(path)) != 0) {
        crash_disk_remove(disk, base_name(path));
        if (is_synced != 0) {
            crash_disk_sync_folder(disk);
        }
    }
    return real_vfs->xDelete(real_vfs, path, is_synced);
}

/* What the keys do, told in the same order. */
static enum err tell(void *self, const struct file_change *change)
{
    const char *name = base_name(change->path);

    (void)self;
    switch (change->step) {
    case FILE_CREATED:
        (void)crash_disk_make(disk, name);
        break;
    case FILE_WRITTEN:
        crash_disk_write(disk, crash_disk_find(disk, name), 0, change->bytes);
        break;
    case FILE_SYNCED:
        crash_disk_sync(disk, crash_disk_find(disk, name));
        break;
    case FILE_RENAMED:
        crash_disk_rename(disk, name, base_name(change->target));
        break;
    case FILE_FOLDER_SYNCED:
        crash_disk_sync_folder(disk);
        break;
    }
    return ERR_OK;
}

void crash_vfs_begin(struct crash_disk *new_disk)
{
    disk = new_disk;
    if (real_vfs == NULL) {
        real_vfs = sqlite3_vfs_find(NULL);
        crash_vfs = *real_vfs;
        crash_vfs.zName = "crash";
        crash_vfs.szOsFile =
            (int)sizeof(struct crash_file) + real_vfs->szOsFile;
        crash_vfs.xOpen = vfs_open;
        crash_vfs.xDelete = vfs_delete;
    }
    assert_int_equal(sqlite3_vfs_register(&crash_vfs, 1), SQLITE_OK);
    file_watch(tell, NULL);
}

void crash_vfs_end(void)
{
    file_watch(NULL, NULL);
    assert_int_equal(sqlite3_vfs_unregister(&crash_vfs), SQLITE_OK);
    disk = NULL;
}

/* Runs as each connection is opened. */
static int switch_off(sqlite3 *db, char **message, const void *calls)
{
    (void)message;
    (void)calls;
    return sqlite3_exec(db, "PRAGMA synchronous=OFF", NULL, NULL, NULL);
}

void crash_vfs_without_sync(bool is_so)
{
    is_without_sync = is_so;
    if (is_so) {
        assert_int_equal(sqlite3_auto_extension((void (*)(void))switch_off),
                         SQLITE_OK);
    } else {
        sqlite3_reset_auto_extension();
    }
}
