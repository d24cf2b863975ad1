#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cli/clock.h"
#include "cli/fetch.h"
#include "tests/lib/check.h"
#include "tests/lib/house.h"

/* A socket on loopback with a port of its own; listening, or only bound. */
static int open_port(bool is_listening, char *address, size_t room)
{
    struct sockaddr_in place = {.sin_family = AF_INET,
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t bytes = sizeof place;
    int file = socket(AF_INET, SOCK_STREAM, 0);

    assert_true(file >= 0);
    assert_int_equal(bind(file, (struct sockaddr *)&place, sizeof place), 0);
    if (is_listening) {
        assert_int_equal(listen(file, 4), 0);
    }
    assert_int_equal(getsockname(file, (struct sockaddr *)&place, &bytes), 0);
    (void)snprintf(address, room, "127.0.0.1:%u",
                   (unsigned)ntohs(place.sin_port));
    return file;
}

static void an_open_door_is_heard(void **state)
{
    char open_address[32];
    char shut_address[32];
    int open_file = open_port(true, open_address, sizeof open_address);
    int shut_file = open_port(false, shut_address, sizeof shut_address);
    const char *both[] = {shut_address, open_address};

    (void)state;
    assert_true(fetch_knock(both, 2));
    assert_false(fetch_knock(both, 1));
    (void)close(open_file);
    (void)close(shut_file);
}

static void what_is_no_address_is_nobody(void **state)
{
    const char *strange[] = {
        "", "nowhere", "127.0.0.1:", ":1", "[]:1", "127.0.0.1:99999"};

    (void)state;
    assert_false(fetch_knock(strange, 6));
    assert_false(fetch_knock(strange, 0));
}

static void nobody_there_costs_no_time(void **state)
{
    const struct out out = {.is_json = true};
    enum fetch_end end = FETCH_SYNCED;
    uint64_t begun_ms = clock_mono_ms();
    struct problem why;
    struct house ana;

    (void)state;
    problem_init(&why);
    house_found(&ana, "Ana");
    check_ok(fetch_board(&ana.drive, &out, false, &end, &why));
    assert_int_equal(end, FETCH_NOBODY);
    assert_true(clock_mono_ms() - begun_ms < FETCH_KNOCK_MS);
    house_leave(&ana);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_open_door_is_heard),
        cmocka_unit_test(what_is_no_address_is_nobody),
        cmocka_unit_test(nobody_there_costs_no_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
