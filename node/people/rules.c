#include "node/people/rules.h"

#include <stddef.h>

#include "node/limits.h"
#include "node/record/body.h"

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

static uint32_t at_most(uint32_t slots)
{
    return slots < SLOTS_MAX ? slots : SLOTS_MAX;
}

void rules_settle(struct rules *rules,
                  const struct entries *entries,
                  const struct chain *chain)
{
    const struct entry *best = NULL;
    struct body_rules body;

    *rules = (struct rules){0};
    for (size_t index = 0; index < chain->term_count; index++) {
        if (chain->terms[index].ended_ms == UINT64_MAX) {
            best = newest_rules(entries, &chain->terms[index].household, best);
        }
    }
    if (best == NULL || body_rules_read(entry_body(best), &body) != ERR_OK) {
        return;
    }
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
