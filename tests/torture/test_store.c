/*
 * Refused memory while a store is opened, written, read and erased. SQLite's
 * own allocations are refused too; some of them it can do without, so a scene
 * may succeed all the same. What was acknowledged is there afterwards.
 *
 * ctest: timeout=600 cost=50
 */
#include <stdlib.h>

#include <sqlite3.h>

#include "store/backup.h"
#include "store/board.h"
#include "store/digest.h"
#include "store/local.h"
#include "store/place.h"
#include "store/store.h"
#include "tests/lib/check.h"
#include "tests/lib/folder.h"
#include "tests/lib/posting.h"
#include "tests/torture/torture.h"

/* SQLite asks for the size of a block, so each begins with it. */
enum { HEAD_BYTES = 16, RECORDS = 2 };

static void *memory_take(int bytes)
{
    unsigned char *block = malloc((size_t)bytes + HEAD_BYTES);

    if (block == NULL) {
        return NULL;
    }
    *(int *)(void *)block = bytes;
    return block + HEAD_BYTES;
}

static void memory_give(void *block)
{
    if (block != NULL) {
        free((unsigned char *)block - HEAD_BYTES);
    }
}

static int memory_bytes(void *block)
{
    return block == NULL
               ? 0
               : *(int *)(void *)((unsigned char *)block - HEAD_BYTES);
}

static void *memory_resize(void *block, int bytes)
{
    unsigned char *grown = realloc((unsigned char *)block - HEAD_BYTES,
                                   (size_t)bytes + HEAD_BYTES);

    if (grown == NULL) {
        return NULL;
    }
    *(int *)(void *)grown = bytes;
    return grown + HEAD_BYTES;
}

static int memory_round(int bytes)
{
    return (bytes + 7) / 8 * 8;
}

static int memory_begin(void *given)
{
    (void)given;
    return SQLITE_OK;
}

static void memory_end(void *given)
{
    (void)given;
}

struct scene {
    struct folder folder;
    struct author author;
    struct id keeper;
    struct keys keys;
    struct bytes records[RECORDS];
    struct id acknowledged; /* digest of the board */
};

static enum err count_row(void *visitor, const struct board_row *row)
{
    size_t *rows = visitor;

    (void)row;
    (*rows)++;
    return ERR_OK;
}

static enum err put_all(struct store *store, struct scene *scene)
{
    size_t i = 0;
    enum err err = store_begin(store);

    if (err != ERR_OK) {
        return err;
    }
    for (i = 0; err == ERR_OK && i < RECORDS; i++) {
        err = store_put(store, bytes_view(&scene->records[i]));
    }
    return store_commit(store, err);
}

/* Open, and what people see of it. */
static enum err reads(void *given)
{
    struct scene *scene = given;
    struct board_query query = {.keepers = &scene->keeper,
                                .keeper_count = 1,
                                .now_ms = POSTING_NOW_MS,
                                .with_ended = true,
                                .limit = 10};
    struct store *store = NULL;
    struct id digest;
    size_t rows = 0;
    enum err err = store_open(scene->folder.path, STORE_READ, &store);

    if (err == ERR_OK) {
        err = board_page(store, &query, count_row, &rows);
    }
    query.words = view_text("ladder");
    if (err == ERR_OK) {
        err = board_page(store, &query, count_row, &rows);
    }
    if (err == ERR_OK) {
        err = store_digest(store, SET_BOARD, &digest);
    }
    if (err == ERR_OK) {
        check_id(&digest, &scene->acknowledged);
        assert_int_equal(rows, 2); /* on two pages */
    }
    store_close(store);
    return err;
}

/* Writes the same records each time, into a folder of its own. */
static enum err writes(void *given)
{
    struct scene *scene = given;
    struct folder folder;
    struct store *store = NULL;
    struct id digest;
    uint64_t records = 0;
    enum err err = ERR_OK;

    torture_pause();
    folder_make(&folder);
    torture_resume();
    err = store_open(folder.path, STORE_CREATE, &store);
    if (err == ERR_OK) {
        err = put_all(store, scene);
    }
    store_close(store);
    torture_pause();
    if (store_open(folder.path, STORE_READ, &store) == ERR_OK) {
        check_ok(store_check(store));
        check_ok(store_count(store, SET_BOARD, &records));
        check_ok(store_digest(store, SET_BOARD, &digest));
        assert_true(records == 0 || id_equal(&digest, &scene->acknowledged));
        assert_true(records != 0 || err != ERR_OK);
        store_close(store);
    }
    folder_remove(&folder);
    torture_resume();
    return err;
}

static enum err keeps_keys(void *given)
{
    struct scene *scene = given;
    struct keys keys;
    bool is_whole = false;
    enum err err = keys_save(scene->folder.path, &scene->keys);

    if (err == ERR_OK) {
        err = keys_load(scene->folder.path, &keys, &is_whole);
    }
    if (err == ERR_OK) {
        assert_true(is_whole);
        keys_release(&keys);
    }
    return err;
}

static void set_up(struct scene *scene)
{
    struct store *store = NULL;
    size_t i = 0;

    folder_make(&scene->folder);
    scene->author = author_of(1);
    scene->keeper = scene->author.keys.public;
    keys_init(&scene->keys);
    keys_derive(&scene->keys);
    for (i = 0; i < RECORDS; i++) {
        bytes_init(&scene->records[i], RECORD_BYTES_MAX);
    }
    posting_sign(&scene->author, &(struct posting){.n = 0, .text = "first"},
                 &scene->records[0]);
    posting_sign(&scene->author,
                 &(struct posting){
                     .n = 0, .text = "second", .stamp_ms = POSTING_NOW_MS + 1},
                 &scene->records[1]);
    check_ok(store_open(scene->folder.path, STORE_CREATE, &store));
    check_ok(put_all(store, scene));
    check_ok(store_digest(store, SET_BOARD, &scene->acknowledged));
    store_close(store);
}

static void tear_down(struct scene *scene)
{
    size_t i = 0;

    for (i = 0; i < RECORDS; i++) {
        bytes_release(&scene->records[i]);
    }
    keys_release(&scene->keys);
    folder_remove(&scene->folder);
}

static void try_with_sqlite(torture_scene *scene)
{
    struct scene given;
    struct torture_report report;

    set_up(&given);
    report = torture_try(scene, &given);
    print_message("%zu allocations, %zu done without, %zu strange\n",
                  report.allocations, report.swallowed, report.strange);
    tear_down(&given);
    assert_true(report.allocations > 100);
    assert_int_equal(report.leaked, 0);
    assert_int_equal(report.strange, 0);
}

static void refused_memory_does_not_harm_readers(void **state)
{
    (void)state;
    try_with_sqlite(reads);
}

static void refused_memory_loses_nothing_acknowledged(void **state)
{
    (void)state;
    try_with_sqlite(writes);
}

static void refused_memory_keeps_the_keys(void **state)
{
    struct scene given;

    (void)state;
    set_up(&given);
    torture_run(keeps_keys, &given);
    tear_down(&given);
}

int main(void)
{
    static const sqlite3_mem_methods memory = {
        memory_take,  memory_give,  memory_resize, memory_bytes,
        memory_round, memory_begin, memory_end,    NULL,
    };
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refused_memory_does_not_harm_readers),
        cmocka_unit_test(refused_memory_loses_nothing_acknowledged),
        cmocka_unit_test(refused_memory_keeps_the_keys),
    };

    if (sqlite3_config(SQLITE_CONFIG_MALLOC, &memory) != SQLITE_OK) {
        return 1;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
