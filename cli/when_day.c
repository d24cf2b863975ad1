#include "cli/when_day.h"

#include <string.h>

enum {
    YEAR_MIN = 1970,
    YEAR_MAX = 9999,
    CENTURY = 2000,
    COUNT_MAX = 5000, /* days or weeks ahead */
    WEEK_DAYS = 7,
    MONDAY = 1,
    SATURDAY = 6,
};

static const char *const weekdays[] = {"sunday",    "monday",   "tuesday",
                                       "wednesday", "thursday", "friday",
                                       "saturday"};
static const char *const months[] = {
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};

/* Does the broken-down day exist? mktime turns 31 June into 1 July. */
static bool day_exists(const struct tm *day)
{
    struct tm copy = *day;

    copy.tm_isdst = -1;
    copy.tm_hour = 12;
    return mktime(&copy) != (time_t)-1 && copy.tm_mday == day->tm_mday &&
           copy.tm_mon == day->tm_mon;
}

bool when_day_set(struct when_reading *reading, int year, int month, int day)
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

/* A day of this year, or of the next if it is past. */
static bool day_ahead(struct when_reading *reading,
                      const struct tm *today,
                      int month,
                      int day)
{
    const bool is_past = month - 1 < today->tm_mon ||
                         (month - 1 == today->tm_mon && day < today->tm_mday);

    return when_day_set(reading, today->tm_year + 1900 + is_past, month, day);
}

/* "24", "24.", "24th". */
static bool day_of_month(const char *word, int *day)
{
    static const char *const behind[] = {"", ".", "st", "nd", "rd", "th"};
    const char *rest = when_word_number(word, 1, 31, day);

    for (size_t index = 0; rest != NULL && index < 6; index++) {
        if (strcmp(rest, behind[index]) == 0) {
            return true;
        }
    }
    return false;
}

/* "24 dec", "dec 24th", and either with a year. */
static bool read_month(struct when_words *words,
                       const struct tm *today,
                       struct when_reading *reading)
{
    const char *first = when_words_peek(words, 0);
    const char *second = when_words_peek(words, 1);
    int month = when_word_name(first, months, 12);
    int day = 0;
    int year = 0;
    const char *rest = NULL;

    if (month < 0) {
        month = when_word_name(second, months, 12);
        second = first;
    }
    if (month < 0 || !day_of_month(second, &day)) {
        return false;
    }
    words->next += 2;
    rest =
        when_word_number(when_words_peek(words, 0), YEAR_MIN, YEAR_MAX, &year);
    if (rest == NULL || *rest != '\0') {
        return day_ahead(reading, today, month + 1, day);
    }
    words->next++;
    return when_day_set(reading, year, month + 1, day);
}

/* "31/12", "31/12/2026", "31.12.", "31.12.26": the day first. "10.12" is a
 * time. */
static bool read_written(struct when_words *words,
                         const struct tm *today,
                         struct when_reading *reading)
{
    const char *rest = when_words_peek(words, 0);
    char mark = '\0';
    int day = 0;
    int month = 0;
    int year = 0;

    rest = when_word_number(rest, 1, 31, &day);
    if (rest == NULL || (*rest != '/' && *rest != '.')) {
        return false;
    }
    mark = *rest;
    rest = when_word_number(rest + 1, 1, 12, &month);
    if (rest == NULL || (*rest != mark && (mark == '.' || *rest != '\0'))) {
        return false;
    }
    words->next++;
    if (*rest == '\0' || (mark == '.' && rest[1] == '\0')) {
        return day_ahead(reading, today, month, day);
    }
    rest = when_word_number(rest + 1, 0, YEAR_MAX, &year);
    if (rest == NULL || *rest != '\0') {
        return false;
    }
    return when_day_set(reading, year < 100 ? CENTURY + year : year, month,
                        day);
}

/* "in 2 weeks", "3 days", "an hour". */
static bool read_ahead(struct when_words *words,
                       const struct tm *today,
                       struct when_reading *reading)
{
    static const char *const units[] = {"minutes", "hours",  "days",
                                        "weeks",   "months", "years"};
    const char *rest = "";
    int count = 1;
    int unit = 0;

    (void)today;
    (void)when_words_take(words, "in");
    if (!when_words_take(words, "a") && !when_words_take(words, "an")) {
        rest =
            when_word_number(when_words_peek(words, 0), 0, COUNT_MAX, &count);
        words->next++;
    }
    unit = when_word_name(when_words_peek(words, 0), units, 6);
    if (rest == NULL || *rest != '\0' || unit < 0) {
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
        reading->day.tm_mday += WEEK_DAYS * count;
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

/* Days from one weekday to another, the same one included. */
static int days_to(int weekday, const struct tm *today)
{
    return (weekday - today->tm_wday + WEEK_DAYS) % WEEK_DAYS;
}

/* "next week", from Monday to Sunday; "weekend", what is left of it. */
static bool read_week(struct when_words *words,
                      const struct tm *today,
                      struct when_reading *reading)
{
    reading->has_day = true;
    if (when_words_take(words, "next")) {
        reading->day.tm_mday += 1 + days_to(MONDAY - 1, today);
        reading->days_more = WEEK_DAYS - 1;
        return when_words_take(words, "week");
    }
    if (!when_words_take(words, "this")) {
        (void)when_words_take(words, "the");
    }
    if (today->tm_wday != 0) {
        reading->day.tm_mday += days_to(SATURDAY, today);
        reading->days_more = 1;
    }
    reading->is_weekday = true;
    return when_words_take(words, "weekend");
}

/* "today", "tomorrow". */
static bool read_near(struct when_words *words,
                      const struct tm *today,
                      struct when_reading *reading)
{
    (void)today;
    reading->has_day = true;
    if (when_words_take(words, "tomorrow")) {
        reading->day.tm_mday++;
        return true;
    }
    return when_words_take(words, "today") || when_words_take(words, "tonight");
}

/* "next sat", "sunday". */
static bool read_weekday(struct when_words *words,
                         const struct tm *today,
                         struct when_reading *reading)
{
    const bool is_next = when_words_take(words, "next");
    int weekday = 0;

    if (!is_next) {
        (void)when_words_take(words, "on");
    }
    weekday = when_word_name(when_words_peek(words, 0), weekdays, WEEK_DAYS);
    if (weekday < 0) {
        return false;
    }
    words->next++;
    reading->day.tm_mday += days_to(weekday, today);
    if (is_next && weekday == today->tm_wday) {
        reading->day.tm_mday += WEEK_DAYS;
    }
    reading->has_day = true;
    reading->is_weekday = true;
    return true;
}

bool when_day_read(struct when_words *words,
                   const struct tm *today,
                   struct when_reading *reading)
{
    static bool (*const forms[])(struct when_words *, const struct tm *,
                                 struct when_reading *) = {
        read_near,  read_weekday, read_week,
        read_month, read_written, read_ahead,
    };
    const struct when_reading before = *reading;
    const size_t next = words->next;

    for (size_t form = 0; form < sizeof forms / sizeof *forms; form++) {
        if (forms[form](words, today, reading)) {
            return true;
        }
        *reading = before;
        words->next = next;
    }
    return false;
}
