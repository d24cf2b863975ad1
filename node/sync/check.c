#include "node/sync/check.h"

#include "node/limits.h"
#include "node/sync/sets.h"
#include "node/sync/wire_write.h"

enum {
    DIFFERING_MAX = 2,           /* answers in a row before comparing again */
    VAIN_DOUBT = 2,              /* comparisons before our sums are doubted */
    IN_STEP_MS = 60 * 60 * 1000, /* a link that lasts counts once an hour */
};

static uint64_t earlier(uint64_t left, uint64_t right)
{
    return left < right ? left : right;
}

/* Does the peer know from which weeks on we speak of our sets? */
static bool knows_weeks(const struct peer *peer, const struct wire_hello *ours)
{
    for (size_t set = 0; set < SET_COUNT; set++) {
        if (peer->hello.sets[set].from_week != ours->sets[set].from_week) {
            return false;
        }
    }
    return true;
}

enum err check_say(const struct work *work)
{
    struct peer *peer = work->peer;
    struct wire_hello hello;
    uint8_t flags = sync_is_drained(work->sync, peer) ? WIRE_DRAINED : 0;
    enum err err = ERR_OK;

    sync_sets(work->sync, peer, &hello);
    hello.is_short =
        hello.is_short ||
        (peer->is_dialled && knows_weeks(peer, &hello)); /* or knows better */
    bytes_reset(&work->sync->scratch);
    err = wire_write_fingerprints(flags, &hello, &work->sync->scratch);
    if (err == ERR_OK) {
        err = sync_send(work);
    }
    if (err == ERR_OK && peer->is_dialled) {
        peer->check.is_asked = true;
        peer->heard_ms = work->scene->moment->mono_ms; /* now its turn */
    }
    return err;
}

/* A link may last for months without a second session: to find each other
 * in step on it is worth as much. */
static void check_agreed(struct sync *sync, uint64_t mono_ms)
{
    if (mono_ms >= sync->in_step_ms) {
        sync->sessions++;
        sync->in_step_ms = mono_ms + IN_STEP_MS;
    }
}

/* Comparing did not make the sets equal last time: rest twice as long. */
static void check_back_off(struct check *check, uint64_t mono_ms)
{
    check->backoff_ms = check->backoff_ms == 0 ? CHECK_BACKOFF_MS
                                               : earlier(2 * check->backoff_ms,
                                                         CHECK_BACKOFF_MS_MAX);
    check->blocked_ms = mono_ms + check->backoff_ms;
    check->vain++;
    check->differing = 0;
}

static bool check_judge(const struct work *work, uint8_t flags)
{
    struct check *check = &work->peer->check;
    uint64_t mono_ms = work->scene->moment->mono_ms;

    check->is_asked = false;
    check->latest_ms = mono_ms + CHECK_MS;
    check->next_ms = check->latest_ms;
    if (!sync_differs(work->sync, work->peer)) {
        check->differing = 0;
        check->backoff_ms = 0;
        check->vain = 0;
        check_agreed(work->sync, mono_ms);
        return false;
    }
    if ((flags & WIRE_DRAINED) != 0 &&
        sync_is_drained(work->sync, work->peer)) {
        check->differing++;
    }
    if (check->differing >= DIFFERING_MAX && mono_ms >= check->blocked_ms) {
        check_back_off(check, mono_ms);
        return true;
    }
    check_soon(work->peer, mono_ms);
    if (check->differing >= DIFFERING_MAX) {
        check->next_ms = earlier(check->blocked_ms, check->latest_ms);
    }
    return false;
}

/* Comparing does not help: it may be our own sums that are wrong. */
static enum err check_doubt(const struct work *work)
{
    struct sync *sync = work->sync;
    uint64_t mono_ms = work->scene->moment->mono_ms;

    if (work->peer->check.vain != VAIN_DOUBT || mono_ms < sync->doubted_ms) {
        return ERR_OK;
    }
    sync->doubted_ms = mono_ms + SETS_DOUBT_MS;
    return sets_doubt(sync, work->scene);
}

enum err check_opened(const struct work *work)
{
    if (!work->peer->is_live) {
        return ERR_OK;
    }
    work->peer->check.vain++;
    return check_doubt(work);
}

enum err check_take(const struct work *work,
                    const struct wire_message *message,
                    bool *is_due)
{
    *is_due = false;
    sync_note_sets(work->sync, work->peer, &message->hello);
    if (!work->peer->is_dialled) {
        if (!sync_differs(work->sync, work->peer)) {
            check_agreed(work->sync, work->scene->moment->mono_ms);
            work->peer->check.vain = 0;
        }
        return check_say(work);
    }
    *is_due = check_judge(work, message->flags);
    return *is_due ? check_doubt(work) : ERR_OK;
}

void check_changed(struct peer *peer, uint64_t mono_ms)
{
    struct check *check = &peer->check;

    if (peer->is_live && peer->is_dialled && check->differing == 0) {
        check->next_ms = earlier(mono_ms + CHECK_QUIET_MS, check->latest_ms);
    }
}

void check_soon(struct peer *peer, uint64_t mono_ms)
{
    peer->check.next_ms = mono_ms + CHECK_QUIET_MS;
    peer->check.latest_ms = mono_ms + CHECK_MS;
}

/* The follower cannot begin, but what it says makes the leader look. */
enum err check_lost(const struct work *work)
{
    struct peer *peer = work->peer;

    if (!peer->is_dialled) {
        return peer->state == PEER_LIVE ? check_say(work) : ERR_OK;
    }
    check_soon(peer, work->scene->moment->mono_ms);
    return ERR_OK;
}
