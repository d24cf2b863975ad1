/*
 * Any bytes as a record, and the same bytes as the body of each class and
 * kind: what is accepted reads again to the same id, and a body that was read
 * is written as the bytes it came from, unless it has keys of later versions.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "node/board/post.h"
#include "node/limits.h"
#include "node/record/body.h"
#include "node/record/council_body.h"
#include "node/record/pack.h"
#include "node/record/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

union body {
    struct body_household household;
    struct body_device device;
    struct body_rules rules;
    struct body_council council;
    struct council_content content;
    struct body_join join;
    struct body_vouch vouch;
    struct body_invite invite;
    struct body_address address;
    struct post post;
};

static void record_try(struct view bytes)
{
    struct record one;
    struct record two;
    enum err err = record_read(bytes, &one);

    if (err != ERR_OK) {
        assert(err == ERR_MALFORMED);
        return;
    }
    assert(class_find(one.class) != NULL);
    assert(record_read(bytes, &two) == ERR_OK);
    assert(id_equal(&one.id, &two.id) && id_equal(&one.slot, &two.slot));
    err = record_verify(bytes);
    assert(err == ERR_OK || err == ERR_SIGNATURE);
}

/* The last key of a body tells whether it has some of a later version. */
static int has_free_keys(struct view body)
{
    uint32_t pairs = 0;
    uint64_t key = 0;

    if (unpack_map(&body, &pairs) != ERR_OK) {
        return 0;
    }
    for (uint32_t i = 0; i < pairs; i++) {
        if (unpack_uint(&body, 0, UINT8_MAX, &key) != ERR_OK ||
            unpack_skip(&body) != ERR_OK) {
            return 0;
        }
    }
    return key >= FIELD_KEY_FREE;
}

static void
table_try(struct view body, const struct field *fields, size_t count)
{
    union body read;
    struct bytes out;

    if (fields == NULL ||
        field_read(body, fields, count, &read, sizeof read) != ERR_OK) {
        return;
    }
    bytes_init(&out, BODY_BYTES_MAX_ROSTER);
    if (body.bytes <= BODY_BYTES_MAX_ROSTER && !has_free_keys(body)) {
        assert(field_write(&read, fields, count, &out) == ERR_OK);
        assert(view_equal(bytes_view(&out), body));
    }
    bytes_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct view view = {data, bytes};
    size_t count = 0;
    const struct field *fields = NULL;

    record_try(view);
    for (int class = 1; class < CLASS_END; class ++) {
        for (uint16_t kind = 1; kind <= 2; kind++) {
            fields = body_fields((enum record_class) class, kind, &count);
            table_try(view, fields, count);
        }
    }
    fields = council_content_fields(&count);
    table_try(view, fields, count);
    return 0;
}
