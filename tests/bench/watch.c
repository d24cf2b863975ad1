/*
 * Wait until posts are in a household's store, as another process sees it.
 *
 *   bench_watch FOLDER POSTS    until that many posts are live; prints seconds
 *   bench_watch FOLDER ID       until the post with this id is there; prints
 *                               ms since 1970
 *
 * Ends with 75 when nothing comes for two minutes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "node/id.h"
#include "store/board.h"
#include "store/digest.h"
#include "store/store.h"

enum { WAIT_S_MAX = 120, PAUSE_NS = 1000 * 1000 };

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

static enum err is_there(struct store *store, const char *what, bool *is_found)
{
    uint64_t records = 0;
    struct id id;
    enum err err = id_from_hex(what, &id);

    if (err == ERR_OK) {
        err = board_find(store, &id, 0, found_visit, is_found);
        return err == ERR_UNKNOWN ? ERR_OK : err;
    }
    err = store_count(store, SET_BOARD, &records);
    *is_found = records >= strtoull(what, NULL, 10);
    return err;
}

int main(int argc, char **argv)
{
    const struct timespec pause = {0, PAUSE_NS};
    const double begun = clock_s(CLOCK_MONOTONIC);
    struct store *store = NULL;
    bool is_found = false;
    enum err err = ERR_INVALID;

    if (argc == 3) {
        err = store_open(argv[1], STORE_READ, &store);
    }
    while (err == ERR_OK && !is_found) {
        err = is_there(store, argv[2], &is_found);
        if (clock_s(CLOCK_MONOTONIC) - begun > WAIT_S_MAX) {
            err = ERR_TIMEOUT;
        }
        (void)nanosleep(&pause, NULL);
    }
    store_close(store);
    if (err != ERR_OK) {
        (void)fprintf(stderr, "bench_watch: %s\n", err_text(err));
        return 75;
    }
    if (strlen(argv[2]) == ID_HEX_CHARS - 1) {
        (void)printf("%.0f\n", clock_s(CLOCK_REALTIME) * 1000);
    } else {
        (void)printf("%.3f\n", clock_s(CLOCK_MONOTONIC) - begun);
    }
    return 0;
}
