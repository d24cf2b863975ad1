#include "node/sync/guest.h"

#include "node/limits.h"
#include "node/sync/stream.h"

enum err guest_check(const struct work *work,
                     const struct wire_message *message)
{
    struct peer *peer = work->peer;

    if (message->set != SET_ROSTER) {
        return ERR_PROTOCOL;
    }
    peer->guest_bytes += message->bytes;
    return peer->guest_bytes > GUEST_BYTES_MAX ? ERR_PROTOCOL : ERR_OK;
}

static enum err guest_show(void *visitor, struct view bytes)
{
    bool is_done = false;

    return stream_add_bytes(visitor, SET_ROSTER, bytes, &is_done);
}

enum err guest_introduce(const struct work *work)
{
    struct work own = *work;
    const struct id *household = &work->sync->config->household->signing.public;
    enum err err = ERR_OK;

    if (work->peer->is_introduced) {
        return ERR_OK; /* twice would be more than a guest may say */
    }
    work->peer->is_introduced = true;
    err = roster_credentials(work->scene->roster, household, GUEST_BYTES_MAX,
                             guest_show, &own);
    return err == ERR_OK ? stream_flush(work) : err;
}

bool guest_is_lonely(const struct work *work)
{
    const struct roster *roster = work->scene->roster;
    const struct id *own = &work->sync->config->household->signing.public;

    if (roster_level(roster, own, STANDING_LIVE) == LEVEL_NONE) {
        return true;
    }
    for (size_t index = 0; index < roster_count(roster); index++) {
        const struct roster_household *household = roster_at(roster, index);

        if (id_equal(&household->id, own) ||
            household->level[STANDING_LIVE] == LEVEL_NONE) {
            continue;
        }
        if (household->device_count > 0) {
            return false;
        }
    }
    return true;
}
