/*
 * A street for tests of people: households by number, and the roster records
 * they sign, kept in a list that a test can reorder, cut and add to.
 *
 * Household 0 founds the place. Days count from STREET_DAY; what is signed on
 * a day is signed at its noon. A number always stands for the same keys.
 */
#ifndef TESTS_LIB_STREET_H
#define TESTS_LIB_STREET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/id.h"
#include "node/people/roster.h"
#include "node/record/body.h"
#include "node/record/council_body.h"

enum { STREET_DAY = 20000 };

struct street {
    struct neighbourhood neighbourhood;
    struct id root;        /* hash of the founding content */
    struct bytes *records; /* owned, in the order in which they were signed */
    size_t count;
    size_t room;
};

/* Noon of a day; and the number that roster_settle wants. */
uint64_t street_ms(int day);
uint32_t street_day(int day);

/* The keys of a household, of its device in lane 0, and of a one-time key. */
struct signing_keys street_keys(unsigned household);
struct id street_id(unsigned household);
struct keys_device street_device_keys(unsigned household);
struct signing_keys street_one_time(unsigned number);

/* Found it: council 0 on day 0 and nothing else. */
void street_init(struct street *street);
void street_release(struct street *street);

/* Sign one record; the answer is its place in the list. */
size_t street_vouch(struct street *street,
                    unsigned from,
                    uint32_t n,
                    unsigned about,
                    int day);
size_t street_unvouch(struct street *street,
                      unsigned from,
                      uint32_t n,
                      unsigned about,
                      int day);
size_t street_invite(struct street *street,
                     unsigned from,
                     uint32_t n,
                     unsigned key,
                     int day);
size_t
street_join(struct street *street, unsigned key, unsigned household, int day);
size_t street_profile(struct street *street, unsigned household, int day);
size_t street_device(struct street *street,
                     unsigned household,
                     const struct body_device *device,
                     int day);
size_t street_device_in(struct street *street,
                        unsigned household,
                        uint32_t lane,
                        const struct body_device *device,
                        int day);
size_t street_rules(struct street *street,
                    unsigned household,
                    const struct body_rules *rules,
                    int day);

/* A council after `previous`, signed and sent on by the first signer. */
struct street_council {
    const struct id *previous; /* hash of the content before; NULL: the root */
    uint32_t height;
    unsigned stewards[STEWARDS_MAX]; /* numbers, in any order */
    size_t steward_count;
    unsigned voters[VOTERS_MAX];
    size_t voter_count;
    unsigned signers[STEWARDS_MAX];
    size_t signer_count;
    int day;
};
size_t street_council(struct street *street,
                      const struct street_council *council,
                      struct id *hash);

/* Height 1 by the founder on day 1: stewards 1, 2, 3, voters 4, 5, 6. The
 * hash of its content. */
struct id street_widen(struct street *street);

/* Height 2 of one steward, signed on day 2 by the first of 1, 2 and 3; to be
 * changed before it is made. */
struct street_council
street_next(const struct id *previous, unsigned steward, size_t signer_count);

/* The council in force on day 3: its height; and its hash. */
uint32_t street_height(const struct street *street, struct id *hash);

/* Any record of the street; the body's bytes are copied. */
size_t street_sign(struct street *street,
                   unsigned household,
                   const struct record_draft *draft);

/* Read the record at a place. */
struct record street_record(const struct street *street, size_t place);

/* A roster of all records, settled for a day; roster_free it. `own` is the
 * household whose records are our own, or NOBODY_OWN. */
enum { NOBODY_OWN = 0xffffff };
struct roster *street_roster(const struct street *street, int day);
struct roster *
street_roster_of(const struct street *street, unsigned own, int day);

/* A household's level; and whether a record is kept. */
uint8_t street_level(const struct roster *roster,
                     unsigned household,
                     enum standing_mode mode);
bool street_keeps(const struct roster *roster,
                  const struct street *street,
                  size_t place);

#endif
