/*
 * Enrolling: how another machine comes into a household, on a code that one
 * which holds the household's key made. Normative: spec/pass.md.
 */
#ifndef CLI_ENROLLING_H
#define CLI_ENROLLING_H

#include <stdint.h>

#include "cli/program.h"
#include "node/bytes.h"
#include "node/err.h"
#include "store/keys.h"

/*
 * Sign a pass and append it as a code carries it: neighbourhood, household,
 * time, signature.
 *
 * ERR_FULL, ERR_NOMEM
 */
MUST_USE enum err
enrolling_pass(const struct keys *keys,
               const unsigned char one_time_seed[static KEY_SEED_BYTES],
               uint64_t until_ms,
               struct bytes *out);

/* The command `device join CODE`: make a folder, ask to be let in, fetch. */
MUST_USE enum err enrolling_join(struct call *call);

#endif
