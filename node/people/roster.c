#include "node/people/roster.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "node/limits.h"
#include "node/people/keep.h"
#include "node/people/standing.h"
#include "node/people/state.h"

enum err roster_new(const struct neighbourhood *neighbourhood,
                    struct roster **out)
{
    struct roster *roster = calloc(1, sizeof *roster);

    if (roster == NULL) {
        return ERR_NOMEM;
    }
    roster->neighbourhood = *neighbourhood;
    entries_init(&roster->entries);
    *out = roster;
    return ERR_OK;
}

const struct neighbourhood *roster_neighbourhood(const struct roster *roster)
{
    return &roster->neighbourhood;
}

/* Everything that settling made. */
static void roster_unsettle(struct roster *roster)
{
    directory_release(&roster->directory);
    graph_release(&roster->graph);
    joins_release(&roster->joins);
    chain_release(&roster->chain);
    rules_usual(&roster->rules);
    roster->is_thawed = false;
    roster->has_council = false;
    memset(roster->place, 0, sizeof roster->place);
    free(roster->by_id);
    roster->by_id = NULL;
    roster->by_id_count = 0;
}

void roster_free(struct roster *roster)
{
    if (roster == NULL) {
        return;
    }
    roster_unsettle(roster);
    entries_release(&roster->entries);
    free(roster);
}

void roster_reset(struct roster *roster)
{
    roster_unsettle(roster);
    entries_reset(&roster->entries);
}

enum err
roster_add(struct roster *roster, const struct record *record, bool is_own)
{
    if (!neighbourhood_equal(&record->neighbourhood, &roster->neighbourhood) ||
        class_find(record->class)->set != SET_ROSTER) {
        return ERR_MALFORMED;
    }
    assert(!roster->is_thawed);
    return entries_add(&roster->entries, record, is_own);
}

static int compare_record_ids(const void *left_item, const void *right_item)
{
    const struct entry *left = *(struct entry *const *)left_item;
    const struct entry *right = *(struct entry *const *)right_item;

    return id_compare(&left->id, &right->id);
}

static enum err index_records(struct roster *roster)
{
    const struct entries *entries = &roster->entries;

    roster->by_id = calloc(entries->count + 1, sizeof(struct entry *));
    if (roster->by_id == NULL) {
        return ERR_NOMEM;
    }
    for (size_t index = 0; index < entries->count; index++) {
        roster->by_id[index] = entries->items[index];
    }
    roster->by_id_count = entries->count;
    qsort(roster->by_id, roster->by_id_count, sizeof(struct entry *),
          compare_record_ids);
    return ERR_OK;
}

/* Councils first, then rules, standing, what is kept, what is shown. */
static enum err settle_people(struct roster *roster)
{
    const struct entries *entries = &roster->entries;
    enum err err =
        chain_settle(&roster->chain, entries, &roster->neighbourhood);

    if (err == ERR_OK) {
        councils_settle(roster);
        rules_settle(&roster->rules, entries, &roster->chain);
        err = joins_settle(&roster->joins, entries);
    }
    if (err == ERR_OK) {
        err = graph_settle(&roster->graph, entries, &roster->joins,
                           &roster->chain);
    }
    if (err == ERR_OK) {
        err = standing_settle(&roster->graph, &roster->chain, roster->day);
    }
    if (err == ERR_OK) {
        err = keep_settle(entries, &roster->graph, &roster->joins);
    }
    return err;
}

enum err roster_settle(struct roster *roster, uint32_t day)
{
    enum err err = ERR_OK;

    assert(!roster->is_thawed);
    roster_unsettle(roster);
    roster->day = day;
    entries_settle(&roster->entries, day);
    err = index_records(roster);
    if (err == ERR_OK) {
        err = settle_people(roster);
    }
    if (err == ERR_OK) {
        const struct directory_source source = {&roster->entries,
                                                &roster->chain, &roster->joins,
                                                &roster->graph, day};

        err = directory_settle(&roster->directory, &source);
    }
    if (err != ERR_OK) {
        roster_unsettle(roster);
    }
    return err;
}

bool roster_is_thawed(const struct roster *roster)
{
    return roster->is_thawed;
}

bool roster_keeps(const struct roster *roster, const struct id *record)
{
    size_t low = 0;
    size_t high = roster->by_id_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = id_compare(&roster->by_id[middle]->id, record);

        if (order == 0) {
            return roster->by_id[middle]->is_kept;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return false;
}

size_t roster_dropped(const struct roster *roster, struct id *out, size_t max)
{
    size_t count = 0;

    for (size_t index = 0; index < roster->by_id_count && count < max;
         index++) {
        if (!roster->by_id[index]->is_kept) {
            out[count++] = roster->by_id[index]->id;
        }
    }
    return count;
}

size_t roster_count(const struct roster *roster)
{
    return roster->directory.count;
}

const struct roster_household *roster_at(const struct roster *roster,
                                         size_t index)
{
    return index < roster->directory.count
               ? &roster->directory.households[index]
               : NULL;
}

const struct roster_household *roster_find(const struct roster *roster,
                                           const struct id *household)
{
    return directory_find(&roster->directory, household);
}

size_t roster_vouchers(const struct roster *roster,
                       const struct id *household,
                       struct roster_voucher *out,
                       size_t max)
{
    const struct roster_household *found = roster_find(roster, household);
    const size_t count = found == NULL ? 0 : found->voucher_count;
    const size_t written = count < max ? count : max;

    if (written > 0) {
        memcpy(out, found->vouchers, written * sizeof *out);
    }
    return written;
}

uint8_t roster_level(const struct roster *roster,
                     const struct id *household,
                     enum standing_mode mode)
{
    const struct roster_household *found = roster_find(roster, household);

    return found == NULL ? LEVEL_NONE : found->level[mode];
}

uint32_t roster_slots(const struct roster *roster,
                      const struct id *household,
                      enum record_class class,
                      enum standing_mode mode)
{
    return roster_level_slots(roster, roster_level(roster, household, mode),
                              class);
}

uint32_t roster_level_slots(const struct roster *roster,
                            uint8_t level,
                            enum record_class class)
{
    return rules_slots(&roster->rules, class, level);
}

const struct ruled *roster_ruled(const struct roster *roster)
{
    return &roster->rules.ruled;
}

bool roster_signer_counts(const struct roster *roster,
                          const struct id *household,
                          const struct id *signer,
                          uint64_t stamp_ms)
{
    const struct roster_household *found = roster_find(roster, household);

    return found != NULL &&
           device_signs(found->devices, found->device_count, signer, stamp_ms);
}

bool roster_has_lane(const struct roster *roster,
                     const struct id *household,
                     uint32_t lane)
{
    const struct roster_household *found = roster_find(roster, household);

    return found != NULL && household_has_lane(found, lane);
}

bool household_has_lane(const struct roster_household *household, uint32_t lane)
{
    for (size_t index = 0; index < household->device_count; index++) {
        if (household->devices[index].lane == lane) {
            return true;
        }
    }
    return false;
}

size_t household_running(const struct roster_household *household)
{
    const size_t count = household == NULL ? 0 : household->device_count;
    size_t running = 0;

    for (size_t index = 0; index < count; index++) {
        running += !household->devices[index].is_struck;
    }
    return running;
}

bool household_is_past_lanes(const struct roster_household *household,
                             uint32_t lane)
{
    return household->device_count >= LANES_MAX &&
           lane > household->devices[household->device_count - 1].lane;
}

static bool claims(const struct roster_household *household,
                   const struct id *transport)
{
    if (household->level[STANDING_LIVE] == LEVEL_NONE) {
        return false;
    }
    for (size_t index = 0; index < household->device_count; index++) {
        const struct roster_device *device = &household->devices[index];

        if (!device->is_struck && id_equal(&device->transport, transport)) {
            return true;
        }
    }
    return false;
}

/* Asked once for a connection whose greeting names nobody who claims its key:
 * no index is worth its making. */
const struct roster_household *roster_by_transport(const struct roster *roster,
                                                   const struct id *transport)
{
    for (size_t index = 0; index < roster->directory.count; index++) {
        if (claims(&roster->directory.households[index], transport)) {
            return &roster->directory.households[index];
        }
    }
    return NULL;
}

bool roster_claims(const struct roster *roster,
                   const struct id *household,
                   const struct id *transport)
{
    const struct roster_household *found = roster_find(roster, household);

    return found != NULL && claims(found, transport);
}
