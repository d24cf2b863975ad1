#include "node/people/graph.h"

#include <stdlib.h>

#include "node/limits.h"
#include "node/moment.h"

void graph_release(struct graph *graph)
{
    free(graph->people);
    free(graph->ties);
    free(graph->first_ties);
    free(graph->subject_ties);
    for (size_t mode = 0; mode < STANDING_MODES; mode++) {
        free(graph->levels[mode]);
    }
    free(graph->is_cut);
    *graph = (struct graph){0};
}

static int compare_ids(const void *left, const void *right)
{
    return id_compare(left, right);
}

static enum err gather_people(struct graph *graph,
                              const struct entries *entries,
                              const struct chain *chain)
{
    const struct id *author = NULL;
    size_t count = 0;
    size_t kept = 0;

    graph->people =
        calloc(2 * entries->count + chain->term_count + 1, sizeof(struct id));
    if (graph->people == NULL) {
        return ERR_NOMEM;
    }
    for (size_t index = 0; index < entries->count; index++) {
        const struct entry *entry = entries->items[index];

        if (author == NULL || !id_equal(author, &entry->household)) {
            author = &entry->household; /* its entries stand together */
            graph->people[count++] = *author;
        }
        if (entry_says(entry, CLASS_VOUCH, KIND_VOUCH)) {
            graph->people[count++] = entry->subject;
        }
    }
    for (size_t index = 0; index < chain->term_count; index++) {
        graph->people[count++] = chain->terms[index].household;
    }
    qsort(graph->people, count, sizeof(struct id), compare_ids);
    for (size_t index = 0; index < count; index++) {
        if (kept == 0 ||
            !id_equal(&graph->people[kept - 1], &graph->people[index])) {
            graph->people[kept++] = graph->people[index];
        }
    }
    graph->people_count = kept;
    return ERR_OK;
}

size_t graph_find(const struct graph *graph, const struct id *household)
{
    const struct id *found = NULL;

    if (graph->people_count > 0) {
        found = bsearch(household, graph->people, graph->people_count,
                        sizeof(struct id), compare_ids);
    }
    return found == NULL ? graph->people_count
                         : (size_t)(found - graph->people);
}

/* Authors ascend like the people. */
static void place_authors(const struct graph *graph,
                          const struct entries *entries)
{
    size_t place = 0;

    for (size_t index = 0; index < entries->count; index++) {
        while (!id_equal(&graph->people[place],
                         &entries->items[index]->household)) {
            place++;
        }
        entries->items[index]->author = place;
    }
}

/* A record ends so early that its grace is over when it leaves the set. */
static uint32_t natural_end(const struct entry *entry)
{
    const uint32_t gone = entry->drop_day + 2U;

    return gone < GRACE_DAYS ? 0 : gone - GRACE_DAYS;
}

static uint32_t tie_end(const struct entry *vouch, const struct entry *join)
{
    uint32_t end = natural_end(vouch);

    if (vouch->is_withdrawn && day_of(vouch->stamp_ms) < end) {
        end = day_of(vouch->stamp_ms);
    }
    if (join != NULL && natural_end(join) < end) {
        end = natural_end(join);
    }
    return end;
}

static void add_tie(struct graph *graph,
                    const struct entry *vouch,
                    const struct entry *join,
                    bool is_clashed)
{
    const struct id *subject =
        join == NULL ? &vouch->subject : &join->household;

    graph->ties[graph->tie_count++] = (struct tie){
        .vouch = vouch,
        .join = join,
        .voucher = vouch->author,
        .subject = graph_find(graph, subject),
        .ended_day = tie_end(vouch, join),
        .is_clashed = is_clashed,
    };
}

static void add_invite(struct graph *graph,
                       const struct joins *joins,
                       const struct entry *invite)
{
    const struct entry *taken[JOINS_PER_KEY_MAX];
    bool is_clashed = false;
    const size_t count = invite_taken(joins, invite, taken, &is_clashed);

    for (size_t index = 0; index < count; index++) {
        add_tie(graph, invite, taken[index], is_clashed);
    }
}

/* Entries are in the order of authors and n, and so are their ties. */
static enum err gather_ties(struct graph *graph,
                            const struct entries *entries,
                            const struct joins *joins)
{
    graph->ties =
        calloc(JOINS_PER_KEY_MAX * entries->count + 1, sizeof(struct tie));
    if (graph->ties == NULL) {
        return ERR_NOMEM;
    }
    for (size_t index = 0; index < entries->count; index++) {
        const struct entry *vouch = entries->items[index];

        if (entry_says(vouch, CLASS_VOUCH, KIND_INVITE)) {
            add_invite(graph, joins, vouch);
        } else if (entry_says(vouch, CLASS_VOUCH, KIND_VOUCH)) {
            add_tie(graph, vouch, NULL, false);
        }
    }
    return ERR_OK;
}

static int compare_subjects(const void *left_item, const void *right_item)
{
    const struct tie *left = *(const struct tie *const *)left_item;
    const struct tie *right = *(const struct tie *const *)right_item;

    if (left->subject != right->subject) {
        return left->subject < right->subject ? -1 : 1;
    }
    return left < right ? -1 : left > right; /* one array, by (voucher, n) */
}

/* Two ways to find ties: of a voucher, and about a subject. */
static enum err index_ties(struct graph *graph)
{
    size_t tie = 0;

    graph->first_ties = calloc(graph->people_count + 1, sizeof(size_t));
    graph->subject_ties =
        calloc(graph->tie_count + 1, sizeof(const struct tie *));
    if (graph->first_ties == NULL || graph->subject_ties == NULL) {
        return ERR_NOMEM;
    }
    for (size_t place = 0; place <= graph->people_count; place++) {
        while (tie < graph->tie_count && graph->ties[tie].voucher < place) {
            tie++;
        }
        graph->first_ties[place] = tie;
    }
    for (size_t index = 0; index < graph->tie_count; index++) {
        graph->subject_ties[index] = &graph->ties[index];
    }
    qsort(graph->subject_ties, graph->tie_count, sizeof(const struct tie *),
          compare_subjects);
    return ERR_OK;
}

static enum err make_levels(struct graph *graph)
{
    graph->is_cut = calloc(graph->people_count + 1, sizeof(bool));
    if (graph->is_cut == NULL) {
        return ERR_NOMEM;
    }
    for (size_t mode = 0; mode < STANDING_MODES; mode++) {
        graph->levels[mode] = calloc(graph->people_count + 1, 1);
        if (graph->levels[mode] == NULL) {
            return ERR_NOMEM;
        }
        for (size_t place = 0; place <= graph->people_count; place++) {
            graph->levels[mode][place] = LEVEL_NONE;
        }
    }
    return ERR_OK;
}

enum err graph_settle(struct graph *graph,
                      const struct entries *entries,
                      const struct joins *joins,
                      const struct chain *chain)
{
    enum err err = gather_people(graph, entries, chain);

    if (err == ERR_OK) {
        place_authors(graph, entries);
        err = gather_ties(graph, entries, joins);
    }
    if (err == ERR_OK) {
        err = index_ties(graph);
    }
    if (err == ERR_OK) {
        err = make_levels(graph);
    }
    if (err != ERR_OK) {
        graph_release(graph);
    }
    return err;
}

size_t graph_first_about(const struct graph *graph, size_t subject)
{
    size_t low = 0;
    size_t high = graph->tie_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (graph->subject_ties[middle]->subject < subject) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}
