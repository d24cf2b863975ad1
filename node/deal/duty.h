/*
 * Duties: when a household's node has to look at a deal again, and for what.
 *
 * Times only; what is done then is the agenda's. Rules G9 to G13 of
 * spec/acts.md.
 */
#ifndef NODE_DEAL_DUTY_H
#define NODE_DEAL_DUTY_H

#include <stdint.h>

#include "node/deal/sheet.h"
#include "node/deal/table.h"

enum {
    DUTY_REMINDERS_MAX = 6, /* of one thing that is out */
    DUTY_NUDGE_MS = 2 * 60 * 60 * 1000,
    DUTY_PUBLIC_MS_MIN = 20 * 60 * 1000,
    DUTY_PUBLIC_MS_MAX = 120 * 60 * 1000,
};

/* The earliest time at which this side's node has something to do; 0: none. */
uint64_t duty_due_ms(const struct sheet *sheet, enum deal_side side);

/*
 * When this side is told next of what lies ahead, or is late, strictly after
 * a time; `remind_ms` is 0 where it is never. `reminders` counts up past those
 * whose time was over before anybody could be told.
 */
void duty_remind_after(struct sheet *sheet,
                       enum deal_side side,
                       uint64_t after_ms);

/* 20 to 120 minutes, by 64 random bits. */
uint64_t duty_delay_ms(uint64_t random);

#endif
