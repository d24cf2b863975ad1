/*
 * Credentials: what shows a node with an old roster that somebody belongs.
 *
 * A walk against the direction of vouching, nearest first, so that the most
 * telling records fit into what a guest may send.
 */
#include <assert.h>
#include <stdlib.h>

#include "node/people/standing.h"
#include "node/people/state.h"
#include "node/people/vouch.h"

struct walk {
    const struct roster *roster;
    size_t bytes_left;
    roster_visit *visit;
    void *visitor;
    size_t *queue; /* places of people, in the order in which they came up */
    size_t queued;
    bool *is_queued;
};

static enum err show(struct walk *walk, const struct entry *entry)
{
    if (!entry->is_kept || entry->bytes > walk->bytes_left) {
        return ERR_OK;
    }
    walk->bytes_left -= entry->bytes;
    return walk->visit(walk->visitor, entry_bytes(entry));
}

static void queue_add(struct walk *walk, size_t place)
{
    if (!walk->is_queued[place]) {
        walk->is_queued[place] = true;
        walk->queue[walk->queued++] = place;
    }
}

static enum err show_invites(struct walk *walk, const struct id *one_time)
{
    const struct entries *entries = &walk->roster->entries;
    enum err err = ERR_OK;

    for (size_t index = 0; index < entries->count && err == ERR_OK; index++) {
        const struct entry *entry = entries->items[index];

        if (entry_says(entry, CLASS_VOUCH, KIND_INVITE) &&
            id_equal(&entry->subject, one_time)) {
            queue_add(walk, entry->author);
            err = show(walk, entry);
        }
    }
    return err;
}

/* Its name, its devices, its JOINs with the invites they took up. */
static enum err show_own(struct walk *walk, const struct id *household)
{
    const struct entries *entries = &walk->roster->entries;
    enum err err = ERR_OK;

    for (size_t index = entries_of(entries, household);
         index < entries->count && err == ERR_OK; index++) {
        const struct entry *entry = entries->items[index];

        if (!id_equal(&entry->household, household)) {
            break;
        }
        if (entry->class == CLASS_HOUSEHOLD || entry->class == CLASS_DEVICE) {
            err = show(walk, entry);
        } else if (entry_says(entry, CLASS_JOIN, 1)) {
            err = show(walk, entry);
            if (err == ERR_OK) {
                err = show_invites(walk, &entry->subject);
            }
        }
    }
    return err;
}

static enum err show_vouches(struct walk *walk, size_t subject)
{
    const struct roster *roster = walk->roster;
    const struct graph *graph = &roster->graph;
    enum err err = ERR_OK;

    for (size_t index = graph_first_about(graph, subject);
         index < graph->tie_count && err == ERR_OK; index++) {
        const struct tie *tie = graph->subject_ties[index];

        if (tie->subject != subject) {
            break;
        }
        if (tie->join == NULL &&
            standing_counts(graph, tie, STANDING_LIVE, roster->day)) {
            queue_add(walk, tie->voucher);
            err = show(walk, tie->vouch);
        }
    }
    return err;
}

static enum err show_councils(struct walk *walk)
{
    const struct chain *chain = &walk->roster->chain;
    enum err err = ERR_OK;

    for (size_t height = chain->count; height > 0 && err == ERR_OK; height--) {
        err = show(walk, chain->adopted[height - 1]);
    }
    return err;
}

static enum err walk_all(struct walk *walk, const struct id *household)
{
    const struct graph *graph = &walk->roster->graph;
    const size_t place = graph_find(graph, household);
    enum err err = ERR_OK;

    if (place == graph->people_count) {
        return ERR_OK;
    }
    queue_add(walk, place);
    err = show_own(walk, household);
    for (size_t at = 0; at < walk->queued && err == ERR_OK &&
                        walk->bytes_left >= RECORD_BYTES_MIN;
         at++) {
        err = show_vouches(walk, walk->queue[at]);
    }
    return err == ERR_OK ? show_councils(walk) : err;
}

enum err roster_credentials(const struct roster *roster,
                            const struct id *household,
                            size_t bytes_max,
                            roster_visit *visit,
                            void *visitor)
{
    const size_t people = roster->graph.people_count;
    struct walk walk = {.roster = roster,
                        .bytes_left = bytes_max,
                        .visit = visit,
                        .visitor = visitor};
    enum err err = ERR_NOMEM;

    assert(!roster->is_thawed);
    walk.queue = calloc(people + 1, sizeof(size_t));
    walk.is_queued = calloc(people + 1, sizeof(bool));
    if (walk.queue != NULL && walk.is_queued != NULL) {
        err = walk_all(&walk, household);
    }
    free(walk.queue);
    free(walk.is_queued);
    return err;
}

enum err roster_lanes(const struct roster *roster,
                      const struct id *household,
                      roster_visit *visit,
                      void *visitor)
{
    const struct entries *entries = &roster->entries;
    enum err err = ERR_OK;

    for (size_t index = entries_of(entries, household);
         index < entries->count && err == ERR_OK; index++) {
        const struct entry *entry = entries->items[index];

        if (!id_equal(&entry->household, household)) {
            break;
        }
        if (entry->class == CLASS_DEVICE && entry->is_kept) {
            err = visit(visitor, entry_bytes(entry));
        }
    }
    return err;
}
