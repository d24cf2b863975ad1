#include <stdlib.h>
#include <string.h>

#include "node/board/post.h"
#include "node/deal/calendar.h"
#include "node/moment.h"
#include "tests/lib/check.h"
#include "tests/lib/talk.h"
#include "tests/sim/chance.h"

enum { HOUR = TALK_HOUR_MS, TRIALS = 300 };

static const uint64_t now = TALK_MS;

static struct span days(unsigned first, unsigned count)
{
    return (struct span){now + first * (uint64_t)DAY_MS,
                         now + (first + count) * (uint64_t)DAY_MS};
}

static void bookings_must_leave_the_rest(void **state)
{
    const struct post post = {.buffer_hours = 24};
    struct calendar calendar;

    (void)state;
    calendar_init(&calendar, &post);
    check_ok(calendar_add(&calendar, days(10, 2)));
    assert_int_equal(calendar_check(&calendar, days(13, 1), now), VERDICT_FREE);
    assert_int_equal(calendar_check(&calendar, days(12, 1), now),
                     VERDICT_TAKEN);
    assert_int_equal(calendar_check(&calendar, days(8, 1), now), VERDICT_FREE);
    assert_int_equal(calendar_check(&calendar, days(9, 1), now), VERDICT_TAKEN);
    assert_int_equal(calendar_check(&calendar, days(5, 20), now),
                     VERDICT_TAKEN);
}

static void a_keeper_says_how_long_and_how_far_ahead(void **state)
{
    const struct post post = {.days_min = 2, .days_max = 5, .ahead_days = 30};
    struct calendar calendar;

    (void)state;
    calendar_init(&calendar, &post);
    assert_int_equal(calendar_check(&calendar, days(1, 1), now), VERDICT_SHORT);
    assert_int_equal(calendar_check(&calendar, days(1, 2), now), VERDICT_FREE);
    assert_int_equal(calendar_check(&calendar, days(1, 5), now), VERDICT_FREE);
    assert_int_equal(calendar_check(&calendar, days(1, 6), now), VERDICT_LONG);
    assert_int_equal(calendar_check(&calendar, days(30, 2), now), VERDICT_FREE);
    assert_int_equal(calendar_check(&calendar, days(31, 2), now),
                     VERDICT_AHEAD);
    assert_int_equal(
        calendar_check(&calendar, days(1, 3), now + 2 * (uint64_t)DAY_MS),
        VERDICT_PAST);
}

static void the_nearest_free_days_are_offered(void **state)
{
    const struct post post = {.buffer_hours = 1};
    struct calendar calendar;
    struct span near;

    (void)state;
    calendar_init(&calendar, &post);
    check_ok(calendar_add(&calendar, days(10, 2)));
    check_ok(calendar_add(&calendar, days(14, 2)));
    assert_true(calendar_after(&calendar, days(10, 2), now, &near));
    assert_int_equal(near.from_ms, days(17, 2).from_ms);
    assert_true(calendar_after(&calendar, days(11, 1), now, &near));
    assert_int_equal(near.from_ms, days(17, 1).from_ms);
    assert_true(calendar_before(&calendar, days(10, 2), now, &near));
    assert_int_equal(near.from_ms, days(7, 2).from_ms);
    assert_int_equal(near.to_ms, days(7, 2).to_ms);
    assert_false(calendar_before(&calendar, days(0, 2), now, &near));
}

static struct deal
booked(enum deal_state state, struct span span, uint64_t due_ms)
{
    return (struct deal){.kind = DEAL_LOAN,
                         .state = (uint8_t)state,
                         .from_ms = span.from_ms,
                         .to_ms = span.to_ms,
                         .out_ms = span.from_ms,
                         .due_ms = due_ms};
}

static void a_late_loan_lasts_until_now(void **state)
{
    const struct post post = {.buffer_hours = 2};
    const struct deal out = booked(STATE_OUT, days(0, 2), days(0, 2).to_ms);
    const uint64_t later = days(9, 1).from_ms;
    struct calendar calendar;

    (void)state;
    calendar_init(&calendar, &post);
    check_ok(calendar_book(&calendar, &out, 1, NULL, later));
    assert_int_equal(
        calendar_check(&calendar, (struct span){later + HOUR, later + 9 * HOUR},
                       later),
        VERDICT_TAKEN);
    assert_int_equal(
        calendar_check(&calendar,
                       (struct span){later + 3 * HOUR, later + 9 * HOUR},
                       later),
        VERDICT_FREE);
}

static void row_is(const struct post_busy *row, struct span span)
{
    assert_int_equal((uint64_t)row->first * QUARTER_MS, span.from_ms);
    assert_int_equal(((uint64_t)row->last + 1) * QUARTER_MS, span.to_ms);
}

static void what_is_told_is_what_is_promised(void **state)
{
    const struct deal deals[] = {
        booked(STATE_PROMISED, days(9, 2), 0),
        booked(STATE_DONE, days(5, 1), 0),
        booked(STATE_PROMISED, days(3, 1), 0),
        booked(STATE_ASKED, days(6, 1), 0),
        booked(STATE_PROMISED, days(11, 2), 0),
        {.kind = DEAL_LOAN, .state = STATE_PROMISED},
    };
    struct post post = {.buffer_hours = 1, .busy_count = 7};
    struct calendar calendar;

    (void)state;
    calendar_init(&calendar, &post);
    check_ok(calendar_book(&calendar, deals, FIELD_COUNT(deals), NULL, now));
    assert_int_equal(calendar.count, 3);
    calendar_tell(&calendar, now, &post);
    assert_int_equal(post.busy_count, 2);
    row_is(&post.busy[0], days(3, 1));
    row_is(&post.busy[1], days(9, 4));
    calendar_init(&calendar, &post);
    check_ok(
        calendar_book(&calendar, deals, FIELD_COUNT(deals), &deals[0], now));
    assert_int_equal(calendar.count, 2);
}

/* A Saturday of Kathmandu, at 5:45 before UTC: no hour of Friday. */
static void what_is_told_is_what_is_taken_in_any_zone(void **state)
{
    const uint64_t midnight = now - now % DAY_MS + 3 * (uint64_t)DAY_MS;
    const uint64_t saturday = midnight - 23 * (uint64_t)QUARTER_MS;
    const struct span span = {saturday, saturday + DAY_MS};
    const struct deal deal = booked(STATE_PROMISED, span, 0);
    struct post post = {0};
    struct calendar calendar;

    (void)state;
    calendar_init(&calendar, &post);
    check_ok(calendar_book(&calendar, &deal, 1, NULL, now));
    calendar_tell(&calendar, now, &post);
    assert_int_equal(post.busy_count, 1);
    row_is(&post.busy[0], span);
}

static void told_of_what_is_out(const struct deal *deal,
                                uint64_t now_ms,
                                struct span wanted)
{
    struct post post = {0};
    struct calendar calendar;

    calendar_init(&calendar, &post);
    check_ok(calendar_book(&calendar, deal, 1, NULL, now_ms));
    calendar_tell(&calendar, now_ms, &post);
    assert_int_equal(post.busy_count, 1);
    row_is(&post.busy[0], wanted);
}

static void the_hour_of_a_hand_over_is_not_told(void **state)
{
    const uint64_t midnight = now - now % DAY_MS;
    struct deal deal = booked(STATE_OUT, days(0, 2), days(0, 2).to_ms);

    (void)state;
    deal.out_ms += 7 * (uint64_t)HOUR;
    told_of_what_is_out(&deal, deal.out_ms, days(0, 2));
    deal.from_ms = 0; /* no days were agreed */
    told_of_what_is_out(
        &deal, deal.out_ms,
        (struct span){deal.out_ms - deal.out_ms % DAY_MS, days(0, 2).to_ms});
    deal.due_ms = now; /* late, and told of twice in one day */
    deal.out_ms = midnight + 1;
    for (unsigned hours = 0; hours < 2; hours++) {
        told_of_what_is_out(&deal, midnight + (20 + hours) * (uint64_t)HOUR,
                            (struct span){midnight, midnight + DAY_MS});
    }
}

static void a_day_of_a_changing_clock_is_a_day(void **state)
{
    const struct post post = {.days_min = 2, .days_max = 2};
    const struct span two = days(1, 2);
    struct calendar calendar;

    (void)state;
    calendar_init(&calendar, &post);
    for (int hours = -2; hours <= 2; hours++) {
        const struct span span = {
            two.from_ms,
            (uint64_t)((int64_t)two.to_ms + hours * (int64_t)HOUR)};

        assert_int_equal(calendar_check(&calendar, span, now),
                         hours == -2  ? VERDICT_SHORT
                         : hours == 2 ? VERDICT_LONG
                                      : VERDICT_FREE);
    }
}

static void bookings_end_at_their_limit(void **state)
{
    static struct calendar calendar;
    static struct post post;

    (void)state;
    calendar_init(&calendar, &post);
    for (unsigned i = 0; i < BOOKINGS_MAX; i++) {
        check_ok(calendar_add(&calendar, days(2 * i, 1)));
    }
    check_err(calendar_add(&calendar, days(5, 1)), ERR_FULL);
    calendar_tell(&calendar, now, &post);
    assert_int_equal(post.busy_count, BUSY_MAX);
    row_is(&post.busy[BUSY_MAX - 1], days(2 * (BUSY_MAX - 1), 1));
}

/* Is an hour of rest and booking together in use? Written the slow way. */
static bool is_hour_used(const struct calendar *calendar, uint64_t hour_ms)
{
    for (size_t i = 0; i < calendar->count; i++) {
        if (hour_ms + HOUR > calendar->booked[i].from_ms &&
            hour_ms < calendar->booked[i].to_ms) {
            return true;
        }
    }
    return false;
}

static bool is_free_by_hours(const struct calendar *calendar, struct span span)
{
    for (uint64_t at = span.from_ms - calendar->rest_ms;
         at < span.to_ms + calendar->rest_ms; at += HOUR) {
        if (is_hour_used(calendar, at)) {
            return false;
        }
    }
    return true;
}

/* The days that are offered are free, and no earlier ones are. */
static void offered_must_be_nearest(const struct calendar *calendar,
                                    struct span wish,
                                    struct span near)
{
    assert_true(is_free_by_hours(calendar, near));
    assert_int_equal((near.from_ms - wish.from_ms) % DAY_MS, 0);
    for (uint64_t day = DAY_MS; wish.from_ms + day < near.from_ms;
         day += DAY_MS) {
        assert_false(is_free_by_hours(
            calendar, (struct span){wish.from_ms + day, wish.to_ms + day}));
    }
}

/* What is accepted is booked. */
static void try_wish(struct calendar *calendar, struct span wish, uint64_t seed)
{
    const bool is_free = calendar_check(calendar, wish, now) == VERDICT_FREE;
    struct span near;

    if (is_free != is_free_by_hours(calendar, wish)) {
        fail_msg("seed %llu", (unsigned long long)seed);
    }
    if (is_free) {
        check_ok(calendar_add(calendar, wish));
    } else if (calendar_after(calendar, wish, now, &near)) {
        offered_must_be_nearest(calendar, wish, near);
    }
}

static void accepted_bookings_never_overlap(void **state)
{
    static struct calendar calendar;

    (void)state;
    for (uint64_t seed = 1; seed <= TRIALS; seed++) {
        struct chance chance;
        struct post post = {0};

        chance_init(&chance, seed);
        post.buffer_hours = (uint16_t)chance_below(&chance, 48);
        calendar_init(&calendar, &post);
        for (unsigned i = 0; i < 40; i++) {
            const uint64_t from =
                now + (60 + chance_below(&chance, 24 * 60)) * HOUR;
            const struct span wish = {
                from, from + (1 + chance_below(&chance, 100)) * HOUR};

            try_wish(&calendar, wish, seed);
        }
        assert_true(calendar.count > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bookings_must_leave_the_rest),
        cmocka_unit_test(a_keeper_says_how_long_and_how_far_ahead),
        cmocka_unit_test(the_nearest_free_days_are_offered),
        cmocka_unit_test(a_late_loan_lasts_until_now),
        cmocka_unit_test(what_is_told_is_what_is_promised),
        cmocka_unit_test(what_is_told_is_what_is_taken_in_any_zone),
        cmocka_unit_test(the_hour_of_a_hand_over_is_not_told),
        cmocka_unit_test(a_day_of_a_changing_clock_is_a_day),
        cmocka_unit_test(bookings_end_at_their_limit),
        cmocka_unit_test(accepted_bookings_never_overlap),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
