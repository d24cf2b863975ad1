#include "node/people/rights.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

/* A right on disk: household, digest. */
enum { RIGHT_BYTES = ID_BYTES + 8 };

static const unsigned char head[] = {'r', 'i', 'g', 'h', 't', 's', '1', 0};

void rights_init(struct rights *rights)
{
    *rights = (struct rights){0};
}

void rights_release(struct rights *rights)
{
    free(rights->items);
    rights_init(rights);
}

static void hash_number(crypto_generichash_state *state, uint64_t number)
{
    unsigned char bytes[8];

    put_u64(bytes, number);
    crypto_generichash_update(state, bytes, sizeof bytes);
}

static void hash_device(crypto_generichash_state *state,
                        const struct roster_device *device)
{
    hash_number(state, device->lane);
    hash_number(state, device->is_struck);
    crypto_generichash_update(state, device->signing.data, ID_BYTES);
    hash_number(state, device->former_count);
    for (size_t index = 0; index < device->former_count; index++) {
        crypto_generichash_update(state, device->former[index].data, ID_BYTES);
        hash_number(state, device->former_ended_ms[index]);
    }
}

/* All that admission asks the roster of a household: its slots while grace
 * lasts, its lanes, and the keys that sign for it. */
static uint64_t digest_of(const struct roster *roster,
                          const struct roster_household *household)
{
    unsigned char hash[crypto_generichash_BYTES_MIN];
    crypto_generichash_state state;
    uint64_t digest = 0;

    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    for (unsigned number = 0; number < CLASS_END; number++) {
        const struct class_row *row = class_find(number);

        if (row != NULL && row->set != SET_ROSTER) {
            hash_number(&state, roster_slots(roster, &household->id,
                                             (enum record_class)number,
                                             STANDING_GRACE));
        }
    }
    for (size_t index = 0; index < household->device_count; index++) {
        hash_device(&state, &household->devices[index]);
    }
    crypto_generichash_final(&state, hash, sizeof hash);
    digest = get_u64(hash);
    return digest <= RIGHTS_NONE ? digest + 2 : digest;
}

static bool has_rights(const struct roster_household *household)
{
    return household->is_own || household->level[STANDING_GRACE] != LEVEL_NONE;
}

static uint64_t digest_now(const struct roster *roster, const struct id *id)
{
    const struct roster_household *household = roster_find(roster, id);

    return household != NULL && has_rights(household)
               ? digest_of(roster, household)
               : RIGHTS_NONE;
}

static int compare_rights(const void *left, const void *right)
{
    const struct right *a = left;
    const struct right *b = right;

    return id_compare(&a->household, &b->household);
}

/* Room for `count` rights, never none. */
static struct right *room_for(size_t count)
{
    return calloc(count + 1, sizeof(struct right));
}

enum err rights_take(struct rights *rights, const struct roster *roster)
{
    struct right *items = room_for(roster_count(roster));
    size_t count = 0;

    if (items == NULL) {
        return ERR_NOMEM;
    }
    for (size_t index = 0; index < roster_count(roster); index++) {
        const struct roster_household *household = roster_at(roster, index);

        if (has_rights(household)) {
            items[count].household = household->id;
            items[count].digest = digest_of(roster, household);
            count++;
        }
    }
    qsort(items, count, sizeof *items, compare_rights);
    free(rights->items);
    rights->items = items;
    rights->count = count;
    return ERR_OK;
}

/* The next of two ascending lists: the old right, the new one, or both of one
 * household; NULL for the list that does not have it. */
static struct id next_of_both(const struct rights *old,
                              size_t at_old,
                              const struct rights *now,
                              size_t at_now)
{
    if (at_old == old->count) {
        return now->items[at_now].household;
    }
    if (at_now == now->count ||
        compare_rights(&old->items[at_old], &now->items[at_now]) <= 0) {
        return old->items[at_old].household;
    }
    return now->items[at_now].household;
}

/* Due is whose right is not the same in both. */
static uint64_t marked(const struct right *old, const struct right *now)
{
    return old != NULL && now != NULL && old->digest == now->digest
               ? old->digest
               : RIGHTS_DUE;
}

static const struct right *
right_at(const struct rights *rights, size_t at, const struct id *household)
{
    return at < rights->count &&
                   id_equal(&rights->items[at].household, household)
               ? &rights->items[at]
               : NULL;
}

static enum err
mark_items(struct rights *rights, const struct roster *roster, bool *is_marked)
{
    struct rights now = {0};
    struct right *items = NULL;
    size_t count = 0;
    size_t at_old = 0;
    size_t at_now = 0;
    enum err err = rights_take(&now, roster);

    assert(rights->count == 0 || rights->items != NULL);
    *is_marked = false;
    if (err != ERR_OK) {
        return err;
    }
    assert(now.items != NULL); /* even where it is empty */
    items = room_for(rights->count + now.count);
    if (items == NULL) {
        rights_release(&now);
        return ERR_NOMEM;
    }
    while (at_old < rights->count || at_now < now.count) {
        const struct id household = next_of_both(rights, at_old, &now, at_now);
        const struct right *old = right_at(rights, at_old, &household);
        const struct right *new = right_at(&now, at_now, &household);

        items[count].household = household;
        items[count].digest = marked(old, new);
        *is_marked |= items[count].digest == RIGHTS_DUE &&
                      (old == NULL || old->digest != RIGHTS_DUE);
        count++;
        at_old += old != NULL;
        at_now += new != NULL;
    }
    rights_release(&now);
    free(rights->items);
    rights->items = items;
    rights->count = count;
    return ERR_OK;
}

enum err rights_mark(struct rights *rights, const struct roster *roster)
{
    bool is_marked = rights->is_whole;
    enum err err = ERR_OK;

    if (!rights->is_whole) {
        err = mark_items(rights, roster, &is_marked);
    }
    rights->marks += err == ERR_OK && is_marked;
    return err;
}

enum err rights_due(const struct rights *rights,
                    const struct roster *roster,
                    struct rights *out)
{
    struct rights due = {.is_whole = rights->is_whole, .marks = rights->marks};
    enum err err = ERR_OK;

    if (rights->is_whole) {
        err = rights_take(&due, roster);
    } else {
        due.items = room_for(rights->count);
        err = due.items == NULL ? ERR_NOMEM : ERR_OK;
    }
    for (size_t index = 0;
         err == ERR_OK && !due.is_whole && index < rights->count; index++) {
        const struct right *right = &rights->items[index];

        if (right->digest == RIGHTS_DUE) {
            due.items[due.count].household = right->household;
            due.items[due.count].digest = digest_now(roster, &right->household);
            due.count++;
        }
    }
    if (err == ERR_OK) {
        free(out->items);
        *out = due;
    }
    return err;
}

enum err rights_check(struct rights *swept, const struct roster *roster)
{
    bool is_marked = false;

    if (swept->is_whole) {
        return mark_items(swept, roster, &is_marked);
    }
    for (size_t index = 0; index < swept->count; index++) {
        struct right *right = &swept->items[index];

        if (right->digest != digest_now(roster, &right->household)) {
            right->digest = RIGHTS_DUE;
        }
    }
    return ERR_OK;
}

/* Take over what was found of each; who has no rights is left out. */
static void settle_items(struct rights *rights, const struct rights *swept)
{
    size_t count = 0;
    size_t at = 0;

    for (size_t index = 0; index < rights->count; index++) {
        struct right right = rights->items[index];

        while (at < swept->count &&
               compare_rights(&swept->items[at], &right) < 0) {
            at++;
        }
        if (right.digest == RIGHTS_DUE &&
            right_at(swept, at, &right.household) != NULL) {
            right.digest = swept->items[at].digest;
        }
        if (right.digest != RIGHTS_NONE) {
            rights->items[count++] = right;
        }
    }
    rights->count = count;
}

void rights_settle(struct rights *rights, struct rights *swept)
{
    if (swept->is_whole) {
        free(rights->items);
        rights->items = swept->items;
        rights->count = swept->count;
        rights->is_whole = false;
        rights_init(swept);
    } else {
        settle_items(rights, swept);
    }
}

enum err rights_write(const struct rights *rights, struct bytes *out)
{
    enum err err = bytes_append(out, (struct view){head, sizeof head});

    if (err == ERR_OK) {
        err = bytes_append_u8(out, rights->is_whole);
    }
    if (err == ERR_OK) {
        err = bytes_append_u32(out, rights->marks);
    }
    for (size_t index = 0; index < rights->count && err == ERR_OK; index++) {
        const struct right *right = &rights->items[index];

        err = bytes_append(out, (struct view){right->household.data, ID_BYTES});
        if (err == ERR_OK) {
            err = bytes_append_u64(out, right->digest);
        }
    }
    return err;
}

/* Read the rights behind the head; false where they do not ascend. */
static bool read_items(struct view bytes, struct right *items, size_t count)
{
    for (size_t index = 0; index < count; index++) {
        memcpy(items[index].household.data, bytes.data + index * RIGHT_BYTES,
               ID_BYTES);
        items[index].digest =
            get_u64(bytes.data + index * RIGHT_BYTES + ID_BYTES);
        if (index > 0 &&
            compare_rights(&items[index - 1], &items[index]) >= 0) {
            return false;
        }
    }
    return true;
}

enum err rights_read(struct view bytes, struct rights *rights)
{
    struct view start = {NULL, 0};
    struct right *items = NULL;
    uint8_t is_whole = 0;
    uint32_t marks = 0;

    if (view_take(&bytes, sizeof head, &start) != ERR_OK ||
        memcmp(start.data, head, sizeof head) != 0 ||
        view_take_u8(&bytes, &is_whole) != ERR_OK || is_whole > 1 ||
        view_take_u32(&bytes, &marks) != ERR_OK ||
        bytes.bytes % RIGHT_BYTES != 0) {
        return ERR_CORRUPT;
    }
    items = room_for(bytes.bytes / RIGHT_BYTES);
    if (items == NULL) {
        return ERR_NOMEM;
    }
    if (!read_items(bytes, items, bytes.bytes / RIGHT_BYTES)) {
        free(items);
        return ERR_CORRUPT;
    }
    free(rights->items);
    *rights =
        (struct rights){items, bytes.bytes / RIGHT_BYTES, is_whole == 1, marks};
    return ERR_OK;
}
