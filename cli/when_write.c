/* Times as people read them, and of an end. */
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <time.h>

#include "cli/when.h"
#include "node/record/time.h"

enum { NEAR_DAYS = 6 }; /* told by their weekday */

/* Local days between two times; one of a changing clock is a day, too. */
static long days_apart(const struct tm *left, const struct tm *right)
{
    enum { DAY_S = 24 * 60 * 60 };
    struct tm one = *left;
    struct tm other = *right;
    long seconds = 0;

    one.tm_hour = other.tm_hour = 12;
    one.tm_min = other.tm_min = one.tm_sec = other.tm_sec = 0;
    one.tm_isdst = other.tm_isdst = -1;
    seconds = (long)(mktime(&one) - mktime(&other));
    return (seconds + (seconds < 0 ? -DAY_S : DAY_S) / 2) / DAY_S;
}

static bool is_near(long days)
{
    return days >= -NEAR_DAYS && days <= NEAR_DAYS;
}

/* What begins or ends with a day; nobody means midnight. */
static bool is_day(const struct tm *when)
{
    return when->tm_hour == 0 && when->tm_min == 0 && when->tm_sec == 0;
}

/* Near times are told by their day's name, far ones by their date. */
static size_t
day_write(const struct tm *day, const struct tm *today, char *out, size_t size)
{
    const long apart = days_apart(day, today);

    if (apart == 0) {
        return strftime(out, size, is_day(day) ? "today" : "today %H:%M", day);
    }
    if (is_near(apart) && !is_day(day)) {
        return strftime(out, size, "%a %H:%M", day);
    }
    if (day->tm_year == today->tm_year) {
        return strftime(out, size, "%a %e %b", day);
    }
    return strftime(out, size, "%e %b %Y", day);
}

/* With `has_hour` far times have theirs, too. */
static void write_time(uint64_t ms,
                       uint64_t now_ms,
                       bool has_hour,
                       char out[static WHEN_CHARS])
{
    const time_t when = (time_t)(ms / 1000);
    const time_t now = (time_t)(now_ms / 1000);
    struct tm day;
    struct tm today;
    size_t used = 0;

    out[0] = '\0';
    if (ms == 0 || localtime_r(&when, &day) == NULL ||
        localtime_r(&now, &today) == NULL) {
        return;
    }
    used = day_write(&day, &today, out, WHEN_CHARS);
    if (used > 0 && has_hour && !is_day(&day) &&
        !is_near(days_apart(&day, &today)) &&
        strftime(out + used, WHEN_CHARS - used, " %H:%M", &day) == 0) {
        used = 0;
    }
    if (used == 0) {
        out[0] = '\0';
    }
    if (out[0] == ' ') {
        memmove(out, out + 1, strlen(out));
    }
}

void when_write(uint64_t ms, uint64_t now_ms, char out[static WHEN_CHARS])
{
    write_time(ms, now_ms, false, out);
}

void when_write_hour(uint64_t ms, uint64_t now_ms, char out[static WHEN_CHARS])
{
    write_time(ms, now_ms, true, out);
}

void when_write_end(uint64_t ms, uint64_t now_ms, char out[static WHEN_CHARS])
{
    const time_t when = (time_t)(ms / 1000);
    struct tm day;

    ms -= ms > 0 && localtime_r(&when, &day) != NULL && is_day(&day) ? 1 : 0;
    when_write(ms, now_ms, out);
}

void when_rows(json_t *rows, const char *key, uint64_t now_ms)
{
    json_t *row = NULL;
    size_t index = 0;

    json_array_foreach(rows, index, row)
    {
        const char *time = json_string_value(json_object_get(row, key));
        char text[WHEN_CHARS];
        uint64_t ms = 0;

        if (time != NULL && time_parse(time, &ms) == ERR_OK) {
            when_write(ms, now_ms, text);
            if (json_object_set_new(row, key, json_string(text)) != 0) {
                return; /* the long form stays */
            }
        }
    }
}
