/* One more machine in a household: its pass, and its end. */
#include "node/limits.h"
#include "node/record/body.h"
#include "node/record/record.h"
#include "node/sync/wire_enrol.h"
#include "node/sync/wire_write.h"
#include "tests/lib/abode.h"
#include "tests/lib/check.h"

static const struct roster_household *own_of(struct abode *home)
{
    const struct roster_household *own =
        roster_find(abode_people(home), &home->household.signing.public);

    assert_non_null(own);
    return own;
}

/* A machine that asks, and what it shows. */
struct asking {
    struct keys_device keys;
    struct enrolment enrolment;
    uint32_t peer;
};

static struct pass pass_of(const struct abode *home, unsigned char number)
{
    const unsigned char seed[KEY_SEED_BYTES] = {number, 42};
    struct signing_keys one_time;
    struct pass pass = {.until_ms = home->moment.now_ms + 1000};

    keys_one_time_make(seed, &one_time);
    pass.one_time = one_time.public;
    pass_sign(&pass, &home->neighbourhood, &home->household.signing);
    return pass;
}

/* Machine `number`, on the pass `pass`; each on a link of its own. */
static struct asking
asking_of(const struct abode *home, unsigned char number, unsigned char pass)
{
    const unsigned char device[KEY_SEED_BYTES] = {number, 43};
    const unsigned char seed[KEY_SEED_BYTES] = {pass, 42};
    struct asking asking = {.peer = 100U + number};
    struct signing_keys one_time;

    keys_device_make(device, &asking.keys);
    keys_one_time_make(seed, &one_time);
    asking.enrolment =
        (struct enrolment){.pass = pass_of(home, pass),
                           .signing = asking.keys.signing.public,
                           .transport = asking.keys.transport.public,
                           .sealing = asking.keys.sealing.public,
                           .name = "phone"};
    enrolment_sign(&asking.enrolment, &home->neighbourhood, &one_time);
    return asking;
}

/* Connect and say ENROL; true where it was not sent away. */
static bool ask(struct abode *home, const struct asking *asking)
{
    const struct wire_hello hello = {.household =
                                         home->household.signing.public,
                                     .device = asking->keys.signing.public};
    struct event event = {.kind = EVENT_PEER_UP, .peer = asking->peer};
    bool is_closed = false;
    struct bytes bytes;

    bytes_init(&bytes, RECORDS_BYTES_MAX);
    check_ok(wire_write_hello(&hello, &bytes));
    event.as.up = (struct peer_up){.transport = asking->keys.transport.public,
                                   .hello = bytes_view(&bytes)};
    check_ok(abode_step(home, &event));
    bytes_reset(&bytes);
    check_ok(wire_write_enrol(&asking->enrolment, &bytes));
    event = (struct event){.kind = EVENT_MESSAGE, .peer = asking->peer};
    event.as.message = bytes_view(&bytes);
    check_ok(abode_step(home, &event));
    for (size_t index = 0; index < home->actions.count; index++) {
        is_closed |= home->actions.items[index].kind == ACTION_CLOSE;
    }
    bytes_release(&bytes);
    return !is_closed;
}

static void who_shows_a_pass_is_announced(void **state)
{
    struct asking phone;
    struct asking liar;
    const struct roster_device *listed = NULL;
    struct abode ana;

    (void)state;
    abode_init(&ana, 1);
    abode_found(&ana, "Ana");
    liar = asking_of(&ana, 2, 2);
    liar.enrolment.transport = ana.device.transport.public;
    assert_false(ask(&ana, &liar));
    liar = asking_of(&ana, 3, 3);
    liar.enrolment.pass.until_ms++;
    assert_false(ask(&ana, &liar));
    assert_int_equal(own_of(&ana)->device_count, 1);
    phone = asking_of(&ana, 1, 1);
    assert_true(ask(&ana, &phone));
    assert_int_equal(own_of(&ana)->device_count, 2);
    listed = &own_of(&ana)->devices[1];
    check_id(&listed->signing, &phone.keys.signing.public);
    check_id(&listed->transport, &phone.keys.transport.public);
    check_id(&listed->sealing, &phone.keys.sealing.public);
    check_id(&listed->one_time, &phone.enrolment.pass.one_time);
    assert_string_equal((const char *)listed->name, "phone");
    abode_release(&ana);
}

static void a_pass_is_good_once_and_until_its_end(void **state)
{
    struct command command = {.kind = COMMAND_STRIKE};
    struct asking phone;
    struct asking second;
    struct asking late;
    struct abode ana;

    (void)state;
    abode_init(&ana, 1);
    abode_found(&ana, "Ana");
    phone = asking_of(&ana, 1, 1);
    second = asking_of(&ana, 2, 1);
    late = asking_of(&ana, 3, 3);
    assert_true(ask(&ana, &phone));
    assert_true(ask(&ana, &second));
    assert_int_equal(own_of(&ana)->device_count, 2);
    command.as.device = phone.keys.signing.public;
    check_ok(abode_command(&ana, &command));
    second.peer += 50;
    assert_true(ask(&ana, &second));
    assert_int_equal(own_of(&ana)->device_count, 2);
    ana.moment.now_ms += 1001;
    assert_true(ask(&ana, &late));
    assert_int_equal(own_of(&ana)->device_count, 2);
    ana.moment.now_ms--;
    late.peer += 60;
    assert_true(ask(&ana, &late));
    assert_int_equal(own_of(&ana)->device_count, 3);
    abode_release(&ana);
}

static size_t running(struct abode *home)
{
    return household_running(own_of(home));
}

/* The lane of who came on it may be wanted while the pass is good still. */
static void a_pass_is_used_up_also_when_lanes_are_taken_again(void **state)
{
    struct body_device struck = {.former_count = 1, .one_time = {{7}}};
    struct command command = {.kind = COMMAND_STRIKE};
    struct asking asking;
    struct abode ana;

    (void)state;
    abode_init(&ana, 1);
    abode_found(&ana, "Ana");
    asking = asking_of(&ana, 1, 1);
    assert_true(ask(&ana, &asking));
    command.as.device = asking.keys.signing.public;
    check_ok(abode_command(&ana, &command));
    for (unsigned char more = 2; more < LANES_MAX; more++) {
        struck.former[0] = (struct former_key){{{more}}, ana.moment.now_ms};
        abode_announce(&ana, own_of(&ana)->devices[1].lane + more, &struck);
    }
    asking = asking_of(&ana, 2, 2);
    assert_true(ask(&ana, &asking));
    asking = asking_of(&ana, 3, 1);
    assert_true(ask(&ana, &asking));
    assert_int_equal(running(&ana), 1);
    ana.moment.now_ms += DAY_MS;
    asking = asking_of(&ana, 4, 4);
    assert_true(ask(&ana, &asking));
    assert_int_equal(running(&ana), 2);
    abode_release(&ana);
}

static void a_fifth_machine_is_not_let_in(void **state)
{
    struct abode ana;

    (void)state;
    abode_init(&ana, 1);
    abode_found(&ana, "Ana");
    for (unsigned char number = 1; number <= DEVICES_MAX; number++) {
        const struct asking asking = asking_of(&ana, number, number);

        assert_true(ask(&ana, &asking));
    }
    assert_int_equal(own_of(&ana)->device_count, DEVICES_MAX);
    abode_release(&ana);
}

static void who_is_struck_out_signs_nothing_more(void **state)
{
    struct command command = {.kind = COMMAND_STRIKE};
    struct asking phone;
    const struct id *own = NULL;
    struct abode ana;

    (void)state;
    abode_init(&ana, 1);
    abode_found(&ana, "Ana");
    phone = asking_of(&ana, 1, 1);
    own = &ana.household.signing.public;
    assert_true(ask(&ana, &phone));
    command.as.device = phone.keys.sealing.public;
    check_err(abode_command(&ana, &command), ERR_UNKNOWN);
    command.as.device = ana.device.signing.public;
    check_err(abode_command(&ana, &command), ERR_INVALID);
    ana.moment.now_ms += 1000;
    command.as.device = phone.keys.signing.public;
    check_ok(abode_command(&ana, &command));
    assert_true(own_of(&ana)->devices[1].is_struck);
    assert_true(roster_signer_counts(abode_people(&ana), own,
                                     &phone.keys.signing.public,
                                     ana.moment.now_ms - 1));
    assert_false(roster_signer_counts(abode_people(&ana), own,
                                      &phone.keys.signing.public,
                                      ana.moment.now_ms));
    assert_null(
        roster_by_transport(abode_people(&ana), &phone.keys.transport.public));
    check_err(abode_command(&ana, &command), ERR_UNKNOWN);
    abode_release(&ana);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_shows_a_pass_is_announced),
        cmocka_unit_test(a_pass_is_good_once_and_until_its_end),
        cmocka_unit_test(a_pass_is_used_up_also_when_lanes_are_taken_again),
        cmocka_unit_test(a_fifth_machine_is_not_let_in),
        cmocka_unit_test(who_is_struck_out_signs_nothing_more),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
