/*
 * Random talks between two sides, some of them senseless: what the code makes
 * of them is what the oracle does, in any order, with duplicates, and for two
 * who were apart. A failure prints its seed; SIM_SEED=n repeats one.
 */
/* ctest: timeout=300 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "node/moment.h"
#include "tests/lib/check.h"
#include "tests/lib/talk.h"
#include "tests/sim/chance.h"
#include "tests/sim/deal_oracle.h"

enum { HISTORIES = 8000, SHUFFLES = 3 };

static struct talk talk;
static struct tale tale;

static uint64_t days_from_now(struct chance *chance)
{
    return TALK_MS + chance_below(chance, 12) * (uint64_t)DAY_MS;
}

/* Days, sometimes; always with an end. */
static void choose_days(struct chance *chance, struct deal_step *step)
{
    if (chance_in(chance, 2)) {
        step->from_ms = days_from_now(chance) + 1;
        step->to_ms =
            step->from_ms + chance_between(chance, 1, 5) * (uint64_t)DAY_MS;
    }
    step->quantity = (uint16_t)chance_below(chance, 4);
}

static struct deal_step choose_yes(struct chance *chance)
{
    struct deal_step yes = talk_step(STEP_YES);

    if (chance_in(chance, 3)) {
        choose_days(chance, &yes);
    }
    if (chance_in(chance, 2)) {
        yes.when_ms = days_from_now(chance) + 1;
    }
    if (chance_in(chance, 3)) {
        yes.hold_ms = days_from_now(chance) + 1;
    }
    if (chance_in(chance, 6)) {
        yes.terms[0] ^= 1;
    }
    return yes;
}

/* Steps that lead on are said more often than others. */
static struct deal_step choose_step(struct chance *chance)
{
    static const enum step_kind likely[] = {STEP_YES,  STEP_YES,  STEP_OUT,
                                            STEP_OUT,  STEP_DONE, STEP_MISSED,
                                            STEP_LOST, STEP_FIX,  STEP_CHANGE};
    enum step_kind kind = likely[chance_below(chance, FIELD_COUNT(likely))];
    struct deal_step step;

    if (chance_in(chance, 2)) {
        kind = (enum step_kind)chance_between(chance, STEP_CHANGE, STEP_NOTE);
    }
    if (kind == STEP_YES) {
        return choose_yes(chance);
    }
    step = talk_step(kind);
    if (kind == STEP_CHANGE) {
        choose_days(chance, &step);
    }
    if (kind == STEP_OUT && chance_in(chance, 3)) {
        step.due_ms = days_from_now(chance) + 1;
    }
    if (kind == STEP_FIX) {
        step.result = (uint8_t)chance_between(chance, STEP_OUT, STEP_LOST);
    }
    return step;
}

/* The same step in the words of the oracle. */
static void tell(const struct deal_step *step, char who, size_t answers)
{
    static const unsigned char terms[TERMS_BYTES] = {1, 2, 3, 4, 5, 6, 7, 8};
    struct told *told = &tale.told[tale.count];
    const struct letter *letter = &talk.letters[tale.count];

    *told = (struct told){
        .id = letter->id,
        .answers = answers,
        .who = who,
        .step = step_name(step->kind),
        .written = letter->written_ms,
        .quantity = step->quantity,
        .from = step->from_ms,
        .to = step->to_ms,
        .when = step->when_ms,
        .hold = step->hold_ms,
        .due = step->due_ms,
        .other_terms = memcmp(step->terms, terms, sizeof terms) != 0,
        .result = step->result == 0 ? NULL : step_name(step->result),
    };
    tale.count++;
}

static void begin(struct chance *chance)
{
    static const enum deal_kind kinds[] = {DEAL_OFFER, DEAL_LOAN, DEAL_LOAN,
                                           DEAL_MEAL};
    enum deal_kind kind = kinds[chance_below(chance, FIELD_COUNT(kinds))];
    struct deal_step ask = talk_ask(kind);

    choose_days(chance, &ask);
    tale = (struct tale){.comes_back = kind == DEAL_LOAN,
                         .hands_on = kind == DEAL_MEAL,
                         .holds_until_evening = kind == DEAL_MEAL,
                         .outside = chance_in(chance, 12)};
    if (tale.outside) {
        ask.outside = view_text("Mrs Bell");
    }
    talk_begin(&talk, (unsigned)chance_below(chance, 50), &ask);
    tell(&ask, 'C', 0);
}

/* One more letter: most answer the last; a few hang on nothing. */
static void add(struct chance *chance)
{
    static const uint64_t pauses_h[] = {0, 0, 1, 2, 24, 48, 170, 800};
    static const char whos[] = "CCCCCCKKKKKKK-";
    const struct deal_step step = choose_step(chance);
    char who = whos[chance_below(chance, sizeof whos - 1)];
    enum deal_side side = who == 'C'   ? SIDE_CLAIMANT
                          : who == 'K' ? SIDE_KEEPER
                                       : SIDE_STRANGER;
    size_t answers = tale.count - 1;
    uint64_t after_ms = 0;

    if (chance_in(chance, 3)) {
        answers = (size_t)chance_below(chance, tale.count);
    }
    after_ms =
        talk.letters[answers].written_ms - TALK_MS +
        pauses_h[chance_below(chance, FIELD_COUNT(pauses_h))] * TALK_HOUR_MS;
    if (chance_in(chance, 10)) {
        after_ms /= 2;
    }
    (void)talk_answer(&talk, side, &step, after_ms, answers);
    if (chance_in(chance, 20)) {
        talk.letters[tale.count].answers = check_id_of(0xDD);
        answers = TOLD_MAX;
    }
    tell(&step, who, answers);
}

static void make(uint64_t seed)
{
    struct chance chance;
    size_t letters = 0;

    chance_init(&chance, seed);
    begin(&chance);
    for (letters = (size_t)chance_between(&chance, 0, 18); letters > 0;
         letters--) {
        add(&chance);
    }
}

static const char *mark_name(const uint8_t marks[static 2], unsigned side)
{
    return marks[side] == 0 ? "none" : step_name(marks[side]);
}

static const char *named(const char *word)
{
    return word == NULL ? "none" : word;
}

static void check_outcome(const struct deal *deal, const struct outcome *wanted)
{
    unsigned keeper = SIDE_KEEPER;
    unsigned claimant = SIDE_CLAIMANT;

    assert_string_equal(state_name(deal->state), wanted->state);
    assert_string_equal(deal_mark_name((enum deal_mark)deal->mark),
                        wanted->mark);
    assert_string_equal(mark_name(deal->marks, claimant),
                        named(wanted->marks[0]));
    assert_string_equal(mark_name(deal->marks, keeper),
                        named(wanted->marks[1]));
    assert_int_equal(deal->quantity, wanted->quantity);
    assert_int_equal(deal->from_ms, wanted->from);
    assert_int_equal(deal->to_ms, wanted->to);
    assert_int_equal(deal->when_ms, wanted->when);
    assert_int_equal(deal->hold_ms, wanted->hold);
    assert_int_equal(deal->due_ms, wanted->due);
    assert_int_equal(deal->needs_affirm, wanted->needs_affirm);
    assert_int_equal(deal->is_affirmed, wanted->is_affirmed);
    assert_int_equal(deal->has_change, wanted->has_change);
    assert_int_equal(deal->is_late_drop, wanted->is_late_drop);
    assert_int_equal(deal->refused, wanted->refused);
    assert_int_equal(deal->aside, wanted->aside);
    check_id(&deal->place, &tale.told[wanted->place].id);
    check_id(&deal->last, &tale.told[wanted->last].id);
}

/* Do they agree in what is most likely to differ? Else all is told. */
static bool is_like(const struct deal *deal, const struct outcome *wanted)
{
    return strcmp(state_name(deal->state), wanted->state) == 0 &&
           deal->refused == wanted->refused && deal->aside == wanted->aside &&
           deal->due_ms == wanted->due && deal->hold_ms == wanted->hold &&
           id_equal(&deal->last, &tale.told[wanted->last].id);
}

/* The history of a seed, for whoever has to understand it. */
static void tell_all(uint64_t seed)
{
    print_error("SIM_SEED=%" PRIu64 "%s%s\n", seed,
                tale.comes_back ? ", comes back" : "",
                tale.outside ? ", outside" : "");
    for (size_t i = 0; i < tale.count; i++) {
        const struct told *told = &tale.told[i];

        print_error("%2zu answers %2zu: %c %-7s at %5.1f h, when %.1f, from "
                    "%.1f, hold %.1f %s\n",
                    i, told->answers, told->who, told->step,
                    (double)(told->written - TALK_MS) / TALK_HOUR_MS,
                    ((double)told->when - (double)TALK_MS) / TALK_HOUR_MS,
                    ((double)told->from - (double)TALK_MS) / TALK_HOUR_MS,
                    ((double)told->hold - (double)TALK_MS) / TALK_HOUR_MS,
                    told->result == NULL ? "" : told->result);
    }
}

static uint64_t seed_first(void)
{
    const char *given = getenv("SIM_SEED");

    return given == NULL ? 1 : strtoull(given, NULL, 10);
}

static uint64_t seed_count(void)
{
    return getenv("SIM_SEED") == NULL ? HISTORIES : 1;
}

static void histories_come_to_what_the_oracle_says(void **state)
{
    size_t ends[STATE_END] = {0};
    size_t differ = 0;

    (void)state;
    for (uint64_t seed = seed_first(); seed < seed_first() + seed_count();
         seed++) {
        bool is_told = getenv("SIM_SEED") != NULL;
        struct outcome wanted;
        struct deal deal;

        make(seed);
        wanted = oracle_of_deal(&tale);
        deal = talk_deal(&talk, 0);
        if (is_told || !is_like(&deal, &wanted)) {
            tell_all(seed);
        }
        check_outcome(&deal, &wanted);
        ends[deal.state]++;
        differ += deal.mark == MARK_DIFFER;
    }
    for (unsigned end = STATE_ASKED; end < STATE_END; end++) {
        assert_true(seed_count() == 1 || ends[end] >= 20);
    }
    assert_true(seed_count() == 1 || differ >= 20);
}

/* All letters in some order, some of them twice. */
static size_t shuffled(struct chance *chance,
                       const struct letter *letters,
                       size_t count,
                       struct letter out[2 * TALK_LETTERS_MAX])
{
    size_t filled = 0;

    for (size_t i = 0; i < count; i++) {
        out[filled++] = letters[i];
        if (chance_in(chance, 3)) {
            out[filled++] = letters[i];
        }
    }
    for (size_t i = filled; i > 1; i--) {
        size_t other = (size_t)chance_below(chance, i);
        struct letter kept = out[i - 1];

        out[i - 1] = out[other];
        out[other] = kept;
    }
    return filled;
}

/* The deal of so many letters is the one of the whole talk. */
static void
must_be_alike(uint64_t seed, const struct letter *letters, size_t count)
{
    struct deal deal = talk_deal(&talk, 0);
    struct deal again;

    check_ok(deal_replay(letters, count, TALK_MS, &again));
    if (!talk_alike(&deal, &again)) {
        tell_all(seed);
        fail();
    }
}

static void any_order_with_duplicates_gives_the_same(void **state)
{
    struct letter letters[2 * TALK_LETTERS_MAX];

    (void)state;
    for (uint64_t seed = seed_first(); seed < seed_first() + seed_count();
         seed++) {
        struct chance chance;

        make(seed);
        chance_init(&chance, ~seed);
        for (unsigned i = 0; i < SHUFFLES; i++) {
            must_be_alike(seed, letters,
                          shuffled(&chance, talk.letters, talk.count, letters));
        }
    }
}

/* Two that have a part of the letters each, and both of them the ask. */
struct apart {
    struct letter letters[2][TALK_LETTERS_MAX];
    size_t counts[2];
};

static void part(struct chance *chance, struct apart *apart)
{
    enum { BOTH = 2 };

    apart->counts[0] = 0;
    apart->counts[1] = 0;
    for (size_t i = 0; i < talk.count; i++) {
        uint64_t who = i == 0 ? BOTH : chance_below(chance, BOTH + 1);

        for (size_t side = 0; side < 2; side++) {
            if (who == side || who == BOTH) {
                apart->letters[side][apart->counts[side]++] = talk.letters[i];
            }
        }
    }
}

static void those_who_were_apart_agree_after_they_meet(void **state)
{
    static struct apart apart;
    struct letter met[2 * TALK_LETTERS_MAX];

    (void)state;
    for (uint64_t seed = seed_first(); seed < seed_first() + seed_count();
         seed++) {
        struct chance chance;
        struct deal deal;
        size_t count = 0;

        make(seed);
        chance_init(&chance, ~seed);
        part(&chance, &apart);
        for (size_t side = 2; side-- > 0; count += apart.counts[side]) {
            check_ok(deal_replay(apart.letters[side], apart.counts[side],
                                 TALK_MS, &deal));
            assert_int_equal(deal.letters, apart.counts[side]);
            memcpy(met + count, apart.letters[side],
                   apart.counts[side] * sizeof met[0]);
        }
        must_be_alike(seed, met, count);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(histories_come_to_what_the_oracle_says),
        cmocka_unit_test(any_order_with_duplicates_gives_the_same),
        cmocka_unit_test(those_who_were_apart_agree_after_they_meet),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
