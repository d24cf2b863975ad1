#include "tests/sim/once.h"

#include "node/record/record.h"
#include "tests/lib/check.h"

static bool is_signed(const struct machine *machine,
                      const struct action *action)
{
    return action->kind == ACTION_STORE &&
           id_equal(&action->record->household,
                    &machine->household.signing.public) &&
           (id_equal(&action->record->signer,
                     &machine->device.signing.public) ||
            id_equal(&action->record->signer, &action->record->household));
}

static void check_one(const struct machine *machine,
                      const struct record *one,
                      const struct action *other)
{
    if (is_signed(machine, other) &&
        id_equal(&one->slot, &other->record->slot) &&
        one->stamp_ms >= other->record->stamp_ms) {
        print_error("%s: signed %s %u of lane %u twice with a stamp\n",
                    machine->name, class_find(one->class)->name,
                    (unsigned)one->n, (unsigned)one->lane);
        fail();
    }
}

void once_check(const struct machine *machine, const struct actions *actions)
{
    for (size_t one = 0; one < actions->count; one++) {
        for (size_t other = one + 1;
             other < actions->count && is_signed(machine, &actions->items[one]);
             other++) {
            check_one(machine, actions->items[one].record,
                      &actions->items[other]);
        }
    }
}
