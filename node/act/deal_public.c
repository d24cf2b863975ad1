/*
 * What the neighbourhood sees of deals, without names and an hour later. Rule
 * G10 of spec/acts.md.
 */
#include <stdlib.h>
#include <string.h>

#include "node/act/act_deal.h"
#include "node/limits.h"
#include "node/moment.h"

static struct sheet_told told_of(const struct deal *deal)
{
    struct sheet_told told = {.state = deal->state,
                              .quantity = deal->quantity,
                              .from_ms = deal->from_ms,
                              .to_ms = deal->to_ms};

    memcpy(told.yes, deal->yes.data, HELD_BYTES);
    if (deal->state == STATE_OUT && deal->due_ms > deal->to_ms) {
        told.to_ms = deal->due_ms;
    }
    return told;
}

/* The deal as the board shows it; false: it shows nothing of it. */
static bool as_told(const struct sheet_told *told, struct deal *deal)
{
    if (told->state == STATE_NONE) {
        return false;
    }
    deal->state = told->state;
    deal->quantity = told->quantity;
    deal->from_ms = told->from_ms;
    deal->to_ms = told->to_ms;
    memcpy(deal->yes.data, told->yes, HELD_BYTES);
    return true;
}

/* What the deals that were told of come to. */
static enum err sum_up(const struct posted *posted,
                       const struct rivals *rivals,
                       uint64_t now_ms,
                       struct post *post)
{
    struct rivals told = {.count = 0};
    struct stock stock;

    told.deals = calloc(rivals->count + 1, sizeof *told.deals);
    if (told.deals == NULL) {
        return ERR_NOMEM;
    }
    for (size_t index = 0; index < rivals->count; index++) {
        struct deal *deal = &told.deals[told.count];

        *deal = rivals->deals[index];
        told.count += as_told(&rivals->beside[index].told, deal) ? 1 : 0;
    }
    stock = deal_stock(posted, &told);
    stock_tell(&stock, now_ms, post);
    free(told.deals);
    return ERR_OK;
}

static void now_told(void *context, struct sheet *sheet)
{
    (void)context;
    sheet->beside.told = told_of(&sheet->deal);
    sheet->beside.public_ms = 0;
}

/* Those whose time has come are told of from now on. */
static enum err tell_due(const struct node *node,
                         const struct step *step,
                         struct rivals *rivals)
{
    const uint64_t now_ms = step->event->moment.now_ms;
    enum err err = ERR_OK;

    for (size_t index = 0; index < rivals->count && err == ERR_OK; index++) {
        struct sheet_beside *beside = &rivals->beside[index];

        if (beside->public_ms == 0 || beside->public_ms > now_ms) {
            continue;
        }
        beside->told = told_of(&rivals->deals[index]);
        beside->public_ms = 0;
        err =
            sheet_change(node, step, &rivals->deals[index].id, now_told, NULL);
    }
    return err;
}

static bool is_same(const struct post *left, const struct post *right)
{
    return left->asks == right->asks && left->status == right->status &&
           left->has_left == right->has_left && left->left == right->left &&
           left->held_count == right->held_count &&
           left->busy_count == right->busy_count &&
           memcmp(left->held, right->held,
                  left->held_count * sizeof left->held[0]) == 0 &&
           memcmp(left->busy, right->busy,
                  left->busy_count * sizeof left->busy[0]) == 0;
}

/* Beside a long text there is no room for all promises and days: the last ones
 * are not told, or nothing is. */
static enum err revise(const struct node *node,
                       const struct step *step,
                       const struct posted *posted,
                       struct post *next)
{
    enum err err = ERR_FULL;

    while (err == ERR_FULL && !is_same(next, &posted->post)) {
        err = posted_revise(node, step, posted, next);
        if (err != ERR_FULL) {
            return err;
        }
        if (next->held_count + next->busy_count == 0) {
            break;
        }
        if (next->held_count > next->busy_count) {
            next->held_count--;
        } else {
            next->busy_count--;
        }
    }
    return ERR_OK;
}

enum err deal_publish(struct node *node,
                      const struct step *step,
                      const struct posted *posted,
                      struct rivals *rivals)
{
    struct post next;
    enum err err = tell_due(node, step, rivals);

    if (err != ERR_OK || posted == NULL ||
        posted->post.status == STATUS_CLOSED) {
        return err;
    }
    next = posted->post;
    err = sum_up(posted, rivals, step->event->moment.now_ms, &next);
    return err == ERR_OK ? revise(node, step, posted, &next) : err;
}
