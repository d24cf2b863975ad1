#include "cli/since.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "cli/when.h"
#include "cli/when_words.h"
#include "node/moment.h"

enum { COUNT_MAX = 5000, UNIT_CHARS = 12, WEEK_DAYS = 7 };

static uint64_t unit_ms(const char *unit)
{
    static const struct {
        const char *name;
        uint64_t ms;
    } units[] = {
        {"hour", 3600000},
        {"day", DAY_MS},
        {"week", WEEK_DAYS * (uint64_t)DAY_MS},
        {"month", 30 * (uint64_t)DAY_MS},
    };
    size_t bytes = strlen(unit);

    if (bytes > 0 && (unit[bytes - 1] == 's' || unit[bytes - 1] == 'S')) {
        bytes--;
    }
    for (size_t index = 0; index < sizeof units / sizeof *units; index++) {
        if (strlen(units[index].name) == bytes &&
            strncasecmp(unit, units[index].name, bytes) == 0) {
            return units[index].ms;
        }
    }
    return 0;
}

/* "3 days", "2 weeks ago", "a week". */
static bool read_span(const char *text, uint64_t *out)
{
    char unit[UNIT_CHARS] = "";
    int count = 1;
    int used = 0;

    if ((sscanf(text, "%4d %11[a-zA-Z] %n", &count, unit, &used) < 2 &&
         sscanf(text, "%*1[aA]%*[nN ] %11[a-zA-Z] %n", unit, &used) < 1) ||
        (text[used] != '\0' && strcasecmp(text + used, "ago") != 0) ||
        count < 1 || count > COUNT_MAX) {
        return false;
    }
    *out = (uint64_t)count * unit_ms(unit);
    return *out > 0;
}

static enum err refuse(const char *text, struct problem *why)
{
    enum err err = problem_set(why, ERR_INVALID, "bad-since",
                               "\"%.40s\" is no time that is past.", text);

    problem_advise(why, "Say it like \"2 weeks\", yesterday, monday or "
                        "2026-11-01.");
    return err;
}

/* The day so many before the one that begins then: a day of which the clocks
 * change has 23 hours or 25. */
static uint64_t days_before(uint64_t begins_ms, unsigned days)
{
    const uint64_t within_ms = begins_ms - days * (uint64_t)DAY_MS + DAY_MS / 2;
    struct problem ignored;
    uint64_t ms = within_ms;
    enum err err = when_read("today", within_ms, WHEN_BEGIN, &ms, &ignored);

    (void)err;
    return ms;
}

/* A weekday means the last one, unless it is said to lie ahead. */
static bool means_last(const char *text)
{
    struct when_words words;

    return when_words_split(text, &words) == ERR_OK &&
           !when_words_take(&words, "next") && !when_words_take(&words, "in") &&
           strstr(when_words_peek(&words, 0), "tomorrow") == NULL;
}

enum err since_read(const char *text,
                    uint64_t now_ms,
                    uint64_t *out,
                    struct problem *why)
{
    const uint64_t week_ms = WEEK_DAYS * (uint64_t)DAY_MS;
    const bool is_yesterday = strcasecmp(text, "yesterday") == 0;
    struct problem ignored;
    uint64_t ms = 0;

    if (read_span(text, &ms)) {
        *out = ms < now_ms ? now_ms - ms : 0;
        return ERR_OK;
    }
    if (when_read(is_yesterday ? "today" : text, now_ms, WHEN_BEGIN, &ms,
                  &ignored) != ERR_OK) {
        return refuse(text, why);
    }
    if (is_yesterday) {
        ms = days_before(ms, 1);
    } else if (ms > now_ms && ms <= now_ms + week_ms &&
               strpbrk(text, "0123456789") == NULL && means_last(text)) {
        ms = days_before(ms, WEEK_DAYS);
    }
    *out = ms;
    return ms <= now_ms ? ERR_OK : refuse(text, why);
}
