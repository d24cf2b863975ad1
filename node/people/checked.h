/*
 * What is remembered of signatures inside bodies, good or bad, by record id.
 *
 * A roster is filled again whenever one of its records changes; what was
 * checked once need not be checked again, and a flood of bad ones costs its
 * receiver one check each. Inside node/people only.
 */
#ifndef NODE_PEOPLE_CHECKED_H
#define NODE_PEOPLE_CHECKED_H

#include <stdbool.h>
#include <stddef.h>

#include "node/err.h"
#include "node/id.h"

struct checked_row {
    struct id record;
    bool is_good;
};

struct checked {
    struct checked_row *rows; /* owned */
    size_t count;
    size_t sorted; /* so many from the beginning are ascending */
    size_t room;
};

/* Give everything back; may be called twice. Zeroed memory is ready. */
void checked_release(struct checked *checked);

/* Is the answer for a record remembered? */
bool checked_find(const struct checked *checked,
                  const struct id *record,
                  bool *is_good);

/* Remember an answer; found from the next checked_sort on. All is forgotten
 * first where ROSTER_RECORDS_MAX are remembered. Without memory it is not
 * remembered, which costs time alone. */
void checked_note(struct checked *checked,
                  const struct id *record,
                  bool is_good);

/* Bring what was noted into order. */
void checked_sort(struct checked *checked);

#endif
