/*
 * Rows: what the shelf says of records, of changes, and of drop weeks, and
 * how it is asked.
 */
#ifndef NODE_ROW_H
#define NODE_ROW_H

#include <stdbool.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "node/record/class.h"

/* What is known of a kept record without reading its body. */
struct shelf_row {
    struct id id;
    struct id slot;
    struct id household;
    struct id signer;
    enum record_class class;
    uint16_t kind;
    uint32_t lane;
    uint32_t n;
    uint64_t stamp_ms;
    uint16_t drop_day;
    bool is_tombstone;
};

/* One change of a kept set, in the order in which changes were committed. */
struct journal_row {
    uint64_t sequence; /* 1, 2, ... never reused */
    enum set set;
    bool is_added; /* false: it left the set */
    struct id id;
    uint16_t drop_day;
};

/* Places for derived state (ACTION_KEEP). Who recalls it checks its age. */
enum snapshot {
    SNAPSHOT_SETTLED, /* the settled roster: who belongs, names, devices; gone
                         as soon as a record of the set roster comes or goes */
    SNAPSHOT_SWEPT,   /* whose records were looked at: node/sweep.h */
    SNAPSHOT_MAIL,    /* up to which row letters were tried: node/receive.h */
    SNAPSHOT_NUDGED,  /* up to which time nudges were told: node/nudge.h */
    SNAPSHOT_SETS,    /* sums and sketch of set s stand at SNAPSHOT_SETS + s */
    SNAPSHOT_COUNT = SNAPSHOT_SETS + SET_COUNT,
};

/* A drop week of a set. */
struct shelf_week {
    enum set set;
    uint16_t week; /* drop day / 7 */
};

/* How far a scan over all that is kept has come. */
struct shelf_scan {
    uint64_t cursor; /* 0: at the beginning */
    uint64_t upto;   /* what came behind this journal row may be left out; 0:
                        nothing is */
};

/* The slot numbers of one class of one device. */
struct shelf_range {
    struct id household;
    uint32_t lane;
    enum record_class class;
    uint32_t limit;
};

/* What a walk calls; any error ends the walk and is returned. */
typedef enum err
shelf_visit_id(void *visitor, const struct id *id, uint16_t drop_day);
typedef enum err shelf_visit_bytes(void *visitor, struct view bytes);

#endif
