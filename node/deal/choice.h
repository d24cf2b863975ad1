/*
 * Who gets the next yes where the keeper's node says it by itself, and when
 * the keeper sees who asked. Normative: spec/deals.md, "choices".
 */
#ifndef NODE_DEAL_CHOICE_H
#define NODE_DEAL_CHOICE_H

#include <stdbool.h>
#include <stdint.h>

#include "node/deal/stock.h"

/* May the keeper see the asks now? Simmer and draw: only when time is up. */
bool choice_shows(const struct post *post, uint64_t now_ms);

/*
 * The deal to which the keeper's node says yes now by itself; NULL: to none.
 * A draw is decided once the post has its secret opened: node/deal/draw.h.
 */
const struct deal *choice_next(const struct stock *stock, uint64_t now_ms);

#endif
