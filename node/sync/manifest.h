/*
 * Manifests: what households say they keep of the board, by drop week, and
 * whom of them to believe.
 *
 * Pure; rules U1 to U3 of spec/manifest.md.
 */
#ifndef NODE_SYNC_MANIFEST_H
#define NODE_SYNC_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/err.h"
#include "node/id.h"
#include "node/limits.h"
#include "node/node.h"
#include "node/people/roster.h"
#include "node/record/body.h"
#include "node/shelf.h"
#include "node/sync/fingerprint.h"
#include "node/sync/recent.h"

/* A drop week that a believed household lists. */
struct manifest_week {
    struct body_manifest_week said;
    struct id household;
};

struct manifest_weeks {
    struct manifest_week weeks[MANIFEST_WEEKS_MAX];
    size_t count;
};

/* What to believe: the roster, and who was found to lie. */
struct manifest_trust {
    const struct roster *roster;
    const struct recent *liars;
};

/* Does a node with these keys sign one of a board of so many records? */
bool manifest_is_wanted(const struct roster *roster,
                        const struct node_config *config,
                        uint32_t records);

/* What we keep of a week and later ones, as the body of a manifest; false
 * where that is nothing. */
bool manifest_fill(const struct fingerprint *board,
                   uint16_t from_week,
                   struct body_manifest *out);

/*
 * All weeks that believed manifests on the shelf list; of a week that several
 * list the one with most records. Those past MANIFEST_WEEKS_MAX are left out.
 */
MUST_USE enum err manifest_collect(const struct shelf *shelf,
                                   const struct manifest_trust *trust,
                                   struct manifest_weeks *out);

/* NULL where the week is not among them. */
const struct manifest_week *manifest_find(const struct manifest_weeks *weeks,
                                          uint16_t week);

#endif
