/* Every vector of spec/vectors/beacon.json through net/codec/beacon. */
#include "net/codec/beacon.h"
#include "tests/lib/check.h"
#include "tests/lib/vectors.h"

static void check_beacon(const json_t *wanted)
{
    struct neighbourhood place;
    struct beacon beacon = {
        .flags = (uint8_t)vectors_number(wanted, "flags"),
        .port = (uint16_t)vectors_number(wanted, "port"),
    };
    struct beacon read;
    unsigned char network_key[BEACON_KEY_BYTES];
    unsigned char transport[ID_BYTES];
    unsigned char nonce[BEACON_NONCE_BYTES];
    unsigned char key[BEACON_KEY_BYTES];
    unsigned char made[BEACON_KEY_BYTES];
    unsigned char tag[BEACON_TAG_BYTES];
    unsigned char packet[BEACON_BYTES];
    unsigned char again[BEACON_BYTES];

    vectors_bytes(wanted, "network_key", network_key, sizeof network_key);
    vectors_bytes(wanted, "neighbourhood", place.data, sizeof place.data);
    vectors_bytes(wanted, "transport", transport, sizeof transport);
    vectors_bytes(wanted, "nonce", nonce, sizeof nonce);
    vectors_bytes(wanted, "key", key, sizeof key);
    vectors_bytes(wanted, "tag", tag, sizeof tag);
    vectors_bytes(wanted, "bytes", packet, sizeof packet);
    beacon_key(network_key, &place, (uint32_t)vectors_number(wanted, "day"),
               made);
    assert_memory_equal(made, key, sizeof key);
    beacon_tag(key, transport, beacon.tag);
    assert_memory_equal(beacon.tag, tag, sizeof tag);
    beacon_seal(key, nonce, &beacon, again);
    assert_memory_equal(again, packet, sizeof packet);
    check_ok(beacon_open(key, packet, &read));
    assert_int_equal(read.flags, beacon.flags);
    assert_int_equal(read.port, beacon.port);
    assert_memory_equal(read.tag, tag, sizeof tag);
}

static void every_beacon_opens_and_is_sealed_again(void **state)
{
    (void)state;
    vectors_each("beacon", "beacons", 4, check_beacon);
}

static void check_refused(const json_t *wanted)
{
    unsigned char key[BEACON_KEY_BYTES];
    unsigned char packet[BEACON_BYTES];
    struct beacon read;

    vectors_bytes(wanted, "key", key, sizeof key);
    vectors_bytes(wanted, "bytes", packet, sizeof packet);
    vectors_refused(wanted, beacon_open(key, packet, &read));
}

static void every_refusal_is_for_its_reason(void **state)
{
    (void)state;
    vectors_each("beacon", "refused", 3, check_refused);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_beacon_opens_and_is_sealed_again),
        cmocka_unit_test(every_refusal_is_for_its_reason),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
