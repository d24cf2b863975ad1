/*
 * A helper: a small program beside this one that does what must not happen
 * here. It reads an open file, writes bytes, and ends.
 */
#ifndef CLI_CHILD_H
#define CLI_CHILD_H

#include "node/bytes.h"
#include "node/err.h"

/*
 * Run a helper to its end: the one beside the program, or in libexec/kith.
 *
 * name        "kith-photo"
 * file        what it reads as standard input, from where it stands
 * timeout_ms  after which it is killed
 * out         replaced by what it wrote, up to its ceiling
 * exit_code   of the helper; -1: it was killed
 *
 * ERR_UNKNOWN  there is no such helper
 * ERR_TIMEOUT, ERR_FULL, ERR_IO, ERR_NOMEM  it was killed
 */
MUST_USE enum err child_run(const char *name,
                            int file,
                            int timeout_ms,
                            struct bytes *out,
                            int *exit_code);

#endif
