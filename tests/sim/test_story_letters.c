/*
 * Stories of letters: how they go round a street by machines that cannot read
 * them, and how their author comes to know.
 *
 * The street is a chain: ana - ben - cem. Ana and cem never meet.
 */
#include <string.h>

#include "node/act/act_letter.h"
#include "node/inside.h"
#include "tests/lib/check.h"
#include "tests/sim/machine.h"
#include "tests/sim/story.h"

static struct world world;

static int set_up(void **state)
{
    (void)state;
    world_init(&world, 11);
    story_found(&world, "ana");
    story_member(&world, "ben", "ana");
    story_member(&world, "cem", "ana");
    story_disconnect(&world, "cem", "ana");
    story_connect(&world, "cem", "ben");
    world_run(&world, MINUTE_MS);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    world_release(&world);
    return 0;
}

static const struct id *home_of(const char *who)
{
    return &world_machine(&world, who)->household.signing.public;
}

/* Another process writes it over the same shelf, and tells the running one. */
static struct id
letter(const char *who, const char *whom, const struct id *thread)
{
    struct machine *machine = world_machine(&world, who);
    const struct shelf port = memory_shelf_port(machine->shelf);
    struct event event = {.kind = EVENT_CHANGED};
    const struct letter_draft draft = {
        .kind = LETTER_DEAL,
        .thread = thread,
        .answers = thread,
        .readers = {*home_of(whom)},
        .readers_count = 1,
        .content = view_text("canary"),
    };
    struct actions actions;
    const struct step step = {&event, &actions, NULL};
    struct node *node = NULL;
    struct id id;

    machine_commit(&world, machine);
    actions_init(&actions);
    event.moment = machine_moment(&world, machine);
    chance_bytes(&world.chance, event.seed, sizeof event.seed);
    check_ok(node_new(&machine->config, &port, &node));
    check_ok(node_step(node, &event, &actions, NULL));
    check_ok(act_letter(node, &step, &draft, &id));
    for (size_t index = 0; index < actions.count; index++) {
        check_ok(memory_shelf_apply(machine->shelf, &actions.items[index]));
    }
    check_ok(memory_shelf_commit(machine->shelf));
    actions_release(&actions);
    node_free(node);
    event = (struct event){.kind = EVENT_CHANGED};
    if (machine_is_up(machine)) {
        check_ok(machine_step(&world, machine, &event, NULL));
    }
    return id;
}

/* How many letters of a thread somebody has at home. */
static uint64_t filed(const char *who, const struct id *thread)
{
    const struct shelf port =
        memory_shelf_port(world_machine(&world, who)->shelf);
    uint64_t in_thread = 0;
    uint64_t in_all = 0;

    check_ok(port.mail.letters_count(port.self, thread, &in_thread, &in_all));
    return in_thread;
}

static bool is_handed(const char *who, const struct id *id)
{
    const struct shelf port =
        memory_shelf_port(world_machine(&world, who)->shelf);
    struct filed found;

    check_ok(port.mail.filed(port.self, id, &found));
    return found.handed_ms > 0;
}

static enum err count_one(void *visitor, const struct id *id, uint16_t drop_day)
{
    (void)id;
    (void)drop_day;
    *(size_t *)visitor += 1;
    return ERR_OK;
}

static size_t mail_at(const char *who)
{
    const struct shelf port =
        memory_shelf_port(world_machine(&world, who)->shelf);
    size_t count = 0;

    check_ok(port.walk_ids(port.self, SET_MAIL, count_one, &count));
    return count;
}

static void letter_goes_round_by_who_cannot_read_it(void **state)
{
    struct id ask = letter("ana", "cem", NULL);
    struct id yes;
    struct id note;

    (void)state;
    world_run(&world, 1000);
    assert_int_equal(filed("cem", &ask), 1);
    assert_int_equal(filed("ben", &ask), 0);
    assert_int_equal(mail_at("ben"), 1);
    assert_false(is_handed("ana", &ask)); /* ben's word says nothing */
    yes = letter("cem", "ana", &ask);
    world_run(&world, 1000);
    assert_int_equal(filed("ana", &ask), 2);
    assert_true(is_handed("ana", &ask)); /* cem has answered */
    assert_false(is_handed("cem", &yes));
    note = letter("ana", "ben", NULL); /* ben is connected */
    world_run(&world, 1000);
    assert_true(is_handed("ana", &note));
    assert_int_equal(filed("ben", &note), 1);
    assert_int_equal(filed("cem", &note), 0);
}

static void letter_waits_for_a_reader_who_sleeps(void **state)
{
    struct id ask;

    (void)state;
    story_sleep(&world, "ben");
    world_run(&world, 1000);
    ask = letter("ana", "ben", NULL);
    world_run(&world, HOUR_MS);
    assert_false(is_handed("ana", &ask));
    story_wake(&world, "ben");
    world_run(&world, MINUTE_MS);
    assert_int_equal(filed("ben", &ask), 1);
    assert_true(is_handed("ana", &ask));
}

/* A hall may have many: each is known to be handed. */
static void hundreds_of_letters_wait_for_a_reader(void **state)
{
    enum { WAITING = 257 };
    struct id asks[WAITING];

    (void)state;
    story_sleep(&world, "ben");
    world_run(&world, 1000);
    for (size_t index = 0; index < WAITING; index++) {
        asks[index] = letter("ana", "ben", NULL);
    }
    world_run(&world, 1000);
    assert_false(is_handed("ana", &asks[0]));
    story_wake(&world, "ben");
    world_run(&world, MINUTE_MS);
    for (size_t index = 0; index < WAITING; index++) {
        assert_true(is_handed("ana", &asks[index]));
    }
}

/* The author's machine stops before the reader comes: the next start knows
 * what is still to be handed. */
static void restarted_author_still_learns_of_it(void **state)
{
    struct id ask;

    (void)state;
    story_sleep(&world, "ben");
    world_run(&world, 1000);
    ask = letter("ana", "ben", NULL);
    world_run(&world, MINUTE_MS);
    story_stop(&world, "ana");
    story_start(&world, "ana");
    world_run(&world, MINUTE_MS);
    assert_false(is_handed("ana", &ask));
    story_wake(&world, "ben");
    world_run(&world, 2 * HOUR_MS);
    assert_int_equal(filed("ben", &ask), 1);
    assert_true(is_handed("ana", &ask));
}

static void restored_author_reads_its_own_letters_again(void **state)
{
    struct id ask;

    (void)state;
    story_backup(&world, "ana");
    ask = letter("ana", "cem", NULL);
    world_run(&world, 1000);
    assert_int_equal(filed("cem", &ask), 1);
    /* The folder of before; the keys with it, as of one machine. */
    {
        struct machine *ana = world_machine(&world, "ana");

        story_stop(&world, "ana");
        memory_shelf_free(ana->shelf);
        check_ok(memory_shelf_copy(ana->backup, &ana->shelf));
        story_start(&world, "ana");
    }
    assert_int_equal(filed("ana", &ask), 0);
    world_run(&world, 2 * MINUTE_MS);
    assert_int_equal(filed("ana", &ask), 1);
}

static void months_travel_and_are_sealed_to(void **state)
{
    static struct sealing_keys months;
    struct machine *cem = world_machine(&world, "cem");
    unsigned char seed[KEY_SEED_BYTES];
    struct exchange_keys device = cem->device.sealing;
    struct id ask;

    (void)state;
    chance_bytes(&world.chance, seed, sizeof seed);
    sealing_roll(&months, machine_moment(&world, cem).now_ms, seed);
    story_stop(&world, "cem");
    cem->config.sealing = &months;
    story_start(&world, "cem");
    world_run(&world, 2 * HOUR_MS);
    memset(&cem->device.sealing.secret, 1, EXCHANGE_BYTES);
    ask = letter("ana", "cem", NULL);
    world_run(&world, 1000);
    assert_int_equal(filed("cem", &ask), 1);
    cem->device.sealing = device;
    sealing_release(&months);
}

#define STORY(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        STORY(letter_goes_round_by_who_cannot_read_it),
        STORY(letter_waits_for_a_reader_who_sleeps),
        STORY(hundreds_of_letters_wait_for_a_reader),
        STORY(restarted_author_still_learns_of_it),
        STORY(restored_author_reads_its_own_letters_again),
        STORY(months_travel_and_are_sealed_to),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
