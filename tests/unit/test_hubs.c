/* What hubs say of themselves: node/act/act_reachable and node/meet/hubs. */
#include <string.h>

#include "node/limits.h"
#include "node/meet/hubs.h"
#include "node/record/body.h"
#include "node/record/record.h"
#include "tests/lib/abode.h"
#include "tests/lib/check.h"

static struct abode ana;
static struct abode ben;
static struct hub_address found[HUB_ADDRESSES_MAX];

/* Two members; ana's node is a hub. */
static int set_up(void **state)
{
    (void)state;
    abode_init(&ana, 1);
    abode_init(&ben, 2);
    ana.config.is_hub = true;
    abode_found(&ana, "Hall");
    abode_join(&ben, &ana, "Ben");
    abode_tell(&ben, &ana);
    abode_tell(&ana, &ben);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    abode_release(&ana);
    abode_release(&ben);
    return 0;
}

/* The node starts again, as a hub or not. */
static void restart(struct abode *home, bool is_hub)
{
    node_free(home->node);
    home->config.is_hub = is_hub;
    abode_open(home);
}

/* A driver says where its node can be dialled; NULL: nowhere. */
static enum err say(struct abode *home, const char *one, const char *two)
{
    const struct view addresses[] = {
        one != NULL ? view_text(one) : (struct view){NULL, 0},
        two != NULL ? view_text(two) : (struct view){NULL, 0}};
    struct event event = {.kind = EVENT_REACHABLE};

    event.as.reachable.addresses = addresses;
    event.as.reachable.count = two != NULL ? 2 : one != NULL;
    return abode_step(home, &event);
}

/* Records that the last step signed. */
static size_t signed_now(const struct abode *home)
{
    size_t count = 0;

    for (size_t index = 0; index < home->actions.count; index++) {
        count += home->actions.items[index].kind == ACTION_STORE;
    }
    return count;
}

static enum err put(void *visitor, struct view bytes)
{
    return memory_shelf_put(visitor, bytes);
}

/* Ben gets what ana's node published, and looks. */
static size_t ben_finds(void)
{
    struct id own = ben.device.transport.public;
    size_t count = 0;

    check_ok(ana.port.walk_bytes(ana.port.self, SET_PRESENCE, put, ben.shelf));
    check_ok(hubs_list(&ben.port, abode_people(&ben), &own, found, &count));
    return count;
}

static void a_hub_says_where_it_is_and_others_find_it(void **state)
{
    (void)state;
    check_ok(say(&ana, "hall.example:5484", "[2001:db8::7]:5484"));
    assert_int_equal(signed_now(&ana), 1);
    assert_int_equal(ben_finds(), 2);
    assert_string_equal(found[0].text, "hall.example:5484");
    assert_string_equal(found[1].text, "[2001:db8::7]:5484");
    check_id(&found[0].transport, &ana.device.transport.public);
}

static void what_is_said_already_is_not_signed_again(void **state)
{
    (void)state;
    check_ok(say(&ana, "10.0.0.1:5484", NULL));
    assert_int_equal(signed_now(&ana), 1);
    check_ok(say(&ana, "10.0.0.1:5484", NULL));
    assert_int_equal(signed_now(&ana), 0);
    check_ok(say(&ana, "10.0.0.2:5484", NULL));
    assert_int_equal(signed_now(&ana), 1);
    assert_int_equal(ben_finds(), 1);
    assert_string_equal(found[0].text, "10.0.0.2:5484");
}

static void half_way_it_is_signed_again_and_so_never_lapses(void **state)
{
    (void)state;
    check_ok(say(&ana, "10.0.0.1:5484", NULL));
    abode_live(&ana, 6);
    check_ok(say(&ana, "10.0.0.1:5484", NULL));
    assert_int_equal(signed_now(&ana), 0);
    abode_live(&ana, 1);
    check_ok(say(&ana, "10.0.0.1:5484", NULL));
    assert_int_equal(signed_now(&ana), 1);
    abode_live(&ana, 10);
    ben.moment = ana.moment;
    assert_int_equal(ben_finds(), 1);
}

static void a_hub_that_is_gone_lapses(void **state)
{
    (void)state;
    check_ok(say(&ana, "10.0.0.1:5484", NULL));
    assert_int_equal(ben_finds(), 1);
    abode_live(&ana, 16);
    abode_live(&ben, 16);
    assert_int_equal(ben_finds(), 0);
}

static void a_home_publishes_nothing(void **state)
{
    (void)state;
    check_ok(say(&ben, "10.0.0.2:5484", NULL));
    assert_int_equal(signed_now(&ben), 0);
    assert_int_equal(ben_finds(), 0);
}

static void who_is_no_hub_any_more_takes_it_back(void **state)
{
    (void)state;
    check_ok(say(&ana, "10.0.0.1:5484", NULL));
    assert_int_equal(ben_finds(), 1);
    restart(&ana, false);
    check_ok(say(&ana, NULL, NULL));
    assert_int_equal(signed_now(&ana), 1);
    assert_int_equal(ben_finds(), 0);
    check_ok(say(&ana, NULL, NULL));
    assert_int_equal(signed_now(&ana), 0);
    restart(&ana, true);
    check_ok(say(&ana, "10.0.0.1:5484", NULL));
    assert_int_equal(ben_finds(), 1);
}

static void a_clock_of_1970_says_nothing(void **state)
{
    (void)state;
    ana.moment.is_plausible = false;
    check_ok(say(&ana, "10.0.0.1:5484", NULL));
    assert_int_equal(signed_now(&ana), 0);
}

static void addresses_have_a_ceiling(void **state)
{
    struct view addresses[ADDRESSES_MAX + 1];
    struct event event = {.kind = EVENT_REACHABLE};

    (void)state;
    for (size_t index = 0; index <= ADDRESSES_MAX; index++) {
        addresses[index] = view_text("10.0.0.1:5484");
    }
    event.as.reachable.addresses = addresses;
    event.as.reachable.count = ADDRESSES_MAX;
    check_ok(abode_step(&ana, &event));
    event.as.reachable.count = ADDRESSES_MAX + 1;
    check_err(abode_step(&ana, &event), ERR_FULL);
    check_err(say(&ana, "ten\nlines", NULL), ERR_INVALID);
}

static void own_addresses_and_those_of_strangers_are_left_out(void **state)
{
    struct command command = {.kind = COMMAND_UNVOUCH};
    struct id own = ana.device.transport.public;
    size_t count = 0;

    (void)state;
    check_ok(say(&ana, "10.0.0.1:5484", NULL));
    check_ok(hubs_list(&ana.port, abode_people(&ana), &own, found, &count));
    assert_int_equal(count, 0);
    restart(&ben, true);
    check_ok(say(&ben, "10.0.0.2:5484", NULL));
    check_ok(ben.port.walk_bytes(ben.port.self, SET_PRESENCE, put, ana.shelf));
    check_ok(hubs_list(&ana.port, abode_people(&ana), &own, found, &count));
    assert_int_equal(count, 1);
    command.as.household = ben.household.signing.public;
    check_ok(abode_command(&ana, &command));
    check_ok(hubs_list(&ana.port, abode_people(&ana), &own, found, &count));
    assert_int_equal(count, 0);
}

#define CLAIM(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CLAIM(a_hub_says_where_it_is_and_others_find_it),
        CLAIM(what_is_said_already_is_not_signed_again),
        CLAIM(half_way_it_is_signed_again_and_so_never_lapses),
        CLAIM(a_hub_that_is_gone_lapses),
        CLAIM(a_home_publishes_nothing),
        CLAIM(who_is_no_hub_any_more_takes_it_back),
        CLAIM(a_clock_of_1970_says_nothing),
        CLAIM(addresses_have_a_ceiling),
        CLAIM(own_addresses_and_those_of_strangers_are_left_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
