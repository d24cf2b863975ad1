/*
 * A market: some weeks in a village whose households ask, promise, lend, bring
 * back, and keep hours, while links are cut and machines fail.
 *
 * Whenever two have met, and at the end all of them, both sides of each deal
 * between them see the same; what is out with two is shown as that.
 */
#ifndef TESTS_SIM_MARKET_H
#define TESTS_SIM_MARKET_H

#include "node/deal/table.h"
#include "node/mail/sealing.h"
#include "tests/sim/bargain.h"
#include "tests/sim/season.h"

/* Everything that may happen: its name, how often, and what it is. */
#define TRADE_MAP(X)                                                           \
    X(weather, 170, "a season's weather, or two meet")                         \
    X(offer, 12, "something is offered, asked for, lent or taught")            \
    X(ask, 30, "somebody asks for a post")                                     \
    X(say, 110, "somebody says what the table allows")                         \
    X(blurt, 6, "somebody tries to say anything")                              \
    X(edit, 4, "the terms of a post change")                                   \
    X(close, 3, "a post is closed or withdrawn")                               \
    X(hand, 4, "somebody else is to keep a thing, or nobody after all")        \
    X(take, 6, "that one keeps it from now on")

#define TRADE_NUMBER(name, weight, text) TRADE_##name,
enum trade { TRADE_MAP(TRADE_NUMBER) TRADE_COUNT };
#undef TRADE_NUMBER

struct market {
    struct season season;
    struct sealing_keys months[MACHINES_MAX];
    uint64_t counts[TRADE_COUNT]; /* that came about */
    uint64_t refused;             /* of them, by the rules */
    uint64_t steps[STEP_END];     /* that were said */
    uint64_t ends[STATE_END];     /* deals in each state at the end */
    uint64_t met;                 /* pairs whose deals were compared */
    uint64_t tallies;             /* of hours, when a ledger had changed */
    uint64_t put_off;             /* minutes, as they were not in step yet */
    uint64_t compared;            /* deals, at both sides */
    uint64_t waiting; /* of those: a machine that came lately lacks letters */
    uint64_t late;    /* or for good, of what was over before it came */
    uint64_t heirs;   /* posts that go on with what another kept */
    uint64_t twice;   /* promises made twice, seen when pairs part */
    uint64_t shared;  /* things out with two */
};

/* Live through a season of so many households and days; ends the test where
 * something is not as it must be. The hash of its trace. */
uint64_t market_run(struct market *market,
                    uint64_t seed,
                    uint64_t households,
                    uint64_t days);

/* One of those things; false where it found nobody to happen to. */
bool market_trade(struct market *market, enum trade trade);

/* Both sides of all deals between two machines see the same. `is_final`: they
 * have the same letters, too; before that one may wait to be sealed again for a
 * machine that came later. */
void market_compare(struct market *market,
                    const struct machine *one,
                    const struct machine *other,
                    bool is_final);

/* What a keeper has promised twice, and what two have of it at once: the latter
 * is shown. `is_final`: who has it is asked, too. */
void market_look(struct market *market,
                 const struct machine *keeper,
                 bool is_final);

/* The same for all that are members, after all have met, with what two have at
 * once. */
void market_judge(struct market *market);

/* The name of a trade. */
const char *market_name(enum trade trade);

#endif
