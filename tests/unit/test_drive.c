#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/drive.h"
#include "cli/movein.h"
#include "node/people/roster.h"
#include "store/file.h"
#include "tests/lib/check.h"
#include "tests/lib/folder.h"
#include "tests/lib/house.h"

static struct house ana;
static struct problem why;

static int set_up(void **state)
{
    (void)state;
    problem_init(&why);
    house_found(&ana, "Ana");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    house_leave(&ana);
    return 0;
}

static const struct roster_household *look_at_own(struct house *house)
{
    const struct roster_household *own = NULL;

    check_ok(drive_look(&house->drive, &why));
    own = roster_find(node_roster(house->drive.node), drive_own(&house->drive));
    assert_non_null(own);
    return own;
}

static void a_founder_is_a_steward(void **state)
{
    const struct roster_household *own = look_at_own(&ana);

    (void)state;
    assert_string_equal((const char *)own->name, "Ana");
    assert_int_equal(own->level[STANDING_LIVE], 0);
    assert_string_equal(roster_place(node_roster(ana.drive.node)), "Mill Lane");
    drive_look_end(&ana.drive);
}

/* What was there when the first key file was begun. */
struct founding {
    bool has_keys;
    uint64_t sequence;
};

static enum err look_on(void *self, const struct file_change *change)
{
    struct founding *founding = self;
    const char *slash = strrchr(change->path, '/');
    char folder[PATH_BYTES_MAX];
    struct store *store = NULL;
    struct shelf shelf;

    if (founding->has_keys || change->step != FILE_CREATED) {
        return ERR_OK;
    }
    assert_non_null(slash);
    founding->has_keys = true;
    (void)snprintf(folder, sizeof folder, "%.*s", (int)(slash - change->path),
                   change->path);
    check_ok(store_open(folder, STORE_READ, &store));
    shelf = store_shelf(store);
    check_ok(shelf.journal_last(shelf.self, &founding->sequence));
    store_close(store);
    return ERR_OK;
}

/* Who is cut off while founding can begin anew. */
static void a_new_folder_has_its_keys_last(void **state)
{
    struct founding founding = {.has_keys = false};
    struct house ben;

    (void)state;
    file_watch(look_on, &founding);
    house_found(&ben, "Ben");
    file_watch(NULL, NULL);
    assert_true(founding.has_keys);
    assert_true(founding.sequence > 0);
    house_reopen(&ben);
    assert_string_equal((const char *)look_at_own(&ben)->name, "Ben");
    assert_false(ben.drive.is_new_device);
    drive_look_end(&ben.drive);
    house_leave(&ben);
}

static void what_was_posted_is_there_at_the_next_command(void **state)
{
    (void)state;
    (void)house_offer(&ana, "Plum jam");
    assert_false(ana.drive.has_node);
    assert_int_equal(ana.drive.handed_to, 0);
    house_reopen(&ana);
    assert_int_equal(house_count(&ana, SET_BOARD), 1);
    (void)house_offer(&ana, "Ladder");
    assert_int_equal(house_count(&ana, SET_BOARD), 2);
}

static void a_rehearsal_changes_nothing(void **state)
{
    const struct command command = {
        .kind = COMMAND_POST,
        .as.post = {.is_new = true,
                    .kind = POST_OFFER,
                    .post.title = view_text("Jam")},
    };
    struct answer answer;

    (void)state;
    answer_init(&answer);
    check_ok(drive_command(&ana.drive, &command, true, &answer, &why));
    assert_int_equal(answer.revision, 1);
    answer_release(&answer);
    assert_int_equal(house_count(&ana, SET_BOARD), 0);
    (void)house_offer(&ana, "Jam");
    assert_int_equal(house_count(&ana, SET_BOARD), 1);
}

static void a_refused_command_changes_nothing(void **state)
{
    const struct command command = {.kind = COMMAND_VOUCH,
                                    .as.household = *drive_own(&ana.drive)};
    struct answer answer;
    uint64_t before = house_count(&ana, SET_ROSTER);

    (void)state;
    answer_init(&answer);
    check_err(drive_command(&ana.drive, &command, false, &answer, &why),
              ERR_INVALID);
    answer_release(&answer);
    assert_int_equal(house_count(&ana, SET_ROSTER), before);
}

static void a_joiner_holds_its_own_records_and_the_invite(void **state)
{
    struct house ben;

    (void)state;
    house_join(&ben, &ana, "Ben");
    assert_int_equal(house_count(&ben, SET_ROSTER), 4);
    house_reopen(&ben);
    assert_false(ben.drive.is_new_device);
    assert_int_equal(house_count(&ben, SET_ROSTER), 4);
    house_leave(&ben);
}

static void a_second_movein_is_refused_and_leaves_the_first(void **state)
{
    const struct command command = {.kind = COMMAND_FOUND};
    struct drive drive;
    struct keys keys;

    (void)state;
    movein_keys(&keys);
    keys.neighbourhood = ana.drive.keys.neighbourhood;
    check_err(movein(&drive, &ana.where, &keys, &command, &why), ERR_STATE);
    drive_release(&drive);
    assert_string_equal(why.name, "already-joined");
    house_reopen(&ana);
    assert_int_equal(house_count(&ana, SET_ROSTER), 3);
}

/* With other keys it would be a second household on one invite. */
static void a_joining_that_waits_goes_on_with_its_keys(void **state)
{
    const struct neighbourhood nowhere = {{3}};
    struct drive drive;
    struct house ben;
    struct id before;
    bool is_resumed = false;

    (void)state;
    house_join(&ben, &ana, "Ben");
    before = *drive_own(&ben.drive);
    drive_init(&drive);
    check_ok(movein_resume(&drive, &ben.where, &ana.drive.keys.neighbourhood,
                           &is_resumed, &why));
    assert_true(is_resumed);
    check_id(drive_own(&drive), &before);
    assert_string_equal(drive.keys.name, ben.drive.keys.name);
    drive_release(&drive);
    check_ok(movein_resume(&drive, &ben.where, &nowhere, &is_resumed, &why));
    assert_false(is_resumed);
    check_err(movein_resume(&drive, &ana.where, &ana.drive.keys.neighbourhood,
                            &is_resumed, &why),
              ERR_STATE);
    assert_string_equal(why.name, "already-joined");
    house_leave(&ben);
}

static void a_movein_that_fails_leaves_nothing(void **state)
{
    /* The content does not give this neighbourhood its id. */
    const struct command command = {.kind = COMMAND_FOUND,
                                    .as.found.council = view_text("no")};
    struct home_list *list = calloc(1, sizeof *list);
    struct drive drive;
    struct keys keys;

    (void)state;
    assert_non_null(list);
    movein_keys(&keys);
    memset(keys.neighbourhood.data, 7, sizeof keys.neighbourhood.data);
    check_err(movein(&drive, &ana.where, &keys, &command, &why), ERR_INVALID);
    drive_release(&drive);
    check_ok(home_list(ana.where.home, list));
    assert_int_equal(list->count, 1);
    free(list);
}

/* The folder of a house copied into the home of another machine. */
static void copy_folder(const struct house *from, struct house *to)
{
    struct folder source = {.path = ""};
    struct folder target = {.path = ""};

    *to = (struct house){.where = from->where};
    folder_make(&to->folder);
    (void)snprintf(to->where.home, sizeof to->where.home, "%s",
                   to->folder.path);
    check_ok(home_create(to->where.home, &from->drive.keys.neighbourhood,
                         &to->drive.folder));
    (void)snprintf(source.path, sizeof source.path, "%.250s",
                   from->drive.folder.path);
    (void)snprintf(target.path, sizeof target.path, "%.250s",
                   to->drive.folder.path);
    folder_copy(&source, &target);
}

static void a_copy_becomes_a_device_of_its_own(void **state)
{
    const struct id old = ana.drive.keys.device.signing.public;
    const struct roster_household *own = NULL;
    struct house copy;

    (void)state;
    (void)house_offer(&ana, "Jam");
    copy_folder(&ana, &copy);
    house_reopen(&copy);
    assert_true(copy.drive.is_new_device);
    assert_false(id_equal(&copy.drive.keys.device.signing.public, &old));
    own = look_at_own(&copy);
    assert_int_equal(own->device_count, 2);
    check_id(&own->devices[0].signing, &old);
    check_id(&own->devices[1].signing, &copy.drive.keys.device.signing.public);
    drive_look_end(&copy.drive);
    (void)house_offer(&copy, "From the copy");
    assert_int_equal(house_count(&copy, SET_BOARD), 2);
    house_reopen(&copy);
    assert_false(copy.drive.is_new_device);
    house_leave(&copy);
}

/* Each knows nothing of the other, and neither takes the other's place. */
static void two_copies_of_one_folder_take_two_lanes(void **state)
{
    const struct roster_household *own = NULL;
    struct house first;
    struct house second;
    uint32_t lane = 0;

    (void)state;
    copy_folder(&ana, &first);
    copy_folder(&ana, &second);
    house_reopen(&first);
    house_reopen(&second);
    own = look_at_own(&first);
    assert_int_equal(own->device_count, 2);
    lane = own->devices[1].lane;
    drive_look_end(&first.drive);
    own = look_at_own(&second);
    assert_int_equal(own->device_count, 2);
    assert_true(own->devices[1].lane != lane);
    drive_look_end(&second.drive);
    house_leave(&second);
    house_leave(&first);
}

static void a_copy_of_a_copy_takes_the_next_lane(void **state)
{
    const struct roster_household *own = NULL;
    struct house first;
    struct house second;

    (void)state;
    copy_folder(&ana, &first);
    house_reopen(&first);
    copy_folder(&first, &second);
    house_reopen(&second);
    assert_true(second.drive.is_new_device);
    own = look_at_own(&second);
    assert_int_equal(own->device_count, 3);
    check_id(&own->devices[2].signing,
             &second.drive.keys.device.signing.public);
    drive_look_end(&second.drive);
    house_leave(&second);
    house_leave(&first);
}

/* With no node to be idle, commands leave no long tail to the next. */
static void a_command_without_a_node_tidies_up(void **state)
{
    bool is_more = false;

    (void)state;
    house_reopen(&ana);
    drive_rest(&ana.drive); /* it has only looked: nothing is written */
    for (int count = 0; count < 100; count++) {
        (void)house_offer(&ana, "Ladder");
    }
    check_ok(store_idle(ana.drive.store, &is_more));
    assert_true(is_more);
    for (int count = 0; count < 100; count++) {
        (void)house_offer(&ana, "Ladder");
    }
    drive_rest(&ana.drive);
    check_ok(store_idle(ana.drive.store, &is_more));
    assert_false(is_more);
}

static void the_name_of_the_place_is_read_from_the_folder(void **state)
{
    struct home_folder nowhere = {.name = "00000000", .path = "/nowhere"};
    char name[NAME_BYTES_MAX + 1];

    (void)state;
    drive_place(&ana.drive.folder, name);
    assert_string_equal(name, "Mill Lane");
    drive_place(&nowhere, name);
    assert_string_equal(name, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_founder_is_a_steward),
        cmocka_unit_test(a_new_folder_has_its_keys_last),
        cmocka_unit_test(what_was_posted_is_there_at_the_next_command),
        cmocka_unit_test(a_rehearsal_changes_nothing),
        cmocka_unit_test(a_refused_command_changes_nothing),
        cmocka_unit_test(a_joiner_holds_its_own_records_and_the_invite),
        cmocka_unit_test(a_second_movein_is_refused_and_leaves_the_first),
        cmocka_unit_test(a_joining_that_waits_goes_on_with_its_keys),
        cmocka_unit_test(a_movein_that_fails_leaves_nothing),
        cmocka_unit_test(a_copy_becomes_a_device_of_its_own),
        cmocka_unit_test(two_copies_of_one_folder_take_two_lanes),
        cmocka_unit_test(a_copy_of_a_copy_takes_the_next_lane),
        cmocka_unit_test(a_command_without_a_node_tidies_up),
        cmocka_unit_test(the_name_of_the_place_is_read_from_the_folder),
    };
    struct CMUnitTest each[sizeof tests / sizeof tests[0]];

    memcpy(each, tests, sizeof tests);
    for (size_t index = 0; index < sizeof tests / sizeof tests[0]; index++) {
        each[index].setup_func = set_up;
        each[index].teardown_func = tear_down;
    }
    return cmocka_run_group_tests(each, NULL, NULL);
}
