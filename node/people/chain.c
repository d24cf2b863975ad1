#include "node/people/chain.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "node/limits.h"
#include "node/people/council.h"
#include "node/record/council_body.h"

/* All councils, in the order in which they are looked at, and how far. */
struct climb {
    const struct neighbourhood *root;
    struct entry **items; /* owned; entries are borrowed */
    size_t count;
    size_t next;                   /* the first that is not looked at yet */
    struct entry *last;            /* adopted last; NULL at the root */
    struct council_content before; /* its content */
};

/* A valid council of the height that is looked at. */
struct rival {
    struct entry *entry;
    enum council_support support;
};

void chain_release(struct chain *chain)
{
    free(chain->adopted);
    free(chain->terms);
    *chain = (struct chain){0};
}

/* By height, then content, then slot, then newest first. */
static int compare_rungs(const void *left_item, const void *right_item)
{
    const struct entry *left = *(struct entry *const *)left_item;
    const struct entry *right = *(struct entry *const *)right_item;
    int order = 0;

    if (left->height != right->height) {
        return left->height < right->height ? -1 : 1;
    }
    order = id_compare(&left->subject, &right->subject);
    if (order == 0) {
        order = id_compare(&left->slot, &right->slot);
    }
    if (order == 0 && left->stamp_ms != right->stamp_ms) {
        order = left->stamp_ms < right->stamp_ms ? 1 : -1;
    }
    return order != 0 ? order : id_compare(&right->id, &left->id);
}

static enum err climb_begin(struct climb *climb, const struct entries *entries)
{
    climb->items = calloc(entries->count + 1, sizeof(struct entry *));
    if (climb->items == NULL) {
        return ERR_NOMEM;
    }
    for (size_t index = 0; index < entries->count; index++) {
        if (entry_says(entries->items[index], CLASS_COUNCIL, 1)) {
            climb->items[climb->count++] = entries->items[index];
        }
    }
    qsort(climb->items, climb->count, sizeof(struct entry *), compare_rungs);
    return ERR_OK;
}

static bool is_counted(const struct council_content *before,
                       const struct id *household)
{
    return id_is_among(before->stewards, before->stewards_count, household) ||
           id_is_among(before->voters, before->voters_count, household);
}

/* Did its author sign it, and is the author one of those who count? Else
 * anybody could stamp a council anew. */
static bool has_counted(const struct body_council *body,
                        const struct council_content *before,
                        const struct id *author)
{
    for (size_t index = 0; index < body->signatures_count; index++) {
        if (id_equal(&body->signatures[index].household, author)) {
            return is_counted(before, author);
        }
    }
    return false;
}

/* How is this version of a council supported by the one before it? The root
 * is its only steward's word. */
static enum council_support version_support(const struct climb *climb,
                                            const struct entry *entry)
{
    struct council_content founding;
    const struct council_content *before = &climb->before;
    struct body_council body;

    if (body_council_read(entry_body(entry), &body) != ERR_OK) {
        return COUNCIL_UNSUPPORTED;
    }
    if (climb->last == NULL) {
        if (memcmp(entry->subject.data, climb->root->data,
                   NEIGHBOURHOOD_BYTES) != 0 ||
            council_content_read(body.content, &founding) != ERR_OK ||
            founding.stewards_count != 1) {
            return COUNCIL_UNSUPPORTED;
        }
        founding.voters_count = 0;
        before = &founding;
    } else if (!id_equal(&entry->previous, &climb->last->subject)) {
        return COUNCIL_UNSUPPORTED;
    }
    return has_counted(&body, before, &entry->household)
               ? council_support(before, &body)
               : COUNCIL_UNSUPPORTED;
}

/* An empty place has no support, so it is never compared further. */
static bool is_better(const struct rival *left, const struct rival *right)
{
    if (left->support != right->support) {
        return left->support > right->support;
    }
    return id_compare(&left->entry->subject, &right->entry->subject) < 0;
}

static void rivals_add(struct rival rivals[static RIVALS_MAX],
                       const struct rival *next)
{
    if (is_better(next, &rivals[0])) {
        rivals[1] = rivals[0];
        rivals[0] = *next;
    } else if (is_better(next, &rivals[1])) {
        rivals[1] = *next;
    }
}

/* Of each content the version that is supported best, among equals that of
 * the first slot, of one slot the newest; of those the best two. A version
 * that is passed over never comes back, whatever is forgotten. */
static void find_rivals(struct climb *climb,
                        struct rival rivals[static RIVALS_MAX])
{
    const uint32_t height = climb->last == NULL ? 0 : climb->last->height + 1;
    struct rival best = {NULL, COUNCIL_UNSUPPORTED}; /* of this content */

    while (climb->next < climb->count &&
           climb->items[climb->next]->height == height) {
        struct rival next = {climb->items[climb->next++], COUNCIL_UNSUPPORTED};

        next.support = version_support(climb, next.entry);
        if (best.entry != NULL &&
            !id_equal(&best.entry->subject, &next.entry->subject)) {
            rivals_add(rivals, &best);
            best = (struct rival){NULL, COUNCIL_UNSUPPORTED};
        }
        if (next.support > best.support) {
            best = next;
        }
    }
    if (best.entry != NULL) {
        rivals_add(rivals, &best);
    }
}

static enum err content_of(const struct entry *entry,
                           struct council_content *content)
{
    struct body_council body;
    enum err err = body_council_read(entry_body(entry), &body);

    return err == ERR_OK ? council_content_read(body.content, content) : err;
}

/* Who is a steward from when to when: each council ends the one before. */
static enum err chain_terms(struct chain *chain)
{
    struct council_content content;

    chain->terms = calloc(chain->count * STEWARDS_MAX + 1, sizeof(struct term));
    if (chain->terms == NULL) {
        return ERR_NOMEM;
    }
    for (size_t height = 0; height < chain->count; height++) {
        const struct entry *entry = chain->adopted[height];

        enum err err = ERR_OK;

        assert(entry != NULL);
        err = content_of(entry, &content);
        if (err != ERR_OK) {
            return err;
        }
        for (size_t index = 0; index < content.stewards_count; index++) {
            chain->terms[chain->term_count++] = (struct term){
                .household = content.stewards[index],
                .since_ms = entry->stamp_ms,
                .ended_ms = height + 1 < chain->count
                                ? chain->adopted[height + 1]->stamp_ms
                                : UINT64_MAX,
            };
        }
    }
    return ERR_OK;
}

static enum err chain_climb(struct chain *chain, struct climb *climb)
{
    chain->adopted = calloc(COUNCILS_MAX, sizeof(struct entry *));
    if (chain->adopted == NULL) {
        return ERR_NOMEM;
    }
    while (chain->count < COUNCILS_MAX) {
        struct rival rivals[RIVALS_MAX] = {{NULL, COUNCIL_UNSUPPORTED}};
        enum err err = ERR_OK;

        find_rivals(climb, rivals);
        if (rivals[0].entry == NULL) {
            break;
        }
        for (size_t index = 0; index < RIVALS_MAX; index++) {
            if (rivals[index].entry != NULL) {
                rivals[index].entry->is_kept = true;
            }
        }
        climb->last = rivals[0].entry;
        chain->adopted[chain->count++] = climb->last;
        err = content_of(climb->last, &climb->before);
        if (err != ERR_OK) {
            return err;
        }
    }
    return ERR_OK;
}

enum err chain_settle(struct chain *chain,
                      const struct entries *entries,
                      const struct neighbourhood *neighbourhood)
{
    struct climb climb = {.root = neighbourhood};
    enum err err = climb_begin(&climb, entries);

    if (err == ERR_OK) {
        err = chain_climb(chain, &climb);
    }
    if (err == ERR_OK) {
        err = chain_terms(chain);
    }
    free(climb.items);
    if (err != ERR_OK) {
        chain_release(chain);
    }
    return err;
}
