/*
 * Facts that never leave the house: what is hidden, who is blocked, where an
 * import came from, what happened, where peers were met.
 *
 * Calls that change something stand inside store_begin.
 */
#ifndef STORE_LOCAL_H
#define STORE_LOCAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "node/meet/origin.h"
#include "store/limits.h"
#include "store/store.h"

/* Hide a post by its post id, or show it again. ERR_FULL. */
MUST_USE enum err
local_hide(struct store *store, const struct id *post, bool is_hidden);
MUST_USE enum err
local_is_hidden(struct store *store, const struct id *post, bool *is_hidden);

/* Block a household, or no longer. ERR_FULL. */
MUST_USE enum err
local_block(struct store *store, const struct id *household, bool is_blocked);

/* The blocked households, at most `max` of LOCAL_BLOCKED_MAX. */
MUST_USE enum err
local_blocked(struct store *store, struct id *out, size_t max, size_t *count);

/*
 * Remember that a post was imported from `source` (any text of the import,
 * at most LOCAL_SOURCE_BYTES_MAX); an older post of that source is forgotten.
 *
 * ERR_INVALID  the source is empty or too long
 * ERR_FULL     LOCAL_SOURCES_MAX are remembered
 */
MUST_USE enum err local_set_source(struct store *store,
                                   struct view source,
                                   const struct id *post);

/* ERR_UNKNOWN  nothing was imported from this source. */
MUST_USE enum err
local_source(struct store *store, struct view source, struct id *post);

/* One line of the log: numbers, the words are the reader's. */
struct local_event {
    uint64_t when_ms;
    uint32_t kind; /* enum tell_kind, or the program's own from 1000 on */
    struct id subject;
    struct id other;
    uint64_t number;
};
typedef enum err local_visit_event(void *visitor,
                                   const struct local_event *event);

/* Append to the log; the oldest line goes when LOCAL_LOG_ROWS_MAX is full. */
MUST_USE enum err local_log(struct store *store,
                            const struct local_event *event);

/* Visit the newest `max` lines, newest first. */
MUST_USE enum err local_events(struct store *store,
                               size_t max,
                               local_visit_event *visit,
                               void *visitor);

/* Visit at most `max` lines that came after a cursor, oldest first; it is moved
 * behind each whose visit returned ERR_OK. */
MUST_USE enum err local_events_after(struct store *store,
                                     uint64_t *cursor,
                                     size_t max,
                                     local_visit_event *visit,
                                     void *visitor);

/* The cursor behind the newest line. */
MUST_USE enum err local_events_last(struct store *store, uint64_t *cursor);

/* Where a peer was met. */
struct local_address {
    char text[LOCAL_ADDRESS_BYTES_MAX]; /* "host:port" with an end mark */
    struct id transport;                /* its key, zero if not known */
    uint64_t last_success_ms;           /* 0: never */
    enum origin origin;                 /* the first that named it stays */
};

/*
 * Remember an address, or when it last answered. The one that answered least
 * lately goes when LOCAL_ADDRESSES_MAX are known.
 *
 * ERR_INVALID  it has no end mark
 */
MUST_USE enum err local_set_address(struct store *store,
                                    const struct local_address *address);

/* The addresses, those that answered last first. */
MUST_USE enum err local_addresses(struct store *store,
                                  struct local_address *out,
                                  size_t max,
                                  size_t *count);

/* Small facts of the program, each a number; 0 until it is set. */
enum local_fact {
    LOCAL_LAST_EXPORT_MS,
    LOCAL_LAST_BACKUP_MS,
    LOCAL_LAST_SYNC_MS,
    LOCAL_SOURCES,    /* how many imports are remembered; set here */
    LOCAL_KEEP_WEEKS, /* of the board; 0: all */
    LOCAL_NOTIFIED,   /* cursor of the log: people were told up to here */
    LOCAL_CELL,       /* of the household, as cell_number; 0: none */
    LOCAL_READ,       /* cursor of the log: this house looked up to here */
    LOCAL_FACTS,
};
MUST_USE enum err
local_set_fact(struct store *store, enum local_fact fact, uint64_t value);
MUST_USE enum err
local_fact(struct store *store, enum local_fact fact, uint64_t *value);

#endif
