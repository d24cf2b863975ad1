/*
 * What the neighbourhood sees of deals, without names and an hour later. Rule
 * G10 of spec/acts.md.
 */
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

/* What does not come back stays taken. */
static bool is_held(const struct sheet_told *told, const struct kind_row *row)
{
    return told->state == STATE_PROMISED || told->state == STATE_OUT ||
           (told->state == STATE_DONE && !row->comes_back);
}

static void add_held(struct post *post, const struct sheet_told *told)
{
    if (post->held_count < POST_HELD_MAX) {
        memcpy(post->held[post->held_count++].yes, told->yes, HELD_BYTES);
    }
}

/* Days that are taken, the first ones first; no two begin on one day. */
static void add_busy(struct post *post, const struct sheet_told *told)
{
    const struct post_busy busy = {day_of(told->from_ms), day_of(told->to_ms)};
    size_t place = post->busy_count;

    if (told->to_ms == 0 || post->busy_count == BUSY_MAX) {
        return;
    }
    while (place > 0 && post->busy[place - 1].first > busy.first) {
        place--;
    }
    if (place > 0 && post->busy[place - 1].first == busy.first) {
        return;
    }
    memmove(&post->busy[place + 1], &post->busy[place],
            (post->busy_count - place) * sizeof post->busy[0]);
    post->busy[place] = busy;
    post->busy_count++;
}

/* What the deals that were told of come to. */
static void sum_up(struct post *post,
                   const struct rivals *rivals,
                   const struct kind_row *row)
{
    uint32_t left = post->quantity == 0 ? 1 : post->quantity;
    bool is_away = false;

    post->asks = 0;
    post->held_count = 0;
    post->busy_count = 0;
    for (size_t index = 0; index < rivals->count; index++) {
        const struct sheet_told *told = &rivals->beside[index].told;

        post->asks = (uint16_t)(post->asks + (told->state != STATE_NONE &&
                                              post->asks < UINT16_MAX));
        if (!is_held(told, row)) {
            continue;
        }
        add_held(post, told);
        left = told->quantity < left ? left - told->quantity : 0;
        if (row->capacity == CAPACITY_DAYS) {
            add_busy(post, told);
        }
        is_away |= row->comes_back && told->state == STATE_OUT;
    }
    post->status = is_away ? STATUS_AWAY : STATUS_OPEN;
    if (row->capacity == CAPACITY_QUANTITY) {
        post->has_left = left < (post->quantity == 0 ? 1U : post->quantity);
        post->left = post->has_left ? (uint16_t)left : 0;
        post->status = left == 0 ? STATUS_PROMISED : STATUS_OPEN;
    }
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

enum err deal_publish(struct node *node,
                      const struct step *step,
                      const struct posted *posted,
                      struct rivals *rivals)
{
    const struct kind_row *row = NULL;
    struct post next;
    enum err err = tell_due(node, step, rivals);

    if (err != ERR_OK || posted == NULL) {
        return err;
    }
    row = kind_find(posted->record.kind);
    if (row == NULL || posted->post.status == STATUS_CLOSED) {
        return ERR_OK;
    }
    next = posted->post;
    sum_up(&next, rivals, row);
    return is_same(&next, &posted->post)
               ? ERR_OK
               : posted_revise(node, step, posted, &next);
}
