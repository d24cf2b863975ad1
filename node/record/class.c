#include "node/record/class.h"

#include <assert.h>
#include <stddef.h>

#include "node/limits.h"
#include "node/moment.h"

/* Signed by the Household key; slot Named by content; Lasting. */
enum { NONE = 0, H = 1, N = 2, L = 4 };

#define CLASS(number, name, set, marks, days, body, ...)                       \
    [CLASS_##number] = {name,                                                  \
                        SET_##set,                                             \
                        ((marks)&H) != 0,                                      \
                        ((marks)&N) != 0,                                      \
                        ((marks)&L) != 0,                                      \
                        days,                                                  \
                        BODY_BYTES_MAX_##body,                                 \
                        __VA_ARGS__}

static const struct class_row rows[CLASS_END] = {
    CLASS(HOUSEHOLD, "household", ROSTER, H, 400, ROSTER, 1, 1, 1),
    CLASS(DEVICE, "device", ROSTER, H, 400, ROSTER, 8, 8, 8),
    CLASS(RULES, "rules", ROSTER, H, 400, ROSTER, 0, 0, 1),
    CLASS(COUNCIL, "council", ROSTER, H | N | L, 0, ROSTER, 0, 0, 0),
    CLASS(JOIN, "join", ROSTER, H | N | L, 60, ROSTER, 0, 0, 0),
    CLASS(VOUCH, "vouch", ROSTER, H | L, 400, ROSTER, 0, 12, 128),
    CLASS(ADDRESS, "address", PRESENCE, NONE, 14, SMALL, 1, 1, 1),
    CLASS(MANIFEST, "manifest", PRESENCE, NONE, 14, SMALL, 1, 1, 1),
    CLASS(POST, "post", BOARD, NONE, 120, SMALL, 32, 128, 16384),
    CLASS(SAY, "say", BOARD, NONE, 120, SMALL, 16, 64, 256),
    CLASS(CARRY, "carry", MAIL, NONE, 10, CARRY, 0, 16, 128),
    CLASS(LETTER, "letter", MAIL, NONE, 30, SMALL, 64, 256, 1024),
    CLASS(CIRCLE, "circle", MAIL, NONE, 120, SMALL, 64, 256, 1024),
    CLASS(RECEIPT, "receipt", LEDGER, N | L, 0, ROSTER, 0, 0, 0),
    CLASS(SEALING, "sealing", PRESENCE, NONE, 120, SMALL, 1, 1, 1),
};

static const uint8_t vouches_by_level[] = {128, 12, 6, 3, 2, 1, 0};

const struct class_row *class_find(unsigned number)
{
    if (number >= CLASS_END || rows[number].name == NULL) {
        return NULL;
    }
    return &rows[number];
}

uint32_t class_slots(enum record_class class, unsigned level)
{
    const struct class_row *row = class_find(class);

    assert(row != NULL);
    if (level > LEVEL_NEWCOMER) {
        return 0;
    }
    if (row->is_content_named) {
        return SLOTS_MAX;
    }
    if (level == LEVEL_NEWCOMER) {
        return row->slots_newcomer;
    }
    if (class == CLASS_VOUCH) {
        return vouches_by_level[level];
    }
    return level == 0 ? row->slots_steward : row->slots_full;
}

bool class_has_rules(unsigned number)
{
    const struct class_row *row = class_find(number);

    return row != NULL && row->set != SET_ROSTER && !row->is_content_named;
}

const char *set_name(enum set set)
{
    static const char *const names[SET_COUNT] = {"roster", "presence", "board",
                                                 "ledger", "mail"};

    assert(set < SET_COUNT);
    return names[set];
}

uint16_t class_drop_day(enum record_class class, uint64_t stamp_ms)
{
    const struct class_row *row = class_find(class);
    uint64_t day = 0;

    assert(row != NULL);
    if (row->retention_days == RETENTION_FOR_EVER) {
        return DROP_DAY_NEVER;
    }
    day = day_of(stamp_ms) + (uint64_t)row->retention_days;
    return day >= DROP_DAY_NEVER ? DROP_DAY_NEVER - 1 : (uint16_t)day;
}
