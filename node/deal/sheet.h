/*
 * A sheet: what a household keeps of one deal beside its letters.
 *
 * What the thread comes to, what a list shows, and what its node has still to
 * do. It is written in the step that files a letter, so that lists replay
 * nothing; nobody else ever sees it. Rule C18 of spec/acts.md.
 */
#ifndef NODE_DEAL_SHEET_H
#define NODE_DEAL_SHEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/board/post.h"
#include "node/bytes.h"
#include "node/deal/deal.h"
#include "node/err.h"
#include "node/mail/filed.h"
#include "node/mail/letter.h"

/* What the board shows of a deal; zero: nothing. */
struct sheet_told {
    uint8_t state; /* enum deal_state */
    uint16_t quantity;
    unsigned char yes[HELD_BYTES];
    uint64_t from_ms;
    uint64_t to_ms;
};

/* What a list shows beside the deal, and what the node has still to do. Views
 * borrow from the bytes that were read, or from letters. */
struct sheet_beside {
    struct view title;
    struct view text;   /* of the ask */
    struct view reason; /* of the last no, undo or drop */
    struct view where;
    struct view acts_for;
    struct view outside;
    struct view person;
    struct view role;
    struct view condition_out;
    struct view condition_in;
    uint16_t missing_out; /* bit n: part n of the post was missing */
    uint16_t missing_in;
    struct id with[ASK_WITH_MAX]; /* posts asked for together with this one */
    size_t with_count;
    struct sheet_told told;
    uint64_t public_ms; /* the board follows then; 0: it has */
    uint64_t desk_ms;   /* the desk looks at it then; 0: it has */
    uint64_t shown_ms;  /* its keeper sees it from then on; 0: at once */
    uint64_t remind_ms; /* people are told again then; 0: never */
    uint8_t reminders;  /* how many times they were told */
    bool is_keepers;    /* the thing is this household's own */
};

struct sheet {
    struct deal deal; /* its texts stand in `beside`, what refers to single
                         letters is left out */
    struct sheet_beside beside;
};

/* Write down a deal; what the node has to do stays as it was in `sheet`.
 *
 * letters  of the thread; what they say is borrowed */
void sheet_note(struct sheet *sheet,
                const struct deal *deal,
                const struct letter *letters,
                size_t count);

/*
 * Read the sheet of a thread about a post.
 *
 * now_ms  trusted time; it decides what is late and whose hold is over
 *
 * ERR_MALFORMED  `out` is undefined
 */
MUST_USE enum err
sheet_read(const struct summary *summary, uint64_t now_ms, struct sheet *out);

/*
 * Append a sheet.
 *
 * ERR_INVALID, ERR_FULL, ERR_NOMEM  `out` is unchanged
 */
MUST_USE enum err sheet_write(const struct sheet *sheet, struct bytes *out);

/* What stands at the beginning of a sheet, so that a long list is sorted before
 * anything is read. */
struct sheet_head {
    uint8_t state;   /* enum deal_state */
    uint8_t turn;    /* enum deal_turn */
    bool is_keepers; /* the thing is this household's own */
    uint64_t changed_ms;
    uint64_t due_ms;
};

/* ERR_MALFORMED  too short */
MUST_USE enum err sheet_head_read(struct view bytes, struct sheet_head *out);

/* Is a deal in this state asked, waiting, promised or out? */
bool sheet_is_live(const struct sheet_head *head);

#endif
