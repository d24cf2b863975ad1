/*
 * 256 short words, one for each value of a byte.
 *
 * They are easy to say across a fence, offend nobody, and no two begin with
 * the same four letters. Their order is part of spec/records.md, rule I5.
 */
#ifndef NODE_RECORD_WORDS_H
#define NODE_RECORD_WORDS_H

enum { WORD_COUNT = 256, WORD_CHARS_MAX = 8 };

/* The word of a byte, three to eight small letters; a constant string. */
const char *word_at(unsigned char value);

#endif
