#include <string.h>

#include "tests/lib/check.h"

static const char counted[] = "000102030405060708090a0b0c0d0e0f"
                              "101112131415161718191a1b1c1d1e1f";

static void hex_goes_there_and_back(void **state)
{
    struct id id = check_id_of(0);
    char hex[ID_HEX_CHARS];

    (void)state;
    check_ok(id_from_hex(counted, &id));
    assert_int_equal(id.data[0], 0);
    assert_int_equal(id.data[31], 31);
    id_to_hex(&id, hex);
    assert_string_equal(hex, counted);
}

static void upper_case_hex_is_read_and_lower_case_written(void **state)
{
    struct neighbourhood neighbourhood;
    char hex[NEIGHBOURHOOD_HEX_CHARS];

    (void)state;
    check_ok(neighbourhood_from_hex("ABCDEFabcdef00112233445566778899",
                                    &neighbourhood));
    neighbourhood_to_hex(&neighbourhood, hex);
    assert_string_equal(hex, "abcdefabcdef00112233445566778899");
}

static void refused_hex_changes_nothing(void **state)
{
    static const char *const refused[] = {
        "",
        "00",
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1",
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f0",
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f00",
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1g",
        "g00102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "00 102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
    };
    const struct id before = check_id_of(7);
    struct id id = before;
    size_t index = 0;

    (void)state;
    for (index = 0; index < sizeof refused / sizeof refused[0]; index++) {
        check_err(id_from_hex(refused[index], &id), ERR_INVALID);
        check_id(&id, &before);
    }
}

static void neighbourhood_is_not_read_from_an_id(void **state)
{
    struct neighbourhood neighbourhood;

    (void)state;
    check_err(neighbourhood_from_hex(counted, &neighbourhood), ERR_INVALID);
}

static void order_is_that_of_the_bytes(void **state)
{
    struct id left = check_id_of(1);
    struct id right = check_id_of(1);

    (void)state;
    assert_int_equal(id_compare(&left, &right), 0);
    right.data[ID_BYTES - 1] = 255;
    assert_true(id_compare(&left, &right) < 0);
    assert_true(id_compare(&right, &left) > 0);
    left.data[0] = 2;
    assert_true(id_compare(&left, &right) > 0);
}

static void one_bit_makes_another_id(void **state)
{
    const struct id id = check_id_of(0x5a);
    size_t bit = 0;

    (void)state;
    assert_true(id_equal(&id, &id));
    for (bit = 0; bit < 8 * ID_BYTES; bit++) {
        struct id other = id;

        other.data[bit / 8] ^= (unsigned char)(1U << bit % 8);
        assert_false(id_equal(&id, &other));
    }
}

static void one_bit_makes_another_neighbourhood(void **state)
{
    struct neighbourhood neighbourhood;
    size_t bit = 0;

    (void)state;
    memset(&neighbourhood, 0x5a, sizeof neighbourhood);
    assert_true(neighbourhood_equal(&neighbourhood, &neighbourhood));
    for (bit = 0; bit < 8 * NEIGHBOURHOOD_BYTES; bit++) {
        struct neighbourhood other = neighbourhood;

        other.data[bit / 8] ^= (unsigned char)(1U << bit % 8);
        assert_false(neighbourhood_equal(&neighbourhood, &other));
    }
}

static void only_all_zero_is_no_id(void **state)
{
    struct id id = check_id_of(0);

    (void)state;
    assert_true(id_is_zero(&id));
    id.data[ID_BYTES - 1] = 1;
    assert_false(id_is_zero(&id));
}

static void prefix_is_the_first_eight_bytes(void **state)
{
    struct id id = check_id_of(0);

    (void)state;
    check_ok(id_from_hex(counted, &id));
    assert_true(id_prefix(&id) == UINT64_C(0x0001020304050607));
}

static void member_of_a_list_is_found(void **state)
{
    const struct id ids[] = {{{1}}, {{2}}, {{3}}};
    const struct id other = {{4}};

    (void)state;
    assert_true(id_is_among(ids, 3, &ids[0]));
    assert_true(id_is_among(ids, 3, &ids[2]));
    assert_false(id_is_among(ids, 2, &ids[2]));
    assert_false(id_is_among(ids, 3, &other));
    assert_false(id_is_among(ids, 0, &ids[0]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(member_of_a_list_is_found),
        cmocka_unit_test(hex_goes_there_and_back),
        cmocka_unit_test(upper_case_hex_is_read_and_lower_case_written),
        cmocka_unit_test(refused_hex_changes_nothing),
        cmocka_unit_test(neighbourhood_is_not_read_from_an_id),
        cmocka_unit_test(order_is_that_of_the_bytes),
        cmocka_unit_test(one_bit_makes_another_id),
        cmocka_unit_test(one_bit_makes_another_neighbourhood),
        cmocka_unit_test(only_all_zero_is_no_id),
        cmocka_unit_test(prefix_is_the_first_eight_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
