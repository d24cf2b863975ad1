/*
 * Codes of posts, as "ladder-7kq": the first word of the title, which is
 * decoration, and characters of the id. Normative: spec/records.md, P2, P3.
 */
#ifndef NODE_BOARD_CODE_H
#define NODE_BOARD_CODE_H

#include <stdbool.h>

#include "node/board/post.h"
#include "node/bytes.h"
#include "node/id.h"

enum {
    CODE_DIGITS_MIN = 3,
    CODE_DIGITS_MAX = 16,
    CODE_WORD_CHARS_MAX = 16,
    CODE_CHARS = CODE_WORD_CHARS_MAX + 1 + CODE_DIGITS_MAX + 1,
};

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

#endif
