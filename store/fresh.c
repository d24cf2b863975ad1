#include "store/fresh.h"

void fresh_forget(struct fresh *fresh)
{
    fresh->count = 0;
}

void fresh_note(struct fresh *fresh, const struct journal_row *row)
{
    if (fresh->last + 1 != row->sequence) {
        fresh->count = 0;
    }
    fresh->rows[row->sequence % STORE_FRESH_ROWS] = *row;
    fresh->last = row->sequence;
    fresh->count += fresh->count < STORE_FRESH_ROWS;
}

bool fresh_read(const struct fresh *fresh,
                uint64_t after,
                uint64_t last,
                struct journal_row *rows,
                size_t max,
                size_t *count)
{
    const size_t behind = (size_t)(last - after);

    if (fresh->count == 0 || fresh->last != last || after >= last ||
        last - after > fresh->count) {
        return false;
    }
    *count = behind < max ? behind : max;
    for (size_t i = 0; i < *count; i++) {
        rows[i] = fresh->rows[(after + 1 + i) % STORE_FRESH_ROWS];
    }
    return true;
}
