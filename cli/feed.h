/*
 * The feed: what happened, as people and programs are told of it. One model
 * serves `log`, `watch` and `run --notify`.
 */
#ifndef CLI_FEED_H
#define CLI_FEED_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "cli/desk.h"
#include "node/err.h"
#include "store/local.h"

/*
 * One event: {"when","event","text","household","by","number"}; "deal", its
 * code, and "title" where it is about one; "post", "title" and "try", a
 * command, where it is about a post. A new reference; NULL when memory runs
 * out.
 */
json_t *feed_model(const struct desk *desk, const struct local_event *event);

enum { FEED_LINE_BYTES = 512 };

/* The same in one line: "Ben: somebody asks for something of yours
 * (ladder-7kq.1)". */
void feed_line(json_t *model, char out[static FEED_LINE_BYTES]);

/* Is it for people, and not about connections only? */
bool feed_is_news(const struct local_event *event);

#endif
