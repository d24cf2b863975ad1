#include <assert.h>

#include "node/record/identity.h"
#include "node/record/record.h"

static struct view id_view(const struct id *id)
{
    return (struct view){id->data, ID_BYTES};
}

/* The class comes first, so that no two classes share a slot. */
static void slot_hash(enum record_class class,
                      struct view first,
                      struct view second,
                      struct id *out)
{
    const unsigned char number = (unsigned char)class;
    const struct view parts[] = {{&number, 1}, first, second};

    identity_hash(DOMAIN_SLOT, parts, sizeof parts / sizeof parts[0], out);
}

void record_slot(enum record_class class,
                 const struct id *household,
                 uint32_t lane,
                 uint32_t n,
                 struct id *out)
{
    unsigned char number[8];

    assert(class_find(class) != NULL && !class_find(class)->is_content_named);
    put_u32(number, lane);
    put_u32(number + 4, n);
    slot_hash(class, id_view(household), (struct view){number, sizeof number},
              out);
}

void record_slot_join(const struct id *one_time,
                      const struct id *household,
                      struct id *out)
{
    slot_hash(CLASS_JOIN, id_view(one_time), id_view(household), out);
}

void record_slot_council(struct view body, struct id *out)
{
    slot_hash(CLASS_COUNCIL, body, (struct view){NULL, 0}, out);
}

void record_slot_receipt(const struct id *household,
                         struct view body,
                         struct id *out)
{
    slot_hash(CLASS_RECEIPT, id_view(household), body, out);
}
