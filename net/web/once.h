/*
 * What came of forms that were sent: one that is sent twice is done once, and
 * both get the same answer. The last WEB_ONCE_MAX are remembered.
 */
#ifndef NET_WEB_ONCE_H
#define NET_WEB_ONCE_H

#include <stddef.h>

#include <jansson.h>

#include "net/web/limits.h"

enum { ONCE_DIGEST_BYTES = 16 };

struct once_outcome {
    unsigned char digest[ONCE_DIGEST_BYTES];
    char location[WEB_PATH_BYTES_MAX];
};

struct once {
    struct once_outcome outcomes[WEB_ONCE_MAX];
    size_t next; /* place of the oldest */
};

/* Nothing was sent. */
void once_init(struct once *once);

/* What a form is: its path and all that was typed, with its "once" in it. */
void once_digest(const char *path,
                 const json_t *typed,
                 unsigned char out[static ONCE_DIGEST_BYTES]);

/* Where it led; NULL: it was not sent before. */
const char *once_find(const struct once *once,
                      const unsigned char digest[static ONCE_DIGEST_BYTES]);

/* Remember where it led. */
void once_keep(struct once *once,
               const unsigned char digest[static ONCE_DIGEST_BYTES],
               const char *location);

#endif
