/* The store and the shelf in memory against the same promises. */
#include <stdlib.h>

#include "store/journal.h"
#include "store/letter.h"
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

/* As cli/drive.c does. */
static enum err apply_stored(void *self, const struct action *action)
{
    if (action->kind == ACTION_FILE) {
        return letter_file(self, action->filed);
    }
    if (action->kind == ACTION_SUMMARY) {
        return letter_sum_up(self, action->summary);
    }
    return action->kind == ACTION_HANDED
               ? letter_set_handed(self, &action->id, action->when_ms)
               : letter_forget(self, &action->id);
}

static enum err apply_remembered(void *self, const struct action *action)
{
    const enum err err = memory_shelf_apply(self, action);

    return err == ERR_OK ? memory_shelf_commit(self) : err;
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
    shelf = (struct shelf_case){
        .port = store_shelf(store),
        .self = store,
        .put = put_stored,
        .drop = drop_stored,
        .keep = keep_stored,
        .cut_journal = cut_stored,
        .apply = apply_stored,
    };
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
        .port = memory_shelf_port(memory),
        .self = memory,
        .put = put_remembered,
        .drop = drop_remembered,
        .keep = keep_remembered,
        .cut_journal = cut_remembered,
        .apply = apply_remembered,
    };
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
    X(tells_when_the_journal_was_cut)                                          \
    X(files_letters_by_thread)                                                 \
    X(keeps_one_summary_a_thread)                                              \
    X(forgets_a_thread_for_good)

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
