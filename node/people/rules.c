#include "node/people/rules.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

#include "node/limits.h"
#include "node/people/state.h"
#include "node/record/body.h"

enum { HOUR_MINUTES = 60 };

static const struct entry *newest_rules(const struct entries *entries,
                                        const struct id *steward,
                                        const struct entry *best)
{
    size_t index = entries_of(entries, steward);

    for (; index < entries->count; index++) {
        const struct entry *entry = entries->items[index];

        if (!id_equal(&entry->household, steward)) {
            break;
        }
        if (entry_says(entry, CLASS_RULES, 1) && entry->n == 0 &&
            (best == NULL || record_is_newer(entry->stamp_ms, &entry->id,
                                             best->stamp_ms, &best->id))) {
            best = entry;
        }
    }
    return best;
}

/* NULL where nobody rules. */
static const struct entry *rules_in_force(const struct entries *entries,
                                          const struct chain *chain)
{
    const struct entry *best = NULL;

    for (size_t index = 0; index < chain->term_count; index++) {
        if (chain->terms[index].ended_ms == UINT64_MAX) {
            best = newest_rules(entries, &chain->terms[index].household, best);
        }
    }
    return best;
}

bool roster_is_ruled_by(const struct roster *roster, const struct id *record)
{
    const struct entry *best = NULL;

    assert(!roster->is_thawed);
    best = rules_in_force(&roster->entries, &roster->chain);
    return best != NULL && id_equal(&best->id, record);
}

uint64_t roster_ruled_ms(const struct roster *roster)
{
    const struct entry *best = NULL;

    assert(!roster->is_thawed);
    best = rules_in_force(&roster->entries, &roster->chain);
    return best == NULL ? 0 : best->stamp_ms;
}

static uint32_t at_most(uint32_t slots)
{
    return slots < SLOTS_MAX ? slots : SLOTS_MAX;
}

void rules_usual(struct rules *rules)
{
    *rules = (struct rules){
        .ruled = {.floor_minutes = HOURS_FLOOR_MINUTES,
                  .ceiling_minutes = HOURS_CEILING_MINUTES},
    };
}

static void take_text(struct view text,
                      unsigned char out[static NAME_BYTES_MAX + 1])
{
    memcpy(out, text.data, text.bytes);
    out[text.bytes] = '\0';
}

static void take_ruled(const struct body_rules *body, struct ruled *ruled)
{
    if (body->has_floor) {
        ruled->floor_minutes = -HOUR_MINUTES * (int32_t)body->floor_hours;
    }
    if (body->has_ceiling) {
        ruled->ceiling_minutes = HOUR_MINUTES * (int32_t)body->ceiling_hours;
    }
    ruled->is_shared = body->is_shared;
    ruled->first_waits = body->first_waits;
    for (size_t index = 0; index < body->places_count; index++) {
        take_text(body->places[index].name, ruled->places[index].name);
        take_text(body->places[index].cell, ruled->places[index].cell);
    }
    ruled->place_count = body->places_count;
}

void rules_settle(struct rules *rules,
                  const struct entries *entries,
                  const struct chain *chain)
{
    const struct entry *best = rules_in_force(entries, chain);
    struct body_rules body;

    rules_usual(rules);
    if (best == NULL || body_rules_read(entry_body(best), &body) != ERR_OK) {
        return;
    }
    take_ruled(&body, &rules->ruled);
    for (size_t index = 0; index < body.slots_count; index++) {
        const struct slot_rule *rule = &body.slots[index];

        if (class_has_rules(rule->class)) {
            rules->classes[rule->class].is_ruled = true;
            rules->classes[rule->class].newcomer = at_most(rule->newcomer);
            rules->classes[rule->class].full = at_most(rule->full);
            rules->classes[rule->class].steward = at_most(rule->steward);
        }
    }
}

uint32_t
rules_slots(const struct rules *rules, enum record_class class, uint8_t level)
{
    if (!rules->classes[class].is_ruled || level > LEVEL_NEWCOMER) {
        return class_slots(class, level);
    }
    if (level == LEVEL_NEWCOMER) {
        return rules->classes[class].newcomer;
    }
    return level == 0 ? rules->classes[class].steward
                      : rules->classes[class].full;
}
