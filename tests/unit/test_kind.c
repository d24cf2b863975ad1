#include "node/board/post.h"
#include "node/deal/kind.h"
#include "node/moment.h"
#include "tests/lib/check.h"

enum { HOUR_MS = 3600 * 1000 };

static const uint64_t yes_ms = UINT64_C(1800057600000); /* 00:00 */

static uint64_t hold(enum deal_kind kind, uint64_t when_ms, bool waited)
{
    return kind_hold_ms(kind_find(kind), yes_ms, when_ms, waited);
}

static void holds_follow_their_row(void **state)
{
    const uint64_t day_ms = DAY_MS;
    const uint64_t when_ms = yes_ms + 9 * day_ms + 11 * HOUR_MS;

    (void)state;
    assert_int_equal(hold(DEAL_OFFER, when_ms, false), when_ms + day_ms);
    assert_int_equal(hold(DEAL_OFFER, 0, false), yes_ms + 7 * day_ms);
    assert_int_equal(hold(DEAL_LOAN, when_ms, false), when_ms + day_ms);
    assert_int_equal(hold(DEAL_LOAN, when_ms, true), yes_ms + 2 * day_ms);
    assert_int_equal(hold(DEAL_OFFER, when_ms, true), when_ms + day_ms);
    assert_int_equal(hold(DEAL_SKILL, when_ms, false), yes_ms + 60 * day_ms);
    assert_int_equal(hold(DEAL_MEAL, when_ms, false),
                     yes_ms + 8 * day_ms + 18 * HOUR_MS);
    assert_int_equal(hold(DEAL_EVENT, when_ms, false), when_ms - day_ms);
    assert_int_equal(hold(DEAL_CIRCLE, when_ms, false), 0);
}

static void no_hold_is_over_when_the_yes_is_said(void **state)
{
    const uint64_t day_ms = DAY_MS;

    (void)state;
    for (enum deal_kind kind = DEAL_OFFER; kind < DEAL_CIRCLE; kind++) {
        if (kind_find(kind) != NULL) {
            assert_true(hold(kind, yes_ms + HOUR_MS, false) > yes_ms);
            assert_true(hold(kind, yes_ms - 9 * day_ms, false) > yes_ms);
        }
    }
    assert_int_equal(hold(DEAL_MEAL, yes_ms + HOUR_MS, false), yes_ms + day_ms);
    assert_int_equal(hold(DEAL_EVENT, yes_ms + day_ms, false), yes_ms + day_ms);
    assert_int_equal(hold(DEAL_LOAN, yes_ms - day_ms, false), yes_ms + day_ms);
    assert_int_equal(hold(DEAL_LOAN, yes_ms - day_ms + 1, false), yes_ms + 1);
}

static void a_notice_has_no_deals(void **state)
{
    (void)state;
    assert_null(kind_find(POST_NOTICE));
    assert_null(kind_find(0));
    assert_null(kind_find(DEAL_KIND_END));
    for (unsigned kind = POST_OFFER; kind < POST_NOTICE; kind++) {
        assert_string_equal(kind_find(kind)->name, post_kind_name(kind));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holds_follow_their_row),
        cmocka_unit_test(no_hold_is_over_when_the_yes_is_said),
        cmocka_unit_test(a_notice_has_no_deals),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
