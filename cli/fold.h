/*
 * A text folded at its blanks, so that no word of it is broken where the
 * terminal ends.
 */
#ifndef CLI_FOLD_H
#define CLI_FOLD_H

#include <stddef.h>
#include <stdio.h>

/* Columns of a terminal that a text takes: one for each character. */
size_t fold_columns(const char *text);

/* How much of a text fits, in bytes: whole words where there are some, else
 * whole characters; blanks behind them are left out. */
size_t fold_fit(const char *text, size_t columns);

/*
 * Print lines, each with what follows it on lines of their own below where its
 * text begins: behind its blanks, or behind the first two blanks in it. A
 * word that is longer than a line stays whole.
 *
 * columns  of a line; 0: none is folded
 */
void fold_print(FILE *file, const char *text, size_t columns);

#endif
