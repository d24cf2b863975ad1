#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "node/deal/deal.h"
#include "node/deal/said.h"

enum { NOWHERE = UINT16_MAX };

/* A letter in its thread. */
struct leaf {
    const struct letter *letter;
    uint16_t parent; /* place of the letter it answers, or NOWHERE */
    uint16_t depth;  /* steps from the ask, or NOWHERE: aside */
    uint64_t at_ms;  /* never before what it answers */
};

/* All letters of a thread, by id, each once. */
struct tree {
    struct leaf leaves[DEAL_LETTERS_MAX];
    size_t count;
};

static int by_id(const void *left, const void *right)
{
    const struct leaf *one = left;
    const struct leaf *other = right;

    return id_compare(&one->letter->id, &other->letter->id);
}

static uint16_t place_of(const struct tree *tree, const struct id *id)
{
    const struct letter letter = {.id = *id};
    const struct leaf leaf = {.letter = &letter};
    const struct leaf *found =
        bsearch(&leaf, tree->leaves, tree->count, sizeof leaf, by_id);

    return found == NULL ? NOWHERE : (uint16_t)(found - tree->leaves);
}

static bool belongs(const struct letter *letter, const struct id *ask)
{
    return letter->kind == LETTER_DEAL &&
           (letter->has_thread ? id_equal(&letter->thread, ask)
                               : id_equal(&letter->id, ask));
}

/* The letter that begins the thread; the smallest id, were there several. */
static const struct letter *find_ask(const struct letter *letters, size_t count)
{
    const struct letter *ask = NULL;

    for (size_t i = 0; i < count; i++) {
        if (letters[i].kind == LETTER_DEAL && !letters[i].has_thread &&
            (ask == NULL || id_compare(&letters[i].id, &ask->id) < 0)) {
            ask = &letters[i];
        }
    }
    return ask;
}

static void drop_duplicates(struct tree *tree)
{
    size_t kept = 0;

    for (size_t i = 0; i < tree->count; i++) {
        if (kept == 0 ||
            by_id(&tree->leaves[kept - 1], &tree->leaves[i]) != 0) {
            tree->leaves[kept++] = tree->leaves[i];
        }
    }
    tree->count = kept;
}

/* Depth and time of a leaf and of those above it that have none so far. */
static void climb(struct tree *tree, uint16_t place)
{
    uint16_t path[DEAL_LETTERS_MAX];
    size_t steps = 0;
    struct leaf *above = NULL;

    for (; place != NOWHERE && tree->leaves[place].depth == NOWHERE &&
           steps < tree->count;
         place = tree->leaves[place].parent) {
        path[steps++] = place;
    }
    if (place == NOWHERE || tree->leaves[place].depth == NOWHERE) {
        return;
    }
    for (above = &tree->leaves[place]; steps > 0; steps--) {
        struct leaf *leaf = &tree->leaves[path[steps - 1]];

        leaf->depth = (uint16_t)(above->depth + 1);
        leaf->at_ms = leaf->at_ms > above->at_ms ? leaf->at_ms : above->at_ms;
        above = leaf;
    }
}

static void build(struct tree *tree,
                  const struct letter *letters,
                  size_t count,
                  const struct id *ask)
{
    tree->count = 0;
    for (size_t i = 0; i < count; i++) {
        if (belongs(&letters[i], ask)) {
            tree->leaves[tree->count++] =
                (struct leaf){.letter = &letters[i],
                              .parent = NOWHERE,
                              .depth = NOWHERE,
                              .at_ms = letters[i].written_ms};
        }
    }
    qsort(tree->leaves, tree->count, sizeof tree->leaves[0], by_id);
    drop_duplicates(tree);
    for (size_t i = 0; i < tree->count; i++) {
        const struct letter *letter = tree->leaves[i].letter;

        if (letter->has_answers) {
            tree->leaves[i].parent = place_of(tree, &letter->answers);
        }
    }
    tree->leaves[place_of(tree, ask)].depth = 0;
    for (size_t i = 0; i < tree->count; i++) {
        climb(tree, (uint16_t)i);
    }
}

static int by_order(const void *left, const void *right)
{
    const struct leaf *one = *(const struct leaf *const *)left;
    const struct leaf *other = *(const struct leaf *const *)right;

    if (one->depth != other->depth) {
        return one->depth < other->depth ? -1 : 1;
    }
    if (one->letter->written_ms != other->letter->written_ms) {
        return one->letter->written_ms < other->letter->written_ms ? -1 : 1;
    }
    return id_compare(&one->letter->id, &other->letter->id);
}

/* Is `earlier` what this leaf answers, or above that? */
static bool has_seen(const struct tree *tree,
                     const struct leaf *leaf,
                     const struct leaf *earlier)
{
    while (leaf->depth > earlier->depth) {
        leaf = &tree->leaves[leaf->parent];
    }
    return leaf == earlier;
}

/* What is known while the steps take effect, one after the other. */
struct course {
    const struct tree *tree;
    const struct leaf *made;   /* it made the state */
    const struct leaf *wished; /* it said last what is asked for */
};

/* Let one letter take effect where the table allows it. */
static bool
follow(struct course *course, const struct leaf *leaf, struct deal *deal)
{
    struct deal_step step;
    struct said said = {
        .step = &step,
        .letter = leaf->letter->id,
        .side = deal_side_of(deal, &leaf->letter->author),
        .at_ms = leaf->at_ms,
        .is_crossing = !has_seen(course->tree, leaf, course->made),
        .saw_change = has_seen(course->tree, leaf, course->wished),
    };
    const struct deal_rule *rule = NULL;
    enum deal_need need = NEED_END;

    if (said.side == SIDE_STRANGER ||
        step_read(leaf->letter->content, &step) != ERR_OK) {
        return false;
    }
    rule = said_rule(deal, &said, &need);
    if (rule == NULL || (rule->to == STATE_MARKED &&
                         said_fix_state(deal, &said) == STATE_END)) {
        return false;
    }
    if (rule->to != STATE_SAME) {
        course->made = leaf;
    }
    if (step.kind == STEP_CHANGE) {
        course->wished = leaf;
    }
    said_apply(deal, &said, rule);
    return true;
}

static enum err begin(const struct letter *ask, struct deal *out)
{
    struct deal_step step;
    const struct said said = {.step = &step,
                              .letter = ask->id,
                              .at_ms = ask->written_ms,
                              .saw_change = true};
    enum err err = step_read(ask->content, &step);

    if (err != ERR_OK || step.kind != STEP_ASK ||
        kind_find(step.post_kind) == NULL) {
        return ERR_MALFORMED;
    }
    if (step.outside.bytes == 0 &&
        (ask->readers_count != 1 || id_equal(&ask->readers[0], &ask->author))) {
        return ERR_MALFORMED;
    }
    said_begin(out, &said, &ask->author, &ask->readers[0]);
    out->state = step.outside.bytes > 0 ? STATE_PROMISED : STATE_ASKED;
    return ERR_OK;
}

/* All letters that hang together, in the order of the spec. */
static void follow_all(const struct tree *tree, struct deal *deal)
{
    const struct leaf *order[DEAL_LETTERS_MAX];
    struct course course = {tree, NULL, NULL};
    size_t count = 0;

    for (size_t i = 0; i < tree->count; i++) {
        if (tree->leaves[i].depth != NOWHERE) {
            order[count++] = &tree->leaves[i];
        }
    }
    qsort(order, count, sizeof order[0], by_order);
    course.made = order[0];
    course.wished = order[0];
    for (size_t i = 1; i < count; i++) {
        if (!follow(&course, order[i], deal)) {
            deal->refused++;
        }
    }
    deal->last = order[count - 1]->letter->id;
    deal->letters = (uint16_t)tree->count;
    deal->aside = (uint16_t)(tree->count - count);
}

enum err deal_replay(const struct letter *letters,
                     size_t count,
                     uint64_t now_ms,
                     struct deal *out)
{
    const struct letter *ask = find_ask(letters, count);
    struct tree tree;
    enum err err = ERR_OK;

    if (ask == NULL) {
        return ERR_UNKNOWN;
    }
    if (count > DEAL_LETTERS_MAX) {
        return ERR_FULL;
    }
    err = begin(ask, out);
    if (err != ERR_OK) {
        return err;
    }
    build(&tree, letters, count, &ask->id);
    follow_all(&tree, out);
    said_settle(out);
    deal_look(out, now_ms);
    return ERR_OK;
}
