/*
 * Councils: who the stewards are, from the founding on.
 *
 * Height 0 is the root: its hash names the neighbourhood. Each next council
 * is valid when the one before it agreed; of rivals every node picks the
 * same one. Rules: spec/people.md.
 */
#ifndef NODE_PEOPLE_COUNCIL_H
#define NODE_PEOPLE_COUNCIL_H

#include <stddef.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "node/limits.h"
#include "node/record/council_body.h"

struct roster; /* opaque: roster.h */

/* The council in force: stewards, height, content hash. */
struct roster_council {
    uint32_t height;
    struct id hash;
    struct id stewards[STEWARDS_MAX]; /* ascending */
    size_t steward_count;
    struct id voters[VOTERS_MAX]; /* ascending */
    size_t voter_count;
};

/* ERR_UNKNOWN before council 0 was added and settled. */
MUST_USE enum err roster_council(const struct roster *roster,
                                 struct roster_council *out);

/* The name of the neighbourhood from council 0, or "". */
const char *roster_place(const struct roster *roster);

/*
 * The content of a founding council: one steward, and a random birth, so that
 * two places of one name differ. Sign it with body_council_sign.
 *
 * name           of the neighbourhood, 1 to NAME_BYTES_MAX bytes
 * content        the content is appended
 * neighbourhood  the id of what is founded
 *
 * ERR_INVALID          the name breaks a rule of text; `content` is unchanged
 * ERR_FULL, ERR_NOMEM  as bytes_append; `content` is unchanged
 */
MUST_USE enum err council_found(struct view name,
                                const unsigned char birth[static BIRTH_BYTES],
                                const struct id *founder,
                                struct bytes *content,
                                struct neighbourhood *neighbourhood);

/* How much agreement a council has; a greater one beats a smaller one. */
enum council_support {
    COUNCIL_UNSUPPORTED,
    COUNCIL_BY_VOTERS,   /* two thirds of the voters before it */
    COUNCIL_BY_STEWARDS, /* more than half of the stewards before it */
};

/*
 * How many of the council before signed the next one? Whether it is theirs to
 * follow, and whether each signature is good, is asked elsewhere.
 */
enum council_support council_support(const struct council_content *before,
                                     const struct body_council *next);

#endif
