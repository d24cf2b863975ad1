/* What is kept of a deal beside its letters: node/deal/sheet. */
#include <string.h>

#include "node/deal/sheet.h"
#include "node/limits.h"
#include "node/mail/limits.h"
#include "tests/lib/check.h"
#include "tests/lib/talk.h"

static const struct sheet example = {
    .deal = {.kind = DEAL_LOAN,
             .lane = 2,
             .n = 7,
             .claimant = {{1}},
             .keeper = {{2}},
             .state = STATE_OUT,
             .turn = TURN_BOTH,
             .mark = MARK_ONE,
             .marks = {STEP_OUT, STEP_NONE},
             .is_affirmed = true,
             .has_change = true,
             .quantity = 3,
             .from_ms = 1000,
             .to_ms = 2000,
             .due_ms = 3000,
             .yes = {{3}},
             .last = {{4}}},
    .beside = {.told = {.state = STATE_PROMISED, .quantity = 3, .yes = {3}},
               .public_ms = 5,
               .desk_ms = 6,
               .remind_ms = 7,
               .reminders = 2,
               .is_keepers = true},
};

static void what_is_written_is_read(void **state)
{
    struct sheet sheet = example;
    struct sheet_head head;
    struct sheet read;
    struct bytes bytes;
    struct summary summary = {.thread = {{8}}, .subject = {{9}}, .number = 4};

    (void)state;
    sheet.beside.title = view_text("Ladder");
    sheet.beside.text = view_text("two\nlines");
    sheet.beside.where = view_text("side gate");
    sheet.beside.condition_out = view_text("dry");
    sheet.beside.condition_in = view_text("wet");
    sheet.beside.missing_out = 1;
    sheet.beside.missing_in = 6;
    sheet.beside.with_count = 1;
    sheet.beside.with[0] = check_id_of(7);
    bytes_init(&bytes, SUMMARY_BYTES_MAX);
    check_ok(sheet_write(&sheet, &bytes));
    summary.bytes = bytes_view(&bytes);
    check_ok(sheet_head_read(summary.bytes, &head));
    assert_true(sheet_is_live(&head) && head.is_keepers);
    assert_int_equal(head.turn, TURN_BOTH);
    assert_int_equal(head.due_ms, 3000);
    check_ok(sheet_read(&summary, 3001, &read));
    assert_true(read.deal.is_late);
    assert_true(read.deal.is_affirmed && read.deal.has_change);
    assert_false(read.deal.needs_affirm || read.deal.is_late_drop);
    check_id(&read.deal.id, &summary.thread);
    check_id(&read.deal.post, &summary.subject);
    check_id(&read.deal.yes, &sheet.deal.yes);
    assert_int_equal(read.deal.n, 7);
    assert_int_equal(read.deal.marks[0], STEP_OUT);
    assert_int_equal(read.beside.told.state, STATE_PROMISED);
    assert_int_equal(read.beside.told.yes[0], 3);
    assert_int_equal(read.beside.reminders, 2);
    assert_int_equal(read.beside.desk_ms, 6);
    check_view_text(read.deal.where, "side gate");
    check_view_text(read.deal.condition_out, "dry");
    check_view_text(read.deal.condition_in, "wet");
    assert_int_equal(read.deal.missing_out, 1);
    assert_int_equal(read.deal.missing_in, 6);
    assert_int_equal(read.deal.with_count, 1);
    check_id(&read.deal.with[0], &sheet.beside.with[0]);
    check_view_text(read.beside.text, "two\nlines");
    check_ok(sheet_read(&summary, 2999, &read));
    assert_false(read.deal.is_late);
    bytes_release(&bytes);
}

static void every_cut_is_refused(void **state)
{
    struct sheet read;
    struct bytes bytes;
    struct summary summary = {.number = 1};

    (void)state;
    bytes_init(&bytes, SUMMARY_BYTES_MAX);
    check_ok(sheet_write(&example, &bytes));
    for (size_t end = 0; end < bytes.bytes; end++) {
        summary.bytes = (struct view){bytes.data, end};
        check_err(sheet_read(&summary, 0, &read), ERR_MALFORMED);
    }
    bytes_release(&bytes);
}

static void the_longest_texts_have_room(void **state)
{
    static char words[DEAL_TEXT_BYTES_MAX + 1];
    struct sheet sheet = example;
    struct bytes bytes;
    const struct view text = {(const unsigned char *)words,
                              DEAL_TEXT_BYTES_MAX};

    (void)state;
    memset(words, 'x', DEAL_TEXT_BYTES_MAX);
    sheet.beside.text = text;
    sheet.beside.reason = (struct view){text.data, 400};
    sheet.beside.title = (struct view){text.data, TITLE_BYTES_MAX};
    sheet.beside.where = (struct view){text.data, WHERE_BYTES_MAX};
    sheet.beside.condition_out = sheet.beside.condition_in =
        (struct view){text.data, CONDITION_BYTES_MAX};
    sheet.beside.missing_out = sheet.beside.missing_in = UINT16_MAX;
    sheet.beside.with_count = ASK_WITH_MAX;
    memset(sheet.beside.with, 0xFF, sizeof sheet.beside.with);
    sheet.beside.acts_for = (struct view){text.data, NAME_BYTES_MAX};
    sheet.beside.outside = sheet.beside.acts_for;
    sheet.beside.person = sheet.beside.acts_for;
    sheet.beside.role = sheet.beside.acts_for;
    bytes_init(&bytes, SUMMARY_BYTES_MAX);
    check_ok(sheet_write(&sheet, &bytes));
    bytes_release(&bytes);
}

/* Of a long reason as much is kept as is a text: no space behind it, of
 * whatever kind, and no half character. */
static void a_long_reason_is_cut_to_a_text(void **state)
{
    static const char *const middles[] = {" ", "\n", "\xC2\xA0", "\xE2\x80\x83",
                                          "\xC3\xA4"};
    struct deal_step no = talk_step(STEP_NO);

    (void)state;
    for (size_t i = 0; i < FIELD_COUNT(middles); i++) {
        for (size_t before = 395; before <= 400; before++) {
            struct sheet sheet = example;
            struct talk talk;
            struct bytes bytes;
            char words[412] = {0};

            memset(words, 'x', sizeof words - 1);
            memcpy(words + before, middles[i], strlen(middles[i]));
            no.text = view_text(words);
            talk_loan(&talk);
            (void)talk_say(&talk, SIDE_KEEPER, &no, 1);
            check_ok(
                deal_replay(talk.letters, talk.count, TALK_MS, &sheet.deal));
            sheet_note(&sheet, &sheet.deal, talk.letters, talk.count);
            bytes_init(&bytes, SUMMARY_BYTES_MAX);
            check_ok(sheet_write(&sheet, &bytes));
            assert_in_range(sheet.beside.reason.bytes, 395, 400);
            bytes_release(&bytes);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(every_cut_is_refused),
        cmocka_unit_test(the_longest_texts_have_room),
        cmocka_unit_test(a_long_reason_is_cut_to_a_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
