#include "node/people/checked.h"

#include <stdlib.h>

#include "node/limits.h"

enum { ROOM_FIRST = 64 };

void checked_release(struct checked *checked)
{
    free(checked->rows);
    *checked = (struct checked){0};
}

static int compare_rows(const void *left_item, const void *right_item)
{
    const struct checked_row *left = left_item;
    const struct checked_row *right = right_item;

    return id_compare(&left->record, &right->record);
}

bool checked_find(const struct checked *checked,
                  const struct id *record,
                  bool *is_good)
{
    const struct checked_row wanted = {.record = *record};
    const struct checked_row *found = NULL;

    if (checked->sorted > 0) {
        found = bsearch(&wanted, checked->rows, checked->sorted, sizeof wanted,
                        compare_rows);
    }
    if (found == NULL) {
        return false;
    }
    *is_good = found->is_good;
    return true;
}

static bool checked_grow(struct checked *checked)
{
    size_t room = checked->room == 0 ? ROOM_FIRST : 2 * checked->room;
    struct checked_row *rows = NULL;

    if (checked->count < checked->room) {
        return true;
    }
    rows = realloc(checked->rows, room * sizeof *rows);
    if (rows == NULL) {
        return false;
    }
    checked->rows = rows;
    checked->room = room;
    return true;
}

void checked_note(struct checked *checked,
                  const struct id *record,
                  bool is_good)
{
    if (checked->count >= ROSTER_RECORDS_MAX) {
        checked->count = 0;
        checked->sorted = 0;
    }
    if (checked_grow(checked)) {
        checked->rows[checked->count++] =
            (struct checked_row){*record, is_good};
    }
}

void checked_sort(struct checked *checked)
{
    size_t kept = 0;

    if (checked->sorted == checked->count) {
        return;
    }
    qsort(checked->rows, checked->count, sizeof *checked->rows, compare_rows);
    for (size_t index = 0; index < checked->count; index++) {
        if (kept == 0 || !id_equal(&checked->rows[kept - 1].record,
                                   &checked->rows[index].record)) {
            checked->rows[kept++] = checked->rows[index];
        }
    }
    checked->count = kept;
    checked->sorted = kept;
}
