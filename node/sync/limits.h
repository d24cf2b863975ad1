/*
 * The ceilings of sync: see node/limits.h, by which they are included.
 */
#ifndef NODE_SYNC_LIMITS_H
#define NODE_SYNC_LIMITS_H

enum {
    /* Messages, lists and windows. */
    MESSAGE_BYTES_MAX = 256 * 1024,
    RECORDS_BYTES_MAX = 64 * 1024, /* one message of records */
    LIST_IDS_MAX = 1024,           /* ids in one message */
    WEEKS_MAX = 128,               /* drop weeks in which a set has records */
    /* Records sent to a peer and not acknowledged: what its processors check
     * while it merges what it has taken in, writes, and its word is on the way;
     * less when all peers together were sent so much that they do not take. */
    WINDOW_BYTES = 2 * 1024 * 1024,
    WINDOW_BYTES_MIN = 128 * 1024,
    SENT_BYTES_MAX = 16 * 1024 * 1024,
    WANTED_MAX = 4096,            /* ids listed and not yet sent */
    STEP_BYTES_MAX = 1024 * 1024, /* records sent in one step */
    PUSH_ROWS_MAX = 256,          /* journal rows read at a time */
    REFUSED_MAX = 4096,           /* ids not asked for again today */
    SEEN_MAX = 1024,              /* ids a peer gave us, not given back */
    PASSED_MAX = 32,              /* stretches of rows it need not be told */
    PEERS_MAX = 600,
    ROSTER_PENDING_MAX = 4096, /* roster records that wait for a vouch */
    ROSTER_PENDING_BYTES_MAX = 4 * 1024 * 1024,
    ROSTER_TRIAL_MS = 200,      /* rest after a trial that admitted nothing */
    GUEST_BYTES_MAX = 8 * 1024, /* roster records an unknown device may send */
    GUEST_MS_MAX = 5000,
    SENT_AWAY_MS = 4000,  /* who closes on us later, and never spoke, has judged
                             what we showed: a guest's time, less what a clock
                             and a way may differ by */
    AWAY_MAX = 64,        /* households of which it is told once a day */
    CREDENTIALS_MS = 250, /* silence after which we say who we are */
    PROGRESS_MS_MAX = 60 * 1000, /* silence of a peer whose turn it is */
    SILENCE_MS_MAX = 180 * 1000, /* of a live peer that leads */
    TWIN_MS = 5000,              /* links this young may be twins in flight */
    COMPARISONS_MAX = 60,        /* comparisons a leader has in hand */
    COMPARISON_MS = 10 * 1000,   /* in which it gets another */
    SPOILT_MAX = 64,             /* records with a bad signature of a peer */
    SPOILT_MS = 60 * 1000,       /* in which it may send another */
    CHECK_QUIET_MS = 2000,       /* from a change to comparing */
    CHECK_MS = 60 * 1000,        /* comparing without a change */
    CHECK_BACKOFF_MS = 4000,     /* after comparing again in vain */
    CHECK_BACKOFF_MS_MAX = 600 * 1000,
    SETS_KEPT_ROWS = 8192, /* and a sixteenth of a set: rows to a snapshot */
    SETS_DOUBT_MS = 60 * 60 * 1000, /* between readings that doubt them */
    SKETCH_SYMBOLS_MIN = 64,        /* of a small set: 1,280 bytes */
    SKETCH_SYMBOLS_MAX = 16384,     /* of a great one: 320 KiB */
    SYMBOLS_MESSAGE_MAX = 4000,     /* of 16 bytes in one message */
    FOUND_MESSAGE_MAX = 4096,       /* found items of 8 bytes in one message */
    SIEVE_PART_BYTES = 32 * 1024,   /* of a sieve in one message */
    SIEVE_PARTS_MAX = 64,           /* 2 MiB: 1.4 million records */
    SIEVE_BYTES_MAX = SIEVE_PARTS_MAX * SIEVE_PART_BYTES,
    SIEVES_BYTES_MAX = 4 * SIEVE_BYTES_MAX, /* of all peers */
    SIEVE_AHEAD = 4,           /* parts said before the next is asked for */
    SIEVE_SIGN_MS = 10 * 1000, /* between signs that one is being built */
    SIEVE_SIGNS_MAX = 32,
    SIFT_ROWS_MAX = 4096,      /* looked at in one step */
    SIFTS_MAX = 4,             /* of a set before its next comparison must do */
    KEYED_PEER_MS = 60 * 1000, /* between keyed rounds with one peer */
    KEYED_MS = 5000,           /* the same with all: each walks a set */
    SKETCH_CHANGES_MAX = 1024, /* records that come or go while compared */
    KEEP_WEEKS_MAX = 17,       /* of a scope: the board lives for 120 days */
    SCOPED_MAX = 4,            /* sketches of peers that keep less: 1.3 MB */
    SCOPED_MS = 60 * 1000,     /* that one stays: making it walks over a set */
};

#endif
