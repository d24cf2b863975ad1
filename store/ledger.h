/*
 * The ledger: the receipts whose halves are kept, added up by household.
 *
 * It follows the kept halves, in the transaction that stores or drops one, so
 * it is never out of step with them. Rules H3 to H6 of spec/hours.md.
 */
#ifndef STORE_LEDGER_H
#define STORE_LEDGER_H

#include <stddef.h>
#include <stdint.h>

#include "node/deal/receipt.h"
#include "node/err.h"
#include "node/id.h"
#include "node/record/record.h"
#include "store/limits.h"
#include "store/store.h"

/* A receipt, with the stamps of the halves that are kept; 0: it is not. */
struct ledger_entry {
    struct id id;
    struct receipt receipt;
    uint64_t giver_ms;
    uint64_t receiver_ms;
};
typedef enum err ledger_visit(void *visitor, const struct ledger_entry *entry);

/* Do both halves stand? Only then it counts. */
bool ledger_is_settled(const struct ledger_entry *entry);

/* Visit the newest `max` receipts of a household, newest first. */
MUST_USE enum err ledger_of(struct store *store,
                            const struct id *household,
                            size_t max,
                            ledger_visit *visit,
                            void *visitor);

/* Visit the receipts whose ids lie between these two, both included; at most
 * LEDGER_CODE_ROWS_MAX. */
MUST_USE enum err ledger_between(struct store *store,
                                 const struct id *first,
                                 const struct id *last,
                                 ledger_visit *visit,
                                 void *visitor);

/* The balance of a household in minutes, over what counts; 0 for a stranger. */
MUST_USE enum err ledger_balance(struct store *store,
                                 const struct id *household,
                                 int64_t *minutes);

/* Inside store/: a half came, or goes; records of other classes and kinds are
 * nothing. */
MUST_USE enum err ledger_come(struct store *store, const struct record *record);
MUST_USE enum err ledger_leave(struct store *store,
                               const struct record *record);

#endif
