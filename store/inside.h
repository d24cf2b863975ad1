/*
 * What the files of store/ share: the struct behind struct store, and how a
 * record is found. Inside store/.
 */
#ifndef STORE_INSIDE_H
#define STORE_INSIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "node/board/post.h"
#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "node/record/record.h"
#include "node/shelf.h"
#include "store/filter.h"
#include "store/fresh.h"
#include "store/held.h"
#include "store/known.h"
#include "store/lane.h"
#include "store/limits.h"
#include "store/listed.h"
#include "store/run.h"
#include "store/sql.h"
#include "store/store.h"
#include "store/tail.h"
#include "store/week.h"

/* A household and its number in this file; numbers are never taken back. */
struct numbered {
    struct id id;
    uint64_t number; /* 0: this place is free */
};

/* A scrub that is under way; another process begins its own. */
struct scrubbing {
    bool is_begun;
    bool is_purging;         /* the search index is being merged */
    uint64_t upto;           /* what was erased by then will be gone */
    uint64_t upto_forgotten; /* the same of what is in no journal */
};

struct store {
    struct sql sql;
    enum store_mode mode;
    int turn; /* of writers; see store/turn.h */
    char folder[PATH_BYTES_MAX];
    struct numbered households[STORE_HOUSEHOLDS_CACHED];
    struct bytes words; /* of the post at hand */
    struct held_places held;

    /* What is remembered of the file; see known_refresh. */
    bool is_writing;  /* between store_begin and store_commit */
    bool is_known;    /* it was read, and nothing was rolled back since */
    bool is_current;  /* it agrees with the open transaction */
    uint64_t version; /* data_version when it was read */
    uint64_t last;    /* greatest sequence */
    uint64_t merged;  /* records up to this sequence are in runs */
    uint64_t
        words_upto;  /* and their words are in the search index up to here */
    uint64_t floor;  /* the journal is cut up to this sequence */
    uint64_t merges; /* changes of the runs so far */
    struct weeks weeks;
    struct runs runs;
    struct tail tail;
    struct fresh fresh;
    struct filter filter;
    struct absent absent; /* as long as the runs hold what they hold */
    struct listed listed; /* of the week that is listed */
    size_t probes;        /* keys looked for in runs */
    struct scrubbing scrub;
    struct lane_hint lane;
    uint64_t photos_bytes_max;
    bool has_doomed; /* photos go after the next commit */
};

/* What the table `record` says of a row, in the lowest bits of `state`; for
 * the last two the set and the drop day stand above. */
enum row_state {
    ROW_KEPT,   /* in its set */
    ROW_ERASED, /* it came, and is no more */
    ROW_LEFT,   /* the one with this id left its set */
};

/* A record that is kept. */
struct kept {
    uint64_t seq;
    struct shelf_row row;
};

/* The number of a household; one is given to a household that has none. */
MUST_USE enum err household_number(struct store *store,
                                   const struct id *household,
                                   uint64_t *number);

/* ERR_UNKNOWN where it has none. */
MUST_USE enum err household_find(struct store *store,
                                 const struct id *household,
                                 uint64_t *number);

/* Remember a number that was read. */
void household_note(struct store *store,
                    const struct id *household,
                    uint64_t number);

/* After a rollback: numbers given since then are void. */
void households_forget(struct store *store);

/* What is kept at a sequence, under an id, in a slot; ERR_UNKNOWN. With
 * `bytes`, those of the record replace what is in it; NULL: not wanted. */
MUST_USE enum err kept_at(struct store *store,
                          uint64_t seq,
                          struct kept *out,
                          struct bytes *bytes);
MUST_USE enum err kept_by_id(struct store *store,
                             const struct id *id,
                             struct kept *out,
                             struct bytes *bytes);
MUST_USE enum err
kept_by_slot(struct store *store, const struct id *slot, struct kept *out);

/* The same for the slot of a record that came: where its number was never used
 * no run is looked at. */
MUST_USE enum err kept_head_of(struct store *store,
                               const struct record *record,
                               struct kept *out);

/* One whose id begins with these bytes; ERR_UNKNOWN. */
MUST_USE enum err
kept_by_prefix(struct store *store, uint64_t prefix, struct kept *out);

/* Its row as the core reads it; ERR_UNKNOWN: its bytes have rotten so that it
 * is none. Sound: its id is made of them; its signature may have rotten. */
MUST_USE enum err
kept_row(struct view bytes, const struct id *id, struct shelf_row *out);
bool kept_is_sound(struct view bytes, const struct id *id);

/* Is the record at this sequence erased? */
MUST_USE enum err is_gone(struct store *store, uint64_t seq, bool *is_so);

#endif
