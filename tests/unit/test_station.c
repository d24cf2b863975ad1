/*
 * Two nodes in one process, each with its loop thread and core thread; the
 * commands are played by the test's own thread.
 *
 * ctest: thread smoke timeout=300
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/ask.h"
#include "cli/clock.h"
#include "cli/core_inside.h"
#include "cli/station.h"
#include "net/log.h"
#include "tests/lib/check.h"
#include "tests/lib/house.h"

enum { DEADLINE_MS = 60 * 1000 };

/* A house, and its node in the background. */
struct home {
    struct house house; /* for commands */
    struct drive drive; /* of the node */
    struct station station;
    pthread_t thread;
};

static struct home *ana;
static struct home *ben;
static struct problem why;

static void *run(void *context)
{
    struct home *home = context;

    check_ok(station_run(&home->station));
    return NULL;
}

static void open_station(struct home *home)
{
    static const char *const listen[] = {"127.0.0.1:0"};
    const struct station_config config = {
        .drives = &home->drive,
        .drive_count = 1,
        .listen = listen,
        .listen_count = 1,
        .socket = home->house.where.socket,
    };

    check_ok(drive_open(&home->drive, &home->house.where,
                        &home->house.drive.folder, STORE_WRITE, &why));
    check_ok(station_open(&home->station, &config, &why));
}

static void start(struct home *home)
{
    assert_int_equal(pthread_create(&home->thread, NULL, run, home), 0);
}

static void stop(struct home *home)
{
    core_stop(&home->station.core);
    assert_int_equal(pthread_join(home->thread, NULL), 0);
    station_close(&home->station);
    drive_release(&home->drive);
}

static void pause_shortly(void)
{
    const struct timespec pause = {.tv_nsec = 2 * 1000 * 1000};

    (void)nanosleep(&pause, NULL);
}

/* Ben's board has so many records before the deadline. */
static void ben_gets(uint64_t records)
{
    const uint64_t until_ms = clock_mono_ms() + DEADLINE_MS;

    while (house_count(&ben->house, SET_BOARD) != records) {
        assert_true(clock_mono_ms() < until_ms);
        pause_shortly();
    }
}

static void both_are_in_step(void)
{
    const uint64_t until_ms = clock_mono_ms() + DEADLINE_MS;

    while (ana->station.core.synced == 0 || ben->station.core.synced == 0) {
        assert_true(clock_mono_ms() < until_ms);
        pause_shortly();
    }
}

static int set_up(void **state)
{
    (void)state;
    log_set_level(LOG_ERROR);
    problem_init(&why);
    ana = calloc(1, sizeof *ana);
    ben = calloc(1, sizeof *ben);
    house_found(&ana->house, "Ana");
    house_join(&ben->house, &ana->house, "Ben");
    open_station(ana);
    open_station(ben);
    check_ok(station_dial(&ben->station, 0, net_address(ana->station.net, 0)));
    start(ana);
    start(ben);
    both_are_in_step();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    stop(ben);
    stop(ana);
    house_leave(&ben->house);
    house_leave(&ana->house);
    free(ben);
    free(ana);
    return 0;
}

static json_t *ask(struct home *home, const char *what)
{
    json_t *answer = NULL;

    check_ok(ask_what(home->house.where.socket, what,
                      home->house.drive.folder.name, &answer));
    return answer;
}

static void a_post_is_handed_on_and_the_command_is_told(void **state)
{
    (void)state;
    (void)house_offer(&ana->house, "Plum jam");
    assert_true(ana->house.drive.has_node);
    ben_gets(1);
    (void)house_offer(&ben->house, "Ladder");
    for (int post = 0; post < 20; post++) {
        (void)house_offer(&ana->house, "Jar");
    }
    ben_gets(22);
}

static void a_node_tells_how_it_is(void **state)
{
    json_t *answer = ask(ana, "status");
    json_t *peer = NULL;

    (void)state;
    assert_string_equal(
        json_string_value(json_array_get(json_object_get(answer, "listen"), 0)),
        net_address(ana->station.net, 0));
    assert_int_equal(json_integer_value(json_object_get(answer, "peers")), 1);
    json_decref(answer);
    answer = ask(ana, "peers");
    peer = json_array_get(json_object_get(answer, "peers"), 0);
    assert_string_equal(json_string_value(json_object_get(peer, "state")),
                        "live");
    assert_true(json_is_false(json_object_get(peer, "dialled")));
    json_decref(answer);
}

static void a_strange_request_is_answered(void **state)
{
    json_t *answer = ask(ana, "dance");
    json_t *request = json_pack("{s:s,s:s}", "do", "status", "in", "ffffffff");

    (void)state;
    assert_string_equal(json_string_value(json_object_get(answer, "error")),
                        "unknown");
    json_decref(answer);
    check_ok(ask_node(ana->house.where.socket, request, ASK_MS_USUAL, &answer));
    assert_string_equal(json_string_value(json_object_get(answer, "error")),
                        "unknown");
    json_decref(answer);
    json_decref(request);
}

static void a_node_without_this_folder_is_none(void **state)
{
    struct drive *drive = calloc(1, sizeof *drive);

    (void)state;
    assert_non_null(drive);
    drive->folder = ana->house.drive.folder;
    memcpy(drive->socket, ana->house.where.socket, sizeof drive->socket);
    drive_nudge(drive);
    assert_true(drive->has_node);
    drive->folder.name[0] = 'x';
    drive_nudge(drive);
    assert_false(drive->has_node);
    free(drive);
}

static void what_a_command_writes_is_noticed_without_a_nudge(void **state)
{
    (void)state;
    ana->house.drive.socket[0] = '\0';
    (void)house_offer(&ana->house, "Jam");
    assert_false(ana->house.drive.has_node);
    ben_gets(1);
}

/* One turn of a core whose pool has so many batches. */
static void turn_with(struct core *core, size_t checking)
{
    core->parts[0].checking = checking;
    core->parts[0].is_changed = true;
    core_turn(core);
}

static void commit_waits_for_what_is_checked_but_not_for_long(void **state)
{
    struct home *carl = calloc(1, sizeof *carl);
    struct core *core = &carl->station.core;
    uint64_t opened_ms = 0;

    assert_int_equal(set_up(state), 0);
    house_join(&carl->house, &ana->house, "Carl");
    open_station(carl);
    turn_with(core, 0);
    assert_false(core->parts[0].is_open);
    turn_with(core, CORE_HOLD_BATCHES - 1);
    assert_false(core->parts[0].is_open);
    opened_ms = clock_mono_ms();
    turn_with(core, CORE_HOLD_BATCHES);
    assert_true(core->parts[0].is_open ||
                clock_mono_ms() >= opened_ms + CORE_HOLD_MS_MAX);
    assert_true(core_held_until(core) >= opened_ms + CORE_HOLD_MS_MAX);
    while (clock_mono_ms() < core_held_until(core) && core->parts[0].is_open) {
        pause_shortly();
    }
    turn_with(core, CORE_HOLD_BATCHES);
    assert_false(core->parts[0].is_open);
    turn_with(core, CORE_HOLD_BATCHES);
    for (size_t count = 0; count < CORE_HOLD_ACTIONS; count++) {
        check_ok(actions_wake(&core->parts[0].actions, UINT64_MAX));
    }
    turn_with(core, CORE_HOLD_BATCHES);
    assert_false(core->parts[0].is_open);
    core->parts[0].checking = 0;
    station_close(&carl->station);
    drive_release(&carl->drive);
    house_leave(&carl->house);
    free(carl);
    assert_int_equal(tear_down(state), 0);
}

/* A parcel past its ceiling is refused as one is for which there is no memory;
 * net then reads no more from that peer until it is told to go on. */
static void what_found_no_memory_is_asked_for_again(void **state)
{
    struct core *core = calloc(1, sizeof *core);
    const struct net_events events = core_events(core);
    const size_t bytes = INBOX_BYTES_MAX + 1;
    unsigned char *data = calloc(1, bytes);

    (void)state;
    assert_non_null(core);
    assert_non_null(data);
    check_ok(inbox_init(&core->inbox));
    assert_false(inbox_can_resume(&core->inbox));
    assert_false(events.message(core, 0, 1, (struct view){data, bytes}));
    assert_true(inbox_can_resume(&core->inbox));
    assert_false(inbox_can_resume(&core->inbox));
    inbox_release(&core->inbox);
    free(data);
    free(core);
}

static void nobody_answers_at_a_socket_that_is_none(void **state)
{
    json_t *answer = NULL;

    (void)state;
    check_err(ask_what("/nowhere/kith.sock", "status", NULL, &answer),
              ERR_CLOSED);
    check_err(ask_what(ana->house.folder.path, "status", NULL, &answer),
              ERR_CLOSED);
}

static void a_port_in_use_is_told_with_its_address(void **state)
{
    const char *const listen[] = {net_address(ana->station.net, 0)};
    struct station *third = calloc(1, sizeof *third);
    const struct station_config config = {.drives = &ana->house.drive,
                                          .drive_count = 1,
                                          .listen = listen,
                                          .listen_count = 1};

    (void)state;
    assert_non_null(third);
    check_err(station_open(third, &config, &why), ERR_BUSY);
    assert_string_equal(why.name, "port-in-use");
    assert_non_null(strstr(why.text, listen[0]));
    free(third);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            a_post_is_handed_on_and_the_command_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_node_tells_how_it_is, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_strange_request_is_answered, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_node_without_this_folder_is_none,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            what_a_command_writes_is_noticed_without_a_nudge, set_up,
            tear_down),
        cmocka_unit_test(commit_waits_for_what_is_checked_but_not_for_long),
        cmocka_unit_test(what_found_no_memory_is_asked_for_again),
        cmocka_unit_test_setup_teardown(nobody_answers_at_a_socket_that_is_none,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_port_in_use_is_told_with_its_address,
                                        set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
