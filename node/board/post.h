/*
 * A post: one thing offered, asked, lent or planned, as its keeper says it.
 *
 * A post is a slot with a random birth value: its id stays while revisions
 * come, and a slot taken again holds another post. Its code is the first
 * word of the title and characters of the id. Normative: spec/records.md.
 */
#ifndef NODE_BOARD_POST_H
#define NODE_BOARD_POST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "node/limits.h"
#include "node/record/field.h"

/* Kinds of the class POST; numbers are on the wire. */
enum post_kind {
    POST_OFFER = 1,
    POST_REQUEST = 2,
    POST_LOAN = 3,
    POST_SKILL = 4,
    POST_MEAL = 5,
    POST_EVENT = 6,
    POST_PROJECT = 7,
    POST_NOTICE = 8,
    POST_KIND_END = 9,
};

enum post_reach { REACH_NEIGHBOURHOOD, REACH_NEARBY, REACH_CIRCLE, REACH_END };

enum post_status {
    STATUS_OPEN,
    STATUS_PROMISED,
    STATUS_AWAY,
    STATUS_CLOSED,
    STATUS_END,
};

enum {
    POST_BIRTH_BYTES = 8,
    CODE_DIGITS_MIN = 3,
    CODE_DIGITS_MAX = 16,
    CODE_WORD_CHARS_MAX = 16,
    CODE_CHARS = CODE_WORD_CHARS_MAX + 1 + CODE_DIGITS_MAX + 1,
};

/* What the body says; zero is absent. Views borrow from the body. */
struct post {
    unsigned char birth[POST_BIRTH_BYTES];
    uint32_t revision;  /* from 1 */
    uint64_t posted_ms; /* of the first revision */
    struct view title;
    struct view text;
    struct view tags[TAGS_MAX];
    size_t tags_count;
    uint64_t until_ms; /* shown until then; 0: as long as it is kept */
    uint16_t quantity; /* 0 is told as 1 */
    struct view cell;
    uint8_t reach;        /* enum post_reach */
    struct view acts_for; /* name of a person without a computer */
    uint8_t status;       /* enum post_status */
    bool has_left;        /* false: as many as quantity */
    uint16_t left;
    uint16_t asks; /* how many have asked */
    bool is_first; /* the keeper's first post */
    struct view outcome;
    uint16_t days_max;     /* loan */
    uint16_t buffer_hours; /* loan: rest between two loans */
    struct view parts[PARTS_COUNT_MAX];
    size_t parts_count;
};

/* "offer" to "notice", or NULL for a number that is no kind. */
const char *post_kind_name(unsigned kind);

/* The kind of a name, 0 if there is none. */
unsigned post_kind_find(struct view name);

/* "open", "promised", "away", "closed". */
const char *post_status_name(enum post_status status);

/* "neighbourhood", "nearby", "circle". */
const char *post_reach_name(enum post_reach reach);

/*
 * Read the body of a post of a known kind; it is the same for all of them.
 *
 * ERR_MALFORMED  the spec refuses it; `out` is undefined
 */
MUST_USE enum err post_read(struct view body, struct post *out);

/*
 * Append a post's body.
 *
 * ERR_INVALID          the spec refuses it; `out` is unchanged
 * ERR_FULL, ERR_NOMEM  as bytes_append; `out` is unchanged
 */
MUST_USE enum err post_write(const struct post *post, struct bytes *out);

/* The id of a post: the same for all of its revisions. */
void post_id(const struct id *household,
             uint32_t lane,
             uint32_t n,
             const unsigned char birth[static POST_BIRTH_BYTES],
             struct id *out);

/*
 * The code of a post with `digits` characters of its id, CODE_DIGITS_MIN to
 * CODE_DIGITS_MAX, as "ladder-7kq". A title without a word of ASCII letters
 * or digits at its beginning gives the name of the kind instead.
 */
void post_code(enum post_kind kind,
               struct view title,
               const struct id *id,
               unsigned digits,
               char out[static CODE_CHARS]);

/*
 * Could this code mean the post of this id? Only what follows the last '-'
 * counts; o, i and l are read as 0, 1 and 1, capitals as small letters.
 */
bool post_code_fits(struct view code, const struct id *id);

/* The same as a range: the ids from `first` to `last`; false where it is no
 * code, which leaves both undefined. */
bool post_code_range(struct view code, struct id *first, struct id *last);

/* The table of fields. For the spec's test. */
const struct field *post_fields(size_t *count);

#endif
