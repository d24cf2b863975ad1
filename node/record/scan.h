/*
 * Scan: is a document canonical MessagePack, and small enough to read?
 *
 * The first thing that touches bytes from outside. It allocates nothing and
 * looks at each byte once. What passes may be read with pack.h without fear
 * of size or depth; whether it means anything is for the reader to say.
 * Rules, numbered as in spec/records.md.
 */
#ifndef NODE_RECORD_SCAN_H
#define NODE_RECORD_SCAN_H

#include <stdint.h>

#include "node/bytes.h"
#include "node/err.h"

/* The rule that is broken, each with its number in the spec. */
#define SCAN_MAP(X)                                                            \
    X(OK, "-", "canonical")                                                    \
    X(SHORT, "S1", "it ends inside a value")                                   \
    X(TRAILING, "S2", "bytes follow the one value")                            \
    X(TYPE, "S3", "nil, a float, ext or the unused byte")                      \
    X(LONG, "S4", "a shorter form of the same exists")                         \
    X(KEY, "S5", "a map key is not 0..127, or not above the one before")       \
    X(UTF8, "S6", "text is not valid UTF-8")                                   \
    X(DEPTH, "S7", "maps and arrays are nested too deep")                      \
    X(ITEMS, "S8", "too many values in the whole document")

#define SCAN_NUMBER(name, number, text) SCAN_##name,
enum scan_rule { SCAN_MAP(SCAN_NUMBER) SCAN_RULE_COUNT };
#undef SCAN_NUMBER

enum scan_type {
    SCAN_UINT,
    SCAN_NEGATIVE,
    SCAN_BOOL,
    SCAN_TEXT,
    SCAN_BIN,
    SCAN_ARRAY,
    SCAN_MAP_OPEN,
};

/* The head of one value: what comes before its bytes or its items. */
struct scan_head {
    enum scan_type type;
    uint64_t value; /* number, bool, bytes, items, or pairs of a map; of a
                       negative number its two's complement */
};

/*
 * Take the head of the next value from the front of a document.
 *
 * rest  begins after the head when SCAN_OK is returned, else unchanged
 *
 * SCAN_SHORT, SCAN_TYPE, SCAN_LONG  as in the map above
 */
MUST_USE enum scan_rule scan_head_take(struct view *rest,
                                       struct scan_head *out);

/* The first rule that a document breaks, or SCAN_OK. */
MUST_USE enum scan_rule scan_check(struct view document);

/*
 * Is the document one canonical value?
 *
 * ERR_MALFORMED  it breaks a rule
 */
MUST_USE enum err scan(struct view document);

/* "S1" to "S8", "-" for SCAN_OK; a constant string. */
const char *scan_rule_number(enum scan_rule rule);

/* What the rule says is wrong, in a few words; a constant string. */
const char *scan_rule_text(enum scan_rule rule);

#endif
