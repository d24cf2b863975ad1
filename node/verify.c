#include "node/verify.h"

#include <assert.h>
#include <stdlib.h>

enum err verify_batch_new(uint32_t peer,
                          size_t count_max,
                          size_t bytes_max,
                          struct verify_batch **out)
{
    struct verify_batch *batch = calloc(1, sizeof *batch);
    enum err err = ERR_NOMEM;

    if (batch == NULL) {
        return ERR_NOMEM;
    }
    batch->peer = peer;
    batch->count_max = count_max;
    bytes_init(&batch->bytes, bytes_max);
    batch->items = calloc(count_max == 0 ? 1 : count_max, sizeof *batch->items);
    if (batch->items != NULL) {
        err = bytes_reserve(&batch->bytes, bytes_max);
    }
    if (err != ERR_OK) {
        verify_batch_free(batch);
        return err;
    }
    *out = batch;
    return ERR_OK;
}

void verify_batch_add(struct verify_batch *batch,
                      const struct record *record,
                      bool is_admitted)
{
    struct verify_item *item = &batch->items[batch->count];
    const unsigned char *data = batch->bytes.data + batch->bytes.bytes;
    enum err err = bytes_append(&batch->bytes, record->bytes);

    assert(err == ERR_OK && batch->count < batch->count_max);
    item->record = *record;
    item->is_admitted = is_admitted;
    record_move(&item->record, data);
    batch->count++;
}

void verify_batch_run(struct verify_batch *batch)
{
    verify_batch_check(batch, 0, batch->count);
}

void verify_batch_check(struct verify_batch *batch, size_t from, size_t count)
{
    for (size_t index = from; index < batch->count && index - from < count;
         index++) {
        struct verify_item *item = &batch->items[index];

        item->is_valid = record_verify(item->record.bytes) == ERR_OK;
    }
}

void verify_batch_free(struct verify_batch *batch)
{
    if (batch != NULL) {
        bytes_release(&batch->bytes);
        free(batch->items);
        free(batch);
    }
}
