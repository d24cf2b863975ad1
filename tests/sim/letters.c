/* Letters in a season: another process of the author writes them. */
#include "node/act/act_letter.h"
#include "node/inside.h"
#include "tests/lib/check.h"
#include "tests/sim/machine.h"
#include "tests/sim/season.h"

/* Let a core over the same shelf write it; what it asks for is kept. */
static enum err write_apart(struct world *world,
                            struct machine *machine,
                            const struct letter_draft *draft)
{
    const struct shelf port = memory_shelf_port(machine->shelf);
    struct event event = {.kind = EVENT_CHANGED};
    struct actions actions;
    struct answer answer;
    const struct step step = {&event, &actions, &answer};
    struct node *node = NULL;
    struct id id;
    enum err err = ERR_OK;

    actions_init(&actions);
    answer_init(&answer);
    event.moment = machine_moment(world, machine);
    chance_bytes(&world->chance, event.seed, sizeof event.seed);
    check_ok(node_new(&machine->config, &port, &node));
    err = node_step(node, &event, &actions, &answer);
    if (err == ERR_OK) {
        err = act_letter(node, &step, draft, &id);
    }
    for (size_t index = 0; err == ERR_OK && index < actions.count; index++) {
        err = memory_shelf_apply(machine->shelf, &actions.items[index]);
    }
    if (err == ERR_OK) {
        err = memory_shelf_commit(machine->shelf);
    }
    if (err != ERR_OK) {
        memory_shelf_rollback(machine->shelf);
    }
    actions_release(&actions);
    answer_release(&answer);
    node_free(node);
    return err;
}

bool life_letter(struct season *season)
{
    struct world *world = &season->world;
    struct machine *machine = season_anyone(season);
    const struct machine *reader = season_anyone(season);
    struct letter_draft draft = {
        .kind = LETTER_DEAL,
        .readers_count = 1,
        .content = view_text("a canary in a letter"),
    };
    struct event event = {.kind = EVENT_CHANGED};

    if (machine == NULL || reader == NULL) {
        return false;
    }
    draft.readers[0] = reader->household.signing.public;
    machine_commit(world, machine);
    if (!machine_is_up(machine) ||
        write_apart(world, machine, &draft) != ERR_OK) {
        return false;
    }
    return machine_step(world, machine, &event, NULL) == ERR_OK;
}
