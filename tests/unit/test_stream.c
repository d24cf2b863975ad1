#include <stdlib.h>

#include "node/limits.h"
#include "node/sync/compare.h"
#include "node/sync/inside.h"
#include "node/sync/sift.h"
#include "node/sync/stream.h"
#include "node/sync/wire_write.h"
#include "tests/lib/check.h"
#include "tests/lib/pair.h"
#include "tests/lib/pair_day.h"

/* One node and many links to it, made by hand. */
struct many {
    struct street street;
    struct pair pair;
    struct side *side;
    struct scene scene;
};

enum { LINKS = 8 };

static void meet(struct many *many)
{
    pair_street(&many->street, LINKS + 2);
    pair_init(&many->pair, &many->street, 0, 1);
    many->side = &many->pair.sides[0];
    many->side->peer = 1000; /* none of ours: nothing is handed over */
    pair_keep_street(&many->pair, 0, &many->street);
    many->scene = (struct scene){
        .shelf = &many->side->port,
        .roster = many->side->roster,
        .moment = &many->pair.moment,
        .actions = &many->side->actions,
    };
    pair_nudge(&many->pair, 0);
}

static void part(struct many *many)
{
    pair_release(&many->pair);
    street_release(&many->street);
}

/* Household `number` dials us on a link. */
static void dial(struct many *many, uint32_t link, unsigned number)
{
    const struct keys_device keys = street_device_keys(number);
    const struct wire_hello hello = {.household = street_id(number)};
    struct peer_up up = {.transport = keys.transport.public};
    struct bytes greeting;

    bytes_init(&greeting, 1024);
    check_ok(wire_write_hello(&hello, &greeting));
    up.hello = bytes_view(&greeting);
    check_ok(sync_peer_up(many->side->sync, &many->scene, link, &up));
    bytes_release(&greeting);
}

/* Nothing to compare: the link is live. */
static void begin(struct many *many, uint32_t link)
{
    const struct wire_hello other = {.minor = 0};
    struct bytes message;

    bytes_init(&message, 1024);
    check_ok(wire_write_fingerprints(0, &other, &message));
    check_ok(sync_message(many->side->sync, &many->scene, link,
                          bytes_view(&message)));
    bytes_release(&message);
}

static struct node_peer peer_of(struct many *many, uint32_t link)
{
    struct node_peer peers[LINKS];
    size_t count = sync_peers(many->side->sync, peers, LINKS);

    for (size_t index = 0; index < count; index++) {
        if (peers[index].number == link) {
            return peers[index];
        }
    }
    return (struct node_peer){.number = 0};
}

static uint64_t bytes_out(struct many *many)
{
    uint64_t bytes = 0;

    for (uint32_t link = 1; link <= LINKS; link++) {
        bytes += peer_of(many, link).bytes_out;
    }
    return bytes;
}

static bool wants_to_be_woken_now(const struct actions *actions)
{
    for (size_t index = 0; index < actions->count; index++) {
        if (actions->items[index].kind == ACTION_WAKE &&
            actions->items[index].wake_mono_ms == 1000) {
            return true;
        }
    }
    return false;
}

/* All that the journal has, in one step. */
static void follow(struct many *many)
{
    enum { ROWS = 2000 };
    static struct journal_row rows[ROWS];
    const struct shelf *port = &many->side->port;
    size_t count = 0;

    check_ok(port->journal(port->self, 0, rows, ROWS, &count));
    check_ok(sync_journal(many->side->sync, &many->scene, rows, count, false));
}

static void step_sends_so_much_and_the_next_goes_on(void **state)
{
    struct many many;
    uint64_t before = 0;
    size_t served = 0;

    (void)state;
    meet(&many);
    for (uint32_t link = 1; link <= LINKS; link++) {
        dial(&many, link, link);
        begin(&many, link);
        assert_true(peer_of(&many, link).is_live);
    }
    before = bytes_out(&many);
    pair_keep_posts(&many.pair, 0, &many.street, 0, 0, 1380);
    follow(&many);
    assert_in_range(bytes_out(&many) - before, STEP_BYTES_MAX,
                    STEP_BYTES_MAX + STEP_BYTES_MAX / 8);
    for (uint32_t link = 1; link <= LINKS; link++) {
        served += peer_of(&many, link).records_out > 0 ? 1U : 0U;
    }
    assert_in_range(served, 4, LINKS - 1);
    actions_reset(&many.side->actions);
    check_ok(sync_tick(many.side->sync, &many.scene));
    for (uint32_t link = 1; link <= LINKS; link++) {
        assert_int_equal(peer_of(&many, link).records_out, 1380);
    }
    assert_false(wants_to_be_woken_now(&many.side->actions));
    part(&many);
}

/* Links of others may come and go: whose turn it is stays. */
static void end_of_a_link_changes_no_turn(void **state)
{
    struct many many;
    struct sync *sync = NULL;
    uint32_t next = 0;

    (void)state;
    meet(&many);
    sync = many.side->sync;
    for (uint32_t link = 1; link <= LINKS; link++) {
        dial(&many, link, link);
        begin(&many, link);
    }
    pair_keep_posts(&many.pair, 0, &many.street, 0, 0, 1380);
    follow(&many);
    assert_in_range(sync->first, 3, LINKS - 2);
    next = sync->peers[sync->first]->number;
    check_ok(sync_peer_down(sync, &many.scene, 1));
    assert_int_equal(sync->peers[sync->first]->number, next);
    check_ok(sync_peer_down(sync, &many.scene, LINKS));
    assert_int_equal(sync->peers[sync->first]->number, next);
    part(&many);
}

/* Every message of records that is among the actions, by its peer. */
static size_t
messages_of(const struct actions *actions, uint32_t peer, size_t *small)
{
    size_t count = 0;

    *small = 0;
    for (size_t index = 0; index < actions->count; index++) {
        const struct action *action = &actions->items[index];
        struct wire_message message;

        if (action->kind != ACTION_SEND || action->peer != peer) {
            continue;
        }
        check_ok(wire_read(bytes_view(&action->bytes), &message));
        if (message.type == WIRE_RECORDS) {
            count++;
            *small += action->bytes.bytes + POST_BYTES + 2 <= RECORDS_BYTES_MAX;
        }
    }
    return count;
}

static void say_ack(struct many *many, uint32_t link, uint32_t bytes)
{
    struct bytes message;

    bytes_init(&message, 64);
    check_ok(wire_write_ack(bytes, &message));
    check_ok(sync_message(many->side->sync, &many->scene, link,
                          bytes_view(&message)));
    bytes_release(&message);
}

/* A peer that acknowledges little by little is not sent little by little. */
static void messages_of_a_long_stream_are_full(void **state)
{
    struct many many;
    size_t small = 0;
    size_t count = 0;

    (void)state;
    meet(&many);
    dial(&many, 1, 1);
    begin(&many, 1);
    pair_keep_posts(&many.pair, 0, &many.street, 0, 0, 14000);
    pair_nudge(&many.pair, 0);
    for (int acks = 0; acks < 6000; acks++) {
        say_ack(&many, 1, POST_BYTES);
        count += messages_of(&many.side->actions, 1, &small);
        assert_true(small == 0 || peer_of(&many, 1).records_out == 14000);
        actions_reset(&many.side->actions);
    }
    assert_int_equal(peer_of(&many, 1).records_out, 14000);
    assert_in_range(count, 8, 12);
    part(&many);
}

/* The windows of peers that take nothing shrink once all hold too much. */
static void peers_that_take_nothing_hold_so_much_and_no_more(void **state)
{
    enum { PEERS = SENT_BYTES_MAX / WINDOW_BYTES + 8 };
    struct street street;
    struct pair pair;
    struct sync *sync = NULL;
    struct scene scene = {.shelf = NULL};
    struct work work = {.scene = &scene};
    static unsigned char record[RECORD_BYTES_MIN];
    struct actions actions;
    uint64_t sent = 0;

    (void)state;
    pair_street(&street, 2);
    pair_init(&pair, &street, 0, 1);
    actions_init(&actions);
    scene.moment = &pair.moment;
    scene.actions = &actions;
    check_ok(sync_new(&pair.sides[0].config, &sync));
    sync->peers = calloc(PEERS, sizeof(struct peer *));
    assert_non_null(sync->peers);
    sync->peer_room = PEERS;
    work.sync = sync;
    for (uint32_t number = 1; number <= PEERS; number++) {
        bool is_done = true;

        check_ok(peer_new(number, &work.peer));
        sync->peers[sync->peer_count++] = work.peer;
        while (is_done) {
            sync->step_bytes = 0;
            check_ok(stream_add_bytes(&work, SET_BOARD,
                                      (struct view){record, sizeof record},
                                      &is_done));
        }
        check_ok(stream_flush(&work));
        actions_reset(&actions);
        sent += work.peer->unacked_bytes;
        assert_true(work.peer->unacked_bytes <= WINDOW_BYTES);
    }
    assert_true(sync->peers[0]->unacked_bytes >
                WINDOW_BYTES - RECORDS_BYTES_MAX);
    assert_true(sync->peers[PEERS - 1]->unacked_bytes <= WINDOW_BYTES_MIN);
    assert_true(sent < SENT_BYTES_MAX + WINDOW_BYTES + 8 * WINDOW_BYTES_MIN);
    sync_free(sync);
    actions_release(&actions);
    pair_release(&pair);
    street_release(&street);
}

static void young_twins_are_the_diallers_choice(void **state)
{
    struct many many;

    (void)state;
    meet(&many);
    dial(&many, 1, 3);
    dial(&many, 2, 3);
    assert_true(peer_of(&many, 1).is_member);
    assert_true(peer_of(&many, 2).is_member);
    dial(&many, 3, 3); /* but no third */
    assert_int_equal(peer_of(&many, 3).number, 0);
    many.pair.moment.mono_ms += TWIN_MS;
    dial(&many, 4, 3);
    assert_int_equal(peer_of(&many, 1).number, 0);
    assert_int_equal(peer_of(&many, 2).number, 0);
    assert_true(peer_of(&many, 4).is_member);
    part(&many);
}

static void of_two_directions_the_smaller_key_dials(void **state)
{
    struct many many;
    const struct keys_device own = street_device_keys(0);

    (void)state;
    meet(&many);
    for (unsigned number = 1; number <= LINKS; number++) {
        const struct keys_device keys = street_device_keys(number);
        const struct peer_up up = {
            .is_dialled = true,
            .transport = keys.transport.public,
        };
        bool is_smaller =
            id_compare(&own.transport.public, &keys.transport.public) < 0;

        check_ok(sync_peer_up(many.side->sync, &many.scene, 1, &up));
        dial(&many, 2, number);
        assert_int_equal(peer_of(&many, 1).is_member, is_smaller);
        assert_int_equal(peer_of(&many, 2).is_member, !is_smaller);
        check_ok(sync_peer_down(many.side->sync, &many.scene, 1));
        check_ok(sync_peer_down(many.side->sync, &many.scene, 2));
    }
    part(&many);
}

static void peers_past_the_ceiling_are_closed(void **state)
{
    struct many many;

    (void)state;
    meet(&many);
    for (uint32_t link = 1; link <= PEERS_MAX; link++) {
        dial(&many, link, 200 + link); /* guests */
    }
    actions_reset(&many.side->actions);
    dial(&many, PEERS_MAX + 1, 1);
    assert_int_equal(many.side->actions.items[0].kind, ACTION_CLOSE);
    assert_int_equal(many.side->actions.items[0].err, ERR_AGAIN);
    part(&many);
}

/* What the other has lies in many weeks, none of which is long. */
static void many_weeks_are_passed_over_in_several_steps(void **state)
{
    enum { WEEKS = 6, OF_WEEK = SIFT_ROWS_MAX / 2 };
    struct meeting met;
    unsigned steps = 0;

    (void)state;
    meeting_init(&met);
    for (int week = 0; week < WEEKS; week++) {
        const uint32_t n = (uint32_t)week * OF_WEEK;

        for (size_t side = 0; side < 2; side++) {
            pair_keep_day(&met.pair, side, &met.street, n, n + OF_WEEK,
                          -7 * week);
        }
    }
    pair_keep_day(&met.pair, 1, &met.street, WEEKS * OF_WEEK, 16000,
                  -7 * WEEKS);
    pair_connect(&met.pair);
    while (pair_step(&met.pair)) {
        const struct peer *peer = met.pair.sides[1].sync->peer_count > 0
                                      ? met.pair.sides[1].sync->peers[0]
                                      : NULL;

        if (peer != NULL && peer->compare != NULL &&
            peer->compare->sift != NULL && peer->compare->sift->is_told &&
            !peer->compare->is_done && peer->unacked_bytes == 0) {
            steps++;
        }
    }
    assert_true(steps >= WEEKS * OF_WEEK / SIFT_ROWS_MAX);
    assert_true(pair_is_equal(&met.pair));
    meeting_release(&met);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(step_sends_so_much_and_the_next_goes_on),
        cmocka_unit_test(end_of_a_link_changes_no_turn),
        cmocka_unit_test(messages_of_a_long_stream_are_full),
        cmocka_unit_test(peers_that_take_nothing_hold_so_much_and_no_more),
        cmocka_unit_test(young_twins_are_the_diallers_choice),
        cmocka_unit_test(of_two_directions_the_smaller_key_dials),
        cmocka_unit_test(peers_past_the_ceiling_are_closed),
        cmocka_unit_test(many_weeks_are_passed_over_in_several_steps),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
