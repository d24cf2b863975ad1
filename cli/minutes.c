#include "cli/minutes.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "node/deal/receipt.h"

enum { HOUR_MINUTES = 60, DIGITS_MAX = 4 };

/* Take a number of at most DIGITS_MAX digits off the front. */
static bool take_number(const char **text, unsigned *out)
{
    unsigned digits = 0;

    *out = 0;
    while (isdigit((unsigned char)**text) && digits < DIGITS_MAX) {
        *out = *out * 10 + (unsigned)(**text - '0');
        (*text)++;
        digits++;
    }
    return digits > 0 && !isdigit((unsigned char)**text);
}

static void skip_spaces(const char **text)
{
    *text += strspn(*text, " ");
}

/* Take one of the words that mean this unit, if it is there. */
static bool take_unit(const char **text, const char *const *words)
{
    size_t letters = 0;

    skip_spaces(text);
    while (isalpha((unsigned char)(*text)[letters])) {
        letters++;
    }
    for (; *words != NULL; words++) {
        if (strlen(*words) == letters && strncmp(*words, *text, letters) == 0) {
            *text += letters;
            skip_spaces(text);
            return true;
        }
    }
    return false;
}

/* "1h30", "1 h 30 min", "1:30", "2 hours", "45 min". */
static bool read_length(const char *text, unsigned *minutes)
{
    static const char *const hour_words[] = {"h", "hour", "hours", NULL};
    static const char *const minute_words[] = {"m",      "min",     "mins",
                                               "minute", "minutes", NULL};
    unsigned hours = 0;

    *minutes = 0;
    if (!take_number(&text, &hours)) {
        return false;
    }
    if (take_unit(&text, minute_words)) {
        *minutes = hours;
        return *text == '\0';
    }
    if (*text == ':') {
        text++;
    } else if (!take_unit(&text, hour_words)) {
        return false;
    } else if (*text == '\0') {
        *minutes = hours * HOUR_MINUTES;
        return true;
    }
    if (!take_number(&text, minutes) || *minutes >= HOUR_MINUTES) {
        return false;
    }
    (void)take_unit(&text, minute_words);
    *minutes += hours * HOUR_MINUTES;
    return *text == '\0';
}

enum err minutes_read(const char *text, uint16_t *out, struct problem *why)
{
    unsigned minutes = 0;
    enum err err = ERR_OK;

    if (!read_length(text, &minutes)) {
        err = problem_set(why, ERR_INVALID, "bad-time",
                          "\"%.40s\" is not a length of time.", text);
        problem_advise(why, "Write it as 1h30, 2h or 45m.");
    } else if (minutes % RECEIPT_MINUTES_STEP != 0 ||
               minutes < RECEIPT_MINUTES_MIN || minutes > RECEIPT_MINUTES_MAX) {
        err = problem_set(why, ERR_INVALID, "bad-time",
                          "Hours go in steps of five minutes, up to 24 hours "
                          "at once; %.40s is none of these.",
                          text);
        problem_advise(why, "Write it as 1h30, 2h or 45m.");
    }
    if (err == ERR_OK) {
        *out = (uint16_t)minutes;
    }
    return err;
}

void minutes_write(int64_t minutes, char out[static MINUTES_CHARS])
{
    const char *sign = minutes < 0 ? "-" : "";
    const uint64_t size = (uint64_t)llabs(minutes);

    if (size % HOUR_MINUTES == 0) {
        (void)snprintf(out, MINUTES_CHARS, "%s%" PRIu64 " h", sign,
                       size / HOUR_MINUTES);
    } else if (size < HOUR_MINUTES) {
        (void)snprintf(out, MINUTES_CHARS, "%s%" PRIu64 " min", sign, size);
    } else {
        (void)snprintf(out, MINUTES_CHARS, "%s%" PRIu64 " h %02" PRIu64, sign,
                       size / HOUR_MINUTES, size % HOUR_MINUTES);
    }
}

uint16_t minutes_share(uint16_t minutes, size_t count)
{
    const size_t share = minutes / count;
    const size_t rounded = share - share % RECEIPT_MINUTES_STEP;

    return rounded < RECEIPT_MINUTES_MIN ? RECEIPT_MINUTES_MIN
                                         : (uint16_t)rounded;
}
