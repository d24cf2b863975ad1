/*
 * What is new for this household, and what it should see to: what came about
 * its deals since it looked, and posts of its own that end.
 */
#ifndef CLI_DESK_NEWS_H
#define CLI_DESK_NEWS_H

#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "cli/desk.h"
#include "node/err.h"
#include "node/id.h"

/* The deals that something came about since this house looked at them: once
 * for each event. */
struct unread {
    struct id *deals; /* owned; ascending */
    size_t count;
    size_t room;
    uint64_t upto; /* cursor of the log behind them */
};

/* Make ready and empty; takes no memory. Give back; may be called twice. */
void unread_init(struct unread *unread);
void unread_release(struct unread *unread);

/* Read it from the log, instead of what was there. ERR_NOMEM. */
MUST_USE enum err unread_load(struct unread *unread, const struct desk *desk);

/* How much of it is about one deal. */
size_t unread_of(const struct unread *unread, const struct id *deal);

/* From here on all of it is read. Stands outside of a transaction. */
MUST_USE enum err unread_mark(const struct unread *unread, struct store *store);

/*
 * Own posts that end within three days, or ended in the last seven: an array
 * of rows as `due` prints them, {"id","code","post","kind","state","title",
 * "due","try", ...}; states "ends" and "ended". What ends first stands first.
 */
MUST_USE enum err desk_endings(const struct desk *desk, json_t **out);

#endif
