/*
 * What a command says, as the page says it: an option is the field that it is
 * there ("--days-max": "Days at most"), and of advice only what can be done on
 * the page. Pure.
 */
#ifndef NET_WEB_SPOKEN_H
#define NET_WEB_SPOKEN_H

#include <stddef.h>

/*
 * What went wrong: a sentence.
 *
 * said   as the command says it
 * out    cut where it is too long; `bytes` of room, at least one
 */
void spoken_text(const char *said, char *out, size_t bytes);

/* What a field is called on the page, where that is known; else its name, which
 * is borrowed. */
const char *spoken_field(const char *name);

/*
 * What to do about it: its clauses, without those that are typed in a
 * terminal; "" where none is left. As above.
 */
void spoken_advice(const char *said, char *out, size_t bytes);

#endif
