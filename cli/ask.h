/*
 * Ask the running node over its control socket: one line of JSON there, one
 * line back.
 *
 * Requests: {"do":"status"}, {"do":"page"}, {"do":"peers","in":F},
 * {"do":"stop"}, {"do":"photo","in":F,"photo":HEX,"large":B},
 * {"do":"nudge","in":F,"sequence":N}, where F is the name of the
 * neighbourhood's folder. Answers: run_answer.c.
 */
#ifndef CLI_ASK_H
#define CLI_ASK_H

#include <jansson.h>

#include "cli/problem.h"
#include "node/err.h"

/* A core that waits for the store (STORE_BUSY_MS_MAX), or for a disk that all
 * others use, is slow and not gone. */
enum { ASK_MS_USUAL = 10 * 1000 };

/*
 * Send a request and wait for the answer.
 *
 * socket   path of the socket
 * request  borrowed
 * out      a new reference
 *
 * ERR_CLOSED   no node runs there
 * ERR_TIMEOUT  it does not answer in time
 * ERR_DENIED   the socket belongs to another user
 * ERR_PROTOCOL what it answers is no JSON object
 * ERR_IO, ERR_NOMEM
 */
MUST_USE enum err ask_node(const char *socket,
                           const json_t *request,
                           int timeout_ms,
                           json_t **out);

/* The same for {"do": what, "in": folder}; `folder` may be NULL. */
MUST_USE enum err ask_what(const char *socket,
                           const char *what,
                           const char *folder,
                           json_t **out);

/* What its errors mean to a person, as a problem; all else stays. */
MUST_USE enum err ask_explain(enum err err, struct problem *why);

#endif
