#include "node/record/time.h"

#include <stddef.h>
#include <string.h>

enum {
    HOUR_MS = 60 * 60 * 1000,
    MINUTE_MS = 60 * 1000,
    SECOND_MS = 1000,
    AHEAD_DAYS = 380, /* on from the mark, and it has jumped: more than last
                       * year's backup, or a house shut for a year */
    YEARS_AHEAD_DAYS = 366 * TIME_YEARS_AHEAD_MAX,
    ERA_DAYS = 146097, /* 400 years */
    ERA_YEARS = 400,
    TO_MARCH_DAYS = 719468, /* from 0000-03-01 to 1970-01-01 */
    YEAR_FIRST = 1970,
    LAST_DAY = 2932896, /* 9999-12-31 */
};

uint32_t week_of(uint64_t ms)
{
    return day_of(ms) / 7;
}

static uint64_t greatest(uint64_t left, uint64_t right)
{
    return left > right ? left : right;
}

bool time_has_jumped(uint64_t high_water_ms, uint64_t wall_ms)
{
    return high_water_ms != 0 &&
           (wall_ms > high_water_ms + AHEAD_DAYS * (uint64_t)DAY_MS ||
            wall_ms + DAY_MS < high_water_ms);
}

/* Has it gone on, and not jumped again, for an hour? */
static bool went_on(uint64_t jumped_ms, uint64_t wall_ms)
{
    return jumped_ms != 0 && wall_ms >= jumped_ms + HOUR_MS &&
           !time_has_jumped(jumped_ms, wall_ms);
}

uint64_t time_trusted(uint64_t build_ms,
                      uint64_t high_water_ms,
                      uint64_t jumped_ms,
                      uint64_t wall_ms,
                      bool *is_plausible)
{
    uint64_t least = greatest(build_ms, high_water_ms);
    uint64_t ahead = wall_ms > least ? wall_ms - least : 0;

    *is_plausible = wall_ms >= build_ms &&
                    ahead <= (uint64_t)YEARS_AHEAD_DAYS * (uint64_t)DAY_MS;
    if (time_has_jumped(high_water_ms, wall_ms)) {
        *is_plausible = *is_plausible && went_on(jumped_ms, wall_ms);
        return *is_plausible ? wall_ms : least;
    }
    return *is_plausible ? greatest(least, wall_ms) : least;
}

/* Years begin in March here, so that the leap day is the last of its year. */
static void civil_of_day(uint64_t day, struct civil *out)
{
    uint64_t shifted = day + TO_MARCH_DAYS;
    uint64_t era = shifted / ERA_DAYS;
    uint64_t day_of_era = shifted % ERA_DAYS;
    uint64_t year_of_era = (day_of_era - day_of_era / 1460 +
                            day_of_era / 36524 - day_of_era / 146096) /
                           365;
    uint64_t day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    uint64_t month = (5 * day_of_year + 2) / 153; /* 0 is March */

    out->day = (uint8_t)(day_of_year - (153 * month + 2) / 5 + 1);
    out->month = (uint8_t)(month < 10 ? month + 3 : month - 9);
    out->year =
        (uint16_t)(era * ERA_YEARS + year_of_era + (month < 10 ? 0 : 1));
}

static uint64_t day_of_civil(const struct civil *civil)
{
    uint64_t year = civil->month <= 2 ? civil->year - 1U : civil->year;
    uint64_t month = civil->month <= 2 ? civil->month + 9U : civil->month - 3U;
    uint64_t year_of_era = year % ERA_YEARS;
    uint64_t day_of_year = (153 * month + 2) / 5 + civil->day - 1;

    return year / ERA_YEARS * ERA_DAYS + year_of_era * 365 + year_of_era / 4 -
           year_of_era / 100 + day_of_year - TO_MARCH_DAYS;
}

struct civil time_civil(uint64_t ms)
{
    static const struct civil end = {TIME_YEAR_MAX, 12, 31, 23, 59, 59, 999};
    struct civil civil = {0};
    uint64_t day = ms / (uint64_t)DAY_MS;
    uint32_t rest = (uint32_t)(ms % (uint64_t)DAY_MS);

    if (day > LAST_DAY) {
        return end;
    }
    civil_of_day(day, &civil);
    civil.hour = (uint8_t)(rest / HOUR_MS);
    civil.minute = (uint8_t)(rest % HOUR_MS / MINUTE_MS);
    civil.second = (uint8_t)(rest % MINUTE_MS / SECOND_MS);
    civil.ms = (uint16_t)(rest % SECOND_MS);
    return civil;
}

static bool is_leap(unsigned year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static bool is_civil(const struct civil *civil)
{
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30,
                                   31, 31, 30, 31, 30, 31};
    unsigned last = 0;

    if (civil->year < YEAR_FIRST || civil->year > TIME_YEAR_MAX ||
        civil->month < 1 || civil->month > 12) {
        return false;
    }
    last = days[civil->month - 1];
    last += civil->month == 2 && is_leap(civil->year) ? 1 : 0;
    return civil->day >= 1 && civil->day <= last && civil->hour < 24 &&
           civil->minute < 60 && civil->second < 60 && civil->ms < SECOND_MS;
}

uint16_t time_month(uint64_t ms)
{
    const struct civil civil = time_civil(ms);

    return (uint16_t)((civil.year - YEAR_FIRST) * 12 + civil.month - 1);
}

enum err time_from_civil(const struct civil *civil, uint64_t *out)
{
    if (!is_civil(civil)) {
        return ERR_INVALID;
    }
    *out = day_of_civil(civil) * (uint64_t)DAY_MS +
           civil->hour * (uint64_t)HOUR_MS +
           civil->minute * (uint64_t)MINUTE_MS +
           civil->second * (uint64_t)SECOND_MS + civil->ms;
    return ERR_OK;
}

static void digits_put(char *out, size_t count, unsigned value)
{
    for (size_t i = count; i > 0; i--) {
        out[i - 1] = (char)('0' + value % 10);
        value /= 10;
    }
}

void time_format(uint64_t ms, char out[static TIME_CHARS])
{
    struct civil civil = time_civil(ms);

    memcpy(out, "0000-00-00T00:00:00Z", TIME_CHARS);
    digits_put(out, 4, civil.year);
    digits_put(out + 5, 2, civil.month);
    digits_put(out + 8, 2, civil.day);
    digits_put(out + 11, 2, civil.hour);
    digits_put(out + 14, 2, civil.minute);
    digits_put(out + 17, 2, civil.second);
}

/* Read `count` digits and the mark behind them (0: none). */
static bool
digits_take(const char **text, size_t count, char mark, unsigned *out)
{
    const char *at = *text;
    unsigned value = 0;

    for (size_t i = 0; i < count; i++, at++) {
        if (*at < '0' || *at > '9') {
            return false;
        }
        value = value * 10 + (unsigned)(*at - '0');
    }
    if (mark != 0 && *at++ != mark) {
        return false;
    }
    *out = value;
    *text = at;
    return true;
}

/* ".5", ".25", ".125" before the Z; none is none. */
static bool decimals_take(const char **text, unsigned *ms)
{
    unsigned digit = 0;
    size_t count = 0;

    if (**text != '.') {
        return true;
    }
    ++*text;
    while (count < 3 && digits_take(text, 1, 0, &digit)) {
        *ms = *ms * 10 + digit;
        count++;
    }
    for (size_t i = count; i < 3; i++) {
        *ms *= 10;
    }
    return count > 0;
}

enum err time_parse(const char *text, uint64_t *out)
{
    unsigned year = 0;
    unsigned month = 0;
    unsigned day = 0;
    unsigned hour = 0;
    unsigned minute = 0;
    unsigned second = 0;
    unsigned ms = 0;

    if (!digits_take(&text, 4, '-', &year) ||
        !digits_take(&text, 2, '-', &month) ||
        !digits_take(&text, 2, 'T', &day) ||
        !digits_take(&text, 2, ':', &hour) ||
        !digits_take(&text, 2, ':', &minute) ||
        !digits_take(&text, 2, 0, &second) || !decimals_take(&text, &ms) ||
        strcmp(text, "Z") != 0) {
        return ERR_INVALID;
    }
    return time_from_civil(&(struct civil){(uint16_t)year, (uint8_t)month,
                                           (uint8_t)day, (uint8_t)hour,
                                           (uint8_t)minute, (uint8_t)second,
                                           (uint16_t)ms},
                           out);
}
