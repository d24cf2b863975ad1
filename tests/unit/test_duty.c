/* When a node looks at a deal again: node/deal/duty. */
#include <string.h>

#include "node/deal/duty.h"
#include "node/moment.h"
#include "tests/lib/check.h"

static const uint64_t day_ms = DAY_MS;

/* 2027-01-15, when a thing is due or handed over. */
static const uint64_t then_ms = UINT64_C(1800000000000);

static struct sheet sheet_of(enum deal_state state)
{
    struct sheet sheet;

    memset(&sheet, 0, sizeof sheet);
    sheet.deal.state = (uint8_t)state;
    return sheet;
}

static void keeper_alone_lets_a_promise_lapse(void **state)
{
    struct sheet sheet = sheet_of(STATE_PROMISED);

    (void)state;
    assert_int_equal(duty_due_ms(&sheet, SIDE_KEEPER), 0); /* without end */
    sheet.deal.hold_ms = then_ms;
    assert_int_equal(duty_due_ms(&sheet, SIDE_KEEPER), then_ms + 1);
    assert_int_equal(duty_due_ms(&sheet, SIDE_CLAIMANT), 0);
    sheet.deal.is_affirmed = true;
    assert_int_equal(duty_due_ms(&sheet, SIDE_KEEPER), 0);
    sheet = sheet_of(STATE_LAPSED);
    sheet.deal.hold_ms = then_ms;
    assert_int_equal(duty_due_ms(&sheet, SIDE_KEEPER), 0);
}

static void first_of_what_waits_is_due(void **state)
{
    struct sheet sheet = sheet_of(STATE_PROMISED);

    (void)state;
    sheet.deal.hold_ms = then_ms;
    sheet.beside.desk_ms = then_ms - 1;
    assert_int_equal(duty_due_ms(&sheet, SIDE_KEEPER), then_ms - 1);
    sheet.beside.public_ms = then_ms - 2;
    assert_int_equal(duty_due_ms(&sheet, SIDE_KEEPER), then_ms - 2);
    sheet.beside.remind_ms = then_ms - 3;
    assert_int_equal(duty_due_ms(&sheet, SIDE_KEEPER), then_ms - 3);
    sheet.beside.remind_ms = then_ms + 3;
    assert_int_equal(duty_due_ms(&sheet, SIDE_KEEPER), then_ms - 2);
    /* The board and the desk are the keeper's. */
    assert_int_equal(duty_due_ms(&sheet, SIDE_CLAIMANT), then_ms + 3);
}

static void late_thing_is_asked_for_six_times(void **state)
{
    static const int days[] = {-2, 0, 1, 8, 15, 22};
    struct sheet sheet = sheet_of(STATE_OUT);
    uint64_t after_ms = then_ms - 9 * day_ms;

    (void)state;
    sheet.deal.due_ms = then_ms;
    for (size_t each = 0; each < FIELD_COUNT(days); each++) {
        duty_remind_after(&sheet, SIDE_CLAIMANT, after_ms);
        after_ms = sheet.beside.remind_ms;
        assert_int_equal((int64_t)after_ms - (int64_t)then_ms,
                         days[each] * (int64_t)day_ms);
    }
    duty_remind_after(&sheet, SIDE_CLAIMANT, after_ms);
    assert_int_equal(sheet.beside.remind_ms, 0);
    assert_int_equal(sheet.beside.reminders, DUTY_REMINDERS_MAX);
}

static void reminders_that_nobody_could_have_heard_are_left_out(void **state)
{
    struct sheet sheet = sheet_of(STATE_OUT);

    (void)state;
    sheet.deal.due_ms = then_ms;
    duty_remind_after(&sheet, SIDE_KEEPER, then_ms + 2 * day_ms);
    assert_int_equal(sheet.beside.remind_ms, then_ms + 8 * day_ms);
    assert_int_equal(sheet.beside.reminders, 3);
    sheet = sheet_of(STATE_OUT); /* without a day */
    duty_remind_after(&sheet, SIDE_KEEPER, 0);
    assert_int_equal(sheet.beside.remind_ms, 0);
}

static void who_said_it_is_back_is_asked_no_more(void **state)
{
    struct sheet sheet = sheet_of(STATE_OUT);

    (void)state;
    sheet.deal.due_ms = then_ms;
    sheet.deal.marks[SIDE_CLAIMANT] = STEP_DONE;
    duty_remind_after(&sheet, SIDE_CLAIMANT, then_ms);
    assert_int_equal(sheet.beside.remind_ms, 0);
    duty_remind_after(&sheet, SIDE_KEEPER, then_ms);
    assert_int_equal(sheet.beside.remind_ms, then_ms + day_ms);
    sheet.deal.state = STATE_DONE;
    duty_remind_after(&sheet, SIDE_KEEPER, then_ms);
    assert_int_equal(sheet.beside.remind_ms, 0);
}

static void hand_over_is_told_two_hours_before_and_once(void **state)
{
    struct sheet sheet = sheet_of(STATE_PROMISED);

    (void)state;
    sheet.deal.when_ms = then_ms;
    sheet.deal.yes_ms = then_ms - day_ms - 1;
    duty_remind_after(&sheet, SIDE_CLAIMANT, sheet.deal.yes_ms);
    assert_int_equal(sheet.beside.remind_ms, then_ms - DUTY_NUDGE_MS);
    duty_remind_after(&sheet, SIDE_CLAIMANT, then_ms - DUTY_NUDGE_MS);
    assert_int_equal(sheet.beside.remind_ms, 0);
    sheet.beside.reminders = 1;
    duty_remind_after(&sheet, SIDE_CLAIMANT, sheet.deal.yes_ms);
    assert_int_equal(sheet.beside.remind_ms, 0);
    sheet.beside.reminders = 0;
    sheet.deal.yes_ms = then_ms - day_ms; /* who knows it since yesterday */
    duty_remind_after(&sheet, SIDE_CLAIMANT, sheet.deal.yes_ms);
    assert_int_equal(sheet.beside.remind_ms, 0);
}

static void board_learns_after_20_to_120_minutes(void **state)
{
    (void)state;
    assert_int_equal(duty_delay_ms(0), DUTY_PUBLIC_MS_MIN);
    for (uint64_t random = 1; random != 0; random *= 2) {
        assert_in_range(duty_delay_ms(random - 1), DUTY_PUBLIC_MS_MIN,
                        DUTY_PUBLIC_MS_MAX - 1);
    }
    assert_in_range(duty_delay_ms(UINT64_MAX), DUTY_PUBLIC_MS_MIN,
                    DUTY_PUBLIC_MS_MAX - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeper_alone_lets_a_promise_lapse),
        cmocka_unit_test(first_of_what_waits_is_due),
        cmocka_unit_test(late_thing_is_asked_for_six_times),
        cmocka_unit_test(reminders_that_nobody_could_have_heard_are_left_out),
        cmocka_unit_test(who_said_it_is_back_is_asked_no_more),
        cmocka_unit_test(hand_over_is_told_two_hours_before_and_once),
        cmocka_unit_test(board_learns_after_20_to_120_minutes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
