/*
 * spec/store.md says what the code says: ceilings, the size of a key file,
 * tables, and tests that exist.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/inside.h"
#include "store/keys.h"
#include "store/limits.h"
#include "tests/lib/check.h"
#include "tests/lib/folder.h"

enum { PAGE_ROOM = 1 << 15, SOURCE_ROOM = 1 << 17, NAME_ROOM = 128 };

static char page[PAGE_ROOM];

static void read_text(const char *path, char *out, size_t room)
{
    FILE *file = fopen(path, "r");
    size_t bytes = 0;

    if (file == NULL) {
        fail_msg("cannot open %s", path);
    }
    bytes = fread(out, 1, room - 1, file);
    assert_true(bytes < room - 1);
    out[bytes] = '\0';
    assert_int_equal(fclose(file), 0);
}

static int set_up(void **state)
{
    (void)state;
    read_text("spec/store.md", page, sizeof page);
    return 0;
}

static void must_stand(const char *text)
{
    if (strstr(page, text) == NULL) {
        fail_msg("the page lacks: %s", text);
    }
}

static void ceilings_are_those_of_the_code(void **state)
{
    static const struct {
        const char *what;
        unsigned most;
    } rows[] = {
        {"hidden posts", LOCAL_HIDDEN_MAX},
        {"blocked households", LOCAL_BLOCKED_MAX},
        {"lines of the log", LOCAL_LOG_ROWS_MAX},
        {"addresses of peers", LOCAL_ADDRESSES_MAX},
        {"rows of a page", BOARD_ROWS_MAX},
        {"words of a search", SEARCH_WORDS_MAX},
    };
    char row[NAME_ROOM];
    size_t i = 0;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        (void)snprintf(row, sizeof row, "\n| %s | %u |\n", rows[i].what,
                       rows[i].most);
        must_stand(row);
    }
    (void)snprintf(row, sizeof row,
                   "\n| imports remembered; bytes of a source | %u; %u |\n",
                   LOCAL_SOURCES_MAX, LOCAL_SOURCE_BYTES_MAX);
    must_stand(row);
    (void)snprintf(row, sizeof row,
                   "\n| wishes; bytes of one; posts found | %u; %u; %u |\n",
                   LOCAL_WISHES_MAX, LOCAL_WISH_BYTES_MAX, LOCAL_WISHED_MAX);
    must_stand(row);
    (void)snprintf(row, sizeof row, "up to %u s,", STORE_BUSY_MS_MAX / 1000);
    must_stand(row);
    (void)snprintf(row, sizeof row, "newest %u,%03u rows",
                   STORE_JOURNAL_ROWS_MAX / 1000,
                   STORE_JOURNAL_ROWS_MAX % 1000);
    must_stand(row);
    (void)snprintf(row, sizeof row, "at most %u neighbourhoods",
                   HOME_FOLDERS_MAX);
    must_stand(row);
}

/* The sizes at the beginning of the lines of the layout add up to a file. */
static void key_file_is_as_long_as_its_fields(void **state)
{
    const char *at = strstr(page, "bytes field\n");
    struct keys keys;
    struct bytes packed;
    size_t sum = 0;

    (void)state;
    assert_non_null(at);
    for (at = strchr(at, '\n') + 1; strncmp(at, "```", 3) != 0;
         at = strchr(at, '\n') + 1) {
        sum += strtoul(at, NULL, 10); /* ".." is 0 */
    }
    keys_init(&keys);
    bytes_init(&packed, KEYS_BYTES_MAX);
    check_ok(keys_pack(&keys, &packed));
    assert_int_equal(packed.bytes, sum);
    bytes_wipe(&packed);
    memset(keys.name, 'x', NAME_BYTES_MAX);
    check_ok(keys_pack(&keys, &packed));
    assert_int_equal(packed.bytes, sum + NAME_BYTES_MAX);
    bytes_wipe(&packed);
    keys_release(&keys);
}

/* Is the name a cell, or one of several in a cell, of a table's first
 * column? */
static void must_have_row(const char *name)
{
    char first[NAME_ROOM + 8];
    char middle[NAME_ROOM + 8];
    char last[NAME_ROOM + 8];

    (void)snprintf(first, sizeof first, "\n| %s", name);
    (void)snprintf(middle, sizeof middle, ", %s,", name);
    (void)snprintf(last, sizeof last, ", %s |", name);
    if (strstr(page, first) == NULL && strstr(page, middle) == NULL &&
        strstr(page, last) == NULL) {
        fail_msg("the page lacks the table %s", name);
    }
}

static void every_table_has_a_row(void **state)
{
    static const char text[] =
        "SELECT name FROM sqlite_schema WHERE type='table'"
        " AND name NOT LIKE 'search\\_%' ESCAPE '\\'";
    struct folder folder;
    struct store *store = NULL;
    struct query query;
    char name[NAME_ROOM];
    size_t tables = 0;

    (void)state;
    folder_make(&folder);
    check_ok(store_open(folder.path, STORE_CREATE, &store));
    query_begin(&query, &store->sql, text);
    while (query_row(&query)) {
        struct view view = query_get_view(&query, 0);

        (void)snprintf(name, sizeof name, "%.*s", (int)view.bytes,
                       (const char *)view.data);
        must_have_row(name);
        tables++;
    }
    check_ok(query_end(&query));
    assert_int_equal(tables, 26);
    store_close(store);
    folder_remove(&folder);
}

/* "[unit/test_shelf: claim]": the file of this name has the claim. */
static void must_exist(const char *reference)
{
    static char source[SOURCE_ROOM];
    char path[NAME_ROOM];
    char claim[NAME_ROOM];

    if (sscanf(reference, "[%60[^:]: %100[^]]]", path, claim) != 2) {
        fail_msg("no reference: %.40s", reference);
    }
    {
        char file[NAME_ROOM + 16];

        (void)snprintf(file, sizeof file, "tests/%s.c", path);
        read_text(file, source, sizeof source);
    }
    if (strstr(source, claim) == NULL) {
        fail_msg("%s has no %s", path, claim);
    }
}

static void rules_name_tests_that_exist(void **state)
{
    const char *rule = page;
    size_t rules = 0;

    (void)state;
    while ((rule = strstr(rule, "\n- **B")) != NULL) {
        const char *next = strstr(rule + 1, "\n- **B");
        const char *at = strstr(rule, "[unit/test_");

        rules++;
        if (at == NULL || (next != NULL && at > next)) {
            fail_msg("a rule without a test: %.40s", rule);
        }
        rule++;
    }
    assert_true(rules > 40); /* the page was read */
    for (rule = page; (rule = strstr(rule, "[unit/test_")) != NULL; rule++) {
        must_exist(rule);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ceilings_are_those_of_the_code),
        cmocka_unit_test(key_file_is_as_long_as_its_fields),
        cmocka_unit_test(every_table_has_a_row),
        cmocka_unit_test(rules_name_tests_that_exist),
    };

    return cmocka_run_group_tests(tests, set_up, NULL);
}
