/*
 * Any bytes as a message: what is accepted is written again as the bytes it
 * came from.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "node/limits.h"
#include "tests/lib/wire_again.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct wire_message message;
    struct bytes out;
    enum err err = wire_read((struct view){data, bytes}, &message);

    if (err != ERR_OK) {
        assert(err == ERR_MALFORMED || err == ERR_PROTOCOL);
        return 0;
    }
    bytes_init(&out, RECORDS_BYTES_MAX);
    err = wire_again(&message, &out);
    assert(err == ERR_AGAIN ||
           (err == ERR_OK &&
            view_equal(bytes_view(&out), (struct view){data, bytes})));
    bytes_release(&out);
    return 0;
}
