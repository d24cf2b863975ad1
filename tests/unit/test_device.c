#include "node/people/device.h"
#include "tests/lib/check.h"
#include "tests/lib/street.h"

static struct body_device device_of(unsigned number)
{
    const struct keys_device keys = street_device_keys(number);

    return (struct body_device){.signing = keys.signing.public,
                                .transport = keys.transport.public,
                                .sealing = keys.sealing.public};
}

static bool counts(const struct roster *roster,
                   unsigned household,
                   unsigned device,
                   uint64_t stamp_ms)
{
    const struct id id = street_id(household);
    const struct id signer = street_device_keys(device).signing.public;

    return roster_signer_counts(roster, &id, &signer, stamp_ms);
}

static void listed_key_signs_for_its_household_alone(void **state)
{
    const struct body_device device = device_of(0);
    const struct id founder = street_id(0);
    struct street street;
    struct roster *roster = NULL;

    (void)state;
    street_init(&street);
    street_vouch(&street, 0, 0, 1, 1);
    street_device(&street, 0, &device, 1);
    roster = street_roster(&street, 1);
    assert_true(counts(roster, 0, 0, street_ms(1)));
    assert_false(counts(roster, 0, 1, street_ms(1)));
    assert_false(counts(roster, 1, 0, street_ms(1)));
    assert_false(roster_signer_counts(roster, &founder, &founder, 0));
    roster_free(roster);
    street_release(&street);
}

static void former_key_signs_until_it_ended(void **state)
{
    struct body_device device = device_of(2);
    struct street street;
    struct roster *roster = NULL;

    (void)state;
    device.former[0] =
        (struct former_key){street_device_keys(1).signing.public, street_ms(5)};
    device.former_count = 1;
    street_init(&street);
    street_device(&street, 0, &device, 5);
    roster = street_roster(&street, 5);
    assert_true(counts(roster, 0, 1, street_ms(5) - 1));
    assert_false(counts(roster, 0, 1, street_ms(5)));
    assert_true(counts(roster, 0, 2, street_ms(9)));
    roster_free(roster);
    street_release(&street);
}

static void struck_out_device_signs_nothing_new(void **state)
{
    const struct body_device device = device_of(1);
    const struct id transport = device.transport;
    struct body_device struck = {
        .former = {{street_device_keys(1).signing.public, street_ms(5)}},
        .former_count = 1,
    };
    const struct id founder = street_id(0);
    const struct id no_key = {{0}};
    struct street street;
    struct roster *roster = NULL;

    (void)state;
    street_init(&street);
    street_device(&street, 0, &device, 1);
    street_device(&street, 0, &struck, 5);
    roster = street_roster(&street, 5);
    assert_true(counts(roster, 0, 1, street_ms(4)));
    assert_false(counts(roster, 0, 1, street_ms(5)));
    assert_null(roster_by_transport(roster, &transport));
    assert_true(roster_find(roster, &founder)->devices[0].is_struck);
    assert_false(roster_signer_counts(roster, &founder, &no_key, 0));
    roster_free(roster);
    street_release(&street);
}

static void transport_key_names_its_household(void **state)
{
    const struct body_device device = device_of(3);
    const struct id founder = street_id(0);
    struct street street;
    struct roster *roster = NULL;
    const struct roster_household *found = NULL;

    (void)state;
    street_init(&street);
    street_device_in(&street, 0, 2, &device, 1);
    roster = street_roster(&street, 1);
    found = roster_by_transport(roster, &device.transport);
    assert_non_null(found);
    check_id(&found->id, &founder);
    assert_int_equal(found->device_count, 1);
    assert_int_equal(found->devices[0].lane, 2);
    assert_null(roster_by_transport(roster, &founder));
    roster_free(roster);
    street_release(&street);
}

/* Two who share a folder, and know nothing of each other, take two lanes. */
static void both_of_two_copies_count(void **state)
{
    const struct body_device device = device_of(0);
    const struct body_device left = device_of(1);
    const struct body_device right = device_of(2);
    const struct id founder = street_id(0);
    struct street street;
    struct roster *roster = NULL;

    (void)state;
    street_init(&street);
    street_device_in(&street, 0, 0, &device, 1);
    street_device_in(&street, 0, 77, &left, 2);
    street_device_in(&street, 0, 4000000000, &right, 2);
    roster = street_roster(&street, 2);
    assert_true(counts(roster, 0, 0, street_ms(3)));
    assert_true(counts(roster, 0, 1, street_ms(3)));
    assert_true(counts(roster, 0, 2, street_ms(3)));
    assert_true(roster_has_lane(roster, &founder, 0));
    assert_true(roster_has_lane(roster, &founder, 77));
    assert_true(roster_has_lane(roster, &founder, 4000000000));
    assert_false(roster_has_lane(roster, &founder, 78));
    roster_free(roster);
    street_release(&street);
}

static void only_the_eight_oldest_lanes_count(void **state)
{
    const struct id founder = street_id(0);
    struct street street;
    struct roster *roster = NULL;
    size_t places[LANES_MAX + 1];

    (void)state;
    street_init(&street);
    for (unsigned index = 0; index <= LANES_MAX; index++) {
        const struct body_device device = device_of(index);
        const uint32_t lane = 1000 - 10 * index;

        places[index] = street_device_in(&street, 0, lane, &device, 1);
    }
    for (unsigned own = 0; own < 2; own++) {
        roster = own == 0 ? street_roster(&street, 1)
                          : street_roster_of(&street, 0, 1);
        assert_int_equal(roster_find(roster, &founder)->device_count,
                         LANES_MAX);
        assert_false(street_keeps(roster, &street, places[0]));
        assert_true(street_keeps(roster, &street, places[1]));
        assert_true(street_keeps(roster, &street, places[LANES_MAX]));
        assert_false(counts(roster, 0, 0, street_ms(1)));
        assert_true(counts(roster, 0, 1, street_ms(1)));
        roster_free(roster);
    }
    street_release(&street);
}

static void transport_of_one_who_was_cut_off_is_a_guests(void **state)
{
    const struct body_device device = device_of(1);
    struct street street;
    struct roster *roster = NULL;

    (void)state;
    street_init(&street);
    street_vouch(&street, 0, 0, 1, 1);
    street_device(&street, 1, &device, 1);
    roster = street_roster(&street, 1);
    assert_non_null(roster_by_transport(roster, &device.transport));
    roster_free(roster);
    street_unvouch(&street, 0, 0, 1, 2);
    roster = street_roster(&street, 2);
    assert_null(roster_by_transport(roster, &device.transport));
    assert_true(counts(roster, 1, 1, street_ms(1)));
    roster_free(roster);
    street_release(&street);
}

static void who_is_nearer_is_named_for_a_key_claimed_twice(void **state)
{
    const struct body_device device = device_of(1);
    const struct id founder = street_id(0);
    const struct id member = street_id(1);
    const struct id stranger = street_id(2);
    struct street street;
    struct roster *roster = NULL;

    (void)state;
    street_init(&street);
    street_vouch(&street, 0, 0, 1, 1);
    street_device(&street, 1, &device, 1);
    street_device(&street, 0, &device, 1);
    roster = street_roster(&street, 1);
    check_id(&roster_by_transport(roster, &device.transport)->id, &founder);
    assert_true(roster_claims(roster, &founder, &device.transport));
    assert_true(roster_claims(roster, &member, &device.transport));
    assert_false(roster_claims(roster, &stranger, &device.transport));
    assert_false(roster_claims(roster, &member, &founder));
    roster_free(roster);
    street_release(&street);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(listed_key_signs_for_its_household_alone),
        cmocka_unit_test(former_key_signs_until_it_ended),
        cmocka_unit_test(struck_out_device_signs_nothing_new),
        cmocka_unit_test(transport_key_names_its_household),
        cmocka_unit_test(both_of_two_copies_count),
        cmocka_unit_test(only_the_eight_oldest_lanes_count),
        cmocka_unit_test(transport_of_one_who_was_cut_off_is_a_guests),
        cmocka_unit_test(who_is_nearer_is_named_for_a_key_claimed_twice),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
