#include <string.h>

#include "net/codec/beacon.h"
#include "tests/lib/check.h"

static const unsigned char network_key[BEACON_KEY_BYTES] = {1, 2, 3};
static const unsigned char nonce[BEACON_NONCE_BYTES] = {9};
static const struct neighbourhood place = {{4, 5}};
static const struct beacon sample = {.flags = BEACON_ASKS,
                                     .port = 5484,
                                     .tag = "abcdefg"};
static unsigned char key[BEACON_KEY_BYTES];
static unsigned char packet[BEACON_BYTES];

static int set_up(void **state)
{
    (void)state;
    beacon_key(network_key, &place, 20000, key);
    beacon_seal(key, nonce, &sample, packet);
    return 0;
}

static void what_was_called_is_heard(void **state)
{
    struct beacon heard;

    (void)state;
    check_ok(beacon_open(key, packet, &heard));
    assert_int_equal(heard.flags, BEACON_ASKS);
    assert_int_equal(heard.port, 5484);
    assert_memory_equal(heard.tag, sample.tag, BEACON_TAG_BYTES);
}

static void every_flipped_bit_is_noticed(void **state)
{
    struct beacon heard;

    (void)state;
    for (size_t bit = 0; bit < 8 * sizeof packet; bit++) {
        packet[bit / 8] ^= (unsigned char)(1U << bit % 8);
        check_err(beacon_open(key, packet, &heard), ERR_STRANGER);
        packet[bit / 8] ^= (unsigned char)(1U << bit % 8);
    }
}

static void each_day_and_place_has_its_key(void **state)
{
    const struct neighbourhood elsewhere = {{4, 6}};
    unsigned char other_network_key[BEACON_KEY_BYTES] = {1, 2, 4};
    unsigned char other[BEACON_KEY_BYTES];
    struct beacon heard;

    (void)state;
    beacon_key(network_key, &place, 20001, other);
    check_err(beacon_open(other, packet, &heard), ERR_STRANGER);
    beacon_key(network_key, &elsewhere, 20000, other);
    check_err(beacon_open(other, packet, &heard), ERR_STRANGER);
    beacon_key(other_network_key, &place, 20000, other);
    check_err(beacon_open(other, packet, &heard), ERR_STRANGER);
}

static void nobody_is_called_the_same_tomorrow(void **state)
{
    const struct id ana = check_id_of(1);
    const struct id ben = check_id_of(2);
    unsigned char tomorrow[BEACON_KEY_BYTES];
    unsigned char one[BEACON_TAG_BYTES];
    unsigned char two[BEACON_TAG_BYTES];

    (void)state;
    beacon_key(network_key, &place, 20001, tomorrow);
    beacon_tag(key, ana.data, one);
    beacon_tag(key, ana.data, two);
    assert_memory_equal(one, two, sizeof one);
    beacon_tag(key, ben.data, two);
    assert_memory_not_equal(one, two, sizeof one);
    beacon_tag(tomorrow, ana.data, two);
    assert_memory_not_equal(one, two, sizeof one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_called_is_heard),
        cmocka_unit_test(every_flipped_bit_is_noticed),
        cmocka_unit_test(each_day_and_place_has_its_key),
        cmocka_unit_test(nobody_is_called_the_same_tomorrow),
    };

    return cmocka_run_group_tests(tests, set_up, NULL);
}
