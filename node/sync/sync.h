/*
 * Sync: all sessions with peers, from their first message to live push.
 *
 * The core's dispatch hands it what happens; it appends actions. It keeps no
 * record: what is kept is on the shelf, what is remembered of a peer is a
 * hint. Rules: spec/wire.md, spec/sync.md.
 */
#ifndef NODE_SYNC_SYNC_H
#define NODE_SYNC_SYNC_H

#include <stddef.h>
#include <stdint.h>

#include "node/actions.h"
#include "node/err.h"
#include "node/event.h"
#include "node/moment.h"
#include "node/node.h"
#include "node/people/roster.h"
#include "node/record/body.h"
#include "node/shelf.h"

struct sync; /* opaque */

/* What a call may look at and add to; everything borrowed for the call. */
struct scene {
    const struct shelf *shelf;
    const struct roster *roster;
    const struct moment *moment;
    const unsigned char *seed; /* SEED_BYTES, or NULL */
    struct actions *actions;
};

/* `config` is borrowed and outlives the sync. ERR_NOMEM. */
MUST_USE enum err sync_new(const struct node_config *config, struct sync **out);
void sync_free(struct sync *sync);

/* A connection begins or ends. Faults of the peer become ACTION_CLOSE. */
MUST_USE enum err sync_peer_up(struct sync *sync,
                               const struct scene *scene,
                               uint32_t peer,
                               const struct peer_up *up);
MUST_USE enum err
sync_peer_down(struct sync *sync, const struct scene *scene, uint32_t peer);

/* One message of a peer. */
MUST_USE enum err sync_message(struct sync *sync,
                               const struct scene *scene,
                               uint32_t peer,
                               struct view message);

/* A batch came back from verifying; takes the batch over in any case. */
MUST_USE enum err sync_verified(struct sync *sync,
                                const struct scene *scene,
                                struct verify_batch *batch);

/*
 * Records that a bundle brings are checked as those of a peer are.
 *
 * ERR_MALFORMED  one of them is no record of this neighbourhood and set
 */
MUST_USE enum err sync_carried(struct sync *sync,
                               const struct scene *scene,
                               const struct carried *carried);

/*
 * Rows that were committed since the last call, ascending: fingerprints
 * follow them, and live peers are woken. `is_cut` where rows are missing:
 * fingerprints are loaded again, live peers compare again.
 */
MUST_USE enum err sync_journal(struct sync *sync,
                               const struct scene *scene,
                               const struct journal_row *rows,
                               size_t count,
                               bool is_cut);

/* Somebody here wants to see a photo. */
MUST_USE enum err sync_photo(struct sync *sync,
                             const struct scene *scene,
                             const struct photo_wanted *wanted);

/* The roster was settled anew: guests may have become members, members may
 * have been cut off, refused records may be asked for again. */
MUST_USE enum err sync_roster_changed(struct sync *sync,
                                      const struct scene *scene);

/* Time has passed: time-outs, comparisons, waiting records. Also pushes. */
MUST_USE enum err sync_tick(struct sync *sync, const struct scene *scene);

/* Sessions that were completed since the start: all sets compared, all that
 * was missing on either side handed over. A live link whose two ends find
 * each other in step counts as another, once an hour. */
uint64_t sync_sessions(const struct sync *sync);

/* Is a link up on which a session was completed? */
bool sync_is_in_touch(const struct sync *sync);

/* A new machine of our household that has shown a good pass: takes it; false
 * where there is none. */
bool sync_take_enrolment(struct sync *sync, struct enrolment *out);

/* Another number whenever sync_has_handed may answer otherwise. */
uint64_t sync_acknowledged(const struct sync *sync);

/* Has a live peer of this household acknowledged all up to `sequence`? */
bool sync_has_handed(const struct sync *sync,
                     const struct id *household,
                     uint64_t sequence);

/* As node_peers and node_handed_to. */
size_t sync_peers(const struct sync *sync, struct node_peer *out, size_t max);
size_t sync_handed_to(const struct sync *sync, uint64_t sequence);

/* So many records of the board do we keep; 0 while it was not looked at. */
uint32_t sync_board_records(const struct sync *sync);

/* What we keep of the board, for a manifest; false: nothing, or it was not
 * looked at yet. */
bool sync_manifest(const struct sync *sync, struct body_manifest *out);

#endif
