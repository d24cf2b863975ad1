/*
 * spec/deals.md and the code say the same: fields, which step holds which,
 * the table of steps in every cell of steps x states x sides, kinds, and the
 * tests that the rules name.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "node/deal/heir_letter.h"
#include "node/deal/kind.h"
#include "node/deal/said.h"
#include "node/moment.h"
#include "tests/lib/check.h"
#include "tests/lib/page.h"

enum { HOUR_MS = 60 * 60 * 1000 };

static const uint64_t at_ms = UINT64_C(1800000000000);

static int setup(void **state)
{
    (void)state;
    page_load("spec/deals.md");
    return 0;
}

static void fields_are_those_of_the_code(void **state)
{
    size_t count = 0;
    const struct field *fields = step_fields(&count);

    (void)state;
    page_fields("| key | name | type |", fields, count);
}

/* Is this number one of those in a cell, which blanks part? */
static bool cell_has(const char *cell, unsigned number)
{
    const char *at = cell;
    char *end = NULL;

    while (*at != '\0' && *at != '-') {
        if (strtoul(at, &end, 10) == number) {
            return true;
        }
        at = end;
    }
    return false;
}

static void letters_about_heirs_hold_what_the_page_says(void **state)
{
    size_t count = 0;
    const struct field *fields = heir_letter_fields(&count);

    (void)state;
    page_fields("| key | name | type | there | range | means |", fields, count);
    page_says("K writes the heir a letter of kind 4");
    assert_int_equal(LETTER_HEIR, 4);
}

static void steps_hold_what_their_row_says(void **state)
{
    struct page_table table;
    size_t count = 0;
    const struct field *fields = step_fields(&count);

    (void)state;
    page_table("| step | name | must hold |", &table);
    assert_int_equal(table.rows, STEP_END - 1);
    for (enum step_kind step = STEP_ASK; step < STEP_END; step++) {
        char(*cells)[PAGE_CELL_CHARS] = table.cells[step - 1];

        assert_int_equal(strtoul(cells[0], NULL, 10), step);
        assert_string_equal(cells[1], step_name(step));
        for (size_t i = 1; i < count; i++) {
            unsigned key = fields[i].key;

            assert_int_equal(step_must_hold(step, key),
                             cell_has(cells[2], key));
            assert_int_equal(step_may_hold(step, key),
                             cell_has(cells[2], key) ||
                                 cell_has(cells[3], key));
        }
    }
}

/* A row of the table of steps as it stands in the spec. */
enum { ROW_STEP, ROW_FROM, ROW_WHO, ROW_TO, ROW_NEEDS };

/* What is so when a step is said: one bit for each word of the spec. */
enum fact {
    FACT_CHANGE,
    FACT_HOLD_OVER,
    FACT_TIME_OVER,
    FACT_OVERDUE,
    FACT_MARK,
    FACT_WEEK,
    FACT_OUTSIDE,
    FACT_CROSSING,
    FACTS,
};

static bool is_fact(unsigned facts, enum fact fact)
{
    return (facts >> fact & 1U) != 0;
}

/* Is a word in a list that commas part? "any" has all but "-". */
static bool list_has(const char *list, const char *word)
{
    size_t chars = strlen(word);

    if (strcmp(list, "any") == 0) {
        return strcmp(word, "-") != 0;
    }
    for (const char *at = list; at != NULL; at = strstr(at, ", ")) {
        at += at == list ? 0 : 2;
        if (strncmp(at, word, chars) == 0 &&
            (at[chars] == '\0' || at[chars] == ',')) {
            return true;
        }
    }
    return false;
}

/* Kinds that differ in what the table asks of them. */
static const struct {
    enum deal_kind kind;
    bool comes_back;
    bool hands_on;
} kinds[] = {
    {DEAL_OFFER, false, false},
    {DEAL_LOAN, true, false},
    {DEAL_MEAL, false, true},
};

static bool are_needs_met(const char *needs, size_t kind, unsigned facts)
{
    const struct {
        const char *word;
        bool is_so;
    } words[] = {
        {"comes back", kinds[kind].comes_back},
        {"nothing comes back", !kinds[kind].comes_back},
        {"another may come", kinds[kind].hands_on},
        {"a change is open", is_fact(facts, FACT_CHANGE)},
        {"hold not over", !is_fact(facts, FACT_HOLD_OVER)},
        {"hold over", is_fact(facts, FACT_HOLD_OVER)},
        {"time is over", is_fact(facts, FACT_TIME_OVER)},
        {"long overdue", is_fact(facts, FACT_OVERDUE)},
        {"own mark", is_fact(facts, FACT_MARK)},
        {"within 7 days", is_fact(facts, FACT_WEEK)},
        {"for someone outside", is_fact(facts, FACT_OUTSIDE)},
        {"for itself", !is_fact(facts, FACT_OUTSIDE)},
        {"crossing", is_fact(facts, FACT_CROSSING)},
    };
    size_t known = 0;
    size_t commas = 0;

    for (const char *at = needs; *at != '\0'; at++) {
        commas += *at == ',';
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (list_has(needs, words[i].word)) {
            known++;
            if (!words[i].is_so) {
                return false;
            }
        }
    }
    assert_true(strcmp(needs, "-") == 0 || known == commas + 1);
    return true;
}

/* Whose step a row takes: a keeper speaks for someone outside as well. */
static bool is_side(const char *who, const char *side, bool is_keeper_for_both)
{
    return strcmp(who, side) == 0 || is_keeper_for_both ||
           (strcmp(who, "either") == 0 && strcmp(side, "stranger") != 0);
}

/* The row of the spec that takes a step here, or NULL. */
static char (*spec_row(struct page_table *table,
                       const struct deal *deal,
                       const struct said *said,
                       size_t kind,
                       unsigned facts))[PAGE_CELL_CHARS]
{
    const char *side = side_name(said->side);
    bool is_for_both =
        is_fact(facts, FACT_OUTSIDE) && said->side == SIDE_KEEPER;

    for (size_t i = 0; i < table->rows; i++) {
        char(*cells)[PAGE_CELL_CHARS] = table->cells[i];

        if (strcmp(cells[ROW_STEP], step_name(said->step->kind)) == 0 &&
            list_has(cells[ROW_FROM], state_name(deal->state)) &&
            is_side(cells[ROW_WHO], side, is_for_both) &&
            are_needs_met(cells[ROW_NEEDS], kind, facts)) {
            return cells;
        }
    }
    return NULL;
}

/* A deal of which these facts are so. */
static struct deal deal_of(size_t kind, enum deal_state state, unsigned facts)
{
    const uint64_t day_ms = DAY_MS;
    struct deal deal = {
        .kind = (uint8_t)kinds[kind].kind,
        .state = (uint8_t)state,
        .has_change = is_fact(facts, FACT_CHANGE),
        .hold_ms = is_fact(facts, FACT_HOLD_OVER) ? at_ms - 1 : at_ms,
        .when_ms = at_ms - (is_fact(facts, FACT_TIME_OVER) ? HOUR_MS / 2
                                                           : HOUR_MS / 2 - 1),
        .due_ms = at_ms - (is_fact(facts, FACT_OVERDUE) ? 30 * day_ms
                                                        : 30 * day_ms - 1),
        .result_ms =
            at_ms - (is_fact(facts, FACT_WEEK) ? 7 * day_ms : 7 * day_ms + 1),
    };

    if (is_fact(facts, FACT_MARK)) {
        memset(deal.marks, STEP_DONE, sizeof deal.marks);
    }
    if (is_fact(facts, FACT_OUTSIDE)) {
        deal.outside = view_text("Mrs Bell");
    }
    return deal;
}

static const char *to_name(enum deal_state to)
{
    return to == STATE_SAME     ? "same"
           : to == STATE_MARKED ? "as marked"
                                : state_name(to);
}

/* One cell in one situation; whether the step is allowed. */
static bool try_cell(struct page_table *table,
                     const struct deal *deal,
                     const struct said *said,
                     size_t kind,
                     unsigned facts)
{
    char(*row)[PAGE_CELL_CHARS] = spec_row(table, deal, said, kind, facts);
    enum deal_need need = NEED_END;
    const struct deal_rule *rule =
        said->side == SIDE_STRANGER ? NULL : said_rule(deal, said, &need);
    enum err err = deal_may(deal, (enum step_kind)said->step->kind, said->side,
                            said->at_ms);

    if ((row == NULL) != (rule == NULL)) {
        fail_msg("%s from %s by %s, kind %zu, facts %x: the spec %s it",
                 step_name(said->step->kind), state_name(deal->state),
                 side_name(said->side), kind, facts,
                 row == NULL ? "refuses" : "allows");
    }
    if (row != NULL && rule != NULL) {
        assert_string_equal(row[ROW_TO], to_name(rule->to));
    }
    if (!said->is_crossing) {
        assert_int_equal(err == ERR_OK, row != NULL);
    }
    return row != NULL;
}

enum { KINDS = sizeof kinds / sizeof kinds[0] };

/* In how many situations a cell is allowed: for every kind, with all facts. */
static size_t try_situations(struct page_table *table,
                             enum deal_state state,
                             struct said *said)
{
    const unsigned situations = 1U << FACTS;
    size_t allowed = 0;

    for (size_t each = 0; each < situations * KINDS; each++) {
        const size_t kind = each / situations;
        const unsigned facts = (unsigned)(each % situations);
        struct deal deal = deal_of(kind, state, facts);

        said->is_crossing = is_fact(facts, FACT_CROSSING);
        allowed += try_cell(table, &deal, said, kind, facts) ? 1 : 0;
    }
    return allowed;
}

/* Every step in every state by every side, in every situation. */
static void every_cell_is_as_the_spec_says(void **state)
{
    static struct page_table table;
    size_t allowed = 0;
    size_t tried = 0;

    (void)state;
    page_table("| step | from | who |", &table);
    for (unsigned cell = 0; cell < STEP_END * STATE_END * SIDE_END; cell++) {
        const struct deal_step step = {.kind = (uint8_t)(cell % STEP_END)};
        struct said said = {
            .step = &step,
            .side = (enum deal_side)(cell / STEP_END / STATE_END),
            .at_ms = at_ms,
        };

        if (step.kind != STEP_NONE) {
            allowed += try_situations(
                &table, (enum deal_state)(cell / STEP_END % STATE_END), &said);
            tried += KINDS << FACTS;
        }
    }
    assert_true(allowed > 10000);
    assert_true(tried - allowed > 100000);
}

static void rows_and_words_are_those_of_the_code(void **state)
{
    struct page_table table;
    size_t count = 0;

    (void)state;
    (void)table_rules(&count);
    page_table("| step | from | who |", &table);
    assert_int_equal(table.rows, count);
    page_table("| need | is met when |", &table);
    assert_int_equal(table.rows, NEED_END);
    for (size_t i = 0; i < table.rows; i++) {
        bool is_known = false;

        for (enum deal_need need = 0; need < NEED_END; need++) {
            is_known |= strcmp(table.cells[i][0], need_name(need)) == 0;
        }
        assert_true(is_known);
    }
}

static void number_must_be(const char *cell, long number)
{
    assert_int_equal(strtol(cell, NULL, 10), number);
}

static void kinds_are_those_of_the_code(void **state)
{
    struct page_table table;
    size_t rows = 0;

    (void)state;
    page_table("| kind | name | runs out |", &table);
    for (unsigned kind = 0; kind < DEAL_KIND_END; kind++) {
        const struct kind_row *row = kind_find(kind);
        char(*cells)[PAGE_CELL_CHARS] = table.cells[rows];

        if (row == NULL) {
            continue;
        }
        number_must_be(cells[0], (long)kind);
        assert_string_equal(cells[1], row->name);
        assert_string_equal(cells[2], capacity_name(row->capacity));
        assert_string_equal(cells[3], auto_yes_name(row->auto_yes));
        assert_string_equal(cells[4], row->comes_back ? "yes" : "no");
        assert_string_equal(cells[5], row->hands_on ? "yes" : "no");
        assert_string_equal(cells[6], signing_name(row->signing));
        assert_string_equal(cells[7], hold_from_name(row->hold_from));
        number_must_be(cells[8], row->hold_hours);
        number_must_be(cells[9], row->head_hours);
        assert_string_equal(cells[10], row->ends_as);
        rows++;
    }
    assert_int_equal(rows, table.rows);
}

static void every_test_that_is_named_exists(void **state)
{
    (void)state;
    assert_true(page_claims() > 30);
}

/* Two machines that were apart agree after they meet: real and simulated. */
static void conflicts_are_proved_by_machines_that_were_apart(void **state)
{
    static const char *const folders[] = {"[e2e/apart_",
                                          "[sim/test_story_apart:"};

    (void)state;
    assert_int_equal(page_proofs("\n## Conflicts", folders, 2), 9);
    assert_true(page_scenes() >= 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_are_those_of_the_code),
        cmocka_unit_test(steps_hold_what_their_row_says),
        cmocka_unit_test(letters_about_heirs_hold_what_the_page_says),
        cmocka_unit_test(every_cell_is_as_the_spec_says),
        cmocka_unit_test(rows_and_words_are_those_of_the_code),
        cmocka_unit_test(kinds_are_those_of_the_code),
        cmocka_unit_test(every_test_that_is_named_exists),
        cmocka_unit_test(conflicts_are_proved_by_machines_that_were_apart),
    };

    return cmocka_run_group_tests(tests, setup, NULL);
}
