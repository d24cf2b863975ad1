/*
 * A pass: what lets one more machine into a household.
 *
 * A machine that holds the household's key signs a one-time key, until a
 * time. Whoever holds the secret half enrols the keys of a new machine with
 * it; the first machine then announces them. The new one never sees the
 * household's key. Rules P1 to P6 of spec/pass.md.
 */
#ifndef NODE_PEOPLE_PASS_H
#define NODE_PEOPLE_PASS_H

#include <stdint.h>

#include "node/err.h"
#include "node/id.h"
#include "node/limits.h"
#include "node/record/identity.h"

struct pass {
    struct id one_time;
    uint64_t until_ms;
    unsigned char signature[SIGNATURE_BYTES]; /* of the household */
};

/* What a new machine shows. */
struct enrolment {
    struct pass pass;
    struct id signing;
    struct id transport;
    struct id sealing;
    char name[NAME_BYTES_MAX + 1];            /* of the machine; "" */
    unsigned char signature[SIGNATURE_BYTES]; /* of the one-time key */
};

/* Sign a pass with the household's key; one_time and until_ms are set. */
void pass_sign(struct pass *pass,
               const struct neighbourhood *neighbourhood,
               const struct signing_keys *household);

/* ERR_SIGNATURE  the household has not signed it for this neighbourhood */
MUST_USE enum err pass_verify(const struct pass *pass,
                              const struct neighbourhood *neighbourhood,
                              const struct id *household);

/* Sign an enrolment with the one-time key; all else is set. */
void enrolment_sign(struct enrolment *enrolment,
                    const struct neighbourhood *neighbourhood,
                    const struct signing_keys *one_time);

/* ERR_SIGNATURE  one of the two signatures does not match */
MUST_USE enum err enrolment_verify(const struct enrolment *enrolment,
                                   const struct neighbourhood *neighbourhood,
                                   const struct id *household);

#endif
