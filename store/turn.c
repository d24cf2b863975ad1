#include "store/turn.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "store/limits.h"

/* Between two looks; the one at the door looks for the store itself. */
enum { LOOK_MS = 3 };

int turn_open(const char *folder)
{
    return open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

bool turn_take(int turn)
{
    const struct timespec pause = {.tv_nsec = LOOK_MS * 1000 * 1000};

    for (unsigned ms = 0; turn >= 0 && ms < STORE_BUSY_MS_MAX; ms += LOOK_MS) {
        if (flock(turn, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) {
            return true;
        }
        (void)nanosleep(&pause, NULL);
    }
    return turn < 0;
}

void turn_give(int turn)
{
    if (turn >= 0) {
        (void)flock(turn, LOCK_UN);
    }
}

void turn_close(int turn)
{
    if (turn >= 0) {
        (void)close(turn);
    }
}
