#include "node/scope.h"

#include <assert.h>
#include <string.h>

#include "node/limits.h"
#include "node/moment.h"

uint16_t scope_from_week(enum set set, unsigned keep_weeks, uint64_t now_ms)
{
    const struct class_row *post = class_find(CLASS_POST);
    uint64_t day = 0;

    assert(keep_weeks <= KEEP_WEEKS_MAX);
    if (keep_weeks == KEEP_ALL || set != post->set) {
        return 0;
    }
    day = day_of(now_ms) + post->retention_days -
          (uint64_t)keep_weeks * WEEK_DAYS;
    return day >= DROP_DAY_NEVER ? DROP_DAY_NEVER / WEEK_DAYS
                                 : (uint16_t)(day / WEEK_DAYS);
}

static bool is_unit(const char *text)
{
    static const char *const units[] = {"", "w", "week", "weeks"};

    text += *text == ' ';
    for (size_t index = 0; index < sizeof units / sizeof *units; index++) {
        if (strcmp(text, units[index]) == 0) {
            return true;
        }
    }
    return false;
}

enum err scope_parse(const char *text, unsigned *out)
{
    unsigned weeks = 0;

    if (strcmp(text, "all") == 0) {
        *out = KEEP_ALL;
        return ERR_OK;
    }
    while (*text >= '0' && *text <= '9' && weeks <= KEEP_WEEKS_MAX) {
        weeks = 10 * weeks + (unsigned)(*text - '0');
        text++;
    }
    if (weeks == 0 || weeks > KEEP_WEEKS_MAX || !is_unit(text)) {
        return ERR_INVALID;
    }
    *out = weeks;
    return ERR_OK;
}
