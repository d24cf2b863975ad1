/*
 * Transactions of the core thread: steps until the commit, then what was
 * asked for is let go.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/clock.h"
#include "cli/core_inside.h"
#include "cli/tell.h"
#include "net/log.h"
#include "store/local.h"

enum { CHANGED_ROUNDS_MAX = 4 };

/* The store could not take it: forget what was not committed, send the peers
 * away, and try again after a pause that grows. */
static void pause_part(struct core *core, struct core_part *part, enum err err)
{
    enum err ended = ERR_OK;

    if (part->is_open) {
        part->is_open = false;
        ended = drive_commit(part->drive, err);
    }
    actions_reset(&part->actions);
    for (size_t index = 0; index < core->peer_count; index++) {
        if (core->peers[index].neighbourhood == core_index(core, part)) {
            ended = net_close(core->net, core->peers[index].peer, ERR_OK);
        }
    }
    (void)ended; /* both say no more than is known already */
    part->pause_ms =
        part->pause_ms == 0 ? CORE_PAUSE_MS_FIRST : 2 * part->pause_ms;
    if (part->pause_ms > CORE_PAUSE_MS_MAX) {
        part->pause_ms = CORE_PAUSE_MS_MAX;
    }
    part->paused_until_mono_ms = clock_mono_ms() + part->pause_ms;
    part->is_tick_due = true;
    part->meet.say_mono_ms = 0; /* the new core does not know it */
    log_line(LOG_ERROR,
             "nothing can be kept now, trying again: reason=\"%s\" "
             "pause_ms=%" PRIu64,
             err_text(err), part->pause_ms);
    if (drive_restart(part->drive) != ERR_OK) {
        log_line(LOG_ERROR, "out of memory, stopping");
        core_stop(core);
    }
}

static bool begin(struct core *core, struct core_part *part)
{
    enum err err = ERR_OK;

    if (part->is_open) {
        return true;
    }
    if (part->paused_until_mono_ms > clock_mono_ms() ||
        part->drive->node == NULL) {
        return false;
    }
    part->paused_until_mono_ms = 0;
    do { /* an import may hold the store for longer than one wait */
        err = drive_begin(part->drive);
    } while (err == ERR_BUSY && !inbox_is_closed(&core->inbox));
    if (err != ERR_OK) {
        pause_part(core, part, err);
        return false;
    }
    part->is_open = true;
    part->open_mono_ms = clock_mono_ms();
    return true;
}

/* Check a batch in the pool; with no pool any more, it is dropped. */
static void
verify(struct core *core, struct core_part *part, struct action *action)
{
    struct verify_batch *batch = action_take_batch(action);

    if (batch == NULL) {
        return;
    }
    part->checking++;
    if (net_verify(core->net, (unsigned)core_index(core, part), batch) !=
        ERR_OK) {
        part->checking--;
        verify_batch_free(batch);
    }
}

/* To check signatures announces nothing, so it does not wait for the commit;
 * nobody idles while that is written. */
static void verify_all(struct core *core, struct core_part *part, size_t from)
{
    for (size_t index = from; index < part->actions.count; index++) {
        if (part->actions.items[index].kind == ACTION_VERIFY) {
            verify(core, part, &part->actions.items[index]);
        }
    }
}

bool core_step(struct core *core, struct core_part *part, struct event *event)
{
    size_t before = part->actions.count;
    enum err err = ERR_OK;

    if (event->kind == EVENT_VERIFIED) {
        part->checking--;
    }
    if (!begin(core, part)) {
        if (event->kind == EVENT_VERIFIED) {
            verify_batch_free(event->as.batch);
        }
        return false;
    }
    err = drive_step(part->drive, event, &part->actions, NULL);
    if (err == ERR_OK) {
        verify_all(core, part, before);
        return true;
    }
    if (err_blame(err) == BLAME_HOST) {
        pause_part(core, part, err);
        return false;
    }
    log_line(LOG_WARNING, "a step was refused: reason=\"%s\"", err_text(err));
    return true;
}

void core_note_address(struct core *core,
                       struct core_part *part,
                       const struct parcel *up)
{
    struct local_address address = {
        .transport = up->transport,
        .last_success_ms = drive_moment(part->drive).now_ms,
        .origin = up->origin,
    };
    enum err err = ERR_OK;

    if (!part->is_open || strlen(up->address) >= sizeof address.text) {
        return;
    }
    memcpy(address.text, up->address, strlen(up->address) + 1);
    err = local_set_address(part->drive->store, &address);
    if (err != ERR_OK && err_blame(err) == BLAME_HOST) {
        pause_part(core, part, err);
    }
}

static bool has_written(const struct actions *actions, size_t from)
{
    for (size_t index = from; index < actions->count; index++) {
        if (actions->items[index].kind == ACTION_STORE ||
            actions->items[index].kind == ACTION_DROP) {
            return true;
        }
    }
    return false;
}

/* What was written comes back through the journal; let the core see it in
 * the same transaction, so that its pushes leave with this commit. */
static void catch_up(struct core *core, struct core_part *part)
{
    size_t from = 0;

    for (int round = 0; round < CHANGED_ROUNDS_MAX; round++) {
        struct event event = {.kind = EVENT_CHANGED};
        size_t before = part->actions.count;

        if (!has_written(&part->actions, from)) {
            return;
        }
        from = before;
        if (!core_step(core, part, &event) || !part->is_open) {
            return;
        }
    }
    part->is_changed = has_written(&part->actions, from);
}

static void tell(struct core *core, const struct tell *tell)
{
    if (tell->kind == TELL_SYNCED) {
        core->synced++;
    }
    log_line(LOG_INFO, "%s: number=%" PRIu64 "%s%s", tell_words(tell->kind),
             tell->number, tell->err != ERR_OK ? " reason=" : "",
             tell->err != ERR_OK ? err_name(tell->err) : "");
}

static enum err
let_go(struct core *core, struct core_part *part, struct action *action)
{
    struct view bytes = bytes_view(&action->bytes);

    switch (action->kind) {
    case ACTION_SEND:
        return net_send(core->net, action->peer, bytes);
    case ACTION_CLOSE:
        return net_close(core->net, action->peer, action->err);
    case ACTION_GREET:
        return net_greet(core->net, (unsigned)core_index(core, part), bytes);
    case ACTION_WAKE:
        if (action->wake_mono_ms < part->wake_mono_ms) {
            part->wake_mono_ms = action->wake_mono_ms;
        }
        break;
    case ACTION_TELL:
        tell(core, &action->tell);
        break;
    case ACTION_VERIFY: /* long gone */
    case ACTION_STORE:
    case ACTION_DROP:
    case ACTION_KEEP:
    case ACTION_HOLD:
    case ACTION_SHOW:
    case ACTION_UNHOLD:
    case ACTION_FILE:
    case ACTION_HANDED:
    case ACTION_SUMMARY:
    case ACTION_FORGET:
    case ACTION_PHOTO:
    case ACTION_WISHED:
        break;
    }
    return ERR_OK;
}

static void commit_part(struct core *core, struct core_part *part)
{
    enum err err = ERR_OK;

    catch_up(core, part);
    if (!part->is_open) {
        return;
    }
    part->is_open = false;
    err = drive_commit(part->drive, ERR_OK);
    if (err != ERR_OK) {
        pause_part(core, part, err);
        return;
    }
    part->pause_ms = 0;
    core->mark_ms = part->drive->mark_ms;
    for (size_t index = 0; index < part->actions.count; index++) {
        struct action *action = &part->actions.items[index];

        err = let_go(core, part, action);
        bytes_release(&action->bytes); /* net has its own copy by now */
        if (err == ERR_NOMEM || err == ERR_FULL) {
            err = net_close(core->net, action->peer, ERR_OK);
            (void)err; /* net is stopping, which ends the peer too */
        }
    }
    actions_reset(&part->actions);
}

/* Is more on its way that can be committed together with what is here? */
static bool is_held(const struct core_part *part)
{
    return part->is_open && part->checking >= CORE_HOLD_BATCHES &&
           part->actions.count < CORE_HOLD_ACTIONS &&
           clock_mono_ms() < part->open_mono_ms + CORE_HOLD_MS_MAX;
}

void core_commit(struct core *core)
{
    for (size_t index = 0; index < core->part_count; index++) {
        if (core->parts[index].is_open && !is_held(&core->parts[index])) {
            commit_part(core, &core->parts[index]);
        }
    }
}

uint64_t core_held_until(const struct core *core)
{
    uint64_t until_ms = UINT64_MAX;

    for (size_t index = 0; index < core->part_count; index++) {
        const struct core_part *part = &core->parts[index];

        if (part->is_open && part->open_mono_ms + CORE_HOLD_MS_MAX < until_ms) {
            until_ms = part->open_mono_ms + CORE_HOLD_MS_MAX;
        }
    }
    return until_ms;
}
