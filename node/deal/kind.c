#include "node/deal/kind.h"

#include <assert.h>

#include "node/moment.h"
#include "node/record/time.h"

enum {
    HOUR_MS = 60 * 60 * 1000,
    EVENING_MS = 18 * HOUR_MS, /* of a UTC day */
    WITHOUT_WHEN_MS = 7 * DAY_MS,
};

static const struct kind_row rows[DEAL_KIND_END] = {
    [DEAL_OFFER] = {.name = "offer",
                    .capacity = CAPACITY_QUANTITY,
                    .auto_yes = AUTO_CHOICE,
                    .signing = SIGN_HAND_OVER,
                    .hold_from = HOLD_WHEN,
                    .hold_hours = 24,
                    .ends_as = "taken, withdrawn, expired"},
    [DEAL_REQUEST] = {.name = "request",
                      .capacity = CAPACITY_QUANTITY,
                      .auto_yes = AUTO_NEVER,
                      .signing = SIGN_DONE,
                      .hold_from = HOLD_WHEN,
                      .hold_hours = 24,
                      .ends_as = "met, part met, withdrawn, expired"},
    [DEAL_LOAN] = {.name = "loan",
                   .capacity = CAPACITY_DAYS,
                   .auto_yes = AUTO_ALLOWED,
                   .comes_back = true,
                   .signing = SIGN_BOTH_WAYS,
                   .hold_from = HOLD_WHEN,
                   .hold_hours = 24,
                   .head_hours = 48,
                   .ends_as = "retired"},
    [DEAL_SKILL] = {.name = "skill",
                    .capacity = CAPACITY_HOURS,
                    .auto_yes = AUTO_NEVER,
                    .signing = SIGN_ALWAYS,
                    .hold_from = HOLD_YES,
                    .hold_hours = 60 * 24,
                    .ends_as = "settled, refused, lapsed"},
    [DEAL_MEAL] = {.name = "meal",
                   .capacity = CAPACITY_QUANTITY,
                   .auto_yes = AUTO_FREE,
                   .hands_on = true,
                   .signing = SIGN_OPTIONAL,
                   .hold_from = HOLD_EVENING,
                   .ends_as = "over, cancelled"},
    [DEAL_EVENT] = {.name = "event",
                    .capacity = CAPACITY_ROLE,
                    .auto_yes = AUTO_FREE,
                    .hands_on = true,
                    .signing = SIGN_OPTIONAL,
                    .hold_from = HOLD_WHEN,
                    .hold_hours = -24,
                    .ends_as = "over, cancelled"},
    [DEAL_PROJECT] = {.name = "project",
                      .capacity = CAPACITY_TARGET,
                      .auto_yes = AUTO_RESULT,
                      .hands_on = true,
                      .signing = SIGN_DONE,
                      .hold_from = HOLD_YES,
                      .hold_hours = 7 * 24,
                      .ends_as = "finished, lapsed, cancelled"},
    [DEAL_INTRO] = {.name = "intro",
                    .capacity = CAPACITY_TWO,
                    .auto_yes = AUTO_SECOND,
                    .signing = SIGN_YES,
                    .hold_from = HOLD_YES,
                    .hold_hours = 21 * 24,
                    .ends_as = "met, lapsed"},
    [DEAL_CIRCLE] = {.name = "circle",
                     .capacity = CAPACITY_VOUCHES,
                     .auto_yes = AUTO_VOUCHES,
                     .signing = SIGN_NONE,
                     .hold_from = HOLD_NONE,
                     .ends_as = "closed, split"},
};

const struct kind_row *kind_find(unsigned kind)
{
    return kind < DEAL_KIND_END && rows[kind].name != NULL ? &rows[kind] : NULL;
}

/* A time so many hours later, or earlier where they are below zero; none is
 * past what can be written down. */
static uint64_t moved_ms(uint64_t ms, int32_t hours)
{
    const uint64_t moved = (uint64_t)((int64_t)ms + (int64_t)hours * HOUR_MS);

    return moved < TIME_MS_MAX ? moved : TIME_MS_MAX;
}

static uint64_t evening_before_ms(uint64_t when_ms)
{
    return when_ms - when_ms % DAY_MS - DAY_MS + EVENING_MS;
}

/* As the row says, whenever that is. */
static uint64_t
row_hold_ms(const struct kind_row *row, uint64_t yes_ms, uint64_t when_ms)
{
    bool has_when = when_ms > DAY_MS;

    switch (row->hold_from) {
    case HOLD_YES:
        return moved_ms(yes_ms, row->hold_hours);
    case HOLD_WHEN:
        return has_when ? moved_ms(when_ms, row->hold_hours)
                        : yes_ms + WITHOUT_WHEN_MS;
    case HOLD_EVENING:
        return has_when ? evening_before_ms(when_ms) : yes_ms + WITHOUT_WHEN_MS;
    case HOLD_NONE:
    case HOLD_FROM_END:
        break;
    }
    return 0;
}

uint64_t kind_hold_ms(const struct kind_row *row,
                      uint64_t yes_ms,
                      uint64_t when_ms,
                      bool waited)
{
    uint64_t hold_ms = 0;

    if (waited && row->head_hours != 0) {
        return moved_ms(yes_ms, row->head_hours);
    }
    hold_ms = row_hold_ms(row, yes_ms, when_ms);
    return hold_ms != 0 && hold_ms <= yes_ms ? yes_ms + DAY_MS : hold_ms;
}

const char *capacity_name(enum capacity capacity)
{
    static const char *const names[CAPACITY_END] = {
        "quantity", "days", "hours", "role", "target", "two", "vouches"};

    assert(capacity < CAPACITY_END);
    return names[capacity];
}

const char *auto_yes_name(enum auto_yes value)
{
    static const char *const names[AUTO_END] = {
        "by choice", "if allowed", "never",     "if free",
        "at result", "at second",  "on vouches"};

    assert(value < AUTO_END);
    return names[value];
}

const char *signing_name(enum signing signing)
{
    static const char *const names[SIGN_END] = {
        "hand-over", "done", "both ways", "always", "optional", "yes", "-"};

    assert(signing < SIGN_END);
    return names[signing];
}

const char *hold_from_name(enum hold_from from)
{
    static const char *const names[HOLD_FROM_END] = {"-", "yes", "when",
                                                     "evening"};

    assert(from < HOLD_FROM_END);
    return names[from];
}
