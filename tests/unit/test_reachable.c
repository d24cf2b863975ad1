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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_stands_for_itself),
        cmocka_unit_test(loopback_is_told_apart),
        cmocka_unit_test(a_wildcard_stands_for_the_interfaces),
        cmocka_unit_test(nothing_is_written_past_the_room),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
