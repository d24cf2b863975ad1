#include "tests/lib/memory_shelf_entry.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { CHAINS = 16384 };

/* Every entry there is, by its id. */
static struct entry *chains[CHAINS];

static struct entry **chain_of(const struct id *id)
{
    uint32_t number = 0;

    memcpy(&number, id->data, sizeof number);
    return &chains[number % CHAINS];
}

static struct entry *entry_find(const struct record *record)
{
    struct entry *entry = *chain_of(&record->id);

    while (entry != NULL &&
           (entry->bytes != record->bytes.bytes ||
            memcmp(entry->data, record->bytes.data, entry->bytes) != 0)) {
        entry = entry->next;
    }
    return entry;
}

enum err entry_new(const struct record *record, struct entry **out)
{
    struct entry **chain = chain_of(&record->id);
    struct entry *entry = entry_find(record);

    if (entry != NULL) {
        *out = entry;
        return ERR_OK;
    }
    entry = malloc(sizeof *entry + record->bytes.bytes);
    if (entry == NULL) {
        return ERR_NOMEM;
    }
    entry->holders = 0;
    entry->set = class_find(record->class)->set;
    entry->row = (struct shelf_row){
        .id = record->id,
        .slot = record->slot,
        .household = record->household,
        .signer = record->signer,
        .class = record->class,
        .kind = record->kind,
        .lane = record->lane,
        .n = record->n,
        .stamp_ms = record->stamp_ms,
        .drop_day = record->drop_day,
        .is_tombstone = record->body.bytes == 0,
    };
    entry->bytes = record->bytes.bytes;
    memcpy(entry->data, record->bytes.data, entry->bytes);
    entry->next = *chain;
    *chain = entry;
    *out = entry;
    return ERR_OK;
}

void entry_put_back(struct entry *entry)
{
    struct entry **at = NULL;

    if (entry == NULL || --entry->holders > 0) {
        return;
    }
    at = chain_of(&entry->row.id);
    while (*at != entry) {
        assert(*at != NULL);
        at = &(*at)->next;
    }
    *at = entry->next;
    free(entry);
}
