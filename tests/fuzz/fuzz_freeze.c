/*
 * Any bytes as a frozen roster, with a check that is right: they are refused,
 * or give a roster that answers every question and freezes to the same bytes.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include <sodium.h>

#include "node/limits.h"
#include "node/people/freeze.h"
#include "tests/lib/alike.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

enum { DAY_AT = 8 + NEIGHBOURHOOD_BYTES + ID_BYTES };

/* The bytes, and the check that belongs to them. */
static void check_append(struct bytes *frozen, struct view input)
{
    static const unsigned char no_key[crypto_shorthash_KEYBYTES];
    unsigned char check[crypto_shorthash_BYTES];

    (void)crypto_shorthash(check, input.data, input.bytes, no_key);
    assert(bytes_append(frozen, input) == ERR_OK);
    assert(bytes_append(frozen, (struct view){check, sizeof check}) == ERR_OK);
}

static void must_freeze_alike(const struct roster *roster,
                              const struct id *own,
                              struct view frozen)
{
    struct bytes again;

    bytes_init(&again, SNAPSHOT_BYTES_MAX);
    assert(roster_freeze(roster, own, &again) == ERR_OK);
    assert(view_equal(bytes_view(&again), frozen));
    bytes_release(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct neighbourhood neighbourhood;
    struct roster *roster = NULL;
    struct bytes frozen;
    struct id own;
    uint32_t day = 0;

    if (bytes < DAY_AT + 4) {
        return 0;
    }
    for (size_t at = 0; at < NEIGHBOURHOOD_BYTES; at++) {
        neighbourhood.data[at] = data[8 + at];
    }
    for (size_t at = 0; at < ID_BYTES; at++) {
        own.data[at] = data[8 + NEIGHBOURHOOD_BYTES + at];
    }
    day = get_u32(data + DAY_AT);
    bytes_init(&frozen, bytes + crypto_shorthash_BYTES);
    check_append(&frozen, (struct view){data, bytes});
    assert(roster_new(&neighbourhood, &roster) == ERR_OK);
    if (roster_thaw(roster, &own, day, bytes_view(&frozen)) == ERR_OK) {
        must_freeze_alike(roster, &own, bytes_view(&frozen));
        assert(rosters_are_alike(roster, roster));
    } else {
        assert(roster_count(roster) == 0);
    }
    roster_free(roster);
    bytes_release(&frozen);
    return 0;
}
