#include <netinet/in.h>
#include <string.h>

#include "net/address.h"
#include "tests/lib/check.h"

#define KEY "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeFF"

static void addresses_of_every_kind_are_read(void **state)
{
    static const struct {
        const char *text;
        const char *host;
        uint16_t port;
        bool has_key;
    } rows[] = {
        {"127.0.0.1:5484", "127.0.0.1", 5484, false},
        {"hall.example.org:1", "hall.example.org", 1, false},
        {"[::1]:65535", "::1", 65535, false},
        {"[fe80::1%eth0]:0", "fe80::1%eth0", 0, false},
        {"[fe80::1%br-lan_2.7]:5484", "fe80::1%br-lan_2.7", 5484, false},
        {KEY "@10.0.0.1:80", "10.0.0.1", 80, true},
        {KEY "@[2001:db8::1]:80", "2001:db8::1", 80, true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct address address;

        check_ok(address_parse(rows[i].text, &address));
        assert_string_equal(address.host, rows[i].host);
        assert_int_equal(address.port, rows[i].port);
        assert_int_equal(address.has_key, rows[i].has_key);
        assert_true(!address.has_key ||
                    (address.key[1] == 0x11 && address.key[31] == 0xff));
    }
}

static void everything_else_is_refused(void **state)
{
    static const char *const rows[] = {
        "",
        ":",
        "host",
        "host:",
        ":80",
        "host:65536",
        "host:123456",
        "host:8o",
        "host:-1",
        "host: 1",
        "[::1]",
        "[::1]80",
        "[::1:80",
        "::1:80",
        "a b:80",
        "a/b:80",
        "a@b:80",
        "@b:80",
        "00@host:80",
        KEY "0@host:80",
        "g" KEY "@host:80",
        "\xc3\xa9:80",
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct address address;

        check_err(address_parse(rows[i], &address), ERR_INVALID);
    }
}

static void host_has_its_bound(void **state)
{
    char text[ADDRESS_HOST_CHARS + 8];
    struct address address;

    (void)state;
    memset(text, 'h', sizeof text);
    memcpy(text + ADDRESS_HOST_CHARS - 1, ":80", 4);
    check_ok(address_parse(text, &address));
    memset(text, 'h', sizeof text);
    memcpy(text + ADDRESS_HOST_CHARS, ":80", 4);
    check_err(address_parse(text, &address), ERR_INVALID);
}

static struct sockaddr_storage number_of(const char *text)
{
    struct sockaddr_storage number;
    struct address address;

    check_ok(address_parse(text, &address));
    check_ok(address_number(&address, &number));
    return number;
}

static void numbers_come_back_as_text(void **state)
{
    static const char *const rows[] = {"1.2.3.4:5", "[2001:db8::7]:65535"};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct sockaddr_storage number = number_of(rows[i]);
        char text[ADDRESS_TEXT_CHARS];

        address_text((struct sockaddr *)&number, text);
        assert_string_equal(text, rows[i]);
    }
}

static void name_is_no_number(void **state)
{
    struct sockaddr_storage number;
    struct address address;

    (void)state;
    check_ok(address_parse("localhost:1", &address));
    check_err(address_number(&address, &number), ERR_INVALID);
}

static void groups_are_addresses_or_prefixes(void **state)
{
    static const struct {
        const char *left;
        const char *right;
        bool is_same;
        bool is_loopback;
    } rows[] = {
        {"1.2.3.4:1", "1.2.3.4:2", true, false},
        {"1.2.3.4:1", "1.2.3.5:1", false, false},
        {"[2001:db8::1]:1", "[2001:db8::ffff:1]:1", true, false},
        {"[2001:db8:0:1::1]:1", "[2001:db8:0:2::1]:1", false, false},
        {"[fe80::1]:1", "[fe80::1]:2", true, false},
        {"[fe80::1]:1", "[fe80::2]:1", false, false},
        {"[fe80::7:0:0:1]:1", "[0:7:0:0:1::]:1", false, false},
        {"[::ffff:1.2.3.4]:1", "1.2.3.4:9", true, false},
        {"[::ffff:127.0.0.1]:1", "127.0.0.1:9", true, true},
        {"[::1]:1", "[::1]:2", true, true},
        {"127.3.2.1:1", "127.0.0.1:9", false, true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct sockaddr_storage left = number_of(rows[i].left);
        struct sockaddr_storage right = number_of(rows[i].right);
        struct address_group left_group =
            address_group((struct sockaddr *)&left);
        struct address_group right_group =
            address_group((struct sockaddr *)&right);

        assert_int_equal(address_group_equal(&left_group, &right_group),
                         rows[i].is_same);
        assert_int_equal(left_group.is_loopback, rows[i].is_loopback);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_of_every_kind_are_read),
        cmocka_unit_test(everything_else_is_refused),
        cmocka_unit_test(host_has_its_bound),
        cmocka_unit_test(numbers_come_back_as_text),
        cmocka_unit_test(name_is_no_number),
        cmocka_unit_test(groups_are_addresses_or_prefixes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
