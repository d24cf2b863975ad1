/* How values are shown, and the feeds: net/web/show.c, month.c, week.c,
 * feeds.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "net/web/feeds.h"
#include "net/web/month.h"
#include "net/web/qr.h"
#include "net/web/show.h"
#include "net/web/week.h"
#include "node/record/time.h"
#include "tests/lib/check.h"

/* Sunday, 22 November 2026, 12:00 UTC. */
static const char now_text[] = "2026-11-22T12:00:00Z";

static uint64_t now_ms(void)
{
    uint64_t ms = 0;

    check_ok(time_parse(now_text, &ms));
    return ms;
}

/* What a filter makes of a value; NULL where it refuses. */
static const char *shown(const char *filter, json_t *value)
{
    static char text[4096];
    struct show show = {now_ms()};
    struct bytes out;
    enum err err = ERR_UNKNOWN;

    bytes_init(&out, sizeof text - 1);
    for (size_t index = 0; index < show_filter_count; index++) {
        if (strcmp(show_filters[index].name, filter) == 0) {
            err = show_filters[index].show(&show, value, &out);
        }
    }
    if (out.bytes > 0) {
        memcpy(text, out.data, out.bytes);
    }
    text[out.bytes] = '\0';
    bytes_release(&out);
    json_decref(value);
    return err == ERR_OK ? text : NULL;
}

static void times_are_told_in_few_words(void **state)
{
    static const struct {
        const char *filter;
        const char *time;
        const char *wanted;
    } cases[] = {
        {"when", "2026-11-22T18:04:00Z", "today 18:04"},
        {"when", "2026-11-28T10:00:00Z", "Sat 10:00"},
        {"when", "2026-11-28T00:00:00Z", "Sat 28 Nov"},
        {"when", "2026-12-03T10:00:00Z", "Thu 3 Dec 10:00"},
        {"when", "2027-01-03T10:00:00Z", "3 Jan 2027 10:00"},
        {"when", "2026-12-03T00:00:00Z", "Thu 3 Dec"},
        {"when", "2026-11-03T10:00:00Z", "Tue 3 Nov"},
        {"ago", "2026-11-22T11:59:30Z", "just now"},
        {"ago", "2026-11-22T11:55:00Z", "5 min ago"},
        {"ago", "2026-11-22T09:00:00Z", "3 h ago"},
        {"ago", "2026-11-21T11:00:00Z", "1 day ago"},
        {"ago", "2026-11-20T11:00:00Z", "2 days ago"},
        {"ago", "2026-10-20T11:00:00Z", "4 weeks ago"},
        {"ago", "2026-11-23T11:00:00Z", "just now"},
        {"day", "2026-11-28T00:00:00.000Z", "Sat 28 Nov"},
        {"ends", "2026-11-30T00:00:00.000Z", "Sun 29 Nov"},
        {"ends", "2026-11-29T23:59:59.000Z", "Sun 29 Nov"},
        {"ends", "2026-11-28T14:00:00.000Z", "Sat 14:00"},
        {"ends", "soon", NULL},
        {"date", "2026-11-28T23:00:00Z", "2026-11-28"},
        {"stamp", "2026-11-28T10:00:00Z", "2026-11-28 10:00"},
        {"stamp", "2026-11-28T00:00:00Z", "2026-11-28"},
        {"picker", "2026-11-30T00:00:00.000Z", "date"},
        {"pick", "2026-11-30T00:00:00.000Z", "2026-11-30"},
        {"lastpick", "2026-11-30T00:00:00.000Z", "2026-11-29"},
        {"picker", "2026-11-30T14:30:00.000Z", "datetime-local"},
        {"pick", "2026-11-30T14:30:00.000Z", "2026-11-30T14:30"},
        {"lastpick", "2026-11-30T14:30:00.000Z", "2026-11-30T14:30"},
        {"clock", "2026-11-28T10:07:00Z", "10:07"},
        {"when", "2025-11-23T10:00:00Z", "23 Nov 2025"},
        {"day", "2025-03-01T10:00:00Z", "1 Mar 2025"},
        {"when", "soon", NULL},
    };

    (void)state;
    for (size_t index = 0; index < sizeof cases / sizeof *cases; index++) {
        const char *text =
            shown(cases[index].filter, json_string(cases[index].time));

        if (cases[index].wanted == NULL) {
            assert_null(text);
        } else {
            assert_non_null(text);
            assert_string_equal(text, cases[index].wanted);
        }
    }
}

static json_t *rows(size_t count)
{
    json_t *list = json_array();

    while (json_array_size(list) < count) {
        (void)json_array_append_new(list, json_null());
    }
    return list;
}

static void lengths_and_words_are_shown(void **state)
{
    (void)state;
    assert_string_equal(shown("length", json_integer(90)), "1 h 30 min");
    assert_string_equal(shown("length", json_integer(-60)), "-1 h");
    assert_string_equal(shown("length", json_integer(45)), "45 min");
    assert_string_equal(shown("kind", json_string("loan")), "To borrow");
    assert_string_equal(shown("kind", json_string("later")), "later");
    assert_string_equal(shown("state", json_string("waiting")), "in line");
    assert_string_equal(shown("initial", json_string("\xc3\x89lan")),
                        "\xc3\x89");
    assert_string_equal(shown("line", json_string("a\nb")), "a b");
    assert_string_equal(shown("typed", json_pack("[s,s]", "a", "b")), "a");
    assert_string_equal(shown("second", json_pack("[s,s]", "a", "b")), "b");
    assert_string_equal(shown("second", json_string("a")), "");
    assert_string_equal(shown("count", json_pack("[i]", 1)),
                        "1 thing on the board");
    assert_string_equal(shown("count", rows(59)), "59 things on the board");
    assert_string_equal(shown("count", rows(60)),
                        "the first 60 things on the board");
    assert_string_equal(
        shown("pages", json_pack("[i,i,i,i,i,i,i]", 1, 2, 3, 4, 5, 6, 7)),
        "pages-2");
    assert_null(shown("length", json_string("x")));
}

static void a_line_is_cut_between_characters(void **state)
{
    char text[400] = "";
    const char *cut = NULL;

    (void)state;
    for (size_t n = 0; n < 120; n++) {
        memcpy(text + 2 * n, "\xc3\xa9", 3);
    }
    cut = shown("line", json_string(text));
    assert_non_null(cut);
    assert_true(strlen(cut) < 170);
    assert_string_equal(cut + strlen(cut) - 5, "\xc3\xa9\xe2\x80\xa6");
}

static void a_code_is_drawn_inside_its_box(void **state)
{
    struct bytes box;
    struct bytes path;
    int size = 0;

    (void)state;
    bytes_init(&box, 64);
    bytes_init(&path, 1 << 16);
    check_ok(qr_box("http://hall.local:5480", &box));
    check_ok(bytes_append_u8(&box, 0));
    assert_int_equal(sscanf((const char *)box.data, "-4 -4 %d", &size), 1);
    assert_int_equal(size, 25 + 8);
    check_ok(qr_outline("http://hall.local:5480", &path));
    assert_memory_equal(path.data, "M0 0h7v1h-7z", 12); /* its corner */
    bytes_release(&box);
    bytes_release(&path);
}

static void in_zone(const char *zone)
{
    assert_int_equal(setenv("TZ", zone, 1), 0);
    tzset();
}

static void booked_days_stand_in_their_month(void **state)
{
    json_t *model = json_pack("{s:{s:[{s:s, s:s, s:s}]}}", "show", "calendar",
                              "from", "2026-11-27T23:00:00.000Z", "to",
                              "2026-11-29T23:00:00.000Z", "state", "taken");
    json_t *months = NULL;
    json_t *week = NULL;
    size_t booked = 0;
    size_t days = 0;
    size_t index = 0;

    (void)state;
    in_zone("CET-1CEST,M3.5.0,M10.5.0/3"); /* a weekend of Berlin */
    check_ok(month_add(model, now_ms()));
    in_zone("UTC0");
    months = json_object_get(model, "months");
    assert_int_equal(json_array_size(months), MONTHS_SHOWN);
    json_array_foreach(json_object_get(json_array_get(months, 0), "weeks"),
                       index, week)
    {
        json_t *day = NULL;
        size_t at = 0;

        assert_int_equal(json_array_size(week), 7);
        json_array_foreach(week, at, day)
        {
            days += json_integer_value(json_object_get(day, "day")) > 0;
            booked += strcmp(json_string_value(json_object_get(day, "state")),
                             "taken") == 0;
        }
    }
    assert_int_equal(days, 30);
    assert_int_equal(booked, 2);
    json_decref(model);
}

static void a_long_text_has_smaller_letters(void **state)
{
    char text[701];

    (void)state;
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_string_equal(shown("room", json_string(text)), "longest");
    assert_string_equal(shown("room", json_string(text + 1)), "longer");
    assert_string_equal(shown("room", json_string(text + 460)), "longer");
    assert_string_equal(shown("room", json_string(text + 461)), "long");
    assert_string_equal(shown("room", json_string(text + 640)), "long");
    assert_string_equal(shown("room", json_string(text + 641)), "");
    assert_string_equal(shown("room", json_string("a\nb\nc")), "long");
    assert_null(shown("room", json_integer(1)));
}

static void the_weekly_sheet_has_what_is_new_and_what_ends(void **state)
{
    json_t *model = json_pack(
        "{s:[{s:s, s:n}, {s:s, s:s}, {s:s, s:s}]}", "board", "posted",
        "2026-11-20T00:00:00Z", "until", "posted", "2026-11-01T00:00:00Z",
        "until", "2026-11-25T00:00:00Z", "posted", "2026-11-01T00:00:00Z",
        "until", "2026-12-25T00:00:00Z");

    (void)state;
    check_ok(week_add(model, now_ms()));
    assert_int_equal(json_array_size(json_object_get(model, "fresh")), 1);
    assert_int_equal(json_array_size(json_object_get(model, "ending")), 1);
    json_decref(model);
}

/* Lines of a calendar file put together again; each is 75 bytes at most. */
static size_t unfold(const struct bytes *out, char *text)
{
    size_t used = 0;
    size_t column = 0;

    for (size_t at = 0; at < out->bytes; at++) {
        if (out->data[at] == '\r') {
            assert_int_equal(out->data[at + 1], '\n');
            assert_true(column <= 75);
            column = 0;
            if (at + 2 < out->bytes && out->data[at + 2] == ' ') {
                at += 2;
                column = 1;
                continue;
            }
            text[used++] = '\n';
            at++;
            continue;
        }
        text[used++] = (char)out->data[at];
        column++;
    }
    text[used] = '\0';
    return used;
}

static void bookings_are_events_that_a_calendar_reads(void **state)
{
    static char text[8192];
    json_t *model = json_pack(
        "{s:{s:s}, s:[{s:s, s:s, s:s, s:b, s:{s:s}, s:s, s:s, s:s, s:s},"
        "{s:s, s:s, s:s, s:b, s:{s:s}, s:s}]}",
        "page", "now", now_text, "deals", "id", "ab01", "state", "promised",
        "title",
        "Ladder, 5 m; with a very long title that goes past the line and "
        "further still",
        "mine", 1, "claimant", "name", "Red\ngate", "when",
        "2026-11-28T10:00:00Z", "from", "2026-11-28T00:00:00Z", "to",
        "2026-11-30T00:00:00Z", "where", "Side gate", "id", "ab02", "state",
        "out", "title", "Tent", "mine", 0, "keeper", "name", "Cleo", "due",
        "2026-12-02T00:00:00Z");
    struct bytes out;

    (void)state;
    assert_non_null(model);
    bytes_init(&out, sizeof text);
    check_ok(feeds_calendar(model, &out));
    assert_true(unfold(&out, text) > 0);
    assert_memory_equal(text, "BEGIN:VCALENDAR\nVERSION:2.0\n", 28);
    assert_non_null(strstr(text, "UID:ab01-when\n"));
    assert_non_null(strstr(text, "DTSTART:20261128T100000Z\n"));
    assert_non_null(strstr(text, "DTSTART;VALUE=DATE:20261128\n"));
    assert_non_null(strstr(text, "DTEND;VALUE=DATE:20261130\n"));
    assert_non_null(strstr(text, "SUMMARY:Ladder\\, 5 m\\; with a very long "
                                 "title that goes past the line and further "
                                 "still: handed over\\, with Red\\ngate\n"));
    assert_non_null(strstr(text, "UID:ab02-due\n"));
    assert_non_null(strstr(text, "LOCATION:Side gate\n"));
    assert_non_null(strstr(text, "END:VCALENDAR\n"));
    bytes_release(&out);
    json_decref(model);
}

/* The booking of a model with one promise, as its calendar file has it. */
static void
booked(const char *from, const char *to, const char *begin, const char *end)
{
    static char text[2048];
    json_t *model = json_pack(
        "{s:{s:s}, s:[{s:s, s:s, s:s, s:b, s:{s:s}, s:s, s:s}]}", "page", "now",
        now_text, "deals", "id", "ab03", "state", "promised", "title", "Tent",
        "mine", 1, "claimant", "name", "Cleo", "from", from, "to", to);
    struct bytes out;

    bytes_init(&out, sizeof text);
    in_zone("CET-1CEST,M3.5.0,M10.5.0/3");
    check_ok(feeds_calendar(model, &out));
    in_zone("UTC0");
    assert_true(unfold(&out, text) > 0);
    assert_non_null(strstr(text, begin));
    assert_non_null(strstr(text, end));
    bytes_release(&out);
    json_decref(model);
}

static void booked_days_are_those_of_this_machine(void **state)
{
    (void)state;
    booked("2026-11-27T23:00:00Z", "2026-11-29T23:00:00Z",
           "DTSTART;VALUE=DATE:20261128\n", "DTEND;VALUE=DATE:20261130\n");
    booked("2026-11-28T09:00:00Z", "2026-11-28T13:00:00Z",
           "DTSTART:20261128T090000Z\n", "DTEND:20261128T130000Z\n");
}

static int set_zone(void **state)
{
    (void)state;
    (void)setenv("TZ", "UTC0", 1);
    tzset();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_are_told_in_few_words),
        cmocka_unit_test(lengths_and_words_are_shown),
        cmocka_unit_test(a_line_is_cut_between_characters),
        cmocka_unit_test(a_code_is_drawn_inside_its_box),
        cmocka_unit_test(booked_days_stand_in_their_month),
        cmocka_unit_test(a_long_text_has_smaller_letters),
        cmocka_unit_test(the_weekly_sheet_has_what_is_new_and_what_ends),
        cmocka_unit_test(bookings_are_events_that_a_calendar_reads),
        cmocka_unit_test(booked_days_are_those_of_this_machine),
    };

    return cmocka_run_group_tests(tests, set_zone, NULL);
}
