#include "node/sync/session.h"

#include <string.h>

#include "node/limits.h"
#include "node/sync/check.h"
#include "node/sync/compare.h"
#include "node/sync/guest.h"
#include "node/sync/ingest.h"
#include "node/sync/match.h"
#include "node/sync/own.h"
#include "node/sync/push.h"
#include "node/sync/roster_ingest.h"
#include "node/sync/sift.h"
#include "node/sync/stream.h"
#include "node/sync/wire_write.h"

/* Links of one device that a listener keeps while they are young. */
enum { TWINS_MAX = 2, VAIN_LISTS = 4 };

/* The order of a round: people first, then what they say of their boards,
 * then what is read by people. */
static const enum set round_order[SET_COUNT] = {
    SET_ROSTER, SET_PRESENCE, SET_BOARD, SET_LEDGER, SET_MAIL,
};

enum err session_write_hello(struct sync *sync,
                             const struct scene *scene,
                             const struct peer *peer,
                             struct bytes *out)
{
    const struct node_config *config = sync->config;
    struct wire_hello hello = {
        .minor = WIRE_MINOR,
        .flags = config->is_hub ? WIRE_HUB : 0,
        .household = config->household->signing.public,
        .device = config->device->signing.public,
        .now_ms = scene->moment->now_ms,
    };

    sync_sets(sync, peer, &hello);
    return wire_write_hello(&hello, out);
}

static enum err session_say_hello(const struct work *work)
{
    enum err err = match_introduce(work);

    if (err != ERR_OK) {
        return err;
    }
    bytes_reset(&work->sync->scratch);
    err = session_write_hello(work->sync, work->scene, work->peer,
                              &work->sync->scratch);
    return err == ERR_OK ? sync_send(work) : err;
}

/* Who leads begins, who follows waits: the first session is complete. */
static enum err session_complete(const struct work *work)
{
    struct peer *peer = work->peer;
    const struct tell tell = {
        .kind = TELL_SYNCED,
        .subject = peer->household,
        .number = peer->records_in,
    };
    bool is_first = !peer->is_live;
    enum err err = ERR_OK;

    peer->state = PEER_LIVE;
    peer->is_live = true;
    check_soon(peer, work->scene->moment->mono_ms);
    if (!is_first) {
        return ERR_OK;
    }
    work->sync->sessions++;
    work->sync->acknowledged++; /* what it had before is so from now on */
    err = actions_tell(work->scene->actions, &tell);
    return err == ERR_OK && peer->is_dialled ? check_say(work) : err;
}

/* Of comparisons in a row that did not help one in so many is by lists: two
 * records may hide behind one item. */
static bool is_by_lists(const struct peer *peer)
{
    return peer->check.vain % VAIN_LISTS == VAIN_LISTS - 1;
}

/* Leader: the next set of the round that differs. A peer whose roster we
 * believed has to stand in ours before it is shown anything else. */
static enum err session_next(const struct work *work)
{
    struct peer *peer = work->peer;

    while (peer->round < SET_COUNT) {
        enum set set = round_order[peer->round];

        if (peer->is_trusted && peer->round > 0) {
            peer->is_trust_over = true;
            peer->state = PEER_GREET;
            work->sync->is_wake_due = true;
            return ERR_OK;
        }
        peer->round++;
        if (sync_set_differs(work->sync, peer, set)) {
            peer->state = PEER_COMPARE;
            return compare_lead(work, set, is_by_lists(peer));
        }
    }
    peer_forget_estimates(peer);
    return session_complete(work);
}

static enum err session_begin(const struct work *work)
{
    work->peer->round = 0;
    return session_next(work);
}

/* A sift leaves little to differ, and the other direction: the set is
 * compared again at once. */
static void session_count_sift(struct peer *peer)
{
    peer->sifts = peer->compare->sift == NULL ? 0 : peer->sifts + 1;
    if (peer->is_dialled && peer->sifts > 0 && peer->sifts <= SIFTS_MAX) {
        peer->round--;
    }
}

/* Both said DONE. */
static enum err session_compared(const struct work *work)
{
    struct peer *peer = work->peer;
    enum err err = ERR_OK;

    if (peer->compare->set == SET_ROSTER) {
        err = roster_ingest_settle(work);
    }
    session_count_sift(peer);
    compare_free(peer->compare);
    peer->compare = NULL;
    if (err != ERR_OK) {
        return err;
    }
    if (peer->is_dialled) {
        return session_next(work);
    }
    peer->state = peer->is_live ? PEER_LIVE : PEER_READY;
    return ERR_OK;
}

/* Of links of both directions both sides keep those that the smaller key
 * dialled; of those that we dialled we keep the newest. Those that the peer
 * dialled are the peer's to choose from while they are young: it may see them
 * in another order. Then the newest stays, so that no device gathers links. */
static enum err twin_fate(const struct work *work,
                          const struct peer *older,
                          size_t *young,
                          bool *is_kept)
{
    const struct id *own = &work->sync->config->device->transport.public;
    bool is_smaller = id_compare(own, &older->transport) < 0;

    *is_kept = false;
    if (older->is_dialled != work->peer->is_dialled) {
        return work->peer->is_dialled == is_smaller ? ERR_OK : ERR_AGAIN;
    }
    if (!older->is_dialled &&
        work->scene->moment->mono_ms - older->member_ms < TWIN_MS) {
        *is_kept = true;
        (*young)++;
        return *young < TWINS_MAX ? ERR_OK : ERR_AGAIN;
    }
    return ERR_OK;
}

static enum err session_part_twins(const struct work *work)
{
    struct sync *sync = work->sync;
    size_t young = 0;
    enum err err = ERR_OK;

    for (size_t index = 0; err == ERR_OK && index < sync->peer_count; index++) {
        struct work other = {sync, work->scene, sync->peers[index]};
        bool is_kept = false;

        if (other.peer == work->peer || !peer_is_member(other.peer) ||
            !id_equal(&other.peer->transport, &work->peer->transport)) {
            continue;
        }
        err = twin_fate(work, other.peer, &young, &is_kept);
        if (err == ERR_OK && !is_kept) {
            err = sync_close(&other, ERR_AGAIN);
        }
    }
    return err;
}

/* A guest, or one that has just come up, is a member from now on. */
static enum err session_admit(const struct work *work)
{
    struct peer *peer = work->peer;
    enum err err = session_part_twins(work);

    if (err != ERR_OK) {
        return err;
    }
    peer->cursor = work->sync->sequence;
    peer->handed = peer->cursor;
    peer->member_ms = work->scene->moment->mono_ms;
    peer->heard_ms = peer->member_ms;
    peer->is_heard = false;
    if (!peer->is_dialled) {
        peer->state = PEER_READY;
        return session_say_hello(work);
    }
    peer->state = PEER_GREET;
    if (peer->is_trusted) {
        err = guest_introduce(work);
    }
    return err == ERR_OK && peer->has_hello ? session_begin(work) : err;
}

/* Whose connection is it? Of several who claim the key that it proved, the one
 * in whose name it greets. */
static const struct roster_household *session_household(const struct work *work)
{
    const struct roster *roster = work->scene->roster;
    const struct peer *peer = work->peer;

    if (peer->has_hello &&
        roster_claims(roster, &peer->hello.household, &peer->transport)) {
        return roster_find(roster, &peer->hello.household);
    }
    return roster_by_transport(roster, &peer->transport);
}

/* Note whose it is. A greeting that names another household than the key does
 * is a lie. */
static enum err session_match(struct peer *peer,
                              const struct roster_household *household)
{
    if (household != NULL) {
        peer->household = household->id;
    }
    if (id_is_zero(&peer->household) || !peer->has_hello ||
        id_equal(&peer->household, &peer->hello.household)) {
        return ERR_OK;
    }
    return ERR_PROTOCOL;
}

enum err session_look(const struct work *work)
{
    struct peer *peer = work->peer;
    const struct roster_household *household = session_household(work);
    bool was_trusted = peer->is_trusted;
    enum err err = session_match(peer, household);

    if (err != ERR_OK) {
        return err;
    }
    if (peer->state == PEER_GUEST) {
        peer->is_trusted =
            household == NULL && peer->is_dialled && guest_is_lonely(work);
        return household != NULL || peer->is_trusted ? session_admit(work)
                                                     : ERR_OK;
    }
    if (household == NULL) {
        return was_trusted && !peer->is_trust_over ? ERR_OK : ERR_STRANGER;
    }
    if (was_trusted && peer->is_trust_over) {
        peer->is_trusted = false;
        return session_next(work);
    }
    return ERR_OK;
}

bool session_must_look(const struct peer *peer)
{
    return peer->is_trusted && peer->is_trust_over &&
           peer->state != PEER_CLOSED;
}

enum err session_up(const struct work *work, const struct peer_up *up)
{
    struct peer *peer = work->peer;
    struct wire_message greeting;
    enum err err = ERR_OK;

    peer->is_dialled = up->is_dialled;
    peer->transport = up->transport;
    memcpy(peer->binding, up->binding, sizeof peer->binding);
    peer->up_ms = work->scene->moment->mono_ms;
    peer->heard_ms = peer->up_ms;
    if (id_equal(&up->transport,
                 &work->sync->config->device->transport.public)) {
        return ERR_CLOSED;
    }
    if (!up->is_dialled) {
        err = wire_read(up->hello, &greeting);
        if (err != ERR_OK || greeting.type != WIRE_HELLO) {
            return ERR_MALFORMED;
        }
        peer->hello = greeting.hello;
        sync_note_sets(work->sync, peer, &greeting.hello);
        peer->has_hello = true;
        peer->bytes_in += up->hello.bytes;
    }
    return session_look(work);
}

static enum err take_hello(const struct work *work,
                           const struct wire_message *message)
{
    struct peer *peer = work->peer;
    enum err err = ERR_OK;

    if (peer->has_hello) {
        return ERR_PROTOCOL;
    }
    peer->hello = message->hello;
    sync_note_sets(work->sync, peer, &message->hello);
    peer->has_hello = true;
    err = session_match(peer, session_household(work));
    return err == ERR_OK && peer->state == PEER_GREET ? session_begin(work)
                                                      : err;
}

static enum err take_fingerprints(const struct work *work,
                                  const struct wire_message *message)
{
    bool is_due = false;
    enum err err = ERR_OK;

    if (work->peer->state == PEER_COMPARE) {
        sync_note_sets(work->sync, work->peer, &message->hello);
        return ERR_OK; /* it crossed our opening */
    }
    if (work->peer->state == PEER_READY) {
        err = session_complete(work);
    }
    if (err == ERR_OK) {
        err = check_take(work, message, &is_due);
    }
    return err == ERR_OK && is_due ? session_begin(work) : err;
}

/* A leader may compare often at first, then once in COMPARISON_MS: an honest
 * one rests longer and longer. */
static bool round_is_granted(const struct work *work)
{
    struct peer *peer = work->peer;
    uint64_t since_ms = work->scene->moment->mono_ms - peer->member_ms;

    return peer->rounds < COMPARISONS_MAX + since_ms / COMPARISON_MS;
}

/* WEEKS, ESTIMATE, or symbols at once; WEEKS also where sketches did not
 * help. */
static enum err take_opening(const struct work *work,
                             const struct wire_message *message)
{
    enum err err = ERR_OK;

    if (work->peer->compare == NULL) {
        if (!round_is_granted(work)) {
            return ERR_PROTOCOL;
        }
        err = work->peer->sifts > 0 ? ERR_OK : check_opened(work);
    }
    work->peer->state = PEER_COMPARE;
    return err == ERR_OK ? compare_follow(work, message) : err;
}

/* Of a follower ESTIMATE is a part of its first flight. */
static enum err take_estimate(const struct work *work,
                              const struct wire_message *message)
{
    return work->peer->is_dialled ? match_take_introduction(work, message)
                                  : take_opening(work, message);
}

/* The first word of a leader that knows our estimate, or an answer. */
static enum err take_symbols(const struct work *work,
                             const struct wire_message *message)
{
    if (work->peer->compare == NULL) {
        return take_opening(work, message);
    }
    return message->type == WIRE_ASK ? match_take_ask(work, message)
                                     : match_take_symbols(work, message);
}

/* The same of a great difference. */
static enum err take_sift(const struct work *work,
                          const struct wire_message *message)
{
    if (work->peer->compare == NULL) {
        return take_opening(work, message);
    }
    return message->type == WIRE_SIFT ? sift_take_ask(work, message)
                                      : sift_take_sieve(work, message);
}

enum err session_take(const struct work *work,
                      const struct wire_message *message)
{
    switch (message->type) {
    case WIRE_HELLO:
        return take_hello(work, message);
    case WIRE_WEEKS:
        return take_opening(work, message);
    case WIRE_ESTIMATE:
        return take_estimate(work, message);
    case WIRE_ASK:
    case WIRE_SYMBOLS:
        return take_symbols(work, message);
    case WIRE_FOUND:
        return match_take_found(work, message);
    case WIRE_LISTS:
        return compare_take_lists(work, message);
    case WIRE_KEYED:
        return match_take_keyed(work, message);
    case WIRE_LIST:
        return compare_take_list(work, message);
    case WIRE_WANT:
        return compare_take_want(work, message);
    case WIRE_WANT_WEEK:
        return compare_take_want_week(work, message);
    case WIRE_RECORDS:
        return ingest_records(work, message);
    case WIRE_ACK:
        return stream_acked(work, message->bytes);
    case WIRE_LISTED:
        return compare_take_listed(work, message);
    case WIRE_DONE:
        return compare_take_done(work, message);
    case WIRE_FINGERPRINTS:
        return take_fingerprints(work, message);
    case WIRE_BYE:
        return ERR_CLOSED;
    case WIRE_ENROL:
        return guest_enrol(work, &message->enrolment);
    case WIRE_SIFT:
    case WIRE_SIEVE:
        return take_sift(work, message);
    case WIRE_PHOTO_WANT:
    case WIRE_PHOTO_PIECE:
    case WIRE_PHOTO_STATE: /* of photo.c, beside the session */
    case WIRE_TYPE_END:
        break;
    }
    return ERR_PROTOCOL;
}

enum err session_go_on(const struct work *work)
{
    struct peer *peer = work->peer;
    enum err err = ERR_OK;

    while (err == ERR_OK && peer->compare != NULL) {
        struct compare *compare = peer->compare;

        err = compare_send(work);
        if (err != ERR_OK || !compare->is_done || !compare->is_peer_done) {
            break;
        }
        err = session_compared(work);
    }
    if (err == ERR_OK && peer_is_member(peer)) {
        err = own_send(work);
    }
    if (err == ERR_OK && peer_is_member(peer)) {
        err = push_send(work);
    }
    if (err == ERR_OK) {
        push_note(work->sync, peer);
    }
    return err;
}
