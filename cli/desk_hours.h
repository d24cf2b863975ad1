/*
 * Hours on the desk: the statement of a household, and one receipt.
 */
#ifndef CLI_DESK_HOURS_H
#define CLI_DESK_HOURS_H

#include <jansson.h>

#include "cli/desk.h"
#include "node/board/code.h"
#include "store/ledger.h"

enum { DESK_HOURS_ROWS_MAX = 1000 }; /* of one statement */

enum desk_hours_state {
    HOURS_STATE_PROPOSED,
    HOURS_STATE_SETTLED,
    HOURS_STATE_REFUSED
};

/* A receipt that was found. */
struct desk_receipt {
    struct ledger_entry entry;
    char code[CODE_CHARS];
    enum desk_hours_state state;
    bool is_asked; /* the other side signed, and waits for us */
};

/*
 * The statement of a household, newest first: {"balance_minutes","past_limit",
 * "entries":[...]}. What a receipt was for is known for our own alone.
 */
MUST_USE enum err desk_hours(const struct desk *desk,
                             const struct id *household,
                             size_t max,
                             json_t **out);

/*
 * Find the one receipt that `text` means: a code, its digits, or an id.
 *
 * ERR_UNKNOWN    `why` names the nearest thing to do
 * ERR_AMBIGUOUS  `why` says so
 */
MUST_USE enum err desk_receipt_find(const struct desk *desk,
                                    const char *text,
                                    struct desk_receipt *out,
                                    struct problem *why);

/* The code of a receipt, with as many digits as make it the only one. */
MUST_USE enum err desk_receipt_code(const struct desk *desk,
                                    const struct id *receipt,
                                    char out[static CODE_CHARS]);

/* "proposed", "settled", "refused". */
const char *desk_hours_state(enum desk_hours_state state);

#endif
