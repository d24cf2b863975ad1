/* When a session goes on by itself: patience, credentials, checks. */
#include "node/limits.h"
#include "node/sync/check.h"
#include "node/sync/guest.h"
#include "node/sync/session.h"

/* Is our verify pool the slow one? */
static bool is_checked(const struct peer *peer)
{
    return peer->taken_bytes > peer->owed_bytes;
}

/* Is it the peer that has to say something next? */
static bool is_its_turn(const struct peer *peer)
{
    if (is_checked(peer)) {
        return false;
    }
    return peer->state != PEER_LIVE || peer->check.is_asked;
}

static bool may_introduce(const struct peer *peer)
{
    if (peer->is_introduced || peer->is_heard) {
        return false;
    }
    return peer->is_dialled ? !peer->has_hello : peer->state == PEER_READY;
}

static uint64_t earlier(uint64_t left, uint64_t right)
{
    return left < right ? left : right;
}

/* When a peer is given up whose turn it is to speak. */
static uint64_t speak_ms(const struct peer *peer)
{
    if (peer->state == PEER_GUEST) {
        /* Whoever is sent away knows that what it showed was judged. */
        return peer->up_ms +
               (is_checked(peer) ? PROGRESS_MS_MAX : GUEST_MS_MAX);
    }
    if (is_its_turn(peer)) {
        return peer->heard_ms + PROGRESS_MS_MAX;
    }
    return peer->state == PEER_LIVE && !peer->is_dialled
               ? peer->heard_ms + SILENCE_MS_MAX
               : UINT64_MAX;
}

/* The same for acknowledging, whatever else it says. */
static uint64_t patience_ms(const struct peer *peer)
{
    uint64_t ack_ms =
        peer->unacked_bytes > 0 ? peer->acked_ms + PROGRESS_MS_MAX : UINT64_MAX;

    return earlier(speak_ms(peer), ack_ms);
}

static uint64_t introduce_ms(const struct peer *peer)
{
    uint64_t since = peer->state == PEER_GUEST ? peer->up_ms : peer->member_ms;

    return may_introduce(peer) ? since + CREDENTIALS_MS : UINT64_MAX;
}

static uint64_t check_ms(const struct peer *peer)
{
    return peer->state == PEER_LIVE && peer->is_dialled && !peer->check.is_asked
               ? peer->check.next_ms
               : UINT64_MAX;
}

uint64_t session_due_ms(const struct work *work)
{
    const struct peer *peer = work->peer;

    if (peer->state == PEER_CLOSED) {
        return UINT64_MAX;
    }
    return earlier(patience_ms(peer),
                   earlier(introduce_ms(peer), check_ms(peer)));
}

enum err session_expire(const struct work *work)
{
    struct peer *peer = work->peer;
    uint64_t mono_ms = work->scene->moment->mono_ms;
    enum err err = ERR_OK;

    if (mono_ms >= patience_ms(peer)) {
        return peer->state == PEER_GUEST ? ERR_STRANGER : ERR_TIMEOUT;
    }
    if (mono_ms >= introduce_ms(peer)) {
        err = guest_introduce(work);
    }
    if (err == ERR_OK && mono_ms >= check_ms(peer)) {
        err = check_say(work);
    }
    return err;
}
