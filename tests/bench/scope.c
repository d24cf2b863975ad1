/*
 * What a small home costs a hub: the first sketch of a scope is made by a walk
 * over the board, all others of that scope find it there.
 *
 *   bench_scope [RECORDS]    100,000 unless said otherwise
 *
 * Posts of 17 weeks, newest first, in a store of its own. Processor time in ms:
 * reading all sets, as a start without snapshots does; then the sketch of so
 * many weeks; then the same for another home.
 */
#include "node/scope.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "node/limits.h"
#include "node/moment.h"
#include "node/sync/sets_scope.h"
#include "store/store.h"
#include "tests/lib/check.h"
#include "tests/lib/folder.h"
#include "tests/lib/posting.h"

enum { RECORDS = 100000, AUTHORS = 700, BATCH = 1000, WEEKS = 17 };

static double cpu_ms(void)
{
    struct timespec now;

    if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now) != 0) {
        return 0;
    }
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void fill(struct store *store, size_t records)
{
    struct author authors[AUTHORS];
    struct bytes record;

    for (unsigned number = 0; number < AUTHORS; number++) {
        authors[number] = author_of(number);
    }
    bytes_init(&record, RECORD_BYTES_MAX);
    for (size_t done = 0; done < records; done++) {
        const struct posting posting = {
            .n = (uint32_t)(done / AUTHORS),
            .stamp_ms = POSTING_NOW_MS -
                        (uint64_t)(done * WEEKS / records) * 7 * DAY_MS,
        };

        if (done % BATCH == 0) {
            check_ok(store_begin(store));
        }
        posting_sign(&authors[done % AUTHORS], &posting, &record);
        check_ok(store_put(store, bytes_view(&record)));
        if (done % BATCH == BATCH - 1 || done == records - 1) {
            check_ok(store_commit(store, ERR_OK));
        }
    }
    bytes_release(&record);
}

static void measure(struct sync *sync, const struct scene *scene)
{
    static const unsigned keeps[] = {8, 8, 2};
    const struct sketch *sketch = NULL;
    double began_ms = cpu_ms();

    check_ok(sync_load(sync, scene));
    (void)printf("read %u records of the board: %.1f ms\n",
                 (unsigned)sync->prints[SET_BOARD].count, cpu_ms() - began_ms);
    for (size_t home = 0; home < sizeof keeps / sizeof *keeps; home++) {
        const struct shelf_week from = {
            SET_BOARD,
            scope_from_week(SET_BOARD, keeps[home], scene->moment->now_ms)};

        began_ms = cpu_ms();
        check_ok(sets_sketch(sync, scene, &from, &sketch));
        (void)printf("a home of %u weeks, %u records: %.3f ms\n", keeps[home],
                     (unsigned)sketch->count, cpu_ms() - began_ms);
    }
}

int main(int argc, char **argv)
{
    const size_t records = argc > 1 ? strtoul(argv[1], NULL, 10) : RECORDS;
    const struct node_config config = {.keep_weeks = KEEP_ALL};
    const struct moment moment = {
        .now_ms = POSTING_NOW_MS, .mono_ms = 1, .is_plausible = true};
    struct actions actions;
    struct folder folder;
    struct store *store = NULL;
    struct sync *sync = NULL;
    struct shelf shelf;

    folder_make(&folder);
    check_ok(store_open(folder.path, STORE_CREATE, &store));
    fill(store, records);
    check_ok(sync_new(&config, &sync));
    actions_init(&actions);
    shelf = store_shelf(store);
    measure(sync, &(struct scene){
                      .shelf = &shelf, .moment = &moment, .actions = &actions});
    actions_release(&actions);
    sync_free(sync);
    store_close(store);
    folder_remove(&folder);
    return EXIT_SUCCESS;
}
