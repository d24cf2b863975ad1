#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cli/clock.h"
#include "cli/fetch.h"
#include "tests/lib/check.h"
#include "tests/lib/house.h"

/* In the place of the C library's: numbers of IPv4, and one name that stands
 * for two of them. */
/* NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name) */
int getaddrinfo(const char *restrict name,
                const char *restrict service,
                const struct addrinfo *restrict hints,
                struct addrinfo **restrict out)
{
    static struct sockaddr_in at[2];
    static struct addrinfo found[2];
    const bool is_name = strcmp(name, "hall.example") == 0;
    const unsigned long port = strtoul(service, NULL, 10);

    (void)hints;
    memset(found, 0, sizeof found);
    for (size_t index = 0; index < 2; index++) {
        at[index].sin_family = AF_INET;
        at[index].sin_port = htons((uint16_t)port);
        found[index].ai_family = AF_INET;
        found[index].ai_addr = (struct sockaddr *)&at[index];
        found[index].ai_addrlen = sizeof at[index];
    }
    found[0].ai_next = is_name ? &found[1] : NULL;
    at[1].sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    *out = found;
    return port > 0 && port <= UINT16_MAX &&
                   inet_pton(AF_INET, is_name ? "127.0.0.2" : name,
                             &at[0].sin_addr) == 1
               ? 0
               : EAI_NONAME;
}

/* NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name) */
void freeaddrinfo(struct addrinfo *found)
{
    (void)found;
}

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

static void a_name_is_knocked_at_by_all_its_addresses(void **state)
{
    char address[32];
    char named[48];
    const char *const one[] = {named};
    int file = open_port(true, address, sizeof address);

    (void)state;
    (void)snprintf(named, sizeof named, "hall.example%s", strchr(address, ':'));
    assert_true(fetch_knock(one, 1));
    (void)close(file);
    assert_false(fetch_knock(one, 1));
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
        cmocka_unit_test(a_name_is_knocked_at_by_all_its_addresses),
        cmocka_unit_test(what_is_no_address_is_nobody),
        cmocka_unit_test(nobody_there_costs_no_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
