#include "net/web/month.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "node/moment.h"
#include "node/record/time.h"

enum { WEEK_DAYS = 7, DATE_CHARS = 16, TITLE_CHARS = 24 };

/* Does a booking lie over this day? */
static bool covers(const json_t *booking, uint64_t day_ms)
{
    const char *from = json_string_value(json_object_get(booking, "from"));
    const char *to = json_string_value(json_object_get(booking, "to"));
    uint64_t from_ms = 0;
    uint64_t to_ms = 0;

    return from != NULL && to != NULL && time_parse(from, &from_ms) == ERR_OK &&
           time_parse(to, &to_ms) == ERR_OK && from_ms < day_ms + DAY_MS &&
           to_ms > day_ms;
}

static const char *state_of(const json_t *calendar, uint64_t day_ms)
{
    const json_t *booking = NULL;
    const char *state = NULL;
    size_t index = 0;

    json_array_foreach(calendar, index, booking)
    {
        if (covers(booking, day_ms)) {
            state = json_string_value(json_object_get(booking, "state"));
        }
    }
    return state == NULL ? "free" : state;
}

/* A day of a week; `number` 0: of another month. */
static json_t *
day_model(const json_t *calendar, unsigned number, uint64_t ms, uint64_t now_ms)
{
    const struct civil civil = time_civil(ms);
    char date[DATE_CHARS];

    (void)snprintf(date, sizeof date, "%04u-%02u-%02u", (unsigned)civil.year,
                   (unsigned)civil.month, (unsigned)civil.day);
    return json_pack("{s:i, s:s, s:s, s:b, s:b}", "day", (int)number, "date",
                     date, "state", state_of(calendar, ms), "is_today",
                     ms / DAY_MS == now_ms / DAY_MS, "is_past",
                     ms / DAY_MS < now_ms / DAY_MS);
}

/* The weeks of the month that a day lies in; `first_ms` is its first day, and
 * becomes that of the next month. */
static json_t *
weeks_model(const json_t *calendar, uint64_t *first_ms, uint64_t now_ms)
{
    const uint16_t month = time_month(*first_ms);
    const unsigned before = weekday_of((uint32_t)(*first_ms / DAY_MS));
    uint64_t ms = *first_ms - before * DAY_MS;
    json_t *weeks = json_array();
    json_t *week = NULL;

    for (unsigned at = 0; weeks != NULL; at++, ms += DAY_MS) {
        const bool is_in = time_month(ms) == month;
        const unsigned number = is_in ? time_civil(ms).day : 0;

        if (at % WEEK_DAYS == 0) {
            if (ms > *first_ms && !is_in) {
                break;
            }
            week = json_array();
            (void)json_array_append_new(weeks, week);
        }
        if (json_array_append_new(
                week, day_model(calendar, number, ms, now_ms)) != 0) {
            json_decref(weeks);
            return NULL;
        }
    }
    while (time_month(*first_ms) == month) {
        *first_ms += DAY_MS;
    }
    return weeks;
}

static json_t *
month_model(const json_t *calendar, uint64_t *first_ms, uint64_t now_ms)
{
    static const char *const names[] = {
        "January", "February", "March",     "April",   "May",      "June",
        "July",    "August",   "September", "October", "November", "December"};
    const struct civil civil = time_civil(*first_ms);
    char title[TITLE_CHARS];

    (void)snprintf(title, sizeof title, "%s %u", names[civil.month - 1],
                   (unsigned)civil.year);
    return json_pack("{s:s, s:o}", "title", title, "weeks",
                     weeks_model(calendar, first_ms, now_ms));
}

enum err month_add(json_t *model, uint64_t now_ms)
{
    const json_t *calendar =
        json_object_get(json_object_get(model, "show"), "calendar");
    uint64_t first_ms =
        now_ms - (uint64_t)(time_civil(now_ms).day - 1) * DAY_MS;
    json_t *months = json_array();

    first_ms -= first_ms % DAY_MS;
    for (unsigned index = 0; index < MONTHS_SHOWN; index++) {
        if (json_array_append_new(
                months, month_model(calendar, &first_ms, now_ms)) != 0) {
            json_decref(months);
            return ERR_NOMEM;
        }
    }
    return json_object_set_new(model, "months", months) == 0 ? ERR_OK
                                                             : ERR_NOMEM;
}
