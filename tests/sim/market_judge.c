/* What both sides of a deal see, and what two have at once. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tests/lib/check.h"
#include "tests/sim/machine.h"
#include "tests/sim/market.h"
#include "tests/sim/told.h"

enum { SHEETS_MAX = 512 };

static const struct id *home_of(const struct machine *machine)
{
    return &machine->household.signing.public;
}

static bool is_side(const struct deal *deal, const struct machine *machine)
{
    return id_equal(&deal->claimant, home_of(machine)) ||
           id_equal(&deal->keeper, home_of(machine));
}

static void tell_of(const struct market *market,
                    const struct machine *machine,
                    const struct bargain_deal *here)
{
    print_error(
        "%s: %s, %u letters, %u aside, %u refused, changed %" PRIu64 " h ago\n",
        machine->name, here->is_here ? state_name(here->deal.state) : "nothing",
        (unsigned)here->thread.count, (unsigned)here->deal.aside,
        (unsigned)here->deal.refused,
        (WORLD_BEGIN_MS + market->season.world.now_ms - here->deal.changed_ms) /
            HOUR_MS);
    print_error("  lane %u, signs %02x%02x\n", (unsigned)deed_lane(machine),
                machine->device.signing.public.data[0],
                machine->device.signing.public.data[1]);
    for (size_t each = 0; each < here->thread.count; each++) {
        const struct letter *letter = &here->thread.letters[each];
        struct deal_step said;

        check_ok(step_read(letter->content, &said));
        print_error("  %02x%02x %s by %s on %02x%02x, %" PRIu64 " h ago\n",
                    letter->id.data[0], letter->id.data[1],
                    step_name(said.kind),
                    told_name(&market->season.world, &letter->author),
                    letter->signer.data[0], letter->signer.data[1],
                    (WORLD_BEGIN_MS + market->season.world.now_ms -
                     letter->written_ms) /
                        HOUR_MS);
    }
}

/* Have both the same letters of it? They are sorted by (written, id). */
static bool has_same(const struct thread *left, const struct thread *right)
{
    if (left->count != right->count) {
        return false;
    }
    for (size_t each = 0; each < left->count; each++) {
        if (!id_equal(&left->letters[each].id, &right->letters[each].id)) {
            return false;
        }
    }
    return true;
}

/* Is it over for so long that its letters are not kept any more? Who was put
 * back to before has not got all of them. */
static bool is_long_over(const struct world *world,
                         const struct bargain_deal *here)
{
    const uint64_t kept_ms =
        (uint64_t)class_find(CLASS_LETTER)->retention_days * DAY_MS;

    return here->is_here && !deal_is_live(&here->deal) &&
           here->deal.changed_ms + kept_ms < WORLD_BEGIN_MS + world->now_ms;
}

/* The letters at both come to the same. */
static void compare(struct market *market,
                    const struct machine *both[2],
                    const struct id *deal,
                    bool is_final)
{
    const struct world *world = &market->season.world;
    struct bargain_deal left;
    struct bargain_deal right;

    bargain_see(world, both[0], deal, &left);
    bargain_see(world, both[1], deal, &right);
    if (!has_same(&left.thread, &right.thread) &&
        (!is_final || is_long_over(world, &left) ||
         is_long_over(world, &right))) {
        market->waiting++;
    } else if (!left.is_here || !right.is_here ||
               !bargain_alike(&left.deal, &right.deal)) {
        tell_of(market, both[0], &left);
        tell_of(market, both[1], &right);
        fail();
    }
    bargain_release(&left);
    bargain_release(&right);
    market->compared++;
}

/* A sheet is what the letters come to. */
static void look_at_sheet(const struct market *market,
                          const struct machine *machine,
                          const struct deal *sheet)
{
    struct bargain_deal here;

    bargain_see(&market->season.world, machine, &sheet->id, &here);
    if (!here.is_here || here.deal.state != sheet->state ||
        here.deal.mark != sheet->mark || here.deal.turn != sheet->turn) {
        print_error("%s lists %s\n", machine->name, state_name(sheet->state));
        tell_of(market, machine, &here);
        fail();
    }
    bargain_release(&here);
}

void market_compare(struct market *market,
                    const struct machine *one,
                    const struct machine *other,
                    bool is_final)
{
    static struct deal deals[SHEETS_MAX];
    const struct world *world = &market->season.world;
    const struct machine *both[2] = {one, other};

    for (size_t each = 0; each < 2; each++) {
        const size_t count =
            bargain_sheets(world, both[each], deals, SHEETS_MAX);

        for (size_t place = 0; place < count; place++) {
            look_at_sheet(market, both[each], &deals[place]);
            if (is_side(&deals[place], both[1 - each])) {
                compare(market, both, &deals[place].id, is_final);
            }
        }
    }
    market->met++;
}

static bool is_judged(const struct world *world, const struct machine *machine)
{
    return machine_is_up(machine) && !machine->is_rogue &&
           roster_level(node_roster(world->machines[0].node), home_of(machine),
                        STANDING_LIVE) != LEVEL_NONE;
}

/* Of a thing that two have at once all but one are shown as such. Who has it
 * is what the claimants say, not their keeper's list. */
static void look_at_thing(struct market *market,
                          const struct machine *keeper,
                          const struct deal *deals,
                          size_t count,
                          const struct deal *deal)
{
    const struct world *world = &market->season.world;
    size_t holders = 0;
    size_t shown = 0;

    for (size_t each = 0; each < count; each++) {
        const struct machine *claimant =
            world_home(&market->season.world, &deals[each].claimant);
        struct bargain_deal here;

        if (claimant == NULL || !id_equal(&deals[each].post, &deal->post) ||
            !is_judged(world, claimant)) {
            continue;
        }
        bargain_see(world, claimant, &deals[each].id, &here);
        if (here.is_here && here.deal.state == STATE_OUT) {
            holders++;
            shown += bargain_is_twice(world, keeper, &deals[each].id);
        }
        bargain_release(&here);
    }
    market->shared += holders > 1;
    if (holders > 1 && shown < holders - 1) {
        print_error("%s: %zu have it, and %zu are shown\n", keeper->name,
                    holders, shown);
        fail();
    }
}

static void look_at_things(struct market *market, const struct machine *keeper)
{
    static struct deal deals[SHEETS_MAX];
    const size_t count =
        bargain_sheets(&market->season.world, keeper, deals, SHEETS_MAX);

    for (size_t each = 0; each < count; each++) {
        const struct deal *deal = &deals[each];

        market->ends[deal->state]++;
        if (!id_equal(&deal->keeper, home_of(keeper))) {
            continue;
        }
        if (deal->state == STATE_OUT) {
            look_at_thing(market, keeper, deals, count, deal);
        } else if (deal->state == STATE_PROMISED) {
            market->twice +=
                bargain_is_twice(&market->season.world, keeper, &deal->id);
        }
    }
}

void market_judge(struct market *market)
{
    struct world *world = &market->season.world;

    for (size_t one = 0; one < world->machine_count; one++) {
        if (!is_judged(world, &world->machines[one])) {
            continue;
        }
        for (size_t other = one + 1; other < world->machine_count; other++) {
            if (is_judged(world, &world->machines[other])) {
                market_compare(market, &world->machines[one],
                               &world->machines[other], true);
            }
        }
        look_at_things(market, &world->machines[one]);
    }
}
