#include "net/web/feeds.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "node/record/time.h"

enum {
    LINE_BYTES_MAX = 73, /* of 75 that are allowed, less blank and end */
    STAMP_CHARS = 24,
    HOUR_MS = 3600 * 1000,
};

/* A calendar being written; after the first error nothing more is. */
struct calendar {
    struct bytes *out;
    enum err err;
    size_t column; /* bytes of the line so far */
};

static void put(struct calendar *calendar, const void *data, size_t bytes)
{
    if (calendar->err == ERR_OK) {
        calendar->err = bytes_append(calendar->out, (struct view){data, bytes});
    }
}

/* One byte of a line; a long line goes on in the next, behind a blank. */
static void put_byte(struct calendar *calendar, char c)
{
    const bool is_middle = ((unsigned char)c & 0xc0) == 0x80;

    if (calendar->column >= LINE_BYTES_MAX - 4 && !is_middle) {
        put(calendar, "\r\n ", 3);
        calendar->column = 1;
    }
    put(calendar, &c, 1);
    calendar->column++;
}

static void end_line(struct calendar *calendar)
{
    put(calendar, "\r\n", 2);
    calendar->column = 0;
}

/* A text with what RFC 5545, 3.3.11 escapes. */
static void put_text(struct calendar *calendar, const char *text)
{
    for (; text != NULL && *text != '\0'; text++) {
        if (*text == '\\' || *text == ';' || *text == ',') {
            put_byte(calendar, '\\');
            put_byte(calendar, *text);
        } else if (*text == '\n') {
            put_byte(calendar, '\\');
            put_byte(calendar, 'n');
        } else if ((unsigned char)*text >= ' ' && *text != 0x7f) {
            put_byte(calendar, *text);
        }
    }
}

static void line(struct calendar *calendar, const char *name, const char *value)
{
    for (const char *c = name; *c != '\0'; c++) {
        put_byte(calendar, *c);
    }
    put_text(calendar, value);
    end_line(calendar);
}

/* "20261128T100000Z". */
static void put_stamp(struct calendar *calendar, const char *name, uint64_t ms)
{
    const struct civil when = time_civil(ms);
    char text[STAMP_CHARS];

    (void)snprintf(text, sizeof text, "%04u%02u%02uT%02u%02u%02uZ",
                   (unsigned)when.year, (unsigned)when.month,
                   (unsigned)when.day, (unsigned)when.hour,
                   (unsigned)when.minute, (unsigned)when.second);
    line(calendar, name, text);
}

/* Does a day begin then, where this machine is? */
static bool begins_day(uint64_t ms, struct tm *day)
{
    const time_t seconds = (time_t)(ms / 1000);

    return localtime_r(&seconds, day) != NULL && day->tm_hour == 0 &&
           day->tm_min == 0 && day->tm_sec == 0;
}

static void
put_day(struct calendar *calendar, const char *name, const struct tm *day)
{
    char text[STAMP_CHARS];

    if (strftime(text, sizeof text, "%Y%m%d", day) > 0) {
        line(calendar, name, text);
    }
}

/* Whole days as such; all else from one time to the other. */
static void
put_span(struct calendar *calendar, uint64_t from_ms, uint64_t to_ms)
{
    struct tm from;
    struct tm to;

    if (begins_day(from_ms, &from) && begins_day(to_ms, &to)) {
        put_day(calendar, "DTSTART;VALUE=DATE:", &from);
        put_day(calendar, "DTEND;VALUE=DATE:", &to);
    } else {
        put_stamp(calendar, "DTSTART:", from_ms);
        put_stamp(calendar, "DTEND:", to_ms);
    }
}

static const char *text_of(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

/* A time of the model; 0: it has none. */
static uint64_t time_of(const json_t *object, const char *key)
{
    const char *text = text_of(object, key);
    uint64_t ms = 0;

    return text != NULL && time_parse(text, &ms) == ERR_OK ? ms : 0;
}

/* "Ladder, 5 m: back from Red gate". */
static void
put_summary(struct calendar *calendar, const json_t *deal, const char *what)
{
    const bool is_mine = json_is_true(json_object_get(deal, "mine"));
    const char *other =
        text_of(json_object_get(deal, is_mine ? "claimant" : "keeper"), "name");

    for (const char *c = "SUMMARY:"; *c != '\0'; c++) {
        put_byte(calendar, *c);
    }
    put_text(calendar, text_of(deal, "title"));
    put_text(calendar, what);
    put_text(calendar, other);
    end_line(calendar);
}

/* What stands in the calendar for a deal. */
struct entry {
    const char *kind; /* part of its name: "when", "days" or "due" */
    const char *what; /* between the title and the other side's name */
    uint64_t from_ms;
    uint64_t to_ms;
};

static void put_event(struct calendar *calendar,
                      const json_t *deal,
                      const struct entry *entry,
                      uint64_t now_ms)
{
    line(calendar, "BEGIN:", "VEVENT");
    for (const char *c = "UID:"; *c != '\0'; c++) {
        put_byte(calendar, *c);
    }
    put_text(calendar, text_of(deal, "id"));
    put_text(calendar, "-");
    put_text(calendar, entry->kind);
    end_line(calendar);
    put_stamp(calendar, "DTSTAMP:", now_ms);
    put_span(calendar, entry->from_ms, entry->to_ms);
    put_summary(calendar, deal, entry->what);
    if (text_of(deal, "where") != NULL) {
        line(calendar, "LOCATION:", text_of(deal, "where"));
    }
    line(calendar, "END:", "VEVENT");
}

static void
put_deal(struct calendar *calendar, const json_t *deal, uint64_t now_ms)
{
    const char *state = text_of(deal, "state");
    const uint64_t when_ms = time_of(deal, "when");
    const uint64_t due_ms = time_of(deal, "due");
    const struct entry meeting = {"when", ": handed over, with ", when_ms,
                                  when_ms + HOUR_MS};
    const struct entry days = {"days", ", ", time_of(deal, "from"),
                               time_of(deal, "to")};
    const struct entry back = {"due", " is due back, ", due_ms - HOUR_MS,
                               due_ms};

    if (state == NULL) {
        return;
    }
    if (strcmp(state, "promised") == 0 && when_ms > 0) {
        put_event(calendar, deal, &meeting, now_ms);
    }
    if (strcmp(state, "promised") == 0 && days.from_ms > 0) {
        put_event(calendar, deal, &days, now_ms);
    }
    if (strcmp(state, "out") == 0 && due_ms > HOUR_MS) {
        put_event(calendar, deal, &back, now_ms);
    }
}

enum err feeds_calendar(json_t *model, struct bytes *out)
{
    struct calendar calendar = {out, ERR_OK, 0};
    const uint64_t now_ms = time_of(json_object_get(model, "page"), "now");
    json_t *deal = NULL;
    size_t index = 0;

    line(&calendar, "BEGIN:", "VCALENDAR");
    line(&calendar, "VERSION:", "2.0");
    line(&calendar, "PRODID:", "-//kith//kith//EN");
    line(&calendar, "X-WR-CALNAME:", "kith");
    json_array_foreach(json_object_get(model, "deals"), index, deal)
    {
        put_deal(&calendar, deal, now_ms);
    }
    line(&calendar, "END:", "VCALENDAR");
    return calendar.err;
}
