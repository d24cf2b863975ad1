#include "node/limits.h"
#include "node/sync/ingest.h"
#include "node/sync/inside.h"
#include "node/sync/wire_write.h"
#include "tests/lib/check.h"
#include "tests/lib/pair.h"

/* Side 1 is honest and live; what side 0 says is written by the test. */
struct met {
    struct street street;
    struct pair pair;
    struct side *side;
    struct bytes message;
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
    bytes_init(&met->message, RECORDS_BYTES_MAX);
}

static void part(struct met *met)
{
    bytes_release(&met->message);
    pair_release(&met->pair);
    street_release(&met->street);
}

static void begin(struct met *met, enum set set)
{
    bytes_reset(&met->message);
    check_ok(wire_begin_records(set, &met->message));
}

static void add(struct met *met, const struct bytes *record)
{
    check_ok(wire_add_record(bytes_view(record), &met->message));
}

static void
add_post(struct met *met, unsigned household, uint32_t n, uint64_t stamp_ms)
{
    const struct record_draft draft = {
        .class = CLASS_POST,
        .kind = 99,
        .n = n,
        .stamp_ms = stamp_ms,
        .body = pair_body(POST_BODY_BYTES),
    };
    struct bytes record;

    pair_sign(&met->street, household, &draft, &record);
    add(met, &record);
    bytes_release(&record);
}

static enum err say(struct met *met)
{
    pair_say(&met->pair, 1, bytes_view(&met->message));
    return met->side->closed;
}

static size_t kept(struct met *met)
{
    return pair_count(&met->pair, 1, SET_BOARD);
}

static void good_records_are_stored_and_acknowledged(void **state)
{
    struct met met;
    unsigned acks = 0;

    (void)state;
    meet(&met);
    acks = met.side->said[WIRE_ACK];
    begin(&met, SET_BOARD);
    add_post(&met, 1, 0, street_ms(0));
    add_post(&met, 3, 0, street_ms(0));
    check_err(say(&met), ERR_OK);
    assert_int_equal(kept(&met), 2);
    assert_int_equal(met.side->said[WIRE_ACK], acks + 1);
    part(&met);
}

/* An acknowledged record is on disk: both are of one step, SEND behind
 * STORE. */
static void acknowledgement_waits_for_the_verify_pool(void **state)
{
    struct met met;
    unsigned acks = 0;

    (void)state;
    meet(&met);
    acks = met.side->said[WIRE_ACK];
    met.side->is_slow = true;
    begin(&met, SET_BOARD);
    add_post(&met, 1, 0, street_ms(0));
    check_err(say(&met), ERR_OK);
    assert_int_equal(met.side->said[WIRE_ACK], acks);
    met.side->is_slow = false;
    pair_run(&met.pair);
    assert_int_equal(met.side->said[WIRE_ACK], acks + 1);
    assert_int_equal(kept(&met), 1);
    part(&met);
}

/* Disks of honest nodes spoil signatures, too; the good one may still come. */
static void spoilt_signature_costs_that_record_alone(void **state)
{
    struct met met;

    (void)state;
    meet(&met);
    begin(&met, SET_BOARD);
    add_post(&met, 1, 0, street_ms(0));
    add_post(&met, 1, 1, street_ms(0));
    met.message.data[met.message.bytes - 1] ^= 1U;
    check_err(say(&met), ERR_OK);
    assert_int_equal(kept(&met), 1);
    assert_int_equal(met.side->told[TELL_PEER_REFUSED], 0);
    met.message.data[met.message.bytes - 1] ^= 1U;
    check_err(say(&met), ERR_OK);
    assert_int_equal(kept(&met), 2);
    part(&met);
}

static void spoilt_signatures_without_end_close(void **state)
{
    struct met met;
    enum err err = ERR_OK;
    unsigned sent = 0;

    (void)state;
    meet(&met);
    begin(&met, SET_BOARD);
    add_post(&met, 1, 0, street_ms(0));
    met.message.data[met.message.bytes - 1] ^= 1U;
    met.pair.moment.mono_ms += 2 * SPOILT_MS;
    while (err == ERR_OK && sent < 10 * SPOILT_MAX) {
        err = say(&met);
        sent++;
    }
    check_err(err, ERR_SIGNATURE);
    assert_int_equal(sent, SPOILT_MAX + 2 + 1);
    assert_int_equal(met.side->told[TELL_PEER_REFUSED], 1);
    assert_int_equal(kept(&met), 0);
    part(&met);
}

static void malformed_record_closes(void **state)
{
    struct met met;

    (void)state;
    meet(&met);
    begin(&met, SET_BOARD);
    add_post(&met, 1, 0, street_ms(0));
    met.message.data[6] = 9; /* format */
    check_err(say(&met), ERR_MALFORMED);
    part(&met);
}

static void record_of_another_set_closes(void **state)
{
    struct met met;

    (void)state;
    meet(&met);
    begin(&met, SET_MAIL);
    add_post(&met, 1, 0, street_ms(0));
    check_err(say(&met), ERR_MALFORMED);
    part(&met);
}

static void record_of_another_neighbourhood_closes(void **state)
{
    struct met met;

    (void)state;
    meet(&met);
    met.street.neighbourhood.data[0] ^= 1U;
    begin(&met, SET_BOARD);
    add_post(&met, 1, 0, street_ms(0));
    check_err(say(&met), ERR_MALFORMED);
    part(&met);
}

static void stranger_is_refused_without_blame(void **state)
{
    struct met met;
    unsigned acks = 0;

    (void)state;
    meet(&met);
    acks = met.side->said[WIRE_ACK];
    begin(&met, SET_BOARD);
    add_post(&met, 9, 0, street_ms(0));    /* nobody knows household 9 */
    add_post(&met, 1, 500, street_ms(0));  /* a slot above its limit */
    add_post(&met, 1, 0, street_ms(-200)); /* past its drop day */
    check_err(say(&met), ERR_OK);
    assert_int_equal(kept(&met), 0);
    assert_int_equal(met.side->said[WIRE_ACK], acks + 1);
    part(&met);
}

static void older_version_is_not_taken_again(void **state)
{
    struct met met;

    (void)state;
    meet(&met);
    begin(&met, SET_BOARD);
    add_post(&met, 1, 0, street_ms(0));
    check_err(say(&met), ERR_OK);
    begin(&met, SET_BOARD);
    add_post(&met, 1, 0, street_ms(0) - 1);
    add_post(&met, 1, 0, street_ms(0));
    check_err(say(&met), ERR_OK);
    assert_int_equal(met.side->stores, 1);
    assert_int_equal(met.side->batch_count, 0);
    part(&met);
}

static void early_record_waits_for_its_time(void **state)
{
    struct met met;
    const uint64_t ahead_ms = 60ULL * 60 * 1000;

    (void)state;
    meet(&met);
    begin(&met, SET_BOARD);
    add_post(&met, 1, 0, met.pair.moment.now_ms + ahead_ms);
    check_err(say(&met), ERR_OK);
    assert_int_equal(kept(&met), 0);
    met.pair.sides[0].is_deaf = false;
    pair_wait(&met.pair, ahead_ms - EARLY_MS_MAX - 1);
    assert_int_equal(kept(&met), 0);
    pair_wait(&met.pair, CHECK_MS); /* looked at once a minute */
    assert_int_equal(kept(&met), 1);
    part(&met);
}

static void device_has_so_many_early_records_and_no_more(void **state)
{
    struct met met;
    const uint64_t ahead_ms = 60ULL * 60 * 1000;

    (void)state;
    meet(&met);
    begin(&met, SET_BOARD);
    for (uint32_t n = 0; n < EARLY_PER_DEVICE_MAX + 1; n++) {
        add_post(&met, 0, n, met.pair.moment.now_ms + ahead_ms);
    }
    add_post(&met, 1, 0, met.pair.moment.now_ms + ahead_ms);
    add_post(&met, 9, 0, met.pair.moment.now_ms + ahead_ms); /* a stranger */
    check_err(say(&met), ERR_OK);
    pair_cut(&met.pair);
    pair_wait(&met.pair, ahead_ms);
    assert_int_equal(kept(&met), EARLY_PER_DEVICE_MAX + 1);
    part(&met);
}

/* Whoever may speak to us can make keys without end, and name a member. */
static void early_records_of_keys_that_do_not_count_are_refused(void **state)
{
    struct met met;

    (void)state;
    meet(&met);
    begin(&met, SET_BOARD);
    for (unsigned key = 20; key < 30; key++) {
        const struct keys_device keys = street_device_keys(key);
        const struct record_draft draft = {
            .class = CLASS_POST,
            .kind = 99,
            .neighbourhood = met.street.neighbourhood,
            .household = street_id(1),
            .n = key,
            .stamp_ms = met.pair.moment.now_ms + 60ULL * 60 * 1000,
            .body = pair_body(POST_BODY_BYTES),
        };
        struct bytes record;

        bytes_init(&record, RECORD_BYTES_MAX);
        check_ok(record_write(&draft, keys.signing.secret, &record));
        add(&met, &record);
        bytes_release(&record);
    }
    check_err(say(&met), ERR_OK);
    assert_int_equal(met.side->sync->early.count, 0);
    assert_int_equal(met.side->verified, 0);
    part(&met);
}

/* A window of records under way and one byte more. */
static void more_than_a_window_closes(void **state)
{
    struct met met;
    uint32_t n = 0;
    enum err err = ERR_OK;

    (void)state;
    meet(&met);
    met.side->is_slow = true;
    while (err == ERR_OK && n < 2 * WINDOW_BYTES / POST_BYTES) {
        begin(&met, SET_BOARD);
        add_post(&met, 0, n, street_ms(0));
        n++;
        err = say(&met);
    }
    check_err(err, ERR_PROTOCOL);
    assert_int_equal(n, WINDOW_BYTES / POST_BYTES + 1);
    part(&met);
}

static void refused_record_is_not_verified_twice_in_a_day(void **state)
{
    struct met met;

    (void)state;
    meet(&met);
    met.side->is_slow = true;
    for (unsigned times = 0; times < 2; times++) {
        begin(&met, SET_BOARD);
        add_post(&met, 1, 500, street_ms(0));
        check_err(say(&met), ERR_OK);
    }
    assert_int_equal(met.side->batch_count, 0);
    part(&met);
}

static void new_roster_gives_the_refused_another_chance(void **state)
{
    struct met met;
    const struct keys_device keys = street_device_keys(9);
    const struct body_device device = {
        .signing = keys.signing.public,
        .transport = keys.transport.public,
        .sealing = keys.sealing.public,
    };
    size_t first = 0;

    (void)state;
    meet(&met);
    for (size_t times = 0; times < 2; times++) {
        begin(&met, SET_BOARD);
        add_post(&met, 9, 0, street_ms(0));
        check_err(say(&met), ERR_OK);
        assert_int_equal(kept(&met), times);
        first = met.street.count;
        street_vouch(&met.street, 0, 8, 9, 0);
        street_device(&met.street, 9, &device, 0);
        for (size_t place = first; place < met.street.count; place++) {
            check_ok(memory_shelf_put(met.side->shelf,
                                      bytes_view(&met.street.records[place])));
        }
        pair_nudge(&met.pair, 1);
    }
    part(&met);
}

/* The roster changes while the pool is at work: admission is asked again. */
static void who_is_cut_off_while_it_is_verified_is_refused(void **state)
{
    const struct keys_device keys = street_device_keys(9);
    const struct body_device device = {
        .signing = keys.signing.public,
        .transport = keys.transport.public,
        .sealing = keys.sealing.public,
    };
    struct met met;
    size_t first = 0;

    (void)state;
    for (size_t is_cut = 0; is_cut < 2; is_cut++) {
        meet(&met);
        met.side->is_slow = true;
        begin(&met, SET_BOARD);
        add_post(&met, 3, 0, street_ms(0));
        check_err(say(&met), ERR_OK);
        first = met.street.count;
        street_device(&met.street, 3, &device, 1);
        for (size_t place = first; is_cut == 1 && place < met.street.count;
             place++) {
            check_ok(memory_shelf_put(met.side->shelf,
                                      bytes_view(&met.street.records[place])));
        }
        pair_nudge(&met.pair, 1);
        met.side->is_slow = false;
        pair_run(&met.pair);
        assert_int_equal(met.side->verified, 1);
        assert_int_equal(kept(&met), 1 - is_cut);
        part(&met);
    }
}

/* Somebody has our keys: a copied card. */
static void record_of_our_own_key_is_told_once(void **state)
{
    struct met met;

    (void)state;
    meet(&met);
    for (uint32_t n = 0; n < 2; n++) {
        begin(&met, SET_BOARD);
        add_post(&met, 2, n, street_ms(0));
        check_err(say(&met), ERR_OK);
    }
    assert_int_equal(kept(&met), 2);
    assert_int_equal(met.side->told[TELL_CLONED], 1);
    part(&met);
}

/* The batch comes back when the link is gone: its records are good. */
static void batch_of_a_lost_peer_is_stored(void **state)
{
    struct met met;

    (void)state;
    meet(&met);
    met.side->is_slow = true;
    begin(&met, SET_BOARD);
    add_post(&met, 1, 0, street_ms(0));
    check_err(say(&met), ERR_OK);
    pair_cut(&met.pair);
    met.side->is_slow = false;
    pair_run(&met.pair);
    assert_int_equal(kept(&met), 1);
    part(&met);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_records_are_stored_and_acknowledged),
        cmocka_unit_test(acknowledgement_waits_for_the_verify_pool),
        cmocka_unit_test(spoilt_signature_costs_that_record_alone),
        cmocka_unit_test(spoilt_signatures_without_end_close),
        cmocka_unit_test(malformed_record_closes),
        cmocka_unit_test(record_of_another_set_closes),
        cmocka_unit_test(record_of_another_neighbourhood_closes),
        cmocka_unit_test(stranger_is_refused_without_blame),
        cmocka_unit_test(older_version_is_not_taken_again),
        cmocka_unit_test(early_record_waits_for_its_time),
        cmocka_unit_test(device_has_so_many_early_records_and_no_more),
        cmocka_unit_test(early_records_of_keys_that_do_not_count_are_refused),
        cmocka_unit_test(more_than_a_window_closes),
        cmocka_unit_test(refused_record_is_not_verified_twice_in_a_day),
        cmocka_unit_test(new_roster_gives_the_refused_another_chance),
        cmocka_unit_test(who_is_cut_off_while_it_is_verified_is_refused),
        cmocka_unit_test(record_of_our_own_key_is_told_once),
        cmocka_unit_test(batch_of_a_lost_peer_is_stored),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
