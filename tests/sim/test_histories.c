/*
 * Random histories against the oracle: whatever the order, the repetitions
 * and the gaps, the same records give the same people and the same posts.
 *
 * HISTORIES=count tries so many; SIM_SEED=n only that one, or with
 * SIM_SEEDS=count so many from there.
 *
 * ctest: timeout=300 cost=50
 */
#include <stdlib.h>
#include <string.h>

#include "node/limits.h"
#include "node/moment.h"
#include "node/people/roster.h"
#include "node/sync/admit.h"
#include "tests/lib/alike.h"
#include "tests/lib/check.h"
#include "tests/sim/chance.h"
#include "tests/sim/history.h"
#include "tests/sim/oracle.h"

/* Rounds: the longest row of records of which each explains the next, with
 * the worst order in every round: councils, six levels, an invite, a join. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { HISTORIES = 600 };
#else
enum { HISTORIES = 2000 };
#endif
enum { NODES = 4, BATCHES_MAX = 6, ROUNDS_MAX = 16 };

/* What one node keeps. */
struct keeper {
    int own; /* household, or ORACLE_NOBODY */
    bool has[HISTORY_FACTS_MAX];
};

struct trial {
    uint64_t seed;
    struct chance chance;
    struct history history;
    struct roster *roster; /* filled anew for each keeper */
    size_t order[HISTORY_FACTS_MAX];
    unsigned rounds;
    size_t facts;
    size_t kept; /* in the end */
};

static void shuffle(struct trial *trial)
{
    for (size_t place = 0; place < trial->history.count; place++) {
        size_t other = (size_t)chance_below(&trial->chance, place + 1);

        trial->order[place] = trial->order[other];
        trial->order[other] = place;
    }
}

static struct moment moment_of(uint64_t now_ms)
{
    return (struct moment){.now_ms = now_ms, .is_plausible = true};
}

static bool is_own(const struct keeper *keeper, const struct fact *fact)
{
    return (int)fact->author == keeper->own;
}

/* Frozen and thawed it answers the same. */
static void
check_thaw(const struct trial *trial, const struct keeper *keeper, uint32_t day)
{
    static const struct id nobody;
    const struct id *own = keeper->own == ORACLE_NOBODY
                               ? &nobody
                               : history_household((unsigned)keeper->own);
    struct roster *thawed = roster_thawed(trial->roster, own, day);

    assert_non_null(thawed);
    assert_true(rosters_are_alike(trial->roster, thawed));
    roster_free(thawed);
}

/* Roster records: what is kept and what arrives, in any order, settled. */
static void take_roster(struct trial *trial,
                        struct keeper *keeper,
                        const bool *arriving,
                        uint64_t now_ms)
{
    const struct moment moment = moment_of(now_ms);
    const struct history *history = &trial->history;

    roster_reset(trial->roster);
    for (size_t index = 0; index < history->count; index++) {
        const size_t place = trial->order[index];
        const struct fact *fact = &history->facts[place];
        const struct record *record = &fact->record;

        if (fact->kind == FACT_POST ||
            (!keeper->has[place] &&
             (!arriving[place] || admit_time(record->stamp_ms, record->drop_day,
                                             &moment) != ERR_OK))) {
            continue;
        }
        check_ok(roster_add(trial->roster, record, is_own(keeper, fact)));
    }
    check_ok(roster_settle(trial->roster, day_of(now_ms)));
    check_thaw(trial, keeper, day_of(now_ms));
    for (size_t place = 0; place < history->count; place++) {
        const struct fact *fact = &history->facts[place];

        if (fact->kind != FACT_POST) {
            keeper->has[place] = roster_keeps(trial->roster, &fact->record.id);
        }
    }
}

static enum err admit_post(const struct trial *trial,
                           const struct keeper *keeper,
                           const struct fact *fact,
                           uint64_t now_ms)
{
    const struct moment moment = moment_of(now_ms);

    return admit_check(trial->roster, &fact->record, &moment,
                       keeper->own == ORACLE_NOBODY
                           ? NULL
                           : history_household((unsigned)keeper->own));
}

/* One post against what is kept: the newest of its slot stays. */
static void
take_post(const struct trial *trial, struct keeper *keeper, size_t place)
{
    const struct history *history = &trial->history;
    const struct record *record = &history->facts[place].record;

    for (size_t other = 0; other < history->count; other++) {
        const struct record *kept = &history->facts[other].record;

        if (!keeper->has[other] || !id_equal(&kept->slot, &record->slot)) {
            continue;
        }
        if (!record_is_newer(record->stamp_ms, &record->id, kept->stamp_ms,
                             &kept->id)) {
            return;
        }
        keeper->has[other] = false;
    }
    keeper->has[place] = true;
}

static void take_posts(struct trial *trial,
                       struct keeper *keeper,
                       const bool *arriving,
                       uint64_t now_ms)
{
    const struct history *history = &trial->history;

    for (size_t index = 0; index < history->count; index++) {
        const size_t place = trial->order[index];
        const struct fact *fact = &history->facts[place];

        if (fact->kind != FACT_POST) {
            continue;
        }
        if (keeper->has[place]) {
            keeper->has[place] =
                admit_post(trial, keeper, fact, now_ms) == ERR_OK;
        } else if (arriving[place] &&
                   admit_post(trial, keeper, fact, now_ms) == ERR_OK) {
            take_post(trial, keeper, place);
        }
    }
}

static void take(struct trial *trial,
                 struct keeper *keeper,
                 const bool *arriving,
                 uint64_t now_ms)
{
    shuffle(trial);
    take_roster(trial, keeper, arriving, now_ms);
    take_posts(trial, keeper, arriving, now_ms);
}

static void differ(const struct trial *trial, const char *what, size_t place)
{
    print_error("SIM_SEED=%llu: %s differs at %zu\n",
                (unsigned long long)trial->seed, what, place);
    fail();
}

/* What is shown of people, by the roster that was settled last. */
static void compare_people(const struct trial *trial,
                           const struct oracle *oracle)
{
    struct roster_council council;

    for (unsigned who = 0; who < HISTORY_HOUSEHOLDS; who++) {
        const struct id *id = history_household(who);
        const struct roster_household *found = roster_find(trial->roster, id);

        for (int mode = 0; mode < ORACLE_MODES; mode++) {
            if (roster_level(trial->roster, id, (enum standing_mode)mode) !=
                oracle->level[mode][who]) {
                differ(trial, "a level", who);
            }
        }
        if (oracle->is_clashed[who] != (found != NULL && found->is_clashed)) {
            differ(trial, "a clash", who);
        }
    }
    if (roster_council(trial->roster, &council) != ERR_OK) {
        if (oracle->council != HISTORY_CONTENTS) {
            differ(trial, "the council", oracle->council);
        }
    } else if (oracle->council == HISTORY_CONTENTS ||
               !id_equal(&council.hash,
                         &trial->history.contents[oracle->council].hash)) {
        differ(trial, "the council", oracle->council);
    }
}

static void compare(const struct trial *trial,
                    const struct keeper *keeper,
                    const struct oracle *oracle)
{
    for (size_t place = 0; place < trial->history.count; place++) {
        if (keeper->has[place] != oracle->kept[place]) {
            differ(trial, "what is kept", place);
        }
    }
    compare_people(trial, oracle);
}

static void pick_some(struct trial *trial, bool *out)
{
    uint64_t share = chance_between(&trial->chance, 1, 4);

    for (size_t place = 0; place < trial->history.count; place++) {
        out[place] = chance_below(&trial->chance, 4) < share;
    }
}

static int some_owner(struct trial *trial)
{
    return chance_in(&trial->chance, 2)
               ? ORACLE_NOBODY
               : (int)chance_below(&trial->chance, HISTORY_HOUSEHOLDS);
}

/* Any part of a history, read at once; and what is kept of it, read again. */
static void try_parts(struct trial *trial)
{
    const uint64_t now_ms = trial->history.now_ms;
    const bool nothing[HISTORY_FACTS_MAX] = {false};
    bool part[HISTORY_FACTS_MAX] = {false};
    struct oracle oracle;

    for (unsigned round = 0; round < 3; round++) {
        struct keeper keeper = {.own = some_owner(trial)};

        pick_some(trial, part);
        oracle_judge(&oracle, &trial->history, part, now_ms, keeper.own);
        take(trial, &keeper, part, now_ms);
        compare(trial, &keeper, &oracle);
        take(trial, &keeper, nothing, now_ms);
        compare(trial, &keeper, &oracle);
    }
}

/* f(f(X) u Y) = f(X u Y) for posts, under one roster. */
static void try_paths(struct trial *trial)
{
    const uint64_t now_ms = trial->history.now_ms;
    struct keeper at_once = {.own = some_owner(trial)};
    struct keeper in_steps = {.own = at_once.own};
    bool first[HISTORY_FACTS_MAX] = {false};
    bool second[HISTORY_FACTS_MAX] = {false};
    bool both[HISTORY_FACTS_MAX] = {false};

    pick_some(trial, first);
    shuffle(trial);
    take_roster(trial, &at_once, first, now_ms);
    memcpy(&in_steps, &at_once, sizeof in_steps);
    pick_some(trial, first);
    pick_some(trial, second);
    for (size_t place = 0; place < trial->history.count; place++) {
        both[place] = first[place] || second[place];
    }
    take_posts(trial, &at_once, both, now_ms);
    shuffle(trial);
    take_posts(trial, &in_steps, first, now_ms);
    shuffle(trial);
    take_posts(trial, &in_steps, second, now_ms);
    for (size_t place = 0; place < trial->history.count; place++) {
        if (at_once.has[place] != in_steps.has[place]) {
            differ(trial, "a path", place);
        }
    }
}

/* Batches arrive at a node while time goes on. */
static void live_through(struct trial *trial, struct keeper *keeper)
{
    const uint64_t end_ms = trial->history.now_ms;
    uint64_t now_ms =
        end_ms - chance_below(&trial->chance, 60 * (uint64_t)DAY_MS);
    uint64_t batches = chance_between(&trial->chance, 1, BATCHES_MAX);
    bool arriving[HISTORY_FACTS_MAX] = {false};

    while (batches-- > 0) {
        pick_some(trial, arriving);
        take(trial, keeper, arriving, now_ms);
        now_ms += chance_below(&trial->chance, end_ms - now_ms + 1);
    }
}

/* What some households sign, offered by them and by whoever keeps it. */
static void offer(struct trial *trial, uint64_t owners, bool *offered)
{
    for (size_t place = 0; place < trial->history.count; place++) {
        offered[place] =
            (owners >> trial->history.facts[place].author & 1U) != 0;
    }
}

/* A round: the records of all owners reach every node, but in three parts of
 * which the first may hang on the last. */
static bool exchange(struct trial *trial, struct keeper keepers[static NODES])
{
    bool offered[HISTORY_FACTS_MAX] = {false};
    bool is_changed = false;

    for (size_t node = 0; node < NODES; node++) {
        const uint64_t first = chance_next(&trial->chance);
        const uint64_t second = chance_next(&trial->chance) & ~first;
        const uint64_t parts[] = {first, second, ~(first | second)};
        bool before[HISTORY_FACTS_MAX];

        memcpy(before, keepers[node].has, sizeof before);
        for (size_t part = 0; part < sizeof parts / sizeof parts[0]; part++) {
            offer(trial, parts[part], offered);
            take(trial, &keepers[node], offered, trial->history.now_ms);
        }
        is_changed |= memcmp(before, keepers[node].has, sizeof before) != 0;
    }
    return is_changed;
}

static void try_nodes(struct trial *trial)
{
    struct keeper keepers[NODES] = {{0}};
    bool everything[HISTORY_FACTS_MAX];
    struct oracle oracle;

    memset(everything, true, sizeof everything);
    for (size_t node = 0; node < NODES; node++) {
        keepers[node].own =
            (int)chance_below(&trial->chance, HISTORY_HOUSEHOLDS);
        live_through(trial, &keepers[node]);
    }
    trial->rounds = 1;
    while (exchange(trial, keepers)) {
        if (++trial->rounds > ROUNDS_MAX) {
            differ(trial, "another round", trial->rounds);
        }
    }
    for (size_t node = 0; node < NODES; node++) {
        take(trial, &keepers[node], everything, trial->history.now_ms);
        oracle_judge(&oracle, &trial->history, everything,
                     trial->history.now_ms, keepers[node].own);
        compare(trial, &keepers[node], &oracle);
    }
    trial->facts = trial->history.count;
    for (size_t place = 0; place < trial->history.count; place++) {
        trial->kept += oracle.kept[place];
    }
}

static void try_history(struct trial *trial, uint64_t seed)
{
    trial->seed = seed;
    trial->kept = 0;
    chance_init(&trial->chance, ~seed);
    history_init(&trial->history, seed);
    check_ok(roster_new(&trial->history.neighbourhood, &trial->roster));
    try_parts(trial);
    try_paths(trial);
    try_nodes(trial);
    roster_free(trial->roster);
    history_release(&trial->history);
}

static uint64_t number_of(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);

    return text == NULL ? otherwise : strtoull(text, NULL, 10);
}

static void histories_agree_with_the_oracle(void **state)
{
    const uint64_t first = number_of("SIM_SEED", 1);
    const uint64_t count = getenv("SIM_SEED") == NULL
                               ? number_of("HISTORIES", HISTORIES)
                               : number_of("SIM_SEEDS", 1);
    struct trial *trial = calloc(1, sizeof *trial);
    unsigned rounds = 0;
    uint64_t facts = 0;
    uint64_t kept = 0;

    (void)state;
    assert_non_null(trial);
    for (uint64_t index = 0; index < count; index++) {
        try_history(trial, first + index);
        rounds = trial->rounds > rounds ? trial->rounds : rounds;
        facts += trial->facts;
        kept += trial->kept;
    }
    print_message("seeds %llu to %llu: alike in %u rounds at most, %llu of "
                  "%llu records kept\n",
                  (unsigned long long)first,
                  (unsigned long long)(first + count - 1), rounds,
                  (unsigned long long)kept, (unsigned long long)facts);
    assert_true(kept > 0);
    free(trial);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(histories_agree_with_the_oracle),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
