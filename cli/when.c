#include "cli/when.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cli/when_day.h"
#include "node/record/time.h"

enum { DAY_S = 24 * 60 * 60 };

/* "10:00", "9.30", "18h", "8am", "6pm". */
static bool time_read(const char *word, struct when_reading *reading)
{
    int hour = 0;
    int minute = 0;
    int used = 0;

    if (sscanf(word, "%2d:%2d%n", &hour, &minute, &used) < 2 &&
        sscanf(word, "%2d.%2d%n", &hour, &minute, &used) < 2) {
        minute = 0;
        if (sscanf(word, "%2d%n", &hour, &used) < 1 || word[used] == '\0') {
            return false;
        }
    }
    if (strcmp(word + used, "pm") == 0 && hour >= 1 && hour <= 12) {
        hour = hour % 12 + 12;
    } else if (strcmp(word + used, "am") == 0 && hour >= 1 && hour <= 12) {
        hour %= 12;
    } else if (strcmp(word + used, "h") != 0 && word[used] != '\0') {
        return false;
    }
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59) {
        return false;
    }
    reading->day.tm_hour = hour;
    reading->day.tm_min = minute;
    reading->day.tm_sec = 0;
    reading->has_time = true;
    return true;
}

/* "10:00" or "10:00:30". */
static bool clock_read(const char *text, struct when_reading *reading)
{
    char clock[sizeof "10:00"];
    int second = 0;
    int used = 0;

    (void)snprintf(clock, sizeof clock, "%.5s", text);
    if (!time_read(clock, reading)) {
        return false;
    }
    text += strlen(clock);
    if (*text == '\0') {
        return true;
    }
    if (sscanf(text, ":%2d%n", &second, &used) < 1 || text[used] != '\0' ||
        second < 0 || second > 59) {
        return false;
    }
    reading->day.tm_sec = second;
    return true;
}

/* "2026-12-01", and the same with a time of here behind 'T'. */
static bool iso_read(const char *word, struct when_reading *reading)
{
    int year = 0;
    int month = 0;
    int day = 0;
    int used = 0;

    if (sscanf(word, "%4d-%2d-%2d%n", &year, &month, &day, &used) < 3) {
        return false;
    }
    if (word[used] == 't') {
        return when_day_set(reading, year, month, day) &&
               clock_read(word + used + 1, reading);
    }
    return word[used] == '\0' && when_day_set(reading, year, month, day);
}

/* One part at the front of the words: a day or a time. */
static bool part_read(struct when_words *words,
                      const struct tm *today,
                      struct when_reading *reading)
{
    const char *word = when_words_peek(words, 0);

    if (when_words_take(words, "at") || when_words_take(words, "until")) {
        return words->next < words->count;
    }
    if (!reading->has_day && when_day_read(words, today, reading)) {
        return true;
    }
    words->next++;
    if (!reading->has_day && iso_read(word, reading)) {
        return true;
    }
    return !reading->has_time && time_read(word, reading);
}

/* A weekday, or a bare time, that is past already means the next one. */
static time_t reading_time(struct when_reading *reading, time_t now)
{
    time_t when = 0;

    reading->day.tm_isdst = -1;
    when = mktime(&reading->day);
    if (when <= now && reading->has_time &&
        (reading->is_weekday || !reading->has_day)) {
        reading->day.tm_mday += reading->is_weekday ? 7 : 1;
        reading->day.tm_isdst = -1;
        when = mktime(&reading->day);
    }
    return when;
}

static void edge_apply(struct when_reading *reading, enum when_edge edge)
{
    if (reading->has_time || reading->is_exact) {
        return;
    }
    if (edge == WHEN_END) {
        reading->day.tm_mday += reading->days_more;
    }
    reading->day.tm_hour = edge == WHEN_END ? 23 : 0;
    reading->day.tm_min = edge == WHEN_END ? 59 : 0;
    reading->day.tm_sec = edge == WHEN_END ? 59 : 0;
}

static enum err when_refuse(const char *text, struct problem *why)
{
    enum err err = problem_set(why, ERR_INVALID, "unreadable-date",
                               "\"%.60s\" is not a date I can read.", text);

    problem_advise(why, "Write it like \"sat 10:00\", \"tomorrow\", \"in 2 "
                        "weeks\", \"24 dec\", \"31/12\" or \"2026-12-01\".");
    return err;
}

/* Read `text` as somebody means it at `now`. */
static enum err reading_make(const char *text,
                             time_t now,
                             enum when_edge edge,
                             struct when_reading *reading,
                             time_t *when)
{
    struct when_words words;
    struct tm today;
    bool is_read = when_words_split(text, &words) == ERR_OK;

    if (localtime_r(&now, &today) == NULL) {
        return ERR_INVALID;
    }
    *reading = (struct when_reading){.day = today};
    while (is_read && words.next < words.count) {
        is_read = part_read(&words, &today, reading);
    }
    if (!is_read || !(reading->has_day || reading->has_time) ||
        (reading->has_time && reading->days_more > 0)) {
        return ERR_INVALID;
    }
    edge_apply(reading, edge);
    *when = reading_time(reading, now);
    return *when < 0 ? ERR_INVALID : ERR_OK;
}

enum err when_read_after(const char *text,
                         uint64_t now_ms,
                         uint64_t after_ms,
                         enum when_edge edge,
                         uint64_t *out,
                         struct problem *why)
{
    const time_t after = (time_t)(after_ms / 1000);
    struct when_reading reading = {0};
    time_t when = 0;
    enum err err = ERR_OK;

    if (time_parse(text, out) == ERR_OK) {
        return ERR_OK; /* UTC, as --json shows it */
    }
    err = reading_make(text, (time_t)(now_ms / 1000), edge, &reading, &when);
    if (err == ERR_OK && when <= after &&
        (reading.is_weekday || !reading.has_day)) {
        err = reading_make(text, after, edge, &reading, &when);
    }
    if (err == ERR_OK && when <= after && reading.is_weekday) {
        /* the day of `after` itself: a week later */
        err = reading_make(text, after + 2 * DAY_S, edge, &reading, &when);
    }
    if (err != ERR_OK) {
        return when_refuse(text, why);
    }
    *out = (uint64_t)when * 1000;
    return ERR_OK;
}

enum err when_read(const char *text,
                   uint64_t now_ms,
                   enum when_edge edge,
                   uint64_t *out,
                   struct problem *why)
{
    return when_read_after(text, now_ms, 0, edge, out, why);
}
