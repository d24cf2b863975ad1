/*
 * Two things and three households that ask for one of them, or for both: in
 * random order, what was asked for together is in the same state, at its keeper
 * and at who asked, and no thing is promised twice for a day.
 */
#include <stdio.h>
#include <stdlib.h>

#include "tests/lib/check.h"
#include "tests/lib/lane.h"

enum { HISTORIES = 6, STEPS = 40, DEALS_MAX = STEPS, DAYS = 3 };

/* Deals that were begun; those of one ask follow each other. */
struct asked {
    struct id deal;
    struct abode *who;
    bool is_first_of_two;
};

static struct asked asked[2 * DEALS_MAX];
static size_t asked_count;
static uint64_t state_of_chance;

static unsigned chance(unsigned below)
{
    state_of_chance =
        state_of_chance * 6364136223846793005U + 1442695040888963407U;
    return (unsigned)(state_of_chance >> 33) % below;
}

static enum err note_deal(void *visitor, const struct summary *summary)
{
    struct asked *wanted = visitor;
    const struct sheet sheet = lane_sheet(wanted->who, &summary->thread);
    const struct sheet first =
        lane_sheet(wanted->who, &asked[asked_count - 1].deal);

    if (sheet.deal.asked_ms == first.deal.asked_ms &&
        id_equal(&sheet.deal.claimant, &first.deal.claimant)) {
        wanted->deal = summary->thread;
    }
    return ERR_OK;
}

/* Ask for the first thing, the second, or both, on one of a few days. */
static void ask_for_some(void)
{
    const uint64_t day =
        (lane.ana.moment.now_ms / DAY_MS + 2 + chance(DAYS)) * (uint64_t)DAY_MS;
    struct abode *who = chance(2) == 0 ? &lane.ben : &lane.cem;
    const unsigned which = chance(3);
    struct command command = {.kind = COMMAND_ASK};
    struct asked other = {.who = who};

    command.as.ask.keeper = lane.ana.household.signing.public;
    command.as.ask.step.from_ms = day;
    command.as.ask.step.to_ms = day + DAY_MS;
    command.as.ask.n = which == 1 ? 1 : 0;
    command.as.ask.with[0].n = 1;
    command.as.ask.with_count = which == 2 ? 1 : 0;
    answer_init(&who->answer);
    if (abode_command(who, &command) != ERR_OK) {
        return; /* it has asked for that already */
    }
    asked[asked_count++] = (struct asked){who->answer.deal, who, which == 2};
    if (which == 2) {
        const struct sheet sheet = lane_sheet(who, &who->answer.deal);

        check_ok(who->port.mail.summaries_of(
            who->port.self, &sheet.deal.with[0], note_deal, &other));
        asked[asked_count++] = other;
    }
}

/* One side says something; what the table or the calendar refuses is not said.
 */
static void say_something(void)
{
    static const enum step_kind keepers[] = {STEP_YES, STEP_NO, STEP_WAIT,
                                             STEP_UNDO};
    static const enum step_kind claimants[] = {STEP_DROP, STEP_AFFIRM};
    const struct asked *one = NULL;

    if (asked_count == 0) {
        return;
    }
    one = &asked[chance((unsigned)asked_count)];
    if (chance(3) > 0) {
        (void)!lane_say(&lane.ana, &one->deal, keepers[chance(4)]);
    } else {
        (void)!lane_say(one->who, &one->deal, claimants[chance(2)]);
    }
}

static bool overlap(const struct deal *one, const struct deal *other)
{
    return id_equal(&one->post, &other->post) && one->from_ms < other->to_ms &&
           other->from_ms < one->to_ms;
}

static void check_all(void)
{
    for (size_t i = 0; i < asked_count; i++) {
        const struct sheet sheet = lane_sheet(&lane.ana, &asked[i].deal);

        assert_int_equal(lane_state(asked[i].who, &asked[i].deal),
                         sheet.deal.state);
        if (asked[i].is_first_of_two) {
            assert_int_equal(lane_state(&lane.ana, &asked[i + 1].deal),
                             sheet.deal.state);
        }
        for (size_t j = 0; sheet.deal.state == STATE_PROMISED && j < i; j++) {
            const struct sheet other = lane_sheet(&lane.ana, &asked[j].deal);

            assert_false(other.deal.state == STATE_PROMISED &&
                         overlap(&sheet.deal, &other.deal));
        }
    }
}

static void run(uint64_t seed, bool is_auto)
{
    const struct post loan = {.days_max = 3, .is_auto = is_auto};

    state_of_chance = seed;
    asked_count = 0;
    lane_post(POST_LOAN, &loan);
    lane_post(POST_LOAN, &loan);
    for (unsigned step = 0; step < STEPS; step++) {
        if (chance(2) == 0) {
            ask_for_some();
        } else {
            say_something();
        }
        lane_settle();
        lane_carry();
        check_all();
    }
}

static void what_belongs_together_stays_together(void **state)
{
    const char *given = getenv("SIM_SEED");
    const uint64_t first = given == NULL ? 1 : strtoull(given, NULL, 10);

    (void)state;
    for (uint64_t seed = first; seed < first + HISTORIES; seed++) {
        printf("SIM_SEED=%llu\n", (unsigned long long)seed);
        assert_int_equal(lane_setup(NULL), 0);
        run(seed, seed % 2 == 0);
        assert_int_equal(lane_teardown(NULL), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_belongs_together_stays_together),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
