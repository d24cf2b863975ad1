/*
 * Sealing keys: an X25519 pair for each month and machine.
 *
 * Published two months ahead in a SEALING record and until the month after,
 * destroyed 60 days after their month, so that who takes a machine later reads
 * no older letters. Secrets are made from a random seed that comes from outside
 * the core. Rules K1 to K6 of spec/letters.md.
 */
#ifndef NODE_MAIL_SEALING_H
#define NODE_MAIL_SEALING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "node/limits.h"
#include "node/record/field.h"
#include "node/record/identity.h"

enum {
    SEALING_MONTHS_PAST = 1,  /* published on: letters of it may stand yet */
    SEALING_MONTHS_AHEAD = 2, /* published before they begin */
    SEALING_DAYS_AFTER = 60,  /* their secrets are kept that long */
    SEALING_SECRETS_MAX = 16, /* six months, and those of a former machine */
    SEALING_MONTHS_MAX = 4,   /* in a record */
};

/* The secret half of a month. */
struct sealing_secret {
    uint16_t month; /* months since January 1970 */
    bool is_former; /* of a machine that this one was copied from: it opens,
                       and is not published */
    struct exchange_keys keys;
};

struct sealing_keys {
    struct sealing_secret secrets[SEALING_SECRETS_MAX]; /* by month */
    size_t count;
    uint64_t over_ms; /* when one was first seen to be over, 0: none is */
};

/* What a SEALING record says. */
struct body_sealing {
    struct sealing_month {
        uint16_t month;
        struct id key;
    } months[SEALING_MONTHS_MAX]; /* ascending */
    size_t months_count;
};

/* The month of a time, in UTC, counted from January 1970. */
uint16_t sealing_month(uint64_t ms);

/* Is a month so long past that its secret must be gone? */
bool sealing_is_over(uint16_t month, uint64_t now_ms);

/* Does this month or one of those ahead lack a secret, or is one to be
 * destroyed, or to be noted as over, or no longer to be? */
bool sealing_is_due(const struct sealing_keys *keys, uint64_t now_ms);

/*
 * Make what is missing, note when one is first seen to be over, and destroy
 * what was over then once the clock has gone on for a day: one that is set
 * right within that day has destroyed nothing.
 *
 * seed  32 random bytes, used for nothing else; the caller wipes them
 */
void sealing_roll(struct sealing_keys *keys,
                  uint64_t now_ms,
                  const unsigned char seed[static KEY_SEED_BYTES]);

/* From now on this is another machine: what it has is of a former one. */
void sealing_part(struct sealing_keys *keys);

/* Wipe; may be called twice. */
void sealing_release(struct sealing_keys *keys);

/* Our own pair of a month; NULL: there is none. */
const struct exchange_keys *sealing_find(const struct sealing_keys *keys,
                                         uint16_t month);

/* What to publish: the month before, this one and those ahead. */
void sealing_published(const struct sealing_keys *keys,
                       uint64_t now_ms,
                       struct body_sealing *out);

/* The key that a record names for a month; NULL: none. */
const struct id *body_sealing_find(const struct body_sealing *body,
                                   uint16_t month);

/* Read and write a SEALING body; errors as in node/record/body.h. */
MUST_USE enum err body_sealing_read(struct view body, struct body_sealing *out);
MUST_USE enum err body_sealing_write(const struct body_sealing *body,
                                     struct bytes *out);

/* Its table. For the spec's test. */
const struct field *sealing_fields(size_t *count);

#endif
