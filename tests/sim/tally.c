#include "tests/sim/tally.h"

#include <stdlib.h>
#include <string.h>

#include "tests/lib/check.h"

enum {
    HALVES_MAX = 16384,
    ID_AT = 20, /* of a record: the household that signed this half */
    BODY_AT = 102,
    GIVER_AT = BODY_AT + 4, /* of its map: 1: 32 bytes, 2: 32 bytes, 3: ... */
    RECEIVER_AT = GIVER_AT + 32 + 3,
    MINUTES_AT = RECEIVER_AT + 32 + 1,
    ONE_BYTE = 0xcc, /* a number of so many bytes follows, or it is itself */
    TWO_BYTES = 0xcd,
};

struct half {
    const unsigned char *data; /* borrowed from the shelf */
    size_t bytes;              /* of the body */
};

struct tally {
    struct half halves[HALVES_MAX];
    size_t count;
};

static enum err add_half(void *visitor, struct view bytes)
{
    struct tally *tally = visitor;

    assert_true(tally->count < HALVES_MAX);
    assert_true(bytes.bytes > MINUTES_AT + 64);
    tally->halves[tally->count++] = (struct half){
        bytes.data, (size_t)bytes.data[100] << 8 | bytes.data[101]};
    return ERR_OK;
}

static int64_t minutes_of(const unsigned char *data)
{
    const unsigned char *at = data + MINUTES_AT;

    return at[0] == TWO_BYTES  ? at[1] << 8 | at[2]
           : at[0] == ONE_BYTE ? at[1]
                               : at[0];
}

/* The two halves of a receipt stand beside each other. */
static int by_body(const void *left, const void *right)
{
    const struct half *one = left;
    const struct half *other = right;

    if (one->bytes != other->bytes) {
        return one->bytes < other->bytes ? -1 : 1;
    }
    return memcmp(one->data + BODY_AT, other->data + BODY_AT, one->bytes);
}

/* What it has by the halves of which both are here. */
static int64_t balance_of(const struct tally *tally, const struct id *household)
{
    int64_t sum = 0;

    for (size_t each = 0; each + 1 < tally->count; each++) {
        const unsigned char *data = tally->halves[each].data;

        if (by_body(&tally->halves[each], &tally->halves[each + 1]) != 0) {
            continue;
        }
        assert_memory_not_equal(data + ID_AT,
                                tally->halves[each + 1].data + ID_AT, ID_BYTES);
        if (memcmp(data + GIVER_AT, household->data, ID_BYTES) == 0) {
            sum += minutes_of(data);
        }
        if (memcmp(data + RECEIVER_AT, household->data, ID_BYTES) == 0) {
            sum -= minutes_of(data);
        }
    }
    return sum;
}

void tally_check(struct world *world, struct machine *machine)
{
    static struct tally tally;
    const uint64_t changes = memory_shelf_changes(machine->shelf, SET_LEDGER);
    const struct shelf port = memory_shelf_port(machine->shelf);
    int64_t sum = 0;

    if (changes == machine->tallied) {
        return;
    }
    machine->tallied = changes;
    world->tallies++;
    tally.count = 0;
    check_ok(port.walk_bytes(port.self, SET_LEDGER, add_half, &tally));
    qsort(tally.halves, tally.count, sizeof tally.halves[0], by_body);
    for (size_t place = 0; place < world->machine_count; place++) {
        const struct id *household =
            &world->machines[place].household.signing.public;
        int64_t minutes = 0;

        if (world_home(world, household) != &world->machines[place]) {
            continue; /* another machine of a home that was counted */
        }
        check_ok(port.balance(port.self, household, &minutes));
        if (minutes != balance_of(&tally, household)) {
            print_error("%s: %lld minutes of %s, not %lld\n", machine->name,
                        (long long)minutes, world->machines[place].name,
                        (long long)balance_of(&tally, household));
            fail();
        }
        sum += minutes;
    }
    if (sum != 0) {
        print_error("%s: the hours of the village add up to %lld minutes\n",
                    machine->name, (long long)sum);
        fail();
    }
}
