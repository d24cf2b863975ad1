/* Writing a bundle: one walk for each part, sealed as it grows. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libgen.h>
#include <sodium.h>
#include <sysexits.h>

#include "cli/bundle_file.h"
#include "node/people/roster.h"
#include "node/record/record.h"
#include "node/sync/bundle.h"
#include "store/file.h"

/* Parts of the roster, in an order in which each explains those behind it:
 * councils, rules, vouches by the level of who vouches, joins, the rest. */
enum {
    RANK_COUNCIL,
    RANK_RULES,
    RANK_VOUCH, /* and a level, LEVEL_NEWCOMER at most */
    RANK_JOIN = RANK_VOUCH + LEVEL_NEWCOMER + 1,
    RANK_REST,
    RANK_COUNT,
};

/* How often a file may get its name while one waits for it. */
enum { CLAIM_TRIES_MAX = 8 };

struct writer {
    const struct drive *drive;
    struct progress *progress;
    struct bundle_report *report;
    struct bundle bundle;
    enum set set; /* being walked */
    int rank;     /* of the roster */
    struct bytes records;
    struct bytes sealed;
    FILE *file;
    char path[PATH_BYTES_MAX]; /* until it counts */
};

static int rank_of(const struct writer *writer, const struct record *record)
{
    uint8_t level = LEVEL_NONE;

    if (record->class == CLASS_COUNCIL) {
        return RANK_COUNCIL;
    }
    if (record->class == CLASS_RULES) {
        return RANK_RULES;
    }
    if (record->class == CLASS_JOIN) {
        return RANK_JOIN;
    }
    if (record->class != CLASS_VOUCH) {
        return RANK_REST;
    }
    level = roster_level(node_roster(writer->drive->node), &record->household,
                         STANDING_ROSTER);
    return RANK_VOUCH + (level < LEVEL_NEWCOMER ? level : LEVEL_NEWCOMER);
}

/* What errno means here. */
static enum err failed(void)
{
    if (errno == ENOSPC || errno == EDQUOT || errno == EFBIG) {
        return ERR_DISK_FULL;
    }
    return errno == EACCES || errno == EROFS || errno == EPERM ? ERR_READ_ONLY
                                                               : ERR_IO;
}

static enum err flush(struct writer *writer, const struct bundle_parcel *parcel)
{
    enum err err = ERR_OK;

    bytes_reset(&writer->sealed);
    err = bundle_seal(&writer->bundle, parcel, &writer->sealed);
    if (err == ERR_OK && fwrite(writer->sealed.data, 1, writer->sealed.bytes,
                                writer->file) != writer->sealed.bytes) {
        err = failed();
    }
    writer->report->bytes += writer->sealed.bytes;
    return err;
}

static enum err flush_records(struct writer *writer)
{
    const struct bundle_parcel parcel = {
        .set = writer->set,
        .records = bytes_view(&writer->records),
    };
    enum err err = parcel.records.bytes == 0 ? ERR_OK : flush(writer, &parcel);

    bytes_reset(&writer->records);
    return err;
}

static enum err add(struct writer *writer, struct view bytes)
{
    enum err err = ERR_OK;

    if (writer->records.bytes + 2 + bytes.bytes > RECORDS_BYTES_MAX) {
        err = flush_records(writer);
    }
    if (err == ERR_OK) {
        err = bytes_append_u16(&writer->records, (uint16_t)bytes.bytes);
    }
    if (err == ERR_OK) {
        err = bytes_append(&writer->records, bytes);
    }
    writer->report->records++;
    writer->report->counts[writer->set]++;
    progress_show(writer->progress, writer->report->records, 0);
    return err;
}

static enum err visit(void *visitor, struct view bytes)
{
    struct writer *writer = visitor;
    struct record record;
    enum err err = record_read_header(bytes, &record);

    if (err != ERR_OK) {
        return ERR_CORRUPT;
    }
    if (writer->set == SET_ROSTER && rank_of(writer, &record) != writer->rank) {
        return ERR_OK;
    }
    return add(writer, bytes);
}

static enum err write_sets(struct writer *writer)
{
    const struct shelf shelf = store_shelf(writer->drive->store);
    enum err err = ERR_OK;

    for (int set = 0; err == ERR_OK && set < SET_COUNT; set++) {
        const int ranks = set == SET_ROSTER ? RANK_COUNT : 1;

        writer->set = (enum set)set;
        for (int rank = 0; err == ERR_OK && rank < ranks; rank++) {
            writer->rank = rank;
            err = shelf.walk_bytes(shelf.self, writer->set, visit, writer);
        }
        if (err == ERR_OK) {
            err = flush_records(writer);
        }
    }
    return err;
}

static enum err write_last(struct writer *writer)
{
    struct bundle_parcel last = {.is_last = true};

    for (size_t set = 0; set < SET_COUNT; set++) {
        last.counts[set] = (uint32_t)writer->report->counts[set];
    }
    return flush(writer, &last);
}

static enum err write_all(struct writer *writer)
{
    const struct keys *keys = &writer->drive->keys;
    struct bundle_head head = {
        .neighbourhood = keys->neighbourhood,
        .written_ms = drive_moment(writer->drive).now_ms,
    };
    unsigned char bytes[BUNDLE_HEAD_BYTES];
    enum err err = ERR_OK;

    randombytes_buf(head.nonce, sizeof head.nonce);
    bundle_write_head(&head, bytes);
    bundle_begin(&writer->bundle, bytes, keys->network_key);
    writer->report->bytes = sizeof bytes;
    writer->report->written_ms = head.written_ms;
    if (fwrite(bytes, 1, sizeof bytes, writer->file) != sizeof bytes) {
        return failed();
    }
    err = write_sets(writer);
    if (err == ERR_OK) {
        err = write_last(writer);
    }
    bundle_release(&writer->bundle);
    return err;
}

/* Only a bundle may be replaced by one. */
static bool may_stand_at(const char *path)
{
    unsigned char bytes[BUNDLE_HEAD_BYTES];
    struct bundle_head head;
    struct stat about;
    FILE *file = NULL;
    bool is_bundle = false;

    if (lstat(path, &about) != 0) {
        return true;
    }
    file = S_ISREG(about.st_mode) ? fopen(path, "rb") : NULL;
    if (file != NULL) {
        is_bundle = fread(bytes, 1, sizeof bytes, file) == sizeof bytes &&
                    bundle_read_head(bytes, &head) == ERR_OK;
        (void)fclose(file);
    }
    return is_bundle;
}

/* Does the file still stand under its name, or was it given its own? */
static bool is_named(int file, const char *path)
{
    struct stat held;
    struct stat named;

    return fstat(file, &held) == 0 && lstat(path, &named) == 0 &&
           held.st_dev == named.st_dev && held.st_ino == named.st_ino;
}

/* A file that nobody else writes, empty; a killed command may have left it.
 * ERR_BUSY: somebody writes it now. */
static enum err claim(const char *path, int *out)
{
    int file = -1;

    for (int tries = 0; tries < CLAIM_TRIES_MAX; tries++) {
        file = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
        if (file < 0) {
            return failed();
        }
        if (flock(file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
            (void)close(file);
            return ERR_BUSY;
        }
        if (is_named(file, path)) {
            *out = file;
            return ftruncate(file, 0) == 0 ? ERR_OK : failed();
        }
        (void)close(file);
    }
    return ERR_BUSY;
}

static enum err begin_file(struct writer *writer, const char *path)
{
    static const char tail[] = ".kith-unfinished";
    char beside[PATH_BYTES_MAX];
    int file = -1;
    enum err err = ERR_OK;

    if (strlen(path) + sizeof tail > sizeof beside) {
        return ERR_INVALID;
    }
    if (!may_stand_at(path)) {
        return ERR_STATE;
    }
    (void)snprintf(beside, sizeof beside, "%s%s", path, tail);
    err = claim(beside, &file);
    writer->file = file < 0 ? NULL : fdopen(file, "wb");
    if (writer->file == NULL) {
        if (file >= 0) {
            err = failed();
            (void)close(file);
        }
        return err;
    }
    memcpy(writer->path, beside, sizeof beside);
    return err;
}

/* Whoever pulls the stick out finds it under that name. */
static enum err take_name(const struct writer *writer, const char *path)
{
    char folder[sizeof writer->path];

    if (rename(writer->path, path) != 0) {
        return failed();
    }
    (void)snprintf(folder, sizeof folder, "%s", path);
    return file_sync_folder(dirname(folder));
}

/* All of it is on disk before it has its name, and it has that before anybody
 * else may write the file. */
static enum err publish(struct writer *writer, const char *path, enum err err)
{
    if (err == ERR_OK &&
        (fflush(writer->file) != 0 || fsync(fileno(writer->file)) != 0)) {
        err = failed();
    }
    if (err == ERR_OK) {
        err = take_name(writer, path);
    }
    if (err != ERR_OK && writer->path[0] != '\0') {
        (void)unlink(writer->path);
    }
    if (writer->file != NULL && fclose(writer->file) != 0 && err == ERR_OK) {
        err = failed();
    }
    return err;
}

static enum err
explain(const char *path, int code, enum err err, struct problem *why)
{
    if (err == ERR_OK || why->text[0] != '\0') {
        return err;
    }
    if (err == ERR_STATE) {
        err = problem_set(why, err, "file-exists",
                          "%.300s exists already, is no bundle, and is left "
                          "as it is.",
                          path);
        problem_advise(why, "Choose another name for the bundle.");
        problem_exit(why, EX_CANTCREAT);
    } else if (err == ERR_IO || err == ERR_READ_ONLY || err == ERR_INVALID) {
        err = problem_set(
            why, err, "cannot-write", "%.300s cannot be written: %s.", path,
            err == ERR_INVALID ? "its name is too long" : strerror(code));
        problem_advise(why, "Nothing was left there.");
        problem_exit(why, EX_CANTCREAT);
    } else if (err == ERR_BUSY) {
        err = problem_set(why, err, "busy",
                          "Another kith process writes %.300s.", path);
    } else if (err == ERR_DISK_FULL) {
        err = problem_set(why, err, "disk-full",
                          "There is no room for all of %.300s; nothing was "
                          "left there.",
                          path);
    }
    return err;
}

enum err bundle_file_write(const struct drive *drive,
                           const char *path,
                           struct progress *progress,
                           struct bundle_report *report,
                           struct problem *why)
{
    struct writer *writer = calloc(1, sizeof *writer);
    enum err err = ERR_NOMEM;

    if (writer == NULL) {
        return ERR_NOMEM;
    }
    *report = (struct bundle_report){.records = 0};
    writer->drive = drive;
    writer->progress = progress;
    writer->report = report;
    bytes_init(&writer->records, RECORDS_BYTES_MAX);
    bytes_init(&writer->sealed, BUNDLE_SIZE_BYTES + BUNDLE_SEALED_BYTES_MAX);
    err = begin_file(writer, path);
    if (err == ERR_OK) {
        err = write_all(writer);
    }
    err = publish(writer, path, err);
    err = explain(path, errno, err, why);
    bytes_release(&writer->records);
    bytes_release(&writer->sealed);
    free(writer);
    return err;
}
