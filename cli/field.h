/*
 * The fields of a draft, one check for each: what is wrong, in words.
 *
 * Each sets its field only when ERR_OK is returned; ERR_INVALID fills `why`.
 */
#ifndef CLI_FIELD_H
#define CLI_FIELD_H

#include <stddef.h>
#include <stdint.h>

#include "cli/draft.h"
#include "cli/problem.h"
#include "node/bytes.h"
#include "node/err.h"

/* Until when a post of this kind shows if nobody says; 0: as long as kept. */
uint64_t field_until_default(enum post_kind kind, uint64_t now_ms);

/* Fill `why`: "The FIELD: WHAT."; always ERR_INVALID. */
MUST_USE enum err
field_refuse(struct problem *why, const char *field, const char *what);

/* Fill `why`: the field is longer than so many bytes; always ERR_INVALID. */
MUST_USE enum err
field_too_long(struct problem *why, const char *field, size_t bytes_max);

/* A text of at most `bytes_max` bytes; TEXT_BYTES_MAX may have lines. */
MUST_USE enum err field_text(struct view *field,
                             struct view text,
                             const char *name,
                             size_t bytes_max,
                             struct problem *why);

/* What standard input begins with, as a text of `size` bytes at most, its end
 * mark among them. ERR_UNKNOWN: it cannot be read; `why` says so. */
MUST_USE enum err field_begin(char *text, size_t size, struct problem *why);

/* The whole of standard input, without line ends at its end; `typed` has a
 * ceiling of `bytes_max`. */
MUST_USE enum err field_typed(struct bytes *typed,
                              const char *name,
                              size_t bytes_max,
                              struct problem *why);

/* A number from 1 to `maximum`. */
MUST_USE enum err field_number(uint64_t value,
                               uint64_t maximum,
                               const char *name,
                               uint16_t *field,
                               struct problem *why);

/* "neighbourhood" or "nearby". */
MUST_USE enum err
field_reach(struct draft *draft, const char *text, struct problem *why);

/* A time to come; for an offer cut to the longest that one stands. */
MUST_USE enum err field_until(struct draft *draft,
                              uint64_t until_ms,
                              uint64_t now_ms,
                              struct problem *why);

/* One more tag; one that is there already is ERR_OK. */
MUST_USE enum err
field_tag(struct draft *draft, struct view tag, struct problem *why);

#endif
