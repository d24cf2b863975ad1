/*
 * What the rules in force say beside numbers of slots: how far a balance of
 * hours may go, what people call a place. Rules L4 to L6 of spec/people.md.
 */
#ifndef NODE_PEOPLE_RULED_H
#define NODE_PEOPLE_RULED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/id.h"
#include "node/limits.h"

struct roster;

/* Texts with an end mark. */
struct ruled_place {
    unsigned char name[NAME_BYTES_MAX + 1];
    unsigned char cell[NAME_BYTES_MAX + 1];
};

struct ruled {
    int32_t floor_minutes; /* zero or less */
    int32_t ceiling_minutes;
    bool is_shared;   /* a session of several is shared among those who pay */
    bool first_waits; /* a newcomer's first post shows after 48 h */
    struct ruled_place places[PLACES_MAX];
    size_t place_count;
};

/* What is in force; as usual where nobody rules. Borrowed until the roster is
 * next settled, reset or freed. */
const struct ruled *roster_ruled(const struct roster *roster);

/* Is this RULES record the one in force? Asked of a roster that was settled,
 * not of one that was thawed. */
bool roster_is_ruled_by(const struct roster *roster, const struct id *record);

/* The stamp of the RULES record in force, ms since 1970; 0 where nobody rules.
 * Asked of a settled roster, too. */
uint64_t roster_ruled_ms(const struct roster *roster);

#endif
