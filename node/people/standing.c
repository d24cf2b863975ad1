#include "node/people/standing.h"

#include <stdlib.h>
#include <string.h>

#include "node/limits.h"
#include "node/moment.h"
#include "node/record/class.h"

/* What is remembered of somebody while a mode is computed. */
struct mark {
    size_t voucher;  /* the last full voucher, and one more; 0: none */
    size_t vouchers; /* full ones */
    bool is_invited;
};

struct walk {
    struct graph *graph;
    struct mark *marks; /* of each of the people */
    enum standing_mode mode;
    uint32_t day;
};

static bool is_within_grace(uint32_t ended_day, uint32_t day)
{
    return day < ended_day || day - ended_day < GRACE_DAYS;
}

/* Is it not over in this mode, whoever the voucher is? */
static bool
tie_stands(const struct tie *tie, enum standing_mode mode, uint32_t day)
{
    switch (mode) {
    case STANDING_LIVE:
        return !tie->vouch->is_withdrawn && !tie->is_clashed &&
               day < tie->ended_day;
    case STANDING_GRACE:
        return is_within_grace(tie->ended_day, day);
    case STANDING_ROSTER:
        return true;
    case STANDING_MODES:
        break;
    }
    return false;
}

/* Newcomers and strangers have no vouch slots. */
bool standing_counts(const struct graph *graph,
                     const struct tie *tie,
                     enum standing_mode mode,
                     uint32_t day)
{
    const uint8_t level = graph->levels[mode][tie->voucher];

    return tie->voucher != tie->subject &&
           tie->vouch->n < class_slots(CLASS_VOUCH, level) &&
           tie_stands(tie, mode, day);
}

size_t standing_vouchers(const struct graph *graph,
                         size_t subject,
                         uint32_t day,
                         struct roster_voucher *out)
{
    size_t count = 0;

    for (size_t index = graph_first_about(graph, subject);
         index < graph->tie_count &&
         graph->subject_ties[index]->subject == subject;
         index++) {
        const struct tie *tie = graph->subject_ties[index];
        const struct roster_voucher next = {graph->people[tie->voucher],
                                            tie->join != NULL};

        if (!standing_counts(graph, tie, STANDING_LIVE, day)) {
            continue;
        }
        if (count > 0 && id_equal(&out[count - 1].voucher, &next.voucher)) {
            out[count - 1].is_invite &= next.is_invite; /* a vouch is more */
        } else {
            out[count++] = next;
        }
    }
    return count;
}

static bool
term_counts(const struct term *term, enum standing_mode mode, uint32_t day)
{
    if (term->ended_ms == UINT64_MAX) {
        return true;
    }
    return mode == STANDING_ROSTER ||
           (mode == STANDING_GRACE &&
            is_within_grace(day_of(term->ended_ms), day));
}

/* One vouch of somebody at `level` reaches its subject. A person who already
 * has a level has it from a voucher at least as near. */
static void reach(const struct walk *walk, const struct tie *tie, uint8_t level)
{
    struct mark *mark = &walk->marks[tie->subject];
    uint8_t *found = &walk->graph->levels[walk->mode][tie->subject];

    if (tie->join != NULL) {
        mark->is_invited = true;
        return;
    }
    if (mark->voucher != tie->voucher + 1) { /* two slots are one voucher */
        mark->voucher = tie->voucher + 1;
        mark->vouchers++;
    }
    if (*found != LEVEL_NONE || (level > 0 && mark->vouchers < 2)) {
        return;
    }
    *found = level < LEVEL_MAX ? (uint8_t)(level + 1) : LEVEL_MAX;
}

static void walk_level(const struct walk *walk, uint8_t level)
{
    const struct graph *graph = walk->graph;

    for (size_t place = 0; place < graph->people_count; place++) {
        if (graph->levels[walk->mode][place] != level) {
            continue;
        }
        for (size_t index = graph->first_ties[place];
             index < graph->first_ties[place + 1]; index++) {
            const struct tie *tie = &graph->ties[index];

            if (!graph->is_cut[tie->subject] &&
                standing_counts(graph, tie, walk->mode, walk->day)) {
                reach(walk, tie, level);
            }
        }
    }
}

static void walk_mode(const struct walk *walk, const struct chain *chain)
{
    struct graph *graph = walk->graph;
    uint8_t *levels = graph->levels[walk->mode];

    memset(levels, LEVEL_NONE, graph->people_count);
    memset(walk->marks, 0, (graph->people_count + 1) * sizeof(struct mark));
    for (size_t index = 0; index < chain->term_count; index++) {
        const struct term *term = &chain->terms[index];
        size_t place = graph_find(graph, &term->household);

        if (term_counts(term, walk->mode, walk->day) && !graph->is_cut[place]) {
            levels[place] = 0;
        }
    }
    for (unsigned level = 0; level <= LEVEL_MAX; level++) {
        walk_level(walk, (uint8_t)level);
    }
    for (size_t place = 0; place < graph->people_count; place++) {
        const struct mark *mark = &walk->marks[place];

        if (levels[place] == LEVEL_NONE &&
            (mark->vouchers > 0 || mark->is_invited)) {
            levels[place] = LEVEL_NEWCOMER;
        }
    }
}

/* Somebody in the order in which places are given. */
struct rank {
    size_t place;
    uint8_t levels[STANDING_MODES];
};

/* By level in the best mode in which both have any standing, then by id,
 * which is the order of places. */
static int compare_ranks(const void *left_item, const void *right_item)
{
    const struct rank *left = left_item;
    const struct rank *right = right_item;

    for (size_t mode = 0; mode < STANDING_MODES; mode++) {
        if (left->levels[mode] != right->levels[mode]) {
            return left->levels[mode] < right->levels[mode] ? -1 : 1;
        }
        if (left->levels[mode] != LEVEL_NONE) {
            break;
        }
    }
    return left->place < right->place ? -1 : left->place > right->place;
}

/* Mark who is past HOUSEHOLDS_MAX; false where nobody is. */
static bool cut_last(struct graph *graph, struct rank *ranks)
{
    size_t count = 0;

    for (size_t place = 0; place < graph->people_count; place++) {
        if (graph->levels[STANDING_ROSTER][place] != LEVEL_NONE) {
            ranks[count].place = place;
            for (size_t mode = 0; mode < STANDING_MODES; mode++) {
                ranks[count].levels[mode] = graph->levels[mode][place];
            }
            count++;
        }
    }
    qsort(ranks, count, sizeof(struct rank), compare_ranks);
    for (size_t index = HOUSEHOLDS_MAX; index < count; index++) {
        graph->is_cut[ranks[index].place] = true;
    }
    return count > HOUSEHOLDS_MAX;
}

static void walk_modes(struct walk *walk, const struct chain *chain)
{
    for (size_t mode = 0; mode < STANDING_MODES; mode++) {
        walk->mode = (enum standing_mode)mode;
        walk_mode(walk, chain);
    }
}

/* Whoever is cut stays cut: a second cut would find nobody, since those who
 * stay have their standing from others who stay. */
enum err
standing_settle(struct graph *graph, const struct chain *chain, uint32_t day)
{
    struct walk walk = {.graph = graph, .day = day};
    struct rank *ranks = NULL;
    enum err err = ERR_NOMEM;

    walk.marks = calloc(graph->people_count + 1, sizeof(struct mark));
    ranks = calloc(graph->people_count + 1, sizeof(struct rank));
    if (walk.marks == NULL || ranks == NULL) {
        goto out;
    }
    walk_modes(&walk, chain);
    if (cut_last(graph, ranks)) {
        walk_modes(&walk, chain);
    }
    err = ERR_OK;
out:
    free(walk.marks);
    free(ranks);
    return err;
}
