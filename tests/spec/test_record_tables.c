/*
 * spec/records.md and the tables of the code say the same: classes, fields of
 * each known body, domains, words, and the tests that the rules name.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "node/board/post.h"
#include "node/board/thanks.h"
#include "node/deal/receipt.h"
#include "node/record/body.h"
#include "node/record/class.h"
#include "node/record/council_body.h"
#include "node/record/identity.h"
#include "node/record/scan.h"
#include "node/record/text.h"
#include "node/record/words.h"
#include "tests/lib/check.h"

enum { SPEC_ROOM = 1 << 17, ROW_ROOM = 256 };

static char spec[SPEC_ROOM];

static int setup(void **state)
{
    FILE *file = fopen("spec/records.md", "r");
    size_t bytes = 0;

    (void)state;
    assert_non_null(file);
    bytes = fread(spec, 1, sizeof spec - 1, file);
    assert_in_range(bytes, 1, sizeof spec - 2);
    spec[bytes] = '\0';
    return fclose(file);
}

/* The row must begin a line of this section. */
static void row_must_stand(const char *section, const char *row)
{
    char line[ROW_ROOM];
    const char *end = strstr(section, "\n#");
    const char *found = NULL;

    assert_true(snprintf(line, sizeof line, "\n%s", row) < (int)sizeof line);
    found = strstr(section, line);
    if (found == NULL || (end != NULL && found > end)) {
        fail_msg("spec/records.md lacks the row: %s", row);
    }
}

static size_t rows_in(const char *section)
{
    const char *end = strstr(section, "\n#");
    size_t count = 0;

    for (const char *at = strstr(section, "\n| ");
         at != NULL && (end == NULL || at < end); at = strstr(at + 1, "\n| ")) {
        count++;
    }
    return count;
}

static const char *section_of(const char *title)
{
    const char *section = strstr(spec, title);

    if (section == NULL) {
        fail_msg("spec/records.md lacks the section: %s", title);
    }
    return section + 1;
}

static void classes_are_those_of_the_code(void **state)
{
    const char *section = section_of("\n## Classes");

    (void)state;
    for (unsigned number = 1; number < CLASS_END; number++) {
        const struct class_row *row = class_find(number);
        char days[16] = "for ever";
        char slots[48] = "by content";
        char text[ROW_ROOM];

        if (row->retention_days != RETENTION_FOR_EVER) {
            (void)snprintf(days, sizeof days, "%u", row->retention_days);
        }
        if (!row->is_content_named) {
            (void)snprintf(
                slots, sizeof slots, "%" PRIu32 " / %" PRIu32 " / %" PRIu32,
                row->slots_newcomer, row->slots_full, row->slots_steward);
        }
        (void)snprintf(
            text, sizeof text, "| %u | %s | %s | %s | %s | %s | %s | %u |",
            number, row->name, set_name(row->set),
            row->is_household_signed ? "household" : "device", slots,
            row->is_lasting ? "no" : "yes", days, row->body_bytes_max);
        row_must_stand(section, text);
    }
    assert_int_equal(rows_in(section), CLASS_END);
}

static const char *type_word(enum field_type type)
{
    static const char *const words[] = {"number", "true", "line", "lines",
                                        "bin",    "bin",  "array"};

    return words[type];
}

/* A row of the spec: place, name, type, whether it must be, range. */
static void field_must_stand(const char *section,
                             const char *place,
                             const struct field *field)
{
    uint64_t least = field->minimum;
    char range[64] = "-";
    char text[ROW_ROOM];

    if (field->type == FIELD_LINE || field->type == FIELD_LINES ||
        (field->is_optional && field->type == FIELD_ROWS)) {
        least = 1;
    }
    if (field->is_optional && field->type == FIELD_NUMBER &&
        field->has_offset == 0 && least == 0) {
        least = 1;
    }
    if (field->type == FIELD_KEY) {
        (void)snprintf(range, sizeof range, "%" PRIu64, field->maximum);
    } else if (field->type != FIELD_BOOL) {
        (void)snprintf(range, sizeof range, "%" PRIu64 "..%" PRIu64 "%s", least,
                       field->maximum, field->is_ascending ? " ascending" : "");
    }
    (void)snprintf(text, sizeof text, "| %s | %s | %s | %s | %s |", place,
                   field->name, type_word(field->type),
                   field->is_optional ? "may" : "must", range);
    row_must_stand(section, text);
}

static void
table_must_stand(const char *title, const struct field *fields, size_t count)
{
    const char *section = section_of(title);
    size_t rows = 1;

    for (size_t i = 0; i < count; i++) {
        char place[32];

        (void)snprintf(place, sizeof place, "%u", fields[i].key);
        field_must_stand(section, place, &fields[i]);
        rows++;
        for (size_t j = 0; j < fields[i].column_count; j++) {
            (void)snprintf(place, sizeof place, "%u.%zu", fields[i].key, j);
            field_must_stand(section, place, &fields[i].columns[j]);
            rows++;
        }
    }
    assert_int_equal(rows_in(section), rows);
}

static void bodies_are_those_of_the_code(void **state)
{
    static const struct {
        const char *title;
        enum record_class class;
        uint16_t kind;
    } bodies[] = {
        {"\n### household (class 1, kind 1)", CLASS_HOUSEHOLD, 1},
        {"\n### device (class 2, kind 1)", CLASS_DEVICE, 1},
        {"\n### rules (class 3, kind 1)", CLASS_RULES, 1},
        {"\n### council (class 4, kind 1)", CLASS_COUNCIL, 1},
        {"\n### join (class 5, kind 1)", CLASS_JOIN, 1},
        {"\n### vouch (class 6, kind 1)", CLASS_VOUCH, KIND_VOUCH},
        {"\n### invite (class 6, kind 2)", CLASS_VOUCH, KIND_INVITE},
        {"\n### address (class 7, kind 1)", CLASS_ADDRESS, 1},
        {"\n### manifest (class 8, kind 1)", CLASS_MANIFEST, 1},
        {"\n### post (class 9, kinds 1 to 8)", CLASS_POST, POST_OFFER},
        {"\n### thanks (class 10, kind 2)", CLASS_SAY, KIND_THANKS},
        {"\n### letter (class 12, kind 1)", CLASS_LETTER, 1},
        {"\n### sealing (class 15, kind 1)", CLASS_SEALING, 1},
        {"\n### receipt (class 14, kind 1)", CLASS_RECEIPT, KIND_HOURS},
    };
    const struct field *fields = NULL;
    size_t count = 0;

    (void)state;
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        fields = body_fields(bodies[i].class, bodies[i].kind, &count);
        assert_non_null(fields);
        table_must_stand(bodies[i].title, fields, count);
    }
    fields = council_content_fields(&count);
    table_must_stand("\n### content of a council", fields, count);
}

static void kinds_of_posts_are_those_of_the_code(void **state)
{
    const char *section = section_of("\n## Posts");

    (void)state;
    for (unsigned kind = 1; kind < POST_KIND_END; kind++) {
        char text[ROW_ROOM];

        (void)snprintf(text, sizeof text, "| %u | %s |", kind,
                       post_kind_name(kind));
        row_must_stand(section, text);
    }
}

static void rules_of_scan_and_text_are_those_of_the_code(void **state)
{
    const char *scan_section = section_of("\n## Canonical MessagePack");
    const char *text_section = section_of("\n## Text");
    char text[ROW_ROOM];

    (void)state;
    for (int rule = SCAN_OK + 1; rule < SCAN_RULE_COUNT; rule++) {
        (void)snprintf(text, sizeof text, "| %s | %s |",
                       scan_rule_number((enum scan_rule)rule),
                       scan_rule_text((enum scan_rule)rule));
        row_must_stand(scan_section, text);
    }
    for (int rule = TEXT_RULE_OK + 1; rule < TEXT_RULE_COUNT; rule++) {
        (void)snprintf(text, sizeof text, "| %s | %s |",
                       text_rule_number((enum text_rule)rule),
                       text_rule_text((enum text_rule)rule));
        row_must_stand(text_section, text);
    }
}

static void domains_are_those_of_the_code(void **state)
{
    const char *section = section_of("\n## Keys, hashes, signatures");

    (void)state;
    for (int domain = 0; domain < DOMAIN_COUNT; domain++) {
        struct view view = domain_view((enum domain)domain);
        char text[ROW_ROOM];

        (void)snprintf(text, sizeof text, "| `%s` |", (const char *)view.data);
        row_must_stand(section, text);
    }
    assert_int_equal(rows_in(section), DOMAIN_COUNT + 1);
}

static void words_are_those_of_the_code(void **state)
{
    const char *at = section_of("\n## Words");

    (void)state;
    at = strstr(at, "```\n");
    assert_non_null(at);
    at += strlen("```\n");
    for (unsigned value = 0; value < WORD_COUNT; value++) {
        const char *word = word_at((unsigned char)value);

        at += strspn(at, " \n");
        assert_memory_equal(at, word, strlen(word));
        at += strlen(word);
        assert_non_null(strchr(" \n", *at));
    }
    assert_memory_equal(at + strspn(at, "\n"), "```", 3);
}

/* Does tests/<path>.c have a function of this name? */
static bool has_test(const char *path, const char *name)
{
    static char source[SPEC_ROOM];
    char file_name[2 * ROW_ROOM];
    char head[2 * ROW_ROOM];
    FILE *file = NULL;
    size_t bytes = 0;

    (void)snprintf(file_name, sizeof file_name, "tests/%s.c", path);
    (void)snprintf(head, sizeof head, "static void %s(void **state)", name);
    file = fopen(file_name, "r");
    if (file == NULL) {
        return false;
    }
    bytes = fread(source, 1, sizeof source - 1, file);
    (void)fclose(file);
    source[bytes] = '\0';
    return strstr(source, head) != NULL;
}

/* Rules name their tests as [unit/test_record: claim]. */
static void every_test_that_is_named_exists(void **state)
{
    char path[ROW_ROOM];
    char name[ROW_ROOM];
    size_t count = 0;

    (void)state;
    for (const char *at = strstr(spec, "[unit/"); at != NULL;
         at = strstr(at + 1, "[unit/")) {
        if (sscanf(at, "[%99[a-z_/]: %99[a-z0-9_]]", path, name) != 2 ||
            !has_test(path, name)) {
            fail_msg("no such test: %.60s", at);
        }
        count++;
    }
    assert_true(count > 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(classes_are_those_of_the_code),
        cmocka_unit_test(bodies_are_those_of_the_code),
        cmocka_unit_test(kinds_of_posts_are_those_of_the_code),
        cmocka_unit_test(rules_of_scan_and_text_are_those_of_the_code),
        cmocka_unit_test(domains_are_those_of_the_code),
        cmocka_unit_test(words_are_those_of_the_code),
        cmocka_unit_test(every_test_that_is_named_exists),
    };

    return cmocka_run_group_tests(tests, setup, NULL);
}
