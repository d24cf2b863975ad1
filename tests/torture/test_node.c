/*
 * Refused memory in the core. The shelf is a test's, so its own allocations
 * are let through; all others of a step are refused one by one. A refused
 * step is rolled back and must then succeed as if nothing had been.
 */
#include <string.h>

#include "node/node.h"
#include "tests/lib/check.h"
#include "tests/lib/memory_shelf.h"
#include "tests/lib/street.h"
#include "tests/torture/torture.h"

enum { ROUNDS_MAX = 200, QUIET_ROUNDS = 8 };

/* One household: its keys, its shelf and its core. */
struct home {
    struct keys_household household;
    struct keys_device device;
    struct node_config config;
    struct memory_shelf *shelf;
    struct node *node;
    struct actions actions;
    struct bytes greeting;
    bool is_refused; /* its steps are refused memory */
};

struct scenery {
    struct street street;
    uint64_t mono_ms;
    unsigned char step; /* counts, for seeds */
    uint32_t peer;      /* the number of the connection, on both sides */
    size_t moved;       /* actions that were carried out in this round */
};

static void add_device(struct street *street, unsigned household)
{
    const struct keys_device keys = street_device_keys(household);
    const struct body_device device = {.signing = keys.signing.public,
                                       .transport = keys.transport.public,
                                       .sealing = keys.sealing.public};

    street_device(street, household, &device, 0);
    street_profile(street, household, 0);
}

/* The founder, 0, vouches for 1; 2 is unknown to them. */
static void scenery_init(struct scenery *scenery)
{
    *scenery = (struct scenery){.mono_ms = 1000};
    street_init(&scenery->street);
    add_device(&scenery->street, 0);
    add_device(&scenery->street, 1);
    street_vouch(&scenery->street, 0, 0, 1, 0);
}

static void
home_init(struct home *home, const struct scenery *scenery, unsigned number)
{
    struct shelf port;

    *home = (struct home){.household.signing = street_keys(number),
                          .device = street_device_keys(number)};
    home->config = (struct node_config){
        .neighbourhood = scenery->street.neighbourhood,
        .household = &home->household,
        .device = &home->device,
    };
    actions_init(&home->actions);
    bytes_init(&home->greeting, MESSAGE_BYTES_MAX);
    check_ok(memory_shelf_new(&home->shelf));
    for (size_t place = 0; place < scenery->street.count; place++) {
        check_ok(memory_shelf_put(home->shelf,
                                  bytes_view(&scenery->street.records[place])));
    }
    check_ok(memory_shelf_commit(home->shelf));
    port = memory_shelf_port(home->shelf);
    check_ok(node_new(&home->config, &port, &home->node));
}

static void home_release(struct home *home)
{
    node_free(home->node);
    memory_shelf_free(home->shelf);
    actions_release(&home->actions);
    bytes_release(&home->greeting);
}

static void apply(struct home *home, size_t from)
{
    for (size_t index = from; index < home->actions.count; index++) {
        const struct action *action = &home->actions.items[index];

        if (action->kind == ACTION_STORE) {
            check_ok(memory_shelf_put(home->shelf, bytes_view(&action->bytes)));
        } else if (action->kind == ACTION_DROP) {
            check_ok(memory_shelf_drop(home->shelf, &action->id));
        } else if (action->kind == ACTION_KEEP) {
            check_ok(memory_shelf_remember(home->shelf, action->place,
                                           bytes_view(&action->bytes)));
        } else if (action->kind == ACTION_GREET) {
            bytes_reset(&home->greeting);
            check_ok(bytes_append(&home->greeting, bytes_view(&action->bytes)));
        }
    }
    check_ok(memory_shelf_commit(home->shelf));
}

static void event_prepare(struct scenery *scenery, struct event *event)
{
    event->moment = (struct moment){.now_ms = street_ms(1) + scenery->mono_ms,
                                    .mono_ms = scenery->mono_ms,
                                    .is_plausible = true};
    memset(event->seed, ++scenery->step, sizeof event->seed);
}

/* One step; refused, it leaves the shelf as it was. */
static enum err step(struct scenery *scenery,
                     struct home *home,
                     struct event *event,
                     struct answer *answer)
{
    const size_t before = home->actions.count;
    enum err err = ERR_OK;

    event_prepare(scenery, event);
    if (home->is_refused) {
        torture_resume();
    }
    err = node_step(home->node, event, &home->actions, answer);
    torture_pause();
    if (err == ERR_OK) {
        apply(home, before);
    } else {
        memory_shelf_rollback(home->shelf);
    }
    return err;
}

/* A step under refusal; what was refused is tried again with all memory. */
static enum err step_twice(struct scenery *scenery,
                           struct home *home,
                           struct event *event,
                           struct answer *answer)
{
    enum err err = ERR_OK;

    home->is_refused = true;
    err = step(scenery, home, event, answer);
    home->is_refused = false;
    if (err == ERR_NOMEM) {
        check_ok(step(scenery, home, event, answer));
    }
    return err;
}

static enum err say(struct scenery *scenery,
                    struct home *home,
                    const struct command *command,
                    struct answer *answer)
{
    struct event event = {.kind = EVENT_COMMAND, .as.command = command};

    answer_init(answer);
    return step_twice(scenery, home, &event, answer);
}

/* Post, edit, withdraw, invite and vouch: every refusal leaves a shelf that
 * the next try completes. `given` is the scenery. */
static enum err lives(void *given)
{
    struct scenery *scenery = given;
    struct command command = {.kind = COMMAND_POST};
    struct event tick = {.kind = EVENT_TICK};
    struct answer answer;
    struct home home;
    enum err errs[6];
    enum err err = ERR_OK;

    torture_pause();
    scenery->step = 0;
    home_init(&home, scenery, 0);
    errs[0] = step_twice(scenery, &home, &tick, NULL);
    command.as.post = (struct command_post){
        .is_new = true,
        .kind = POST_LOAN,
        .post = {.title = view_text("Ladder, 3 m"),
                 .text = view_text("Reaches the gutters.")}};
    errs[1] = say(scenery, &home, &command, &answer);
    answer_release(&answer);
    command.as.post.is_new = false;
    command.as.post.post.title = view_text("Ladder, 4 m");
    errs[2] = say(scenery, &home, &command, &answer);
    assert_int_equal(answer.revision, 2);
    answer_release(&answer);
    command.kind = COMMAND_WITHDRAW;
    errs[3] = say(scenery, &home, &command, &answer);
    answer_release(&answer);
    command = (struct command){.kind = COMMAND_INVITE,
                               .as.invite_until_ms = street_ms(10)};
    errs[4] = say(scenery, &home, &command, &answer);
    assert_true(answer.invite.bytes > 0);
    answer_release(&answer);
    command =
        (struct command){.kind = COMMAND_VOUCH, .as.household = street_id(2)};
    errs[5] = say(scenery, &home, &command, &answer);
    answer_release(&answer);
    assert_int_equal(memory_shelf_count(home.shelf), scenery->street.count + 3);
    home_release(&home);
    for (size_t index = 0; index < 6; index++) {
        err = err == ERR_OK ? errs[index] : err;
    }
    return err;
}

/* A copy announces itself, posts, and strikes out what it was copied from. */
static enum err copies(void *given)
{
    struct scenery *scenery = given;
    struct command command = {.kind = COMMAND_DEVICE};
    struct answer answer;
    struct home home;
    enum err errs[3];

    torture_pause();
    scenery->step = 0;
    home_init(&home, scenery, 0);
    home.device = street_device_keys(7);
    errs[0] = say(scenery, &home, &command, &answer);
    answer_release(&answer);
    command = (struct command){.kind = COMMAND_POST};
    command.as.post =
        (struct command_post){.is_new = true,
                              .kind = POST_LOAN,
                              .post = {.title = view_text("Ladder, 3 m")}};
    errs[1] = say(scenery, &home, &command, &answer);
    answer_release(&answer);
    command = (struct command){.kind = COMMAND_STRIKE};
    command.as.device = street_device_keys(0).signing.public;
    errs[2] = say(scenery, &home, &command, &answer);
    answer_release(&answer);
    assert_int_equal(memory_shelf_count(home.shelf), scenery->street.count + 2);
    home_release(&home);
    for (size_t index = 0; index < 3; index++) {
        if (errs[index] != ERR_OK) {
            return errs[index];
        }
    }
    return ERR_OK;
}

/* What one home asked for reaches the other; the first refusal ends it. */
static enum err
deliver(struct scenery *scenery, struct home *from, struct home *to)
{
    struct actions asked = from->actions;
    enum err err = ERR_OK;

    actions_init(&from->actions);
    for (size_t index = 0; index < asked.count && err == ERR_OK; index++) {
        struct action *action = &asked.items[index];
        struct event event = {.kind = EVENT_MESSAGE, .peer = scenery->peer};

        assert_int_not_equal(action->kind, ACTION_CLOSE);
        if (action->kind == ACTION_SEND) {
            event.as.message = bytes_view(&action->bytes);
            err = step(scenery, to, &event, NULL);
        } else if (action->kind == ACTION_VERIFY) {
            event.kind = EVENT_VERIFIED;
            event.as.batch = action_take_batch(action);
            verify_batch_run(event.as.batch);
            err = step(scenery, from, &event, NULL);
        }
    }
    scenery->moved += asked.count;
    actions_release(&asked);
    return err;
}

static enum err tick(struct scenery *scenery, struct home *home)
{
    struct event event = {.kind = EVENT_TICK};

    return step(scenery, home, &event, NULL);
}

static enum err
up(struct scenery *scenery, struct home *left, struct home *right)
{
    struct event dials = {
        .kind = EVENT_PEER_UP,
        .peer = scenery->peer,
        .as.up = {.is_dialled = true,
                  .transport = right->device.transport.public}};
    struct event answers = {
        .kind = EVENT_PEER_UP,
        .peer = scenery->peer,
        .as.up = {.transport = left->device.transport.public}};
    enum err err = tick(scenery, left);

    if (err == ERR_OK) {
        err = step(scenery, left, &dials, NULL);
    }
    answers.as.up.hello = bytes_view(&left->greeting);
    return err == ERR_OK ? step(scenery, right, &answers, NULL) : err;
}

/* The left home dials the right one; they talk until both fall silent. */
static enum err
meet(struct scenery *scenery, struct home *left, struct home *right)
{
    enum err err = ERR_OK;
    unsigned quiet = 0;

    scenery->peer++;
    err = up(scenery, left, right);
    for (unsigned round = 0;
         err == ERR_OK && quiet < QUIET_ROUNDS && round < ROUNDS_MAX; round++) {
        scenery->moved = 0;
        scenery->mono_ms += 250;
        err = tick(scenery, left);
        err = err == ERR_OK ? tick(scenery, right) : err;
        err = err == ERR_OK ? deliver(scenery, left, right) : err;
        err = err == ERR_OK ? deliver(scenery, right, left) : err;
        quiet = scenery->moved == 0 ? quiet + 1 : 0;
    }
    return err;
}

/* A home without memory does as the product: it forgets what was not
 * committed, hangs up, and begins again. */
static void
begin_again(struct scenery *scenery, struct home *refused, struct home *other)
{
    const struct shelf port = memory_shelf_port(refused->shelf);
    struct event down = {.kind = EVENT_PEER_DOWN, .peer = scenery->peer};

    node_free(refused->node);
    check_ok(node_new(&refused->config, &port, &refused->node));
    actions_reset(&refused->actions);
    actions_reset(&other->actions);
    check_ok(step(scenery, other, &down, NULL));
    refused->is_refused = false;
    check_ok(tick(scenery, refused));
    check_ok(meet(scenery, refused, other));
}

static void offer(struct scenery *scenery, struct home *home, const char *title)
{
    const struct command command = {
        .kind = COMMAND_POST,
        .as.post = {.is_new = true,
                    .kind = POST_OFFER,
                    .post = {.title = view_text(title)}}};
    struct event event = {.kind = EVENT_COMMAND, .as.command = &command};
    struct answer answer;

    answer_init(&answer);
    check_ok(step(scenery, home, &event, &answer));
    answer_release(&answer);
}

/* A session in which the left home is refused memory somewhere. */
static enum err meets(void *given)
{
    struct scenery *scenery = given;
    struct home left;
    struct home right;
    enum err err = ERR_OK;

    torture_pause();
    scenery->step = 0;
    scenery->mono_ms = 1000;
    home_init(&left, scenery, 0);
    home_init(&right, scenery, 1);
    offer(scenery, &left, "Ladder");
    offer(scenery, &right, "Drill");
    offer(scenery, &right, "Plums");
    left.is_refused = true;
    err = meet(scenery, &left, &right);
    if (err != ERR_OK) {
        begin_again(scenery, &left, &right);
    }
    assert_int_equal(memory_shelf_count(left.shelf), scenery->street.count + 3);
    assert_int_equal(memory_shelf_count(right.shelf),
                     scenery->street.count + 3);
    home_release(&left);
    home_release(&right);
    return err;
}

static void refused_act_can_be_tried_again(void **state)
{
    struct scenery scenery;

    (void)state;
    scenery_init(&scenery);
    torture_run(lives, &scenery);
    street_release(&scenery.street);
}

static void refused_copy_can_try_again(void **state)
{
    struct scenery scenery;

    (void)state;
    scenery_init(&scenery);
    torture_run(copies, &scenery);
    street_release(&scenery.street);
}

static void refused_session_begins_again_and_ends(void **state)
{
    struct scenery scenery;

    (void)state;
    scenery_init(&scenery);
    torture_run(meets, &scenery);
    street_release(&scenery.street);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refused_session_begins_again_and_ends),
        cmocka_unit_test(refused_act_can_be_tried_again),
        cmocka_unit_test(refused_copy_can_try_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
