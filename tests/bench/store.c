/*
 * How fast the store takes records in, what it writes and keeps in memory for
 * that, and how fast it shows a board:
 *
 *   bench_store [RECORDS [FOLDER]]     100,000 unless said otherwise
 *
 * Records are signed beforehand; nothing is verified here. Rates count the
 * merging that goes on meanwhile. Boards are timed by the processor time of
 * this process. With FOLDER the store stays there.
 */
#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "store/board.h"
#include "store/digest.h"
#include "store/limits.h"
#include "tests/lib/check.h"
#include "tests/lib/folder.h"
#include "tests/lib/posting.h"

enum { AUTHORS = 700, BATCH = 1000, REPEATS = 21, STRETCH = 100 * 1000 };

static double now_ms(void)
{
    struct timespec time;

    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

/* The same of this process alone: other work on the machine does not count. */
static double cpu_ms(void)
{
    struct timespec time;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static struct author authors[AUTHORS];
static struct id keepers[AUTHORS];

/* A post of about 400 bytes with words that many posts share and some not. */
static void make(size_t number, bool is_one_keeper, struct bytes *out)
{
    static const char *const things[] = {"Ladder", "Drill", "Pram",  "Tent",
                                         "Jigsaw", "Apple", "Piano", "Wheel"};
    char title[64];
    char text[256];
    struct posting posting = {
        .n =
            (uint32_t)(is_one_keeper ? number / DEVICES_MAX : number / AUTHORS),
        .lane = is_one_keeper ? (uint8_t)(number % DEVICES_MAX) : 0,
        .stamp_ms = POSTING_NOW_MS - number * 1000,
        .title = title,
        .text = text,
        .tag = "garden",
        .asks = number % 50 == 0,
        .is_first = number / AUTHORS == 0,
    };

    (void)snprintf(title, sizeof title, "%s number%zu, nearly new",
                   things[number % 8], number % 5000);
    (void)snprintf(text, sizeof text,
                   "Three metres, two parts, stands by the blue door. Ring "
                   "after six or leave a note for house%zu; it is heavy, "
                   "bring a friend%zu and a roof rack.",
                   number % 700, number % 3000);
    posting_sign(&authors[is_one_keeper ? 0 : number % AUTHORS], &posting, out);
}

/* What the kernel says of this process: a field of a file in /proc/self. */
static double self(const char *file, const char *field)
{
    char line[256];
    char path[64];
    double value = 0;
    FILE *from = NULL;

    (void)snprintf(path, sizeof path, "/proc/self/%s", file);
    from = fopen(path, "r");
    if (from == NULL) {
        return 0;
    }
    while (fgets(line, sizeof line, from) != NULL) {
        if (strncmp(line, field, strlen(field)) == 0) {
            value = strtod(line + strlen(field), NULL);
        }
    }
    (void)fclose(from);
    return value;
}

/* A stretch of records, and what it took. */
struct stretch {
    double spent_ms;
    double worked_ms;
    double longest_ms; /* of one batch, from begin to commit */
};

static double put_batch(struct store *store, const struct bytes *records)
{
    double began = now_ms();

    check_ok(store_begin(store));
    for (size_t i = 0; i < BATCH; i++) {
        check_ok(store_put(store, bytes_view(&records[i])));
    }
    check_ok(store_commit(store, ERR_OK));
    return now_ms() - began;
}

static struct stretch fill_stretch(struct store *store,
                                   struct bytes *records,
                                   size_t from,
                                   bool is_one_keeper)
{
    struct stretch stretch = {0, 0, 0};

    for (size_t done = 0; done < STRETCH; done += BATCH) {
        double took = 0;
        double cpu_began = 0;

        for (size_t i = 0; i < BATCH; i++) {
            make(from + done + i, is_one_keeper, &records[i]);
        }
        cpu_began = cpu_ms();
        took = put_batch(store, records);
        stretch.worked_ms += cpu_ms() - cpu_began;
        stretch.spent_ms += took;
        stretch.longest_ms =
            took > stretch.longest_ms ? took : stretch.longest_ms;
    }
    return stretch;
}

/* Let the store do all that it does when nothing else happens. */
static void idle(struct store *store)
{
    double began = cpu_ms();
    double longest = 0;
    bool more = true;
    unsigned slices = 0;

    while (more) {
        double slice_began = now_ms();

        check_ok(store_idle(store, &more));
        longest =
            now_ms() - slice_began > longest ? now_ms() - slice_began : longest;
        slices++;
    }
    printf("idle: %u slices, %.1f ms of its own, the longest %.1f ms\n", slices,
           cpu_ms() - began, longest);
}

static void fill(struct store *store, size_t count, bool is_one_keeper)
{
    struct bytes *records = calloc(BATCH, sizeof *records);
    struct stretch first = {0, 0, 0};
    struct stretch stretch = {0, 0, 0};
    double written = self("io", "write_bytes:");

    for (size_t i = 0; i < BATCH; i++) {
        bytes_init(&records[i], RECORD_BYTES_MAX);
    }
    for (size_t done = 0; done < count; done += STRETCH) {
        stretch = fill_stretch(store, records, done, is_one_keeper);
        if (done == 0) {
            first = stretch;
        }
        printf("%8zu  %.2f of the first rate: %.2f us each of its own, %.2f "
               "in all; %.0f B written each so far; longest batch %.0f ms; "
               "peak %.1f MB\n",
               done + STRETCH, first.worked_ms / stretch.worked_ms,
               stretch.worked_ms * 1000 / STRETCH,
               stretch.spent_ms * 1000 / STRETCH,
               (self("io", "write_bytes:") - written) /
                   (double)(done + STRETCH),
               stretch.longest_ms, self("status", "VmHWM:") / 1024);
        (void)fflush(stdout);
    }
    for (size_t i = 0; i < BATCH; i++) {
        bytes_release(&records[i]);
    }
    free(records);
    idle(store);
}

static enum err count_row(void *visitor, const struct board_row *row)
{
    size_t *rows = visitor;
    unsigned digits = 0;

    (void)row;
    (void)digits;
    (*rows)++;
    return ERR_OK;
}

static int compare_times(const void *left, const void *right)
{
    const double *a = left;
    const double *b = right;

    return (*a > *b) - (*a < *b);
}

static void
show(const char *path, const char *name, const struct board_query *query)
{
    double opened[REPEATS];
    double times[REPEATS];
    size_t rows = 0;

    for (size_t i = 0; i < REPEATS; i++) {
        struct store *store = NULL;
        double began = cpu_ms();

        check_ok(store_open(path, STORE_READ, &store));
        opened[i] = cpu_ms() - began;
        rows = 0;
        began = cpu_ms();
        check_ok(board_page(store, query, count_row, &rows));
        times[i] = cpu_ms() - began;
        store_close(store);
    }
    qsort(times, REPEATS, sizeof times[0], compare_times);
    qsort(opened, REPEATS, sizeof opened[0], compare_times);
    printf("%-28s %6zu rows  open %.2f ms  page %.2f ms (worst %.2f)\n", name,
           rows, opened[REPEATS / 2], times[REPEATS / 2], times[REPEATS - 1]);
}

static void show_all(const char *path)
{
    struct board_query query = {.keepers = keepers,
                                .keeper_count = AUTHORS,
                                .now_ms = POSTING_NOW_MS,
                                .limit = 50};

    show(path, "board", &query);
    query.kind = POST_REQUEST;
    show(path, "board, a kind nobody has", &query);
    query.kind = 0;
    query.words = view_text("ladder number40");
    show(path, "two words", &query);
    query.words = view_text("ladder");
    show(path, "a word in every 8th post", &query);
    query.words = view_text("number2504");
    show(path, "a rare word", &query);
    query.words = view_text("");
    query.with_ended = true;
    query.limit = BOARD_ROWS_MAX;
    show(path, "everything", &query);
}

static enum err drop_id(void *visitor, const struct id *id, uint16_t drop_day)
{
    (void)visitor;
    (void)id;
    (void)drop_day;
    return ERR_OK;
}

static void measure(struct store *store)
{
    struct shelf shelf = store_shelf(store);
    struct author author = author_of(0);
    struct bytes record;
    struct id digest;
    uint64_t bytes = 0;
    double began = now_ms();

    check_ok(store_digest(store, SET_BOARD, &digest));
    printf("digest %.1f ms\n", now_ms() - began);
    began = now_ms();
    check_ok(shelf.walk_ids(shelf.self, SET_BOARD, drop_id, NULL));
    printf("walk of ids %.1f ms\n", now_ms() - began);
    bytes_init(&record, RECORD_BYTES_MAX);
    posting_sign(&author, &(struct posting){.n = 16000}, &record);
    began = now_ms();
    check_ok(store_begin(store));
    check_ok(store_put(store, bytes_view(&record)));
    check_ok(store_commit(store, ERR_OK));
    printf("one post %.2f ms\n", now_ms() - began);
    posting_withdraw(&author, 16000, POSTING_NOW_MS + 1, &record);
    check_ok(store_begin(store));
    check_ok(store_put(store, bytes_view(&record)));
    check_ok(store_commit(store, ERR_OK));
    began = now_ms();
    check_ok(store_scrub(store));
    printf("scrub %.1f ms\n", now_ms() - began);
    check_ok(store_disk_bytes(store, &bytes));
    printf("on disk %.1f MB\n", (double)bytes / 1e6);
    bytes_release(&record);
}

static void run(const char *path, size_t count, bool is_one_keeper)
{
    struct store *store = NULL;

    printf("\n%s\n", is_one_keeper ? "one keeper" : "700 keepers");
    check_ok(store_open(path, STORE_CREATE, &store));
    fill(store, count, is_one_keeper);
    show_all(path);
    measure(store);
    store_close(store);
}

static void run_and_remove(size_t count, bool is_one_keeper)
{
    struct folder folder;

    folder_make(&folder);
    run(folder.path, count, is_one_keeper);
    folder_remove(&folder);
}

int main(int argc, char **argv)
{
    size_t count = argc > 1 ? strtoul(argv[1], NULL, 10) : 100000;

    for (unsigned i = 0; i < AUTHORS; i++) {
        authors[i] = author_of(i);
        keepers[i] = authors[i].keys.public;
    }
    if (argc > 2) {
        run(argv[2], count, false);
        return 0;
    }
    run_and_remove(count, false);
    if (count <= STRETCH) {
        run_and_remove(count, true);
    }
    return 0;
}
