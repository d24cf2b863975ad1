/* Whose roster is read from records, and whose is thawed: node/settle.c. */
#include "node/limits.h"
#include "tests/lib/abode.h"
#include "tests/lib/check.h"

/* What is kept of the roster, for the caller to release; its size. */
static size_t kept(struct abode *home, struct bytes *out)
{
    enum err err = ERR_OK;

    bytes_init(out, SNAPSHOT_BYTES_MAX);
    err = home->port.recall(home->port.self, SNAPSHOT_SETTLED, out);
    assert_true(err == ERR_OK || err == ERR_UNKNOWN);
    return err == ERR_OK ? out->bytes : 0;
}

static bool is_kept(struct abode *home)
{
    struct bytes frozen;
    const size_t bytes = kept(home, &frozen);

    bytes_release(&frozen);
    return bytes > 0;
}

/* The next process over the same shelf. */
static void begin_anew(struct abode *home)
{
    node_free(home->node);
    abode_open(home);
}

static bool is_thawed(struct abode *home)
{
    return roster_is_thawed(abode_people(home));
}

/* Ana founded the place and posted, so that her roster is kept. */
static void ana_moves_in(struct abode *ana)
{
    abode_init(ana, 1);
    abode_found(ana, "Ana");
    begin_anew(ana);
    check_ok(abode_offer(ana, "Ladder"));
}

static void who_posts_first_keeps_the_roster_for_the_next(void **state)
{
    struct abode ana;

    (void)state;
    abode_init(&ana, 1);
    abode_found(&ana, "Ana");
    assert_false(is_kept(&ana)); /* it would have been wrong at once */
    begin_anew(&ana);
    assert_false(is_thawed(&ana));
    assert_false(is_kept(&ana)); /* it only looked */
    check_ok(abode_offer(&ana, "Ladder"));
    assert_true(is_kept(&ana));
    begin_anew(&ana);
    assert_true(is_thawed(&ana));
    check_ok(abode_offer(&ana, "Chair"));
    assert_true(is_thawed(&ana));
    assert_string_equal(roster_place(abode_people(&ana)), "Mill Lane");
    assert_int_equal(abode_level(&ana, &ana), 0);
    assert_int_equal(abode_posts(&ana), 2);
    abode_release(&ana);
}

static void change_of_people_is_seen_by_the_next_process(void **state)
{
    struct command command = {.kind = COMMAND_VOUCH};
    struct abode ana;
    struct abode ben;

    (void)state;
    ana_moves_in(&ana);
    abode_init(&ben, 2);
    abode_join(&ben, &ana, "Ben");
    abode_tell(&ben, &ana);
    begin_anew(&ana);
    check_ok(abode_offer(&ana, "Chair"));
    begin_anew(&ana);
    assert_true(is_thawed(&ana));
    assert_int_equal(abode_level(&ana, &ben), LEVEL_NEWCOMER);
    command.as.household = ben.household.signing.public;
    check_ok(abode_command(&ana, &command)); /* and this one reads records */
    assert_false(is_kept(&ana));
    begin_anew(&ana);
    assert_false(is_thawed(&ana));
    assert_int_equal(abode_level(&ana, &ben), 1);
    check_ok(abode_offer(&ana, "Lamp")); /* drops the JOIN, now spent */
    begin_anew(&ana);
    assert_false(is_thawed(&ana));
    check_ok(abode_offer(&ana, "Table"));
    begin_anew(&ana);
    assert_true(is_thawed(&ana));
    assert_int_equal(abode_level(&ana, &ben), 1);
    abode_release(&ben);
    abode_release(&ana);
}

static void another_day_is_settled_anew(void **state)
{
    struct abode ana;

    (void)state;
    ana_moves_in(&ana);
    ana.moment.now_ms += DAY_MS;
    begin_anew(&ana);
    assert_false(is_thawed(&ana));
    check_ok(abode_offer(&ana, "Chair"));
    begin_anew(&ana);
    assert_true(is_thawed(&ana));
    ana.moment.now_ms -= DAY_MS;
    assert_false(is_thawed(&ana));
    abode_release(&ana);
}

static void damaged_snapshot_is_passed_over(void **state)
{
    struct abode ana;
    struct bytes frozen;

    (void)state;
    ana_moves_in(&ana);
    assert_true(kept(&ana, &frozen) > 0);
    frozen.data[frozen.bytes / 2] ^= 1;
    check_ok(memory_shelf_remember(ana.shelf, SNAPSHOT_SETTLED,
                                   bytes_view(&frozen)));
    begin_anew(&ana);
    assert_false(is_thawed(&ana));
    assert_int_equal(abode_level(&ana, &ana), 0);
    check_ok(abode_offer(&ana, "Chair"));
    begin_anew(&ana);
    assert_true(is_thawed(&ana));
    bytes_release(&frozen);
    abode_release(&ana);
}

static void clock_of_1970_keeps_nothing(void **state)
{
    struct abode ana;

    (void)state;
    abode_init(&ana, 1);
    abode_found(&ana, "Ana");
    ana.moment.is_plausible = false;
    begin_anew(&ana);
    abode_tick(&ana);
    assert_false(is_kept(&ana));
    ana.moment.is_plausible = true;
    abode_tick(&ana);
    assert_true(is_kept(&ana));
    abode_release(&ana);
}

/* What runs all day keeps what it settled, but not at each change. */
static void running_node_keeps_once_a_minute(void **state)
{
    struct abode ana;
    struct abode ben;

    (void)state;
    abode_init(&ana, 1);
    abode_init(&ben, 2);
    abode_found(&ana, "Ana");
    begin_anew(&ana);
    abode_tick(&ana);
    assert_true(is_kept(&ana));
    assert_false(is_thawed(&ana)); /* its peers may ask for the records */
    abode_join(&ben, &ana, "Ben");
    abode_tell(&ben, &ana);
    assert_false(is_kept(&ana));
    ana.moment.mono_ms += SETTLED_KEPT_MS - 1;
    abode_tick(&ana);
    assert_false(is_kept(&ana));
    ana.moment.mono_ms += 1;
    abode_tick(&ana);
    assert_true(is_kept(&ana));
    abode_release(&ben);
    abode_release(&ana);
}

static enum err put(void *visitor, struct view bytes)
{
    return memory_shelf_put(visitor, bytes);
}

/* What is about to leave the disk is not there any more for the next. */
static void roster_with_records_to_drop_is_not_kept(void **state)
{
    const struct command command = {.kind = COMMAND_DEVICE};
    struct abode ana;
    struct abode ben;

    (void)state;
    ana_moves_in(&ana);
    abode_init(&ben, 2);
    ben.neighbourhood = ana.neighbourhood; /* where nobody knows him */
    abode_open(&ben);
    check_ok(abode_command(&ben, &command));
    check_ok(ben.port.walk_bytes(ben.port.self, SET_ROSTER, put, ana.shelf));
    begin_anew(&ana);
    abode_tick(&ana);
    assert_false(is_kept(&ana));
    abode_tick(&ana);
    assert_true(is_kept(&ana));
    abode_release(&ben);
    abode_release(&ana);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_posts_first_keeps_the_roster_for_the_next),
        cmocka_unit_test(change_of_people_is_seen_by_the_next_process),
        cmocka_unit_test(another_day_is_settled_anew),
        cmocka_unit_test(damaged_snapshot_is_passed_over),
        cmocka_unit_test(clock_of_1970_keeps_nothing),
        cmocka_unit_test(running_node_keeps_once_a_minute),
        cmocka_unit_test(roster_with_records_to_drop_is_not_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
