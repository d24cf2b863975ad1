#include "node/meet/prospects.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

enum err prospects_init(struct prospects *prospects,
                        const unsigned char secret[static 16])
{
    prospects->items = calloc(PROSPECTS_MAX, sizeof *prospects->items);
    prospects->count = 0;
    memcpy(prospects->secret, secret, sizeof prospects->secret);
    return prospects->items == NULL ? ERR_NOMEM : ERR_OK;
}

void prospects_release(struct prospects *prospects)
{
    free(prospects->items);
    prospects->items = NULL;
    prospects->count = 0;
}

void prospects_begin(struct prospects *prospects)
{
    for (size_t index = 0; index < prospects->count; index++) {
        prospects->items[index].is_named = false;
        prospects->items[index].is_hub = false;
    }
}

void prospects_end(struct prospects *prospects)
{
    size_t kept = 0;

    for (size_t index = 0; index < prospects->count; index++) {
        const struct prospect *one = &prospects->items[index];

        if (one->is_named || one->is_tried || one->is_linked) {
            prospects->items[kept++] = *one;
        }
    }
    prospects->count = kept;
}

static struct prospect *find(struct prospects *prospects, const char *text)
{
    for (size_t index = 0; index < prospects->count; index++) {
        if (strcmp(prospects->items[index].text, text) == 0) {
            return &prospects->items[index];
        }
    }
    return NULL;
}

void prospects_name(struct prospects *prospects,
                    const struct prospect *prospect)
{
    struct prospect *known = NULL;
    size_t chars = 0;

    if (prospect->text[0] == '\0' ||
        memchr(prospect->text, '\0', PROSPECT_CHARS) == NULL) {
        return;
    }
    chars = strlen(prospect->text);
    known = find(prospects, prospect->text);
    if (known == NULL) {
        if (prospects->count == PROSPECTS_MAX) {
            return;
        }
        known = &prospects->items[prospects->count++];
        memset(known, 0, sizeof *known);
        memcpy(known->text, prospect->text, chars + 1);
        known->origin = prospect->origin;
        (void)crypto_shorthash_siphash24(known->luck,
                                         (const unsigned char *)known->text,
                                         chars, prospects->secret);
    }
    known->is_named = true;
    known->is_hub = known->is_hub || prospect->is_hub;
    if (prospect->success_ms > known->success_ms) {
        known->success_ms = prospect->success_ms;
    }
    if (!id_is_zero(&prospect->whom)) {
        known->whom = prospect->whom;
    }
}

/* Who has answered, as a hub or not; then hubs that never did; then others. */
static unsigned rank(const struct prospect *prospect)
{
    return (prospect->success_ms == 0 ? 2U : 0U) + (prospect->is_hub ? 0U : 1U);
}

/* Is the left one to be tried before the right one? */
static bool is_better(const struct prospect *left, const struct prospect *right)
{
    if (rank(left) != rank(right)) {
        return rank(left) < rank(right);
    }
    if (left->success_ms != right->success_ms) {
        return left->success_ms > right->success_ms;
    }
    return memcmp(left->luck, right->luck, sizeof left->luck) < 0;
}

static bool is_linked(const struct prospect *prospect,
                      const struct prospect_plan *plan)
{
    for (size_t index = 0; index < plan->link_count; index++) {
        const struct prospect_link *link = &plan->links[index];

        if (strcmp(link->text, prospect->text) == 0 ||
            (!id_is_zero(&link->whom) &&
             id_equal(&link->whom, &prospect->whom))) {
            return true;
        }
    }
    return false;
}

static void note_links(struct prospects *prospects,
                       const struct prospect_plan *plan)
{
    for (size_t index = 0; index < prospects->count; index++) {
        struct prospect *one = &prospects->items[index];
        const bool was_linked = one->is_linked;

        one->is_linked = is_linked(one, plan);
        if (one->is_linked) {
            one->failures = 0;
            one->again_ms = 0;
        }
        if (one->is_linked || was_linked) {
            one->since_ms = plan->mono_ms;
        }
    }
}

/* The best of those that rest no more and are neither tried nor linked. */
static struct prospect *best(struct prospects *prospects, uint64_t mono_ms)
{
    struct prospect *found = NULL;

    for (size_t index = 0; index < prospects->count; index++) {
        struct prospect *one = &prospects->items[index];

        if (!one->is_tried && !one->is_linked && one->is_named &&
            one->again_ms <= mono_ms &&
            (found == NULL || is_better(one, found))) {
            found = one;
        }
    }
    return found;
}

/* The one that has been tried in vain for longest, if for long enough. */
static struct prospect *idlest(struct prospects *prospects, uint64_t mono_ms)
{
    struct prospect *found = NULL;

    for (size_t index = 0; index < prospects->count; index++) {
        struct prospect *one = &prospects->items[index];

        if (one->is_tried && !one->is_linked &&
            one->since_ms + MEET_TRY_MS <= mono_ms &&
            (found == NULL || one->since_ms < found->since_ms)) {
            found = one;
        }
    }
    return found;
}

static void begin(struct prospect *one, const struct prospect_plan *plan)
{
    one->is_tried = true;
    one->since_ms = plan->mono_ms;
    plan->begun(plan->context, one);
}

static void give_up(struct prospect *one, const struct prospect_plan *plan)
{
    uint64_t rest_ms = MEET_REST_MS;

    for (unsigned index = 0;
         index < one->failures && rest_ms < MEET_REST_MS_MAX; index++) {
        rest_ms *= 2;
    }
    rest_ms = rest_ms < MEET_REST_MS_MAX ? rest_ms : MEET_REST_MS_MAX;
    one->failures++;
    one->again_ms = plan->mono_ms + rest_ms;
    one->is_tried = false;
    plan->ended(plan->context, one);
}

/* Is a link one of a dial to this very address? */
static bool is_reached(const struct prospect *prospect,
                       const struct prospect_plan *plan)
{
    for (size_t index = 0; index < plan->link_count; index++) {
        if (strcmp(plan->links[index].text, prospect->text) == 0) {
            return true;
        }
    }
    return false;
}

/* Who is linked to us without this dial, or no more named, needs none. */
static void end_needless(struct prospects *prospects,
                         const struct prospect_plan *plan)
{
    for (size_t index = 0; index < prospects->count; index++) {
        struct prospect *one = &prospects->items[index];

        if (one->is_tried &&
            (one->is_linked ? !is_reached(one, plan) : !one->is_named)) {
            one->is_tried = false;
            plan->ended(plan->context, one);
        }
    }
}

static size_t count_busy(const struct prospects *prospects)
{
    size_t busy = 0;

    for (size_t index = 0; index < prospects->count; index++) {
        busy += prospects->items[index].is_tried;
    }
    return busy;
}

void prospects_plan(struct prospects *prospects,
                    const struct prospect_plan *plan)
{
    struct prospect *next = NULL;
    struct prospect *idle = NULL;
    size_t busy = 0;

    note_links(prospects, plan);
    end_needless(prospects, plan);
    busy = count_busy(prospects) + plan->others;
    next = best(prospects, plan->mono_ms);
    while (next != NULL) {
        if (busy >= MEET_LINKS) {
            idle = idlest(prospects, plan->mono_ms);
            if (idle == NULL) {
                return;
            }
            give_up(idle, plan);
            busy--;
        }
        begin(next, plan);
        busy++;
        next = best(prospects, plan->mono_ms);
    }
}
