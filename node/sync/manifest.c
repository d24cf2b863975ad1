#include "node/sync/manifest.h"

#include <string.h>

#include "node/record/record.h"

bool manifest_is_wanted(const struct roster *roster,
                        const struct node_config *config,
                        uint32_t records)
{
    const uint8_t level =
        roster_level(roster, &config->household->signing.public, STANDING_LIVE);

    return records >= MANIFEST_RECORDS_MIN && level != LEVEL_NONE &&
           (level == 0 || config->is_hub);
}

bool manifest_fill(const struct fingerprint *board,
                   uint16_t from_week,
                   struct body_manifest *out)
{
    struct wire_week weeks[WEEKS_MAX];
    const size_t all = fingerprint_weeks(board, from_week, weeks);
    const size_t skipped =
        all > MANIFEST_WEEKS_MAX ? all - MANIFEST_WEEKS_MAX : 0;

    *out = (struct body_manifest){.weeks_count = all - skipped};
    for (size_t index = skipped; index < all; index++) {
        struct body_manifest_week *to = &out->weeks[index - skipped];

        to->week = weeks[index].week;
        to->records = weeks[index].count;
        memcpy(to->hash, weeks[index].hash, MANIFEST_HASH_BYTES);
    }
    return out->weeks_count > 0;
}

/* Full members with live standing, whose word was good so far. */
static bool is_believed(const struct manifest_trust *trust,
                        const struct record *record)
{
    return roster_level(trust->roster, &record->household, STANDING_LIVE) <=
               LEVEL_MAX &&
           roster_signer_counts(trust->roster, &record->household,
                                &record->signer, record->stamp_ms) &&
           !recent_has(trust->liars, &record->household);
}

static void add_week(struct manifest_weeks *weeks,
                     const struct body_manifest_week *said,
                     const struct id *household)
{
    struct manifest_week *at = NULL;

    for (size_t index = 0; index < weeks->count && at == NULL; index++) {
        if (weeks->weeks[index].said.week == said->week) {
            at = &weeks->weeks[index];
        }
    }
    if (at == NULL && weeks->count < MANIFEST_WEEKS_MAX) {
        at = &weeks->weeks[weeks->count++];
        at->said.records = 0;
    }
    if (at != NULL && said->records > at->said.records) {
        *at = (struct manifest_week){*said, *household};
    }
}

struct collecting {
    const struct manifest_trust *trust;
    struct manifest_weeks *out;
};

static enum err collect_one(void *visitor, struct view bytes)
{
    const struct collecting *collecting = visitor;
    struct body_manifest body;
    struct record record;
    enum err err = record_read_header(bytes, &record);

    if (err != ERR_OK) {
        return ERR_CORRUPT; /* it was read before it was stored */
    }
    if (record.class != CLASS_MANIFEST || record.kind != 1 ||
        record_is_tombstone(&record) ||
        !is_believed(collecting->trust, &record) ||
        body_manifest_read(record.body, &body) != ERR_OK) {
        return ERR_OK;
    }
    for (size_t index = 0; index < body.weeks_count; index++) {
        add_week(collecting->out, &body.weeks[index], &record.household);
    }
    return ERR_OK;
}

enum err manifest_collect(const struct shelf *shelf,
                          const struct manifest_trust *trust,
                          struct manifest_weeks *out)
{
    struct collecting collecting = {trust, out};

    out->count = 0;
    return shelf->walk_bytes(shelf->self, SET_PRESENCE, collect_one,
                             &collecting);
}

const struct manifest_week *manifest_find(const struct manifest_weeks *weeks,
                                          uint16_t week)
{
    for (size_t index = 0; index < weeks->count; index++) {
        if (weeks->weeks[index].said.week == week) {
            return &weeks->weeks[index];
        }
    }
    return NULL;
}
