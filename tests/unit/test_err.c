#include <string.h>

#include "tests/lib/check.h"

static void every_error_has_a_name_and_a_text(void **state)
{
    int number = 0;

    (void)state;
    for (number = 0; number < ERR_COUNT; number++) {
        assert_true(strlen(err_name((enum err)number)) > 0);
        assert_true(strlen(err_text((enum err)number)) > 0);
        assert_string_not_equal(err_name((enum err)number), "STRANGE");
    }
}

static void no_two_errors_share_a_name(void **state)
{
    int left = 0;
    int right = 0;

    (void)state;
    for (left = 0; left < ERR_COUNT; left++) {
        for (right = left + 1; right < ERR_COUNT; right++) {
            assert_string_not_equal(err_name((enum err)left),
                                    err_name((enum err)right));
            assert_string_not_equal(err_text((enum err)left),
                                    err_text((enum err)right));
        }
    }
}

static void name_text_and_blame_are_of_one_row(void **state)
{
    (void)state;
    assert_string_equal(err_name(ERR_OK), "OK");
    assert_string_equal(err_text(ERR_NOMEM), "out of memory");
    assert_string_equal(err_name(ERR_NEWER_STORE), "NEWER_STORE");
    assert_int_equal(err_blame(ERR_OK), BLAME_NOBODY);
    assert_int_equal(err_blame(ERR_MALFORMED), BLAME_PEER);
    assert_int_equal(err_blame(ERR_DENIED), BLAME_USER);
    assert_int_equal(err_blame(ERR_DISK_FULL), BLAME_HOST);
}

static void only_a_peers_own_doing_costs_the_peer(void **state)
{
    int blamed = 0;
    int number = 0;

    (void)state;
    for (number = 0; number < ERR_COUNT; number++) {
        blamed += err_blame((enum err)number) == BLAME_PEER;
    }
    assert_int_equal(blamed, 3);
    assert_int_equal(err_blame(ERR_SIGNATURE), BLAME_PEER);
    assert_int_equal(err_blame(ERR_PROTOCOL), BLAME_PEER);
    assert_int_not_equal(err_blame(ERR_STRANGER), BLAME_PEER);
    assert_int_not_equal(err_blame(ERR_EARLY), BLAME_PEER);
}

static void a_number_outside_the_enum_is_our_fault(void **state)
{
    (void)state;
    assert_int_equal(err_blame(ERR_COUNT), BLAME_HOST);
    assert_string_equal(err_name(ERR_COUNT), "STRANGE");
    assert_non_null(err_text(ERR_COUNT));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_error_has_a_name_and_a_text),
        cmocka_unit_test(no_two_errors_share_a_name),
        cmocka_unit_test(name_text_and_blame_are_of_one_row),
        cmocka_unit_test(only_a_peers_own_doing_costs_the_peer),
        cmocka_unit_test(a_number_outside_the_enum_is_our_fault),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
