/*
 * Tables as they are printed: where no terminal is, nothing is cut.
 */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/out.h"
#include "cli/qr.h"
#include "tests/lib/check.h"

static char printed[4096];

/* Run with standard output in a file, and read what was printed. */
static void capture(void (*print)(void))
{
    FILE *file = tmpfile();
    int kept = dup(STDOUT_FILENO);
    size_t bytes = 0;

    assert_non_null(file);
    (void)fflush(stdout);
    assert_true(dup2(fileno(file), STDOUT_FILENO) >= 0);
    print();
    (void)fflush(stdout);
    assert_true(dup2(kept, STDOUT_FILENO) >= 0);
    (void)close(kept);
    rewind(file);
    bytes = fread(printed, 1, sizeof printed - 1, file);
    printed[bytes] = '\0';
    (void)fclose(file);
}

static const struct out_column columns[] = {
    {"code", "CODE", false, false},
    {"keeper.name", "FROM", false, true},
    {"asks", "ASKS", true, false},
    {"first", "FIRST", false, false},
};

static void print_rows(bool is_json, bool is_terminal)
{
    const struct out out = {.is_json = is_json, .is_terminal = is_terminal};
    json_t *rows = json_pack(
        "[{s:s,s:{s:s},s:i,s:b},{s:s,s:{s:s},s:n}]", "code", "jam-7kq",
        "keeper", "name", "Blue door", "asks", 12, "first", 1, "code",
        "ladder-2mp", "keeper", "name",
        "A household with a name that is rather long for a table", "asks");

    check_ok(out_table(&out, rows, columns, 4));
    json_decref(rows);
}

static void print_for_people(void)
{
    print_rows(false, false);
}

static void print_for_programs(void)
{
    print_rows(true, false);
}

static void print_on_a_terminal(void)
{
    print_rows(false, true);
}

static void cells_come_from_the_model(void **state)
{
    (void)state;
    capture(print_for_people);
    assert_non_null(strstr(printed, "CODE"));
    assert_non_null(strstr(printed, "jam-7kq"));
    assert_non_null(strstr(printed, "Blue door"));
    assert_non_null(strstr(printed, "  12 yes"));
    assert_non_null(strstr(printed, "rather long for a table"));
}

/* 10 of CODE, 4 of ASKS, 5 of FIRST, and 16 of FROM: 38 with the gaps. */
static void where_it_is_narrow_no_name_is_cut_short(void **state)
{
    (void)state;
    assert_int_equal(setenv("COLUMNS", "37", 1), 0);
    capture(print_on_a_terminal);
    assert_string_equal(printed, "CODE       ASKS FIRST\n"
                                 "  FROM\n"
                                 "jam-7kq      12 yes\n"
                                 "  Blue door\n"
                                 "ladder-2mp      \n"
                                 "  A household with a name that is\n"
                                 "  rather long for a table\n");
    assert_int_equal(setenv("COLUMNS", "38", 1), 0);
    capture(print_on_a_terminal);
    assert_non_null(strstr(printed, "jam-7kq    Blue door"));
    assert_int_equal(unsetenv("COLUMNS"), 0);
}

static const struct out_column two[] = {
    {"title", "TITLE", false, true},
    {"from", "FROM", false, true},
};

static void print_two(void)
{
    const struct out out = {.is_terminal = true};
    json_t *rows = json_pack("[{s:s,s:s}]", "title",
                             "A ladder of three metres with rubber feet",
                             "from", "House 101");

    check_ok(out_table(&out, rows, two, 2));
    json_decref(rows);
}

static void what_is_short_is_not_cut_for_what_is_long(void **state)
{
    (void)state;
    assert_int_equal(setenv("COLUMNS", "26", 1), 0);
    capture(print_two);
    assert_non_null(strstr(printed, "A ladder of\u2026 "));
    assert_non_null(strstr(printed, "House 101"));
    assert_null(strstr(printed, "rubber"));
    assert_int_equal(unsetenv("COLUMNS"), 0);
}

static void print_wide(void)
{
    static const struct out_column wide[] = {
        {"code", "CODE", false, false},   {"title", "WHAT", false, true},
        {"state", "STATE", false, false}, {"when", "WHEN", false, false},
        {"new", "NEW", true, false},
    };
    const struct out out = {.is_terminal = true};
    json_t *rows =
        json_pack("[{s:s,s:s,s:s,s:s,s:i},{s:s,s:s,s:s}]", "code",
                  "ladder-7kq.1", "title", "Ladder, three metres", "state",
                  "promised", "when", "Sat 10:00", "new", 2, "code",
                  "jam-m2x.1", "title", "Jam", "state", "asked");

    check_ok(out_table(&out, rows, wide, 5));
    json_decref(rows);
}

/* What does not fit beside the code says what it is. */
static void no_line_is_wider_than_the_terminal(void **state)
{
    (void)state;
    assert_int_equal(setenv("COLUMNS", "28", 1), 0);
    capture(print_wide);
    assert_string_equal(printed, "CODE         STATE\n"
                                 "  WHAT\n"
                                 "ladder-7kq.1 promised\n"
                                 "  Ladder, three metres |\n"
                                 "  WHEN\u00a0Sat 10:00 | NEW\u00a02\n"
                                 "jam-m2x.1    asked\n"
                                 "  Jam\n");
    assert_int_equal(unsetenv("COLUMNS"), 0);
}

static void json_has_no_table(void **state)
{
    (void)state;
    capture(print_for_programs);
    assert_string_equal(printed, "");
}

static void print_qr(void)
{
    check_ok(qr_draw(stdout, "kith:A", false));
}

/* 21 modules and a margin of two, two rows a line. */
static void a_code_is_square(void **state)
{
    size_t lines = 0;

    (void)state;
    capture(print_qr);
    for (const char *at = printed; (at = strchr(at, '\n')) != NULL; at++) {
        lines++;
    }
    assert_int_equal(lines, 13);
    assert_null(strstr(printed, "\033["));
    assert_non_null(strstr(printed, "\u2588"));
}

static void a_text_beyond_any_code_is_full(void **state)
{
    static char text[4000];

    (void)state;
    memset(text, 'x', sizeof text - 1);
    check_err(qr_draw(stdout, text, false), ERR_FULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_come_from_the_model),
        cmocka_unit_test(where_it_is_narrow_no_name_is_cut_short),
        cmocka_unit_test(what_is_short_is_not_cut_for_what_is_long),
        cmocka_unit_test(no_line_is_wider_than_the_terminal),
        cmocka_unit_test(json_has_no_table),
        cmocka_unit_test(a_code_is_square),
        cmocka_unit_test(a_text_beyond_any_code_is_full),
    };

    assert_non_null(setlocale(LC_CTYPE, "C.UTF-8")); /* as the program */
    return cmocka_run_group_tests(tests, NULL, NULL);
}
