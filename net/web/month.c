#include "net/web/month.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "node/record/time.h"

enum { WEEK_DAYS = 7, TITLE_CHARS = 24 };

/* A day where this machine is. */
struct local_day {
    struct tm tm;     /* at its beginning */
    uint64_t from_ms; /* which is not 00:00 everywhere */
    uint64_t to_ms;   /* the next one's beginning */
};

static uint64_t begin_of(struct tm *day)
{
    day->tm_hour = day->tm_min = day->tm_sec = 0;
    day->tm_isdst = -1;
    return (uint64_t)mktime(day) * 1000;
}

/* The day with a number in a month, from 1; those before and behind count on
 * into the months beside. */
static struct local_day local_day_at(const struct tm *month, int number)
{
    struct local_day day = {.tm = *month};
    struct tm next = *month;

    day.tm.tm_mday = number;
    next.tm_mday = number + 1;
    day.from_ms = begin_of(&day.tm);
    day.to_ms = begin_of(&next);
    return day;
}

/* Does a booking lie over this day? */
static bool covers(const json_t *booking, const struct local_day *day)
{
    const char *from = json_string_value(json_object_get(booking, "from"));
    const char *to = json_string_value(json_object_get(booking, "to"));
    uint64_t from_ms = 0;
    uint64_t to_ms = 0;

    return from != NULL && to != NULL && time_parse(from, &from_ms) == ERR_OK &&
           time_parse(to, &to_ms) == ERR_OK && from_ms < day->to_ms &&
           to_ms > day->from_ms;
}

static const char *state_of(const json_t *calendar, const struct local_day *day)
{
    const json_t *booking = NULL;
    const char *state = NULL;
    size_t index = 0;

    json_array_foreach(calendar, index, booking)
    {
        if (covers(booking, day)) {
            state = json_string_value(json_object_get(booking, "state"));
        }
    }
    return state == NULL ? "free" : state;
}

/* A day of a week; `number` 0: of another month. */
static json_t *day_model(const json_t *calendar,
                         int number,
                         const struct local_day *day,
                         uint64_t now_ms)
{
    return json_pack("{s:i, s:s, s:b, s:b}", "day", number, "state",
                     state_of(calendar, day), "is_today",
                     day->from_ms <= now_ms && now_ms < day->to_ms, "is_past",
                     day->to_ms <= now_ms);
}

/* The weeks of a month, from Monday on. */
static json_t *
weeks_model(const json_t *calendar, const struct tm *month, uint64_t now_ms)
{
    const int before = (month->tm_wday + WEEK_DAYS - 1) % WEEK_DAYS;
    json_t *weeks = json_array();
    json_t *week = NULL;

    for (int at = 0; weeks != NULL; at++) {
        const struct local_day day = local_day_at(month, at - before + 1);
        const bool is_in = day.tm.tm_mon == month->tm_mon;
        const int number = is_in ? day.tm.tm_mday : 0;

        if (at % WEEK_DAYS == 0) {
            if (at > 0 && !is_in) {
                break;
            }
            week = json_array();
            (void)json_array_append_new(weeks, week);
        }
        if (json_array_append_new(
                week, day_model(calendar, number, &day, now_ms)) != 0) {
            json_decref(weeks);
            return NULL;
        }
    }
    return weeks;
}

static json_t *
month_model(const json_t *calendar, const struct tm *month, uint64_t now_ms)
{
    char title[TITLE_CHARS];

    if (strftime(title, sizeof title, "%B %Y", month) == 0) {
        return NULL;
    }
    return json_pack("{s:s, s:o}", "title", title, "weeks",
                     weeks_model(calendar, month, now_ms));
}

enum err month_add(json_t *model, uint64_t now_ms)
{
    const json_t *calendar =
        json_object_get(json_object_get(model, "show"), "calendar");
    const time_t now = (time_t)(now_ms / 1000);
    json_t *months = NULL;
    struct tm today;

    if (localtime_r(&now, &today) == NULL) {
        return ERR_INVALID;
    }
    months = json_array();
    for (int ahead = 0; ahead < MONTHS_SHOWN; ahead++) {
        struct tm month = {.tm_year = today.tm_year,
                           .tm_mon = today.tm_mon + ahead,
                           .tm_mday = 1};

        (void)begin_of(&month);
        if (json_array_append_new(months,
                                  month_model(calendar, &month, now_ms)) != 0) {
            json_decref(months);
            return ERR_NOMEM;
        }
    }
    return json_object_set_new(model, "months", months) == 0 ? ERR_OK
                                                             : ERR_NOMEM;
}
