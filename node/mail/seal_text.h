/*
 * The text inside a seal: padded to one of three sizes, so that its length
 * tells little, and bound to the place where it stands. Inside node/mail.
 */
#ifndef NODE_MAIL_SEAL_TEXT_H
#define NODE_MAIL_SEAL_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "node/bytes.h"
#include "node/err.h"
#include "node/mail/seal.h"

enum {
    SEAL_SIZE_BYTES = 2, /* before the text: how long it is */
    SEAL_SMALL = 512,
    SEAL_MIDDLE = 1024,
    SEAL_LARGE = 3072,
    SEALED_TEXT_BYTES_MIN = SEAL_SMALL + SEAL_TAG_BYTES,
    SEALED_TEXT_BYTES_MAX = SEAL_LARGE + SEAL_TAG_BYTES,
};

/* Is it a size that a sealed text can have? */
bool seal_text_is_size(size_t bytes);

/*
 * Append the sealed text.
 *
 * ERR_INVALID          the text is too long
 * ERR_FULL, ERR_NOMEM  as bytes_append
 */
MUST_USE enum err seal_text_close(const struct seal_place *place,
                                  const struct sealed *sealed,
                                  const unsigned char key[static ID_BYTES],
                                  struct view text,
                                  struct bytes *out);

/*
 * Replace `out` by the text.
 *
 * ERR_MALFORMED        another key, place or letter, or padded otherwise
 * ERR_FULL, ERR_NOMEM  as bytes_append
 * After an error `out` is wiped and empty.
 */
MUST_USE enum err seal_text_open(const struct seal_place *place,
                                 const struct sealed *sealed,
                                 const unsigned char key[static ID_BYTES],
                                 struct bytes *out);

#endif
