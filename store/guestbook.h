/*
 * What the page keeps in the home folder: who has logged in, and files while
 * they are sent.
 *
 *   $KITH_HOME/page/sessions
 *   $KITH_HOME/page/upload-...
 */
#ifndef STORE_GUESTBOOK_H
#define STORE_GUESTBOOK_H

#include "node/bytes.h"
#include "node/err.h"
#include "store/limits.h"

/* The folder for it in a home folder; it need not exist. ERR_INVALID: the path
 * is too long. */
MUST_USE enum err guestbook_name(const char *home,
                                 char folder[static PATH_BYTES_MAX]);

/*
 * Replace `out` by what was saved, and remove what was being sent when the
 * last run ended.
 *
 * ERR_UNKNOWN  nothing was saved
 * ERR_FULL     past the ceiling of `out`
 */
MUST_USE enum err guestbook_load(const char *folder, struct bytes *out);

/* Keep it instead of what was saved before. The folder is made if need be, for
 * its owner alone. */
MUST_USE enum err guestbook_save(const char *folder, struct view bytes);

#endif
