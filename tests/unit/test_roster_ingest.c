#include "node/limits.h"
#include "node/sync/inside.h"
#include "node/sync/roster_ingest.h"
#include "node/sync/wire_write.h"
#include "tests/lib/check.h"
#include "tests/lib/pair.h"

/* Side 1 is honest and live; records of people come from side 0. */
struct met {
    struct street street;
    struct pair pair;
    struct side *side;
};

static void meet(struct met *met)
{
    pair_street(&met->street, 4);
    pair_init(&met->pair, &met->street, 1, 2);
    pair_keep_street(&met->pair, 0, &met->street);
    pair_keep_street(&met->pair, 1, &met->street);
    pair_connect(&met->pair);
    pair_run(&met->pair);
    met->pair.sides[0].is_deaf = true;
    met->side = &met->pair.sides[1];
}

static void part(struct met *met)
{
    pair_release(&met->pair);
    street_release(&met->street);
}

/* One record of the street, in a message of its own. */
static void say(struct met *met, size_t place)
{
    struct bytes message;

    bytes_init(&message, RECORDS_BYTES_MAX);
    check_ok(wire_begin_records(SET_ROSTER, &message));
    check_ok(
        wire_add_record(bytes_view(&met->street.records[place]), &message));
    pair_say(&met->pair, 1, bytes_view(&message));
    bytes_release(&message);
}

static bool keeps(struct met *met, size_t place)
{
    const struct record record = street_record(&met->street, place);
    struct shelf_row row;

    return met->side->port.find(met->side->port.self, &record.id, &row) ==
           ERR_OK;
}

static void records_wait_for_the_vouch_that_explains_them(void **state)
{
    struct met met;
    size_t profile = 0;
    size_t vouch = 0;

    (void)state;
    meet(&met);
    profile = street_profile(&met.street, 8, 0);
    vouch = street_vouch(&met.street, 1, 0, 8, 0);
    say(&met, profile);
    assert_false(keeps(&met, profile));
    say(&met, vouch);
    pair_wait(&met.pair, ROSTER_TRIAL_MS);
    assert_true(keeps(&met, vouch));
    assert_true(keeps(&met, profile));
    part(&met);
}

/* Vouches that admit one another, told from the far end. */
static void chain_told_backwards_is_kept_whole(void **state)
{
    struct met met;
    size_t first = 0;

    (void)state;
    meet(&met);
    first = met.street.count;
    street_vouch(&met.street, 1, 0, 10, 0);
    street_vouch(&met.street, 2, 0, 10, 0); /* 10 is full */
    street_vouch(&met.street, 10, 0, 11, 0);
    street_vouch(&met.street, 3, 0, 11, 0);
    street_vouch(&met.street, 11, 0, 12, 0);
    street_profile(&met.street, 12, 0);
    for (size_t place = met.street.count; place > first; place--) {
        say(&met, place - 1);
    }
    pair_wait(&met.pair, ROSTER_TRIAL_MS);
    for (size_t place = first; place < met.street.count; place++) {
        assert_true(keeps(&met, place));
    }
    part(&met);
}

/* A trial reads the whole roster, so it waits for what is being verified, but
 * not for long. */
static void records_that_come_at_once_are_tried_together(void **state)
{
    struct met met;
    size_t vouches[3];

    (void)state;
    meet(&met);
    for (unsigned i = 0; i < 3; i++) {
        vouches[i] = street_vouch(&met.street, i + 1, 0, 8 + i, 0);
    }
    say(&met, vouches[0]);
    assert_true(keeps(&met, vouches[0]));
    say(&met, vouches[1]);
    assert_true(keeps(&met, vouches[1])); /* it was the only one */
    met.side->sync->roster_batches++;
    say(&met, vouches[2]);
    assert_false(keeps(&met, vouches[2]));
    pair_wait(&met.pair, ROSTER_TRIAL_MS);
    assert_true(keeps(&met, vouches[2]));
    part(&met);
}

static void local_vouch_lets_in_what_waits(void **state)
{
    struct met met;
    size_t profile = 0;
    size_t vouch = 0;

    (void)state;
    meet(&met);
    profile = street_profile(&met.street, 8, 0);
    vouch = street_vouch(&met.street, 2, 0, 8, 0);
    say(&met, profile);
    check_ok(memory_shelf_put(met.side->shelf,
                              bytes_view(&met.street.records[vouch])));
    pair_nudge(&met.pair, 1);
    pair_wait(&met.pair, ROSTER_TRIAL_MS);
    assert_true(keeps(&met, profile));
    part(&met);
}

/* What somebody says of itself and nobody explains. */
static void junk_ends_with_its_peer(void **state)
{
    struct met met;
    size_t vouch = 0;
    size_t profile = 0;

    (void)state;
    meet(&met);
    profile = street_profile(&met.street, 100, 0);
    for (unsigned household = 101; household < 131; household++) {
        (void)street_profile(&met.street, household, 0);
    }
    for (size_t place = profile; place < met.street.count; place++) {
        say(&met, place);
    }
    assert_int_equal(met.side->stores, 0);
    pair_cut(&met.pair);
    vouch = street_vouch(&met.street, 2, 0, 100, 0);
    check_ok(memory_shelf_put(met.side->shelf,
                              bytes_view(&met.street.records[vouch])));
    pair_nudge(&met.pair, 1);
    pair_wait(&met.pair, ROSTER_TRIAL_MS);
    assert_false(keeps(&met, profile));
    part(&met);
}

/* Put a record on the shelf of the honest side, as a command does. */
static void keep(struct met *met, size_t place)
{
    check_ok(memory_shelf_put(met->side->shelf,
                              bytes_view(&met->street.records[place])));
    pair_nudge(&met->pair, 1);
    pair_wait(&met->pair, ROSTER_TRIAL_MS);
}

static void full_room_forgets_the_oldest(void **state)
{
    enum { FIRST = 1000, EACH = 200 };
    struct met met;
    struct bytes message;
    size_t first = 0;
    size_t second = 0;

    (void)state;
    meet(&met);
    first = met.street.count;
    bytes_init(&message, RECORDS_BYTES_MAX);
    for (unsigned number = 0; number <= ROSTER_PENDING_MAX; number++) {
        size_t place = street_profile(&met.street, FIRST + number, 0);

        if (message.bytes == 0) {
            check_ok(wire_begin_records(SET_ROSTER, &message));
        }
        check_ok(
            wire_add_record(bytes_view(&met.street.records[place]), &message));
        if (number % EACH == 0 || number == ROSTER_PENDING_MAX) {
            pair_say(&met.pair, 1, bytes_view(&message));
            bytes_reset(&message);
        }
    }
    keep(&met, street_vouch(&met.street, 2, 0, FIRST, 0));
    assert_false(keeps(&met, first));
    second = street_vouch(&met.street, 2, 1, FIRST + 1, 0);
    keep(&met, second);
    assert_true(keeps(&met, first + 1));
    assert_int_equal(met.side->closed, ERR_OK);
    bytes_release(&message);
    part(&met);
}

/* What was still being checked when its peer went is of nobody; it does not
 * take the room of those who stay. */
static void junk_of_peers_that_are_gone_goes_first(void **state)
{
    struct met met;
    struct waiting *pending = NULL;
    size_t profiles[2];

    (void)state;
    meet(&met);
    profiles[0] = street_profile(&met.street, 20, 0);
    profiles[1] = street_profile(&met.street, 21, 0);
    pending = &met.side->sync->pending;
    pending->count_max = 4; /* of ROSTER_PENDING_MAX */
    met.side->is_slow = true;
    for (unsigned junk = 0; junk < 4; junk++) {
        say(&met, street_profile(&met.street, 30 + junk, 0));
    }
    pair_cut(&met.pair);
    met.side->is_slow = false;
    pair_run(&met.pair);
    assert_int_equal(pending->count, 4);
    met.pair.sides[0].is_deaf = false;
    pair_connect(&met.pair);
    pair_run(&met.pair);
    met.pair.sides[0].is_deaf = true;
    say(&met, profiles[0]);
    say(&met, profiles[1]);
    keep(&met, street_vouch(&met.street, 2, 0, 20, 0));
    keep(&met, street_vouch(&met.street, 2, 1, 21, 0));
    assert_true(keeps(&met, profiles[0]));
    assert_true(keeps(&met, profiles[1]));
    part(&met);
}

static void say_mark(struct met *met, size_t to, enum wire_type type)
{
    struct bytes message;

    bytes_init(&message, RECORDS_BYTES_MAX);
    check_ok(wire_write_mark(type, SET_ROSTER, &message));
    pair_say(&met->pair, to, bytes_view(&message));
    bytes_release(&message);
}

/* Compared, and not kept: it is not looked at again. Side 0 leads and is
 * honest here. */
static void unexplained_record_is_refused_once_compared(void **state)
{
    struct met met;
    struct side *honest = &met.pair.sides[0];
    struct bytes message;
    size_t profile = 0;
    size_t more = 0;

    (void)state;
    pair_street(&met.street, 4);
    pair_init(&met.pair, &met.street, 1, 2);
    pair_keep_street(&met.pair, 0, &met.street);
    pair_keep_street(&met.pair, 1, &met.street);
    more = street_vouch(&met.street, 1, 0, 3, 0);
    profile = street_profile(&met.street, 8, 0);
    check_ok(
        memory_shelf_put(honest->shelf, bytes_view(&met.street.records[more])));
    pair_connect(&met.pair);
    met.pair.sides[1].is_deaf = true;
    pair_run(&met.pair);
    say_mark(&met, 0, WIRE_LISTS);
    assert_int_equal(honest->said[WIRE_WEEKS], 1);
    bytes_init(&message, RECORDS_BYTES_MAX);
    check_ok(wire_begin_records(SET_ROSTER, &message));
    check_ok(
        wire_add_record(bytes_view(&met.street.records[profile]), &message));
    for (unsigned times = 0; times < 2; times++) {
        pair_say(&met.pair, 0, bytes_view(&message));
        assert_int_equal(honest->verified, times + 1U);
    }
    say_mark(&met, 0, WIRE_LISTED);
    say_mark(&met, 0, WIRE_DONE);
    pair_say(&met.pair, 0, bytes_view(&message));
    assert_int_equal(honest->verified, 2);
    assert_int_equal(honest->closed, ERR_OK);
    bytes_release(&message);
    part(&met);
}

static void twenty_roster_records_a_second_stop_nothing(void **state)
{
    struct met met;
    size_t first = 0;

    (void)state;
    meet(&met);
    met.pair.sides[0].is_deaf = false;
    first = met.street.count;
    for (unsigned number = 0; number < 40; number++) {
        (void)street_vouch(&met.street, 1, number % 6, 50 + number, 0);
    }
    pair_keep_posts(&met.pair, 0, &met.street, 0, 0, 100);
    for (size_t place = first; place < met.street.count; place++) {
        say(&met, place);
        pair_wait(&met.pair, 50);
    }
    pair_nudge(&met.pair, 0);
    assert_int_equal(pair_count(&met.pair, 1, SET_BOARD), 100);
    part(&met);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_wait_for_the_vouch_that_explains_them),
        cmocka_unit_test(chain_told_backwards_is_kept_whole),
        cmocka_unit_test(records_that_come_at_once_are_tried_together),
        cmocka_unit_test(local_vouch_lets_in_what_waits),
        cmocka_unit_test(junk_ends_with_its_peer),
        cmocka_unit_test(full_room_forgets_the_oldest),
        cmocka_unit_test(junk_of_peers_that_are_gone_goes_first),
        cmocka_unit_test(unexplained_record_is_refused_once_compared),
        cmocka_unit_test(twenty_roster_records_a_second_stop_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
