#include "cli/when.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "node/record/time.h"

enum {
    WORDS_MAX = 6,
    WORD_BYTES = 24,
    YEAR_MIN = 1970,
    YEAR_MAX = 9999,
    COUNT_MAX = 5000, /* days or weeks ahead */
    DAY_S = 24 * 60 * 60,
};

static const char *const weekdays[] = {"sunday",    "monday",   "tuesday",
                                       "wednesday", "thursday", "friday",
                                       "saturday"};
static const char *const months[] = {
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};

struct words {
    char text[WORDS_MAX][WORD_BYTES];
    size_t count;
    size_t next;
};

/* What was read so far; `day` is broken-down local time. */
struct reading {
    struct tm day;
    bool has_day;
    bool has_time;
    bool is_weekday;
    bool is_exact; /* hours or minutes ahead: no edge */
};

static bool words_split(const char *text, struct words *words)
{
    const char *from = text;

    *words = (struct words){0};
    for (;;) {
        size_t count = 0;

        from += strspn(from, " \t,");
        count = strcspn(from, " \t,");
        if (count == 0) {
            return words->count > 0;
        }
        if (words->count == WORDS_MAX || count >= WORD_BYTES) {
            return false;
        }
        for (size_t index = 0; index < count; index++) {
            words->text[words->count][index] =
                (char)tolower((unsigned char)from[index]);
        }
        words->count++;
        from += count;
    }
}

static const char *words_peek(const struct words *words)
{
    return words->next < words->count ? words->text[words->next] : "";
}

/* The index of the name that `word` begins, at least three letters of it. */
static int name_find(const char *word, const char *const *names, int count)
{
    size_t bytes = strlen(word);

    for (int index = 0; bytes >= 3 && index < count; index++) {
        if (strncmp(word, names[index], bytes) == 0) {
            return index;
        }
    }
    return -1;
}

static bool number_read(const char *word, long minimum, long maximum, int *out)
{
    char *end = NULL;
    long value = 0;

    if (!isdigit((unsigned char)word[0])) {
        return false;
    }
    value = strtol(word, &end, 10);
    if (*end != '\0' || value < minimum || value > maximum) {
        return false;
    }
    *out = (int)value;
    return true;
}

/* "10:00", "9.30", "18h", "8am", "6pm". */
static bool time_read(const char *word, struct reading *reading)
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

/* Does the broken-down day exist? mktime turns 31 June into 1 July. */
static bool day_exists(const struct tm *day)
{
    struct tm copy = *day;

    copy.tm_isdst = -1;
    copy.tm_hour = 12;
    return mktime(&copy) != (time_t)-1 && copy.tm_mday == day->tm_mday &&
           copy.tm_mon == day->tm_mon;
}

static bool date_set(struct reading *reading, int year, int month, int day)
{
    if (year < YEAR_MIN || year > YEAR_MAX || month < 1 || month > 12) {
        return false;
    }
    reading->day.tm_year = year - 1900;
    reading->day.tm_mon = month - 1;
    reading->day.tm_mday = day;
    reading->has_day = true;
    return day_exists(&reading->day);
}

/* "10:00" or "10:00:30". */
static bool clock_read(const char *text, struct reading *reading)
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
static bool iso_read(const char *word, struct reading *reading)
{
    int year = 0;
    int month = 0;
    int day = 0;
    int used = 0;

    if (sscanf(word, "%4d-%2d-%2d%n", &year, &month, &day, &used) < 3) {
        return false;
    }
    if (word[used] == 't') {
        return date_set(reading, year, month, day) &&
               clock_read(word + used + 1, reading);
    }
    return word[used] == '\0' && date_set(reading, year, month, day);
}

/* "24 dec", "dec 24", and either with a year; this year or the next. */
static bool
month_read(struct words *words, const struct tm *today, struct reading *reading)
{
    const char *first = words_peek(words);
    const char *second =
        words->next + 1 < words->count ? words->text[words->next + 1] : "";
    int month = name_find(first, months, 12);
    int day = 0;
    int year = today->tm_year + 1900;

    if (month < 0) {
        month = name_find(second, months, 12);
        second = first;
    }
    if (month < 0 || !number_read(second, 1, 31, &day)) {
        return false;
    }
    words->next += 2;
    if (number_read(words_peek(words), YEAR_MIN, YEAR_MAX, &year)) {
        words->next++;
    } else if (month < today->tm_mon ||
               (month == today->tm_mon && day < today->tm_mday)) {
        year++;
    }
    return date_set(reading, year, month + 1, day);
}

/* "in 2 weeks", "3 days", "an hour". */
static bool ahead_read(struct words *words, struct reading *reading)
{
    static const char *const units[] = {"minutes", "hours",  "days",
                                        "weeks",   "months", "years"};
    const char *word = words_peek(words);
    int count = 1;
    int unit = 0;

    if (strcmp(word, "in") == 0) {
        words->next++;
        word = words_peek(words);
    }
    if (strcmp(word, "a") != 0 && strcmp(word, "an") != 0 &&
        !number_read(word, 0, COUNT_MAX, &count)) {
        return false;
    }
    words->next++;
    unit = name_find(words_peek(words), units, 6);
    if (unit < 0) {
        return false;
    }
    words->next++;
    switch (unit) {
    case 0:
        reading->day.tm_min += count;
        break;
    case 1:
        reading->day.tm_hour += count;
        break;
    case 2:
        reading->day.tm_mday += count;
        break;
    case 3:
        reading->day.tm_mday += 7 * count;
        break;
    case 4:
        reading->day.tm_mon += count;
        break;
    default:
        reading->day.tm_year += count;
        break;
    }
    reading->is_exact = unit <= 1;
    reading->has_day = true;
    return true;
}

/* "today", "tomorrow", "next sat", "sunday". */
static bool
day_read(struct words *words, const struct tm *today, struct reading *reading)
{
    const char *word = words_peek(words);
    int weekday = 0;

    if (strcmp(word, "today") == 0 || strcmp(word, "tonight") == 0) {
        words->next++;
        reading->has_day = true;
        return true;
    }
    if (strcmp(word, "tomorrow") == 0) {
        words->next++;
        reading->day.tm_mday++;
        reading->has_day = true;
        return true;
    }
    if (strcmp(word, "next") == 0 || strcmp(word, "on") == 0) {
        words->next++;
        word = words_peek(words);
    }
    weekday = name_find(word, weekdays, 7);
    if (weekday < 0) {
        return false;
    }
    words->next++;
    reading->day.tm_mday += (weekday - today->tm_wday + 7) % 7;
    reading->has_day = true;
    reading->is_weekday = true;
    return true;
}

/* One part at the front of the words: a day or a time. */
static bool
part_read(struct words *words, const struct tm *today, struct reading *reading)
{
    const size_t next = words->next;
    const char *word = words_peek(words);

    if (strcmp(word, "at") == 0 || strcmp(word, "until") == 0) {
        words->next++;
        return words->next < words->count;
    }
    if (!reading->has_day) {
        if (iso_read(word, reading)) {
            words->next++;
            return true;
        }
        if (day_read(words, today, reading)) {
            return true;
        }
        words->next = next;
        if (month_read(words, today, reading)) {
            return true;
        }
        words->next = next;
        if (ahead_read(words, reading)) {
            return true;
        }
        words->next = next;
    }
    words->next++;
    return !reading->has_time && time_read(word, reading);
}

/* A weekday, or a bare time, that is past already means the next one. */
static time_t reading_time(struct reading *reading, time_t now)
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

static void edge_apply(struct reading *reading, enum when_edge edge)
{
    if (reading->has_time || reading->is_exact) {
        return;
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
                        "weeks\", \"24 dec\" or \"2026-12-01\".");
    return err;
}

/* Read `text` as somebody means it at `now`. */
static enum err reading_make(const char *text,
                             time_t now,
                             enum when_edge edge,
                             struct reading *reading,
                             time_t *when)
{
    struct words words;
    struct tm today;
    bool is_read = words_split(text, &words);

    if (localtime_r(&now, &today) == NULL) {
        return ERR_INVALID;
    }
    *reading = (struct reading){.day = today};
    while (is_read && words.next < words.count) {
        is_read = part_read(&words, &today, reading);
    }
    if (!is_read || !(reading->has_day || reading->has_time)) {
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
    struct reading reading = {0};
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
