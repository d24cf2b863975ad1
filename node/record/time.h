/*
 * Time as numbers: calendar, weeks and ISO 8601; what time may be trusted.
 *
 * Nothing here asks what time it is. Trusted time is worked out from what
 * the wall clock, the disk and the build say; see spec/records.md, "time".
 */
#ifndef NODE_RECORD_TIME_H
#define NODE_RECORD_TIME_H

#include <stdbool.h>
#include <stdint.h>

#include "node/err.h"
#include "node/moment.h"

enum {
    TIME_CHARS = 21,          /* "2026-12-01T10:00:00Z" with its end mark */
    TIME_YEARS_AHEAD_MAX = 2, /* a wall clock further ahead is not believed */
    TIME_YEAR_MAX = 9999,
};

/* A stamp is a number that JSON readers keep exactly. */
#define TIME_MS_MAX (UINT64_C(1) << 53)

/* A moment of the Gregorian calendar in UTC. */
struct civil {
    uint16_t year;  /* 1970..9999 */
    uint8_t month;  /* 1..12 */
    uint8_t day;    /* 1..31 */
    uint8_t hour;   /* 0..23 */
    uint8_t minute; /* 0..59 */
    uint8_t second; /* 0..59 */
    uint16_t ms;    /* 0..999 */
};

/* Whole weeks of seven UTC days since 1970-01-01, a Thursday. */
uint32_t week_of(uint64_t ms);

/* Is this wall clock so far from the mark, either way, that one of them is
 * wrong? A mark of 0 is none. */
bool time_has_jumped(uint64_t high_water_ms, uint64_t wall_ms);

/*
 * Trusted time: the wall clock where it is plausible, else the later of the
 * build date and the high-water mark; earlier than that only by rule K6.
 *
 * high_water_ms  the trusted time stored last, 0 if none
 * jumped_ms      what the wall clock said when it was first seen to have
 *                jumped from that mark, 0 if it was not
 * is_plausible   false when the wall clock is before the build date, more
 *                than two years past the later of build date and mark, or
 *                has jumped within the hour
 */
uint64_t time_trusted(uint64_t build_ms,
                      uint64_t high_water_ms,
                      uint64_t jumped_ms,
                      uint64_t wall_ms,
                      bool *is_plausible);

/* The calendar moment; after the year 9999 its last millisecond. */
struct civil time_civil(uint64_t ms);

/* Whole months of the calendar since January 1970. */
uint16_t time_month(uint64_t ms);

/*
 * The ms of a calendar moment.
 *
 * ERR_INVALID  no such day or hour; `out` is unchanged
 */
MUST_USE enum err time_from_civil(const struct civil *civil, uint64_t *out);

/* "2026-12-01T10:00:00Z": whole seconds, the rest cut off. */
void time_format(uint64_t ms, char out[static TIME_CHARS]);

/*
 * Read what time_format writes, or the same with one to three decimals.
 *
 * ERR_INVALID  anything else; `out` is unchanged
 */
MUST_USE enum err time_parse(const char *text, uint64_t *out);

#endif
