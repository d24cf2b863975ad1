/*
 * Power cuts: whatever was acknowledged is there afterwards, whatever was
 * under way is there as a whole or not at all, and the store is sound.
 *
 * ctest: timeout=600
 *
 * CRASH_STATES sets how many states are tried (2,000 unless said otherwise),
 * CRASH_SEED repeats a run.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/digest.h"
#include "store/keys.h"
#include "store/place.h"
#include "store/store.h"
#include "tests/lib/check.h"
#include "tests/lib/crash_vfs.h"
#include "tests/lib/posting.h"

enum { TURNS_MAX = 128, STATES = 2000 };

/* What was true when a call had returned. */
struct turn {
    size_t steps;        /* of the disk by then */
    struct id digest;    /* of the board */
    uint64_t generation; /* of the keys */
    bool has_store;
};

struct story {
    struct crash_disk disk;
    struct folder folder;
    struct store *store;
    struct keys keys;
    struct author authors[3];
    struct bytes record;
    struct turn turns[TURNS_MAX];
    size_t count;
};

/* A call has returned: what it did is acknowledged. */
static void acknowledge(struct story *story)
{
    struct turn *turn = &story->turns[story->count++];

    assert_true(story->count <= TURNS_MAX);
    memset(turn, 0, sizeof *turn);
    turn->steps = story->disk.count;
    turn->generation = story->keys.generation;
    if (story->store != NULL) {
        turn->has_store = true;
        check_ok(store_digest(story->store, SET_BOARD, &turn->digest));
    }
}

static void put_some(struct story *story, uint32_t turn)
{
    char text[600];
    uint32_t i = 0;

    memset(text, 'a' + (int)(turn % 26), sizeof text);
    text[50 + turn * 97 % 500] = '\0';
    check_ok(store_begin(story->store));
    check_ok(
        store_pass_time(story->store, POSTING_NOW_MS + turn * UINT64_C(60000)));
    for (i = 0; i < 1 + turn % 5; i++) {
        posting_sign(&story->authors[turn % 3],
                     &(struct posting){.n = (turn * 7 + i) % 24,
                                       .stamp_ms = POSTING_NOW_MS + turn,
                                       .text = text},
                     &story->record);
        check_ok(store_put(story->store, bytes_view(&story->record)));
    }
    if (turn % 4 == 3) {
        posting_withdraw(&story->authors[turn % 3], turn % 24,
                         POSTING_NOW_MS + turn + 1, &story->record);
        check_ok(store_put(story->store, bytes_view(&story->record)));
    }
    check_ok(store_commit(story->store, ERR_OK));
    acknowledge(story);
}

/* From an empty folder: keys, posts, erasure, a new start. */
static void tell_story(struct story *story)
{
    uint32_t turn = 0;

    acknowledge(story);
    check_ok(store_open(story->folder.path, STORE_CREATE, &story->store));
    acknowledge(story);
    check_ok(keys_change(story->store, &story->keys));
    acknowledge(story);
    for (turn = 0; turn < 60; turn++) {
        put_some(story, turn);
        if (turn % 10 == 5) { /* what came is merged into runs */
            bool more = true;

            while (more) {
                check_ok(store_idle(story->store, &more));
            }
            acknowledge(story);
        }
        if (turn % 20 == 9) {
            check_ok(store_scrub(story->store));
            acknowledge(story);
        }
        if (turn % 20 == 14) {
            check_ok(keys_change(story->store, &story->keys));
            acknowledge(story);
        }
        if (turn % 20 == 17) {
            store_close(story->store);
            check_ok(
                store_open(story->folder.path, STORE_WRITE, &story->store));
            acknowledge(story);
        }
    }
    store_close(story->store);
    story->store = NULL;
}

static void story_begin(struct story *story)
{
    unsigned i = 0;

    memset(story, 0, sizeof *story);
    crash_disk_init(&story->disk);
    folder_make(&story->folder);
    keys_init(&story->keys);
    keys_derive(&story->keys);
    for (i = 0; i < 3; i++) {
        story->authors[i] = author_of(i);
    }
    bytes_init(&story->record, RECORD_BYTES_MAX);
}

static void story_end(struct story *story)
{
    crash_disk_release(&story->disk);
    folder_remove(&story->folder);
    keys_release(&story->keys);
    bytes_release(&story->record);
}

/* The last turn that was over after so many steps. */
static size_t turn_at(const struct story *story, size_t steps)
{
    size_t turn = 0;

    while (turn + 1 < story->count && story->turns[turn + 1].steps <= steps) {
        turn++;
    }
    return turn;
}

/* Is what the store holds that of the turn, or of the one under way? */
static bool
is_told(const struct story *story, size_t turn, const struct id *digest)
{
    size_t next = turn + 1 < story->count ? turn + 1 : turn;

    return id_equal(digest, &story->turns[turn].digest) ||
           id_equal(digest, &story->turns[next].digest);
}

/* What is wrong with the folder after a crash; NULL: nothing. */
static const char *
judge(const struct story *story, size_t turn, const char *path)
{
    struct store *store = NULL;
    struct keys keys;
    struct id digest;
    const char *wrong = NULL;
    bool is_whole = false;
    enum err err = store_open(path, STORE_CREATE, &store);

    if (err != ERR_OK) {
        return "the store does not open";
    }
    if (store_check(store) != ERR_OK) {
        wrong = "the store is damaged";
    } else if (story->turns[turn].has_store &&
               (store_digest(store, SET_BOARD, &digest) != ERR_OK ||
                !is_told(story, turn, &digest))) {
        wrong = "an acknowledged record is missing";
    }
    store_close(store);
    err = keys_load(path, &keys, &is_whole);
    if (story->turns[turn].generation > 0 &&
        (err != ERR_OK || keys.generation < story->turns[turn].generation)) {
        wrong = "acknowledged keys are missing";
    }
    keys_release(&keys);
    return wrong;
}

/* Crash at random places; the number of states in which something is wrong.
 * `says` prints the first of them. */
static size_t
crash(const struct story *story, size_t states, uint64_t seed, bool says)
{
    uint64_t random = seed;
    size_t wrongs = 0;
    size_t i = 0;

    for (i = 0; i < states; i++) {
        struct folder folder;
        size_t at = (size_t)crash_dice(&random, story->disk.count + 1);
        enum crash_mode mode = (enum crash_mode)(i % CRASH_MODES);
        const char *wrong = NULL;

        folder_make(&folder);
        crash_disk_build(&story->disk, at, mode, &random, &folder);
        wrong = judge(story, turn_at(story, at), folder.path);
        if (wrong != NULL) {
            wrongs++;
            if (says && wrongs == 1) {
                print_error("seed %" PRIu64 ", state %zu: crash after %zu of "
                            "%zu steps, mode %d, turn %zu: %s\n",
                            seed, i, at, story->disk.count, (int)mode,
                            turn_at(story, at), wrong);
            }
        }
        folder_remove(&folder);
    }
    return wrongs;
}

static uint64_t setting(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);

    return text == NULL ? otherwise : strtoull(text, NULL, 10);
}

static void nothing_acknowledged_is_lost(void **state)
{
    struct story story;
    size_t states = (size_t)setting("CRASH_STATES", STATES);
    size_t wrongs = 0;

    (void)state;
    story_begin(&story);
    crash_vfs_begin(&story.disk);
    tell_story(&story);
    crash_vfs_end();
    print_message("%zu steps, %zu states\n", story.disk.count, states);
    wrongs = crash(&story, states, setting("CRASH_SEED", 20261121), true);
    story_end(&story);
    assert_int_equal(wrongs, 0);
}

/* The test of the test: without syncs it finds what is lost. */
static void synchronous_off_is_found_out(void **state)
{
    struct story story;
    size_t wrongs = 0;

    (void)state;
    story_begin(&story);
    crash_vfs_without_sync(true);
    crash_vfs_begin(&story.disk);
    tell_story(&story);
    crash_vfs_end();
    crash_vfs_without_sync(false);
    wrongs = crash(&story, 200, 1, false);
    print_message("synchronous=OFF: %zu of 200 states are wrong\n", wrongs);
    story_end(&story);
    assert_true(wrongs > 20);
}

/* The same for a card that says it has synced and has not. */
static void lying_card_is_found_out(void **state)
{
    struct story story;
    size_t wrongs = 0;

    (void)state;
    story_begin(&story);
    story.disk.is_deaf = true;
    crash_vfs_begin(&story.disk);
    tell_story(&story);
    crash_vfs_end();
    wrongs = crash(&story, 200, 1, false);
    print_message("a lying card: %zu of 200 states are wrong\n", wrongs);
    story_end(&story);
    assert_true(wrongs > 20);
}

/* Keys alone, at every step and in every mode. */
static size_t crash_keys(bool is_deaf)
{
    struct story story;
    uint64_t random = 7;
    size_t wrongs = 0;
    size_t at = 0;
    int round = 0;

    story_begin(&story);
    story.disk.is_deaf = is_deaf;
    crash_vfs_begin(&story.disk);
    acknowledge(&story);
    for (round = 0; round < 5; round++) {
        check_ok(keys_save(story.folder.path, &story.keys));
        acknowledge(&story);
    }
    crash_vfs_end();
    for (at = 0; at <= story.disk.count; at++) {
        for (round = 0; round < 4 * CRASH_MODES; round++) {
            struct folder folder;

            folder_make(&folder);
            crash_disk_build(&story.disk, at,
                             (enum crash_mode)(round % CRASH_MODES), &random,
                             &folder);
            wrongs += judge(&story, turn_at(&story, at), folder.path) != NULL;
            folder_remove(&folder);
        }
    }
    story_end(&story);
    return wrongs;
}

static void acknowledged_keys_are_never_lost(void **state)
{
    (void)state;
    assert_int_equal(crash_keys(false), 0);
}

static void keys_without_syncs_are_found_out(void **state)
{
    (void)state;
    assert_true(crash_keys(true) > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_acknowledged_is_lost),
        cmocka_unit_test(synchronous_off_is_found_out),
        cmocka_unit_test(lying_card_is_found_out),
        cmocka_unit_test(acknowledged_keys_are_never_lost),
        cmocka_unit_test(keys_without_syncs_are_found_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
