#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <malloc.h>

#include "cli/clock.h"
#include "cli/core_inside.h"
#include "net/log.h"
#include "store/photos.h"

enum { HEAP_PAD_BYTES = 256 * 1024, HEAP_KEPT_BYTES = 8 * 1024 * 1024 };

/* Memory that is free stays ours until nothing happens: see give_back. A heap
 * for each thread would grow, and shrink, by a page at a time. */
static void keep_memory(void)
{
    (void)mallopt(M_ARENA_MAX, 1);
    (void)mallopt(M_TOP_PAD, HEAP_PAD_BYTES);
    (void)mallopt(M_TRIM_THRESHOLD, HEAP_KEPT_BYTES);
    (void)mallopt(M_MMAP_THRESHOLD, HEAP_PAD_BYTES);
}

enum err core_init(struct core *core, struct drive *drives, size_t count)
{
    keep_memory();
    memset(core, 0, sizeof *core);
    core->peers = calloc(CORE_PEERS_MAX, sizeof *core->peers);
    core->views = calloc(PEERS_MAX, sizeof *core->views);
    core->links = calloc(CORE_PEERS_MAX, sizeof *core->links);
    core->listening = json_array();
    if (core->peers == NULL || core->views == NULL || core->links == NULL ||
        core->listening == NULL || inbox_init(&core->inbox) != ERR_OK) {
        core_release(core);
        return ERR_NOMEM;
    }
    core->part_count = count;
    for (size_t index = 0; index < count; index++) {
        struct core_part *part = &core->parts[index];

        part->drive = &drives[index];
        part->is_tick_due = true;
        actions_init(&part->actions);
        if (drives[index].mark_ms > core->mark_ms) {
            core->mark_ms = drives[index].mark_ms;
        }
        if (meet_init(&part->meet) != ERR_OK) {
            core_release(core);
            return ERR_NOMEM;
        }
    }
    return ERR_OK;
}

void core_release(struct core *core)
{
    for (size_t index = 0; index < core->part_count; index++) {
        actions_release(&core->parts[index].actions);
        meet_release(&core->parts[index].meet);
    }
    core->part_count = 0;
    inbox_release(&core->inbox);
    free(core->peers);
    free(core->views);
    free(core->links);
    json_decref(core->listening);
    core->peers = NULL;
    core->views = NULL;
    core->links = NULL;
    core->listening = NULL;
}

void core_stop(struct core *core)
{
    inbox_close(&core->inbox);
}

size_t core_index(const struct core *core, const struct core_part *part)
{
    return (size_t)(part - core->parts);
}

/* A peer of a part that does not work now is sent away; it will try again. */
static void refuse(struct core *core, const struct parcel *parcel)
{
    enum err err = ERR_OK;

    if (parcel->kind == PARCEL_UP) {
        err = net_close(core->net, parcel->peer, ERR_OK);
    }
    (void)err;
}

static void note_peer(struct core *core, const struct parcel *parcel)
{
    struct core_peer *peer = &core->peers[core->peer_count];

    if (core->peer_count == CORE_PEERS_MAX) {
        return; /* it works; it is not shown */
    }
    core->peer_count++;
    memset(peer, 0, sizeof *peer);
    peer->peer = parcel->peer;
    peer->neighbourhood = parcel->neighbourhood;
    peer->is_dialled = parcel->is_dialled;
    peer->since_ms = clock_now(core->mark_ms, 0).now_ms;
    peer->origin = parcel->origin;
    peer->transport = parcel->transport;
    memcpy(peer->address, parcel->address, sizeof peer->address);
}

static void forget_peer(struct core *core, uint32_t number)
{
    for (size_t index = 0; index < core->peer_count; index++) {
        if (core->peers[index].peer == number) {
            core->peers[index] = core->peers[--core->peer_count];
            return;
        }
    }
}

/* What a parcel means to the core; false where it means nothing. */
static bool
read_parcel(struct core *core, struct parcel *parcel, struct event *event)
{
    event->peer = parcel->peer;
    switch (parcel->kind) {
    case PARCEL_UP:
        note_peer(core, parcel);
        event->kind = EVENT_PEER_UP;
        event->as.up = (struct peer_up){.is_dialled = parcel->is_dialled,
                                        .transport = parcel->transport,
                                        .hello = bytes_view(&parcel->bytes)};
        memcpy(event->as.up.binding, parcel->binding,
               sizeof event->as.up.binding);
        return true;
    case PARCEL_MESSAGE:
        event->kind = EVENT_MESSAGE;
        event->as.message = bytes_view(&parcel->bytes);
        return true;
    case PARCEL_DOWN:
        forget_peer(core, parcel->peer);
        event->kind = EVENT_PEER_DOWN;
        return true;
    case PARCEL_VERIFIED:
        event->kind = EVENT_VERIFIED;
        event->as.batch = parcel->batch;
        parcel->batch = NULL;
        return true;
    case PARCEL_ASKED:
        break;
    }
    return false;
}

static void handle(struct core *core, struct parcel *parcel)
{
    struct core_part *part = &core->parts[parcel->neighbourhood];
    struct event event = {.peer = 0};

    if (parcel->kind == PARCEL_ASKED) {
        core_reply(core, parcel);
    } else if (read_parcel(core, parcel, &event) &&
               !core_step(core, part, &event)) {
        refuse(core, parcel);
    } else if (parcel->kind == PARCEL_UP && parcel->is_dialled) {
        core_note_address(core, part, parcel);
    }
    parcel_free(parcel);
}

/* See whether another process has written. */
static void poll_others(struct core *core, uint64_t now_ms)
{
    if (now_ms < core->poll_mono_ms) {
        return;
    }
    core->poll_mono_ms = now_ms + CORE_POLL_MS;
    for (size_t index = 0; index < core->part_count; index++) {
        struct core_part *part = &core->parts[index];
        uint64_t version = 0;

        if (store_data_version(part->drive->store, &version) == ERR_OK &&
            version != part->data_version) {
            part->data_version = version;
            part->is_changed = true;
        }
    }
}

static void step_due(struct core *core, struct core_part *part, uint64_t now_ms)
{
    struct event event = {.kind = EVENT_CHANGED};

    if (part->paused_until_mono_ms > now_ms) {
        return;
    }
    if (part->is_tick_due || part->wake_mono_ms <= now_ms) {
        event.kind = EVENT_TICK;
        part->is_tick_due = false;
        part->wake_mono_ms = now_ms + CORE_TICK_MS;
    } else if (!part->is_changed) {
        return;
    }
    part->is_changed = false;
    (void)core_step(core, part, &event);
}

static void resume_net(void *context)
{
    struct core *core = context;

    net_resume(core->net);
}

/* One round: what is due, what waits, then one commit for each part. */
void core_turn(struct core *core)
{
    const uint64_t begun_ms = clock_mono_ms();
    size_t events = 0;

    poll_others(core, begun_ms);
    for (size_t index = 0; index < core->part_count; index++) {
        step_due(core, &core->parts[index], begun_ms);
        meet_say(core, &core->parts[index], begun_ms);
    }
    while (events < CORE_EVENTS_MAX &&
           clock_mono_ms() < begun_ms + CORE_BATCH_MS_MAX) {
        struct parcel *parcel = inbox_take(&core->inbox);

        if (parcel == NULL) {
            break;
        }
        handle(core, parcel);
        events++;
    }
    core_commit(core);
    core_answer_waiting(core);
    if (events > 0) { /* a slow disk makes a long turn, and no pause */
        core->busy_mono_ms = clock_mono_ms();
    }
    if (inbox_can_resume(&core->inbox) &&
        net_post(core->net, resume_net, core) != ERR_OK) {
        log_line(LOG_WARNING, "net takes no more calls");
    }
}

/* Do words wait for the search index that may go into it now? */
static bool may_follow(const struct core_part *part)
{
    return !part->is_open && part->checking == 0 &&
           store_is_behind(part->drive->store);
}

static void earlier(uint64_t *until_ms, uint64_t ms)
{
    if (ms < *until_ms) {
        *until_ms = ms;
    }
}

static uint64_t later(uint64_t one_ms, uint64_t other_ms)
{
    return one_ms > other_ms ? one_ms : other_ms;
}

/* When to wake at the latest. */
static uint64_t next_due(const struct core *core)
{
    uint64_t until_ms = core->poll_mono_ms;

    earlier(&until_ms, core_held_until(core));
    for (size_t index = 0; index < core->part_count; index++) {
        const struct core_part *part = &core->parts[index];

        if (part->has_more) {
            earlier(&until_ms, core->busy_mono_ms + CORE_IDLE_MS);
        }
        if (may_follow(part)) {
            earlier(&until_ms, later(part->behind_mono_ms,
                                     core->busy_mono_ms + CORE_QUIET_MS));
        }
        if (part->paused_until_mono_ms > 0) {
            earlier(&until_ms, part->paused_until_mono_ms);
        } else if (part->is_changed || part->is_tick_due) {
            return 0;
        } else {
            earlier(&until_ms, part->wake_mono_ms);
        }
        if (core->has_plan) {
            earlier(&until_ms, part->meet.plan_mono_ms);
        }
    }
    for (size_t index = 0; index < core->waiting_count; index++) {
        earlier(&until_ms, core->waiting[index].until_mono_ms);
    }
    return until_ms;
}

/* What was withdrawn vanishes from the files. */
static void scrub(struct core_part *part, uint64_t now_ms)
{
    struct store *store = part->drive->store;
    bool is_due = false;

    if (now_ms < part->scrub_mono_ms ||
        store_is_scrub_due(store, &is_due) != ERR_OK) {
        return;
    }
    if (part->scrub_ms == 0) {
        part->scrub_ms = now_ms;
    }
    if (is_due && store_scrub_some(store, &part->has_more) != ERR_OK) {
        part->has_more = false; /* another process is busy; soon again */
    }
    if (!part->has_more) { /* the next one comes when this one was cheap */
        part->scrub_mono_ms =
            now_ms + CORE_IDLE_MS + 20 * (clock_mono_ms() - part->scrub_ms);
        part->scrub_ms = 0;
    }
}

/* Once in a quiet time: what was taken in made memory grow. */
static void give_back(struct core *core)
{
    if (core->rested_mono_ms == core->busy_mono_ms) {
        return;
    }
    core->rested_mono_ms = core->busy_mono_ms;
    for (size_t index = 0; index < core->part_count; index++) {
        if (!core->parts[index].is_open) {
            store_rest(core->parts[index].drive->store);
        }
    }
    (void)malloc_trim(0);
}

/* What a power cut left of photos goes, once after a start. */
static void tidy(struct core_part *part)
{
    const struct moment moment = drive_moment(part->drive);

    if (part->is_tidied || !moment.is_plausible) {
        return;
    }
    part->is_tidied = true;
    if (photos_tidy(part->drive->store, moment.now_ms) != ERR_OK) {
        log_line(LOG_WARNING, "photos were not tidied");
    }
}

/* In a short pause the words of what came go into the search index. */
static void follow(struct core *core, uint64_t now_ms)
{
    for (size_t index = 0; index < core->part_count; index++) {
        struct core_part *part = &core->parts[index];

        if (may_follow(part) && now_ms >= part->behind_mono_ms &&
            store_follow(part->drive->store) != ERR_OK) {
            part->behind_mono_ms = now_ms + CORE_IDLE_MS; /* another time */
        }
    }
}

/* While nothing happens, the store does what could wait, slice by slice. */
static void rest(struct core *core)
{
    const uint64_t now_ms = clock_mono_ms();
    bool has_more = false;

    if (now_ms >= core->busy_mono_ms + CORE_QUIET_MS) {
        follow(core, now_ms);
    }
    if (now_ms < core->busy_mono_ms + CORE_IDLE_MS) {
        return;
    }
    for (size_t index = 0; index < core->part_count; index++) {
        struct core_part *part = &core->parts[index];

        if (part->is_open) {
            continue;
        }
        tidy(part);
        if (store_idle(part->drive->store, &part->has_more) != ERR_OK) {
            part->has_more = false; /* another time */
        }
        if (!part->has_more) {
            scrub(part, now_ms);
        }
        has_more = has_more || part->has_more;
    }
    if (!has_more) {
        give_back(core);
    }
}

void *core_run(void *context)
{
    struct core *core = context;

    core->busy_mono_ms = clock_mono_ms();
    while (inbox_wait(&core->inbox, next_due(core))) {
        core_turn(core);
        for (size_t index = 0; index < core->part_count; index++) {
            meet_plan(core, &core->parts[index], clock_mono_ms());
        }
        if (core->after != NULL && core->after(core->watcher, core)) {
            break;
        }
        rest(core);
    }
    core_stop(core);
    net_stop(core->net);
    return NULL;
}
