#include "net/codec/replay.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { SEEN_FIRST_ROOM = 64 };

static bool is_late(uint64_t time_ms, uint64_t now_ms)
{
    return now_ms > REPLAY_WINDOW_MS && time_ms < now_ms - REPLAY_WINDOW_MS;
}

static bool is_early(uint64_t time_ms, uint64_t now_ms)
{
    return time_ms > REPLAY_WINDOW_MS && time_ms - REPLAY_WINDOW_MS > now_ms;
}

/* What the window refuses anyhow need not be remembered. */
static void forget(struct replay *replay, uint64_t now_ms)
{
    size_t kept = 0;

    for (size_t i = 0; i < replay->count; i++) {
        uint64_t time_ms = replay->seen[i].time_ms;

        if (!is_late(time_ms, now_ms) && !is_early(time_ms, now_ms)) {
            replay->seen[kept++] = replay->seen[i];
        }
    }
    replay->count = kept;
}

static enum err reserve(struct replay *replay)
{
    size_t room = replay->room == 0 ? SEEN_FIRST_ROOM : 2 * replay->room;
    struct replay_seen *seen = NULL;

    if (replay->count < replay->room) {
        return ERR_OK;
    }
    if (replay->count == REPLAY_SEEN_MAX) {
        return ERR_FULL;
    }
    seen = realloc(replay->seen, room * sizeof *seen);
    if (seen == NULL) {
        return ERR_NOMEM;
    }
    replay->seen = seen;
    replay->room = room;
    return ERR_OK;
}

void replay_init(struct replay *replay)
{
    *replay = (struct replay){NULL, 0, 0};
}

void replay_release(struct replay *replay)
{
    free(replay->seen);
    replay_init(replay);
}

enum err replay_check(struct replay *replay,
                      const unsigned char ephemeral[static NOISE_KEY_BYTES],
                      uint64_t time_ms,
                      uint64_t now_ms)
{
    enum err err = ERR_OK;

    if (now_ms != 0) {
        if (is_late(time_ms, now_ms)) {
            return ERR_LATE;
        }
        if (is_early(time_ms, now_ms)) {
            return ERR_EARLY;
        }
        forget(replay, now_ms);
    }
    for (size_t i = 0; i < replay->count; i++) {
        if (memcmp(replay->seen[i].ephemeral, ephemeral, NOISE_KEY_BYTES) ==
            0) {
            return ERR_PROTOCOL;
        }
    }
    err = reserve(replay);
    if (err == ERR_OK) {
        struct replay_seen *seen = &replay->seen[replay->count++];

        memcpy(seen->ephemeral, ephemeral, NOISE_KEY_BYTES);
        seen->time_ms = time_ms;
    }
    return err;
}
