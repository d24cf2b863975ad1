/*
 * What happened, in words: for the log on the terminal and `kith log`.
 */
#ifndef CLI_TELL_H
#define CLI_TELL_H

#include "node/actions.h"

/* A few words, a constant string. */
const char *tell_words(enum tell_kind kind);

/* A name for scripts, as "vouched"; a constant string. */
const char *tell_name(enum tell_kind kind);

#endif
