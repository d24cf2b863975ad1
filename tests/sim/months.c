#include "tests/sim/months.h"

void months_roll(struct world *world, struct machine *machine, bool is_new)
{
    struct sealing_keys *months = world->months;
    unsigned char seed[KEY_SEED_BYTES];

    if (months == NULL) {
        return;
    }
    months += world_index(world, machine);
    if (is_new) {
        sealing_part(months);
    }
    chance_bytes(&world->chance, seed, sizeof seed);
    sealing_roll(months, WORLD_BEGIN_MS + world->now_ms, seed);
    machine->config.sealing = months;
}
