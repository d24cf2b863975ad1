/*
 * Names whose server does not answer: signatures are checked all the same.
 *
 * ctest: thread
 */
#include <netdb.h>
#include <stdio.h>
#include <string.h>

#include "net/dial.h"
#include "tests/lib/nodes.h"

enum { NAMES = 6 };

/* What a name stands for. */
struct two {
    struct sockaddr_storage at[2];
    struct addrinfo found[2];
};

/* What the C library is asked for; nobody answers until they may. */
static struct {
    uv_mutex_t lock;
    uv_cond_t change;
    bool may_answer;
    unsigned asked;
    unsigned open; /* asked and not answered yet */
    unsigned most; /* of these at once */
    char last[HEARD_MAX];
    struct addrinfo *found; /* borrowed; NULL: there is no such name */
} names;

/* In the place of the C library's, which libuv calls on a worker; the names
 * that its header gives the parameters are reserved. */
/* NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name) */
int getaddrinfo(const char *restrict name,
                const char *restrict service,
                const struct addrinfo *restrict hints,
                struct addrinfo **restrict out)
{
    (void)service;
    (void)hints;
    *out = NULL;
    uv_mutex_lock(&names.lock);
    names.asked++;
    names.open++;
    names.most = names.open > names.most ? names.open : names.most;
    (void)snprintf(names.last, sizeof names.last, "%s", name);
    uv_cond_broadcast(&names.change);
    while (!names.may_answer) {
        uv_cond_wait(&names.change, &names.lock);
    }
    names.open--;
    *out = names.found;
    uv_mutex_unlock(&names.lock);
    return *out == NULL ? EAI_NONAME : 0;
}

/* NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name) */
void freeaddrinfo(struct addrinfo *found)
{
    (void)found; /* it is the test's */
}

static int set_up(void **state)
{
    memset(&names, 0, sizeof names);
    assert_int_equal(uv_mutex_init(&names.lock), 0);
    assert_int_equal(uv_cond_init(&names.change), 0);
    return street_up(state);
}

static void let_answer(bool may_answer)
{
    uv_mutex_lock(&names.lock);
    names.may_answer = may_answer;
    uv_cond_broadcast(&names.change);
    uv_mutex_unlock(&names.lock);
}

static int tear_down(void **state)
{
    int failed = 0;

    let_answer(true);
    failed = street_down(state);
    uv_cond_destroy(&names.change);
    uv_mutex_destroy(&names.lock);
    return failed;
}

static void dial_names(struct street *street)
{
    for (unsigned i = 0; i < NAMES; i++) {
        char address[ADDRESS_CHARS_MAX];

        (void)snprintf(address, sizeof address, "hub%u.example:5484", i);
        check_ok(net_dial(street->ben.net, 0, address, &nodes_known));
    }
}

static unsigned asked(void)
{
    unsigned count = 0;

    uv_mutex_lock(&names.lock);
    count = names.asked;
    uv_mutex_unlock(&names.lock);
    return count;
}

static struct verify_batch *batch_of_one(void)
{
    static const unsigned char bytes[300];
    struct record record = {.bytes = {bytes, sizeof bytes}};
    struct verify_batch *batch = NULL;

    check_ok(verify_batch_new(0, 1, sizeof bytes, &batch));
    verify_batch_add(batch, &record, true);
    return batch;
}

static void signatures_are_checked_while_no_name_is_found(void **state)
{
    struct street *street = *state;

    dial_names(street);
    turn_until(street, asked() > 0);
    turn_for(street, 100);
    for (unsigned i = 1; i <= NAMES; i++) {
        check_ok(net_verify(street->ben.net, 0, batch_of_one()));
        turn_until(street, street->ben.verified == i);
    }
    assert_int_equal(asked(), RESOLVING_MAX);
    check_ok(net_dial(street->ben.net, 0, net_address(street->ana.net, 0),
                      &nodes_known)); /* a number needs no name */
    turn_until(street, street->ben.ups == 1);
}

static void every_name_has_its_turn(void **state)
{
    struct street *street = *state;

    dial_names(street);
    turn_until(street, asked() > 0);
    let_answer(true);
    turn_until(street, asked() >= NAMES);
    assert_int_equal(names.most, RESOLVING_MAX);
    assert_int_equal(street->ben.net->dial_count, NAMES);
    for (struct dial *dial = street->ben.net->dials; dial != NULL;
         dial = dial->next) { /* nobody was asked twice before the last */
        turn_until(street, dial->failures > 0);
    }
}

/* A name of two addresses, of which the second one is ana's. */
static void name_two(const struct street *street, struct two *two)
{
    struct address address;

    memset(two, 0, sizeof *two);
    for (size_t i = 0; i < 2; i++) {
        two->found[i].ai_addr = (struct sockaddr *)&two->at[i];
        two->found[i].ai_addrlen = sizeof(struct sockaddr_in);
    }
    two->found[0].ai_next = &two->found[1];
    check_ok(address_parse(net_address(street->ana.net, 0), &address));
    check_ok(address_number(&address, &two->at[1]));
    memcpy(address.host, "127.0.0.2", sizeof "127.0.0.2");
    check_ok(address_number(&address, &two->at[0]));
    names.found = two->found;
    let_answer(true);
}

static void every_address_of_a_name_is_tried(void **state)
{
    struct street *street = *state;
    struct two two;

    name_two(street, &two);
    check_ok(net_dial(street->ben.net, 0, "hub.example:5484", &nodes_known));
    turn_until(street, street->ben.ups == 1);
}

static void they_are_so_after_a_thousand_failures(void **state)
{
    struct street *street = *state;
    struct two two;

    name_two(street, &two);
    check_ok(net_dial(street->ben.net, 0, "hub.example:5484", &nodes_known));
    turn_until(street, street->ben.net->dials != NULL);
    street->ben.net->dials->failures = 1000;
    turn_until(street, street->ben.ups == 1);
}

static void stopped_node_asks_for_no_more_names(void **state)
{
    struct street *street = *state;

    dial_names(street);
    turn_until(street, asked() > 0);
    net_stop(street->ben.net);
    turn_for(street, 20);
    let_answer(true);
    turn_until(street, street->ben.is_stopped);
    assert_int_equal(asked(), RESOLVING_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            signatures_are_checked_while_no_name_is_found, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_name_has_its_turn, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(every_address_of_a_name_is_tried,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(they_are_so_after_a_thousand_failures,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(stopped_node_asks_for_no_more_names,
                                        set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
