#include "node/people/keep.h"

#include <stdlib.h>

#include "node/limits.h"
#include "node/record/class.h"

/* One-time keys, ascending. */
struct keys {
    struct id *items;
    size_t count;
};

static int compare_ids(const void *left, const void *right)
{
    return id_compare(left, right);
}

static void keys_sort(struct keys *keys)
{
    qsort(keys->items, keys->count, sizeof(struct id), compare_ids);
}

static bool keys_have(const struct keys *keys, const struct id *key)
{
    return keys->count > 0 && bsearch(key, keys->items, keys->count,
                                      sizeof(struct id), compare_ids) != NULL;
}

/* The limit is that of the class table: rules in force change no class of the
 * roster. */
static bool has_slot(const struct graph *graph, const struct entry *entry)
{
    const uint8_t level = graph->levels[STANDING_ROSTER][entry->author];

    if (entry->class == CLASS_DEVICE) {
        return level != LEVEL_NONE; /* which lanes count is asked apart */
    }
    return entry->n < class_slots(entry->class, level);
}

/* Counts the DEVICE records of an author; entries of one stand together, the
 * smallest lane first. */
struct lanes {
    size_t author;
    size_t count;
};

/* Is it past the lanes of its household? Our own are no exception: whoever
 * keeps a lane that nobody else keeps would never be in step again. */
static bool is_past_lanes(struct lanes *lanes, const struct entry *entry)
{
    if (entry->class != CLASS_DEVICE) {
        return false;
    }
    if (lanes->count == 0 || lanes->author != entry->author) {
        *lanes = (struct lanes){.author = entry->author};
    }
    return lanes->count++ >= LANES_MAX;
}

/* Where nobody else can know us yet, our JOIN is all that there is to show.
 * Once we have standing it follows its invite like any other: the vouch that
 * replaces the invite ends it here as everywhere. */
static bool is_alone(const struct graph *graph, const struct entry *entry)
{
    return entry->is_own &&
           graph->levels[STANDING_ROSTER][entry->author] == LEVEL_NONE;
}

/* Everything that is numbered. The keys of invites that have a slot, and of
 * own JOINs that nobody knows, are noted. */
static void keep_numbered(const struct entries *entries,
                          const struct graph *graph,
                          struct keys *invited,
                          struct keys *own)
{
    struct lanes lanes = {0};

    for (size_t index = 0; index < entries->count; index++) {
        struct entry *entry = entries->items[index];

        if (!entry->is_current || !entry->is_sound ||
            entry->class == CLASS_COUNCIL || is_past_lanes(&lanes, entry)) {
            continue;
        }
        if (entry->class == CLASS_JOIN) {
            if (is_alone(graph, entry)) {
                own->items[own->count++] = entry->subject;
            }
            continue;
        }
        entry->is_kept = has_slot(graph, entry);
        if (entry->is_kept && entry_says(entry, CLASS_VOUCH, KIND_INVITE)) {
            invited->items[invited->count++] = entry->subject;
        }
        entry->is_kept |= entry->is_own;
    }
}

/* JOINs follow the invites, and the invite of such an own JOIN follows it. */
static void keep_joined(const struct entries *entries,
                        const struct graph *graph,
                        const struct joins *joins,
                        const struct keys *invited,
                        const struct keys *own)
{
    for (size_t index = 0; index < entries->count; index++) {
        struct entry *entry = entries->items[index];

        if (entry_says(entry, CLASS_VOUCH, KIND_INVITE)) {
            entry->is_kept |= keys_have(own, &entry->subject);
        } else if (entry_says(entry, CLASS_JOIN, 1)) {
            entry->is_kept = is_alone(graph, entry) ||
                             (keys_have(invited, &entry->subject) &&
                              joins_has(joins, entry));
        }
    }
}

enum err keep_settle(const struct entries *entries,
                     const struct graph *graph,
                     const struct joins *joins)
{
    struct keys invited = {0};
    struct keys own = {0};
    enum err err = ERR_NOMEM;

    invited.items = calloc(entries->count + 1, sizeof(struct id));
    own.items = calloc(entries->count + 1, sizeof(struct id));
    if (invited.items == NULL || own.items == NULL) {
        goto out;
    }
    keep_numbered(entries, graph, &invited, &own);
    keys_sort(&invited);
    keys_sort(&own);
    keep_joined(entries, graph, joins, &invited, &own);
    err = ERR_OK;
out:
    free(invited.items);
    free(own.items);
    return err;
}
