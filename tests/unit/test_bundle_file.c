/* Bundles between homes that have no network. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/bundle_file.h"
#include "node/people/roster.h"
#include "node/record/record.h"
#include "node/sync/bundle.h"
#include "store/digest.h"
#include "store/file.h"
#include "store/inside.h"
#include "tests/lib/check.h"
#include "tests/lib/house.h"

static struct house ana;
static struct house ben;
static struct folder stick;
static char path[FOLDER_PATH_CHARS];
static struct progress progress; /* shows nothing */
static struct bundle_report report;
static struct problem why;

static int set_up(void **state)
{
    (void)state;
    problem_init(&why);
    folder_make(&stick);
    folder_path(&stick, "street.kith", path);
    house_found(&ana, "Ana");
    house_join(&ben, &ana, "Ben");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    house_leave(&ben);
    house_leave(&ana);
    folder_remove(&stick);
    return 0;
}

static enum err write_at(struct house *house)
{
    enum err err = ERR_OK;

    problem_init(&why);
    check_ok(drive_look(&house->drive, &why));
    err = bundle_file_write(&house->drive, path, &progress, &report, &why);
    drive_look_end(&house->drive);
    return err;
}

static enum err read_at(struct house *house)
{
    problem_init(&why);
    return bundle_file_read(&house->drive, path, &progress, &report, &why);
}

/* One way, by stick. */
static void carry(struct house *from, struct house *to)
{
    check_ok(write_at(from));
    check_ok(read_at(to));
}

static bool is_equal(enum set set)
{
    struct id left;
    struct id right;

    check_ok(store_digest(ana.drive.store, set, &left));
    check_ok(store_digest(ben.drive.store, set, &right));
    return id_equal(&left, &right);
}

static uint64_t all(struct house *house)
{
    uint64_t count = 0;

    for (int set = 0; set < SET_COUNT; set++) {
        count += house_count(house, (enum set)set);
    }
    return count;
}

static void a_joiner_with_a_bundle_has_a_board(void **state)
{
    (void)state;
    (void)house_offer(&ana, "Plum jam");
    (void)house_offer(&ana, "Ladder");
    assert_int_equal(house_count(&ben, SET_BOARD), 0);
    carry(&ana, &ben);
    assert_int_equal(report.counts[SET_BOARD], 2);
    assert_int_equal(house_count(&ben, SET_BOARD), 2);
    check_ok(drive_look(&ben.drive, &why));
    assert_string_equal(roster_place(node_roster(ben.drive.node)), "Mill Lane");
    drive_look_end(&ben.drive);
}

static void two_homes_are_in_step_by_stick(void **state)
{
    (void)state;
    (void)house_offer(&ana, "Plum jam");
    (void)house_offer(&ben, "Wheelbarrow");
    carry(&ana, &ben);
    carry(&ben, &ana);
    for (int set = 0; set < SET_COUNT; set++) {
        assert_true(is_equal((enum set)set));
    }
    assert_int_equal(house_count(&ana, SET_BOARD), 2);
    assert_true(report.taken > 0);
    check_ok(read_at(&ana));
    assert_int_equal(report.taken, 0);
    assert_int_equal(report.records, all(&ana));
}

/* Many vouches deep, and in more parcels than one. */
static void a_long_roster_explains_itself(void **state)
{
    enum { HOUSES = 40 };
    struct house *houses = calloc(HOUSES, sizeof *houses);
    const struct roster *roster = NULL;

    (void)state;
    assert_non_null(houses);
    for (int each = 0; each < HOUSES; each++) {
        house_join(&houses[each], &ana, "One of many");
        carry(&houses[each], &ana);
    }
    carry(&ben, &ana);
    carry(&ana, &ben);
    assert_true(is_equal(SET_ROSTER));
    check_ok(drive_look(&ben.drive, &why));
    roster = node_roster(ben.drive.node);
    assert_int_equal(roster_count(roster), HOUSES + 2);
    drive_look_end(&ben.drive);
    for (int each = 0; each < HOUSES; each++) {
        house_leave(&houses[each]);
    }
    free(houses);
}

static void a_large_board_takes_several_transactions(void **state)
{
    enum { POSTS = 100 };
    static char text[TEXT_BYTES_MAX];
    struct command command = {
        .kind = COMMAND_POST,
        .as.post = {.is_new = true,
                    .kind = POST_OFFER,
                    .post.title = view_text("Books")},
    };
    struct answer answer;

    (void)state;
    memset(text, 'x', sizeof text);
    command.as.post.post.text =
        (struct view){(unsigned char *)text, sizeof text};
    answer_init(&answer);
    for (int post = 0; post < POSTS; post++) {
        check_ok(drive_command(&ana.drive, &command, false, &answer, &why));
    }
    answer_release(&answer);
    carry(&ana, &ben);
    assert_true(report.bytes > POSTS * sizeof text);
    assert_int_equal(house_count(&ben, SET_BOARD), POSTS);
}

static void a_damaged_file_changes_nothing(void **state)
{
    struct bytes good;
    uint64_t before = all(&ben);
    const uint64_t hash = folder_hash(&ben.folder);

    (void)state;
    (void)house_offer(&ana, "Plum jam");
    check_ok(write_at(&ana));
    bytes_init(&good, 1024 * 1024);
    folder_read(&stick, "street.kith", &good);
    for (size_t at = BUNDLE_HEAD_BYTES; at < good.bytes; at += 97) {
        good.data[at] ^= 1;
        folder_write(&stick, "street.kith", bytes_view(&good));
        good.data[at] ^= 1;
        check_err(read_at(&ben), ERR_MALFORMED);
        assert_string_equal(why.name, "damaged-bundle");
    }
    folder_write(&stick, "street.kith",
                 (struct view){good.data, good.bytes - 1});
    check_err(read_at(&ben), ERR_MALFORMED);
    folder_write(&stick, "street.kith", view_text("PK"));
    check_err(read_at(&ben), ERR_INVALID);
    assert_int_equal(all(&ben), before);
    assert_int_equal(folder_hash(&ben.folder), hash);
    bytes_release(&good);
}

static void what_a_killed_writer_left_is_written_over(void **state)
{
    static unsigned char much[64 * 1024];
    char left[FOLDER_PATH_CHARS];

    (void)state;
    folder_path(&stick, "street.kith.kith-unfinished", left);
    folder_write(&stick, "street.kith.kith-unfinished",
                 (struct view){much, sizeof much});
    (void)house_offer(&ana, "Plum jam");
    carry(&ana, &ben);
    assert_int_equal(house_count(&ben, SET_BOARD), 1);
    assert_int_not_equal(access(left, F_OK), 0);
}

static void what_another_writes_is_left_to_it(void **state)
{
    char left[FOLDER_PATH_CHARS];
    int other = -1;

    (void)state;
    folder_path(&stick, "street.kith.kith-unfinished", left);
    other = open(left, O_RDWR | O_CREAT, 0600);
    assert_true(other >= 0);
    assert_int_equal(flock(other, LOCK_EX), 0);
    check_err(write_at(&ana), ERR_BUSY);
    assert_string_equal(why.name, "busy");
    assert_int_equal(access(left, F_OK), 0);
    assert_int_not_equal(access(path, F_OK), 0);
    assert_int_equal(close(other), 0);
    check_ok(write_at(&ana));
    assert_int_not_equal(access(left, F_OK), 0);
}

static void a_bundle_of_another_street_is_refused(void **state)
{
    struct house eve;

    (void)state;
    house_found(&eve, "Eve");
    check_ok(write_at(&eve));
    check_err(read_at(&ben), ERR_DENIED);
    assert_string_equal(why.name, "other-neighbourhood");
    house_leave(&eve);
    check_ok(write_at(&ana));
    check_ok(read_at(&ben));
}

static enum err note_synced(void *self, const struct file_change *change)
{
    *(bool *)self |= change->step == FILE_FOLDER_SYNCED &&
                     strcmp(change->path, stick.path) == 0;
    return ERR_OK;
}

static void who_pulls_the_stick_out_finds_the_file(void **state)
{
    bool is_synced = false;

    (void)state;
    folder_path(&stick, "street.kith", path);
    file_watch(note_synced, &is_synced);
    check_ok(write_at(&ana));
    file_watch(NULL, NULL);
    assert_true(is_synced);
}

static void only_a_bundle_is_replaced(void **state)
{
    struct bytes found;

    (void)state;
    folder_write(
        &stick, "street.kith",
        view_text("My diary, all of it. It "
                  "is longer than the head of a bundle, which is 64 bytes."));
    check_err(write_at(&ana), ERR_STATE);
    assert_string_equal(why.name, "file-exists");
    bytes_init(&found, 1024);
    folder_read(&stick, "street.kith", &found);
    assert_memory_equal(found.data, "My diary", 8);
    bytes_release(&found);
    folder_path(&stick, "other.kith", path);
    check_ok(write_at(&ana));
    check_ok(write_at(&ana));
    assert_int_equal(folder_size(&stick, "other.kith"), report.bytes);
    folder_path(&stick, "no/folder.kith", path);
    check_err(write_at(&ana), ERR_IO);
    assert_string_equal(why.name, "cannot-write");
    check_err(read_at(&ana), ERR_UNKNOWN);
}

/* Let the words of a post rot on the disk. */
static void rot_words(struct house *house)
{
    struct query query;

    check_ok(store_begin(house->drive.store));
    query_begin(&query, &house->drive.store->sql,
                "UPDATE record SET bytes=CAST(substr(bytes, 1, "
                "instr(bytes, CAST('Plum jam' AS BLOB)) - 1) || x'01' || "
                "substr(bytes, instr(bytes, CAST('Plum jam' AS BLOB)) + 1) "
                "AS BLOB) WHERE instr(bytes, CAST('Plum jam' AS BLOB)) > 0");
    check_ok(query_run(&query));
    assert_int_equal(sqlite3_changes(house->drive.store->sql.db), 1);
    check_ok(store_commit(house->drive.store, ERR_OK));
}

static void rotten_record_spoils_no_bundle(void **state)
{
    (void)state;
    carry(&ana, &ben);
    (void)house_offer(&ana, "Plum jam");
    (void)house_offer(&ana, "Ladder");
    rot_words(&ana);
    carry(&ana, &ben);
    assert_int_equal(house_count(&ben, SET_BOARD), 1);
}

/* A member who writes bundles by hand: one signature is not its author's. */
static void forged_records_are_left_out(void **state)
{
    const struct shelf shelf = store_shelf(ana.drive.store);
    struct bundle_parcel parcel = {.set = SET_BOARD};
    struct bundle_parcel last = {.is_last = true, .counts = {[SET_BOARD] = 2}};
    struct bundle_head head = {.neighbourhood = ana.drive.keys.neighbourhood};
    unsigned char bytes[BUNDLE_HEAD_BYTES];
    struct bundle bundle;
    struct bytes records;
    struct bytes made;
    struct shelf_row rows[64];
    struct shelf_scan scan = {.cursor = 0};
    size_t count = 0;

    (void)state;
    carry(&ana, &ben);
    (void)house_offer(&ana, "Plum jam");
    (void)house_offer(&ana, "Ladder");
    bytes_init(&records, RECORDS_BYTES_MAX);
    bytes_init(&made, 1024 * 1024);
    check_ok(shelf.scan(shelf.self, &scan, rows, 64, &count));
    for (size_t row = 0; row < count; row++) {
        struct bytes one;

        bytes_init(&one, RECORD_BYTES_MAX);
        if (rows[row].class == CLASS_POST) {
            check_ok(shelf.read(shelf.self, &rows[row].id, &one));
            one.data[one.bytes - 1] ^= records.bytes == 0;
            check_ok(bytes_append_u16(&records, (uint16_t)one.bytes));
            check_ok(bytes_append(&records, bytes_view(&one)));
        }
        bytes_release(&one);
    }
    bundle_write_head(&head, bytes);
    bundle_begin(&bundle, bytes, ana.drive.keys.network_key);
    check_ok(bytes_append(&made, (struct view){bytes, sizeof bytes}));
    parcel.records = bytes_view(&records);
    check_ok(bundle_seal(&bundle, &parcel, &made));
    check_ok(bundle_seal(&bundle, &last, &made));
    folder_write(&stick, "street.kith", bytes_view(&made));
    check_ok(read_at(&ben));
    assert_int_equal(report.taken, 1);
    assert_int_equal(house_count(&ben, SET_BOARD), 1);
    bundle_release(&bundle);
    bytes_release(&records);
    bytes_release(&made);
}

#define CLAIM(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CLAIM(a_joiner_with_a_bundle_has_a_board),
        CLAIM(two_homes_are_in_step_by_stick),
        CLAIM(a_long_roster_explains_itself),
        CLAIM(a_large_board_takes_several_transactions),
        CLAIM(a_damaged_file_changes_nothing),
        CLAIM(what_a_killed_writer_left_is_written_over),
        CLAIM(what_another_writes_is_left_to_it),
        CLAIM(a_bundle_of_another_street_is_refused),
        CLAIM(who_pulls_the_stick_out_finds_the_file),
        CLAIM(only_a_bundle_is_replaced),
        CLAIM(forged_records_are_left_out),
        CLAIM(rotten_record_spoils_no_bundle),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
