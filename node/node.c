#include "node/node.h"

#include <assert.h>
#include <stdlib.h>

#include <sodium.h>

#include "node/act/act_device.h"
#include "node/inside.h"
#include "node/limits.h"

enum err node_new(const struct node_config *config,
                  const struct shelf *shelf,
                  struct node **out)
{
    struct node *node = calloc(1, sizeof *node);
    enum err err = ERR_NOMEM;

    if (node == NULL) {
        return ERR_NOMEM;
    }
    node->config = *config;
    node->shelf = *shelf;
    opener_init(&node->receiving.opener, config->sealing,
                &config->device->sealing);
    node->rows = calloc(PUSH_ROWS_MAX, sizeof *node->rows);
    if (node->rows == NULL) {
        goto out;
    }
    err = roster_new(&config->neighbourhood, &node->roster);
    if (err != ERR_OK) {
        goto out;
    }
    err = sync_new(&node->config, &node->sync);
out:
    if (err != ERR_OK) {
        node_free(node);
        return err;
    }
    *out = node;
    return ERR_OK;
}

void node_free(struct node *node)
{
    if (node == NULL) {
        return;
    }
    sync_free(node->sync);
    roster_free(node->roster);
    census_release(&node->census);
    sweep_release(&node->agenda.sweep);
    opener_release(&node->receiving.opener);
    handing_release(&node->handing);
    free(node->rows);
    sodium_memzero(node, sizeof *node);
    free(node);
}

static struct scene node_scene(struct node *node, const struct step *step)
{
    return (struct scene){
        .shelf = &node->shelf,
        .roster = node->roster,
        .moment = &step->event->moment,
        .seed = step->event->seed,
        .actions = step->actions,
    };
}

/* Does what happened ask for the records behind the people? A post does not:
 * for that a thawed roster will do, and a process that only posts need not
 * read the records of a village. */
static bool asks_records(const struct event *event)
{
    return event->kind != EVENT_COMMAND ||
           !(command_is_post(event->as.command) ||
             command_is_hours(event->as.command) ||
             command_is_thanks(event->as.command) ||
             command_is_deal(event->as.command));
}

static bool rows_touch_roster(const struct journal_row *rows, size_t count)
{
    for (size_t index = 0; index < count; index++) {
        if (rows[index].set == SET_ROSTER) {
            return true;
        }
    }
    return false;
}

/* Has nobody touched the roster since it was read? Reading the journal's end
 * is quick, reading a village of people is not. */
static enum err node_look_for_change(struct node *node, bool *is_changed)
{
    size_t count = PUSH_ROWS_MAX;
    enum err err = ERR_OK;

    *is_changed = false;
    while (err == ERR_OK && count == PUSH_ROWS_MAX && !*is_changed) {
        err = node->shelf.journal(node->shelf.self, node->roster_sequence,
                                  node->rows, PUSH_ROWS_MAX, &count);
        if (err == ERR_OK && count > 0) {
            *is_changed = rows_touch_roster(node->rows, count);
            node->roster_sequence = node->rows[count - 1].sequence;
        }
    }
    *is_changed |= err == ERR_UNKNOWN; /* rows are cut off */
    return err == ERR_UNKNOWN ? ERR_OK : err;
}

/* Is the roster there, of this day, and with what is asked for? */
static bool node_is_settled(const struct node *node,
                            const struct moment *moment,
                            bool with_records)
{
    return node->is_settled && node->day == day_of(moment->now_ms) &&
           !(with_records && roster_is_thawed(node->roster));
}

static enum err
node_look(struct node *node, const struct moment *moment, bool with_records)
{
    bool is_changed = true;
    enum err err = ERR_OK;

    if (node_is_settled(node, moment, with_records)) {
        err = node_look_for_change(node, &is_changed);
    }
    return err == ERR_OK && is_changed ? settle_load(node, moment, with_records)
                                       : err;
}

enum err node_refresh(struct node *node, const struct moment *moment)
{
    return node_look(node, moment, false);
}

/* What the roster no longer keeps leaves the disk too. */
static enum err node_drop_unkept(struct node *node, const struct step *step)
{
    struct id ids[LIST_IDS_MAX];
    size_t count = roster_dropped(node->roster, ids, LIST_IDS_MAX);
    enum err err = ERR_OK;

    if (!step->event->moment.is_plausible) {
        return ERR_OK;
    }
    for (size_t index = 0; index < count && err == ERR_OK; index++) {
        err = actions_drop(step->actions, &ids[index]);
    }
    return err;
}

static enum err node_tell_roster(struct node *node, const struct step *step)
{
    struct scene scene = node_scene(node, step);
    enum err err = node_drop_unkept(node, step);

    if (err == ERR_OK && !roster_is_thawed(node->roster)) {
        err =
            census_take(&node->census, node->roster,
                        &node->config.household->signing.public, step->actions);
    }
    return err == ERR_OK ? sync_roster_changed(node->sync, &scene) : err;
}

static enum err node_renew_roster(struct node *node, const struct step *step)
{
    enum err err =
        settle_load(node, &step->event->moment, asks_records(step->event));

    return err == ERR_OK ? node_tell_roster(node, step) : err;
}

/* From the sets: the first step, or the journal begins after what we saw. */
static enum err node_start_over(struct node *node, const struct step *step)
{
    struct scene scene = node_scene(node, step);
    enum err err =
        node->shelf.journal_last(node->shelf.self, &node->journal_seen);

    if (err == ERR_OK) {
        err = node_look(node, &step->event->moment, asks_records(step->event));
    }
    if (err == ERR_OK) {
        err = node_tell_roster(node, step);
    }
    if (err == ERR_OK) {
        err = sync_journal(node->sync, &scene, NULL, 0, true);
    }
    if (err == ERR_OK) {
        err = receive_begin(node, step);
    }
    node->is_following = err == ERR_OK;
    return err;
}

/* A page of the journal: who the people are comes first, then the sets. */
static enum err
node_follow_page(struct node *node, const struct step *step, size_t count)
{
    struct scene scene = node_scene(node, step);
    const uint64_t last = node->rows[count - 1].sequence;
    enum err err = ERR_OK;

    if (last > node->roster_sequence && rows_touch_roster(node->rows, count)) {
        err = node_renew_roster(node, step);
    } else if (last > node->roster_sequence) {
        node->roster_sequence = last;
    }
    if (err == ERR_OK) {
        node->journal_seen = last;
        err = sync_journal(node->sync, &scene, node->rows, count, false);
    }
    if (err == ERR_OK) {
        err = receive_rows(node, step, node->rows, count);
    }
    return err;
}

static enum err node_follow_journal(struct node *node, const struct step *step)
{
    size_t count = PUSH_ROWS_MAX;
    enum err err = ERR_OK;

    while (err == ERR_OK && count == PUSH_ROWS_MAX) {
        err = node->shelf.journal(node->shelf.self, node->journal_seen,
                                  node->rows, PUSH_ROWS_MAX, &count);
        if (err == ERR_UNKNOWN) {
            return node_start_over(node, step);
        }
        if (err == ERR_OK && count > 0) {
            err = node_follow_page(node, step, count);
        }
    }
    return err;
}

static enum err node_catch_up(struct node *node, const struct step *step)
{
    enum err err = ERR_OK;

    if (!node->is_following) {
        return node_start_over(node, step);
    }
    if (!node_is_settled(node, &step->event->moment,
                         asks_records(step->event))) {
        err = node_renew_roster(node, step);
    }
    if (err == ERR_OK) {
        err = node_follow_journal(node, step);
    }
    return err == ERR_OK ? receive_left(node, step) : err;
}

static enum err node_tick(struct node *node, const struct step *step)
{
    const struct moment *moment = &step->event->moment;
    struct scene scene = node_scene(node, step);
    enum err err = agenda_run(node, step);

    if (err == ERR_OK && !moment->is_plausible && !node->is_clock_told) {
        const struct tell tell = {.kind = TELL_CLOCK};

        node->is_clock_told = true;
        err = actions_tell(step->actions, &tell);
    }
    return err == ERR_OK ? sync_tick(node->sync, &scene) : err;
}

static enum err node_message(struct node *node, const struct step *step)
{
    struct scene scene = node_scene(node, step);
    struct enrolment enrolment;
    enum err err = sync_message(node->sync, &scene, step->event->peer,
                                step->event->as.message);

    if (err == ERR_OK && sync_take_enrolment(node->sync, &enrolment)) {
        err = act_enrol(node, step, &enrolment);
    }
    return err;
}

static enum err node_dispatch(struct node *node, const struct step *step)
{
    const struct event *event = step->event;
    struct scene scene = node_scene(node, step);

    switch (event->kind) {
    case EVENT_TICK:
        return node_tick(node, step);
    case EVENT_CHANGED:
        return ERR_OK; /* catching up was all */
    case EVENT_COMMAND:
        return act_command(node, step);
    case EVENT_PEER_UP:
        return sync_peer_up(node->sync, &scene, event->peer, &event->as.up);
    case EVENT_PEER_DOWN:
        return sync_peer_down(node->sync, &scene, event->peer);
    case EVENT_MESSAGE:
        return node_message(node, step);
    case EVENT_VERIFIED:
        return sync_verified(node->sync, &scene, event->as.batch);
    case EVENT_CARRIED:
        return sync_carried(node->sync, &scene, &event->as.carried);
    case EVENT_PHOTO:
        return sync_photo(node->sync, &scene, &event->as.photo);
    case EVENT_REACHABLE:
        return act_reachable(node, step);
    }
    return ERR_STATE;
}

enum err node_step(struct node *node,
                   const struct event *event,
                   struct actions *actions,
                   struct answer *answer)
{
    const struct step step = {event, actions, answer};
    size_t before = actions->count;
    enum err err = node_catch_up(node, &step);

    if (err == ERR_OK) {
        err = sweep_mark(node, &step);
    }
    if (err == ERR_OK) {
        err = settle_keep(node, &step);
    }
    if (err == ERR_OK) {
        before = actions->count; /* a refused command undoes no catching up */
        err = node_dispatch(node, &step);
        if (err == ERR_OK) {
            err = handing_run(node, &step);
        }
    } else if (event->kind == EVENT_VERIFIED) {
        verify_batch_free(event->as.batch);
    }
    if (err != ERR_OK) {
        actions_cut(actions, before);
    }
    return err;
}

const struct roster *node_roster(const struct node *node)
{
    return node->roster;
}

size_t node_peers(const struct node *node, struct node_peer *out, size_t max)
{
    return sync_peers(node->sync, out, max);
}

size_t node_handed_to(const struct node *node, uint64_t sequence)
{
    return sync_handed_to(node->sync, sequence);
}
