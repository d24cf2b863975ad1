#include <string.h>

#include "node/deal/facts.h"
#include "node/moment.h"
#include "tests/lib/check.h"
#include "tests/lib/talk.h"

enum { HOUR = TALK_HOUR_MS };

static const uint64_t now = TALK_MS;

/* A deal in which the other was the claimant. */
static struct deal with(enum deal_state state)
{
    return (struct deal){.kind = DEAL_OFFER,
                         .state = (uint8_t)state,
                         .claimant = talk_claimant(1),
                         .keeper = talk_keeper(),
                         .asked_ms = now - 90 * (uint64_t)HOUR,
                         .changed_ms = now};
}

static struct deal missed_by_claimant(void)
{
    struct deal deal = with(STATE_MISSED);

    deal.mark = MARK_ONE;
    deal.marks[SIDE_KEEPER] = STEP_MISSED;
    return deal;
}

static void a_first_miss_is_not_shown(void **state)
{
    const struct id other = talk_claimant(1);
    const struct id keeper = talk_keeper();
    struct deal deal = missed_by_claimant();
    struct facts facts = {0};

    (void)state;
    facts_add(&facts, &deal, &other, now);
    assert_int_equal(facts_missed_shown(&facts), 0);
    facts_add(&facts, &deal, &other, now);
    assert_int_equal(facts_missed_shown(&facts), 2);
    assert_int_equal(facts.dealt, 2);
    assert_int_equal(facts.collected, 0);
    memset(&facts, 0, sizeof facts);
    facts_add(&facts, &deal, &keeper, now);
    assert_int_equal(facts.missed, 0);
    deal.mark = MARK_DIFFER;
    deal.marks[SIDE_CLAIMANT] = STEP_DONE;
    facts_add(&facts, &deal, &other, now);
    assert_int_equal(facts.missed, 0);
}

static void old_deals_do_not_count(void **state)
{
    const struct id other = talk_claimant(1);
    const struct id stranger = talk_claimant(2);
    struct deal deal = with(STATE_DONE);
    struct facts facts = {0};

    (void)state;
    deal.changed_ms = now - 90 * (uint64_t)DAY_MS;
    facts_add(&facts, &deal, &stranger, now);
    facts_add(&facts, &deal, &other, now + 1);
    assert_int_equal(facts.dealt, 0);
    facts_add(&facts, &deal, &other, now);
    assert_int_equal(facts.dealt, 1);
    assert_int_equal(facts.collected, 1);
}

static void order_makes_no_difference(void **state)
{
    const struct id other = talk_claimant(1);
    struct deal deals[] = {with(STATE_DONE), missed_by_claimant(),
                           with(STATE_DROPPED), with(STATE_OUT),
                           with(STATE_DECLINED)};
    const size_t count = FIELD_COUNT(deals);
    struct facts one = {0};
    struct facts two = {0};

    (void)state;
    deals[2].is_late_drop = true;
    deals[3].is_late = true;
    for (size_t i = 0; i < count; i++) {
        facts_add(&one, &deals[i], &other, now);
        facts_add(&two, &deals[count - 1 - i], &other, now);
    }
    assert_memory_equal(&one, &two, sizeof one);
    assert_int_equal(one.dealt, 3);
    assert_int_equal(one.collected, 2);
    assert_int_equal(one.late_drops, 1);
    assert_int_equal(one.out_late, 1);
}

static void half_of_the_answers_came_so_soon(void **state)
{
    static const unsigned hours[] = {1, 3, 3, 4, 900};
    const struct id keeper = talk_keeper();
    struct facts facts = {0};

    (void)state;
    assert_int_equal(facts_answer_hours(&facts), 0);
    for (size_t i = 0; i < FIELD_COUNT(hours); i++) {
        struct deal deal = with(STATE_PROMISED);

        deal.answered_ms = deal.asked_ms + hours[i] * (uint64_t)HOUR;
        facts_add(&facts, &deal, &keeper, now);
    }
    assert_int_equal(facts_answer_hours(&facts), 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_first_miss_is_not_shown),
        cmocka_unit_test(old_deals_do_not_count),
        cmocka_unit_test(order_makes_no_difference),
        cmocka_unit_test(half_of_the_answers_came_so_soon),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
