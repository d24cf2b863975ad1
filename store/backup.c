#include "store/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "store/file.h"
#include "store/inside.h"
#include "store/photos.h"
#include "store/schema.h"

static const char database[] = "shelf.db";

/* An empty file for its owner alone, which VACUUM INTO may fill. */
static enum err make_empty(const char *path)
{
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (file < 0) {
        return file_err(errno);
    }
    return close(file) == 0 ? ERR_OK : ERR_IO;
}

/* A sound copy of a database, without what was deleted in it. */
static enum err copy_into(struct sql *sql, const char *path)
{
    static const char text[] = "VACUUM INTO ?";
    struct query query;
    enum err err = make_empty(path);

    if (err != ERR_OK) {
        return err;
    }
    query_begin(&query, sql, text);
    query_text(&query, view_text(path));
    return query_run(&query);
}

/* Run one constant statement on a file that nobody else uses. */
static enum err alter(struct sql *sql, const char *text)
{
    struct query query;

    query_begin(&query, sql, text);
    return query_run(&query);
}

static enum err add_keys(const char *path, const struct keys *keys)
{
    static const char create[] = "CREATE TABLE backup(keys BLOB NOT NULL)";
    static const char insert[] = "INSERT INTO backup(keys) VALUES(?)";
    struct bytes packed;
    struct query query;
    struct sql sql;
    enum err err = sql_open(&sql, path, SQLITE_OPEN_READWRITE);

    bytes_init(&packed, KEYS_BYTES_MAX);
    if (err == ERR_OK) {
        err = alter(&sql, create);
    }
    if (err == ERR_OK) {
        err = keys_pack(keys, &packed);
    }
    if (err == ERR_OK) {
        query_begin(&query, &sql, insert);
        query_view(&query, bytes_view(&packed));
        err = query_run(&query);
    }
    bytes_wipe(&packed);
    sql_close(&sql);
    return err;
}

/* Where the photos of a backup go. */
struct album {
    struct sql *sql;
};

static enum err add_photo(void *visitor,
                          const struct id *id,
                          enum photo_part part,
                          struct view file)
{
    static const char insert[] =
        "INSERT INTO backup_photo(id, part, bytes) VALUES(?, ?, ?)";
    struct album *album = visitor;
    struct query query;

    query_begin(&query, album->sql, insert);
    query_id(&query, id);
    query_number(&query, (uint64_t)part);
    query_view(&query, file);
    return query_run(&query);
}

/* Our own photos; those of others are fetched again. */
static enum err add_photos(struct store *store, const char *path)
{
    static const char create[] =
        "CREATE TABLE backup_photo(id BLOB NOT NULL, part INTEGER NOT NULL,"
        " bytes BLOB NOT NULL, PRIMARY KEY(id, part))";
    static const char others[] = "DELETE FROM photo_file WHERE own=0";
    struct sql sql;
    struct album album = {&sql};
    enum err err = sql_open(&sql, path, SQLITE_OPEN_READWRITE);

    if (err == ERR_OK) {
        err = alter(&sql, create);
    }
    if (err == ERR_OK) {
        err = alter(&sql, others);
    }
    if (err == ERR_OK) {
        err = photos_own(store, add_photo, &album);
    }
    sql_close(&sql);
    return err;
}

/* The folder of a path. */
static enum err folder_of(const char *path, char out[static PATH_BYTES_MAX])
{
    const char *slash = strrchr(path, '/');
    int most = slash == NULL || slash - path >= PATH_BYTES_MAX
                   ? 0
                   : (int)(slash - path);
    int chars = 0;

    if (slash == NULL) {
        chars = snprintf(out, PATH_BYTES_MAX, ".");
    } else if (slash == path) {
        chars = snprintf(out, PATH_BYTES_MAX, "/");
    } else {
        chars = snprintf(out, PATH_BYTES_MAX, "%.*s", most, path);
    }
    return chars > 0 && chars < PATH_BYTES_MAX ? ERR_OK : ERR_INVALID;
}

/* A name that nobody gives a file of his own: what is left under it by a power
 * cut is written anew. */
static enum err beside(const char *path, char out[static PATH_BYTES_MAX])
{
    int chars = snprintf(out, PATH_BYTES_MAX, "%s.kith-unfinished", path);

    return chars > 0 && chars < PATH_BYTES_MAX ? ERR_OK : ERR_INVALID;
}

enum err
backup_write(struct store *store, const struct keys *keys, const char *path)
{
    char unfinished[PATH_BYTES_MAX];
    char folder[PATH_BYTES_MAX];
    enum err err = beside(path, unfinished);

    if (err == ERR_OK) {
        err = folder_of(path, folder);
    }
    if (err != ERR_OK) {
        return err;
    }
    if (access(path, F_OK) == 0) {
        return ERR_STATE;
    }
    (void)unlink(unfinished);
    err = copy_into(&store->sql, unfinished);
    if (err == ERR_OK) {
        err = add_keys(unfinished, keys);
    }
    if (err == ERR_OK) {
        err = add_photos(store, unfinished);
    }
    if (err == ERR_OK) {
        err = file_sync(unfinished);
    }
    if (err == ERR_OK) {
        err = file_publish(folder, unfinished, path);
    }
    if (err != ERR_OK) {
        (void)unlink(unfinished);
    }
    return err;
}

/* Read the keys of a backup, when all of it is sound. */
static enum err read_backup(struct sql *sql, struct keys *keys)
{
    static const char check[] = "PRAGMA quick_check(1)";
    static const char text[] = "SELECT keys FROM backup";
    struct query query;
    uint32_t version = 0;
    enum err unpacked = ERR_CORRUPT;
    enum err err = schema_version(sql, &version);

    if (err == ERR_OK && version == 0) {
        err = ERR_CORRUPT;
    }
    if (err == ERR_OK && version > SCHEMA_VERSION) {
        err = ERR_NEWER_STORE;
    }
    if (err != ERR_OK) {
        return err;
    }
    query_begin(&query, sql, check);
    if (query_row(&query) &&
        !view_equal(query_get_view(&query, 0), view_text("ok"))) {
        err = ERR_CORRUPT;
    }
    if (query_end(&query) != ERR_OK || err != ERR_OK) {
        return ERR_CORRUPT;
    }
    query_begin(&query, sql, text);
    if (query_row(&query)) {
        unpacked = keys_unpack(query_get_view(&query, 0), keys);
    }
    if (unpacked == ERR_OK) {
        keys_derive(keys);
    }
    err = query_end(&query);
    return err == ERR_OK || err == ERR_IO ? unpacked : err;
}

/* A store without the table of keys, and without a place of its own. */
static enum err unmark(const char *path)
{
    struct sql sql;
    unsigned key = 0;
    enum err err = sql_open(&sql, path, SQLITE_OPEN_READWRITE);

    if (err == ERR_OK) {
        err = alter(&sql, "DROP TABLE backup");
    }
    if (err == ERR_OK) {
        err = alter(&sql, "DROP TABLE backup_photo");
    }
    if (err == ERR_OK) {
        err = alter(&sql, "VACUUM");
    }
    for (key = META_FILE_A; err == ERR_OK && key <= META_BIRTH_B; key++) {
        err = meta_set(&sql, key, 0);
    }
    if (err == ERR_OK) {
        err = sql_err(sql.db, sqlite3_exec(sql.db, "PRAGMA journal_mode=WAL",
                                           NULL, NULL, NULL));
    }
    sql_close(&sql);
    return err == ERR_OK ? file_sync(path) : err;
}

static enum err fill_photos(struct sql *sql, const char *folder)
{
    static const char text[] = "SELECT id, part, bytes FROM backup_photo";
    struct query query;
    enum err written = ERR_OK;
    enum err err = ERR_OK;

    query_begin(&query, sql, text);
    while (written == ERR_OK && query_row(&query)) {
        const enum photo_part part =
            query_get(&query, 1) == PHOTO_SMALL ? PHOTO_SMALL : PHOTO_LARGE;
        struct id id;

        query_get_id(&query, 0, &id);
        written = photos_restore(folder, &id, part, query_get_view(&query, 2));
    }
    err = query_end(&query);
    return err == ERR_OK ? written : err;
}

/* Fill a new folder; the keys come last, for they make it count. */
static enum err
fill(struct sql *sql, struct keys *keys, const struct home_folder *folder)
{
    char path[PATH_BYTES_MAX];
    enum err err = path_join(folder->path, database, path);

    if (err == ERR_OK) {
        err = copy_into(sql, path);
    }
    if (err == ERR_OK) {
        err = unmark(path);
    }
    if (err == ERR_OK) {
        err = fill_photos(sql, folder->path);
    }
    return err == ERR_OK ? keys_save(folder->path, keys) : err;
}

enum err
backup_restore(const char *path, const char *home, struct home_folder *out)
{
    struct keys keys;
    struct sql sql;
    int turn = -1;
    enum err err = ERR_OK;

    if (access(path, R_OK) != 0) {
        return file_err(errno);
    }
    keys_init(&keys);
    err = sql_open(&sql, path, SQLITE_OPEN_READONLY);
    if (err == ERR_OK) {
        err = read_backup(&sql, &keys);
    }
    if (err == ERR_OK) {
        err = home_open(home, &turn);
    }
    if (err == ERR_OK) {
        err = home_create(home, &keys.neighbourhood, out);
        if (err == ERR_OK) {
            err = fill(&sql, &keys, out);
            if (err != ERR_OK && home_remove(out) != ERR_OK) {
                err = ERR_IO;
            }
        }
    }
    home_close(home, turn);
    keys_release(&keys);
    sql_close(&sql);
    return err;
}
