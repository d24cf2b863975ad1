#include "node/people/directory.h"

#include <stdlib.h>
#include <string.h>

#include "node/limits.h"
#include "node/people/standing.h"
#include "node/record/body.h"

void directory_release(struct directory *directory)
{
    free(directory->households);
    free(directory->order);
    free(directory->places);
    free(directory->devices);
    free(directory->vouchers);
    *directory = (struct directory){0};
}

static int compare_households(const void *left_item, const void *right_item)
{
    const struct roster_household *left = left_item;
    const struct roster_household *right = right_item;
    int order =
        (int)left->level[STANDING_LIVE] - (int)right->level[STANDING_LIVE];

    return order != 0 ? order : id_compare(&left->id, &right->id);
}

static bool shows(const struct entry *entry)
{
    return entry->is_kept && (entry->is_own || entry->class == CLASS_JOIN);
}

/* Whoever has standing in any mode, has a kept JOIN, or is our own. */
static enum err list_households(struct directory *directory,
                                const struct directory_source *source)
{
    const struct graph *graph = source->graph;
    bool *is_shown = calloc(graph->people_count + 1, sizeof(bool));
    size_t count = 0;

    if (is_shown == NULL) {
        return ERR_NOMEM;
    }
    for (size_t index = 0; index < source->entries->count; index++) {
        const struct entry *entry = source->entries->items[index];

        if (shows(entry)) {
            is_shown[entry->author] = true;
        }
    }
    for (size_t place = 0; place < graph->people_count; place++) {
        is_shown[place] |= graph->levels[STANDING_ROSTER][place] != LEVEL_NONE;
        count += is_shown[place];
    }
    directory->households = calloc(count + 1, sizeof(struct roster_household));
    for (size_t place = 0;
         place < graph->people_count && directory->households != NULL;
         place++) {
        struct roster_household *next =
            &directory->households[directory->count];

        if (is_shown[place]) {
            next->id = graph->people[place];
            for (size_t mode = 0; mode < STANDING_MODES; mode++) {
                next->level[mode] = graph->levels[mode][place];
            }
            directory->count++;
        }
    }
    free(is_shown);
    return directory->households == NULL ? ERR_NOMEM : ERR_OK;
}

static enum err index_places(struct directory *directory,
                             const struct graph *graph)
{
    size_t count = 0;

    directory->places = calloc(graph->people_count + 1, sizeof(size_t));
    directory->order = calloc(directory->count + 1, sizeof(size_t));
    if (directory->places == NULL || directory->order == NULL) {
        return ERR_NOMEM;
    }
    qsort(directory->households, directory->count,
          sizeof(struct roster_household), compare_households);
    for (size_t place = 0; place <= graph->people_count; place++) {
        directory->places[place] = directory->count;
    }
    for (size_t index = 0; index < directory->count; index++) {
        directory->places[graph_find(graph, &directory->households[index].id)] =
            index;
    }
    for (size_t place = 0; place < graph->people_count; place++) {
        if (directory->places[place] < directory->count) {
            directory->order[count++] = directory->places[place];
        }
    }
    return ERR_OK;
}

size_t directory_place(const struct directory *directory,
                       const struct id *household)
{
    size_t low = 0;
    size_t high = directory->count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const size_t place = directory->order[middle];
        const int order =
            id_compare(&directory->households[place].id, household);

        if (order == 0) {
            return middle;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return directory->count;
}

const struct roster_household *directory_find(const struct directory *directory,
                                              const struct id *household)
{
    const size_t place = directory_place(directory, household);

    return place == directory->count
               ? NULL
               : &directory->households[directory->order[place]];
}

static void copy_name(struct roster_household *household, struct view name)
{
    memset(household->name, 0, sizeof household->name);
    if (name.bytes <= NAME_BYTES_MAX) {
        memcpy(household->name, name.data, name.bytes);
    }
}

/* Entries come in the order of classes: HOUSEHOLD names first, and a JOIN
 * only whom nothing has named. */
static void note_name(struct roster_household *household,
                      const struct entry *entry)
{
    struct body_household profile;
    struct body_join join;

    if (entry_says(entry, CLASS_HOUSEHOLD, 1) &&
        body_household_read(entry_body(entry), &profile) == ERR_OK) {
        copy_name(household, profile.name);
    } else if (entry_says(entry, CLASS_JOIN, 1) && household->name[0] == '\0' &&
               body_join_read(entry_body(entry), &join) == ERR_OK) {
        copy_name(household, join.name);
    }
}

static void note_entry(struct directory *directory,
                       const struct directory_source *source,
                       const struct entry *entry,
                       struct roster_household *household)
{
    struct roster_device *device = &directory->devices[directory->device_count];

    household->is_own |= entry->is_own;
    note_name(household, entry);
    if (entry_says(entry, CLASS_JOIN, 1)) {
        household->is_clashed |= joins_kept(source->joins, &entry->subject) > 1;
    }
    if (entry_says(entry, CLASS_DEVICE, 1) && device_read(entry, device)) {
        if (household->device_count == 0) {
            household->devices = device;
        }
        household->device_count++;
        directory->device_count++;
    }
}

/* All entries of one author stand together, so that its devices do too. */
static enum err note_entries(struct directory *directory,
                             const struct directory_source *source)
{
    size_t device_records = 0;

    for (size_t index = 0; index < source->entries->count; index++) {
        const struct entry *entry = source->entries->items[index];

        device_records += entry->is_kept && entry->class == CLASS_DEVICE;
    }
    directory->devices =
        calloc(device_records + 1, sizeof(struct roster_device));
    if (directory->devices == NULL) {
        return ERR_NOMEM;
    }
    for (size_t index = 0; index < source->entries->count; index++) {
        const struct entry *entry = source->entries->items[index];
        size_t place = directory->places[entry->author];

        if (entry->is_kept && place < directory->count) {
            note_entry(directory, source, entry, &directory->households[place]);
        }
    }
    return ERR_OK;
}

static void note_since(struct roster_household *household, uint64_t stamp_ms)
{
    if (household->since_ms == 0 || stamp_ms < household->since_ms) {
        household->since_ms = stamp_ms;
    }
}

/* The ties that make it live; for one who is not, those that once did. */
static void note_tie(struct roster_household *household,
                     const struct directory_source *source,
                     const struct tie *tie)
{
    const enum standing_mode mode =
        household->level[STANDING_LIVE] == LEVEL_NONE ? STANDING_ROSTER
                                                      : STANDING_LIVE;

    if (standing_counts(source->graph, tie, mode, source->day)) {
        note_since(household, tie->join == NULL ? tie->vouch->stamp_ms
                                                : tie->join->stamp_ms);
    }
}

static void note_admissions(struct directory *directory,
                            const struct directory_source *source)
{
    const struct graph *graph = source->graph;

    for (size_t index = 0; index < source->chain->term_count; index++) {
        const struct term *term = &source->chain->terms[index];
        size_t place = directory->places[graph_find(graph, &term->household)];

        if (place < directory->count) {
            note_since(&directory->households[place], term->since_ms);
        }
    }
    for (size_t index = 0; index < graph->tie_count; index++) {
        const struct tie *tie = &graph->ties[index];
        size_t place = directory->places[tie->subject];

        if (place < directory->count) {
            note_tie(&directory->households[place], source, tie);
        }
    }
}

static enum err list_vouchers(struct directory *directory,
                              const struct directory_source *source)
{
    const struct graph *graph = source->graph;

    directory->vouchers =
        calloc(graph->tie_count + 1, sizeof(struct roster_voucher));
    if (directory->vouchers == NULL) {
        return ERR_NOMEM;
    }
    for (size_t index = 0; index < directory->count; index++) {
        struct roster_household *household = &directory->households[index];
        struct roster_voucher *next =
            &directory->vouchers[directory->voucher_count];

        household->vouchers = next;
        household->voucher_count = standing_vouchers(
            graph, graph_find(graph, &household->id), source->day, next);
        directory->voucher_count += household->voucher_count;
    }
    return ERR_OK;
}

enum err directory_settle(struct directory *directory,
                          const struct directory_source *source)
{
    enum err err = list_households(directory, source);

    if (err == ERR_OK) {
        err = index_places(directory, source->graph);
    }
    if (err == ERR_OK) {
        err = note_entries(directory, source);
    }
    if (err == ERR_OK) {
        note_admissions(directory, source);
        err = list_vouchers(directory, source);
    }
    free(directory->places);
    directory->places = NULL;
    if (err != ERR_OK) {
        directory_release(directory);
    }
    return err;
}
