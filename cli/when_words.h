/*
 * The words of a date, small and one after another: "Sat, 24th Dec" is "sat",
 * "24th" and "dec".
 */
#ifndef CLI_WHEN_WORDS_H
#define CLI_WHEN_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "node/err.h"

enum {
    WHEN_WORDS_MAX = 6,
    WHEN_WORD_BYTES = 24,
};

struct when_words {
    char text[WHEN_WORDS_MAX][WHEN_WORD_BYTES];
    size_t count;
    size_t next; /* the first that is not read yet */
};

/*
 * Split at blanks and commas.
 *
 * ERR_INVALID  no word, too many, or one that is too long
 */
MUST_USE enum err when_words_split(const char *text, struct when_words *out);

/* The word that is next, `ahead` behind it; "" past the last. */
const char *when_words_peek(const struct when_words *words, size_t ahead);

/* Take the next word if it is this one. */
bool when_words_take(struct when_words *words, const char *word);

/* The index of the name that `word` begins, at least three letters of it; -1
 * for none. */
int when_word_name(const char *word, const char *const *names, int count);

/* A number at the beginning of `word`, from `minimum` to `maximum`; what stands
 * behind it, or NULL where there is no such number. */
const char *
when_word_number(const char *word, long minimum, long maximum, int *out);

#endif
