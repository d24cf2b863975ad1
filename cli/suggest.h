/*
 * Did you mean ...? The nearest of a few known words, by edit distance.
 *
 * A swap of two neighbouring letters counts as one edit: it is the most
 * common slip.
 */
#ifndef CLI_SUGGEST_H
#define CLI_SUGGEST_H

#include <stddef.h>

/* Words longer than this are not compared. */
enum { SUGGEST_BYTES_MAX = 32 };

/* Letters to insert, delete, replace or swap to make one word the other;
 * SUGGEST_BYTES_MAX when either is too long. */
size_t suggest_distance(const char *left, const char *right);

/*
 * The word nearest to `typed`, or NULL when none is near enough to be meant:
 * a third of its letters may differ, at least one.
 */
const char *
suggest_nearest(const char *typed, const char *const *words, size_t count);

#endif
