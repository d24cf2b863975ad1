/*
 * Bodies of the roster and of presence: what each class says, field by field.
 *
 * Structs hold views into the body they were read from and fixed arrays whose
 * sizes stand in limits.h. Zero is absent. Reading is ERR_MALFORMED for what
 * the spec refuses; writing is ERR_INVALID for the same, or ERR_FULL or
 * ERR_NOMEM as bytes_append, and leaves `out` as it was. The COUNCIL
 * stands in council_body.h, posts in node/board/post.h.
 * Normative: spec/records.md.
 */
#ifndef NODE_RECORD_BODY_H
#define NODE_RECORD_BODY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "node/limits.h"
#include "node/record/body_rules.h"
#include "node/record/class.h"
#include "node/record/field.h"
#include "node/record/identity.h"

struct body_household {
    struct view name;
    struct view people[PEOPLE_MAX];
    size_t people_count;
};

/* A signing key a device had before, and when it ended. */
struct former_key {
    struct id key;
    uint64_t ended_ms; /* it signs stamps below this */
};

/* All three keys are there, or none: then the device is struck out. */
struct body_device {
    struct id signing;
    struct id transport;
    struct id sealing;
    struct view name;
    struct former_key former[FORMER_KEYS_MAX];
    size_t former_count;
    struct id one_time; /* of the pass on which it came; zero: of none */
};

struct body_join {
    struct id one_time; /* the public key whose secret the invite carries */
    unsigned char signature[SIGNATURE_BYTES];
    struct view name;
};

struct body_vouch {
    struct id household;
    bool is_withdrawn;
};

struct body_invite {
    struct id one_time;
    uint64_t until_ms;
    bool is_withdrawn;
};

enum { ADDRESS_FLAG_HUB = 1 };

struct body_address {
    struct view addresses[ADDRESSES_MAX]; /* "host:port" */
    size_t addresses_count;
    uint32_t flags; /* ADDRESS_FLAG_...; unknown bits are kept */
};

struct body_manifest {
    struct body_manifest_week {
        uint16_t week; /* a drop week of the board, as it is kept */
        uint32_t records;
        unsigned char hash[MANIFEST_HASH_BYTES];
    } weeks[MANIFEST_WEEKS_MAX]; /* ascending */
    size_t weeks_count;
};

/* One for each kind of body; see the top for errors. */
MUST_USE enum err body_household_read(struct view body,
                                      struct body_household *out);
MUST_USE enum err body_household_write(const struct body_household *body,
                                       struct bytes *out);
MUST_USE enum err body_device_read(struct view body, struct body_device *out);
MUST_USE enum err body_device_write(const struct body_device *body,
                                    struct bytes *out);
MUST_USE enum err body_rules_read(struct view body, struct body_rules *out);
MUST_USE enum err body_rules_write(const struct body_rules *body,
                                   struct bytes *out);
MUST_USE enum err body_join_read(struct view body, struct body_join *out);
MUST_USE enum err body_join_write(const struct body_join *body,
                                  struct bytes *out);
MUST_USE enum err body_vouch_read(struct view body, struct body_vouch *out);
MUST_USE enum err body_vouch_write(const struct body_vouch *body,
                                   struct bytes *out);
MUST_USE enum err body_invite_read(struct view body, struct body_invite *out);
MUST_USE enum err body_invite_write(const struct body_invite *body,
                                    struct bytes *out);
MUST_USE enum err body_address_read(struct view body, struct body_address *out);
MUST_USE enum err body_address_write(const struct body_address *body,
                                     struct bytes *out);
MUST_USE enum err body_manifest_read(struct view body,
                                     struct body_manifest *out);
MUST_USE enum err body_manifest_write(const struct body_manifest *body,
                                      struct bytes *out);

/* No keys: the device was struck out. */
bool body_device_is_struck_out(const struct body_device *device);

/* Sign a JOIN with the one-time secret; fills `one_time` and `signature`. */
void body_join_sign(struct body_join *join,
                    const struct signing_keys *one_time,
                    const struct neighbourhood *neighbourhood,
                    const struct id *household);

/*
 * Was the JOIN signed with its one-time key, for this household?
 *
 * ERR_SIGNATURE  no
 */
MUST_USE enum err body_join_verify(const struct body_join *join,
                                   const struct neighbourhood *neighbourhood,
                                   const struct id *household);

/*
 * The table of fields of a class and kind, or NULL where this version knows
 * none. For the spec's test.
 */
const struct field *
body_fields(enum record_class class, uint16_t kind, size_t *count);

#endif
