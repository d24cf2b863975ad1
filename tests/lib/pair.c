#include "tests/lib/pair.h"

#include <stdlib.h>
#include <string.h>

#include "node/limits.h"
#include "tests/lib/check.h"

enum { STEPS_MAX = 2000000, INBOX_MAX = 65536, BATCHES_MAX = 16384 };

static const unsigned char seed[SEED_BYTES];

static void
side_init(struct side *side, const struct street *street, unsigned household)
{
    *side = (struct side){.wake_ms = UINT64_MAX};
    side->household.signing = street_keys(household);
    side->device = street_device_keys(household);
    side->config = (struct node_config){
        .neighbourhood = street->neighbourhood,
        .household = &side->household,
        .device = &side->device,
    };
    check_ok(memory_shelf_new(&side->shelf));
    side->port = memory_shelf_port(side->shelf);
    check_ok(roster_new(&street->neighbourhood, &side->roster));
    check_ok(sync_new(&side->config, &side->sync));
    actions_init(&side->actions);
    bytes_init(&side->greeting, RECORDS_BYTES_MAX);
    side->inbox = calloc(INBOX_MAX, sizeof *side->inbox);
    side->batches = calloc(BATCHES_MAX, sizeof(*side->batches));
    assert_true(side->inbox != NULL && side->batches != NULL);
}

void pair_init(struct pair *pair,
               const struct street *street,
               unsigned first,
               unsigned second)
{
    *pair = (struct pair){
        .moment = {.now_ms = street_ms(1),
                   .mono_ms = 1000,
                   .is_plausible = true},
    };
    side_init(&pair->sides[0], street, first);
    side_init(&pair->sides[1], street, second);
}

static void side_drop_inbox(struct side *side)
{
    while (side->inbox_first < side->inbox_count) {
        bytes_release(&side->inbox[side->inbox_first]);
        side->inbox_first++;
    }
    side->inbox_first = 0;
    side->inbox_count = 0;
}

void pair_release(struct pair *pair)
{
    for (size_t index = 0; index < 2; index++) {
        struct side *side = &pair->sides[index];

        side_drop_inbox(side);
        for (size_t batch = 0; batch < side->batch_count; batch++) {
            verify_batch_free(side->batches[batch]);
        }
        free(side->inbox);
        free(side->batches);
        bytes_release(&side->greeting);
        actions_release(&side->actions);
        sync_free(side->sync);
        roster_free(side->roster);
        memory_shelf_free(side->shelf);
    }
}

static struct scene scene_of(struct pair *pair, struct side *side)
{
    return (struct scene){
        .shelf = &side->port,
        .roster = side->roster,
        .moment = &pair->moment,
        .seed = seed,
        .actions = &side->actions,
    };
}

static enum err read_fails(void *self, const struct id *id, struct bytes *out)
{
    (void)self;
    (void)id;
    (void)out;
    return ERR_IO;
}

static enum err week_fails(void *self,
                           const struct shelf_week *week,
                           uint64_t *cursor,
                           shelf_visit_bytes *visit,
                           void *visitor)
{
    (void)self;
    (void)week;
    (void)visit;
    (void)visitor;
    *cursor = 0; /* nothing was visited */
    return ERR_IO;
}

void pair_fail_once(struct pair *pair, size_t side)
{
    pair->sides[side].port.read = read_fails;
    pair->sides[side].port.week_bytes = week_fails;
}

/* A failed step is rolled back, and the driver comes again soon. */
static void side_done(struct pair *pair, struct side *side, enum err err)
{
    if (err == ERR_OK || side->port.read != read_fails) {
        check_ok(err);
        return;
    }
    assert_int_equal(err, ERR_IO);
    actions_reset(&side->actions);
    side->port = memory_shelf_port(side->shelf);
    side->wake_ms = pair->moment.mono_ms;
    side->failed++;
}

static struct side *other_of(struct pair *pair, const struct side *side)
{
    return side == &pair->sides[0] ? &pair->sides[1] : &pair->sides[0];
}

static void side_hand_over(struct side *side, struct view message)
{
    struct bytes *place = NULL;

    if (side->inbox_first == side->inbox_count) {
        side->inbox_first = 0;
        side->inbox_count = 0;
    }
    assert_true(side->inbox_count < INBOX_MAX);
    place = &side->inbox[side->inbox_count];
    side->inbox_count++;
    bytes_init(place, MESSAGE_BYTES_MAX);
    check_ok(bytes_append(place, message));
}

static void side_sent(struct pair *pair, struct side *side, struct view message)
{
    struct side *other = other_of(pair, side);
    struct wire_message read;

    check_ok(wire_read(message, &read));
    side->said[read.type]++;
    if (read.type == WIRE_RECORDS) {
        side->unacked += read.bytes;
        if (side->unacked > side->unacked_max) {
            side->unacked_max = side->unacked;
        }
    }
    if (read.type == WIRE_ACK) {
        other->unacked -= read.bytes;
    }
    if (pair->is_up && !other->is_deaf && !other->is_away) {
        side_hand_over(other, message);
    }
}

static void
side_apply_one(struct pair *pair, struct side *side, struct action *action)
{
    switch (action->kind) {
    case ACTION_STORE:
        side->stores++;
        check_ok(memory_shelf_put(side->shelf, bytes_view(&action->bytes)));
        break;
    case ACTION_DROP:
        check_ok(memory_shelf_drop(side->shelf, &action->id));
        break;
    case ACTION_KEEP:
    case ACTION_HOLD:
    case ACTION_SHOW:
    case ACTION_UNHOLD:
    case ACTION_FILE:
    case ACTION_HANDED:
    case ACTION_SUMMARY:
    case ACTION_FORGET:
    case ACTION_WISHED:
        check_ok(memory_shelf_apply(side->shelf, action));
        break;
    case ACTION_PHOTO:
        if (side->photos != NULL) {
            shoebox_keep(side->photos, action);
        }
        break;
    case ACTION_VERIFY:
        assert_true(side->batch_count < BATCHES_MAX);
        side->batches[side->batch_count] = action_take_batch(action);
        side->batch_count++;
        break;
    case ACTION_SEND:
        if (action->peer == side->peer &&
            !(side->is_terse && action->bytes.data[0] == WIRE_ESTIMATE)) {
            side_sent(pair, side, bytes_view(&action->bytes));
        }
        break;
    case ACTION_CLOSE:
        if (action->peer == side->peer) {
            side->closed = action->err;
        }
        break;
    case ACTION_GREET:
        bytes_reset(&side->greeting);
        check_ok(bytes_append(&side->greeting, bytes_view(&action->bytes)));
        break;
    case ACTION_WAKE:
        if (action->wake_mono_ms < side->wake_ms) {
            side->wake_ms = action->wake_mono_ms;
        }
        break;
    case ACTION_TELL:
        side->told[action->tell.kind]++;
        break;
    }
}

static void side_apply(struct pair *pair, struct side *side)
{
    for (size_t index = 0; index < side->actions.count; index++) {
        side_apply_one(pair, side, &side->actions.items[index]);
    }
    actions_reset(&side->actions);
}

static enum err side_add_kept(void *visitor, struct view bytes)
{
    struct side *side = visitor;
    struct record record;

    check_ok(record_read(bytes, &record));
    return roster_add(
        side->roster, &record,
        id_equal(&record.household, &side->household.signing.public));
}

static void side_load_roster(struct pair *pair, struct side *side)
{
    const struct scene scene = scene_of(pair, side);
    struct id ids[LIST_IDS_MAX];
    size_t count = 0;

    roster_reset(side->roster);
    check_ok(side->port.walk_bytes(side->port.self, SET_ROSTER, side_add_kept,
                                   side));
    check_ok(roster_settle(side->roster, day_of(pair->moment.now_ms)));
    count = roster_dropped(side->roster, ids, LIST_IDS_MAX);
    for (size_t index = 0; index < count; index++) {
        check_ok(actions_drop(&side->actions, &ids[index]));
    }
    side_done(pair, side, sync_roster_changed(side->sync, &scene));
}

static void side_start(struct pair *pair, struct side *side)
{
    const struct scene scene = scene_of(pair, side);

    check_ok(side->port.journal_last(side->port.self, &side->journal_seen));
    side_load_roster(pair, side);
    side_done(pair, side, sync_journal(side->sync, &scene, NULL, 0, true));
    side->is_loaded = true;
}

/* As the door of the core does it before each event. */
static void side_catch_up(struct pair *pair, struct side *side)
{
    const struct scene scene = scene_of(pair, side);
    struct journal_row rows[PUSH_ROWS_MAX];
    size_t count = PUSH_ROWS_MAX;
    bool is_loaded = false;

    if (!side->is_loaded) {
        side_start(pair, side);
    }
    while (count == PUSH_ROWS_MAX) {
        enum err err = side->port.journal(side->port.self, side->journal_seen,
                                          rows, PUSH_ROWS_MAX, &count);

        if (err == ERR_UNKNOWN) {
            side_start(pair, side);
            return;
        }
        check_ok(err);
        for (size_t index = 0; index < count && !is_loaded; index++) {
            if (rows[index].set == SET_ROSTER) {
                side_load_roster(pair, side);
                is_loaded = true;
            }
        }
        if (count > 0) {
            side->journal_seen = rows[count - 1].sequence;
            side_done(pair, side,
                      sync_journal(side->sync, &scene, rows, count, false));
        }
    }
}

static void side_tick(struct pair *pair, struct side *side)
{
    const struct scene scene = scene_of(pair, side);

    side->wake_ms = UINT64_MAX;
    side_catch_up(pair, side);
    side_done(pair, side, sync_tick(side->sync, &scene));
    side_apply(pair, side);
}

/* Is it a first word about sketches? */
static bool is_of_sketches(const struct bytes *message)
{
    return message->data[0] == WIRE_ESTIMATE || message->data[0] == WIRE_ASK ||
           message->data[0] == WIRE_SYMBOLS;
}

static void side_receive(struct pair *pair, struct side *side)
{
    const struct scene scene = scene_of(pair, side);
    struct bytes message = side->inbox[side->inbox_first];

    side->inbox_first++;
    side_catch_up(pair, side);
    if (side->is_plain && is_of_sketches(&message)) {
        message.data[0] = WIRE_LISTS;
        message.bytes = 2; /* and the set */
        pair_say(pair, side == &pair->sides[0] ? 1 : 0, bytes_view(&message));
    } else {
        side_done(
            pair, side,
            sync_message(side->sync, &scene, side->peer, bytes_view(&message)));
        side_apply(pair, side);
    }
    bytes_release(&message);
}

static void side_verify(struct pair *pair, struct side *side)
{
    const struct scene scene = scene_of(pair, side);
    struct verify_batch *batch = side->batches[0];

    side->batch_count--;
    memmove(side->batches, side->batches + 1,
            side->batch_count * sizeof(*side->batches));
    verify_batch_run(batch);
    side->verified += (unsigned)batch->count;
    side_catch_up(pair, side);
    side_done(pair, side, sync_verified(side->sync, &scene, batch));
    side_apply(pair, side);
}

/* One step of one side; false where it has nothing to do. */
static bool side_step(struct pair *pair, struct side *side)
{
    if (side->is_away) {
        return false;
    }
    if (side->inbox_first < side->inbox_count) {
        side_receive(pair, side);
        return true;
    }
    if (side->batch_count > 0 && !side->is_slow) {
        side_verify(pair, side);
        return true;
    }
    if (side->wake_ms <= pair->moment.mono_ms) {
        side_tick(pair, side);
        return true;
    }
    return false;
}

bool pair_step(struct pair *pair)
{
    bool is_moving = false;

    for (size_t index = 0; index < 2; index++) {
        is_moving = side_step(pair, &pair->sides[index]) || is_moving;
    }
    for (size_t index = 0; index < 2; index++) {
        if (pair->is_up && pair->sides[index].closed != ERR_OK) {
            pair_cut(pair);
        }
    }
    return is_moving;
}

void pair_run(struct pair *pair)
{
    for (size_t step = 0; pair_step(pair); step++) {
        assert_true(step < STEPS_MAX);
    }
}

void pair_wait(struct pair *pair, uint64_t ms)
{
    uint64_t end_ms = pair->moment.mono_ms + ms;

    pair_run(pair);
    while (pair->moment.mono_ms < end_ms) {
        uint64_t next_ms = end_ms;

        for (size_t index = 0; index < 2; index++) {
            if (!pair->sides[index].is_away &&
                pair->sides[index].wake_ms < next_ms) {
                next_ms = pair->sides[index].wake_ms;
            }
        }
        pair->moment.now_ms += next_ms - pair->moment.mono_ms;
        pair->moment.mono_ms = next_ms;
        pair_run(pair);
    }
}

static void side_meet(struct pair *pair, struct side *side, bool is_dialled)
{
    const struct scene scene = scene_of(pair, side);
    const struct side *other = other_of(pair, side);
    struct peer_up up = {
        .is_dialled = is_dialled,
        .transport = other->device.transport.public,
    };

    put_u64(up.binding, pair->links);
    if (!is_dialled) {
        up.hello = bytes_view(&other->greeting);
    }
    side->peer = pair->links;
    side->closed = ERR_OK;
    side->unacked = 0;
    if (side->is_away) {
        return;
    }
    side_catch_up(pair, side);
    side_done(pair, side, sync_peer_up(side->sync, &scene, side->peer, &up));
    side_apply(pair, side);
}

void pair_connect(struct pair *pair)
{
    side_tick(pair, &pair->sides[0]); /* makes the greeting */
    side_tick(pair, &pair->sides[1]);
    pair->links++;
    pair->is_up = true;
    side_meet(pair, &pair->sides[1], false);
    side_meet(pair, &pair->sides[0], true);
}

void pair_cut(struct pair *pair)
{
    pair->is_up = false;
    for (size_t index = 0; index < 2; index++) {
        struct side *side = &pair->sides[index];
        const struct scene scene = scene_of(pair, side);

        side_drop_inbox(side);
        if (side->is_away) {
            continue;
        }
        side_catch_up(pair, side);
        side_done(pair, side, sync_peer_down(side->sync, &scene, side->peer));
        side_apply(pair, side);
    }
}

void pair_say(struct pair *pair, size_t to, struct view message)
{
    side_hand_over(&pair->sides[to], message);
    pair_run(pair);
}

void pair_nudge(struct pair *pair, size_t side)
{
    side_catch_up(pair, &pair->sides[side]);
    side_apply(pair, &pair->sides[side]);
    pair_run(pair);
}
