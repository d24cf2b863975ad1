#include "node/deal/duty.h"

#include "node/moment.h"

static uint64_t earlier(uint64_t left_ms, uint64_t right_ms)
{
    if (left_ms == 0 || right_ms == 0) {
        return left_ms + right_ms;
    }
    return left_ms < right_ms ? left_ms : right_ms;
}

/* The keeper's node lets a promise lapse; it is over one ms after its hold. */
static uint64_t lapse_ms(const struct deal *deal)
{
    return deal->state == STATE_PROMISED && !deal->is_affirmed &&
                   deal->hold_ms != 0
               ? deal->hold_ms + 1
               : 0;
}

uint64_t duty_due_ms(const struct sheet *sheet, enum deal_side side)
{
    const struct sheet_beside *beside = &sheet->beside;
    uint64_t due_ms = beside->remind_ms;

    if (side != SIDE_KEEPER) {
        return due_ms;
    }
    due_ms = earlier(due_ms, beside->public_ms);
    due_ms = earlier(due_ms, beside->desk_ms);
    return earlier(due_ms, lapse_ms(&sheet->deal));
}

/* Days after it is due at which people are told. */
static const int remind_days[DUTY_REMINDERS_MAX] = {-2, 0, 1, 8, 15, 22};

static uint64_t due_remind_ms(const struct deal *deal, unsigned number)
{
    const int64_t shift_ms = (int64_t)remind_days[number] * DAY_MS;

    return (uint64_t)((int64_t)deal->due_ms + shift_ms);
}

/* Both sides are told of what is out; the claimant only while he has it. */
static void
remind_due(struct sheet *sheet, enum deal_side side, uint64_t after_ms)
{
    const struct deal *deal = &sheet->deal;
    struct sheet_beside *beside = &sheet->beside;

    if (deal->due_ms < 2 * (uint64_t)DAY_MS ||
        (side == SIDE_CLAIMANT &&
         deal->marks[SIDE_CLAIMANT] == (uint8_t)STEP_DONE)) {
        return;
    }
    while (beside->reminders < DUTY_REMINDERS_MAX) {
        beside->remind_ms = due_remind_ms(deal, beside->reminders);
        if (beside->remind_ms > after_ms) {
            return;
        }
        beside->reminders++;
    }
    beside->remind_ms = 0;
}

/* None for what was agreed less than a day before. */
static void remind_meeting(struct sheet *sheet, uint64_t after_ms)
{
    const struct deal *deal = &sheet->deal;
    struct sheet_beside *beside = &sheet->beside;
    const uint64_t at_ms = deal->when_ms - DUTY_NUDGE_MS;

    if (deal->when_ms > deal->yes_ms + DAY_MS && beside->reminders == 0 &&
        at_ms > after_ms) {
        beside->remind_ms = at_ms;
    }
}

void duty_remind_after(struct sheet *sheet,
                       enum deal_side side,
                       uint64_t after_ms)
{
    sheet->beside.remind_ms = 0;
    if (sheet->deal.state == STATE_PROMISED) {
        remind_meeting(sheet, after_ms);
    } else if (sheet->deal.state == STATE_OUT) {
        remind_due(sheet, side, after_ms);
    }
}

uint64_t duty_delay_ms(uint64_t random)
{
    return DUTY_PUBLIC_MS_MIN +
           random % (DUTY_PUBLIC_MS_MAX - DUTY_PUBLIC_MS_MIN);
}
