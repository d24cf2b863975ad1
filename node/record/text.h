/*
 * Rules for what people write: valid, short, visible, and what it looks like.
 *
 * Names and titles take one line without anything invisible, so that two
 * names that look alike are alike but for their letters. Longer text may
 * have line ends and the joiners that scripts and emoji need. Neither may
 * turn the direction of writing. Rules T1 to T7 of spec/records.md.
 */
#ifndef NODE_RECORD_TEXT_H
#define NODE_RECORD_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/err.h"

enum text_kind {
    TEXT_LINE,  /* a name, title, tag: one line */
    TEXT_LINES, /* what stands below it: may have line ends */
};

/* The rule that is broken, each with its number in the spec. */
#define TEXT_MAP(X)                                                            \
    X(OK, "-", "good")                                                         \
    X(EMPTY, "T1", "it is empty")                                              \
    X(LONG, "T2", "it is too long")                                            \
    X(UTF8, "T3", "it is not valid UTF-8")                                     \
    X(CONTROL, "T4", "it has a control character")                             \
    X(DIRECTION, "T5", "it has a mark that turns the writing direction")       \
    X(INVISIBLE, "T6", "it has a character that cannot be seen")               \
    X(SPACE, "T7", "it begins or ends with a space")

#define TEXT_NUMBER(name, number, text) TEXT_RULE_##name,
enum text_rule { TEXT_MAP(TEXT_NUMBER) TEXT_RULE_COUNT };
#undef TEXT_NUMBER

/*
 * Take one code point from the front of `rest`: shortest form, no surrogate,
 * at most U+10FFFF.
 *
 * ERR_MALFORMED  no valid code point, or the end; `rest` is unchanged
 */
MUST_USE enum err text_take(struct view *rest, uint32_t *code_point);

/* Is it valid UTF-8 from beginning to end? Empty text is. */
bool text_is_utf8(struct view text);

/* The first rule a text of at most `bytes_max` bytes breaks, or OK. */
MUST_USE enum text_rule
text_check(struct view text, enum text_kind kind, size_t bytes_max);

/* "T1" to "T7", "-" for TEXT_RULE_OK; a constant string. */
const char *text_rule_number(enum text_rule rule);

/* What is wrong, to follow the name of a field; a constant string. */
const char *text_rule_text(enum text_rule rule);

/*
 * Does a name look like an address: a house number (digits and at most one
 * letter) beside a word, as "12 Mill Lane", "Hauptstr. 7b", "4, rue Verte"?
 * A guess, for a warning only.
 */
bool text_looks_like_address(struct view name);

#endif
