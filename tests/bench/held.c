/*
 * Wait until posts are on the board, checked or not, as another process sees
 * it.
 *
 *   bench_held FOLDER POSTS
 *
 * Prints when that was, in ms since 1970. Ends with 75 after two minutes.
 */
#include "store/held.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "store/digest.h"
#include "store/store.h"

enum { LOOKS_MAX = 12000, PAUSE_NS = 10 * 1000 * 1000 };

int main(int argc, char **argv)
{
    const struct timespec pause = {0, PAUSE_NS};
    struct timespec now = {0, 0};
    struct store *store = NULL;
    uint64_t wanted = 0;
    uint64_t kept = 0;
    uint64_t held = 0;
    enum err err = ERR_INVALID;

    if (argc == 3) {
        wanted = strtoull(argv[2], NULL, 10);
        err = store_open(argv[1], STORE_READ, &store);
    }
    for (int looks = 0; err == ERR_OK && kept + held < wanted; looks++) {
        err = looks < LOOKS_MAX ? held_count(store, &held) : ERR_TIMEOUT;
        if (err == ERR_OK) {
            err = store_count(store, SET_BOARD, &kept);
        }
        if (kept + held < wanted) {
            (void)nanosleep(&pause, NULL);
        }
    }
    store_close(store);
    if (err != ERR_OK || clock_gettime(CLOCK_REALTIME, &now) != 0) {
        (void)fprintf(stderr, "bench_held: %s\n", err_text(err));
        return 75;
    }
    (void)printf("%.0f\n",
                 (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6);
    return 0;
}
