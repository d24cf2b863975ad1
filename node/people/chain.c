#include "node/people/chain.h"

#include <stdlib.h>
#include <string.h>

#include "node/limits.h"
#include "node/people/council.h"
#include "node/record/council_body.h"

/* All sound councils, in the order in which the chain is climbed. */
struct ladder {
    struct entry **items;
    size_t count;
    size_t next; /* the first that is not looked at yet */
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

/* By height, then content, then newest first. */
static int compare_rungs(const void *left_item, const void *right_item)
{
    const struct entry *left = *(struct entry *const *)left_item;
    const struct entry *right = *(struct entry *const *)right_item;
    int order = 0;

    if (left->height != right->height) {
        return left->height < right->height ? -1 : 1;
    }
    order = id_compare(&left->subject, &right->subject);
    if (order == 0 && left->stamp_ms != right->stamp_ms) {
        order = left->stamp_ms < right->stamp_ms ? 1 : -1;
    }
    return order != 0 ? order : id_compare(&right->id, &left->id);
}

static enum err ladder_make(const struct entries *entries,
                            struct ladder *ladder)
{
    *ladder = (struct ladder){0};
    ladder->items = calloc(entries->count + 1, sizeof(struct entry *));
    if (ladder->items == NULL) {
        return ERR_NOMEM;
    }
    for (size_t index = 0; index < entries->count; index++) {
        if (entry_says(entries->items[index], CLASS_COUNCIL, 1)) {
            ladder->items[ladder->count++] = entries->items[index];
        }
    }
    qsort(ladder->items, ladder->count, sizeof(struct entry *), compare_rungs);
    return ERR_OK;
}

static bool is_among(const struct id *ids, size_t count, const struct id *id)
{
    for (size_t index = 0; index < count; index++) {
        if (id_equal(&ids[index], id)) {
            return true;
        }
    }
    return false;
}

static bool has_signed(const struct body_council *body, const struct id *id)
{
    for (size_t index = 0; index < body->signatures_count; index++) {
        if (id_equal(&body->signatures[index].household, id)) {
            return true;
        }
    }
    return false;
}

/* The root is its founder's word alone. */
static enum council_support root_support(const struct entry *entry,
                                         const struct neighbourhood *root,
                                         const struct body_council *body)
{
    struct council_content content;

    if (memcmp(entry->subject.data, root->data, NEIGHBOURHOOD_BYTES) != 0 ||
        council_content_read(body->content, &content) != ERR_OK ||
        content.stewards_count != 1 ||
        !id_equal(&entry->household, &content.stewards[0])) {
        return COUNCIL_UNSUPPORTED;
    }
    return COUNCIL_BY_STEWARDS;
}

/* How is this version of a council supported? Its author must be one of those
 * whose agreement counts, or anybody could stamp it anew. */
static enum council_support
version_support(const struct entry *entry,
                const struct neighbourhood *root,
                const struct entry *last,
                const struct council_content *before)
{
    struct body_council body;

    if (body_council_read(entry_body(entry), &body) != ERR_OK ||
        !has_signed(&body, &entry->household)) {
        return COUNCIL_UNSUPPORTED;
    }
    if (last == NULL) {
        return root_support(entry, root, &body);
    }
    if (!id_equal(&entry->previous, &last->subject) ||
        (!is_among(before->stewards, before->stewards_count,
                   &entry->household) &&
         !is_among(before->voters, before->voters_count, &entry->household))) {
        return COUNCIL_UNSUPPORTED;
    }
    return council_support(before, &body);
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

/* Of each content the newest valid version; of those the best two. */
static enum err find_rivals(struct ladder *ladder,
                            const struct neighbourhood *root,
                            const struct entry *last,
                            struct rival rivals[static RIVALS_MAX])
{
    const uint32_t height = last == NULL ? 0 : last->height + 1;
    const struct id *settled = NULL; /* the content that is decided */
    struct council_content before = {0};
    struct body_council body;

    if (last != NULL &&
        (body_council_read(entry_body(last), &body) != ERR_OK ||
         council_content_read(body.content, &before) != ERR_OK)) {
        return ERR_MALFORMED;
    }
    while (ladder->next < ladder->count &&
           ladder->items[ladder->next]->height == height) {
        struct rival next = {ladder->items[ladder->next++],
                             COUNCIL_UNSUPPORTED};

        if (settled != NULL && id_equal(settled, &next.entry->subject)) {
            continue;
        }
        next.support = version_support(next.entry, root, last, &before);
        if (next.support != COUNCIL_UNSUPPORTED) {
            settled = &next.entry->subject;
            rivals_add(rivals, &next);
        }
    }
    return ERR_OK;
}

/* Who is a steward from when to when: each council ends the one before. */
static enum err chain_terms(struct chain *chain)
{
    struct body_council body;
    struct council_content content;

    chain->terms = calloc(chain->count * STEWARDS_MAX + 1, sizeof(struct term));
    if (chain->terms == NULL) {
        return ERR_NOMEM;
    }
    for (size_t height = 0; height < chain->count; height++) {
        const struct entry *entry = chain->adopted[height];

        if (body_council_read(entry_body(entry), &body) != ERR_OK ||
            council_content_read(body.content, &content) != ERR_OK) {
            continue;
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

static enum err chain_climb(struct chain *chain,
                            struct ladder *ladder,
                            const struct neighbourhood *root)
{
    struct entry *last = NULL;

    chain->adopted = calloc(COUNCILS_MAX, sizeof(struct entry *));
    if (chain->adopted == NULL) {
        return ERR_NOMEM;
    }
    while (chain->count < COUNCILS_MAX) {
        struct rival rivals[RIVALS_MAX] = {{NULL, COUNCIL_UNSUPPORTED}};
        enum err err = find_rivals(ladder, root, last, rivals);

        if (err != ERR_OK || rivals[0].entry == NULL) {
            return err;
        }
        for (size_t index = 0; index < RIVALS_MAX; index++) {
            if (rivals[index].entry != NULL) {
                rivals[index].entry->is_kept = true;
            }
        }
        last = rivals[0].entry;
        chain->adopted[chain->count++] = last;
    }
    return ERR_OK;
}

enum err chain_settle(struct chain *chain,
                      const struct entries *entries,
                      const struct neighbourhood *neighbourhood)
{
    struct ladder ladder;
    enum err err = ladder_make(entries, &ladder);

    if (err == ERR_OK) {
        err = chain_climb(chain, &ladder, neighbourhood);
    }
    if (err == ERR_OK) {
        err = chain_terms(chain);
    }
    free(ladder.items);
    if (err != ERR_OK) {
        chain_release(chain);
    }
    return err;
}
