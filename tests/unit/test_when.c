/* Dates as people say them: cli/when.c. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "cli/when.h"
#include "tests/lib/check.h"

/* Saturday, 21 November 2026, 12:30 in Berlin, an hour before UTC. */
static const uint64_t now_ms = 1795260600000;

struct when_case {
    const char *text;
    const char *begin; /* NULL: refused */
    const char *end;
};

static const struct when_case cases[] = {
    {"2026-12-01", "2026-12-01 00:00:00", "2026-12-01 23:59:59"},
    {"2026-12-01 10:00", "2026-12-01 10:00:00", "2026-12-01 10:00:00"},
    {"2026-12-01T08:30", "2026-12-01 08:30:00", "2026-12-01 08:30:00"},
    {"2026-12-01T08:30:59", "2026-12-01 08:30:59", "2026-12-01 08:30:59"},
    {"2026-12-01T08:30:00Z", "2026-12-01 09:30:00", "2026-12-01 09:30:00"},
    {"2026-07-01T22:59:59.000Z", "2026-07-02 00:59:59", "2026-07-02 00:59:59"},
    {"2045-01-01", "2045-01-01 00:00:00", "2045-01-01 23:59:59"},
    {"today", "2026-11-21 00:00:00", "2026-11-21 23:59:59"},
    {"tomorrow", "2026-11-22 00:00:00", "2026-11-22 23:59:59"},
    {"Tomorrow 18:00", "2026-11-22 18:00:00", "2026-11-22 18:00:00"},
    {"sunday", "2026-11-22 00:00:00", "2026-11-22 23:59:59"},
    {"sat", "2026-11-21 00:00:00", "2026-11-21 23:59:59"},
    {"sat 10:00", "2026-11-28 10:00:00", "2026-11-28 10:00:00"},
    {"sat 18:00", "2026-11-21 18:00:00", "2026-11-21 18:00:00"},
    {"next wed at 7pm", "2026-11-25 19:00:00", "2026-11-25 19:00:00"},
    {"10:00", "2026-11-22 10:00:00", "2026-11-22 10:00:00"},
    {"in 2 weeks", "2026-12-05 00:00:00", "2026-12-05 23:59:59"},
    {"3 days", "2026-11-24 00:00:00", "2026-11-24 23:59:59"},
    {"in an hour", "2026-11-21 13:30:00", "2026-11-21 13:30:00"},
    {"in 1 month", "2026-12-21 00:00:00", "2026-12-21 23:59:59"},
    {"24 dec", "2026-12-24 00:00:00", "2026-12-24 23:59:59"},
    {"Dec 24 9:15", "2026-12-24 09:15:00", "2026-12-24 09:15:00"},
    {"3 march", "2027-03-03 00:00:00", "2027-03-03 23:59:59"},
    {"3 march 2028", "2028-03-03 00:00:00", "2028-03-03 23:59:59"},
    {"24th dec", "2026-12-24 00:00:00", "2026-12-24 23:59:59"},
    {"1st March 10:00", "2027-03-01 10:00:00", "2027-03-01 10:00:00"},
    {"24. Dezember", NULL, NULL},
    {"24. December", "2026-12-24 00:00:00", "2026-12-24 23:59:59"},
    {"31/12/2026", "2026-12-31 00:00:00", "2026-12-31 23:59:59"},
    {"31/12/26 18:00", "2026-12-31 18:00:00", "2026-12-31 18:00:00"},
    {"31/12", "2026-12-31 00:00:00", "2026-12-31 23:59:59"},
    {"1/2", "2027-02-01 00:00:00", "2027-02-01 23:59:59"},
    {"21/11", "2026-11-21 00:00:00", "2026-11-21 23:59:59"},
    {"31.12.2026", "2026-12-31 00:00:00", "2026-12-31 23:59:59"},
    {"31.12.26", "2026-12-31 00:00:00", "2026-12-31 23:59:59"},
    {"31.12.", "2026-12-31 00:00:00", "2026-12-31 23:59:59"},
    {"10.12. 9.30", "2026-12-10 09:30:00", "2026-12-10 09:30:00"},
    {"10.12", "2026-11-22 10:12:00", "2026-11-22 10:12:00"}, /* a time */
    {"next sat", "2026-11-28 00:00:00", "2026-11-28 23:59:59"},
    {"next week", "2026-11-23 00:00:00", "2026-11-29 23:59:59"},
    {"weekend", "2026-11-21 00:00:00", "2026-11-22 23:59:59"},
    {"this weekend", "2026-11-21 00:00:00", "2026-11-22 23:59:59"},
    {"next weekend", NULL, NULL}, /* this one or that behind it? */
    {"weekend 10:00", NULL, NULL},
    {"next week 10:00", NULL, NULL},
    {"12/31/2026", NULL, NULL}, /* the month first */
    {"12/31", NULL, NULL},
    {"31/6", NULL, NULL},
    {"29/2", NULL, NULL},
    {"31.12", NULL, NULL},
    {"31/12/", NULL, NULL},
    {"31/12.2026", NULL, NULL},
    {"31/12/126", NULL, NULL},
    {"31/12/2026x", NULL, NULL},
    {"", NULL, NULL},
    {"soon", NULL, NULL},
    {"31 june", NULL, NULL},
    {"2026-02-30", NULL, NULL},
    {"25:00", NULL, NULL},
    {"2026-12-01T08:30:00+05:00", NULL, NULL},
    {"2026-12-01T08:30:60", NULL, NULL},
    {"2026-12-01T08:30x", NULL, NULL},
    {"sat sun", NULL, NULL},
    {"in weeks", NULL, NULL},
    {"in 99999 days", NULL, NULL},
    {"tomorrow and more words than anyone says at all", NULL, NULL},
};

static void when_check(const struct when_case *row, enum when_edge edge)
{
    const char *wanted = edge == WHEN_BEGIN ? row->begin : row->end;
    struct problem why;
    uint64_t ms = 0;
    char text[32];
    time_t time = 0;
    struct tm day;
    enum err err = ERR_OK;

    problem_init(&why);
    err = when_read(row->text, now_ms, edge, &ms, &why);
    if (wanted == NULL) {
        assert_int_equal(err, ERR_INVALID);
        assert_string_equal(why.name, "unreadable-date");
        assert_true(why.advice[0] != '\0');
        return;
    }
    assert_int_equal(err, ERR_OK);
    time = (time_t)(ms / 1000);
    assert_non_null(localtime_r(&time, &day));
    assert_true(strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &day) > 0);
    assert_string_equal(text, wanted);
}

static void dates_mean_what_people_mean(void **state)
{
    (void)state;
    for (size_t index = 0; index < sizeof cases / sizeof cases[0]; index++) {
        when_check(&cases[index], WHEN_BEGIN);
        when_check(&cases[index], WHEN_END);
    }
}

/* What begins on the 24th, a Tuesday. */
static void an_end_is_the_first_behind_its_beginning(void **state)
{
    static const struct when_case ends[] = {
        {"mon", NULL, "2026-11-30 23:59:59"},
        {"sat", NULL, "2026-11-28 23:59:59"},
        {"tue", NULL, "2026-11-24 23:59:59"},
        {"wed 18:00", NULL, "2026-11-25 18:00:00"},
        {"9:00", NULL, "2026-11-24 09:00:00"},
        {"tomorrow", NULL, "2026-11-22 23:59:59"},
        {"in 2 days", NULL, "2026-11-23 23:59:59"},
        {"2026-11-23", NULL, "2026-11-23 23:59:59"},
        {"in 2 weeks", NULL, "2026-12-05 23:59:59"},
    };
    const uint64_t begins_ms = 1795474800000;

    (void)state;
    for (size_t index = 0; index < sizeof ends / sizeof *ends; index++) {
        struct problem why;
        uint64_t ms = 0;
        char text[32];
        struct tm day;
        time_t time = 0;

        problem_init(&why);
        assert_int_equal(when_read_after(ends[index].text, now_ms, begins_ms,
                                         WHEN_END, &ms, &why),
                         ERR_OK);
        time = (time_t)(ms / 1000);
        assert_non_null(localtime_r(&time, &day));
        assert_true(strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &day) > 0);
        assert_string_equal(text, ends[index].end);
    }
}

static void a_weekend_is_what_is_left_of_it(void **state)
{
    const uint64_t day_ms = 24 * 60 * 60 * 1000;
    const uint64_t midnight_ms = now_ms - (12 * 60 + 30) * 60 * 1000;
    struct problem why;
    uint64_t ms = 0;

    (void)state;
    problem_init(&why);
    for (uint64_t day = 1; day < 9; day++) { /* Sunday to Sunday */
        const uint64_t today_ms = midnight_ms + day * day_ms;
        const uint64_t begins_ms =
            midnight_ms + (day == 1 || day == 8 ? day : 7) * day_ms;

        check_ok(when_read("weekend", today_ms, WHEN_BEGIN, &ms, &why));
        assert_int_equal(ms, begins_ms);
        check_ok(when_read_after("weekend", today_ms, begins_ms, WHEN_END, &ms,
                                 &why));
        assert_int_equal(ms, midnight_ms + (day == 1 ? 2 : 9) * day_ms - 1000);
        check_ok(when_read("next week", today_ms, WHEN_BEGIN, &ms, &why));
        assert_int_equal(ms, midnight_ms + (day == 1 ? 2 : 9) * day_ms);
    }
}

static void a_weekday_behind_now_is_no_day_that_began(void **state)
{
    const uint64_t day_ms = 24 * 60 * 60 * 1000;
    const uint64_t midnight_ms = now_ms - (12 * 60 + 30) * 60 * 1000;
    struct problem why;
    uint64_t ms = 0;

    (void)state;
    problem_init(&why);
    assert_int_equal(
        when_read_after("sat", now_ms, now_ms, WHEN_BEGIN, &ms, &why), ERR_OK);
    assert_int_equal(ms, midnight_ms + 7 * day_ms);
    assert_int_equal(
        when_read_after("sun", now_ms, now_ms, WHEN_BEGIN, &ms, &why), ERR_OK);
    assert_int_equal(ms, midnight_ms + day_ms);
}

static void near_days_are_told_by_name(void **state)
{
    char text[WHEN_CHARS];
    const uint64_t day_ms = 24 * 60 * 60 * 1000;
    const uint64_t midnight_ms = now_ms - (12 * 60 + 30) * 60 * 1000;

    (void)state;
    when_write(now_ms + 60000, now_ms, text);
    assert_string_equal(text, "today 12:31");
    when_write(now_ms + day_ms, now_ms, text);
    assert_string_equal(text, "Sun 12:30");
    when_write(now_ms + 10 * day_ms, now_ms, text);
    assert_string_equal(text, "Tue  1 Dec");
    when_write(now_ms + 60 * day_ms, now_ms, text);
    assert_string_equal(text, "20 Jan 2027");
    when_write(midnight_ms, now_ms, text);
    assert_string_equal(text, "today");
    when_write(midnight_ms + 2 * day_ms, now_ms, text);
    assert_string_equal(text, "Mon 23 Nov");
    when_write_end(midnight_ms + 3 * day_ms, now_ms, text);
    assert_string_equal(text, "Mon 23:59");
    when_write_end(midnight_ms + 10 * day_ms, now_ms, text);
    assert_string_equal(text, "Mon 30 Nov");
    when_write_end(now_ms + day_ms, now_ms, text);
    assert_string_equal(text, "Sun 12:30");
    when_write(0, now_ms, text);
    assert_string_equal(text, "");
}

static void far_hours_are_told_where_people_meet(void **state)
{
    char text[WHEN_CHARS];
    const uint64_t day_ms = 24 * 60 * 60 * 1000;
    const uint64_t midnight_ms = now_ms - (12 * 60 + 30) * 60 * 1000;

    (void)state;
    when_write_hour(now_ms + day_ms, now_ms, text);
    assert_string_equal(text, "Sun 12:30");
    when_write_hour(now_ms + 10 * day_ms, now_ms, text);
    assert_string_equal(text, "Tue  1 Dec 12:30");
    when_write_hour(now_ms + 60 * day_ms, now_ms, text);
    assert_string_equal(text, "20 Jan 2027 12:30");
    when_write_hour(midnight_ms + 10 * day_ms, now_ms, text);
    assert_string_equal(text, "Tue  1 Dec");
    when_write_hour(0, now_ms, text);
    assert_string_equal(text, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_mean_what_people_mean),
        cmocka_unit_test(an_end_is_the_first_behind_its_beginning),
        cmocka_unit_test(a_weekend_is_what_is_left_of_it),
        cmocka_unit_test(a_weekday_behind_now_is_no_day_that_began),
        cmocka_unit_test(near_days_are_told_by_name),
        cmocka_unit_test(far_hours_are_told_where_people_meet),
    };

    if (setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1) != 0) {
        return 1;
    }
    tzset();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
