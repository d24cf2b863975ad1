#include "node/deal/stock.h"

#include <stdlib.h>
#include <string.h>

#include "node/deal/calendar.h"
#include "node/moment.h"

enum { HOUR_MS = 60 * 60 * 1000 };

static uint32_t quantity_of(const struct post *post)
{
    return post->quantity == 0 ? 1 : post->quantity;
}

static bool is_in(const struct deal *deal, unsigned states)
{
    return (states & 1U << deal->state) != 0;
}

static bool is_same(const struct deal *one, const struct deal *other)
{
    return id_equal(&one->id, &other->id);
}

/* Was this promise listed before the other? */
static bool binds_before(const struct deal *one, const struct deal *other)
{
    if (one->yes_revision != other->yes_revision) {
        return one->yes_revision < other->yes_revision;
    }
    if (one->yes_ms != other->yes_ms) {
        return one->yes_ms < other->yes_ms;
    }
    return id_compare(&one->yes, &other->yes) < 0;
}

/* Does a deal have, or is it promised, something that comes before `than`? */
static bool takes_before(const struct stock *stock,
                         const struct deal *deal,
                         const struct deal *than)
{
    unsigned has =
        STATE_BIT(OUT) | (stock->kind->comes_back ? 0 : STATE_BIT(DONE));

    if (is_same(deal, than)) {
        return false;
    }
    return is_in(deal, has) ||
           (is_in(deal, STATE_BIT(PROMISED)) &&
            (!is_in(than, STATE_BIT(PROMISED)) || binds_before(deal, than)));
}

static bool quantity_fits(const struct stock *stock,
                          const struct deal *deal,
                          uint64_t now_ms)
{
    uint32_t taken = deal->quantity;

    (void)now_ms;
    for (size_t i = 0; i < stock->count; i++) {
        if (takes_before(stock, &stock->deals[i], deal)) {
            taken += stock->deals[i].quantity;
        }
    }
    return taken <= quantity_of(stock->post);
}

/* The days that a deal holds, or wishes; without days, from now on. */
static struct span days_of(const struct deal *deal, uint64_t now_ms)
{
    struct span days = {deal->from_ms, deal->to_ms};

    if (deal->state == STATE_OUT) {
        days = (struct span){deal->out_ms, deal->due_ms};
    }
    if (days.to_ms == 0 || (deal->state == STATE_OUT && days.to_ms <= now_ms)) {
        days.to_ms = now_ms + 1;
    }
    if (days.from_ms == 0 || days.from_ms >= days.to_ms) {
        days.from_ms = days.to_ms - 1;
    }
    return days;
}

static bool days_cross(const struct stock *stock,
                       const struct deal *one,
                       const struct deal *other,
                       uint64_t now_ms)
{
    return span_overlaps(days_of(one, now_ms), days_of(other, now_ms),
                         (uint64_t)stock->post->buffer_hours * HOUR_MS);
}

static bool
days_fit(const struct stock *stock, const struct deal *deal, uint64_t now_ms)
{
    for (size_t i = 0; i < stock->count; i++) {
        if (takes_before(stock, &stock->deals[i], deal) &&
            days_cross(stock, &stock->deals[i], deal, now_ms)) {
            return false;
        }
    }
    return true;
}

static bool
all_fit(const struct stock *stock, const struct deal *deal, uint64_t now_ms)
{
    (void)stock;
    (void)deal;
    (void)now_ms;
    return true;
}

typedef bool
fit(const struct stock *stock, const struct deal *deal, uint64_t now_ms);

/* Roles and lines are counted together, by the quantity of the post. */
static fit *const fits[CAPACITY_END] = {
    [CAPACITY_QUANTITY] = quantity_fits, [CAPACITY_DAYS] = days_fit,
    [CAPACITY_HOURS] = all_fit,          [CAPACITY_ROLE] = quantity_fits,
    [CAPACITY_TARGET] = quantity_fits,   [CAPACITY_TWO] = quantity_fits,
    [CAPACITY_VOUCHES] = all_fit,
};

bool stock_fits(const struct stock *stock,
                const struct deal *deal,
                uint64_t now_ms)
{
    return fits[stock->kind->capacity](stock, deal, now_ms);
}

/* A keeper may promise other days than it lends the thing for; its node, which
 * has only the word of who asks for it that they are such, does not. */
static bool days_are_lent(const struct stock *stock,
                          const struct deal *deal,
                          uint64_t now_ms)
{
    struct calendar calendar;

    if (stock->kind->capacity != CAPACITY_DAYS || deal->to_ms == 0) {
        return true;
    }
    calendar_init(&calendar, stock->post);
    return calendar_check(&calendar, (struct span){deal->from_ms, deal->to_ms},
                          now_ms) == VERDICT_FREE;
}

bool stock_grants(const struct stock *stock,
                  const struct deal *deal,
                  uint64_t now_ms)
{
    return days_are_lent(stock, deal, now_ms) &&
           stock_fits(stock, deal, now_ms);
}

/* Was this thing handed out before, and is not back? */
static bool is_out_before(const struct deal *one, const struct deal *other)
{
    if (!is_in(one, STATE_BIT(OUT)) || is_same(one, other)) {
        return false;
    }
    return one->out_ms == other->out_ms ? id_compare(&one->id, &other->id) < 0
                                        : one->out_ms < other->out_ms;
}

bool stock_is_twice(const struct stock *stock,
                    const struct deal *deal,
                    uint64_t now_ms)
{
    if (is_in(deal, STATE_BIT(PROMISED))) {
        return !stock_fits(stock, deal, now_ms);
    }
    for (size_t i = 0; i < stock->count; i++) {
        if (is_in(deal, STATE_BIT(OUT)) &&
            is_out_before(&stock->deals[i], deal)) {
            return true;
        }
    }
    return false;
}

uint16_t stock_left(const struct stock *stock)
{
    static const struct deal nobody;
    uint32_t quantity = quantity_of(stock->post);
    uint32_t taken = 0;

    for (size_t i = 0; i < stock->count; i++) {
        if (takes_before(stock, &stock->deals[i], &nobody)) {
            taken += stock->deals[i].quantity;
        }
    }
    return (uint16_t)(taken < quantity ? quantity - taken : 0);
}

const struct deal *stock_holder(const struct stock *stock)
{
    for (size_t i = 0; i < stock->count; i++) {
        if (is_in(&stock->deals[i], STATE_BIT(OUT))) {
            return &stock->deals[i];
        }
    }
    return NULL;
}

/* Does another promise stand for its own days: is it the earlier one, or for
 * days that this deal was not promised? */
static bool stands_beside(const struct stock *stock,
                          const struct deal *other,
                          const struct deal *deal,
                          uint64_t now_ms)
{
    return takes_before(stock, other, deal) ||
           (is_in(other, STATE_BIT(PROMISED)) && !is_same(other, deal) &&
            !days_cross(stock, other, deal, now_ms));
}

const struct deal *stock_in_the_way(const struct stock *stock,
                                    const struct deal *deal,
                                    uint64_t now_ms)
{
    const struct deal *holder = stock_holder(stock);
    const uint64_t due_ms = deal->due_ms != 0 ? deal->due_ms : deal->to_ms;
    struct deal today = *deal;

    if (!stock->kind->comes_back || (holder != NULL && is_same(holder, deal))) {
        return NULL;
    }
    if (holder != NULL) {
        return holder;
    }
    today.from_ms = now_ms;
    today.to_ms = due_ms > now_ms ? due_ms : now_ms + 1;
    for (size_t i = 0; i < stock->count; i++) {
        if (stands_beside(stock, &stock->deals[i], deal, now_ms) &&
            days_cross(stock, &stock->deals[i], &today, now_ms)) {
            return &stock->deals[i];
        }
    }
    return NULL;
}

static bool is_queued(const struct deal *deal)
{
    return is_in(deal, STATE_BIT(ASKED) | STATE_BIT(WAITING));
}

static bool stands_before(const struct deal *one, const struct deal *other)
{
    if (one->state != other->state) {
        return one->state == STATE_WAITING;
    }
    if (one->place_ms != other->place_ms) {
        return one->place_ms < other->place_ms;
    }
    return id_compare(&one->place, &other->place) < 0;
}

size_t stock_place(const struct stock *stock, const struct deal *deal)
{
    size_t place = 1;

    if (!is_queued(deal)) {
        return 0;
    }
    for (size_t i = 0; i < stock->count; i++) {
        place += is_queued(&stock->deals[i]) &&
                 stands_before(&stock->deals[i], deal);
    }
    return place;
}

const struct deal *stock_next(const struct stock *stock, uint64_t now_ms)
{
    const struct deal *next = NULL;

    for (size_t i = 0; i < stock->count; i++) {
        const struct deal *deal = &stock->deals[i];

        if (is_queued(deal) && (next == NULL || stands_before(deal, next)) &&
            stock_grants(stock, deal, now_ms)) {
            next = deal;
        }
    }
    return next;
}

/* Would a longer loan still be one that the post allows? What counts are its
 * days, as they were agreed, else as they began. */
static bool is_lent_so_long(const struct stock *stock, const struct deal *deal)
{
    const uint64_t from_ms = deal->from_ms != 0 ? deal->from_ms : deal->out_ms;
    const uint64_t days_ms = (uint64_t)stock->post->days_max * DAY_MS;

    return days_ms == 0 || deal->change_to_ms <= from_ms + days_ms + HOUR_MS;
}

bool stock_may_renew(const struct stock *stock,
                     const struct deal *deal,
                     uint64_t now_ms)
{
    struct deal longer = *deal;

    longer.due_ms = deal->change_to_ms;
    for (size_t i = 0; i < stock->count; i++) {
        const struct deal *other = &stock->deals[i];

        if (is_queued(other) || (takes_before(stock, other, deal) &&
                                 days_cross(stock, other, &longer, now_ms))) {
            return false;
        }
    }
    return deal->has_change && is_lent_so_long(stock, deal);
}

static int by_binding(const void *left, const void *right)
{
    const struct deal *one = *(const struct deal *const *)left;
    const struct deal *other = *(const struct deal *const *)right;

    return binds_before(one, other) ? -1 : binds_before(other, one);
}

/* The promises that stand, earliest first; those past the ceiling are left
 * out, so that what is listed stays in place. */
static void tell_held(const struct stock *stock, struct post *out)
{
    const struct deal *held[BOOKINGS_MAX];
    size_t count = 0;

    for (size_t i = 0; i < stock->count && count < BOOKINGS_MAX; i++) {
        const struct deal *deal = &stock->deals[i];

        if (is_in(deal, STATE_BIT(PROMISED) | STATE_BIT(OUT)) &&
            !id_is_zero(&deal->yes)) {
            held[count++] = deal;
        }
    }
    qsort(held, count, sizeof held[0], by_binding);
    out->held_count = count < POST_HELD_MAX ? count : POST_HELD_MAX;
    for (size_t i = 0; i < out->held_count; i++) {
        memcpy(out->held[i].yes, held[i]->yes.data, HELD_BYTES);
    }
}

static uint16_t asks_of(const struct stock *stock)
{
    size_t asks = 0;

    for (size_t i = 0; i < stock->count; i++) {
        asks += !id_is_zero(&stock->deals[i].claimant); /* else outside */
    }
    return (uint16_t)(asks < QUANTITY_MAX ? asks : QUANTITY_MAX);
}

static void
tell_days(const struct stock *stock, uint64_t now_ms, struct post *out)
{
    struct calendar calendar;

    calendar_init(&calendar, out);
    /* Past the ceiling the days further ahead stay unsaid. */
    if (calendar_book(&calendar, stock->deals, stock->count, NULL, now_ms) <=
        ERR_FULL) {
        calendar_tell(&calendar, now_ms, out);
    }
}

void stock_tell(const struct stock *stock, uint64_t now_ms, struct post *out)
{
    bool is_counted = stock->kind->capacity == CAPACITY_QUANTITY;
    bool is_held = false;

    tell_held(stock, out);
    out->asks = asks_of(stock);
    if (stock->kind->capacity == CAPACITY_DAYS) {
        tell_days(stock, now_ms, out);
        is_held = stock_holder(stock) != NULL;
    }
    if (is_counted) {
        out->left = stock_left(stock);
        out->has_left = out->left < quantity_of(out);
        is_held = out->left == 0;
    }
    if (out->status == STATUS_OPEN || out->status == STATUS_PROMISED) {
        out->status = is_held ? STATUS_PROMISED : STATUS_OPEN;
    }
}
