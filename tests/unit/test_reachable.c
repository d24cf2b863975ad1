#include <string.h>

#include "cli/reachable.h"
#include "tests/lib/check.h"

static char found[8][INVITATION_ADDRESS_CHARS];

static void an_address_stands_for_itself(void **state)
{
    (void)state;
    assert_int_equal(reachable_expand("192.168.1.7:5484", false, found, 8), 1);
    assert_string_equal(found[0], "192.168.1.7:5484");
    assert_int_equal(reachable_expand("[2001:db8::7]:80", false, found, 8), 1);
    assert_string_equal(found[0], "[2001:db8::7]:80");
}

static void loopback_is_told_apart(void **state)
{
    (void)state;
    assert_int_equal(reachable_expand("127.0.0.1:80", false, found, 8), 0);
    assert_int_equal(reachable_expand("127.0.0.1:80", true, found, 8), 1);
    assert_int_equal(reachable_expand("[::1]:80", true, found, 8), 1);
    assert_int_equal(reachable_expand("[::1]:80", false, found, 8), 0);
}

static void a_wildcard_stands_for_the_interfaces(void **state)
{
    size_t count = reachable_expand("0.0.0.0:5484", true, found, 8);

    (void)state;
    assert_true(count >= 1);
    assert_string_equal(found[0], "127.0.0.1:5484");
    count = reachable_expand("0.0.0.0:5484", false, found, 8);
    for (size_t index = 0; index < count; index++) {
        assert_null(strstr(found[index], "127."));
        assert_null(strstr(found[index], "0.0.0.0"));
        assert_non_null(strstr(found[index], ":5484"));
    }
}

static void nothing_is_written_past_the_room(void **state)
{
    (void)state;
    assert_int_equal(reachable_expand("0.0.0.0:5484", true, found, 0), 0);
    assert_int_equal(reachable_expand("10.0.0.1:1", false, found, 0), 0);
    assert_int_equal(reachable_expand("no address", false, found, 8), 0);
    assert_int_equal(reachable_expand("", false, found, 8), 0);
}

static void records_name_no_places_that_are_none(void **state)
{
    static const char *const good[] = {"hall.example:5484", "192.168.1.7:80",
                                       "[2001:db8::7]:5484", "100.64.1.1:1"};
    static const char *const bad[] = {
        "hall.example",
        "hall.example:0",
        "0.0.0.0:80",
        "0.1.2.3:80",
        "224.0.0.1:80",
        "255.255.255.255:80",
        "169.254.1.1:80",
        "[::]:80",
        "[ff02::1]:80",
        "[fe80::1]:80",
        "[fe80::1%eth0]:80",
        "[::ffff:127.0.0.1]:80",
        "[::127.0.0.1]:80",
        "hall.example/x:5484",
        "",
        "0000000000000000000000000000000000000000000000000000000000000007@"
        "10.0.0.1:80",
    };

    (void)state;
    for (size_t row = 0; row < sizeof good / sizeof good[0]; row++) {
        assert_true(reachable_may_dial(good[row], false));
    }
    for (size_t row = 0; row < sizeof bad / sizeof bad[0]; row++) {
        assert_false(reachable_may_dial(bad[row], false));
        assert_false(reachable_may_dial(bad[row], true));
    }
}

static void loopback_is_for_who_is_there(void **state)
{
    static const char *const own[] = {"127.0.0.1:80", "127.9.9.9:80",
                                      "[::1]:80", "localhost:80"};

    (void)state;
    for (size_t row = 0; row < sizeof own / sizeof own[0]; row++) {
        assert_false(reachable_may_dial(own[row], false));
        assert_true(reachable_may_dial(own[row], true));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_stands_for_itself),
        cmocka_unit_test(loopback_is_told_apart),
        cmocka_unit_test(a_wildcard_stands_for_the_interfaces),
        cmocka_unit_test(records_name_no_places_that_are_none),
        cmocka_unit_test(loopback_is_for_who_is_there),
        cmocka_unit_test(nothing_is_written_past_the_room),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
