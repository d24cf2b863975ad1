/*
 * Keyed: one more try for what did not come apart.
 *
 * Records can be made whose items share their symbols. In a keyed round items
 * are hashes of whole ids under a key of this session, which nobody knew when
 * the records were made. Both sides walk their sets for it, so it is rare.
 * Rule X18 of spec/sketch.md. For the files of match only.
 */
#ifndef NODE_SYNC_MATCH_KEYED_H
#define NODE_SYNC_MATCH_KEYED_H

#include "node/err.h"
#include "node/sync/wire.h"

struct work; /* inside.h */

/* Who decodes and is stuck: ask for a keyed round, or, where that was tried
 * or one was too lately, give up. */
MUST_USE enum err keyed_ask(const struct work *work);

/* The other side asks for one: KEYED. */
MUST_USE enum err keyed_take(const struct work *work,
                             const struct wire_message *message);

/* Who has decoded: as match_tell_found, by walking over the set. */
MUST_USE enum err keyed_tell_found(const struct work *work);

/* What the other side found: as match_take_found. */
MUST_USE enum err keyed_take_found(const struct work *work,
                                   const struct wire_message *message);

#endif
