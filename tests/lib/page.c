#include "tests/lib/page.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "tests/lib/check.h"

static char page[PAGE_ROOM];

static void load(const char *name, char out[PAGE_ROOM])
{
    FILE *file = fopen(name, "r");
    size_t bytes = 0;

    if (file == NULL) {
        fail_msg("no %s", name);
        return;
    }
    bytes = fread(out, 1, PAGE_ROOM - 1, file);
    assert_in_range(bytes, 1, PAGE_ROOM - 2);
    out[bytes] = '\0';
    (void)fclose(file);
}

void page_load(const char *name)
{
    load(name, page);
}

/* One cell without the blanks around it; where the next one begins. */
static const char *cell_take(const char *at, char out[PAGE_CELL_CHARS])
{
    const char *end = at + strcspn(at, "|\n");
    const char *last = end;

    while (*at == ' ' && at < last) {
        at++;
    }
    while (last > at && last[-1] == ' ') {
        last--;
    }
    assert_true(last - at < PAGE_CELL_CHARS);
    memcpy(out, at, (size_t)(last - at));
    out[last - at] = '\0';
    return *end == '|' ? end + 1 : end;
}

static const char *line_after(const char *at)
{
    at += strcspn(at, "\n");
    return *at == '\n' ? at + 1 : at;
}

void page_table(const char *heading, struct page_table *out)
{
    const char *at = strstr(page, heading);

    memset(out, 0, sizeof *out);
    if (at == NULL) {
        fail_msg("no table that begins with %s", heading);
        return;
    }
    for (at = line_after(line_after(at)); *at == '|'; at = line_after(at)) {
        const char *cell = at + 1;

        assert_true(out->rows < PAGE_ROWS_MAX);
        for (size_t i = 0; i < PAGE_CELLS_MAX && *cell != '\n' && *cell != 0;
             i++) {
            cell = cell_take(cell, out->cells[out->rows][i]);
        }
        out->rows++;
    }
}

static void range_of(const struct field *field, char out[PAGE_CELL_CHARS])
{
    uint64_t least = field->minimum;

    if (field->type == FIELD_KEY) {
        (void)snprintf(out, PAGE_CELL_CHARS, "%" PRIu64, field->maximum);
        return;
    }
    if (field->type == FIELD_LINE || field->type == FIELD_LINES ||
        (field->type == FIELD_NUMBER && field->is_optional && least == 0)) {
        least = 1;
    }
    (void)snprintf(out, PAGE_CELL_CHARS, "%" PRIu64 "..%" PRIu64 "%s", least,
                   field->maximum, field->is_ascending ? " ascending" : "");
}

static void row_must_tell(char row[PAGE_CELLS_MAX][PAGE_CELL_CHARS],
                          const char *place,
                          const struct field *field)
{
    static const char *const types[] = {"number", "true", "line", "lines",
                                        "bin",    "bin",  "array"};
    char range[PAGE_CELL_CHARS];

    range_of(field, range);
    assert_string_equal(row[0], place);
    assert_string_equal(row[1], field->name);
    assert_string_equal(row[2], types[field->type]);
    assert_string_equal(row[3], field->is_optional ? "may" : "must");
    assert_string_equal(row[4], range);
}

void page_fields(const char *heading, const struct field *fields, size_t count)
{
    struct page_table table;
    size_t row = 0;

    page_table(heading, &table);
    for (size_t i = 0; i < count; i++) {
        char place[32];

        (void)snprintf(place, sizeof place, "%u", fields[i].key);
        row_must_tell(table.cells[row++], place, &fields[i]);
        for (size_t j = 0; j < fields[i].column_count; j++) {
            (void)snprintf(place, sizeof place, "%u.%zu", fields[i].key, j);
            row_must_tell(table.cells[row++], place, &fields[i].columns[j]);
        }
    }
    assert_int_equal(table.rows, row);
}

void page_says(const char *text)
{
    if (strstr(page, text) == NULL) {
        fail_msg("the page does not say: %s", text);
    }
}

/* A rule begins "- **" and ends where the next one begins. */
size_t page_rules(void)
{
    size_t rules = 0;

    for (const char *at = strstr(page, "\n- **"); at != NULL;
         at = strstr(at + 1, "\n- **")) {
        const char *next = strstr(at + 1, "\n- **");
        const char *test = strstr(at, "/test_");

        if (test == NULL || (next != NULL && test > next)) {
            fail_msg("a rule without a test: %.40s", at);
        }
        rules++;
    }
    return rules;
}

/* Does tests/<path>.c have a function of this name? */
static bool has_claim(const char *path, const char *name)
{
    static char source[PAGE_ROOM];
    char file[2 * PAGE_CELL_CHARS];
    char head[2 * PAGE_CELL_CHARS];

    (void)snprintf(file, sizeof file, "tests/%s.c", path);
    (void)snprintf(head, sizeof head, "static void %s(void **state)", name);
    load(file, source);
    return strstr(source, head) != NULL;
}

/* Those named from one folder, as "[unit/". */
static size_t claims_of(const char *folder)
{
    char path[PAGE_CELL_CHARS];
    char name[PAGE_CELL_CHARS];
    size_t count = 0;

    for (const char *at = strstr(page, folder); at != NULL;
         at = strstr(at + 1, folder)) {
        if (sscanf(at, "[%90[a-z_/]: %90[a-z0-9_]]", path, name) != 2 ||
            !has_claim(path, name)) {
            fail_msg("no such test: %.70s", at);
        }
        count++;
    }
    return count;
}

size_t page_claims(void)
{
    return claims_of("[unit/") + claims_of("[sim/") + claims_of("[spec/");
}

static void must_have_scene(const char *file, const char *name)
{
    static char source[PAGE_ROOM];
    char path[2 * PAGE_CELL_CHARS];
    char line[2 * PAGE_CELL_CHARS];

    (void)snprintf(path, sizeof path, "tests/e2e/%s.sh", file);
    (void)snprintf(line, sizeof line, "\nscene %s\n", name);
    load(path, source);
    if (strstr(source, line) == NULL) {
        fail_msg("%s has no scene %s", path, name);
    }
}

size_t page_scenes(void)
{
    char file[PAGE_CELL_CHARS];
    char name[PAGE_CELL_CHARS];
    size_t count = 0;

    for (const char *at = strstr(page, "[e2e/"); at != NULL;
         at = strstr(at + 1, "[e2e/")) {
        if (sscanf(at, "[e2e/%90[a-z_]: %90[a-z0-9_]]", file, name) == 2) {
            must_have_scene(file, name);
            count++;
        }
    }
    return count;
}

/* The rule that begins here names a test of this folder before `over`. */
static void must_prove(const char *rule, const char *over, const char *folder)
{
    const char *proof = strstr(rule, folder);

    if (proof == NULL || proof > over) {
        fail_msg("no %s...] proves %.30s", folder, rule + 1);
    }
}

size_t
page_proofs(const char *heading, const char *const *folders, size_t count)
{
    const char *section = strstr(page, heading);
    const char *at = NULL;
    const char *end = NULL;
    size_t rules = 0;

    assert_non_null(section);
    end = strstr(section + 1, "\n## ");
    for (at = strstr(section, "\n- **"); at != NULL && at < end; rules++) {
        const char *next = strstr(at + 1, "\n- **");
        const char *over = next == NULL || next > end ? end : next;

        for (size_t each = 0; each < count; each++) {
            must_prove(at, over, folders[each]);
        }
        at = next;
    }
    return rules;
}
