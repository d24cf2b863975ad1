/* What letters of a hostile neighbour come to: node/act/act_deal, deal_desk. */
#include <string.h>

#include "node/deal/duty.h"
#include "node/limits.h"
#include "node/mail/limits.h"
#include "node/moment.h"
#include "node/record/time.h"
#include "tests/lib/check.h"
#include "tests/lib/lane.h"

static const uint64_t day_ms = DAY_MS;

/* Ben or ana writes a step to the other that no program of ours would. */
static struct id
write_step(struct abode *from, const struct id *deal, struct deal_step step)
{
    const struct abode *to = from == &lane.ana ? &lane.ben : &lane.ana;
    struct letter_draft draft = {
        .kind = LETTER_DEAL,
        .thread = deal,
        .readers = {to->household.signing.public},
        .readers_count = 1,
    };
    struct bytes content;
    struct id last;
    struct id id;

    if (deal != NULL) {
        last = lane_sheet(from, deal).deal.last;
        draft.answers = &last;
    }
    memset(step.terms, 1, sizeof step.terms);
    step.revision = 1;
    bytes_init(&content, DEAL_CONTENT_BYTES_MAX);
    check_ok(step_write(&step, &content));
    draft.content = bytes_view(&content);
    check_ok(postman_write_all(from, &draft, 1, &id));
    bytes_release(&content);
    return id;
}

/* Ben asks for ana's post, in his own words. */
static struct id write_ask(struct deal_step ask)
{
    struct posted posted;

    posted_init(&posted);
    check_ok(posted_read(lane.ana.node, &lane.ana.household.signing.public, 0,
                         0, &posted));
    ask.kind = STEP_ASK;
    ask.post = posted.id;
    ask.title = view_text("Ladder");
    posted_release(&posted);
    return write_step(&lane.ben, NULL, ask);
}

static void hand_over_at_the_end_of_time_stops_no_mail(void **state)
{
    const struct post offer = {.quantity = 2};
    const struct deal_step yes = {.kind = STEP_YES, .when_ms = TIME_MS_MAX};
    struct id deal;

    (void)state;
    lane_post(POST_OFFER, &offer);
    check_ok(lane_ask(&lane.ben, 0, 0, &deal));
    lane_carry();
    (void)write_step(&lane.ana, &deal, yes);
    lane_carry();
    assert_int_equal(lane_state(&lane.ben, &deal), STATE_PROMISED);
    assert_int_equal(lane_sheet(&lane.ben, &deal).deal.hold_ms, TIME_MS_MAX);
}

static void days_that_cannot_be_had_are_not_promised(void **state)
{
    const struct post loan = {.days_max = 3, .ahead_days = 60, .is_auto = true};
    const uint64_t now_ms = lane.ana.moment.now_ms;
    struct id ages;
    struct id late;
    struct id good;

    (void)state;
    lane_post(POST_LOAN, &loan);
    ages = write_ask((struct deal_step){.post_kind = POST_LOAN,
                                        .from_ms = now_ms + day_ms,
                                        .to_ms = now_ms + 999 * day_ms});
    late = write_ask((struct deal_step){.post_kind = POST_LOAN,
                                        .from_ms = now_ms + 90 * day_ms,
                                        .to_ms = now_ms + 91 * day_ms});
    lane_settle();
    assert_int_equal(lane_state(&lane.ana, &ages), STATE_WAITING);
    assert_int_equal(lane_state(&lane.ana, &late), STATE_WAITING);
    check_ok(
        lane_ask(&lane.cem, now_ms + 5 * day_ms, now_ms + 6 * day_ms, &good));
    lane_settle();
    lane_check(&lane.cem, &good, STATE_PROMISED);
}

static void who_names_another_kind_is_promised_nothing(void **state)
{
    const struct post loan = {.days_max = 3, .is_auto = true};
    const uint64_t now_ms = lane.ana.moment.now_ms;
    struct id deal;

    (void)state;
    lane_post(POST_LOAN, &loan);
    deal = write_ask((struct deal_step){.post_kind = POST_OFFER,
                                        .from_ms = now_ms + day_ms,
                                        .to_ms = now_ms + 2 * day_ms});
    lane_carry();
    check_err(lane_say(&lane.ana, &deal, STEP_YES), ERR_STATE);
    abode_tick(&lane.ana);
    assert_int_equal(lane_state(&lane.ana, &deal), STATE_DECLINED);
}

/* A quarter of an hour has 32 bits on the board. */
static void days_past_what_can_be_told_are_not_told(void **state)
{
    const struct post loan = {.days_max = 3};
    const uint64_t end_ms = QUARTER_MS * (UINT64_C(1) << 32);
    struct bytes bytes;
    struct post said;
    struct id deal;

    (void)state;
    lane_post(POST_LOAN, &loan);
    deal = write_ask((struct deal_step){.post_kind = POST_LOAN,
                                        .from_ms = end_ms - day_ms,
                                        .to_ms = end_ms + 99 * day_ms});
    lane_carry();
    check_ok(lane_say(&lane.ana, &deal, STEP_YES));
    lane_pass(DUTY_PUBLIC_MS_MAX);
    lane_settle();
    said = lane_seen(&lane.ana, &bytes);
    assert_int_equal(said.held_count, 1);
    assert_int_equal(said.busy_count, 1);
    assert_int_equal(said.busy[0].last, UINT32_MAX);
    bytes_release(&bytes);
    deal = write_ask((struct deal_step){.post_kind = POST_LOAN,
                                        .from_ms = end_ms + 200 * day_ms,
                                        .to_ms = end_ms + 201 * day_ms});
    lane_carry();
    check_ok(lane_say(&lane.ana, &deal, STEP_YES));
    lane_pass(DUTY_PUBLIC_MS_MAX);
    lane_settle();
    said = lane_seen(&lane.ana, &bytes);
    assert_int_equal(said.held_count, 2);
    assert_int_equal(said.busy_count, 1);
    bytes_release(&bytes);
}

/* So many deals about ana's post, in one state, of one household. */
static void fill_post(size_t count, unsigned state, struct id claimant)
{
    struct sheet sheet = {
        .deal = {.kind = DEAL_OFFER,
                 .state = (uint8_t)state,
                 .claimant = claimant,
                 .keeper = lane.ana.household.signing.public}};
    struct summary summary = {.number = 1};
    struct posted posted;
    struct bytes bytes;

    posted_init(&posted);
    check_ok(posted_read(lane.ana.node, &sheet.deal.keeper, 0, 0, &posted));
    summary.subject = posted.id;
    posted_release(&posted);
    bytes_init(&bytes, SUMMARY_BYTES_MAX);
    check_ok(sheet_write(&sheet, &bytes));
    summary.bytes = bytes_view(&bytes);
    for (; summary.number <= count; summary.number++) {
        put_u32(summary.thread.data, summary.number);
        check_ok(memory_shelf_sum_up(lane.ana.shelf, &summary));
    }
    check_ok(memory_shelf_commit(lane.ana.shelf));
    bytes_release(&bytes);
}

static void asks_past_what_is_looked_at_stop_no_node(void **state)
{
    const struct post offer = {.quantity = 2, .choose = CHOOSE_FIRST};
    struct id deal;

    (void)state;
    lane_post(POST_OFFER, &offer);
    fill_post(POST_DEALS_MAX, STATE_DECLINED, (struct id){{0}});
    check_ok(lane_ask(&lane.ben, 0, 0, &deal));
    lane_settle();
    assert_int_equal(lane_state(&lane.ana, &deal), STATE_NONE);
    assert_int_equal(lane_state(&lane.ben, &deal), STATE_ASKED);
    lane_pass(DUTY_PUBLIC_MS_MAX);
    lane_settle();
}

static enum err copy(void *visitor, struct view bytes)
{
    return memory_shelf_put(visitor, bytes);
}

/* What ben said comes to ana, who is off. */
static void leave_with_ana(void)
{
    check_ok(lane.ben.port.walk_bytes(lane.ben.port.self, SET_MAIL, copy,
                                      lane.ana.shelf));
    check_ok(memory_shelf_commit(lane.ana.shelf));
    lane_pass(1000);
}

/* Ana reads all that ben says of the one that he has in one step. */
static void letters_of_one_deal_are_one_ask(void **state)
{
    const struct deal_step ask = {.post_kind = POST_OFFER};
    const struct deal_step change = {.kind = STEP_CHANGE, .quantity = 2};
    const struct id ben = lane.ben.household.signing.public;
    const struct post offer = {.quantity = 2};
    struct id deals[3];

    (void)state;
    lane_post(POST_OFFER, &offer);
    fill_post(POST_IDLE_MAX - 2, STATE_DROPPED, ben);
    check_ok(lane_ask(&lane.ben, 0, 0, &deals[0]));
    leave_with_ana();
    (void)write_step(&lane.ben, &deals[0], change);
    leave_with_ana();
    deals[1] = write_ask(ask);
    leave_with_ana();
    deals[2] = write_ask(ask);
    lane_settle();
    assert_int_equal(lane_state(&lane.ana, &deals[0]), STATE_ASKED);
    assert_int_equal(lane_state(&lane.ana, &deals[1]), STATE_ASKED);
    assert_int_equal(lane_state(&lane.ana, &deals[2]), STATE_NONE);
}

static void household_that_floods_keeps_nobody_out(void **state)
{
    const struct deal_step ask = {.post_kind = POST_OFFER};
    const struct id ben = lane.ben.household.signing.public;
    const struct post offer = {.quantity = 2};
    struct id deals[3];

    (void)state;
    lane_post(POST_OFFER, &offer);
    fill_post(POST_IDLE_MAX - 1, STATE_DROPPED, ben);
    deals[0] = write_ask(ask);
    lane_settle();
    deals[1] = write_ask(ask);
    check_ok(lane_ask(&lane.cem, 0, 0, &deals[2]));
    lane_settle();
    assert_int_equal(lane_state(&lane.ana, &deals[0]), STATE_ASKED);
    assert_int_equal(lane_state(&lane.ana, &deals[1]), STATE_NONE);
    assert_int_equal(lane_state(&lane.ana, &deals[2]), STATE_ASKED);
}

static void what_a_household_had_before_is_not_held_against_it(void **state)
{
    const struct id ben = lane.ben.household.signing.public;
    const struct post offer = {.quantity = 2};
    struct id deal;

    (void)state;
    lane_post(POST_OFFER, &offer);
    fill_post(POST_IDLE_MAX, STATE_DONE, ben);
    deal = write_ask((struct deal_step){.post_kind = POST_OFFER});
    lane_settle();
    assert_int_equal(lane_state(&lane.ana, &deal), STATE_ASKED);
}

/* A post that is nearly as long as one may be. */
static struct post long_post(void)
{
    static char words[TEXT_BYTES_MAX + 1];
    struct post post = {.text = {(unsigned char *)words, TEXT_BYTES_MAX}};

    memset(words, 'x', TEXT_BYTES_MAX);
    for (; post.parts_count < PARTS_COUNT_MAX; post.parts_count++) {
        const bool is_last = post.parts_count == PARTS_COUNT_MAX - 1;

        post.parts[post.parts_count] =
            (struct view){post.text.data, is_last ? 20 : PART_BYTES_MAX};
    }
    return post;
}

static void long_post_tells_what_it_has_room_for(void **state)
{
    struct post loan = long_post();
    const uint64_t day = lane.ana.moment.now_ms + day_ms;
    struct bytes bytes;
    struct post said;
    struct id deal;

    (void)state;
    loan.parts[PARTS_COUNT_MAX - 1].bytes = 48;
    loan.days_max = 3;
    lane_post(POST_LOAN, &loan);
    check_ok(lane_ask(&lane.ben, day, day + day_ms, &deal));
    lane_carry();
    check_ok(lane_say(&lane.ana, &deal, STEP_YES));
    lane_pass(DUTY_PUBLIC_MS_MAX);
    lane_settle();
    said = lane_seen(&lane.ana, &bytes);
    assert_int_equal(said.asks, 1);
    assert_int_equal(said.held_count + said.busy_count, 0);
    bytes_release(&bytes);
}

static void draw_without_room_stops_no_node(void **state)
{
    struct post offer = long_post();
    struct id deal;

    (void)state;
    offer.parts_count--;
    offer.choose = CHOOSE_DRAW;
    offer.decide_ms = lane.ana.moment.now_ms + day_ms;
    lane_post(POST_OFFER, &offer);
    check_ok(lane_ask(&lane.ben, 0, 0, &deal));
    lane_settle();
    lane_pass(day_ms);
    lane_settle();
    lane_settle();
    lane_check(&lane.ben, &deal, STATE_ASKED);
    check_ok(lane_say(&lane.ana, &deal, STEP_YES));
}

#define HOSTILE_TEST(claim)                                                    \
    cmocka_unit_test_setup_teardown(claim, lane_setup, lane_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        HOSTILE_TEST(hand_over_at_the_end_of_time_stops_no_mail),
        HOSTILE_TEST(days_that_cannot_be_had_are_not_promised),
        HOSTILE_TEST(who_names_another_kind_is_promised_nothing),
        HOSTILE_TEST(days_past_what_can_be_told_are_not_told),
        HOSTILE_TEST(asks_past_what_is_looked_at_stop_no_node),
        HOSTILE_TEST(letters_of_one_deal_are_one_ask),
        HOSTILE_TEST(household_that_floods_keeps_nobody_out),
        HOSTILE_TEST(what_a_household_had_before_is_not_held_against_it),
        HOSTILE_TEST(long_post_tells_what_it_has_room_for),
        HOSTILE_TEST(draw_without_room_stops_no_node),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
