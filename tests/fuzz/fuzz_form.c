/*
 * Bodies of forms, in pieces of any size: alike in any of them, and never past
 * the ceilings.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "net/web/form.h"

static void take(struct form *form, struct view body, size_t piece)
{
    while (body.bytes > 0) {
        const size_t bytes = body.bytes < piece ? body.bytes : piece;

        form_take(form, (struct view){body.data, bytes});
        body.data += bytes;
        body.bytes -= bytes;
    }
}

static json_t *typed_of(const char *type, struct view body, size_t piece)
{
    static struct form form;
    json_t *typed = NULL;

    if (form_init(&form, type, NULL) == ERR_OK) {
        take(&form, body, piece);
        if (form_end(&form) == ERR_OK) {
            typed = json_incref(form.typed);
        }
    }
    if (form.count > WEB_VALUES_MAX + 1 || form.file_count > 0) {
        abort();
    }
    form_release(&form);
    return typed;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const types[] = {
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
    };
    json_t *whole = NULL;
    json_t *pieces = NULL;
    struct view body = {data, size};

    if (size < 2) {
        return 0;
    }
    body = (struct view){data + 2, size - 2};
    whole = typed_of(types[data[0] & 1], body, size);
    pieces = typed_of(types[data[0] & 1], body, (size_t)data[1] + 1);
    if ((whole == NULL) != (pieces == NULL) || !json_equal(whole, pieces)) {
        if (whole != NULL || pieces != NULL) {
            abort();
        }
    }
    json_decref(whole);
    json_decref(pieces);
    return 0;
}
