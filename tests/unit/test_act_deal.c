/* Asking, answering, and what a node does with deals by itself: node/act. */
#include "node/act/act_deal.h"
#include "node/deal/duty.h"
#include "node/limits.h"
#include "tests/lib/check.h"
#include "tests/lib/postman.h"

enum { HOUR_MS = 60 * 60 * 1000 };

static struct round lane;

static int setup(void **state)
{
    (void)state;
    round_init(&lane);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    round_release(&lane);
    return 0;
}

/* Let time pass for all three. */
static void pass(uint64_t ms)
{
    struct abode *homes[] = {&lane.ana, &lane.ben, &lane.cem};

    for (size_t index = 0; index < 3; index++) {
        homes[index]->moment.now_ms += ms;
        homes[index]->moment.mono_ms += ms;
    }
}

/* What is said by one of them comes to the others, and is acted on. */
static void carry_all(void)
{
    struct abode *homes[] = {&lane.ana, &lane.ben, &lane.cem};

    pass(1000);
    for (size_t from = 0; from < 3; from++) {
        for (size_t to = 0; to < 3; to++) {
            if (from != to) {
                postman_carry(homes[from], homes[to], SET_MAIL);
                postman_carry(homes[from], homes[to], SET_BOARD);
            }
        }
    }
}

static void settle(void)
{
    carry_all();
    abode_tick(&lane.ana);
    carry_all();
}

/* Ana's post, on every board. */
static void post(uint16_t kind, const struct post *said)
{
    struct command command = {.kind = COMMAND_POST};

    command.as.post.is_new = true;
    command.as.post.kind = kind;
    command.as.post.post = *said;
    command.as.post.post.title = view_text("Ladder");
    check_ok(abode_command(&lane.ana, &command));
    carry_all();
}

static enum err
ask(struct abode *who, uint64_t from_ms, uint64_t to_ms, struct id *deal)
{
    struct command command = {.kind = COMMAND_ASK};
    enum err err = ERR_OK;

    command.as.ask.keeper = lane.ana.household.signing.public;
    command.as.ask.step.from_ms = from_ms;
    command.as.ask.step.to_ms = to_ms;
    answer_init(&who->answer);
    err = abode_command(who, &command);
    *deal = who->answer.deal;
    return err;
}

static enum err
say(struct abode *who, const struct id *deal, enum step_kind kind)
{
    struct command command = {.kind = COMMAND_DEAL};

    command.as.deal.deal = *deal;
    command.as.deal.step.kind = (uint8_t)kind;
    answer_init(&who->answer);
    return abode_command(who, &command);
}

static enum err take(void *visitor, const struct summary *summary)
{
    struct sheet *sheet = visitor;

    check_ok(sheet_read(summary, lane.ana.moment.now_ms, sheet));
    sheet->deal.letters = (uint16_t)summary->number;
    return ERR_OK;
}

/* The sheet of a deal; its texts are gone, `letters` is its number. */
static struct sheet sheet_of(struct abode *home, const struct id *deal)
{
    struct sheet sheet = {.deal.state = STATE_NONE};

    check_ok(home->port.mail.summary(home->port.self, deal, take, &sheet));
    return sheet;
}

static unsigned state_of(struct abode *home, const struct id *deal)
{
    return sheet_of(home, deal).deal.state;
}

static void check_both(struct abode *who, const struct id *deal, unsigned state)
{
    assert_int_equal(state_of(&lane.ana, deal), state);
    assert_int_equal(state_of(who, deal), state);
}

/* The post as one of them sees it. */
static struct post seen_by(struct abode *home, struct bytes *bytes)
{
    struct shelf_row row;
    struct record record;
    struct post said;
    struct id slot;

    bytes_init(bytes, RECORD_BYTES_MAX);
    record_slot(CLASS_POST, &lane.ana.household.signing.public, 0, 0, &slot);
    check_ok(home->port.head(home->port.self, &slot, &row));
    check_ok(home->port.read(home->port.self, &row.id, bytes));
    check_ok(record_read(bytes_view(bytes), &record));
    check_ok(post_read(record.body, &said));
    return said;
}

static size_t told(const struct abode *home, enum tell_kind kind)
{
    size_t count = 0;

    for (size_t index = 0; index < home->actions.count; index++) {
        count += home->actions.items[index].kind == ACTION_TELL &&
                 home->actions.items[index].tell.kind == kind;
    }
    return count;
}

static void a_post_is_asked_for_once_unless_days_differ(void **state)
{
    const struct post loan = {.days_max = 3};
    const uint64_t day = lane.ana.moment.now_ms + DAY_MS;
    struct id first;
    struct id other;

    (void)state;
    post(POST_LOAN, &loan);
    check_ok(ask(&lane.ben, day, day + DAY_MS, &first));
    check_err(ask(&lane.ben, day, day + DAY_MS, &other), ERR_STATE);
    assert_int_equal(lane.ben.answer.refusal, REFUSAL_ASKED);
    check_id(&other, &first);
    check_ok(ask(&lane.ben, day + 4 * (uint64_t)DAY_MS,
                 day + 5 * (uint64_t)DAY_MS, &other));
    check_err(ask(&lane.cem, day, day + 4 * (uint64_t)DAY_MS, &other),
              ERR_INVALID);
    assert_int_equal(lane.cem.answer.refusal, REFUSAL_DAYS);
    check_err(ask(&lane.ana, 0, 0, &other), ERR_DENIED);
    assert_int_equal(lane.ana.answer.refusal, REFUSAL_OWN);
}

static void numbers_stay(void **state)
{
    const struct post offer = {.quantity = 2};
    struct id first;
    struct id second;

    (void)state;
    post(POST_OFFER, &offer);
    check_ok(ask(&lane.ben, 0, 0, &first));
    carry_all();
    check_ok(ask(&lane.cem, 0, 0, &second));
    carry_all();
    assert_int_equal(sheet_of(&lane.ana, &first).deal.letters, 1);
    assert_int_equal(sheet_of(&lane.ana, &second).deal.letters, 2);
    assert_int_equal(sheet_of(&lane.cem, &second).deal.letters, 1);
    check_ok(say(&lane.ana, &first, STEP_NO));
    check_ok(say(&lane.ana, &second, STEP_YES));
    carry_all();
    assert_int_equal(sheet_of(&lane.ana, &second).deal.letters, 2);
    check_both(&lane.cem, &second, STATE_PROMISED);
    check_both(&lane.ben, &first, STATE_DECLINED);
}

static void refused_step_writes_nothing(void **state)
{
    const struct post offer = {.quantity = 1};
    struct id deal;
    uint64_t letters = 0;

    (void)state;
    post(POST_OFFER, &offer);
    check_ok(ask(&lane.ben, 0, 0, &deal));
    carry_all();
    letters = postman_filed(&lane.ben);
    check_err(say(&lane.ben, &deal, STEP_YES), ERR_DENIED);
    assert_int_equal(lane.ben.answer.refusal, REFUSAL_TABLE);
    assert_int_equal(postman_filed(&lane.ben), letters);
    assert_int_equal(state_of(&lane.ben, &deal), STATE_ASKED);
    check_err(say(&lane.ana, &deal, STEP_OUT), ERR_STATE);
    assert_int_equal(state_of(&lane.ana, &deal), STATE_ASKED);
    check_err(say(&lane.cem, &deal, STEP_NOTE), ERR_UNKNOWN);
}

static void one_thing_is_promised_once(void **state)
{
    const struct post offer = {.quantity = 1};
    struct id first;
    struct id second;

    (void)state;
    post(POST_OFFER, &offer);
    check_ok(ask(&lane.ben, 0, 0, &first));
    check_ok(ask(&lane.cem, 0, 0, &second));
    carry_all();
    check_ok(say(&lane.ana, &second, STEP_YES));
    check_err(say(&lane.ana, &first, STEP_YES), ERR_STATE);
    assert_int_equal(lane.ana.answer.refusal, REFUSAL_LEFT);
    check_ok(say(&lane.ana, &second, STEP_UNDO));
    check_ok(say(&lane.ana, &first, STEP_YES));
}

static void taken_days_are_refused_and_free_ones_offered(void **state)
{
    const struct post loan = {.days_max = 3, .buffer_hours = 12};
    const uint64_t day =
        (lane.ana.moment.now_ms / DAY_MS + 5) * (uint64_t)DAY_MS;
    struct id first;
    struct id second;

    (void)state;
    post(POST_LOAN, &loan);
    check_ok(ask(&lane.ben, day, day + DAY_MS, &first));
    check_ok(ask(&lane.cem, day, day + DAY_MS, &second));
    carry_all();
    check_ok(say(&lane.ana, &first, STEP_YES));
    check_err(say(&lane.ana, &second, STEP_YES), ERR_STATE);
    assert_int_equal(lane.ana.answer.refusal, REFUSAL_TAKEN);
    assert_true(lane.ana.answer.free_to_ms <= day - 12 * (uint64_t)HOUR_MS ||
                lane.ana.answer.free_from_ms >=
                    day + DAY_MS + 12 * (uint64_t)HOUR_MS);
    assert_int_equal(lane.ana.answer.free_to_ms - lane.ana.answer.free_from_ms,
                     DAY_MS);
}

static void what_is_not_back_is_not_handed_out(void **state)
{
    const struct post loan = {.days_max = 3};
    struct id first;
    struct id second;

    (void)state;
    post(POST_LOAN, &loan);
    check_ok(ask(&lane.ben, 0, 0, &first));
    check_ok(ask(&lane.cem, 0, 0, &second));
    carry_all();
    check_ok(say(&lane.ana, &first, STEP_YES));
    check_ok(say(&lane.ana, &first, STEP_OUT));
    check_ok(say(&lane.ana, &first, STEP_DONE));
    check_ok(say(&lane.ana, &second, STEP_YES));
    check_ok(say(&lane.ana, &second, STEP_OUT));
    carry_all();
    check_both(&lane.cem, &second, STATE_OUT);
    check_both(&lane.ben, &first, STATE_DONE);
}

/* Two asks for the same days of a loan that answers by itself. */
static void book_twice(struct id *first, struct id *second)
{
    const struct post loan = {.days_max = 3, .is_auto = true};
    const uint64_t day = lane.ana.moment.now_ms + 5 * (uint64_t)DAY_MS;

    post(POST_LOAN, &loan);
    check_ok(ask(&lane.ben, day, day + DAY_MS, first));
    settle();
    check_ok(ask(&lane.cem, day, day + DAY_MS, second));
    settle();
}

static void free_days_are_promised_at_once(void **state)
{
    struct id first;
    struct id second;

    (void)state;
    book_twice(&first, &second);
    check_both(&lane.ben, &first, STATE_PROMISED);
    check_both(&lane.cem, &second, STATE_WAITING);
}

static void next_in_line_is_promised_what_fell_free(void **state)
{
    struct id first;
    struct id second;

    (void)state;
    book_twice(&first, &second);
    check_ok(say(&lane.ben, &first, STEP_DROP));
    settle();
    check_both(&lane.cem, &second, STATE_PROMISED);
    assert_int_equal(sheet_of(&lane.cem, &second).deal.hold_ms -
                         sheet_of(&lane.cem, &second).deal.yes_ms,
                     48 * (uint64_t)HOUR_MS);
}

static enum err longer(struct abode *who, const struct id *deal, uint64_t to_ms)
{
    struct command command = {.kind = COMMAND_DEAL};

    command.as.deal.deal = *deal;
    command.as.deal.step.kind = STEP_CHANGE;
    command.as.deal.step.to_ms = to_ms;
    answer_init(&who->answer);
    return abode_command(who, &command);
}

static void longer_loan_is_granted_while_nobody_waits(void **state)
{
    const struct post loan = {.days_max = 30, .is_auto = true};
    const uint64_t day = lane.ana.moment.now_ms + DAY_MS;
    struct id first;
    struct id second;

    (void)state;
    post(POST_LOAN, &loan);
    check_ok(ask(&lane.ben, day, day + 2 * (uint64_t)DAY_MS, &first));
    settle();
    check_ok(say(&lane.ana, &first, STEP_OUT));
    carry_all();
    check_ok(longer(&lane.ben, &first, day + 4 * (uint64_t)DAY_MS));
    settle();
    assert_int_equal(sheet_of(&lane.ben, &first).deal.due_ms,
                     day + 4 * (uint64_t)DAY_MS);
    check_ok(ask(&lane.cem, day + DAY_MS, day + 3 * (uint64_t)DAY_MS, &second));
    settle();
    check_both(&lane.cem, &second, STATE_WAITING);
    check_ok(longer(&lane.ben, &first, day + 6 * (uint64_t)DAY_MS));
    settle();
    assert_int_equal(sheet_of(&lane.ben, &first).deal.due_ms,
                     day + 4 * (uint64_t)DAY_MS);
}

static void what_nobody_affirms_lapses(void **state)
{
    struct id first;
    struct id second;

    (void)state;
    book_twice(&first, &second);
    check_ok(say(&lane.ben, &first, STEP_DROP));
    settle();
    pass(47 * (uint64_t)HOUR_MS);
    settle();
    check_both(&lane.cem, &second, STATE_PROMISED);
    pass(2 * (uint64_t)HOUR_MS);
    settle();
    check_both(&lane.cem, &second, STATE_LAPSED);
}

static void the_board_learns_later_and_no_names(void **state)
{
    const struct post offer = {.quantity = 2};
    struct bytes bytes;
    struct post said;
    struct id deal;

    (void)state;
    post(POST_OFFER, &offer);
    check_ok(ask(&lane.ben, 0, 0, &deal));
    carry_all();
    check_ok(say(&lane.ana, &deal, STEP_YES));
    pass(DUTY_PUBLIC_MS_MIN - 10 * 1000);
    settle();
    said = seen_by(&lane.cem, &bytes);
    assert_int_equal(said.asks, 0);
    assert_int_equal(said.held_count, 0);
    bytes_release(&bytes);
    pass(DUTY_PUBLIC_MS_MAX);
    settle();
    said = seen_by(&lane.cem, &bytes);
    assert_int_equal(said.asks, 1);
    assert_int_equal(said.left, 1);
    assert_int_equal(said.held_count, 1);
    assert_int_equal(said.revision, 2);
    bytes_release(&bytes);
    settle();
    said = seen_by(&lane.cem, &bytes);
    assert_int_equal(said.revision, 2);
    bytes_release(&bytes);
}

static void a_late_thing_is_asked_for_six_times(void **state)
{
    const struct post loan = {.days_max = 3};
    const uint64_t day = lane.ana.moment.now_ms + DAY_MS;
    unsigned reminders = 0;
    struct id deal;

    (void)state;
    post(POST_LOAN, &loan);
    check_ok(ask(&lane.ben, day, day + 3 * (uint64_t)DAY_MS, &deal));
    carry_all();
    check_ok(say(&lane.ana, &deal, STEP_YES));
    check_ok(say(&lane.ana, &deal, STEP_OUT));
    carry_all();
    for (unsigned days = 0; days < 60; days++) {
        pass(DAY_MS);
        abode_tick(&lane.ben);
        reminders += (unsigned)(told(&lane.ben, TELL_DEAL_DUE) +
                                told(&lane.ben, TELL_DEAL_OVERDUE));
    }
    assert_int_equal(reminders, DUTY_REMINDERS_MAX);
}

static void who_says_that_it_is_back_is_not_reminded(void **state)
{
    const struct post loan = {.days_max = 3};
    const uint64_t day = lane.ana.moment.now_ms + DAY_MS;
    struct id deal;

    (void)state;
    post(POST_LOAN, &loan);
    check_ok(ask(&lane.ben, day, day + 3 * (uint64_t)DAY_MS, &deal));
    carry_all();
    check_ok(say(&lane.ana, &deal, STEP_YES));
    check_ok(say(&lane.ana, &deal, STEP_OUT));
    carry_all();
    check_ok(say(&lane.ben, &deal, STEP_DONE));
    for (unsigned days = 0; days < 10; days++) {
        pass(DAY_MS);
        abode_tick(&lane.ben);
        assert_int_equal(told(&lane.ben, TELL_DEAL_DUE), 0);
        assert_int_equal(told(&lane.ben, TELL_DEAL_OVERDUE), 0);
    }
}

static void a_closed_post_answers_who_asked(void **state)
{
    const struct post offer = {.quantity = 1};
    const struct command withdraw = {.kind = COMMAND_WITHDRAW};
    struct id deal;

    (void)state;
    post(POST_OFFER, &offer);
    check_ok(ask(&lane.ben, 0, 0, &deal));
    carry_all();
    check_ok(abode_command(&lane.ana, &withdraw));
    settle();
    check_both(&lane.ben, &deal, STATE_DECLINED);
}

static void a_day_without_anything_due_reads_nothing(void **state)
{
    const struct post offer = {.quantity = 1};
    struct id deal;

    (void)state;
    post(POST_OFFER, &offer);
    check_ok(ask(&lane.ben, 0, 0, &deal));
    settle();
    pass(DUTY_PUBLIC_MS_MAX);
    settle();
    abode_tick(&lane.ana);
    for (size_t index = 0; index < lane.ana.actions.count; index++) {
        assert_int_not_equal(lane.ana.actions.items[index].kind,
                             ACTION_SUMMARY);
    }
}

#define DEAL_TEST(claim) cmocka_unit_test_setup_teardown(claim, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        DEAL_TEST(a_post_is_asked_for_once_unless_days_differ),
        DEAL_TEST(numbers_stay),
        DEAL_TEST(refused_step_writes_nothing),
        DEAL_TEST(one_thing_is_promised_once),
        DEAL_TEST(taken_days_are_refused_and_free_ones_offered),
        DEAL_TEST(what_is_not_back_is_not_handed_out),
        DEAL_TEST(free_days_are_promised_at_once),
        DEAL_TEST(next_in_line_is_promised_what_fell_free),
        DEAL_TEST(longer_loan_is_granted_while_nobody_waits),
        DEAL_TEST(what_nobody_affirms_lapses),
        DEAL_TEST(the_board_learns_later_and_no_names),
        DEAL_TEST(a_late_thing_is_asked_for_six_times),
        DEAL_TEST(who_says_that_it_is_back_is_not_reminded),
        DEAL_TEST(a_closed_post_answers_who_asked),
        DEAL_TEST(a_day_without_anything_due_reads_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
