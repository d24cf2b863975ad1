#include "node/sync/sketch_project.h"

#include <sodium.h>

enum { ROWS = 32, ROW_BYTES = 8, CHECK_BITS = 64 };

/* Row by row to column by column: what each bit of a check adds. */
static void columns_of(const unsigned char rows[static ROWS * ROW_BYTES],
                       uint32_t columns[static CHECK_BITS])
{
    for (unsigned bit = 0; bit < CHECK_BITS; bit++) {
        columns[bit] = 0;
    }
    for (unsigned row = 0; row < ROWS; row++) {
        const uint64_t value = get_u64(rows + (size_t)row * ROW_BYTES);

        for (unsigned bit = 0; bit < CHECK_BITS; bit++) {
            columns[bit] |= (uint32_t)(value >> bit & 1U) << row;
        }
    }
}

void projection_init(struct projection *projection, struct view binding)
{
    static const unsigned char nonce[crypto_stream_chacha20_NONCEBYTES];
    static const unsigned char purpose[] = "kith project v1";
    unsigned char key[crypto_generichash_BYTES];
    unsigned char rows[ROWS * ROW_BYTES];
    uint32_t columns[CHECK_BITS];
    crypto_generichash_state state;

    (void)crypto_generichash_init(&state, NULL, 0, sizeof key);
    (void)crypto_generichash_update(&state, purpose, sizeof purpose);
    (void)crypto_generichash_update(&state, binding.data, binding.bytes);
    (void)crypto_generichash_final(&state, key, sizeof key);
    (void)crypto_stream_chacha20(rows, sizeof rows, nonce, key);
    columns_of(rows, columns);
    for (unsigned table = 0; table < PROJECTION_TABLES; table++) {
        uint32_t *sums = projection->tables[table];

        sums[0] = 0;
        for (unsigned value = 1; value < PROJECTION_VALUES; value++) {
            unsigned rest = value & (value - 1);
            unsigned bit = 0;

            while ((value >> bit & 1U) == 0) {
                bit++;
            }
            sums[value] = sums[rest] ^ columns[8 * table + bit];
        }
    }
}
