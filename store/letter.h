/*
 * Letters at home: those that this household wrote or could open, and a
 * summary for each thread. Never sent on; in every backup.
 *
 * Calls that change something stand inside store_begin. What is read is
 * answered by the shelf of store_shelf.
 */
#ifndef STORE_LETTER_H
#define STORE_LETTER_H

#include <stdint.h>

#include "node/err.h"
#include "node/mail/filed.h"
#include "node/shelf_mail.h"
#include "store/store.h"

/* File a letter; one that is filed already stays as it is. */
MUST_USE enum err letter_file(struct store *store, const struct filed *letter);

/* A reader's machine has it; the first time counts. */
MUST_USE enum err letter_set_handed(struct store *store,
                                    const struct id *letter,
                                    uint64_t when_ms);

/* Keep a thread's summary instead of the last one. */
MUST_USE enum err letter_sum_up(struct store *store,
                                const struct summary *summary);

/* Forget a thread: its letters and its summary. */
MUST_USE enum err letter_forget(struct store *store, const struct id *thread);

/* Set the ports of letters; `self` is the store. */
void letter_port(struct shelf_mail *port);

#endif
