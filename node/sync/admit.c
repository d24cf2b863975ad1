#include "node/sync/admit.h"

#include <assert.h>

#include "node/limits.h"
#include "node/people/device.h"

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
                               const struct roster_household *household,
                               const struct record *record)
{
    const uint8_t level = household->level[STANDING_GRACE];

    if (level == LEVEL_NONE) {
        return ERR_STRANGER;
    }
    if (class_find(record->class)->is_content_named) {
        return ERR_OK;
    }
    if (!household_has_lane(household, record->lane)) {
        return ERR_STRANGER;
    }
    return record->n >= roster_level_slots(roster, level, record->class)
               ? ERR_FULL
               : ERR_OK;
}

enum err admit_check(const struct roster *roster,
                     const struct record *record,
                     const struct moment *moment,
                     const struct id *own)
{
    const struct roster_household *household = NULL;
    enum err err = admit_time(record->stamp_ms, record->drop_day, moment);

    assert(class_find(record->class)->set != SET_ROSTER);
    if (!neighbourhood_equal(&record->neighbourhood,
                             roster_neighbourhood(roster))) {
        return ERR_MALFORMED;
    }
    if (err != ERR_OK) {
        return err;
    }
    household = roster_find(roster, &record->household); /* once a record */
    if (household == NULL) {
        return ERR_STRANGER;
    }
    if (own == NULL || !id_equal(&record->household, own)) {
        err = admit_standing(roster, household, record);
    }
    if (err == ERR_OK &&
        !device_signs(household->devices, household->device_count,
                      &record->signer, record->stamp_ms)) {
        err = ERR_STRANGER;
    }
    return err;
}
