/*
 * The day in a date as people say it: "tomorrow", "next sat", "24th dec",
 * "31/12", "in 2 weeks".
 */
#ifndef CLI_WHEN_DAY_H
#define CLI_WHEN_DAY_H

#include <stdbool.h>
#include <time.h>

#include "cli/when_words.h"

/* What was read so far; `day` is broken-down local time. */
struct when_reading {
    struct tm day;
    int days_more; /* that what was said lasts: "weekend" is two days */
    bool has_day;
    bool has_time;
    bool is_weekday; /* of any week: the one that fits */
    bool is_exact;   /* hours or minutes ahead: no edge */
};

/* Make it this day; false if there is none, as 31 June. `month` from 1. */
bool when_day_set(struct when_reading *reading, int year, int month, int day);

/*
 * Read the day at the front of the words, and take its words.
 *
 * today    local time
 * reading  its `day` is today; false leaves it and the words as they were
 */
bool when_day_read(struct when_words *words,
                   const struct tm *today,
                   struct when_reading *reading);

#endif
