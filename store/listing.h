/*
 * Listings: records one after another in the order in which they came, of
 * everything, of a set or of a drop week. Inside store/.
 */
#ifndef STORE_LISTING_H
#define STORE_LISTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/err.h"
#include "node/id.h"
#include "node/shelf.h"
#include "store/inside.h"

typedef enum err visit_kept(void *visitor, const struct kept *kept);

/* What is listed, and who is called for it: one of the three. */
struct listing {
    bool is_all; /* of all sets */
    enum set set;
    const struct id *household; /* NULL: of all of them */
    uint64_t after;             /* behind this sequence */
    uint64_t upto;              /* and up to this one; 0: to the end */
    shelf_visit_id *visit_id;
    shelf_visit_bytes *visit_bytes;
    visit_kept *visit_kept;
    void *visitor;
};

/* Visit; any error of the visitor ends the walk and is returned. */
MUST_USE enum err listing_walk(struct store *store,
                               const struct listing *listing);

/* The same for all of a set: looks only where its weeks lie. */
MUST_USE enum err listing_set(struct store *store,
                              const struct listing *listing);

/* Visit the records whose drop day is below `day`. */
MUST_USE enum err listing_expired(struct store *store,
                                  uint16_t day,
                                  visit_kept *visit,
                                  void *visitor);

/* As week_ids of struct shelf. */
MUST_USE enum err listing_week(struct store *store, struct listed_page *page);

/* As week_bytes of struct shelf. */
MUST_USE enum err listing_week_bytes(struct store *store,
                                     const struct shelf_week *week,
                                     uint64_t *cursor,
                                     shelf_visit_bytes *visit,
                                     void *visitor);

#endif
