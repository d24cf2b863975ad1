/*
 * ENROL on the wire: what a new machine of our household shows.
 */
#ifndef NODE_SYNC_WIRE_ENROL_H
#define NODE_SYNC_WIRE_ENROL_H

#include "node/bytes.h"
#include "node/err.h"
#include "node/people/pass.h"

/* Take the fields that follow the type. ERR_MALFORMED. */
MUST_USE enum err wire_take_enrol(struct view *from, struct enrolment *out);

/* Append the whole message. ERR_FULL, ERR_NOMEM. */
MUST_USE enum err wire_write_enrol(const struct enrolment *enrolment,
                                   struct bytes *out);

#endif
