#include <assert.h>

#include "node/record/identity.h"
#include "node/record/record.h"

void record_slot(enum record_class class,
                 const struct id *household,
                 uint8_t lane,
                 uint32_t n,
                 struct id *out)
{
    const unsigned char class_byte = (unsigned char)class;
    unsigned char number[5] = {lane};
    const struct view parts[] = {
        {&class_byte, 1},
        {household->data, ID_BYTES},
        {number, sizeof number},
    };

    assert(class_find(class) != NULL && !class_find(class)->is_content_named);
    put_u32(number + 1, n);
    identity_hash(DOMAIN_SLOT, parts, sizeof parts / sizeof parts[0], out);
}
