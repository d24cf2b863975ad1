#include <string.h>

#include "node/deal/promise.h"
#include "node/deal/stock.h"
#include "node/moment.h"
#include "tests/lib/check.h"
#include "tests/lib/talk.h"

enum { HOUR = TALK_HOUR_MS, DEALS_MAX = 8 };

static const uint64_t now = TALK_MS;

static struct post post;
static struct id post_number;
static struct deal deals[DEALS_MAX];
static struct stock stock;

/* A stock of so many of this kind, and nobody who asks. */
static void stock_of(enum deal_kind kind, uint16_t quantity)
{
    memset(deals, 0, sizeof deals);
    post = (struct post){.quantity = quantity, .buffer_hours = 24};
    post_number = check_id_of(0x50);
    stock = (struct stock){&post, kind_find(kind), &post_number, deals, 0};
}

/* One more deal, asked for so many hours after the last. */
static struct deal *add(enum deal_state state)
{
    struct deal *deal = &deals[stock.count];
    unsigned char number = (unsigned char)(stock.count + 1);

    assert_true(stock.count < DEALS_MAX);
    *deal = (struct deal){
        .id = check_id_of(number),
        .kind = (uint8_t)(stock.kind->comes_back ? DEAL_LOAN : DEAL_OFFER),
        .state = (uint8_t)state,
        .claimant = talk_claimant(number),
        .keeper = talk_keeper(),
        .quantity = 1,
        .place = check_id_of(number),
        .place_ms = now + number * (uint64_t)HOUR,
    };
    if (state == STATE_PROMISED || state == STATE_OUT || state == STATE_DONE) {
        deal->yes = check_id_of((unsigned char)(0x80 + number));
        deal->yes_revision = 2;
        deal->yes_ms = now + number * (uint64_t)HOUR;
    }
    stock.count++;
    return deal;
}

/* The same for days from the first on, so many. */
static struct deal *
add_days(enum deal_state state, unsigned first, unsigned count)
{
    struct deal *deal = add(state);

    deal->from_ms = now + first * (uint64_t)DAY_MS;
    deal->to_ms = deal->from_ms + count * (uint64_t)DAY_MS;
    deal->out_ms = deal->from_ms;
    deal->due_ms = deal->to_ms;
    return deal;
}

static void quantities_are_added_up(void **state)
{
    struct deal *wish = NULL;

    (void)state;
    stock_of(DEAL_OFFER, 5);
    add(STATE_PROMISED)->quantity = 2;
    add(STATE_DONE)->quantity = 1;
    add(STATE_DROPPED)->quantity = 5;
    add(STATE_ASKED)->quantity = 5;
    assert_int_equal(stock_left(&stock), 2);
    wish = add(STATE_ASKED);
    wish->quantity = 2;
    assert_true(stock_fits(&stock, wish, now));
    wish->quantity = 3;
    assert_false(stock_fits(&stock, wish, now));
}

/* What comes back is there again; an hour of skill is never used up. */
static void what_is_back_can_be_promised_again(void **state)
{
    (void)state;
    stock_of(DEAL_LOAN, 0);
    (void)add_days(STATE_DONE, 0, 9);
    assert_true(stock_fits(&stock, add_days(STATE_ASKED, 1, 2), now));
    stock_of(DEAL_SKILL, 0);
    (void)add(STATE_PROMISED);
    (void)add(STATE_DONE);
    assert_true(stock_fits(&stock, add(STATE_ASKED), now));
}

/* Two machines of the keeper were apart, and each handed it out. */
static void what_two_have_at_once_is_out_twice(void **state)
{
    struct deal *one = NULL;
    struct deal *other = NULL;

    (void)state;
    stock_of(DEAL_LOAN, 0);
    one = add_days(STATE_OUT, 0, 2);
    assert_false(stock_is_twice(&stock, one, now));
    other = add_days(STATE_OUT, 9, 2);
    assert_false(stock_is_twice(&stock, one, now));
    assert_true(stock_is_twice(&stock, other, now));
    other->out_ms = one->out_ms;
    assert_false(stock_is_twice(&stock, one, now));
    assert_true(stock_is_twice(&stock, other, now));
    one->state = STATE_DONE;
    assert_false(stock_is_twice(&stock, other, now));
    other->state = STATE_WAITING;
    assert_false(stock_is_twice(&stock, other, now));
}

static void the_earlier_revision_binds(void **state)
{
    struct deal *one = NULL;
    struct deal *other = NULL;

    (void)state;
    stock_of(DEAL_OFFER, 1);
    one = add(STATE_PROMISED);
    other = add(STATE_PROMISED);
    assert_true(stock_fits(&stock, one, now));
    assert_false(stock_fits(&stock, other, now));
    assert_false(stock_is_twice(&stock, one, now));
    assert_true(stock_is_twice(&stock, other, now));
    one->yes_revision = 3;
    assert_false(stock_fits(&stock, one, now));
    assert_true(stock_fits(&stock, other, now));
    other->yes_revision = 3;
    other->yes_ms = one->yes_ms;
    assert_true(stock_fits(&stock, one, now));
    one->yes = check_id_of(0xFF);
    assert_false(stock_fits(&stock, one, now));
}

static void a_promise_past_what_there_is_is_promised_twice(void **state)
{
    struct deal *first = NULL;
    struct deal *second = NULL;
    struct post revision;
    struct id strange = check_id_of(0x77);

    (void)state;
    stock_of(DEAL_OFFER, 1);
    first = add(STATE_PROMISED);
    second = add(STATE_PROMISED);
    first->yes_revision = 3;
    revision = post;
    stock_tell(&stock, now, &revision);
    assert_int_equal(revision.held_count, 2);
    assert_int_equal(promise_of(&revision, stock.kind, &second->yes),
                     PROMISE_BOUND);
    assert_int_equal(promise_of(&revision, stock.kind, &first->yes),
                     PROMISE_TWICE);
    assert_int_equal(promise_of(&revision, stock.kind, &strange),
                     PROMISE_NOT_YET);
}

static void more_held_than_there_is_shows(void **state)
{
    struct post revision;

    (void)state;
    stock_of(DEAL_OFFER, 2);
    (void)add(STATE_PROMISED);
    (void)add(STATE_PROMISED);
    revision = post;
    stock_tell(&stock, now, &revision);
    assert_false(promise_is_too_many(&revision, stock.kind));
    (void)add(STATE_PROMISED);
    stock_tell(&stock, now, &revision);
    assert_true(promise_is_too_many(&revision, stock.kind));
    assert_false(promise_is_too_many(&revision, kind_find(DEAL_LOAN)));
}

static void a_promise_is_certain_once_it_is_listed(void **state)
{
    const struct deal *deal = NULL;
    struct post revision;

    (void)state;
    stock_of(DEAL_LOAN, 0);
    deal = add_days(STATE_PROMISED, 3, 2);
    assert_int_equal(promise_of(&post, stock.kind, &deal->yes),
                     PROMISE_NOT_YET);
    revision = post;
    stock_tell(&stock, now, &revision);
    assert_int_equal(promise_of(&revision, stock.kind, &deal->yes),
                     PROMISE_BOUND);
    assert_string_equal(promise_name(PROMISE_BOUND), "bound");
}

static void a_late_loan_keeps_the_next_waiting(void **state)
{
    const struct deal *out = NULL;
    const struct deal *next = NULL;

    (void)state;
    stock_of(DEAL_LOAN, 0);
    out = add_days(STATE_OUT, 0, 2);
    next = add_days(STATE_ASKED, 9, 2);
    assert_true(stock_fits(&stock, next, now));
    assert_false(stock_fits(&stock, next, next->from_ms + HOUR));
    deals[1].state = STATE_PROMISED;
    assert_ptr_equal(stock_in_the_way(&stock, next, next->from_ms), out);
    assert_null(stock_in_the_way(&stock, out, now));
    assert_ptr_equal(stock_holder(&stock), out);
    deals[0].state = STATE_DONE;
    assert_null(stock_in_the_way(&stock, next, next->from_ms));
    assert_null(stock_holder(&stock));
}

static void what_is_promised_to_another_is_not_handed_out(void **state)
{
    const struct deal *promised = NULL;
    const struct deal *other = NULL;

    (void)state;
    stock_of(DEAL_LOAN, 0);
    promised = add_days(STATE_PROMISED, 1, 3);
    other = add_days(STATE_PROMISED, 5, 2);
    assert_null(stock_in_the_way(&stock, promised, promised->from_ms));
    assert_ptr_equal(stock_in_the_way(&stock, other, promised->from_ms),
                     promised);
    assert_null(stock_in_the_way(&stock, other, other->from_ms));
    stock_of(DEAL_OFFER, 1);
    (void)add(STATE_PROMISED);
    assert_null(stock_in_the_way(&stock, add(STATE_PROMISED), now));
}

/* Which of two promises was first decides between those for the same days. */
static void an_earlier_promise_is_not_for_other_days(void **state)
{
    const struct deal *early = NULL;
    const struct deal *today = NULL;

    (void)state;
    stock_of(DEAL_LOAN, 0);
    early = add_days(STATE_PROMISED, 5, 2);
    today = add_days(STATE_PROMISED, 1, 3);
    assert_ptr_equal(stock_in_the_way(&stock, early, today->from_ms), today);
    assert_null(stock_in_the_way(&stock, today, today->from_ms));
    assert_null(stock_in_the_way(&stock, early, early->from_ms));
    deals[1].from_ms = early->from_ms;
    deals[1].to_ms = early->to_ms;
    assert_null(stock_in_the_way(&stock, early, early->from_ms));
    assert_ptr_equal(stock_in_the_way(&stock, today, early->from_ms), early);
}

static void who_waits_stands_before_who_asked(void **state)
{
    (void)state;
    stock_of(DEAL_OFFER, 2);
    (void)add(STATE_ASKED);
    (void)add(STATE_WAITING);
    (void)add(STATE_ASKED);
    (void)add(STATE_DROPPED);
    (void)add(STATE_WAITING);
    assert_int_equal(stock_place(&stock, &deals[1]), 1);
    assert_int_equal(stock_place(&stock, &deals[4]), 2);
    assert_int_equal(stock_place(&stock, &deals[0]), 3);
    assert_int_equal(stock_place(&stock, &deals[2]), 4);
    assert_int_equal(stock_place(&stock, &deals[3]), 0);
    assert_ptr_equal(stock_next(&stock, now), &deals[1]);
    deals[1].quantity = 3;
    assert_ptr_equal(stock_next(&stock, now), &deals[4]);
    deals[4].place_ms = deals[1].place_ms;
    assert_int_equal(stock_place(&stock, &deals[4]), 2);
    deals[4].place = check_id_of(0);
    assert_int_equal(stock_place(&stock, &deals[4]), 1);
}

static void renewal_only_if_nobody_waits(void **state)
{
    struct deal *out = NULL;

    (void)state;
    stock_of(DEAL_LOAN, 0);
    out = add_days(STATE_OUT, 0, 3);
    assert_false(stock_may_renew(&stock, out, now));
    out->has_change = true;
    out->change_to_ms = out->to_ms + 4 * (uint64_t)DAY_MS;
    assert_true(stock_may_renew(&stock, out, now));
    (void)add_days(STATE_PROMISED, 9, 2);
    assert_true(stock_may_renew(&stock, out, now));
    out->change_to_ms += DAY_MS + 1;
    assert_false(stock_may_renew(&stock, out, now));
    stock.count = 1;
    (void)add_days(STATE_WAITING, 30, 2);
    assert_false(stock_may_renew(&stock, out, now));
}

static void longer_than_its_post_allows_is_for_its_keeper(void **state)
{
    struct deal *out = NULL;

    (void)state;
    stock_of(DEAL_LOAN, 0);
    post.days_max = 5;
    out = add_days(STATE_OUT, 0, 3);
    out->has_change = true;
    out->change_to_ms = out->from_ms + 5 * (uint64_t)DAY_MS + HOUR;
    assert_true(stock_may_renew(&stock, out, now));
    out->change_to_ms++;
    assert_false(stock_may_renew(&stock, out, now));
    out->change_to_ms -= HOUR;
    out->out_ms = out->from_ms;
    out->from_ms = 0; /* it was lent without days */
    assert_true(stock_may_renew(&stock, out, now));
    out->change_to_ms += DAY_MS;
    assert_false(stock_may_renew(&stock, out, now));
}

static void the_post_tells_what_the_public_may_know(void **state)
{
    struct post revision;

    (void)state;
    stock_of(DEAL_OFFER, 3);
    (void)add(STATE_PROMISED);
    (void)add(STATE_ASKED);
    memset(&add(STATE_DROPPED)->claimant, 0, ID_BYTES); /* outside kith */
    revision = post;
    stock_tell(&stock, now, &revision);
    assert_int_equal(revision.asks, 2);
    assert_int_equal(revision.left, 2);
    assert_true(revision.has_left);
    assert_int_equal(revision.status, STATUS_OPEN);
    assert_memory_equal(revision.held[0].yes, deals[0].yes.data, HELD_BYTES);
    deals[0].quantity = 3;
    stock_tell(&stock, now, &revision);
    assert_int_equal(revision.status, STATUS_PROMISED);
    assert_int_equal(revision.left, 0);
    deals[0].state = STATE_UNDONE;
    stock_tell(&stock, now, &revision);
    assert_int_equal(revision.status, STATUS_OPEN);
    assert_int_equal(revision.held_count, 0);
    assert_false(revision.has_left);
    revision.status = STATUS_AWAY;
    stock_tell(&stock, now, &revision);
    assert_int_equal(revision.status, STATUS_AWAY);
    stock_of(DEAL_LOAN, 0);
    (void)add_days(STATE_PROMISED, 5, 2);
    revision = post;
    stock_tell(&stock, now, &revision);
    assert_int_equal(revision.busy_count, 1);
    assert_int_equal(revision.status, STATUS_OPEN);
    assert_false(revision.has_left);
    deals[0].state = STATE_OUT;
    stock_tell(&stock, now, &revision);
    assert_int_equal(revision.status, STATUS_PROMISED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantities_are_added_up),
        cmocka_unit_test(what_is_back_can_be_promised_again),
        cmocka_unit_test(what_two_have_at_once_is_out_twice),
        cmocka_unit_test(the_earlier_revision_binds),
        cmocka_unit_test(a_promise_past_what_there_is_is_promised_twice),
        cmocka_unit_test(more_held_than_there_is_shows),
        cmocka_unit_test(a_promise_is_certain_once_it_is_listed),
        cmocka_unit_test(a_late_loan_keeps_the_next_waiting),
        cmocka_unit_test(what_is_promised_to_another_is_not_handed_out),
        cmocka_unit_test(an_earlier_promise_is_not_for_other_days),
        cmocka_unit_test(who_waits_stands_before_who_asked),
        cmocka_unit_test(renewal_only_if_nobody_waits),
        cmocka_unit_test(longer_than_its_post_allows_is_for_its_keeper),
        cmocka_unit_test(the_post_tells_what_the_public_may_know),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
