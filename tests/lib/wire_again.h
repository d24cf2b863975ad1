/*
 * A message that was read, written again: for vectors and for fuzzing.
 */
#ifndef TESTS_LIB_WIRE_AGAIN_H
#define TESTS_LIB_WIRE_AGAIN_H

#include "node/bytes.h"
#include "node/err.h"
#include "node/sync/wire.h"

/* Append what the message says; errors as those of the writers. ERR_AGAIN for
 * a BYE whose text holds a zero byte, which no writer of ours makes. */
MUST_USE enum err wire_again(const struct wire_message *message,
                             struct bytes *out);

#endif
