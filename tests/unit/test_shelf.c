/* The store and the shelf in memory against the same promises. */
#include <stdlib.h>

#include "store/journal.h"
#include "store/store.h"
#include "tests/lib/check.h"
#include "tests/lib/folder.h"
#include "tests/lib/memory_shelf.h"
#include "tests/lib/shelf_checks.h"

static enum err put_stored(void *self, struct view record)
{
    return store_put(self, record);
}

static enum err keep_stored(void *self, enum snapshot place, struct view bytes)
{
    return store_keep(self, place, bytes);
}

static enum err drop_stored(void *self, const struct id *id)
{
    return store_drop(self, id);
}

static void cut_stored(void *self, size_t rows)
{
    check_ok(journal_cut(self, rows));
}

static enum err put_remembered(void *self, struct view record)
{
    return memory_shelf_put(self, record);
}

static enum err
keep_remembered(void *self, enum snapshot place, struct view bytes)
{
    return memory_shelf_remember(self, place, bytes);
}

static enum err drop_remembered(void *self, const struct id *id)
{
    return memory_shelf_drop(self, id);
}

static void cut_remembered(void *self, size_t rows)
{
    check_ok(memory_shelf_commit(self));
    memory_shelf_cut_journal(self, rows);
}

typedef void checks(const struct shelf_case *shelf);

static void check_store(checks *check)
{
    struct folder folder;
    struct store *store = NULL;
    struct shelf_case shelf;

    folder_make(&folder);
    check_ok(store_open(folder.path, STORE_CREATE, &store));
    check_ok(store_begin(store));
    shelf = (struct shelf_case){store_shelf(store), store,       put_stored,
                                drop_stored,        keep_stored, cut_stored};
    check(&shelf);
    check_ok(store_commit(store, ERR_OK));
    store_close(store);
    folder_remove(&folder);
}

static void check_memory(checks *check)
{
    struct memory_shelf *memory = NULL;
    struct shelf_case shelf;

    check_ok(memory_shelf_new(&memory));
    shelf = (struct shelf_case){
        memory_shelf_port(memory), memory,          put_remembered,
        drop_remembered,           keep_remembered, cut_remembered};
    check(&shelf);
    memory_shelf_free(memory);
}

#define CHECKS(X)                                                              \
    X(newest_of_a_slot_wins)                                                   \
    X(finds_what_it_keeps)                                                     \
    X(recalls_what_was_last_kept)                                              \
    X(forgets_what_a_roster_record_makes_wrong)                                \
    X(forgets_what_was_dropped)                                                \
    X(walks_the_ids_of_a_set)                                                  \
    X(walks_bytes_of_one_set)                                                  \
    X(visitor_may_end_a_walk_and_read)                                         \
    X(pages_a_week)                                                            \
    X(pages_a_household)                                                       \
    X(streams_a_week)                                                          \
    X(scans_everything_once)                                                   \
    X(names_what_expired)                                                      \
    X(gives_unused_slots_first)                                                \
    X(journals_every_change)                                                   \
    X(tells_when_the_journal_was_cut)

#define BOTH(name)                                                             \
    static void store_##name(void **state)                                     \
    {                                                                          \
        (void)state;                                                           \
        check_store(shelf_##name);                                             \
    }                                                                          \
    static void memory_##name(void **state)                                    \
    {                                                                          \
        (void)state;                                                           \
        check_memory(shelf_##name);                                            \
    }
CHECKS(BOTH)

#define ROWS(name)                                                             \
    cmocka_unit_test(store_##name), cmocka_unit_test(memory_##name),

int main(void)
{
    const struct CMUnitTest tests[] = {CHECKS(ROWS)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
