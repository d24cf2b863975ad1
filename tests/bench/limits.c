/*
 * The limits of this machine for what kith does, each alone.
 *
 *   bench_limits [FOLDER]
 *
 * Prints a line of figures: microseconds of CPU to verify a record of 400
 * bytes; with FOLDER also microseconds to insert one into a store made there
 * in batches of a thousand, and milliseconds to write and sync a page there.
 */
#include "node/limits.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "node/board/post.h"
#include "node/moment.h"
#include "node/record/identity.h"
#include "node/record/record.h"
#include "store/store.h"

enum {
    RECORDS = 20000,
    VERIFIED = 2000,
    BATCH = 1000,
    SYNCS = 50,
    PAGE = 4096
};

static double clock_us(clockid_t which)
{
    struct timespec now;

    if (clock_gettime(which, &now) != 0) {
        return 0;
    }
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static double now_us(void)
{
    return clock_us(CLOCK_MONOTONIC);
}

static enum err
make_record(const struct keys_device *device, size_t index, struct bytes *out)
{
    char text[256];
    struct post post = {.revision = 1,
                        .posted_ms = (uint64_t)time(NULL) * 1000,
                        .title = view_text("A ladder of three metres")};
    struct record_draft draft = {.class = CLASS_POST,
                                 .kind = POST_OFFER,
                                 .household = device->transport.public,
                                 .n = (uint32_t)index,
                                 .stamp_ms = post.posted_ms};
    struct bytes body;
    enum err err = ERR_OK;

    (void)snprintf(text, sizeof text,
                   "Number %zu, good as new and looking for a home in the "
                   "street; ring the bell on any evening. It comes with all "
                   "of its parts and a word of advice if you need one.",
                   index);
    post.text = view_text(text);
    bytes_init(&body, BODY_BYTES_MAX_SMALL);
    err = post_write(&post, &body);
    draft.body = bytes_view(&body);
    if (err == ERR_OK) {
        err = record_write(&draft, device->signing.secret, out);
    }
    bytes_release(&body);
    return err;
}

static enum err make_records(struct bytes *records, size_t *ends)
{
    const unsigned char seed[KEY_SEED_BYTES] = {3};
    struct keys_device device;
    enum err err = ERR_OK;

    keys_device_make(seed, &device);
    for (size_t index = 0; index < RECORDS && err == ERR_OK; index++) {
        err = make_record(&device, index, records);
        ends[index] = records->bytes;
    }
    keys_device_release(&device);
    return err;
}

static struct view
record_at(const struct bytes *records, const size_t *ends, size_t index)
{
    const size_t begin = index == 0 ? 0 : ends[index - 1];

    return (struct view){records->data + begin, ends[index] - begin};
}

static enum err
time_verify(const struct bytes *records, const size_t *ends, double *us)
{
    const double begun = clock_us(CLOCK_PROCESS_CPUTIME_ID);
    enum err err = ERR_OK;

    for (size_t index = 0; index < VERIFIED && err == ERR_OK; index++) {
        err = record_verify(record_at(records, ends, index));
    }
    *us = (clock_us(CLOCK_PROCESS_CPUTIME_ID) - begun) / VERIFIED;
    return err;
}

static enum err time_insert(const char *folder,
                            const struct bytes *records,
                            const size_t *ends,
                            double *us)
{
    struct store *store = NULL;
    const double begun = now_us();
    enum err err = store_open(folder, STORE_CREATE, &store);

    for (size_t index = 0; index < RECORDS && err == ERR_OK; index++) {
        if (index % BATCH == 0) {
            err = store_begin(store);
        }
        if (err == ERR_OK) {
            err = store_put(store, record_at(records, ends, index));
        }
        if (index % BATCH == BATCH - 1) {
            err = store_commit(store, err);
        }
    }
    *us = (now_us() - begun) / RECORDS;
    store_close(store);
    return err;
}

static int compare(const void *left, const void *right)
{
    const double one = *(const double *)left;
    const double other = *(const double *)right;

    return (one > other) - (one < other);
}

static enum err time_sync(const char *folder, double *ms)
{
    static const char page[PAGE] = {1};
    double times[SYNCS];
    char path[1024];
    int file = -1;

    (void)snprintf(path, sizeof path, "%s/sync", folder);
    file = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (file < 0) {
        return ERR_IO;
    }
    for (size_t index = 0; index < SYNCS; index++) {
        const double begun = now_us();

        if (write(file, page, sizeof page) != PAGE || fdatasync(file) != 0) {
            break;
        }
        times[index] = (now_us() - begun) / 1000;
    }
    (void)close(file);
    (void)unlink(path);
    qsort(times, SYNCS, sizeof times[0], compare);
    *ms = times[SYNCS / 2];
    return ERR_OK;
}

int main(int argc, char **argv)
{
    size_t *ends = calloc(RECORDS, sizeof *ends);
    struct bytes records;
    double verify_us = 0;
    double insert_us = 0;
    double sync_ms = 0;
    enum err err = argc <= 2 && ends != NULL ? ERR_OK : ERR_INVALID;

    bytes_init(&records, (size_t)RECORDS * 1024);
    if (err == ERR_OK) {
        err = make_records(&records, ends);
    }
    if (err == ERR_OK) {
        err = time_verify(&records, ends, &verify_us);
    }
    if (err == ERR_OK && argc == 2) {
        err = time_insert(argv[1], &records, ends, &insert_us);
    }
    if (err == ERR_OK && argc == 2) {
        err = time_sync(argv[1], &sync_ms);
    }
    bytes_release(&records);
    free(ends);
    if (err != ERR_OK) {
        (void)fprintf(stderr, "bench_limits: %s\n", err_text(err));
        return 70;
    }
    if (argc == 2) {
        (void)printf("%.2f %.2f %.3f\n", verify_us, insert_us, sync_ms);
    } else {
        (void)printf("%.2f\n", verify_us);
    }
    return 0;
}
