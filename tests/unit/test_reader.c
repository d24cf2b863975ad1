/* The reader of imports: cli/reader.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/reader.h"
#include "tests/lib/check.h"

/* What a text gives, one line an object or complaint: "3 {...}", "4 !text". */
static void read_all(enum reader_format format,
                     const char *text,
                     size_t bytes,
                     char *out,
                     size_t size)
{
    FILE *file = fmemopen((void *)(uintptr_t)text, bytes, "r");
    struct problem why;
    struct reader reader;
    json_t *object = NULL;
    size_t used = 0;
    enum err err = ERR_OK;

    assert_non_null(file);
    problem_init(&why);
    out[0] = '\0';
    err = reader_init(&reader, file, format, &why);
    assert_int_equal(err, ERR_OK);
    for (size_t limit = 0; limit < 100; limit++) {
        char *line = NULL;

        err = reader_next(&reader, &object, &why);
        if (err == ERR_OK && object == NULL) {
            break;
        }
        line = object == NULL
                   ? NULL
                   : json_dumps(object, JSON_COMPACT | JSON_SORT_KEYS);
        used += (size_t)snprintf(out + used, size - used, "%llu %s\n",
                                 (unsigned long long)reader.line,
                                 err == ERR_OK ? line : "!");
        free(line);
        json_decref(object);
    }
    reader_release(&reader);
    assert_int_equal(fclose(file), 0);
}

static void lines_of_json_are_read_one_by_one(void **state)
{
    static const char text[] = "{\"title\":\"Jam\"}\n"
                               "\n"
                               "[1]\n"
                               "{\"title\":\n"
                               "{\"a\":1,\"a\":2}\n"
                               "{\"title\":\"Ladder\"}";
    char out[512];

    (void)state;
    read_all(READER_JSONL, text, sizeof text - 1, out, sizeof out);
    assert_string_equal(out, "1 {\"title\":\"Jam\"}\n"
                             "3 !\n"
                             "4 !\n"
                             "5 !\n"
                             "6 {\"title\":\"Ladder\"}\n");
}

static void csv_may_quote_and_span_lines(void **state)
{
    static const char text[] = "title,text,tags,quantity\r\n"
                               "Jam,\"six \"\"jars\"\"\",food;sweet,6\r\n"
                               "\"Two\nlines\",,,\n"
                               "too,few\n"
                               "\"open\"x,,,\n"
                               "Last,,,many";
    char out[512];

    (void)state;
    read_all(READER_CSV, text, sizeof text - 1, out, sizeof out);
    assert_string_equal(
        out, "2 {\"quantity\":6,\"tags\":[\"food\",\"sweet\"],\"text\":\"six "
             "\\\"jars\\\"\",\"title\":\"Jam\"}\n"
             "3 {\"quantity\":null,\"tags\":null,\"text\":null,"
             "\"title\":\"Two\\nlines\"}\n"
             "5 !\n"
             "6 !\n"
             "7 {\"quantity\":\"many\",\"tags\":null,\"text\":null,"
             "\"title\":\"Last\"}\n");
}

static void a_csv_without_title_is_refused(void **state)
{
    static char text[] = "name,price\nJam,3\n";
    FILE *file = fmemopen(text, sizeof text - 1, "r");
    struct problem why;
    struct reader reader;

    (void)state;
    assert_non_null(file);
    problem_init(&why);
    assert_int_equal(reader_init(&reader, file, READER_CSV, &why), ERR_INVALID);
    assert_string_equal(why.name, "no-header");
    reader_release(&reader);
    assert_int_equal(fclose(file), 0);
}

static void a_line_past_the_ceiling_is_refused_and_passed(void **state)
{
    const size_t bytes = READER_LINE_BYTES_MAX;
    char *text = calloc(1, 2 * bytes + 64);
    char out[128];
    size_t end = 0;

    (void)state;
    assert_non_null(text);
    memset(text, ' ', bytes + 1); /* one byte too many */
    end = bytes + 1;
    text[end++] = '\n';
    memset(text + end, ' ', bytes - 2); /* as long as may be */
    end += bytes - 2;
    memcpy(text + end, "{}\n", 3);
    end += 3;
    read_all(READER_JSONL, text, end, out, sizeof out);
    assert_string_equal(out, "1 !\n2 {}\n");
    free(text);
}

/* As spreadsheets save "CSV UTF-8"; else no column would be called kind. */
static void a_byte_order_mark_is_passed(void **state)
{
    static const char csv[] = "\xEF\xBB\xBFtitle,kind\nSaw,loan\n";
    static const char jsonl[] = "\xEF\xBB\xBF{\"title\":\"Saw\"}\n";
    static const char half[] = "\xEF\xBB\n{}\n";
    char out[128];

    (void)state;
    read_all(READER_CSV, csv, sizeof csv - 1, out, sizeof out);
    assert_string_equal(out, "2 {\"kind\":\"loan\",\"title\":\"Saw\"}\n");
    read_all(READER_JSONL, jsonl, sizeof jsonl - 1, out, sizeof out);
    assert_string_equal(out, "1 {\"title\":\"Saw\"}\n");
    read_all(READER_JSONL, half, sizeof half - 1, out, sizeof out);
    assert_string_equal(out, "1 !\n2 {}\n");
}

static void what_stands_between_cells_is_as_in_the_header(void **state)
{
    static const char semicolons[] = "Kind;Title ;tags\r\n"
                                     "loan;\"Saw; old\";a,b\r\n";
    static const char tabs[] = "kind\ttitle\nloan\tSaw, old\n";
    static const char alone[] = "title\nSaw; old\n";
    char out[128];

    (void)state;
    read_all(READER_CSV, semicolons, sizeof semicolons - 1, out, sizeof out);
    assert_string_equal(out, "2 {\"kind\":\"loan\",\"tags\":[\"a\",\"b\"],"
                             "\"title\":\"Saw; old\"}\n");
    read_all(READER_CSV, tabs, sizeof tabs - 1, out, sizeof out);
    assert_string_equal(out, "2 {\"kind\":\"loan\",\"title\":\"Saw, old\"}\n");
    read_all(READER_CSV, alone, sizeof alone - 1, out, sizeof out);
    assert_string_equal(out, "2 {\"title\":\"Saw; old\"}\n");
}

static void rows_of_empty_cells_are_passed(void **state)
{
    static const char text[] = "title,kind\r\nSaw,loan\r\n,\r\n , \r\n,";
    char out[128];

    (void)state;
    read_all(READER_CSV, text, sizeof text - 1, out, sizeof out);
    assert_string_equal(out, "2 {\"kind\":\"loan\",\"title\":\"Saw\"}\n");
}

static void
lines_of_a_cell_end_alike_and_spaces_around_it_are_none(void **state)
{
    static const char text[] = "title,text,quantity\r\n"
                               "Saw ,\" two\r\nlines\r\n\", 2 \r\n";
    char out[128];

    (void)state;
    read_all(READER_CSV, text, sizeof text - 1, out, sizeof out);
    assert_string_equal(out, "2 {\"quantity\":2,\"text\":\"two\\nlines\","
                             "\"title\":\"Saw\"}\n");
}

/* As "CSV" of a spreadsheet on Windows: never a post without its text. */
static void row_that_is_not_utf8_is_refused_whole(void **state)
{
    static const char text[] = "title,text,kind\nSaw,sch\xF6n,loan\n"
                               "Jam,,offer\n";
    char out[128];

    (void)state;
    read_all(READER_CSV, text, sizeof text - 1, out, sizeof out);
    assert_string_equal(out, "2 !\n3 {\"kind\":\"offer\",\"text\":null,"
                             "\"title\":\"Jam\"}\n");
}

static void a_row_of_too_many_cells_takes_no_other_along(void **state)
{
    char text[64] = "title\n";
    char out[128];

    (void)state;
    memset(text + strlen(text), ',', READER_COLUMNS_MAX);
    memcpy(text + strlen(text), "\nJam\n", sizeof "\nJam\n");
    read_all(READER_CSV, text, strlen(text), out, sizeof out);
    assert_string_equal(out, "2 !\n3 {\"title\":\"Jam\"}\n");
}

static void any_bytes_end_the_reading(void **state)
{
    static const char *const texts[] = {"\"", "\"\"\"", ",,,,\n\"a", "\r\r\r",
                                        "title\n\"\xff\xfe\n\"\n"};
    char header[64];
    char out[512];

    (void)state;
    for (size_t index = 0; index < sizeof texts / sizeof texts[0]; index++) {
        int bytes =
            snprintf(header, sizeof header, "title,x\n%s", texts[index]);

        assert_true(bytes > 0);
        read_all(READER_CSV, header, (size_t)bytes, out, sizeof out);
        read_all(READER_JSONL, header, (size_t)bytes, out, sizeof out);
        assert_true(strlen(out) > 0);
    }
}

/* A file that ends just there, and one that goes on. */
static void what_is_past_the_ceiling_is_not_read(void **state)
{
    static const char text[] = "{\"a\":1}\n{\"a\":2}\n";

    (void)state;
    for (size_t less = 0; less < 2; less++) {
        FILE *file = fmemopen((void *)(uintptr_t)text, sizeof text - 1, "r");
        struct problem why;
        struct reader reader;
        json_t *object = NULL;

        assert_non_null(file);
        problem_init(&why);
        check_ok(reader_init(&reader, file, READER_JSONL, &why));
        assert_int_equal(reader.left_bytes, READER_BYTES_MAX);
        reader.left_bytes = sizeof text - 1 - less;
        check_ok(reader_next(&reader, &object, &why));
        json_decref(object);
        if (less == 0) {
            check_ok(reader_next(&reader, &object, &why));
            json_decref(object);
            check_ok(reader_next(&reader, &object, &why));
        } else {
            check_err(reader_next(&reader, &object, &why), ERR_FULL);
            assert_string_equal(why.name, "endless-file");
        }
        assert_null(object);
        reader_release(&reader);
        assert_int_equal(fclose(file), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_of_json_are_read_one_by_one),
        cmocka_unit_test(csv_may_quote_and_span_lines),
        cmocka_unit_test(a_csv_without_title_is_refused),
        cmocka_unit_test(a_line_past_the_ceiling_is_refused_and_passed),
        cmocka_unit_test(a_byte_order_mark_is_passed),
        cmocka_unit_test(what_stands_between_cells_is_as_in_the_header),
        cmocka_unit_test(rows_of_empty_cells_are_passed),
        cmocka_unit_test(
            lines_of_a_cell_end_alike_and_spaces_around_it_are_none),
        cmocka_unit_test(row_that_is_not_utf8_is_refused_whole),
        cmocka_unit_test(a_row_of_too_many_cells_takes_no_other_along),
        cmocka_unit_test(any_bytes_end_the_reading),
        cmocka_unit_test(what_is_past_the_ceiling_is_not_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
