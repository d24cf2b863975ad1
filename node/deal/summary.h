/*
 * A deal as bytes: what a node keeps of each thread, so that a list of ten
 * thousand deals reads rows and replays nothing.
 *
 * Kept at home and never sent. The texts of condition, role and place are
 * left out: who shows one deal replays it. Bytes of another version are
 * refused, and the deal is replayed.
 */
#ifndef NODE_DEAL_SUMMARY_H
#define NODE_DEAL_SUMMARY_H

#include <stdint.h>

#include "node/bytes.h"
#include "node/deal/deal.h"
#include "node/err.h"

/* Append a deal. ERR_FULL, ERR_NOMEM as bytes_append; `out` is unchanged. */
MUST_USE enum err summary_write(const struct deal *deal, struct bytes *out);

/*
 * Take a deal from the front of `from`; what follows it is the caller's.
 *
 * out  borrows from the bytes; `is_late` and `is_hold_over` are as of now_ms
 *
 * ERR_MALFORMED  no summary of this version; `from` and `out` are undefined
 */
MUST_USE enum err
summary_read(struct view *from, uint64_t now_ms, struct deal *out);

#endif
