#include <sodium.h>

#include "node/act/act_letter.h"
#include "node/inside.h"
#include "node/limits.h"
#include "node/mail/opener.h"
#include "node/mail/thread.h"
#include "tests/lib/check.h"
#include "tests/lib/postman.h"
#include "tests/torture/torture.h"

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

static struct letter_draft draft_of(void)
{
    return (struct letter_draft){
        .kind = LETTER_DEAL,
        .readers = {lane.ben.household.signing.public},
        .readers_count = 1,
        .content = view_text("May I?"),
    };
}

/* Sealed, or nothing at all. */
static enum err seals(void *given)
{
    static const unsigned char seed[SEAL_SEED_BYTES] = {1};
    const struct seal_order order = {
        .place = {&lane.ana.neighbourhood, &lane.ana.household.signing.public},
        .sender = &lane.ana.device.sealing,
        .readers = &lane.ben.device.sealing.public,
        .readers_count = 1,
        .seed = seed,
    };
    struct bytes body;
    enum err err = ERR_OK;

    (void)given;
    bytes_init(&body, BODY_BYTES_MAX_SMALL);
    err = letter_seal(&order, view_text("May I?"), &body);
    assert_true((err == ERR_OK) == (body.bytes > 0));
    bytes_release(&body);
    return err;
}

/* A command that writes: all that it asks for, or nothing. */
static enum err writes(void *given)
{
    struct event event = {.kind = EVENT_COMMAND, .moment = lane.ana.moment};
    const struct letter_draft draft = draft_of();
    struct actions actions;
    struct answer answer;
    const struct step step = {&event, &actions, &answer};
    struct id id;
    enum err err = ERR_OK;

    (void)given;
    actions_init(&actions);
    answer_init(&answer);
    err = act_letter(lane.ana.node, &step, &draft, &id);
    actions_release(&actions);
    answer_release(&answer);
    return err;
}

/* Opened, or wiped. */
static enum err opens(void *given)
{
    const struct bytes *bytes = given;
    struct opener opener;
    struct record record;
    struct bytes text;
    enum err err = record_read(bytes_view(bytes), &record);

    opener_init(&opener, NULL, &lane.ben.device.sealing);
    bytes_init(&text, LETTER_TEXT_BYTES_MAX);
    if (err == ERR_OK) {
        err = opener_open(&opener, &record, &text);
    }
    assert_true((err == ERR_OK) == (text.bytes > 0));
    bytes_wipe(&text);
    opener_release(&opener);
    return err;
}

static enum err loads(void *given)
{
    struct thread thread;
    enum err err = ERR_OK;

    thread_init(&thread);
    err = thread_load(&thread, &lane.ana.port, &lane.ana.neighbourhood, given);
    assert_true((err == ERR_OK) == (thread.count == 2));
    thread_release(&thread);
    return err;
}

static void sealing_survives_refused_memory(void **state)
{
    (void)state;
    torture_run(seals, NULL);
}

static void writing_survives_refused_memory(void **state)
{
    (void)state;
    torture_run(writes, NULL);
}

static void opening_survives_refused_memory(void **state)
{
    struct bytes bytes;
    struct id id;

    (void)state;
    bytes_init(&bytes, RECORD_BYTES_MAX);
    check_ok(postman_write(&lane.ana, &lane.ben, NULL, "May I?", &id));
    check_ok(postman_record(&lane.ana, &lane.ana, 0, &bytes));
    torture_run(opens, &bytes);
    bytes_release(&bytes);
}

static void thread_survives_refused_memory(void **state)
{
    struct id ask;
    struct id more;

    (void)state;
    check_ok(postman_write(&lane.ana, &lane.ben, NULL, "May I?", &ask));
    check_ok(postman_write(&lane.ana, &lane.ben, &ask, "Please!", &more));
    torture_run(loads, &ask);
}

#define CLAIM(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CLAIM(sealing_survives_refused_memory),
        CLAIM(writing_survives_refused_memory),
        CLAIM(opening_survives_refused_memory),
        CLAIM(thread_survives_refused_memory),
    };

    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
