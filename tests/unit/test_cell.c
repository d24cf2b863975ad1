#include <string.h>

#include "node/board/cell.h"
#include "tests/lib/check.h"

static void coordinates_are_snapped_to_a_cell(void **state)
{
    static const struct {
        const char *text;
        const char *cell; /* NULL: none */
    } rows[] = {
        {"51.46,-0.10", "51.46,-0.10"},
        {"51.4613999,-0.1049", "51.46,-0.10"},
        {"51.465,-0.105", "51.47,-0.11"},
        {" 51.46 , -0.1 ", "51.46,-0.10"},
        {"+51,0", "51.00,0.00"},
        {"-0.001,-0.004", "0.00,0.00"},
        {"-33.8688,151.2093", "-33.87,151.21"},
        {"90,180", "90.00,-180.00"},
        {"-90.00,-180.00", "-90.00,-180.00"},
        {"89.999,179.996", "90.00,-180.00"},
        {"51.123456789,0", "51.12,0.00"},
        {"", NULL},
        {"51.46", NULL},
        {"51.46 -0.10", NULL},
        {"51.46,", NULL},
        {",0", NULL},
        {"51.,0", NULL},
        {".5,0", NULL},
        {"90.01,0", NULL},
        {"0,180.01", NULL},
        {"0,-180.01", NULL},
        {"1000,0", NULL},
        {"99999999999,0", NULL},
        {"51.1234567890,0", NULL},
        {"51.46,-0.10x", NULL},
        {"5e1,0", NULL},
        {"--5,0", NULL},
        {"Mill Lane", NULL},
    };
    struct cell cell;
    char text[CELL_CHARS];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const bool is_read = cell_read(view_text(rows[i].text), &cell);

        assert_int_equal(is_read, rows[i].cell != NULL);
        if (is_read) {
            cell_write(&cell, text);
            assert_string_equal(text, rows[i].cell);
        }
    }
}

static void every_cell_is_read_as_it_is_written(void **state)
{
    char text[CELL_CHARS];

    (void)state;
    for (int32_t at = -18000; at < 18000; at++) {
        const struct cell cell = {at / 2, at};
        struct cell again;

        cell_write(&cell, text);
        assert_true(cell_read(view_text(text), &again));
        assert_int_equal(again.north, cell.north);
        assert_int_equal(again.east, cell.east);
        assert_true(cell_of_number(cell_number(&cell), &again));
        assert_int_equal(again.north, cell.north);
        assert_int_equal(again.east, cell.east);
    }
}

static void number_of_no_cell_is_refused(void **state)
{
    const struct cell last = {9000, 17999};
    struct cell cell;

    (void)state;
    assert_false(cell_of_number(0, &cell));
    assert_true(cell_of_number(cell_number(&last), &cell));
    assert_false(cell_of_number(cell_number(&last) + 1, &cell));
    assert_false(cell_of_number(UINT64_MAX, &cell));
}

static void distance_is_that_of_the_middles(void **state)
{
    static const struct {
        const char *from;
        const char *to;
        uint32_t metres; /* by the haversine formula, radius 6,371,009 m */
    } rows[] = {
        {"51.46,-0.10", "51.47,-0.10", 1112},
        {"51.46,-0.10", "51.46,-0.11", 693},
        {"51.46,-0.10", "51.50,-0.03", 6579},
        {"0.00,0.00", "0.00,0.50", 55598},
        {"60.17,24.94", "60.37,24.94", 22239},
        {"-33.87,151.21", "-33.81,151.01", 19640},
        {"10.00,179.99", "10.00,-179.99", 2190}, /* across the date line */
        {"85.00,0.00", "85.00,1.00", 9691},
    };
    struct cell from;
    struct cell to;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const uint32_t slack = rows[i].metres / 200 + 1;

        assert_true(cell_read(view_text(rows[i].from), &from));
        assert_true(cell_read(view_text(rows[i].to), &to));
        assert_true(cell_is_within(&from, &to, rows[i].metres + slack));
        assert_false(cell_is_within(&from, &to, rows[i].metres - slack));
        assert_true(cell_is_within(&to, &from, rows[i].metres + slack));
        assert_true(cell_is_within(&to, &to, 0));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(coordinates_are_snapped_to_a_cell),
        cmocka_unit_test(every_cell_is_read_as_it_is_written),
        cmocka_unit_test(number_of_no_cell_is_refused),
        cmocka_unit_test(distance_is_that_of_the_middles),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
