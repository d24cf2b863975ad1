#include <string.h>

#include "cli/out.h"
#include "tests/lib/check.h"

static void times_are_iso_8601_in_utc(void **state)
{
    char text[OUT_TIME_CHARS];

    (void)state;
    out_time(0, text);
    assert_string_equal(text, "1970-01-01T00:00:00.000Z");
    out_time(UINT64_C(1795910399007), text);
    assert_string_equal(text, "2026-11-28T23:59:59.007Z");
    out_time(UINT64_C(1) << 53, text);
    assert_int_equal(strlen(text), OUT_TIME_CHARS - 1);
    out_time(UINT64_MAX, text);
    assert_int_equal(strlen(text), OUT_TIME_CHARS - 1);
}

static void a_time_never_set_is_null(void **state)
{
    json_t *time = out_time_json(0);

    (void)state;
    assert_true(json_is_null(time));
    json_decref(time);
    time = out_time_json(1);
    assert_string_equal(json_string_value(time), "1970-01-01T00:00:00.001Z");
    json_decref(time);
}

/* A stick that another system wrote has names of Latin letters. */
static void a_file_is_named_whatever_its_bytes(void **state)
{
    json_t *file = out_file_json("caf\xE9/\xC3\xBC \x1B[1m.kith");

    (void)state;
    assert_string_equal(json_string_value(file), "caf?/\xC3\xBC ?[1m.kith");
    json_decref(file);
}

static void nobody_is_asked_without_a_terminal(void **state)
{
    struct out out = {.is_interactive = false};

    (void)state;
    assert_false(out_ask(&out, "Sure?"));
}

/* Half a letter is none, and a table takes text only. */
static void names_are_listed_whole(void **state)
{
    char text[OUT_CELL_BYTES_MAX];
    char name[65] = "";
    json_t *rows = json_array();
    json_t *cell = NULL;

    (void)state;
    out_names(rows, text);
    assert_string_equal(text, "");
    while (strlen(name) < sizeof name - 1) {
        memcpy(name + strlen(name), "\xC3\xBC", sizeof "\xC3\xBC");
    }
    assert_int_equal(
        json_array_append_new(rows, json_pack("{s:s}", "name", "Ana")), 0);
    assert_int_equal(json_array_append_new(rows, json_string("Ben")), 0);
    out_names(rows, text);
    assert_string_equal(text, "Ana, Ben");
    for (size_t index = 0; index < 64; index++) {
        assert_int_equal(
            json_array_append_new(rows, json_pack("{s:s}", "name", name)), 0);
    }
    out_names(rows, text);
    cell = json_string(text);
    assert_non_null(cell);
    assert_string_equal(text + strlen(text) - 7, "\xC3\xBC, ...");
    json_decref(cell);
    json_decref(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_are_iso_8601_in_utc),
        cmocka_unit_test(a_time_never_set_is_null),
        cmocka_unit_test(a_file_is_named_whatever_its_bytes),
        cmocka_unit_test(nobody_is_asked_without_a_terminal),
        cmocka_unit_test(names_are_listed_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
