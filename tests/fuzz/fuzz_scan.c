/*
 * Any bytes: the scan ends, and what it lets through can be skipped, read
 * value by value and written again as the same bytes.
 */
#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/record/pack.h"
#include "node/record/scan.h"
#include "node/record/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

/* Copy one value that is no map and no array; false for negative numbers,
 * which nothing of ours writes. */
static bool scalar_copy(struct view *rest, struct bytes *out)
{
    uint64_t number = 0;
    bool is_set = false;
    struct view view = {NULL, 0};
    enum err err = ERR_MALFORMED;

    if (unpack_uint(rest, 0, UINT64_MAX, &number) == ERR_OK) {
        err = pack_uint(out, number);
    } else if (unpack_bool(rest, &is_set) == ERR_OK) {
        err = pack_bool(out, is_set);
    } else if (unpack_text(rest, 0, SIZE_MAX, &view) == ERR_OK) {
        assert(text_is_utf8(view));
        err = pack_text(out, view);
    } else if (unpack_bin(rest, 0, SIZE_MAX, &view) == ERR_OK) {
        err = pack_bin(out, view);
    }
    return err == ERR_OK;
}

/* Is the copy of a canonical document the document? */
static bool copy_is_same(struct view document)
{
    struct view rest = document;
    struct bytes out;
    bool is_same = true;

    bytes_init(&out, document.bytes);
    while (is_same && rest.bytes > 0) {
        uint32_t count = 0;

        if (unpack_map(&rest, &count) == ERR_OK) {
            is_same = pack_map(&out, count) == ERR_OK;
        } else if (unpack_array(&rest, &count) == ERR_OK) {
            is_same = pack_array(&out, count) == ERR_OK;
        } else if (!scalar_copy(&rest, &out)) {
            bytes_release(&out);
            return true;
        }
    }
    is_same = is_same && view_equal(bytes_view(&out), document);
    bytes_release(&out);
    return is_same;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct view document = {data, bytes};
    struct view rest = document;
    enum err skipped = unpack_skip(&rest);

    assert(rest.bytes <= bytes);
    if (scan(document) == ERR_OK) {
        assert(skipped == ERR_OK && rest.bytes == 0);
        assert(copy_is_same(document));
    }
    return 0;
}
