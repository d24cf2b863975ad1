/*
 * Kinds of deals: one row of rules for each use of the one machine, as data.
 *
 * What a kind allows is asked of its row; nothing in this folder compares a
 * kind with another. Normative: spec/deals.md, table "kinds".
 */
#ifndef NODE_DEAL_KIND_H
#define NODE_DEAL_KIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Those with a post have the number of its kind; a notice has no deals. */
enum deal_kind {
    DEAL_OFFER = 1,
    DEAL_REQUEST = 2,
    DEAL_LOAN = 3,
    DEAL_SKILL = 4,
    DEAL_MEAL = 5,
    DEAL_EVENT = 6,
    DEAL_PROJECT = 7,
    DEAL_INTRO = 9,
    DEAL_CIRCLE = 10,
    DEAL_KIND_END = 11,
};

/* What runs out. */
enum capacity {
    CAPACITY_QUANTITY, /* of things or portions: the post's quantity */
    CAPACITY_DAYS,     /* one unit, booked by days */
    CAPACITY_HOURS,    /* floor and ceiling of an account; none here */
    CAPACITY_ROLE,     /* places of each role */
    CAPACITY_TARGET,   /* of each line */
    CAPACITY_TWO,
    CAPACITY_VOUCHES,
    CAPACITY_END,
};

/* When the keeper's node says yes by itself. */
enum auto_yes {
    AUTO_CHOICE,  /* as the post's `choose` says: first, or draw */
    AUTO_ALLOWED, /* if free, where the post says `auto` */
    AUTO_NEVER,
    AUTO_FREE, /* if free */
    AUTO_RESULT,
    AUTO_SECOND,
    AUTO_VOUCHES,
    AUTO_END,
};

/* Whose marks a deal wants before it rests. */
enum signing {
    SIGN_HAND_OVER, /* both, of the hand-over */
    SIGN_DONE,      /* both, of the work */
    SIGN_BOTH_WAYS, /* both of the hand-over; the keeper's word closes */
    SIGN_ALWAYS,
    SIGN_OPTIONAL,
    SIGN_YES, /* both say yes */
    SIGN_NONE,
    SIGN_END,
};

/* From where a hold is counted when the yes names none. */
enum hold_from {
    HOLD_NONE,
    HOLD_YES,     /* from the yes */
    HOLD_WHEN,    /* from the time agreed; from the yes if there is none */
    HOLD_EVENING, /* 18:00 UTC of the day before the time agreed */
    HOLD_FROM_END,
};

struct kind_row {
    const char *name;
    enum capacity capacity;
    enum auto_yes auto_yes;
    bool comes_back; /* out and done are two steps */
    bool hands_on;   /* another person may come instead */
    enum signing signing;
    enum hold_from hold_from;
    int32_t hold_hours;
    int32_t head_hours;  /* instead, from the yes, for one who waited; or 0 */
    const char *ends_as; /* words for outcomes, the good one first */
};

/* The row of a kind; NULL for a number that has no deals. */
const struct kind_row *kind_find(unsigned kind);

/*
 * Until when a yes holds that names no time itself: ms since 1970, after the
 * yes; 0 where the kind has no holds.
 *
 * yes_ms   when it was said
 * when_ms  of the hand-over, 0 if none is agreed
 * waited   it was said to one on the waiting list
 */
uint64_t kind_hold_ms(const struct kind_row *row,
                      uint64_t yes_ms,
                      uint64_t when_ms,
                      bool waited);

/* Words of the spec for each value. */
const char *capacity_name(enum capacity capacity);
const char *auto_yes_name(enum auto_yes value);
const char *signing_name(enum signing signing);
const char *hold_from_name(enum hold_from from);

#endif
