#include "node/limits.h"
#include "node/sync/guest.h"
#include "node/sync/wire_write.h"
#include "tests/lib/check.h"
#include "tests/lib/pair.h"

/* Household 3 joined on an invite of household 1 after the street was made;
 * side 0 is household 3. */
struct newcomer {
    struct street street;
    struct pair pair;
    size_t known; /* records that the street knew before */
};

static void device_of(struct street *street, unsigned household)
{
    const struct keys_device keys = street_device_keys(household);
    const struct body_device device = {
        .signing = keys.signing.public,
        .transport = keys.transport.public,
        .sealing = keys.sealing.public,
    };

    street_device(street, household, &device, 0);
}

static void arrive(struct newcomer *newcomer)
{
    struct street *street = &newcomer->street;

    pair_street(street, 3);
    newcomer->known = street->count;
    street_invite(street, 1, 0, 7, 0);
    street_join(street, 7, 3, 0);
    street_profile(street, 3, 0);
    device_of(street, 3);
    pair_init(&newcomer->pair, street, 3, 2);
}

static void leave(struct newcomer *newcomer)
{
    pair_release(&newcomer->pair);
    street_release(&newcomer->street);
}

static void
keep(struct newcomer *newcomer, size_t side, size_t first, size_t end)
{
    for (size_t place = first; place < end; place++) {
        check_ok(
            memory_shelf_put(newcomer->pair.sides[side].shelf,
                             bytes_view(&newcomer->street.records[place])));
    }
}

/* It has its own records, the INVITE and the founding council. */
static void keep_own(struct newcomer *newcomer)
{
    keep(newcomer, 0, 0, 1);
    keep(newcomer, 0, newcomer->known, newcomer->street.count);
}

static void joiner_with_its_inviter_off_gets_in(void **state)
{
    struct newcomer newcomer;

    (void)state;
    arrive(&newcomer);
    keep_own(&newcomer);
    keep(&newcomer, 1, 0, newcomer.known);
    pair_keep_posts(&newcomer.pair, 1, &newcomer.street, 0, 0, 50);
    pair_connect(&newcomer.pair);
    pair_run(&newcomer.pair);
    assert_true(pair_peer(&newcomer.pair, 0).is_live);
    assert_true(pair_peer(&newcomer.pair, 1).is_member);
    assert_int_equal(pair_count(&newcomer.pair, 0, SET_BOARD), 50);
    assert_true(pair_is_equal(&newcomer.pair));
    leave(&newcomer);
}

static void stranger_is_told_nothing_and_closed(void **state)
{
    struct newcomer newcomer;
    struct side *host = &newcomer.pair.sides[1];

    (void)state;
    arrive(&newcomer);
    keep(&newcomer, 0, 0, 1); /* no invite: nothing to show */
    keep(&newcomer, 1, 0, newcomer.known);
    pair_connect(&newcomer.pair);
    pair_wait(&newcomer.pair, GUEST_MS_MAX - 1);
    assert_true(newcomer.pair.is_up);
    assert_false(pair_peer(&newcomer.pair, 1).is_member);
    pair_wait(&newcomer.pair, 1);
    assert_int_equal(host->closed, ERR_STRANGER);
    for (size_t type = 0; type < WIRE_TYPE_END; type++) {
        assert_int_equal(host->said[type], 0);
    }
    leave(&newcomer);
}

static void guest_is_not_sent_away_while_its_records_are_checked(void **state)
{
    struct newcomer newcomer;
    struct side *host = &newcomer.pair.sides[1];

    (void)state;
    arrive(&newcomer);
    keep_own(&newcomer);
    keep(&newcomer, 1, 0, newcomer.known);
    host->is_slow = true;
    pair_connect(&newcomer.pair);
    pair_wait(&newcomer.pair, CREDENTIALS_MS);
    pair_wait(&newcomer.pair, 2 * GUEST_MS_MAX);
    assert_true(newcomer.pair.is_up);
    host->is_slow = false;
    pair_run(&newcomer.pair);
    assert_true(pair_peer(&newcomer.pair, 1).is_member);
    leave(&newcomer);
}

/* A RECORDS message of `bytes` bytes of records of household 9. */
static void
guest_message(const struct newcomer *newcomer, size_t bytes, struct bytes *out)
{
    struct record_draft draft = {
        .class = CLASS_HOUSEHOLD,
        .kind = 99,
        .stamp_ms = street_ms(0),
    };
    struct bytes record;
    const struct signing_keys keys = street_keys(9);
    size_t left = bytes;

    bytes_init(out, RECORDS_BYTES_MAX);
    check_ok(wire_begin_records(SET_ROSTER, out));
    draft.household = keys.public;
    draft.neighbourhood = newcomer->street.neighbourhood;
    while (left > 0) {
        size_t size = left > 4000 ? 2000 : left;

        draft.body = pair_body(size - RECORD_BYTES_MIN);
        draft.stamp_ms++;
        bytes_init(&record, RECORD_BYTES_MAX);
        check_ok(record_write(&draft, keys.secret, &record));
        check_ok(wire_add_record(bytes_view(&record), out));
        bytes_release(&record);
        left -= size;
    }
}

static void guest_may_send_eight_kib_and_no_byte_more(void **state)
{
    struct newcomer newcomer;
    struct bytes message;

    (void)state;
    for (size_t more = 0; more < 2; more++) {
        arrive(&newcomer);
        keep(&newcomer, 0, 0, 1);
        keep(&newcomer, 1, 0, newcomer.known);
        pair_connect(&newcomer.pair);
        guest_message(&newcomer, GUEST_BYTES_MAX + more, &message);
        pair_say(&newcomer.pair, 1, bytes_view(&message));
        assert_int_equal(newcomer.pair.sides[1].closed,
                         more == 0 ? ERR_OK : ERR_PROTOCOL);
        assert_int_equal(newcomer.pair.sides[1].stores, 0);
        bytes_release(&message);
        leave(&newcomer);
    }
}

static void guest_may_send_nothing_but_the_roster(void **state)
{
    struct newcomer newcomer;
    struct bytes message;
    struct bytes record;
    const struct record_draft draft = {
        .class = CLASS_POST,
        .kind = 99,
        .stamp_ms = street_ms(0),
    };

    (void)state;
    arrive(&newcomer);
    keep(&newcomer, 0, 0, 1);
    keep(&newcomer, 1, 0, newcomer.known);
    pair_connect(&newcomer.pair);
    pair_sign(&newcomer.street, 3, &draft, &record);
    bytes_init(&message, RECORDS_BYTES_MAX);
    check_ok(wire_begin_records(SET_BOARD, &message));
    check_ok(wire_add_record(bytes_view(&record), &message));
    pair_say(&newcomer.pair, 1, bytes_view(&message));
    assert_int_equal(newcomer.pair.sides[1].closed, ERR_PROTOCOL);
    bytes_release(&message);
    bytes_release(&record);
    leave(&newcomer);
}

/* The listener was away when household 3 came: 3 shows its papers. */
static void member_with_a_newer_roster_brings_the_other_up_to_date(void **state)
{
    struct newcomer newcomer;

    (void)state;
    arrive(&newcomer);
    keep(&newcomer, 0, 0, newcomer.street.count);
    keep(&newcomer, 1, 0, newcomer.known);
    pair_connect(&newcomer.pair);
    pair_run(&newcomer.pair);
    assert_false(pair_peer(&newcomer.pair, 1).is_member);
    pair_wait(&newcomer.pair, CREDENTIALS_MS);
    assert_true(pair_peer(&newcomer.pair, 1).is_live);
    assert_true(pair_is_equal(&newcomer.pair));
    leave(&newcomer);
}

/* Household 1 has taken its invite back, as side 1 has heard and 3 has not. */
static void cut_off(struct newcomer *newcomer)
{
    struct street *street = &newcomer->street;
    size_t count = 0;

    arrive(newcomer);
    count = street->count;
    street_unvouch(street, 1, 0, 3, 1);
    keep(newcomer, 0, 0, count);
    keep(newcomer, 1, 0, newcomer->known);
    keep(newcomer, 1, count, street->count);
}

static void who_is_sent_away_is_told_by_whom(void **state)
{
    struct newcomer newcomer;
    const unsigned *told = newcomer.pair.sides[0].told;

    (void)state;
    cut_off(&newcomer);
    for (unsigned visit = 0; visit < 2; visit++) { /* twice a day is once */
        pair_connect(&newcomer.pair);
        pair_wait(&newcomer.pair, CREDENTIALS_MS);
        assert_int_equal(told[TELL_SENT_AWAY], visit);
        pair_wait(&newcomer.pair, GUEST_MS_MAX);
        assert_int_equal(newcomer.pair.sides[1].closed, ERR_STRANGER);
        assert_int_equal(told[TELL_SENT_AWAY], 1);
    }
    newcomer.pair.moment.now_ms += DAY_MS;
    pair_connect(&newcomer.pair);
    pair_wait(&newcomer.pair, CREDENTIALS_MS);
    pair_wait(&newcomer.pair, GUEST_MS_MAX);
    assert_int_equal(told[TELL_SENT_AWAY], 2);
    leave(&newcomer);
}

/* A line that breaks early, and one that breaks after a word. */
static void who_is_only_cut_off_from_a_peer_is_told_nothing(void **state)
{
    struct newcomer newcomer;
    const unsigned *told = newcomer.pair.sides[0].told;

    (void)state;
    cut_off(&newcomer);
    pair_connect(&newcomer.pair);
    pair_wait(&newcomer.pair, CREDENTIALS_MS);
    pair_wait(&newcomer.pair, SENT_AWAY_MS - CREDENTIALS_MS - 1);
    pair_cut(&newcomer.pair);
    assert_int_equal(told[TELL_SENT_AWAY], 0);
    leave(&newcomer);

    arrive(&newcomer);
    keep(&newcomer, 0, 0, newcomer.street.count);
    keep(&newcomer, 1, 0, newcomer.known);
    pair_connect(&newcomer.pair);
    pair_wait(&newcomer.pair, CREDENTIALS_MS);
    pair_wait(&newcomer.pair, GUEST_MS_MAX);
    pair_cut(&newcomer.pair);
    assert_int_equal(told[TELL_SENT_AWAY], 0);
    leave(&newcomer);
}

/* The dialler was away when the listener came: the listener shows its own. */
static void listener_shows_its_papers_to_a_dialler_that_is_behind(void **state)
{
    struct newcomer newcomer;
    struct pair *pair = &newcomer.pair;

    (void)state;
    arrive(&newcomer);
    pair_release(pair);
    pair_init(pair, &newcomer.street, 2, 3);
    keep(&newcomer, 0, 0, newcomer.known);
    keep(&newcomer, 1, 0, newcomer.street.count);
    pair_connect(pair);
    pair_run(pair);
    assert_false(pair_peer(pair, 0).is_member);
    pair_wait(pair, CREDENTIALS_MS);
    assert_true(pair_peer(pair, 0).is_live);
    assert_true(pair_is_equal(pair));
    leave(&newcomer);
}

/* Whom a lone founder dials must stand in the roster that it shows. */
static void believed_peer_that_does_not_stand_is_closed(void **state)
{
    struct newcomer newcomer;
    struct pair *pair = &newcomer.pair;

    (void)state;
    arrive(&newcomer);
    pair_release(pair);
    pair_init(pair, &newcomer.street, 3, 0);
    keep_own(&newcomer);
    keep(&newcomer, 1, 0, newcomer.street.count);
    pair_keep_posts(pair, 0, &newcomer.street, 3, 0, 3);
    /* The listener's device is not in its own roster. */
    for (size_t place = 0; place < newcomer.street.count; place++) {
        const struct record record = street_record(&newcomer.street, place);

        if (record.class == CLASS_DEVICE &&
            id_equal(&record.household,
                     &pair->sides[1].config.household->signing.public)) {
            check_ok(memory_shelf_drop(pair->sides[1].shelf, &record.id));
        }
    }
    pair_connect(pair);
    pair_run(pair);
    assert_int_equal(pair->sides[0].closed, ERR_STRANGER);
    assert_int_equal(pair_count(pair, 1, SET_BOARD), 0);
    leave(&newcomer);
}

/* The DEVICE record of household 3 for the machine of `number`. */
static void
machine_of(struct newcomer *newcomer, unsigned number, uint32_t lane)
{
    const struct keys_device keys = street_device_keys(number);
    const struct body_device device = {
        .signing = keys.signing.public,
        .transport = keys.transport.public,
        .sealing = keys.sealing.public,
    };

    street_device_in(&newcomer->street, 3, lane, &device, 1);
}

/* Household 3 has eight machines. Side 0 is a ninth, put back from a backup of
 * when there were seven; its own record lists the machine of `listed`. */
static void crowd(struct newcomer *newcomer, unsigned listed)
{
    const unsigned eighth = LANES_MAX - 1;

    arrive(newcomer);
    keep_own(newcomer);
    for (unsigned lane = 0; lane < LANES_MAX; lane++) {
        machine_of(newcomer, 10 + lane, lane);
    }
    keep(newcomer, 0, newcomer->street.count - LANES_MAX,
         newcomer->street.count - 1);
    keep(newcomer, 1, 0, newcomer->street.count);
    machine_of(newcomer, listed, eighth + 1);
    keep(newcomer, 0, newcomer->street.count - 1, newcomer->street.count);
}

static bool knows_eighth(const struct newcomer *newcomer)
{
    const struct record record =
        street_record(&newcomer->street, newcomer->street.count - 2);
    const struct shelf *port = &newcomer->pair.sides[0].port;
    struct shelf_row row;

    return port->find(port->self, &record.id, &row) == ERR_OK;
}

static void machine_past_the_last_lane_hears_of_the_others(void **state)
{
    struct newcomer newcomer;

    (void)state;
    crowd(&newcomer, 3);
    assert_false(knows_eighth(&newcomer));
    pair_connect(&newcomer.pair);
    pair_wait(&newcomer.pair, GUEST_MS_MAX);
    assert_int_equal(newcomer.pair.sides[1].closed, ERR_STRANGER);
    assert_int_equal(newcomer.pair.sides[1].said[WIRE_RECORDS], 1);
    assert_true(knows_eighth(&newcomer));
    leave(&newcomer);
}

/* It shows that another machine is the ninth. */
static void lanes_are_told_to_nobody_else(void **state)
{
    struct newcomer newcomer;

    (void)state;
    crowd(&newcomer, 30);
    pair_connect(&newcomer.pair);
    pair_wait(&newcomer.pair, GUEST_MS_MAX);
    assert_int_equal(newcomer.pair.sides[1].closed, ERR_STRANGER);
    assert_int_equal(newcomer.pair.sides[1].said[WIRE_RECORDS], 0);
    leave(&newcomer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(joiner_with_its_inviter_off_gets_in),
        cmocka_unit_test(stranger_is_told_nothing_and_closed),
        cmocka_unit_test(guest_is_not_sent_away_while_its_records_are_checked),
        cmocka_unit_test(guest_may_send_eight_kib_and_no_byte_more),
        cmocka_unit_test(guest_may_send_nothing_but_the_roster),
        cmocka_unit_test(
            member_with_a_newer_roster_brings_the_other_up_to_date),
        cmocka_unit_test(who_is_sent_away_is_told_by_whom),
        cmocka_unit_test(who_is_only_cut_off_from_a_peer_is_told_nothing),
        cmocka_unit_test(listener_shows_its_papers_to_a_dialler_that_is_behind),
        cmocka_unit_test(believed_peer_that_does_not_stand_is_closed),
        cmocka_unit_test(machine_past_the_last_lane_hears_of_the_others),
        cmocka_unit_test(lanes_are_told_to_nobody_else),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
