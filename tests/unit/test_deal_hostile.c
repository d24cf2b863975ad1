/* What letters of a hostile neighbour come to: node/act/act_deal, deal_desk. */
#include <string.h>

#include "node/limits.h"
#include "node/record/time.h"
#include "tests/lib/check.h"
#include "tests/lib/lane.h"

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

#define HOSTILE_TEST(claim)                                                    \
    cmocka_unit_test_setup_teardown(claim, lane_setup, lane_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        HOSTILE_TEST(hand_over_at_the_end_of_time_stops_no_mail),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
