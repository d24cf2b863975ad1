/* What both sides of a deal see, and what two have at once. */
#include <inttypes.h>
#include <stdio.h>

#include "tests/lib/check.h"
#include "tests/sim/machine.h"
#include "tests/sim/market.h"
#include "tests/sim/told.h"

enum {
    SHEETS_MAX = 512,
    SETTLED_DAYS = 14, /* after which all who meet a few a day have heard of a
                          machine, and it has what they sealed for it */
};

/* Letters of a deal that another has and a machine has not. */
struct gap {
    size_t all;
    size_t must;
    bool is_new; /* the machine came lately */
};

static const struct id *home_of(const struct machine *machine)
{
    return &machine->household.signing.public;
}

static bool is_side(const struct deal *deal, const struct machine *machine)
{
    return id_equal(&deal->claimant, home_of(machine)) ||
           id_equal(&deal->keeper, home_of(machine));
}

/* When this machine was announced: it came, or was put back to a backup. */
static uint64_t came_ms(const struct machine *machine)
{
    const struct roster_household *home =
        roster_find(node_roster(machine->node), home_of(machine));

    for (size_t each = 0; home != NULL && each < home->device_count; each++) {
        if (id_equal(&home->devices[each].signing,
                     &machine->device.signing.public)) {
            return home->devices[each].stamp_ms;
        }
    }
    return WORLD_BEGIN_MS; /* not yet */
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
    print_error(
        "  lane %u, signs %02x%02x, came %" PRIu64 " h ago\n",
        (unsigned)deed_lane(machine), machine->device.signing.public.data[0],
        machine->device.signing.public.data[1],
        (WORLD_BEGIN_MS + market->season.world.now_ms - came_ms(machine)) /
            HOUR_MS);
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

/* Those of a thread, behind `count` others; how many there are then. */
static size_t
gather(struct letter *letters, size_t count, const struct thread *thread)
{
    for (size_t place = 0; place < thread->count; place++) {
        letters[count++] = thread->letters[place];
    }
    return count;
}

/* A deal by all letters that either of two has; false: none of them asks. */
static bool see_all(const struct world *world,
                    const struct thread *left,
                    const struct thread *right,
                    struct deal *out)
{
    static struct letter letters[2 * THREAD_LETTERS_MAX];
    const size_t count = gather(letters, gather(letters, 0, left), right);

    return deal_replay(letters, count, WORLD_BEGIN_MS + world->now_ms, out) ==
           ERR_OK;
}

static bool has_letter(const struct thread *thread, const struct id *id)
{
    size_t place = 0;

    while (place < thread->count && !id_equal(&thread->letters[place].id, id)) {
        place++;
    }
    return place < thread->count;
}

/* What another has and a machine has not: how many letters. Rule W9 of
 * spec/letters.md says which it may lack, of a deal that is over; others it may
 * wait for where it came lately. */
static struct gap find_gap(const struct market *market,
                           const struct machine *machine,
                           const struct thread *here,
                           const struct thread *there)
{
    const uint64_t kept_ms =
        (uint64_t)class_find(CLASS_LETTER)->retention_days * DAY_MS;
    const uint64_t known_ms =
        came_ms(machine) + SETTLED_DAYS * (uint64_t)DAY_MS;
    const struct world *world = &market->season.world;
    struct deal deal;
    const bool is_live =
        see_all(world, here, there, &deal) && deal_is_live(&deal);
    struct gap gap = {.is_new = WORLD_BEGIN_MS + world->now_ms < known_ms};

    for (size_t each = 0; each < there->count; each++) {
        const struct letter *letter = &there->letters[each];

        if (!has_letter(here, &letter->id)) {
            gap.all++;
            gap.must += is_live || letter->written_ms + kept_ms >= known_ms;
        }
    }
    return gap;
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
    struct gap gaps[2];
    bool is_so = true;

    bargain_see(world, both[0], deal, &left);
    bargain_see(world, both[1], deal, &right);
    gaps[0] = find_gap(market, both[0], &left.thread, &right.thread);
    gaps[1] = find_gap(market, both[1], &right.thread, &left.thread);
    for (size_t side = 0; side < 2; side++) {
        is_so &= gaps[side].must == 0 || (gaps[side].is_new && !is_final);
    }
    if (gaps[0].all + gaps[1].all == 0) {
        is_so = left.is_here && right.is_here &&
                bargain_alike(&left.deal, &right.deal);
    } else if (gaps[0].must + gaps[1].must == 0) {
        market->late++;
    } else {
        market->waiting++;
    }
    if (!is_so) {
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
            if (is_side(&deals[place], both[1 - each])) {
                look_at_sheet(market, both[each], &deals[place]);
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

/* Has its claimant the thing of this deal, by the letters of its keeper and,
 * where all have met, its own? */
static bool has_it(const struct world *world,
                   const struct machine *keeper,
                   const struct deal *deal,
                   bool is_final)
{
    const struct machine *claimant = world_home(world, &deal->claimant);
    struct bargain_deal here;
    struct bargain_deal there;
    struct deal all;
    bool has = false;

    if (!is_final || claimant == NULL || !is_judged(world, claimant)) {
        claimant = keeper;
    }
    bargain_see(world, keeper, &deal->id, &here);
    bargain_see(world, claimant, &deal->id, &there);
    has = see_all(world, &here.thread, &there.thread, &all) &&
          all.state == STATE_OUT;
    bargain_release(&here);
    bargain_release(&there);
    return has;
}

/* Of a thing that two have at once all but one are shown as such. Who has it
 * is what the letters say, not their keeper's list. */
static void look_at_thing(struct market *market,
                          const struct machine *keeper,
                          const struct deal *deals,
                          size_t count,
                          const struct id *post,
                          bool is_final)
{
    const struct world *world = &market->season.world;
    size_t holders = 0;
    size_t shown = 0;

    for (size_t each = 0; each < count; each++) {
        if (id_equal(&deals[each].post, post) &&
            has_it(world, keeper, &deals[each], is_final)) {
            holders++;
            shown += bargain_is_twice(world, keeper, &deals[each].id);
        }
    }
    market->shared += holders > 1;
    if (holders > 1 && shown < holders - 1) {
        print_error("%s: %zu have it, and %zu are shown\n", keeper->name,
                    holders, shown);
        fail();
    }
}

void market_look(struct market *market,
                 const struct machine *keeper,
                 bool is_final)
{
    static struct deal deals[SHEETS_MAX];
    const size_t count =
        bargain_sheets(&market->season.world, keeper, deals, SHEETS_MAX);

    for (size_t each = 0; each < count; each++) {
        const struct deal *deal = &deals[each];

        market->ends[deal->state] += is_final;
        if (!id_equal(&deal->keeper, home_of(keeper))) {
            continue;
        }
        if (deal->state == STATE_OUT) {
            look_at_thing(market, keeper, deals, count, &deal->post, is_final);
        } else if (deal->state == STATE_PROMISED) {
            market->twice +=
                bargain_is_twice(&market->season.world, keeper, &deal->id);
        }
    }
}

/* A thing that was taken over is kept by one: who gave it up to this heir has
 * closed its post; where another machine of its home closed it by hand, too, it
 * may not say where the thing is now. */
static enum err look_at_heir(void *visitor, struct view bytes)
{
    static struct bargain_post before;
    struct market *market = visitor;
    struct record record;
    struct post post;

    check_ok(record_read(bytes, &record));
    if (record.class != CLASS_POST || record.body.bytes == 0 ||
        kind_find(record.kind) == NULL ||
        post_read(record.body, &post) != ERR_OK || id_is_zero(&post.was) ||
        !bargain_find(&market->season.world.machines[0], &post.was, &before) ||
        !id_equal(&before.post.heir, &record.household)) {
        return ERR_OK;
    }
    market->heirs++;
    if (before.post.status != STATUS_CLOSED) {
        print_error("%s has taken over what %s does not close\n",
                    told_name(&market->season.world, &record.household),
                    told_name(&market->season.world, &before.keeper));
        fail();
    }
    return ERR_OK;
}

void market_judge(struct market *market)
{
    struct world *world = &market->season.world;
    const struct shelf port = memory_shelf_port(world->machines[0].shelf);

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
        market_look(market, &world->machines[one], true);
    }
    check_ok(port.walk_bytes(port.self, SET_BOARD, look_at_heir, market));
}
