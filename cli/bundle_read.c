/* Reading a bundle: once to the end to see that it is whole, then record by
 * record into the core. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <sysexits.h>

#include "cli/bundle_file.h"
#include "node/sync/bundle.h"

enum { PARCELS_PER_COMMIT = 16 }; /* 1 MiB; others may write in between */

struct reader {
    struct drive *drive;
    struct progress *progress;
    struct bundle_report *report;
    struct bundle_head head;
    struct bundle bundle;
    struct bundle_parcel parcel; /* the latest */
    uint64_t records;            /* so far */
    uint64_t counts[SET_COUNT];
    uint64_t bytes;
    struct bytes sealed;
    struct bytes plain;
    struct actions actions;
    FILE *file;
};

/* So many bytes, or the file is cut off. */
static enum err take(struct reader *reader, void *out, size_t bytes)
{
    size_t got = fread(out, 1, bytes, reader->file);

    reader->bytes += got;
    if (got == bytes) {
        return ERR_OK;
    }
    return ferror(reader->file) != 0 ? ERR_IO : ERR_CORRUPT;
}

static enum err begin(struct reader *reader)
{
    unsigned char bytes[BUNDLE_HEAD_BYTES];
    enum err err = take(reader, bytes, sizeof bytes);

    if (err == ERR_CORRUPT) {
        return ERR_INVALID; /* too short for any */
    }
    if (err == ERR_OK) {
        err = bundle_read_head(bytes, &reader->head);
    }
    if (err != ERR_OK) {
        return err;
    }
    if (!neighbourhood_equal(&reader->head.neighbourhood,
                             &reader->drive->keys.neighbourhood)) {
        return ERR_DENIED;
    }
    bundle_begin(&reader->bundle, bytes, reader->drive->keys.network_key);
    return ERR_OK;
}

/* The next parcel, opened. */
static enum err next(struct reader *reader)
{
    unsigned char size[BUNDLE_SIZE_BYTES];
    uint32_t bytes = 0;
    enum err err = take(reader, size, sizeof size);

    if (err == ERR_OK) {
        err = bundle_read_size(size, &bytes);
    }
    bytes_reset(&reader->sealed);
    if (err == ERR_OK) {
        err = bytes_reserve(&reader->sealed, bytes);
    }
    if (err == ERR_OK) {
        err = take(reader, reader->sealed.data, bytes);
    }
    if (err != ERR_OK) {
        return err;
    }
    reader->sealed.bytes = bytes;
    return bundle_open(&reader->bundle, bytes_view(&reader->sealed),
                       &reader->plain, &reader->parcel);
}

static void count(struct reader *reader)
{
    struct view records = reader->parcel.records;
    struct view record = {NULL, 0};
    uint16_t bytes = 0;

    while (view_take_u16(&records, &bytes) == ERR_OK &&
           view_take(&records, bytes, &record) == ERR_OK) {
        reader->records++;
        reader->counts[reader->parcel.set]++;
    }
}

/* The sets in their order, as many records as the last parcel says, and
 * nothing behind it. */
static enum err inspect(struct reader *reader)
{
    enum set set = SET_ROSTER;
    enum err err = begin(reader);

    while (err == ERR_OK && !reader->bundle.is_over) {
        err = next(reader);
        if (err == ERR_OK && !reader->parcel.is_last) {
            err = reader->parcel.set < set ? ERR_CORRUPT : ERR_OK;
            set = reader->parcel.set;
            count(reader);
        }
    }
    for (size_t each = 0; err == ERR_OK && each < SET_COUNT; each++) {
        if (reader->parcel.counts[each] != reader->counts[each]) {
            err = ERR_CORRUPT;
        }
        reader->report->counts[each] = reader->counts[each];
    }
    if (err == ERR_OK && fgetc(reader->file) != EOF) {
        err = ERR_CORRUPT;
    }
    reader->report->records = reader->records;
    reader->report->bytes = reader->bytes;
    reader->report->written_ms = reader->head.written_ms;
    return err;
}

/* Records of one set, or none: the roster is complete. */
static enum err hand_over(struct reader *reader, const struct carried *carried)
{
    struct event event = {.kind = EVENT_CARRIED, .as.carried = *carried};
    enum err err = drive_step(reader->drive, &event, &reader->actions, NULL);

    if (err == ERR_OK) {
        err = drive_verify(reader->drive, &reader->actions);
    }
    for (size_t index = 0; err == ERR_OK && index < reader->actions.count;
         index++) {
        reader->report->taken +=
            reader->actions.items[index].kind == ACTION_STORE;
    }
    actions_reset(&reader->actions);
    return err;
}

static enum err take_one(struct reader *reader, bool *is_roster)
{
    static const struct carried complete = {.set = SET_ROSTER};
    const struct bundle_parcel *parcel = &reader->parcel;
    enum err err = next(reader);

    if (err == ERR_OK && *is_roster &&
        (parcel->is_last || parcel->set != SET_ROSTER)) {
        *is_roster = false;
        err = hand_over(reader, &complete);
    }
    if (err == ERR_OK && !parcel->is_last) {
        const struct carried carried = {parcel->set, parcel->records};

        err = hand_over(reader, &carried);
        count(reader);
        progress_show(reader->progress, reader->records,
                      reader->report->records);
    }
    return err;
}

static enum err take_some(struct reader *reader, bool *is_roster)
{
    enum err err = drive_begin(reader->drive);

    if (err != ERR_OK) {
        return err;
    }
    for (int parcel = 0; err == ERR_OK && parcel < PARCELS_PER_COMMIT &&
                         !reader->bundle.is_over;
         parcel++) {
        err = take_one(reader, is_roster);
    }
    return drive_commit(reader->drive, err);
}

static enum err take_all(struct reader *reader)
{
    bool is_roster = true;
    enum err err = ERR_OK;

    rewind(reader->file);
    reader->records = 0;
    bundle_release(&reader->bundle);
    err = begin(reader);
    while (err == ERR_OK && !reader->bundle.is_over) {
        err = take_some(reader, &is_roster);
    }
    return err;
}

static enum err open_file(struct reader *reader, const char *path)
{
    struct stat about;

    if (stat(path, &about) != 0) {
        return ERR_UNKNOWN;
    }
    if (!S_ISREG(about.st_mode)) {
        return ERR_INVALID;
    }
    reader->file = fopen(path, "rb");
    return reader->file == NULL ? ERR_READ_ONLY : ERR_OK;
}

static enum err explain(const char *path, enum err err, struct problem *why)
{
    if (err == ERR_UNKNOWN) {
        err = problem_set(why, err, "no-such-file", "There is no file %.300s.",
                          path);
    } else if (err == ERR_READ_ONLY || err == ERR_IO) {
        err = problem_set(why, ERR_UNKNOWN, "cannot-read",
                          "%.300s cannot be read.", path);
    } else if (err == ERR_INVALID) {
        err = problem_set(why, err, "no-bundle", "%.300s is no bundle of kith.",
                          path);
    } else if (err == ERR_VERSION) {
        err =
            problem_set(why, err, "newer-bundle",
                        "%.300s was written by a newer version of kith.", path);
        problem_exit(why, EX_DATAERR);
    } else if (err == ERR_DENIED) {
        err = problem_set(why, err, "other-neighbourhood",
                          "%.300s is of another neighbourhood; nothing was "
                          "taken from it.",
                          path);
    } else if (err == ERR_CORRUPT || err == ERR_MALFORMED) {
        err = problem_set(why, ERR_MALFORMED, "damaged-bundle",
                          "%.300s is damaged or cut off; nothing was taken "
                          "from it.",
                          path);
        problem_advise(why, "Copy it again, or have it written again.");
    }
    return err;
}

enum err bundle_file_read(struct drive *drive,
                          const char *path,
                          struct progress *progress,
                          struct bundle_report *report,
                          struct problem *why)
{
    struct reader *reader = calloc(1, sizeof *reader);
    enum err err = ERR_NOMEM;

    if (reader == NULL) {
        return ERR_NOMEM;
    }
    *report = (struct bundle_report){.records = 0};
    reader->drive = drive;
    reader->progress = progress;
    reader->report = report;
    bytes_init(&reader->sealed, BUNDLE_SEALED_BYTES_MAX);
    bytes_init(&reader->plain, BUNDLE_PARCEL_BYTES_MAX);
    actions_init(&reader->actions);
    err = open_file(reader, path);
    if (err == ERR_OK) {
        err = inspect(reader);
    }
    err = explain(path, err, why);
    if (err == ERR_OK) {
        err = drive_explain(drive, take_all(reader), why);
    }
    bundle_release(&reader->bundle);
    actions_release(&reader->actions);
    bytes_release(&reader->sealed);
    bytes_release(&reader->plain);
    if (reader->file != NULL) {
        (void)fclose(reader->file);
    }
    free(reader);
    return err;
}
