#include "node/people/vouch.h"

#include <assert.h>

#include "node/limits.h"
#include "node/people/state.h"

static void note_joins(const struct roster *roster, struct roster_vouch *vouch)
{
    struct entry *const *first = NULL;
    size_t count = joins_on(&roster->joins, &vouch->subject, &first);

    for (size_t index = 0; index < count; index++) {
        if (first[index]->is_kept) {
            vouch->joined[vouch->joins++] = first[index]->household;
            vouch->joined_ms = first[index]->stamp_ms > vouch->joined_ms
                                   ? first[index]->stamp_ms
                                   : vouch->joined_ms;
        }
    }
}

size_t roster_vouches_of(const struct roster *roster,
                         const struct id *voucher,
                         struct roster_vouch *out,
                         size_t max)
{
    const struct entries *entries = &roster->entries;
    size_t count = 0;

    assert(!roster->is_thawed);
    for (size_t index = entries_of(entries, voucher);
         index < entries->count && count < max; index++) {
        const struct entry *entry = entries->items[index];

        if (!id_equal(&entry->household, voucher)) {
            break;
        }
        if (!entry->is_kept || entry->is_empty || entry->class != CLASS_VOUCH) {
            continue;
        }
        out[count] = (struct roster_vouch){
            .voucher = entry->household,
            .n = entry->n,
            .record = entry->id,
            .subject = entry->subject,
            .is_invite = entry->kind == KIND_INVITE,
            .is_withdrawn = entry->is_withdrawn,
            .until_ms = entry->until_ms,
            .stamp_ms = entry->stamp_ms,
            .drop_day = entry->drop_day,
        };
        if (out[count].is_invite) {
            note_joins(roster, &out[count]);
        }
        count++;
    }
    return count;
}
