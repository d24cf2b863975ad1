/*
 * Feeds that are no templates: a calendar file (RFC 5545) of bookings and due
 * dates, so that a phone's own calendar shows them.
 */
#ifndef NET_WEB_FEEDS_H
#define NET_WEB_FEEDS_H

#include <jansson.h>

#include "node/bytes.h"
#include "node/err.h"

/*
 * Append the calendar of a model with "deals" and "page": an event for each
 * that is promised with a time or days, and one for each that is out, on the
 * day it is due.
 */
MUST_USE enum err feeds_calendar(json_t *model, struct bytes *out);

#endif
