/*
 * The newest rows of the journal that this process wrote, so that who follows
 * it need not read what was just at hand. Inside store/.
 */
#ifndef STORE_FRESH_H
#define STORE_FRESH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/row.h"
#include "store/limits.h"

struct fresh {
    struct journal_row
        rows[STORE_FRESH_ROWS]; /* by sequence; the last `count` */
    uint64_t last;
    size_t count;
};

/* Another wrote, or something was rolled back. */
void fresh_forget(struct fresh *fresh);

/* The next row of the journal. */
void fresh_note(struct fresh *fresh, const struct journal_row *row);

/* At most `max` rows behind `after`, when all up to `last` are remembered. */
bool fresh_read(const struct fresh *fresh,
                uint64_t after,
                uint64_t last,
                struct journal_row *rows,
                size_t max,
                size_t *count);

#endif
