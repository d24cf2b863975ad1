/*
 * How fast the store takes records in, and how fast it shows a board:
 *
 *   bench_store [RECORDS]     100,000 unless said otherwise
 *
 * Records are signed beforehand; nothing is verified here. Boards are timed
 * by the processor time of this process.
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

enum { AUTHORS = 100, BATCH = 1000, REPEATS = 21 };

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

static void fill(struct store *store, size_t count, bool is_one_keeper)
{
    struct bytes *records = calloc(BATCH, sizeof *records);
    double spent = 0;
    double worked = 0;
    size_t bytes = 0;
    size_t i = 0;

    for (i = 0; i < BATCH; i++) {
        bytes_init(&records[i], RECORD_BYTES_MAX);
    }
    for (size_t done = 0; done < count; done += BATCH) {
        double began = 0;
        double cpu_began = 0;

        for (i = 0; i < BATCH; i++) {
            make(done + i, is_one_keeper, &records[i]);
            bytes += records[i].bytes;
        }
        began = now_ms();
        cpu_began = cpu_ms();
        check_ok(store_begin(store));
        for (i = 0; i < BATCH; i++) {
            check_ok(store_put(store, bytes_view(&records[i])));
        }
        check_ok(store_commit(store, ERR_OK));
        spent += now_ms() - began;
        worked += cpu_ms() - cpu_began;
    }
    printf("ingest %zu records of %zu bytes: %.0f a second, %.0f a second of "
           "its own\n",
           count, bytes / count, (double)count / spent * 1000,
           (double)count / worked * 1000);
    for (i = 0; i < BATCH; i++) {
        bytes_release(&records[i]);
    }
    free(records);
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

static void run(size_t count, bool is_one_keeper)
{
    struct folder folder;
    struct store *store = NULL;

    printf("\n%s\n", is_one_keeper ? "one keeper" : "100 keepers");
    folder_make(&folder);
    check_ok(store_open(folder.path, STORE_CREATE, &store));
    fill(store, count, is_one_keeper);
    show_all(folder.path);
    measure(store);
    store_close(store);
    folder_remove(&folder);
}

int main(int argc, char **argv)
{
    size_t count = argc > 1 ? strtoul(argv[1], NULL, 10) : 100000;

    for (unsigned i = 0; i < AUTHORS; i++) {
        authors[i] = author_of(i);
        keepers[i] = authors[i].keys.public;
    }
    run(count, false);
    run(count, true);
    return 0;
}
