/* The ledger of a shelf in memory: added up anew each time it is asked. */
#include "node/deal/receipt.h"
#include "tests/lib/memory_shelf_inside.h"

/* Minutes that a half of this household adds; 0 while the other is missing. */
static int64_t half_counts(const struct memory_shelf *shelf,
                           const struct entry *entry)
{
    struct record record;
    struct receipt receipt;
    struct id slot;

    if (entry->row.class != CLASS_RECEIPT || entry->row.kind != KIND_HOURS ||
        record_read((struct view){entry->data, entry->bytes}, &record) !=
            ERR_OK ||
        receipt_read(record.body, &receipt) != ERR_OK) {
        return 0;
    }
    record_slot_receipt(receipt_other(&receipt, &record.household), record.body,
                        &slot);
    if (shelf_find_slot(shelf, &slot) == NULL) {
        return 0;
    }
    return receipt_side(&receipt, &record.household) == RECEIPT_GIVER
               ? receipt.minutes
               : -(int64_t)receipt.minutes;
}

enum err shelf_balance(void *self, const struct id *household, int64_t *minutes)
{
    const struct memory_shelf *shelf = self;
    const struct sorted *sorted = &shelf->sorted[BY_HOUSEHOLD];
    const struct entry key = {.row.household = *household};

    *minutes = 0;
    for (size_t at = shelf_place(shelf, BY_HOUSEHOLD, &key);
         at < sorted->count &&
         id_equal(&sorted->items[at]->row.household, household);
         at++) {
        *minutes += half_counts(shelf, sorted->items[at]);
    }
    return ERR_OK;
}
