/* Hours that residents give one another; tally.c adds them up. */
#include "node/deal/receipt.h"
#include "node/record/record.h"
#include "tests/lib/check.h"
#include "tests/sim/machine.h"
#include "tests/sim/season.h"

/* A receipt on a shelf that waits for the half of this household. */
struct waiting {
    const struct machine *machine;
    struct chance *chance;
    struct receipt receipt;
    unsigned count;
};

static enum err look_at_half(void *visitor, struct view bytes)
{
    struct waiting *waiting = visitor;
    const struct id *own = &waiting->machine->household.signing.public;
    const struct shelf port = memory_shelf_port(waiting->machine->shelf);
    struct receipt receipt;
    struct shelf_row row;
    struct record record;
    struct id slot;

    check_ok(record_read(bytes, &record));
    if (receipt_read(record.body, &receipt) != ERR_OK ||
        receipt_side(&receipt, own) == RECEIPT_NEITHER) {
        return ERR_OK;
    }
    record_slot_receipt(own, record.body, &slot);
    if (port.head(port.self, &slot, &row) == ERR_OK) {
        return ERR_OK; /* it is ours, or we signed ours too */
    }
    waiting->count++;
    if (chance_in(waiting->chance, waiting->count)) {
        waiting->receipt = receipt;
    }
    return ERR_OK;
}

bool life_settle(struct season *season)
{
    struct machine *machine = season_anyone(season);
    struct waiting waiting = {.machine = machine,
                              .chance = &season->world.chance};
    struct shelf port;
    bool is_done = false;

    if (machine == NULL) {
        return false;
    }
    port = memory_shelf_port(machine->shelf);
    check_ok(port.walk_bytes(port.self, SET_LEDGER, look_at_half, &waiting));
    is_done = waiting.count > 0 && deed_hours(&season->world, machine,
                                              &waiting.receipt, true) == ERR_OK;
    return is_done;
}

bool life_hours(struct season *season)
{
    struct chance *chance = &season->world.chance;
    struct machine *machine = season_anyone(season);
    const struct machine *other = season_anyone(season);
    const bool is_gain = chance_in(chance, 2);
    struct receipt receipt = {
        .minutes =
            (uint16_t)(RECEIPT_MINUTES_STEP * chance_between(chance, 1, 24)),
        .is_gift = chance_in(chance, 5),
    };

    if (machine == NULL || other == NULL) {
        return false;
    }
    receipt.giver = (is_gain ? machine : other)->household.signing.public;
    receipt.receiver = (is_gain ? other : machine)->household.signing.public;
    return deed_hours(&season->world, machine, &receipt, false) == ERR_OK;
}
