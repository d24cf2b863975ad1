/*
 * Wait until posts are in a household's store, as another process sees it.
 *
 *   bench_watch FOLDER POSTS     until that many posts are kept
 *   bench_watch FOLDER POSTS NUMBER...
 *                                until that many are shown, checked or not;
 *                                then until they are kept; then until a search
 *                                finds those that bench_fill gave these numbers
 *   bench_watch FOLDER ID        until the post with this id is there
 *
 * Prints when that was, in ms since 1970, with NUMBERs all three times. It
 * looks only after a commit, and for a fiftieth of the time at most, so that
 * what it watches is not slowed down. Ends with 75 after WAIT_S_MAX.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "node/id.h"
#include "node/limits.h"
#include "store/board.h"
#include "store/digest.h"
#include "store/held.h"
#include "store/store.h"

enum { WAIT_S_MAX = 1200, LOOKS_SHARE = 50, LOOKS_FREE_MS = 100 };

/* Between two looks at the clock of the file: of who waits for a few records,
 * and of who waits for a whole board, which takes seconds. */
enum { PAUSE_FEW_NS = 500 * 1000, PAUSE_MANY_NS = 2 * 1000 * 1000 };

struct watch {
    struct store *store;
    double begun_s;
    double looks_s; /* spent looking */
    long pause_ns;
    uint64_t version;
};

/* A look: is it there? */
typedef enum err look(struct store *store, const char *what, bool *is_found);

static double clock_s(clockid_t which)
{
    struct timespec now;

    if (clock_gettime(which, &now) != 0) {
        return 0;
    }
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static enum err found_visit(void *visitor, const struct board_row *row)
{
    *(bool *)visitor = row != NULL;
    return ERR_OK;
}

static enum err has_post(struct store *store, const char *what, bool *is_found)
{
    struct id id;
    enum err err = id_from_hex(what, &id);

    if (err == ERR_OK) {
        err = board_find(store, &id, 0, found_visit, is_found);
    }
    return err == ERR_UNKNOWN ? ERR_OK : err;
}

static enum err has_posts(struct store *store, const char *what, bool *is_found)
{
    uint64_t records = 0;
    const enum err err = store_count(store, SET_BOARD, &records);

    *is_found = records >= strtoull(what, NULL, 10);
    return err;
}

static enum err shows(struct store *store, const char *what, bool *is_found)
{
    uint64_t held = 0;
    uint64_t kept = 0;
    enum err err = held_count(store, &held);

    if (err == ERR_OK) {
        err = store_count(store, SET_BOARD, &kept);
    }
    *is_found = held + kept >= strtoull(what, NULL, 10);
    return err;
}

static enum err finds(struct store *store, const char *what, bool *is_found)
{
    static struct board_keeper living[HOUSEHOLDS_MAX];
    static struct id keepers[HOUSEHOLDS_MAX];
    struct board_query query = {.keepers = keepers, .limit = 1};
    char words[64];
    enum err err = ERR_OK;

    (void)snprintf(words, sizeof words, "number %s", what);
    query.words = view_text(words);
    err = board_keepers(store, 0, living, HOUSEHOLDS_MAX, &query.keeper_count);
    for (size_t index = 0; index < query.keeper_count; index++) {
        keepers[index] = living[index].household;
    }
    if (err == ERR_OK) {
        err = board_page(store, &query, found_visit, is_found);
    }
    return err;
}

static enum err
watch_for(struct watch *watch, look *look_for, const char *what, bool *is_found)
{
    const struct timespec pause = {0, watch->pause_ns};
    enum err err = ERR_OK;

    *is_found = false;
    for (bool is_first = true; err == ERR_OK && !*is_found; is_first = false) {
        const double now_s = clock_s(CLOCK_MONOTONIC);
        const double elapsed_s = now_s - watch->begun_s;
        uint64_t version = watch->version;

        err = store_data_version(watch->store, &version);
        if (err == ERR_OK &&
            (is_first || (version != watch->version &&
                          watch->looks_s < LOOKS_FREE_MS / 1000.0 +
                                               elapsed_s / LOOKS_SHARE))) {
            watch->version = version;
            err = look_for(watch->store, what, is_found);
            /* The first one is before anything comes. */
            watch->looks_s += is_first ? 0 : clock_s(CLOCK_MONOTONIC) - now_s;
        } else {
            (void)nanosleep(&pause, NULL);
        }
        if (err == ERR_OK && elapsed_s > WAIT_S_MAX) {
            err = ERR_TIMEOUT;
        }
    }
    return err;
}

/* Watch, and print when it was there. */
static enum err watch_one(struct watch *watch, look *look_for, const char *what)
{
    bool is_found = false;
    const enum err err = watch_for(watch, look_for, what, &is_found);

    (void)printf("%.1f ", clock_s(CLOCK_REALTIME) * 1000);
    return err;
}

static enum err watch_numbers(struct watch *watch, int count, char **numbers)
{
    bool is_found = false;
    enum err err = ERR_OK;

    for (int index = 0; err == ERR_OK && index < count; index++) {
        err = watch_for(watch, finds, numbers[index], &is_found);
    }
    (void)printf("%.1f", clock_s(CLOCK_REALTIME) * 1000);
    return err;
}

static enum err watch_all(struct watch *watch, int count, char **whats)
{
    const bool is_id = strlen(whats[0]) == ID_HEX_CHARS - 1;
    enum err err = ERR_OK;

    watch->pause_ns = count > 1 ? PAUSE_MANY_NS : PAUSE_FEW_NS;
    if (count > 1) {
        err = watch_one(watch, shows, whats[0]);
    }
    if (err == ERR_OK) {
        err = watch_one(watch, is_id ? has_post : has_posts, whats[0]);
    }
    if (err == ERR_OK && count > 1) {
        err = watch_numbers(watch, count - 1, whats + 1);
    }
    (void)printf("\n");
    return err;
}

int main(int argc, char **argv)
{
    struct watch watch = {.begun_s = clock_s(CLOCK_MONOTONIC)};
    enum err err = ERR_INVALID;

    if (argc >= 3) {
        err = store_open(argv[1], STORE_READ, &watch.store);
    }
    if (err == ERR_OK) {
        err = watch_all(&watch, argc - 2, argv + 2);
    }
    store_close(watch.store);
    if (err != ERR_OK) {
        (void)fprintf(stderr, "bench_watch: %s\n", err_text(err));
        return 75;
    }
    return 0;
}
