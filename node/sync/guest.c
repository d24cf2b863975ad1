#include "node/sync/guest.h"

#include "node/limits.h"
#include "node/record/body.h"
#include "node/sync/stream.h"
#include "node/sync/wire_enrol.h"

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

/* Does our household list this machine? */
static bool is_listed(const struct work *work)
{
    const struct node_config *config = work->sync->config;

    return roster_signer_counts(work->scene->roster,
                                &config->household->signing.public,
                                &config->device->signing.public, UINT64_MAX);
}

/* A machine that no roster lists yet has nothing but its pass to show. */
static enum err introduce_machine(const struct work *work)
{
    enum err err = ERR_OK;

    bytes_reset(&work->sync->scratch);
    err = wire_write_enrol(work->sync->config->enrolment, &work->sync->scratch);
    return err == ERR_OK ? sync_send(work) : err;
}

enum err guest_enrol(const struct work *work, const struct enrolment *enrolment)
{
    const struct node_config *config = work->sync->config;
    struct peer *peer = work->peer;
    enum err err = ERR_OK;

    if (peer->has_enrolled) {
        return ERR_PROTOCOL;
    }
    peer->has_enrolled = true;
    if (peer_is_member(peer)) {
        return ERR_OK; /* it was let in before, and has not heard of it */
    }
    if (!id_equal(&enrolment->transport, &peer->transport) ||
        !id_equal(&peer->hello.household, &config->household->signing.public)) {
        return ERR_STRANGER;
    }
    err = enrolment_verify(enrolment, &config->neighbourhood,
                           &config->household->signing.public);
    if (err == ERR_OK) {
        work->sync->enrolment = *enrolment;
        work->sync->has_enrolment = true;
    }
    return err;
}

bool sync_take_enrolment(struct sync *sync, struct enrolment *out)
{
    const bool has_one = sync->has_enrolment;

    if (has_one) {
        *out = sync->enrolment;
    }
    sync->has_enrolment = false;
    return has_one;
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
    if (work->sync->config->enrolment != NULL && !is_listed(work)) {
        return introduce_machine(work);
    }
    err = roster_credentials(work->scene->roster, household, GUEST_BYTES_MAX,
                             guest_show, &own);
    return err == ERR_OK ? stream_flush(work) : err;
}

/* Is it the DEVICE record of the machine at the other end, in a lane that does
 * not count? */
static bool is_displaced(const struct work *work, const struct record *record)
{
    const struct peer *peer = work->peer;
    const struct roster_household *household =
        roster_find(work->scene->roster, &record->household);
    struct body_device device;

    return record->class == CLASS_DEVICE && peer->has_hello &&
           id_equal(&record->household, &peer->hello.household) &&
           household != NULL && household->level[STANDING_LIVE] != LEVEL_NONE &&
           household_is_past_lanes(household, record->n) &&
           body_device_read(record->body, &device) == ERR_OK &&
           id_equal(&device.transport, &peer->transport);
}

enum err guest_hear(const struct work *work, const struct record *record)
{
    struct work own = *work;
    struct peer *peer = work->peer;
    enum err err = ERR_OK;

    if (peer->state != PEER_GUEST || peer->is_told_lanes ||
        !is_displaced(work, record)) {
        return ERR_OK;
    }
    peer->is_told_lanes = true;
    err =
        roster_lanes(work->scene->roster, &record->household, guest_show, &own);
    return err == ERR_OK ? stream_flush(work) : err;
}

/* It let us speak for a guest's time, and never spoke. What it does after a
 * word is another matter, and so is what we close. */
static bool is_sent_away(const struct work *work)
{
    const struct peer *peer = work->peer;

    return peer_is_member(peer) && peer->is_introduced && !peer->is_heard &&
           !id_is_zero(&peer->household) &&
           work->scene->moment->mono_ms >= peer->up_ms + SENT_AWAY_MS;
}

enum err guest_closed(const struct work *work)
{
    struct sync *sync = work->sync;
    const uint32_t day = day_of(work->scene->moment->now_ms);
    const struct tell tell = {.kind = TELL_SENT_AWAY,
                              .subject = work->peer->household};
    enum err err = ERR_OK;

    if (!is_sent_away(work)) {
        return ERR_OK;
    }
    if (sync->away_day != day) {
        recent_release(&sync->away);
        sync->away_day = day;
    }
    if (recent_has(&sync->away, &tell.subject)) {
        return ERR_OK;
    }
    err = recent_add(&sync->away, &tell.subject);
    return err == ERR_OK ? actions_tell(work->scene->actions, &tell) : err;
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
