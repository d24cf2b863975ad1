/*
 * Many who look at the same: pages that are drawn once for all guests, and
 * streams that tell viewers of news. On the loop thread.
 */
#ifndef NET_WEB_CROWD_H
#define NET_WEB_CROWD_H

#include "net/web/inside.h"

/* A guest reads a page: from what is drawn, or as the first of many. False:
 * it is to be drawn for this visit alone. */
bool cache_read(struct visit *visit);

/* A drawn page is what all its readers get. */
void cache_drawn(struct visit *visit);

/* Send what was drawn for all. */
enum MHD_Result cache_send(struct visit *visit);

/* This reader is gone. */
void cache_leave(struct visit *visit);

/* Forget all pages; they are sent to the end where they are being sent. */
void cache_release(struct web *web);

/* Begin an event stream. */
enum MHD_Result live_begin(struct web *web, struct MHD_Connection *connection);

/* Tell all who listen, if there is news; beat where it is time. */
void live_tell(struct web *web, uint64_t mono_ms);

/* Wake all, so that they end. */
void live_end(struct web *web);

#endif
