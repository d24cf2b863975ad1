#include "node/people/pass.h"

#include <string.h>

#include "node/bytes.h"

enum { KEYS_BYTES = 3 * ID_BYTES, TIME_BYTES = 8 };

static struct view place_view(const struct neighbourhood *neighbourhood)
{
    return (struct view){neighbourhood->data, NEIGHBOURHOOD_BYTES};
}

static struct view id_view(const struct id *id)
{
    return (struct view){id->data, ID_BYTES};
}

void pass_sign(struct pass *pass,
               const struct neighbourhood *neighbourhood,
               const struct signing_keys *household)
{
    unsigned char until[TIME_BYTES];
    const struct view parts[] = {place_view(neighbourhood),
                                 id_view(&pass->one_time),
                                 {until, sizeof until}};

    put_u64(until, pass->until_ms);
    identity_sign(DOMAIN_PASS, parts, sizeof parts / sizeof *parts,
                  household->secret, pass->signature);
}

enum err pass_verify(const struct pass *pass,
                     const struct neighbourhood *neighbourhood,
                     const struct id *household)
{
    unsigned char until[TIME_BYTES];
    const struct view parts[] = {place_view(neighbourhood),
                                 id_view(&pass->one_time),
                                 {until, sizeof until}};

    put_u64(until, pass->until_ms);
    return identity_verify(DOMAIN_PASS, parts, sizeof parts / sizeof *parts,
                           household, pass->signature);
}

static void keys_join(const struct enrolment *enrolment,
                      unsigned char out[static KEYS_BYTES])
{
    memcpy(out, enrolment->signing.data, ID_BYTES);
    memcpy(out + ID_BYTES, enrolment->transport.data, ID_BYTES);
    memcpy(out + (size_t)2 * ID_BYTES, enrolment->sealing.data, ID_BYTES);
}

void enrolment_sign(struct enrolment *enrolment,
                    const struct neighbourhood *neighbourhood,
                    const struct signing_keys *one_time)
{
    unsigned char keys[KEYS_BYTES];
    const struct view parts[] = {place_view(neighbourhood),
                                 {keys, sizeof keys},
                                 view_text(enrolment->name)};

    keys_join(enrolment, keys);
    identity_sign(DOMAIN_ENROL, parts, sizeof parts / sizeof *parts,
                  one_time->secret, enrolment->signature);
}

enum err enrolment_verify(const struct enrolment *enrolment,
                          const struct neighbourhood *neighbourhood,
                          const struct id *household)
{
    unsigned char keys[KEYS_BYTES];
    const struct view parts[] = {place_view(neighbourhood),
                                 {keys, sizeof keys},
                                 view_text(enrolment->name)};
    enum err err = pass_verify(&enrolment->pass, neighbourhood, household);

    keys_join(enrolment, keys);
    return err == ERR_OK ? identity_verify(DOMAIN_ENROL, parts,
                                           sizeof parts / sizeof *parts,
                                           &enrolment->pass.one_time,
                                           enrolment->signature)
                         : err;
}
