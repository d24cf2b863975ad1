/* Every vector of spec/vectors/beacon.json through net/codec/beacon. */
#include <jansson.h>

#include "net/codec/beacon.h"
#include "tests/lib/check.h"

static void
bytes_of(const json_t *object, const char *key, unsigned char *out, size_t room)
{
    const char *text = json_string_value(json_object_get(object, key));

    assert_int_equal(check_hex(text, out, room).bytes, room);
}

static json_int_t number_of(const json_t *object, const char *key)
{
    return json_integer_value(json_object_get(object, key));
}

static json_t *load(void)
{
    json_error_t error;
    json_t *root = json_load_file("spec/vectors/beacon.json", 0, &error);

    assert_non_null(root);
    return root;
}

static void check_beacon(const json_t *wanted)
{
    struct neighbourhood place;
    struct beacon beacon = {
        .flags = (uint8_t)number_of(wanted, "flags"),
        .port = (uint16_t)number_of(wanted, "port"),
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

    bytes_of(wanted, "network_key", network_key, sizeof network_key);
    bytes_of(wanted, "neighbourhood", place.data, sizeof place.data);
    bytes_of(wanted, "transport", transport, sizeof transport);
    bytes_of(wanted, "nonce", nonce, sizeof nonce);
    bytes_of(wanted, "key", key, sizeof key);
    bytes_of(wanted, "tag", tag, sizeof tag);
    bytes_of(wanted, "bytes", packet, sizeof packet);
    beacon_key(network_key, &place, (uint32_t)number_of(wanted, "day"), made);
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
    json_t *root = load();
    json_t *wanted = NULL;
    size_t index = 0;

    (void)state;
    assert_true(json_array_size(json_object_get(root, "beacons")) >= 4);
    json_array_foreach(json_object_get(root, "beacons"), index, wanted)
    {
        check_beacon(wanted);
    }
    json_decref(root);
}

static void every_refusal_is_for_its_reason(void **state)
{
    json_t *root = load();
    json_t *wanted = NULL;
    size_t index = 0;

    (void)state;
    assert_true(json_array_size(json_object_get(root, "refused")) >= 3);
    json_array_foreach(json_object_get(root, "refused"), index, wanted)
    {
        unsigned char key[BEACON_KEY_BYTES];
        unsigned char packet[BEACON_BYTES];
        struct beacon read;

        bytes_of(wanted, "key", key, sizeof key);
        bytes_of(wanted, "bytes", packet, sizeof packet);
        assert_string_equal(
            err_name(beacon_open(key, packet, &read)),
            json_string_value(json_object_get(wanted, "error")));
    }
    json_decref(root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_beacon_opens_and_is_sealed_again),
        cmocka_unit_test(every_refusal_is_for_its_reason),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
