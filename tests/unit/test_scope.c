/* How much of the board a small home keeps: node/scope.c. */
#include "node/limits.h"
#include "node/moment.h"
#include "node/scope.h"
#include "tests/lib/check.h"

enum { DAY = 20000, POST_DAYS = 120 };

static uint64_t ms_of(unsigned day)
{
    return (uint64_t)day * DAY_MS + 12345;
}

static bool is_kept(unsigned keep_weeks, unsigned age_days)
{
    const uint16_t from_week =
        scope_from_week(SET_BOARD, keep_weeks, ms_of(DAY));

    return scope_has(from_week,
                     class_drop_day(CLASS_POST, ms_of(DAY - age_days)));
}

/* So many weeks at least, and less than one more. */
static void weeks_kept_are_weeks_since_signing(void **state)
{
    (void)state;
    for (unsigned weeks = 1; weeks <= KEEP_WEEKS_MAX; weeks++) {
        assert_true(is_kept(weeks, 0));
        assert_true(is_kept(weeks, weeks * WEEK_DAYS));
        assert_false(is_kept(weeks, (weeks + 1) * WEEK_DAYS));
    }
    assert_int_equal(scope_from_week(SET_BOARD, 8, ms_of(DAY)),
                     (DAY + POST_DAYS - 56) / WEEK_DAYS);
}

static void board_alone_has_a_scope(void **state)
{
    (void)state;
    for (int set = 0; set < (int)SET_COUNT; set++) {
        assert_int_equal(scope_from_week((enum set)set, KEEP_ALL, ms_of(DAY)),
                         0);
        if (set != (int)SET_BOARD) {
            assert_int_equal(scope_from_week((enum set)set, 1, ms_of(DAY)), 0);
        }
    }
    assert_int_equal(class_find(CLASS_POST)->set, SET_BOARD);
    assert_int_equal(class_find(CLASS_SAY)->set, SET_BOARD);
    assert_int_equal(class_find(CLASS_SAY)->retention_days, POST_DAYS);
    assert_int_not_equal(class_find(CLASS_CARRY)->set, SET_BOARD);
}

static void from_week_never_goes_back(void **state)
{
    uint16_t before = 0;

    (void)state;
    for (unsigned day = DAY; day < DAY + 30; day++) {
        const uint16_t from_week = scope_from_week(SET_BOARD, 8, ms_of(day));

        assert_true(from_week == before || from_week == before + 1 ||
                    before == 0);
        assert_true(scope_from_week(SET_BOARD, 9, ms_of(day)) < from_week);
        before = from_week;
    }
    assert_true(scope_from_week(SET_BOARD, 1, UINT64_C(1) << 53) <=
                DROP_DAY_NEVER / WEEK_DAYS);
}

static void words_for_weeks_are_understood(void **state)
{
    static const char *const good[] = {"8 weeks", "8w", "8 w", "8", "8 week"};
    static const char *const bad[] = {
        "",   "0",        "18",    "8 days", "-1",
        "8x", "8  weeks", "weeks", "alle",   "99999999999999999999"};
    unsigned weeks = 5;

    (void)state;
    for (size_t index = 0; index < sizeof bad / sizeof *bad; index++) {
        check_err(scope_parse(bad[index], &weeks), ERR_INVALID);
        assert_int_equal(weeks, 5);
    }
    for (size_t index = 0; index < sizeof good / sizeof *good; index++) {
        weeks = 0;
        check_ok(scope_parse(good[index], &weeks));
        assert_int_equal(weeks, 8);
    }
    check_ok(scope_parse("17 weeks", &weeks));
    assert_int_equal(weeks, KEEP_WEEKS_MAX);
    check_ok(scope_parse("all", &weeks));
    assert_int_equal(weeks, KEEP_ALL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weeks_kept_are_weeks_since_signing),
        cmocka_unit_test(board_alone_has_a_scope),
        cmocka_unit_test(from_week_never_goes_back),
        cmocka_unit_test(words_for_weeks_are_understood),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
