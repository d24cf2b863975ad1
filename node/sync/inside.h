/*
 * The inside of sync, shared by its files; nobody else includes it.
 *
 * Functions return ERR_OK, an error that closes the peer (blame PEER or
 * NOBODY), or a HOST error, which ends the step.
 */
#ifndef NODE_SYNC_INSIDE_H
#define NODE_SYNC_INSIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/sync/fingerprint.h"
#include "node/sync/given.h"
#include "node/sync/held.h"
#include "node/sync/peer.h"
#include "node/sync/photo.h"
#include "node/sync/recent.h"
#include "node/sync/sketch.h"
#include "node/sync/sync.h"
#include "node/sync/waiting.h"

/* RECORDS being filled for one peer; sent before another peer's begins. */
struct parcel {
    struct bytes message; /* owned; empty: none is begun */
    enum set set;
    uint32_t bytes; /* of its records */
    uint32_t count;
};

/* The sketch of a set from a drop week on; follows the journal. */
struct scoped {
    struct sketch sketch; /* without symbols: the place is free */
    enum set set;
    uint16_t from_week;
    uint64_t sequence; /* journal rows up to here are in it */
    uint64_t made_ms;
    uint64_t used_ms;
};

struct sync {
    const struct node_config *config; /* borrowed; outlives the sync */
    struct fingerprint prints[SET_COUNT];
    struct sketch sketches[SET_COUNT];
    uint64_t sketched[SET_COUNT];     /* journal rows up to here are in them */
    uint32_t unkept[SET_COUNT];       /* rows since the last snapshot */
    uint16_t from_weeks[SET_COUNT];   /* what is kept today: node/scope.h */
    struct scoped scoped[SCOPED_MAX]; /* sketches for peers that keep less */
    uint64_t keyed_ms;                /* no keyed round before */
    bool is_doubtful;    /* read from the shelf, trust no snapshot */
    uint64_t doubted_ms; /* no such reading before */
    bool is_loaded;      /* the fingerprints are those of the shelf */
    bool is_greet_due;   /* they changed since the last greeting */
    uint64_t sequence;   /* journal rows up to here are in them */
    struct peer **peers; /* owned, and so is each; in order of arrival */
    size_t peer_count;
    size_t peer_room;
    size_t first; /* who is served first, so that all are */

    uint64_t acknowledged; /* counts what live peers acknowledge */

    struct recent refused; /* not asked for again today */
    uint32_t refused_day;
    struct recent away; /* who sent us away, as was told today */
    uint32_t away_day;
    struct waiting early;   /* verified, stamped in the future */
    struct held held;       /* kept aside, its signatures not yet checked */
    struct waiting pending; /* verified roster records that wait for others */
    struct roster *trial;   /* owned; NULL until it is first needed */
    uint64_t roster_turn;   /* counts changes of the roster and of the day */
    bool is_trial_due;
    bool is_trial_vain;    /* the last one admitted nothing */
    uint64_t trial_ms;     /* no other trial before, then, or while more of the
                              roster is being checked */
    size_t roster_batches; /* of the roster, that are being checked */

    struct gallery gallery;
    struct given given; /* by whom, of what the last step stored */
    struct parcel parcel;
    struct bytes scratch; /* a message, or a record that was read */
    size_t step_bytes;    /* of records sent in this step */
    bool is_wake_due;     /* there is more to do at once */
    bool is_broken;       /* a HOST error: what peers were told may be lost */
    bool is_clone_told;
    bool has_enrolment; /* a new machine of ours has shown a good pass */
    struct enrolment enrolment;
    uint64_t sessions;   /* completed since the start, or found in step */
    uint64_t in_step_ms; /* no check counts as a session before */
};

/* What most functions work with; borrowed for the step. */
struct work {
    struct sync *sync;
    const struct scene *scene;
    struct peer *peer; /* NULL where it has gone */
};

/* The peer of this number, or NULL. */
struct peer *sync_find(const struct sync *sync, uint32_t number);

/* One more, taken over. ERR_NOMEM: it is still the caller's. */
MUST_USE enum err sync_add_peer(struct sync *sync, struct peer *peer);

/* It has gone: free it. The others keep their turns. */
void sync_drop_peer(struct sync *sync, struct peer *peer);

/* Read all sets from the shelf, unless they are loaded. */
MUST_USE enum err sync_load(struct sync *sync, const struct scene *scene);

/* What is told of the sets as they are now: shortly where the peer, NULL for
 * anybody, last told the same. */
void sync_sets(struct sync *sync,
               const struct peer *peer,
               struct wire_hello *out);

/* The peer told of its sets. A digest that is not ours leaves them unknown:
 * they differ. */
void sync_note_sets(struct sync *sync,
                    struct peer *peer,
                    const struct wire_hello *told);

/* The first drop week that both keep of a set, as the peer last told. */
uint16_t sync_agreed_week(const struct sync *sync,
                          const struct peer *peer,
                          enum set set);

/* Does a set, or any, differ from what the peer last told, as far as both
 * keep it? */
bool sync_set_differs(struct sync *sync, const struct peer *peer, enum set set);
bool sync_differs(struct sync *sync, const struct peer *peer);

/* Is nothing kept back from this peer and nothing of it under way? */
bool sync_is_drained(const struct sync *sync, const struct peer *peer);

/* Send what stands in sync->scratch. */
MUST_USE enum err sync_send(const struct work *work);

/* End the connection for `err`: with BYE to a member, silently to a guest. */
MUST_USE enum err sync_close(const struct work *work, enum err err);

/* Store a record that came from a peer; 0: from nobody. */
MUST_USE enum err
sync_store(const struct work *work, const struct record *record, uint32_t peer);

/* Remember not to ask for an id again today. */
MUST_USE enum err sync_refuse(const struct work *work, const struct id *id);

#endif
