#include "node/people/entry.h"

#include <stdlib.h>
#include <string.h>

#include "node/limits.h"
#include "node/record/body.h"
#include "node/record/council_body.h"

enum { ROOM_FIRST = 64 };

void entries_init(struct entries *entries)
{
    *entries = (struct entries){0};
}

void entries_reset(struct entries *entries)
{
    for (size_t index = 0; index < entries->count; index++) {
        free(entries->items[index]);
    }
    entries->count = 0;
}

void entries_release(struct entries *entries)
{
    entries_reset(entries);
    free(entries->items);
    entries_init(entries);
}

static enum err entries_grow(struct entries *entries)
{
    size_t room = entries->room == 0 ? ROOM_FIRST : 2 * entries->room;
    struct entry **items = NULL;

    if (entries->count < entries->room) {
        return ERR_OK;
    }
    items = realloc(entries->items, room * sizeof(struct entry *));
    if (items == NULL) {
        return ERR_NOMEM;
    }
    entries->items = items;
    entries->room = room;
    return ERR_OK;
}

static bool council_name(struct entry *entry)
{
    struct body_council body;
    struct council_content content;

    if (body_council_read(entry_body(entry), &body) != ERR_OK ||
        council_content_read(body.content, &content) != ERR_OK) {
        return false;
    }
    council_hash(body.content, &entry->subject);
    entry->previous = content.previous;
    entry->height = content.height;
    return true;
}

static bool vouch_name(struct entry *entry)
{
    struct body_vouch body;

    if (body_vouch_read(entry_body(entry), &body) != ERR_OK) {
        return false;
    }
    entry->subject = body.household;
    entry->is_withdrawn = body.is_withdrawn;
    return true;
}

static bool invite_name(struct entry *entry)
{
    struct body_invite body;

    if (body_invite_read(entry_body(entry), &body) != ERR_OK) {
        return false;
    }
    entry->subject = body.one_time;
    entry->until_ms = body.until_ms;
    entry->is_withdrawn = body.is_withdrawn;
    return true;
}

static bool join_name(struct entry *entry)
{
    struct body_join body;

    if (body_join_read(entry_body(entry), &body) != ERR_OK) {
        return false;
    }
    entry->subject = body.one_time;
    return true;
}

/* Read what the body names. Kinds of later versions name nothing here. */
static bool entry_name(struct entry *entry)
{
    if (entry->is_empty) {
        return true;
    }
    if (entry->class == CLASS_COUNCIL) {
        return entry->kind == 1 && council_name(entry);
    }
    if (entry->class == CLASS_JOIN) {
        return entry->kind == 1 && join_name(entry);
    }
    if (entry->class == CLASS_VOUCH && entry->kind == KIND_VOUCH) {
        return vouch_name(entry);
    }
    if (entry->class == CLASS_VOUCH && entry->kind == KIND_INVITE) {
        return invite_name(entry);
    }
    return true;
}

enum err
entries_add(struct entries *entries, const struct record *record, bool is_own)
{
    struct entry *entry = NULL;
    enum err err = ERR_OK;

    if (entries->count >= ROSTER_RECORDS_MAX) {
        return ERR_FULL;
    }
    err = entries_grow(entries);
    if (err != ERR_OK) {
        return err;
    }
    entry = malloc(sizeof *entry + record->bytes.bytes);
    if (entry == NULL) {
        return ERR_NOMEM;
    }
    *entry = (struct entry){
        .id = record->id,
        .slot = record->slot,
        .household = record->household,
        .stamp_ms = record->stamp_ms,
        .n = record->n,
        .class = record->class,
        .kind = record->kind,
        .drop_day = record->drop_day,
        .is_own = is_own,
        .is_empty = record_is_tombstone(record),
        .bytes = record->bytes.bytes,
    };
    memcpy(entry->data, record->bytes.data, record->bytes.bytes);
    entry->is_sound = entry_name(entry);
    entries->items[entries->count++] = entry;
    return ERR_OK;
}

/* By author, class and n, so that the versions of a slot stand together; of
 * these what is sound first, then newest first. */
static int compare_entries(const void *left_item, const void *right_item)
{
    const struct entry *left = *(struct entry *const *)left_item;
    const struct entry *right = *(struct entry *const *)right_item;
    int order = id_compare(&left->household, &right->household);

    if (order == 0) {
        order = (int)left->class - (int)right->class;
    }
    if (order == 0 && left->n != right->n) {
        order = left->n < right->n ? -1 : 1;
    }
    if (order == 0) {
        order = id_compare(&left->slot, &right->slot);
    }
    if (order == 0) {
        order = (int)right->is_sound - (int)left->is_sound;
    }
    if (order == 0 && left->stamp_ms != right->stamp_ms) {
        order = left->stamp_ms < right->stamp_ms ? 1 : -1;
    }
    return order != 0 ? order : id_compare(&right->id, &left->id);
}

/* Does `next`, which follows `kept` in this order, stay too? */
static bool is_other(const struct entry *kept, const struct entry *next)
{
    if (!id_equal(&kept->slot, &next->slot)) {
        return true;
    }
    if (id_equal(&kept->id, &next->id)) {
        return false;
    }
    return next->class == CLASS_COUNCIL;
}

static void keep_heads(struct entries *entries)
{
    size_t kept = 0;

    for (size_t index = 0; index < entries->count; index++) {
        struct entry *next = entries->items[index];

        if (kept > 0 && !is_other(entries->items[kept - 1], next)) {
            if (id_equal(&entries->items[kept - 1]->id, &next->id)) {
                entries->items[kept - 1]->is_own |= next->is_own;
            }
            free(next);
            continue;
        }
        entries->items[kept++] = next;
    }
    entries->count = kept;
}

void entries_settle(struct entries *entries, uint32_t day)
{
    if (entries->count == 0) {
        return;
    }
    qsort(entries->items, entries->count, sizeof(struct entry *),
          compare_entries);
    keep_heads(entries);
    for (size_t index = 0; index < entries->count; index++) {
        struct entry *entry = entries->items[index];

        entry->is_kept = false;
        entry->is_current =
            entry->drop_day == DROP_DAY_NEVER || day <= entry->drop_day + 1U;
    }
}

struct view entry_bytes(const struct entry *entry)
{
    return (struct view){entry->data, entry->bytes};
}

struct view entry_body(const struct entry *entry)
{
    return (struct view){entry->data + RECORD_HEADER_BYTES,
                         entry->bytes - RECORD_BYTES_MIN};
}

bool entry_says(const struct entry *entry,
                enum record_class class,
                uint16_t kind)
{
    return entry->class == class && entry->kind == kind && entry->is_current &&
           entry->is_sound && !entry->is_empty;
}

size_t entries_of(const struct entries *entries, const struct id *household)
{
    size_t low = 0;
    size_t high = entries->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (id_compare(&entries->items[middle]->household, household) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}
