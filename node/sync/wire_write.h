/*
 * Writing the messages of a session.
 *
 * Each function appends one message to `out`. ERR_FULL and ERR_NOMEM as
 * bytes_append; `out` may then hold a part of the message.
 */
#ifndef NODE_SYNC_WIRE_WRITE_H
#define NODE_SYNC_WIRE_WRITE_H

#include "node/bytes.h"
#include "node/err.h"
#include "node/sync/wire.h"

/* Of the device and the household that speak. */
MUST_USE enum err wire_write_hello(const struct wire_hello *hello,
                                   struct bytes *out);
/* `head` gives set, first week and count, at most WEEKS_MAX; ascending. */
MUST_USE enum err wire_write_weeks(const struct wire_message *head,
                                   const struct wire_week *weeks,
                                   struct bytes *out);
/* `head` gives set, week and is_last; at most LIST_IDS_MAX ids, ascending. */
MUST_USE enum err wire_write_list(const struct wire_message *head,
                                  const struct id *ids,
                                  size_t count,
                                  struct bytes *out);
/* `head` gives set and listed; at most that many ids, ascending. */
MUST_USE enum err wire_write_want(const struct wire_message *head,
                                  const struct id *ids,
                                  size_t count,
                                  struct bytes *out);
/* The whole week, of which nothing is kept here. */
MUST_USE enum err
wire_write_want_week(enum set set, uint16_t week, struct bytes *out);
/* So many bytes of records, above 0, are stored or refused. */
MUST_USE enum err wire_write_ack(uint32_t bytes, struct bytes *out);
/* LISTED, DONE, LISTS or SIFT. */
MUST_USE enum err
wire_write_mark(enum wire_type type, enum set set, struct bytes *out);
/* `hello` gives the sets, or the digest of all. */
MUST_USE enum err wire_write_fingerprints(uint8_t flags,
                                          const struct wire_hello *hello,
                                          struct bytes *out);
/* `text` has at most 255 bytes. */
MUST_USE enum err
wire_write_bye(enum wire_reason reason, const char *text, struct bytes *out);

/* `head` gives set, week, records and, as items, WIRE_TALLY_BYTES. */
MUST_USE enum err wire_write_estimate(const struct wire_message *head,
                                      struct bytes *out);
/* ASK, or with a round KEYED: `head` gives type, set, round and count. */
MUST_USE enum err wire_write_ask(const struct wire_message *head,
                                 struct bytes *out);
/* `head` gives set, left, count and, as items, the symbols. */
MUST_USE enum err wire_write_symbols(const struct wire_message *head,
                                     struct bytes *out);
/* `head` gives set, is_last, count and, as items, what was found. */
MUST_USE enum err wire_write_found(const struct wire_message *head,
                                   struct bytes *out);

/* `head` gives set, left, count and, as items, a part of a sieve. */
MUST_USE enum err wire_write_sieve(const struct wire_message *head,
                                   struct bytes *out);

/* Begin a message without records in an empty `out`.  */
MUST_USE enum err wire_begin_records(enum set set, struct bytes *out);

/*
 * Add one record to it.
 *
 * ERR_FULL   the message would pass RECORDS_BYTES_MAX; unchanged
 * ERR_NOMEM  unchanged
 */
MUST_USE enum err wire_add_record(struct view record, struct bytes *out);

#endif
