#include "cli/since.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "cli/when.h"
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

/* "3 days", "2 weeks ago". */
static bool read_span(const char *text, uint64_t *out)
{
    char unit[UNIT_CHARS] = "";
    int count = 0;
    int used = 0;

    if (sscanf(text, "%4d %11[a-zA-Z] %n", &count, unit, &used) < 2 ||
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
        ms -= DAY_MS;
    } else if (ms > now_ms && ms <= now_ms + week_ms &&
               strpbrk(text, "0123456789") == NULL &&
               strcasecmp(text, "tomorrow") != 0) {
        ms -= week_ms; /* a weekday */
    }
    *out = ms;
    return ms <= now_ms ? ERR_OK : refuse(text, why);
}
