/*
 * What a shelf in memory looks for. Inside the shelf.
 */
#ifndef TESTS_LIB_MEMORY_SHELF_WISHES_H
#define TESTS_LIB_MEMORY_SHELF_WISHES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/err.h"
#include "node/id.h"

struct memory_shelf;
struct post;

enum { WISH_WORDS = 4, WISH_FOUND = 64 };

/* What is looked for, and what was found. */
struct wished {
    const char *words[WISH_WORDS];
    size_t word_count;
    struct id found[WISH_FOUND];
    size_t found_count;
    size_t kept_count; /* of them, committed */
};

/* The ports `wish` and `wishes`; what ACTION_WISHED does, ERR_FULL; and what
 * was found goes on as committed, or as it was before. */
enum err shelf_wish(void *self,
                    const struct id *keeper,
                    const struct id *id,
                    const struct post *post,
                    uint32_t *number);
enum err shelf_wishes(void *self, uint64_t *count);
MUST_USE enum err shelf_note_wish(struct memory_shelf *shelf,
                                  const struct id *post);
void shelf_sweep_wishes(struct memory_shelf *shelf, bool is_commit);

#endif
