/*
 * spec/wire.md and spec/sync.md and the tables of the code say the same: types
 * and reasons, who may say what, ceilings; and the tests that rules name exist.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "node/limits.h"
#include "node/sync/peer.h"
#include "node/sync/wire.h"
#include "tests/lib/check.h"

enum { PAGE_ROOM = 1 << 16, SOURCE_ROOM = 1 << 17, ROW_ROOM = 256 };

static char wire[PAGE_ROOM];
static char sync_page[PAGE_ROOM];
static char sketch_page[PAGE_ROOM];

static void page_load(const char *path, char page[static PAGE_ROOM])
{
    FILE *file = fopen(path, "r");
    size_t bytes = 0;

    assert_non_null(file);
    bytes = fread(page, 1, PAGE_ROOM - 1, file);
    (void)fclose(file);
    assert_in_range(bytes, 1000, PAGE_ROOM - 2);
    page[bytes] = '\0';
}

static int setup(void **state)
{
    (void)state;
    page_load("spec/wire.md", wire);
    page_load("spec/sync.md", sync_page);
    page_load("spec/sketch.md", sketch_page);
    return 0;
}

static void row_must_stand(const char *row)
{
    char line[ROW_ROOM];

    assert_true(snprintf(line, sizeof line, "\n%s", row) < (int)sizeof line);
    if (strstr(wire, line) == NULL) {
        fail_msg("spec/wire.md lacks the row: %s", row);
    }
}

static const char *const type_names[WIRE_TYPE_END] = {
    [WIRE_HELLO] = "HELLO",
    [WIRE_WEEKS] = "WEEKS",
    [WIRE_LIST] = "LIST",
    [WIRE_WANT] = "WANT",
    [WIRE_WANT_WEEK] = "WANT_WEEK",
    [WIRE_RECORDS] = "RECORDS",
    [WIRE_ACK] = "ACK",
    [WIRE_LISTED] = "LISTED",
    [WIRE_DONE] = "DONE",
    [WIRE_FINGERPRINTS] = "FINGERPRINTS",
    [WIRE_BYE] = "BYE",
    [WIRE_ESTIMATE] = "ESTIMATE",
    [WIRE_ASK] = "ASK",
    [WIRE_SYMBOLS] = "SYMBOLS",
    [WIRE_FOUND] = "FOUND",
    [WIRE_LISTS] = "LISTS",
    [WIRE_KEYED] = "KEYED",
    [WIRE_ENROL] = "ENROL",
    [WIRE_SIFT] = "SIFT",
    [WIRE_SIEVE] = "SIEVE",
    [WIRE_PHOTO_WANT] = "PHOTO_WANT",
    [WIRE_PHOTO_PIECE] = "PHOTO_PIECE",
    [WIRE_PHOTO_STATE] = "PHOTO_STATE",
};

static void types_are_those_of_the_code(void **state)
{
    char row[ROW_ROOM];

    (void)state;
    for (int type = WIRE_HELLO; type < WIRE_TYPE_END; type++) {
        (void)snprintf(row, sizeof row, "| %d | %s | ", type, type_names[type]);
        row_must_stand(row);
    }
}

static void reasons_are_those_of_the_code(void **state)
{
    static const struct {
        enum wire_reason reason;
        const char *name;
    } reasons[] = {
        {REASON_NONE, "NONE"},           {REASON_FAULT, "FAULT"},
        {REASON_TIMEOUT, "TIMEOUT"},     {REASON_STRANGER, "STRANGER"},
        {REASON_DUPLICATE, "DUPLICATE"},
    };
    char row[ROW_ROOM];

    (void)state;
    for (size_t index = 0; index < sizeof reasons / sizeof *reasons; index++) {
        (void)snprintf(row, sizeof row, "| %d | %s | ",
                       (int)reasons[index].reason, reasons[index].name);
        row_must_stand(row);
    }
}

/* The names of what a peer may say, as a cell of the table. */
static void
cell_of(enum peer_state state, bool leads, char cell[static ROW_ROOM])
{
    size_t used = 0;

    (void)snprintf(cell, ROW_ROOM, "-");
    for (int type = WIRE_HELLO; type < WIRE_TYPE_END; type++) {
        if (peer_table_allows(state, leads, (enum wire_type)type)) {
            used += (size_t)snprintf(cell + used, ROW_ROOM - used, "%s%s",
                                     used == 0 ? "" : " ", type_names[type]);
        }
    }
}

static void who_may_say_what_is_that_of_the_code(void **state)
{
    static const char *const states[PEER_STATES] = {
        "GUEST", "GREET", "READY", "COMPARE", "LIVE", "CLOSED"};
    char leader[ROW_ROOM];
    char follower[ROW_ROOM];
    char row[3 * ROW_ROOM];

    (void)state;
    for (int number = 0; number < PEER_STATES; number++) {
        cell_of((enum peer_state)number, false, leader);
        cell_of((enum peer_state)number, true, follower);
        (void)snprintf(row, sizeof row, "| %s | %s | %s |", states[number],
                       leader, follower);
        row_must_stand(row);
    }
}

#define CEILING(name)                                                          \
    {                                                                          \
#name, name                                                            \
    }

static const struct {
    const char *name;
    int value;
} ceilings[] = {
    CEILING(RECORDS_BYTES_MAX),
    CEILING(WEEKS_MAX),
    CEILING(LIST_IDS_MAX),
    CEILING(WANTED_MAX),
    CEILING(WINDOW_BYTES),
    CEILING(SETS_KEPT_ROWS),
    CEILING(SETS_DOUBT_MS),
    CEILING(SKETCH_SYMBOLS_MAX),
    CEILING(SYMBOLS_MESSAGE_MAX),
    CEILING(FOUND_MESSAGE_MAX),
    CEILING(SCOPED_MAX),
    CEILING(SCOPED_MS),
    CEILING(SKETCH_CHANGES_MAX),
    CEILING(KEYED_PEER_MS),
    CEILING(KEYED_MS),
    CEILING(GUEST_BYTES_MAX),
    CEILING(GUEST_MS_MAX),
    CEILING(SENT_AWAY_MS),
    CEILING(CREDENTIALS_MS),
    CEILING(PROGRESS_MS_MAX),
    CEILING(SILENCE_MS_MAX),
    CEILING(TWIN_MS),
    CEILING(COMPARISONS_MAX),
    CEILING(COMPARISON_MS),
    CEILING(SPOILT_MAX),
    CEILING(SPOILT_MS),
    CEILING(CHECK_QUIET_MS),
    CEILING(CHECK_MS),
    CEILING(CHECK_BACKOFF_MS),
    CEILING(CHECK_BACKOFF_MS_MAX),
    CEILING(EARLY_PER_DEVICE_MAX),
    CEILING(EARLY_MAX),
    CEILING(ROSTER_PENDING_MAX),
    CEILING(REFUSED_MAX),
    CEILING(PASSED_MAX),
    CEILING(SIEVE_PART_BYTES),
    CEILING(SIEVE_PARTS_MAX),
    CEILING(SIEVES_BYTES_MAX),
    CEILING(SIEVE_AHEAD),
    CEILING(SIEVE_SIGN_MS),
    CEILING(SIEVE_SIGNS_MAX),
    CEILING(SIFT_ROWS_MAX),
    CEILING(SIFTS_MAX),
    CEILING(PHOTO_WANTS_MAX),
    CEILING(PHOTO_AHEAD_MAX),
    CEILING(PHOTO_ASKED_MAX),
    CEILING(PHOTO_SERVED_MAX),
    CEILING(PHOTO_WAITING_MAX),
    CEILING(PHOTO_ASK_MS),
    CEILING(PHOTO_WANT_MS),
    CEILING(PHOTO_REST_MS),
};

static void ceilings_are_those_of_the_code(void **state)
{
    char row[ROW_ROOM];

    (void)state;
    for (size_t index = 0; index < sizeof ceilings / sizeof *ceilings;
         index++) {
        (void)snprintf(row, sizeof row, "| %s | %d | ", ceilings[index].name,
                       ceilings[index].value);
        row_must_stand(row);
    }
}

/* Does tests/<path>.c have a test of this name? */
static bool has_test(const char *path, const char *name)
{
    static char source[SOURCE_ROOM];
    char file_name[2 * ROW_ROOM];
    char wanted[2 * ROW_ROOM];
    FILE *file = NULL;
    size_t bytes = 0;

    (void)snprintf(file_name, sizeof file_name, "tests/%s.c", path);
    (void)snprintf(wanted, sizeof wanted, "%s)", name);
    file = fopen(file_name, "r");
    if (file == NULL) {
        return false;
    }
    bytes = fread(source, 1, sizeof source - 1, file);
    (void)fclose(file);
    source[bytes] = '\0';
    return strstr(source, wanted) != NULL;
}

static size_t tests_must_exist(const char *page)
{
    char path[ROW_ROOM];
    char name[ROW_ROOM];
    size_t count = 0;

    for (const char *at = strstr(page, "[unit/"); at != NULL;
         at = strstr(at + 1, "[unit/")) {
        if (sscanf(at, "[%99[a-z_/]: %99[a-z0-9_]]", path, name) != 2 ||
            !has_test(path, name)) {
            fail_msg("no such test: %.90s", at);
        }
        count++;
    }
    return count;
}

static void every_test_that_is_named_exists(void **state)
{
    (void)state;
    assert_true(tests_must_exist(wire) > 15);
    assert_true(tests_must_exist(sync_page) > 50);
    assert_true(tests_must_exist(sketch_page) > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(types_are_those_of_the_code),
        cmocka_unit_test(reasons_are_those_of_the_code),
        cmocka_unit_test(who_may_say_what_is_that_of_the_code),
        cmocka_unit_test(ceilings_are_those_of_the_code),
        cmocka_unit_test(every_test_that_is_named_exists),
    };

    return cmocka_run_group_tests(tests, setup, NULL);
}
