#include <string.h>

#include "node/limits.h"
#include "node/record/identity.h"
#include "node/record/words.h"
#include "tests/lib/check.h"

static const unsigned char seed[KEY_SEED_BYTES] = {1, 2, 3};

static void domains_are_different_and_none_begins_another(void **state)
{
    (void)state;
    for (int left = 0; left < DOMAIN_COUNT; left++) {
        struct view one = domain_view((enum domain)left);

        assert_int_equal(one.data[one.bytes - 1], 0);
        assert_int_equal(strlen((const char *)one.data), one.bytes - 1);
        for (int right = 0; right < left; right++) {
            assert_false(view_equal(one, domain_view((enum domain)right)));
        }
    }
}

/* What was signed for one use verifies for no other. */
static void signature_serves_one_use_only(void **state)
{
    struct keys_household keys;
    struct view part = view_text("the same bytes");

    (void)state;
    keys_household_make(seed, &keys);
    for (int made = 0; made < DOMAIN_COUNT; made++) {
        unsigned char signature[SIGNATURE_BYTES];

        identity_sign((enum domain)made, &part, 1, keys.signing.secret,
                      signature);
        for (int used = 0; used < DOMAIN_COUNT; used++) {
            check_err(identity_verify((enum domain)used, &part, 1,
                                      &keys.signing.public, signature),
                      used == made ? ERR_OK : ERR_SIGNATURE);
        }
    }
    keys_household_release(&keys);
}

static void hash_differs_for_each_use(void **state)
{
    struct view part = view_text("the same bytes");
    struct id hashes[DOMAIN_COUNT];

    (void)state;
    for (int left = 0; left < DOMAIN_COUNT; left++) {
        identity_hash((enum domain)left, &part, 1, &hashes[left]);
        for (int right = 0; right < left; right++) {
            assert_false(id_equal(&hashes[left], &hashes[right]));
        }
    }
}

static void parts_are_joined_as_they_stand(void **state)
{
    struct view whole = view_text("abcd");
    struct view parts[] = {view_text("ab"), {NULL, 0}, view_text("cd")};
    struct signing_keys keys;
    struct id one;
    struct id three;
    unsigned char signature[SIGNATURE_BYTES];

    (void)state;
    keys_one_time_make(seed, &keys);
    identity_hash(DOMAIN_ID, &whole, 1, &one);
    identity_hash(DOMAIN_ID, parts, 3, &three);
    check_id(&one, &three);
    identity_sign(DOMAIN_JOIN, parts, 3, keys.secret, signature);
    check_ok(identity_verify(DOMAIN_JOIN, &whole, 1, &keys.public, signature));
}

static void each_changed_bit_breaks_a_signature(void **state)
{
    struct signing_keys keys;
    unsigned char message[] = "ladder";
    struct view part = {message, sizeof message};
    unsigned char signature[SIGNATURE_BYTES];

    (void)state;
    keys_one_time_make(seed, &keys);
    identity_sign(DOMAIN_RECORD, &part, 1, keys.secret, signature);
    for (size_t i = 0; i < SIGNATURE_BYTES; i++) {
        signature[i] ^= 1;
        check_err(
            identity_verify(DOMAIN_RECORD, &part, 1, &keys.public, signature),
            ERR_SIGNATURE);
        signature[i] ^= 1;
    }
    message[0] ^= 1;
    check_err(identity_verify(DOMAIN_RECORD, &part, 1, &keys.public, signature),
              ERR_SIGNATURE);
    message[0] ^= 1;
    check_ok(identity_verify(DOMAIN_RECORD, &part, 1, &keys.public, signature));
}

static void message_may_be_as_long_as_a_record_and_no_longer(void **state)
{
    static unsigned char message[RECORD_BYTES_MAX + 1];
    struct signing_keys keys;
    struct view part = {message, RECORD_BYTES_MAX};
    unsigned char signature[SIGNATURE_BYTES];

    (void)state;
    keys_one_time_make(seed, &keys);
    identity_sign(DOMAIN_RECORD, &part, 1, keys.secret, signature);
    check_ok(identity_verify(DOMAIN_RECORD, &part, 1, &keys.public, signature));
    part.bytes++;
    check_err(identity_verify(DOMAIN_RECORD, &part, 1, &keys.public, signature),
              ERR_SIGNATURE);
}

static void seed_gives_the_same_keys_again(void **state)
{
    struct keys_device one;
    struct keys_device two;

    (void)state;
    keys_device_make(seed, &one);
    keys_device_make(seed, &two);
    assert_memory_equal(&one, &two, sizeof one);
}

static void keys_of_one_seed_have_nothing_in_common(void **state)
{
    struct keys_household household;
    struct keys_device device;
    struct signing_keys one_time;
    const unsigned char *secrets[5];

    (void)state;
    keys_household_make(seed, &household);
    keys_device_make(seed, &device);
    keys_one_time_make(seed, &one_time);
    secrets[0] = household.signing.secret;
    secrets[1] = device.signing.secret;
    secrets[2] = device.transport.secret;
    secrets[3] = device.sealing.secret;
    secrets[4] = one_time.secret;
    for (int left = 0; left < 5; left++) {
        assert_memory_not_equal(secrets[left], seed, KEY_SEED_BYTES);
        for (int right = 0; right < left; right++) {
            assert_memory_not_equal(secrets[left], secrets[right],
                                    KEY_SEED_BYTES);
        }
    }
    assert_memory_equal(household.signing.secret + KEY_SEED_BYTES,
                        household.signing.public.data, ID_BYTES);
}

static void released_keys_are_zero(void **state)
{
    static const struct keys_device none_device;
    static const struct keys_household none_household;
    static const struct signing_keys none_one_time;
    struct keys_device device;
    struct keys_household household;
    struct signing_keys one_time;

    (void)state;
    keys_device_make(seed, &device);
    keys_household_make(seed, &household);
    keys_one_time_make(seed, &one_time);
    for (int twice = 0; twice < 2; twice++) {
        keys_device_release(&device);
        keys_household_release(&household);
        keys_one_time_release(&one_time);
    }
    assert_memory_equal(&device, &none_device, sizeof device);
    assert_memory_equal(&household, &none_household, sizeof household);
    assert_memory_equal(&one_time, &none_one_time, sizeof one_time);
}

static void words_are_short_and_begin_differently(void **state)
{
    (void)state;
    for (unsigned left = 0; left < WORD_COUNT; left++) {
        const char *word = word_at((unsigned char)left);

        assert_in_range(strlen(word), 3, WORD_CHARS_MAX);
        assert_int_equal(strspn(word, "abcdefghijklmnopqrstuvwxyz"),
                         strlen(word));
        for (unsigned right = 0; right < left; right++) {
            assert_int_not_equal(
                strncmp(word, word_at((unsigned char)right), 4), 0);
        }
    }
}

static void key_has_two_words(void **state)
{
    struct id key = check_id_of(1);
    struct id other = check_id_of(2);
    char words[WORDS_CHARS];
    char words_other[WORDS_CHARS];

    (void)state;
    identity_words(&key, words);
    identity_words(&other, words_other);
    assert_string_equal(words, "canoe-nest");
    assert_string_equal(words_other, "finch-brush");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(domains_are_different_and_none_begins_another),
        cmocka_unit_test(signature_serves_one_use_only),
        cmocka_unit_test(hash_differs_for_each_use),
        cmocka_unit_test(parts_are_joined_as_they_stand),
        cmocka_unit_test(each_changed_bit_breaks_a_signature),
        cmocka_unit_test(message_may_be_as_long_as_a_record_and_no_longer),
        cmocka_unit_test(seed_gives_the_same_keys_again),
        cmocka_unit_test(keys_of_one_seed_have_nothing_in_common),
        cmocka_unit_test(released_keys_are_zero),
        cmocka_unit_test(words_are_short_and_begin_differently),
        cmocka_unit_test(key_has_two_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
