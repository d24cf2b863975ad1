/*
 * The booked days of a post as months of weeks, for a table.
 */
#ifndef NET_WEB_MONTH_H
#define NET_WEB_MONTH_H

#include <stdint.h>

#include <jansson.h>

#include "node/err.h"

enum { MONTHS_SHOWN = 3 };

/*
 * Add "months" to a model with "show": an array of {"title","weeks"}, each
 * week seven of {"day","state","is_today","is_past"}, from Monday on and in the
 * time zone of the machine; day is 0 outside the month, state "free" or as in
 * the calendar.
 */
MUST_USE enum err month_add(json_t *model, uint64_t now_ms);

#endif
