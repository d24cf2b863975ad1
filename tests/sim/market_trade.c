/* What households say to each other in a market. */
#include <stdio.h>
#include <string.h>

#include "tests/lib/check.h"
#include "tests/sim/machine.h"
#include "tests/sim/market.h"

enum { SHEETS_MAX = 512 };

static uint64_t now_of(const struct market *market,
                       const struct machine *machine)
{
    return machine_moment(&market->season.world, machine).now_ms;
}

static uint64_t in_days(const struct market *market,
                        const struct machine *machine,
                        uint64_t days)
{
    return now_of(market, machine) + days * (uint64_t)DAY_MS + HOUR_MS;
}

/* Did it come about? What the rules refuse is one more way to go on. */
static bool told(struct market *market, enum err err)
{
    market->refused += err != ERR_OK;
    return err == ERR_OK;
}

static bool do_offer(struct market *market)
{
    static const enum post_kind kinds[] = {POST_OFFER, POST_LOAN, POST_LOAN,
                                           POST_REQUEST, POST_SKILL};
    struct season *season = &market->season;
    struct chance *chance = &season->world.chance;
    struct machine *machine = season_anyone(season);
    struct post post = {.quantity = (uint16_t)chance_below(chance, 4)};
    char title[32];
    struct id id;

    if (machine == NULL) {
        return false;
    }
    season_title(season, title);
    post.title = view_text(title);
    post.is_auto = chance_in(chance, 3);
    post.choose = (uint8_t)chance_below(chance, CHOOSE_END);
    post.buffer_hours = (uint16_t)chance_below(chance, 24);
    post.until_ms = in_days(market, machine, chance_between(chance, 3, 40));
    if (post.choose == CHOOSE_SIMMER || post.choose == CHOOSE_DRAW) {
        post.decide_ms = in_days(market, machine, chance_below(chance, 4));
    }
    return told(market,
                bargain_offer(&season->world, machine,
                              kinds[chance_below(chance, 5)], &post, &id));
}

/* Days from now on, sometimes none. */
static void choose_days(struct market *market,
                        const struct machine *machine,
                        struct deal_step *said)
{
    struct chance *chance = &market->season.world.chance;

    if (!chance_in(chance, 3)) {
        said->from_ms = in_days(market, machine, chance_below(chance, 8));
        said->to_ms =
            said->from_ms + chance_between(chance, 1, 6) * (uint64_t)DAY_MS;
    }
}

static bool do_ask(struct market *market)
{
    static struct bargain_post post;
    struct season *season = &market->season;
    struct machine *machine = season_anyone(season);
    struct deal_step said = {.kind = STEP_ASK};
    struct id deal;

    if (machine == NULL ||
        !bargain_any(&season->world, machine, false, &post)) {
        return false;
    }
    choose_days(market, machine, &said);
    said.quantity = (uint16_t)chance_below(&season->world.chance, 3);
    said.text = view_text("if I may");
    market->steps[STEP_ASK]++;
    return told(market,
                bargain_ask(&season->world, machine, &post, &said, &deal));
}

/* What a step of this kind must hold, and sometimes more. */
static struct deal_step choose_words(struct market *market,
                                     const struct machine *machine,
                                     enum step_kind kind)
{
    struct chance *chance = &market->season.world.chance;
    struct deal_step said = {.kind = (uint8_t)kind};

    if (kind == STEP_YES && chance_in(chance, 2)) {
        said.when_ms = in_days(market, machine, chance_below(chance, 3));
        said.where = view_text("side gate");
    }
    if (kind == STEP_YES && chance_in(chance, 4)) {
        said.hold_ms = in_days(market, machine, chance_below(chance, 4));
    }
    if (kind == STEP_CHANGE) {
        choose_days(market, machine, &said);
    }
    if (kind == STEP_OUT && chance_in(chance, 3)) {
        said.due_ms = in_days(market, machine, chance_below(chance, 6));
    }
    if (kind == STEP_FIX) {
        said.result = (uint8_t)chance_between(chance, STEP_OUT, STEP_LOST);
    }
    if (kind == STEP_NOTE) {
        said.text = view_text("a word");
    }
    if (kind == STEP_HAND_ON) {
        said.person = view_text("Ben");
    }
    return said;
}

/* One of the deals that a machine has; those that go on more often. */
static bool
any_deal(struct market *market, const struct machine *machine, struct deal *out)
{
    static struct deal deals[SHEETS_MAX];
    const struct world *world = &market->season.world;
    struct chance *chance = &market->season.world.chance;
    const size_t count = bargain_sheets(world, machine, deals, SHEETS_MAX);

    for (unsigned tries = 0; count > 0 && tries < 8; tries++) {
        *out = deals[chance_below(chance, count)];
        if (deal_is_live(out)) {
            return true;
        }
    }
    return count > 0;
}

/* A step that the table allows to this side now; STEP_NONE: none. What leads
 * on is taken before what ends. */
static enum step_kind allowed(struct market *market,
                              const struct machine *machine,
                              const struct deal *deal,
                              enum deal_side side)
{
    struct deal_option options[DEAL_NEXT_MAX];
    const size_t count = deal_next(deal, now_of(market, machine), options);
    struct chance *chance = &market->season.world.chance;
    enum step_kind found = STEP_NONE;
    unsigned seen = 0;

    for (size_t each = 0; each < count; each++) {
        const bool leads_on = options[each].step == STEP_YES ||
                              options[each].step == STEP_AFFIRM ||
                              options[each].step == STEP_OUT ||
                              options[each].step == STEP_DONE;

        for (unsigned ticket = leads_on ? 8 : 1;
             options[each].side == side && ticket > 0; ticket--) {
            seen++;
            found = chance_in(chance, seen) ? options[each].step : found;
        }
    }
    return found;
}

static bool say(struct market *market, bool is_blurted)
{
    struct season *season = &market->season;
    struct chance *chance = &season->world.chance;
    struct machine *machine = season_anyone(season);
    enum step_kind kind = STEP_NONE;
    struct deal_step said;
    struct deal deal;

    if (machine == NULL || !any_deal(market, machine, &deal)) {
        return false;
    }
    kind =
        is_blurted
            ? (enum step_kind)chance_between(chance, STEP_CHANGE, STEP_NOTE)
            : allowed(market, machine, &deal,
                      deal_side_of(&deal, &machine->household.signing.public));
    if (kind == STEP_NONE) {
        return false;
    }
    said = choose_words(market, machine, kind);
    if (!told(market, bargain_say(&season->world, machine, &deal.id, &said))) {
        return false;
    }
    market->steps[kind]++;
    return true;
}

static bool do_edit(struct market *market)
{
    static struct bargain_post post;
    struct season *season = &market->season;
    struct machine *machine = season_anyone(season);

    if (machine == NULL || !bargain_any(&season->world, machine, true, &post)) {
        return false;
    }
    post.post.days_max = (uint16_t)chance_between(&season->world.chance, 1, 9);
    post.post.quantity = (uint16_t)chance_below(&season->world.chance, 4);
    return told(market, bargain_edit(&season->world, machine, &post));
}

static bool do_close(struct market *market)
{
    static struct bargain_post post;
    struct season *season = &market->season;
    struct machine *machine = season_anyone(season);
    enum err err = ERR_OK;

    if (machine == NULL || !bargain_any(&season->world, machine, true, &post)) {
        return false;
    }
    if (chance_in(&season->world.chance, 2)) {
        err = bargain_withdraw(&season->world, machine, &post);
    } else {
        post.post.status = STATUS_CLOSED;
        err = bargain_edit(&season->world, machine, &post);
    }
    return told(market, err);
}

static bool do_hand(struct market *market)
{
    static struct bargain_post post;
    struct season *season = &market->season;
    struct machine *machine = season_anyone(season);
    const struct machine *heir = season_anyone(season);
    struct id household = {{0}};

    if (machine == NULL || heir == NULL ||
        !bargain_any(&season->world, machine, true, &post)) {
        return false;
    }
    if (!chance_in(&season->world.chance, 5)) {
        household = heir->household.signing.public;
    }
    return told(market,
                bargain_hand_over(&season->world, machine, &post, &household));
}

static bool do_take(struct market *market)
{
    static struct bargain_post post;
    struct season *season = &market->season;
    struct machine *machine = season_anyone(season);

    if (machine == NULL || !bargain_any_heirs(&season->world, machine, &post)) {
        return false;
    }
    return told(market, bargain_take_over(&season->world, machine, &post,
                                          in_days(market, machine, 30)));
}

bool market_trade(struct market *market, enum trade trade)
{
    switch (trade) {
    case TRADE_offer:
        return do_offer(market);
    case TRADE_ask:
        return do_ask(market);
    case TRADE_say:
        return say(market, false);
    case TRADE_blurt:
        return say(market, true);
    case TRADE_edit:
        return do_edit(market);
    case TRADE_close:
        return do_close(market);
    case TRADE_hand:
        return do_hand(market);
    case TRADE_take:
        return do_take(market);
    case TRADE_weather:
    case TRADE_COUNT:
        break;
    }
    return false;
}
