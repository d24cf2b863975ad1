#include "node/deal/deal.h"
#include "tests/lib/check.h"
#include "tests/lib/talk.h"
#include "tests/torture/torture.h"

/* A refused write leaves what was written before. */
static enum err writes(void *given)
{
    const struct deal_step ask = talk_ask(DEAL_LOAN);
    struct deal_step note = talk_step(STEP_NOTE);
    struct bytes out;
    size_t before = 0;
    enum err err = ERR_OK;

    (void)given;
    bytes_init(&out, DEAL_CONTENT_BYTES_MAX);
    err = step_write(&ask, &out);
    for (unsigned i = 0; err == ERR_OK && i < 90; i++) {
        before = out.bytes;
        err = step_write(&note, &out);
        if (err != ERR_OK) {
            assert_int_equal(out.bytes, before);
        }
    }
    bytes_release(&out);
    return err;
}

static void refused_writes_leave_what_stands(void **state)
{
    (void)state;
    torture_run(writes, NULL);
}

/* A deal is worked out without memory. */
static enum err replays(void *given)
{
    struct deal deal;

    return deal_replay(((const struct talk *)given)->letters,
                       ((const struct talk *)given)->count, TALK_MS, &deal);
}

static void a_replay_takes_no_memory(void **state)
{
    static struct talk talk;
    struct torture_report report;

    (void)state;
    talk_loan(&talk);
    (void)talk_promise(&talk, 0, TALK_HOUR_MS);
    (void)talk_word(&talk, SIDE_KEEPER, STEP_OUT, TALK_HOUR_MS);
    report = torture_try(replays, &talk);
    assert_int_equal(report.allocations, 0);
    assert_int_equal(report.leaked + report.strange, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refused_writes_leave_what_stands),
        cmocka_unit_test(a_replay_takes_no_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
