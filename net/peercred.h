/* Who is at the other end of a Unix socket. */
#ifndef NET_PEERCRED_H
#define NET_PEERCRED_H

#include <stdint.h>

#include "node/err.h"

/*
 * The uid of the process that connected.
 *
 * ERR_IO  the system does not say
 */
MUST_USE enum err peercred_uid(int descriptor, uint32_t *out);

#endif
