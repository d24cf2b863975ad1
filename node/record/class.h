/*
 * Classes of records and the sets in which they are reconciled, as data.
 *
 * The class says which set a record belongs to, who signs it, how many slots
 * an author has, how large a body may be and for how long it is kept.
 * Normative: spec/records.md, table "classes".
 */
#ifndef NODE_RECORD_CLASS_H
#define NODE_RECORD_CLASS_H

#include <stdbool.h>
#include <stdint.h>

/* Sets, in the order in which a session compares them after the roster. */
enum set {
    SET_ROSTER,
    SET_PRESENCE,
    SET_BOARD,
    SET_LEDGER,
    SET_MAIL,
    SET_COUNT,
};

/* Numbers are on the wire. */
enum record_class {
    CLASS_HOUSEHOLD = 1,
    CLASS_DEVICE = 2,
    CLASS_RULES = 3,
    CLASS_COUNCIL = 4,
    CLASS_JOIN = 5,
    CLASS_VOUCH = 6,
    CLASS_ADDRESS = 7,
    CLASS_MANIFEST = 8,
    CLASS_POST = 9,
    CLASS_SAY = 10,
    CLASS_CARRY = 11,
    CLASS_LETTER = 12,
    CLASS_CIRCLE = 13,
    CLASS_RECEIPT = 14,
    CLASS_SEALING = 15,
    CLASS_END = 16,
};

/* Kinds of the class VOUCH. */
enum { KIND_VOUCH = 1, KIND_INVITE = 2 };

enum { RETENTION_FOR_EVER = 0, DROP_DAY_NEVER = 65535, WEEK_DAYS = 7 };

struct class_row {
    const char *name; /* as in spec, SQL and JSON */
    enum set set;
    bool is_household_signed; /* signer is the household key; lane is 0 */
    bool is_content_named;    /* its slot is named by content, not by n */
    bool is_lasting;          /* an empty body is refused */
    uint16_t retention_days;  /* RETENTION_FOR_EVER: never dropped */
    uint16_t body_bytes_max;
    uint32_t slots_newcomer;
    uint32_t slots_full;
    uint32_t slots_steward;
};

/* The row of a class, or NULL for a number that is no class. */
const struct class_row *class_find(unsigned number);

/*
 * How many slots an author of this standing level has (0 steward, 1..6 full,
 * 7 newcomer, else none). VOUCH counts by level. A content-named class
 * answers SLOTS_MAX for whoever has standing.
 */
uint32_t class_slots(enum record_class class, unsigned level);

/* May a council's rules change the slots of this class? Those of the roster
 * and of what is named by content stand fast: L3 of spec/people.md. */
bool class_has_rules(unsigned number);

/* "roster", "presence", "board", "ledger", "mail". */
const char *set_name(enum set set);

/* The UTC day after which a record is old: 0..65534, or DROP_DAY_NEVER. */
uint16_t class_drop_day(enum record_class class, uint64_t stamp_ms);

#endif
