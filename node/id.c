#include "node/id.h"

#include <string.h>

#include <sodium.h>

bool id_equal(const struct id *left, const struct id *right)
{
    return memcmp(left->data, right->data, ID_BYTES) == 0;
}

int id_compare(const struct id *left, const struct id *right)
{
    return memcmp(left->data, right->data, ID_BYTES);
}

bool id_is_among(const struct id *ids, size_t count, const struct id *id)
{
    for (size_t index = 0; index < count; index++) {
        if (id_equal(&ids[index], id)) {
            return true;
        }
    }
    return false;
}

bool id_is_zero(const struct id *id)
{
    static const struct id zero;

    return id_equal(id, &zero);
}

uint64_t id_prefix(const struct id *id)
{
    return get_u64(id->data);
}

bool neighbourhood_equal(const struct neighbourhood *left,
                         const struct neighbourhood *right)
{
    return memcmp(left->data, right->data, NEIGHBOURHOOD_BYTES) == 0;
}

void id_to_hex(const struct id *id, char hex[static ID_HEX_CHARS])
{
    (void)sodium_bin2hex(hex, ID_HEX_CHARS, id->data, ID_BYTES);
}

void neighbourhood_to_hex(const struct neighbourhood *neighbourhood,
                          char hex[static NEIGHBOURHOOD_HEX_CHARS])
{
    (void)sodium_bin2hex(hex, NEIGHBOURHOOD_HEX_CHARS, neighbourhood->data,
                         NEIGHBOURHOOD_BYTES);
}

static enum err hex_read(const char *hex, unsigned char *out, size_t bytes)
{
    unsigned char read[ID_BYTES];
    size_t count = 0;
    const char *end = NULL;

    if (strlen(hex) != 2 * bytes ||
        sodium_hex2bin(read, bytes, hex, 2 * bytes, NULL, &count, &end) != 0 ||
        count != bytes) {
        return ERR_INVALID;
    }
    memcpy(out, read, bytes);
    return ERR_OK;
}

enum err id_from_hex(const char *hex, struct id *out)
{
    return hex_read(hex, out->data, ID_BYTES);
}

enum err neighbourhood_from_hex(const char *hex, struct neighbourhood *out)
{
    return hex_read(hex, out->data, NEIGHBOURHOOD_BYTES);
}
