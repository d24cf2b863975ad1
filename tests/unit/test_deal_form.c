/* One step of a deal as somebody types it: cli/deal_form. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/deal_form.h"
#include "node/limits.h"
#include "tests/lib/check.h"

enum { HOUR_MS = 60 * 60 * 1000, DAY_HOURS = 24, WORDS_MAX = 2 };

/* Saturday, 24 October 2026, 12:00 in Berlin; its clock goes back that night,
 * so Sunday has 25 hours. */
static const uint64_t now_ms = 1792836000000;
static const uint64_t sunday_ms = 1792879200000; /* 00:00 */

static struct deal_form form;
static struct problem why;

static int set_up(void **state)
{
    (void)state;
    problem_init(&why);
    deal_form_init(&form, STEP_ASK);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    deal_form_release(&form);
    return 0;
}

/* A command line: "option" "value" pairs up to NULL. */
static enum err typed(enum step_kind kind, const char *const *pairs)
{
    static struct arguments arguments;

    arguments.count = 0;
    arguments.word_count = 0;
    for (size_t at = 0; pairs[at] != NULL; at += 2) {
        arguments.given[arguments.count++] =
            (struct argument){pairs[at], pairs[at + 1]};
    }
    deal_form_release(&form);
    deal_form_init(&form, kind);
    return deal_form_apply(&form, &arguments, now_ms, &why);
}

/* A word behind the deal. */
static enum err said(enum step_kind kind, const char *word)
{
    static struct arguments arguments;
    static char deal[] = "ladder-7kq.1";
    static char text[DEAL_TEXT_BYTES_MAX + 2];
    char *words[WORDS_MAX] = {deal, text};

    assert_true(strlen(word) < sizeof text);
    memcpy(text, word, strlen(word) + 1);
    arguments = (struct arguments){.words = words, .word_count = WORDS_MAX};
    deal_form_release(&form);
    deal_form_init(&form, kind);
    return deal_form_apply(&form, &arguments, now_ms, &why);
}

#define TYPED(kind, ...) typed(kind, (const char *const[]){__VA_ARGS__, NULL})

static void days_end_where_the_next_one_begins(void **state)
{
    (void)state;
    check_ok(TYPED(STEP_ASK, "from", "sun", "to", "mon"));
    assert_int_equal(form.step.from_ms, sunday_ms);
    assert_int_equal(form.step.to_ms,
                     sunday_ms + (25 + DAY_HOURS) * (uint64_t)HOUR_MS);
    check_ok(TYPED(STEP_ASK, "from", "sun 10:00", "to", "sun 12:00"));
    assert_int_equal(form.step.to_ms - form.step.from_ms, 2 * HOUR_MS);
}

static void days_end_behind_their_beginning(void **state)
{
    const uint64_t day_ms = DAY_HOURS * (uint64_t)HOUR_MS;

    (void)state;
    check_ok(TYPED(STEP_ASK, "from", "mon", "to", "sun"));
    assert_int_equal(form.step.to_ms - form.step.from_ms, 7 * day_ms);
    check_ok(TYPED(STEP_ASK, "from", "wed 10:00", "to", "12:00"));
    assert_int_equal(form.step.to_ms - form.step.from_ms, 2 * HOUR_MS);
}

static void without_an_end_it_is_one_day(void **state)
{
    (void)state;
    check_ok(TYPED(STEP_ASK, "from", "sun"));
    assert_int_equal(form.step.from_ms, sunday_ms);
    assert_int_equal(form.step.to_ms, sunday_ms + 25 * (uint64_t)HOUR_MS);
    check_ok(TYPED(STEP_ASK, "from", "mon 10:00"));
    assert_int_equal(form.step.to_ms - form.step.from_ms,
                     DAY_HOURS * (uint64_t)HOUR_MS);
    check_ok(TYPED(STEP_CHANGE, "from", "sun"));
    assert_int_equal(form.step.to_ms, 0); /* as it was */
}

static void days_that_end_before_they_begin_are_refused(void **state)
{
    (void)state;
    check_err(TYPED(STEP_ASK, "from", "mon", "to", "tomorrow"), ERR_INVALID);
    assert_string_equal(why.name, "bad-days");
    assert_true(why.advice[0] != '\0');
    check_err(TYPED(STEP_ASK, "from", "whenever"), ERR_INVALID);
    assert_string_equal(why.name, "unreadable-date");
}

static void until_is_when_it_is_due_or_how_long_it_is_held(void **state)
{
    const uint64_t until_ms = sunday_ms + 25 * (uint64_t)HOUR_MS - 1000;

    (void)state;
    check_ok(TYPED(STEP_OUT, "until", "sun", "to", "Aunt Petra"));
    assert_int_equal(form.step.due_ms, until_ms);
    assert_int_equal(form.step.to_ms, 0); /* she is no day */
    assert_int_equal(form.step.hold_ms, 0);
    check_ok(TYPED(STEP_YES, "until", "sun"));
    assert_int_equal(form.step.hold_ms, until_ms);
    assert_int_equal(form.step.due_ms, 0);
}

static void texts_have_their_sizes_and_signs(void **state)
{
    char longest[DEAL_TEXT_BYTES_MAX + 2];

    (void)state;
    check_ok(TYPED(STEP_NO, "because", "Cleo needs it"));
    assert_int_equal(form.step.text.bytes, strlen("Cleo needs it"));
    check_ok(TYPED(STEP_NO, "because", "one", "text", "other"));
    assert_memory_equal(form.step.text.data, "other", 5);
    memset(longest, 'x', sizeof longest);
    longest[DEAL_TEXT_BYTES_MAX + 1] = '\0';
    check_err(TYPED(STEP_NO, "text", longest), ERR_INVALID);
    longest[DEAL_TEXT_BYTES_MAX] = '\0';
    check_ok(TYPED(STEP_NO, "text", longest));
    check_ok(TYPED(STEP_NO, "text", "two\nlines"));
    check_err(TYPED(STEP_NO, "text", "bell\a"), ERR_INVALID);
    assert_string_equal(why.name, "bad-text");
    check_err(TYPED(STEP_YES, "where", "two\nlines"), ERR_INVALID);
    check_ok(TYPED(STEP_YES, "where", "The side gate"));
    assert_memory_equal(form.step.where.data, "The side gate", 13);
}

static void a_quantity_is_a_number_that_can_be_had(void **state)
{
    (void)state;
    check_ok(TYPED(STEP_ASK, "quantity", "3"));
    assert_int_equal(form.step.quantity, 3);
    check_err(TYPED(STEP_ASK, "quantity", "0"), ERR_INVALID);
    check_err(TYPED(STEP_ASK, "quantity", "10000"), ERR_INVALID);
    check_err(TYPED(STEP_ASK, "quantity", "3x"), ERR_INVALID);
}

static void the_word_behind_a_deal_is_what_its_step_needs(void **state)
{
    (void)state;
    check_ok(said(STEP_FIX, "missed"));
    assert_int_equal(form.step.result, STEP_MISSED);
    check_err(TYPED(STEP_FIX, "condition", "Wet"), ERR_INVALID);
    assert_string_equal(why.name, "bad-result");
    check_err(said(STEP_FIX, "yes"), ERR_INVALID);
    assert_string_equal(why.name, "bad-result");
    check_ok(said(STEP_HAND_ON, "Ben"));
    assert_memory_equal(form.step.person.data, "Ben", 3);
    check_err(TYPED(STEP_NOTE, "quantity", "1"), ERR_INVALID);
    assert_string_equal(why.name, "missing-text");
    check_ok(TYPED(STEP_NOTE, "where", "The side gate"));
    check_ok(TYPED(STEP_NOTE, "text", "I ring twice"));
    check_ok(said(STEP_NOTE, "I ring twice"));
    assert_memory_equal(form.step.text.data, "I ring twice", 12);
}

#define CLAIM(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CLAIM(days_end_where_the_next_one_begins),
        CLAIM(days_end_behind_their_beginning),
        CLAIM(without_an_end_it_is_one_day),
        CLAIM(days_that_end_before_they_begin_are_refused),
        CLAIM(until_is_when_it_is_due_or_how_long_it_is_held),
        CLAIM(texts_have_their_sizes_and_signs),
        CLAIM(a_quantity_is_a_number_that_can_be_had),
        CLAIM(the_word_behind_a_deal_is_what_its_step_needs),
    };

    if (setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1) != 0) {
        return 1;
    }
    tzset();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
