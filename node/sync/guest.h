/*
 * Guests: who connects without standing here, and how we introduce
 * ourselves where we may have none.
 *
 * A guest may send GUEST_BYTES_MAX of roster records within GUEST_MS_MAX and
 * is sent nothing until they make it a member; but a machine that its own
 * household has no lane for hears why. Rules G1 to G7 of spec/sync.md.
 */
#ifndef NODE_SYNC_GUEST_H
#define NODE_SYNC_GUEST_H

#include <stdbool.h>

#include "node/err.h"
#include "node/sync/inside.h"
#include "node/sync/wire.h"

/*
 * May a guest send these records too?
 *
 * ERR_PROTOCOL  another set than the roster, or more than GUEST_BYTES_MAX
 */
MUST_USE enum err guest_check(const struct work *work,
                              const struct wire_message *message);

/* Send the records that show our standing. */
MUST_USE enum err guest_introduce(const struct work *work);

/* A guest has shown this record, and its signature is good: if it is that of
 * its own machine in a lane past those that count, tell it which these are. */
MUST_USE enum err guest_hear(const struct work *work,
                             const struct record *record);

/* Do we know nobody yet: have we no standing, or has nobody else a device?
 * Then the peer that we dial is believed for the roster. */
bool guest_is_lonely(const struct work *work);

/*
 * The other end has closed, or is gone: if it is a member that judged what we
 * showed and let us not in, say so (G7).
 */
MUST_USE enum err guest_closed(const struct work *work);

/*
 * A guest says that it is a new machine of our household: remember it where
 * its pass is good and its transport key is that of the link.
 *
 * ERR_STRANGER, ERR_SIGNATURE  it is not; ERR_PROTOCOL: a second time
 */
MUST_USE enum err guest_enrol(const struct work *work,
                              const struct enrolment *enrolment);

#endif
