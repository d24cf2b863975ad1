#include "store/placed.h"

#include "store/glimpse.h"

static const uint64_t time_max = (UINT64_C(1) << 48) - 1;

enum { CLOSED = 4, ASKED = 2, NOT_FIRST = 1 };

static void put_u48(unsigned char *out, uint64_t value)
{
    put_u16(out, (uint16_t)(value >> 32));
    put_u32(out + 2, (uint32_t)value);
}

static uint64_t get_u48(const unsigned char *in)
{
    return ((uint64_t)get_u16(in) << 32) | get_u32(in + 2);
}

static bool may_be_shown(const struct record *record)
{
    return record->class == CLASS_POST && !record_is_tombstone(record) &&
           post_kind_name(record->kind) != NULL;
}

bool placed_read_post(const struct record *record,
                      struct post *post,
                      struct id *id)
{
    if (!may_be_shown(record) || post_read(record->body, post) != ERR_OK) {
        return false; /* kept and relayed, not shown */
    }
    post_id(&record->household, record->lane, record->n, post->birth, id);
    return true;
}

bool placed_glimpse(const struct record *record, struct post *post)
{
    return may_be_shown(record) && glimpse_post(record->body, post);
}

bool placed_glimpse_post(const struct record *record,
                         struct post *post,
                         struct id *id)
{
    if (!placed_glimpse(record, post)) {
        return false;
    }
    post_id(&record->household, record->lane, record->n, post->birth, id);
    return true;
}

struct placed placed_of(const struct record *record,
                        const struct post *post,
                        const struct id *post_id,
                        uint64_t keeper,
                        uint64_t seq)
{
    return (struct placed){
        .is_closed = post->status == STATUS_CLOSED,
        .has_asks = post->asks > 0,
        .is_first = post->is_first,
        .kind = record->kind,
        .keeper = keeper,
        .posted_ms = post->posted_ms < time_max ? post->posted_ms : time_max,
        .until_ms = post->until_ms < time_max ? post->until_ms : time_max,
        .post64 = id_prefix(post_id),
        .seq = seq,
    };
}

bool placed_has_ended(const struct placed *placed, uint64_t now_ms)
{
    return placed->is_closed ||
           (placed->until_ms > 0 && placed->until_ms <= now_ms);
}

void placed_put(unsigned char out[static ORDER_ENTRY_BYTES],
                const struct placed *placed)
{
    out[0] = (unsigned char)((placed->is_closed ? CLOSED : 0) |
                             (placed->has_asks ? ASKED : 0) |
                             (placed->is_first ? 0 : NOT_FIRST));
    out[1] = (unsigned char)(placed->keeper >> 16);
    put_u16(out + 2, (uint16_t)placed->keeper);
    put_u48(out + 4, time_max - placed->posted_ms);
    put_u64(out + 10, placed->post64);
    put_u48(out + 18, placed->until_ms);
    out[24] = (unsigned char)placed->kind;
    out[25] = (unsigned char)(placed->seq >> 32);
    put_u32(out + 26, (uint32_t)placed->seq);
}

void placed_get(const unsigned char in[static ORDER_ENTRY_BYTES],
                struct placed *out)
{
    *out = (struct placed){
        .is_closed = (in[0] & CLOSED) != 0,
        .has_asks = (in[0] & ASKED) != 0,
        .is_first = (in[0] & NOT_FIRST) == 0,
        .kind = in[24],
        .keeper = (uint64_t)in[1] << 16 | get_u16(in + 2),
        .posted_ms = time_max - get_u48(in + 4),
        .until_ms = get_u48(in + 18),
        .post64 = get_u64(in + 10),
        .seq = run_entry_seq(INDEX_ORDER, in),
    };
}
