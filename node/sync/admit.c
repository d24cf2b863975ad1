#include "node/sync/admit.h"

#include <assert.h>

#include "node/limits.h"

enum err
admit_time(uint64_t stamp_ms, uint16_t drop_day, const struct moment *moment)
{
    const uint32_t day = day_of(moment->now_ms);

    if (!moment->is_plausible) {
        return ERR_OK;
    }
    if (stamp_ms > moment->now_ms + EARLY_MS_MAX) {
        return ERR_EARLY;
    }
    if (drop_day != DROP_DAY_NEVER && day > drop_day + 1U) {
        return ERR_LATE;
    }
    return ERR_OK;
}

static enum err admit_standing(const struct roster *roster,
                               const struct record *record)
{
    if (roster_level(roster, &record->household, STANDING_GRACE) ==
        LEVEL_NONE) {
        return ERR_STRANGER;
    }
    if (!roster_has_lane(roster, &record->household, record->lane) &&
        !class_find(record->class)->is_content_named) {
        return ERR_STRANGER;
    }
    if (!class_find(record->class)->is_content_named &&
        record->n >= roster_slots(roster, &record->household, record->class,
                                  STANDING_GRACE)) {
        return ERR_FULL;
    }
    return ERR_OK;
}

enum err admit_check(const struct roster *roster,
                     const struct record *record,
                     const struct moment *moment,
                     const struct id *own)
{
    enum err err = admit_time(record->stamp_ms, record->drop_day, moment);

    assert(class_find(record->class)->set != SET_ROSTER);
    if (!neighbourhood_equal(&record->neighbourhood,
                             roster_neighbourhood(roster))) {
        return ERR_MALFORMED;
    }
    if (err == ERR_OK && (own == NULL || !id_equal(&record->household, own))) {
        err = admit_standing(roster, record);
    }
    if (err == ERR_OK &&
        !roster_signer_counts(roster, &record->household, &record->signer,
                              record->stamp_ms)) {
        err = ERR_STRANGER;
    }
    return err;
}
