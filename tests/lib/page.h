/*
 * A page of the spec and its tables, cell by cell.
 */
#ifndef TESTS_LIB_PAGE_H
#define TESTS_LIB_PAGE_H

#include <stddef.h>

#include "node/record/field.h"

enum {
    PAGE_ROOM = 1 << 17,
    PAGE_ROWS_MAX = 64,
    PAGE_CELLS_MAX = 12,
    PAGE_CELL_CHARS = 96,
};

struct page_table {
    char cells[PAGE_ROWS_MAX][PAGE_CELLS_MAX][PAGE_CELL_CHARS];
    size_t rows; /* without the two of the heading */
};

/* Read a page, as "spec/deals.md"; fails the test where it is not there. */
void page_load(const char *name);

/* The table whose heading begins with this line, as "| step | from |". */
void page_table(const char *heading, struct page_table *out);

/*
 * The rows of a table of fields say what the code does: place, name, type,
 * whether it must be there, range.
 */
void page_fields(const char *heading, const struct field *fields, size_t count);

/* This text stands on the page, within a line. */
void page_says(const char *text);

/* Every rule of the page names a test; how many rules there are. */
size_t page_rules(void);

/* Every test that the page names as [unit/test_x: claim] exists; how many. */
size_t page_claims(void);

/* Every scene that the page names as [e2e/x: scene] stands in tests/e2e/x.sh;
 * how many. */
size_t page_scenes(void);

/* Every rule under this heading names a test of each of these folders, as
 * "[sim/"; how many rules. */
size_t
page_proofs(const char *heading, const char *const *folders, size_t count);

#endif
