/*
 * spec/letters.md says what the code says: the document of a letter, its sizes
 * and ceilings, and tests that exist.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "node/limits.h"
#include "node/mail/letter.h"
#include "node/mail/seal_text.h"
#include "node/mail/sealing.h"
#include "tests/lib/check.h"

enum { PAGE_ROOM = 1 << 16, SOURCE_ROOM = 1 << 17, LINE_ROOM = 160 };

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

static int setup(void **state)
{
    (void)state;
    read_text("spec/letters.md", page, sizeof page);
    return 0;
}

static void must_stand(const char *text)
{
    if (strstr(page, text) == NULL) {
        fail_msg("the page lacks: %s", text);
    }
}

static void row_must_stand(const char *place, const struct field *field)
{
    static const char *const words[] = {"number", "true", "line", "lines",
                                        "bin",    "bin",  "array"};
    char range[LINE_ROOM];
    char row[2 * LINE_ROOM];

    if (field->type == FIELD_KEY) {
        (void)snprintf(range, sizeof range, "%" PRIu64, field->maximum);
    } else {
        (void)snprintf(range, sizeof range, "%" PRIu64 "..%" PRIu64 "%s",
                       field->minimum, field->maximum,
                       field->is_ascending ? " ascending" : "");
    }
    (void)snprintf(row, sizeof row, "\n| %s | %s | %s | %s | %s |", place,
                   field->name, words[field->type],
                   field->is_optional ? "may" : "must", range);
    must_stand(row);
}

static void document_is_that_of_the_code(void **state)
{
    size_t count = 0;
    const struct field *fields = letter_fields(&count);
    char place[LINE_ROOM];

    (void)state;
    assert_int_equal(count, 8);
    for (size_t index = 0; index < count; index++) {
        (void)snprintf(place, sizeof place, "%u", fields[index].key);
        row_must_stand(place, &fields[index]);
        for (size_t each = 0; each < fields[index].column_count; each++) {
            (void)snprintf(place, sizeof place, "%u.%zu", fields[index].key,
                           each);
            row_must_stand(place, &fields[index].columns[each]);
        }
    }
}

static void numbers_are_those_of_the_code(void **state)
{
    char text[LINE_ROOM];

    (void)state;
    (void)snprintf(text, sizeof text, "least of %d, %d and %d bytes",
                   SEAL_SMALL, SEAL_MIDDLE, SEAL_LARGE);
    must_stand(text);
    (void)snprintf(text, sizeof text, "destroyed %d days", SEALING_DAYS_AFTER);
    must_stand(text);
    (void)snprintf(text, sizeof text, "at most %d letters", THREAD_LETTERS_MAX);
    must_stand(text);
    (void)snprintf(text, sizeof text, "%d,%d are filed", LETTERS_MAX / 1000,
                   LETTERS_MAX % 1000);
    must_stand(text);
    assert_int_equal(SEALING_MONTHS_AHEAD, 2);
    assert_int_equal(STALLS, 8);
    assert_int_equal(STALL_BYTES, 8 + 48);
    assert_int_equal(DEVICES_MAX, 4);
}

/* "[unit/test_seal: claim]": the file of this name has the claim. */
static void must_exist(const char *reference)
{
    static char source[SOURCE_ROOM];
    char path[LINE_ROOM];
    char claim[LINE_ROOM];
    char file[2 * LINE_ROOM];

    if (sscanf(reference, "[%80[^:]: %100[^]]]", path, claim) != 2) {
        fail_msg("no reference: %.40s", reference);
    }
    (void)snprintf(file, sizeof file, "tests/%s.c", path);
    read_text(file, source, sizeof source);
    if (strstr(source, claim) == NULL) {
        fail_msg("%s has no %s", path, claim);
    }
}

static void every_rule_names_a_test_that_exists(void **state)
{
    size_t rules = 0;

    (void)state;
    for (const char *at = strstr(page, "\n- **"); at != NULL;
         at = strstr(at + 1, "\n- **")) {
        const char *next = strstr(at + 1, "\n- **");
        const char *unit = strstr(at, "[unit/test_");
        const char *sim = strstr(at, "[sim/test_");

        rules++;
        if ((unit == NULL || (next != NULL && unit > next)) &&
            (sim == NULL || (next != NULL && sim > next))) {
            fail_msg("a rule without a test: %.40s", at);
        }
    }
    assert_int_equal(rules, 33);
    for (const char *at = strchr(page, '['); at != NULL;
         at = strchr(at + 1, '[')) {
        if (strncmp(at, "[unit/", 6) == 0 || strncmp(at, "[sim/", 5) == 0) {
            must_exist(at);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(document_is_that_of_the_code),
        cmocka_unit_test(numbers_are_those_of_the_code),
        cmocka_unit_test(every_rule_names_a_test_that_exists),
    };

    return cmocka_run_group_tests(tests, setup, NULL);
}
