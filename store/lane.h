/*
 * Lanes: how many slot numbers of a class a device of a household has ever
 * used, so that a number is taken again last. The table knows of records
 * that are in runs or erased; the others are looked through. Inside store/.
 */
#ifndef STORE_LANE_H
#define STORE_LANE_H

#include <stdbool.h>
#include <stdint.h>

#include "node/err.h"
#include "node/id.h"
#include "node/record/record.h"
#include "node/shelf.h"

struct store;

/* How many slot numbers of one lane were used, as far as is known. */
struct lane_hint {
    struct id household;
    enum record_class class;
    uint32_t lane;
    uint64_t used;
    bool is_known;
};

/* Write that a number was used; content-named classes have none. */
MUST_USE enum err lane_use(struct store *store, const struct shelf_row *row);

/* The same for a lane by the number of its household, when `used` is how many
 * numbers were. */
MUST_USE enum err lane_write(struct store *store,
                             uint64_t household,
                             enum record_class class,
                             uint32_t lane,
                             uint64_t used);

/* How many numbers of a record's lane were used by records in runs, or that
 * were erased. */
MUST_USE enum err
lane_written(struct store *store, const struct record *record, uint64_t *used);

/* A record was stored: remember it if somebody has asked about its lane. */
void lane_note(struct store *store, const struct record *record);

/* How many numbers of the lane were ever used, as far as this file knows. */
MUST_USE enum err
lane_used(struct store *store, const struct shelf_range *range, uint64_t *used);

#endif
