/*
 * Every ceiling of the core, with its unit and its reason. Reaching one is
 * ERR_FULL (or the error named beside it) and has a test at the edge.
 * Those of sync, mail and photos stand in limits.h there, parts of this; those
 * of sockets and files in net/limits.h and store/limits.h.
 */
#ifndef NODE_LIMITS_H
#define NODE_LIMITS_H

#include "node/mail/limits.h"
#include "node/photo/limits.h"
#include "node/sync/limits.h"

enum {
    /* The decoder: what a person can read fits many times over. */
    SCAN_DEPTH_MAX = 8,
    SCAN_ITEMS_MAX = 512,

    /* Bodies: a post is a card on a board, not a document; a council holds
     * 64 voters and as many signatures; a carried record holds a whole one. */
    BODY_BYTES_MAX_SMALL = 4096,    /* posts, says, letters, presence */
    BODY_BYTES_MAX_CARRY = 12288,   /* a carried record */
    BODY_BYTES_MAX_ROSTER = 16384,  /* roster and ledger */
    RECORD_BYTES_MAX = 16384 + 256, /* header, greatest body, signature */

    /* Text of a post: title on one line, text on one card. */
    TITLE_BYTES_MAX = 120,
    TEXT_BYTES_MAX = 3000,
    NAME_BYTES_MAX = 64,
    TAG_BYTES_MAX = 32,
    TAGS_MAX = 8,
    PEOPLE_MAX = 8,         /* names a household speaks for */
    PLACES_MAX = 32,        /* of a neighbourhood, that have a name */
    THANKS_BYTES_MAX = 500, /* a card, no letter */
    CELL_BYTES_MAX = 24,
    PARTS_COUNT_MAX = 16, /* parts of a kit */
    PART_BYTES_MAX = 64,
    OUTCOME_BYTES_MAX = 32, /* "taken", "met" */
    LOAN_DAYS_MAX = 366,
    BUFFER_HOURS_MAX = 24 * 28,
    ADDRESSES_MAX = 4, /* of one hub */
    ADDRESS_BYTES_MAX = 128,
    QUANTITY_MAX = 9999,

    /* Hours: what a person can still give back, and what one does not pile
     * up; asked about when signing, no rule of what is kept. */
    RULED_HOURS_MAX = 1000, /* that a rule may set as floor or ceiling */
    HOURS_FLOOR_MINUTES = -10 * 60,
    HOURS_CEILING_MINUTES = 50 * 60,
    HOURS_BECAUSE_BYTES_MAX = 500,
    POST_HELD_MAX = 32, /* promises that a post lists */
    TICKETS_MAX = 64,   /* of one draw */
    BUSY_MAX = 32,      /* booked spans that a post shows */

    DEAL_TEXT_BYTES_MAX = 2000,    /* a step must fit one letter */
    DEAL_CONTENT_BYTES_MAX = 2560, /* one step */
    WHERE_BYTES_MAX = 256,         /* "Blue door, 12 Mill Lane, side gate" */
    CONDITION_BYTES_MAX = 240,
    ASK_WITH_MAX = 3, /* posts asked for with another: four are a day's job */
    DEAL_LETTERS_MAX = 1024, /* of one deal; past it none is read */
    BOOKINGS_MAX = 512,      /* of one thing, looked at together */
    POST_DEALS_MAX = 4096,   /* about one post, the same */
    POST_IDLE_MAX = 128,     /* of one household, that came to nothing */

    MANIFEST_WEEKS_MAX = 64,        /* drop weeks in one; a post lives for 17 */
    MANIFEST_HASH_BYTES = 16,       /* of a drop week, as on the wire */
    MANIFEST_RECORDS_MIN = 1000,    /* fewer are checked in no time */
    MANIFEST_MS = 24 * 3600 * 1000, /* until one is signed again */
    HELD_BATCHES_MAX = 8, /* under way: the pool is not for us alone */
    HELD_QUIET_MS = 500,  /* without a record: no more comes */

    /* People: a neighbourhood is at most a small village. */
    HOUSEHOLDS_MAX = 1024,
    DEVICES_MAX = 4,     /* machines of a household that run */
    LANES_MAX = 8,       /* those and what was copied, restored or lost */
    FORMER_KEYS_MAX = 8, /* keys a lane had before */
    STEWARDS_MAX = 7,
    VOTERS_MAX = 64,
    SIGNATURES_MAX = STEWARDS_MAX + VOTERS_MAX, /* of one council */
    COUNCILS_MAX = 1024,   /* heights; one a month for 85 years */
    JOINS_PER_KEY_MAX = 2, /* two are proof of a stolen invite */
    ROSTER_RECORDS_MAX = 32768,
    LEVEL_MAX = 6,
    LEVEL_NEWCOMER = 7,
    LEVEL_NONE = 255,

    /* Slots: the rules of a council may raise a number up to this. */
    SLOTS_MAX = 65536,

    /* Time. */
    EARLY_MS_MAX = 10 * 60 * 1000, /* clocks of homes differ by minutes */
    EARLY_PER_DEVICE_MAX = 200,    /* records that wait for their time */
    EARLY_MAX = 4096,              /* the same, of all devices */
    EARLY_BYTES_MAX = 4 * 1024 * 1024,
    GRACE_DAYS = 30, /* a withdrawn vouch still keeps records */

    /* Meeting others: a home needs a few ways out, and a member who names
     * addresses must not make a street dial them all. */
    HUB_ADDRESSES_MAX = 256,        /* looked at, of all hubs */
    PROSPECTS_MAX = 512,            /* with those remembered */
    MEET_LINKS = 8,                 /* dialled at once */
    MEET_TRY_MS = 20 * 1000,        /* in vain, while others wait */
    MEET_REST_MS = 60 * 1000,       /* until it is tried again, doubled */
    MEET_REST_MS_MAX = 3600 * 1000, /* up to this */

    ACTIONS_MAX = 65536, /* decisions of one step */
    /* Derived state in one place: a sketch of 16,384 symbols of 20 bytes and
     * 128 sums of 2,048, or a roster of 1,024 households. */
    SNAPSHOT_BYTES_MAX = 1024 * 1024,
    SETTLED_KEPT_MS = 60 * 1000, /* from one kept roster to the next */
    TELLS_MAX = 64,              /* changes of people told at once */
    NUDGES_MAX = 64,             /* posts that end, told at once; lists show
                                    the others */
};

#endif
