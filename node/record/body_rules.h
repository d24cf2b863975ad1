/*
 * The body of a RULES record: what a neighbourhood's stewards set. It is read
 * and written with the other bodies, in node/record/body.h.
 */
#ifndef NODE_RECORD_BODY_RULES_H
#define NODE_RECORD_BODY_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/limits.h"
#include "node/record/class.h"

/* Slots of one class, instead of those in class.c. */
struct slot_rule {
    uint8_t class; /* enum record_class, ascending */
    uint32_t newcomer;
    uint32_t full;
    uint32_t steward;
};

/* What people call a cell. */
struct place_rule {
    struct view name;
    struct view cell;
};

/* Zero is absent: as usual. */
struct body_rules {
    struct slot_rule slots[CLASS_END - 1];
    size_t slots_count;
    bool has_floor;
    uint16_t floor_hours; /* that a balance may go below zero */
    bool has_ceiling;
    uint16_t ceiling_hours;
    bool is_shared;   /* a session of several is shared, not paid in full */
    bool first_waits; /* a newcomer's first post is not shown at once */
    struct place_rule places[PLACES_MAX];
    size_t places_count;
};

#endif
