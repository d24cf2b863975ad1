/*
 * The digest: what is new on the board, and what this household has to see
 * to, for a mail or a terminal.
 */
#ifndef CLI_DESK_DIGEST_H
#define CLI_DESK_DIGEST_H

#include <stdint.h>

#include <jansson.h>

#include "cli/desk.h"
#include "node/err.h"

enum { DIGEST_NEW_MAX = 50, DIGEST_DAYS = 7 };

/*
 * {"neighbourhood","household","since","until","new","wishes","turn","due",
 * "thanks","unread"}: posts of others since then, the quietest first,
 * DIGEST_NEW_MAX at most; wishes that found some of them; deals whose turn it
 * is here; what is out, and own posts that end; thanks to this house; how much
 * is new about deals.
 */
MUST_USE enum err
desk_digest(const struct desk *desk, uint64_t since_ms, json_t **out);

#endif
