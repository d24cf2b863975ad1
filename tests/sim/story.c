#include "tests/sim/story.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/check.h"
#include "tests/sim/cable.h"
#include "tests/sim/deed.h"
#include "tests/sim/machine.h"
#include "tests/sim/told.h"

enum {
    CABLE_MS = 20,
    SETTLE_MS = 10000,
    POSTS_MAX = 512,
};

/* What a board or a roster shows, as lines. */
static char texts[POSTS_MAX][TITLE_BYTES_MAX + 64];

void story_found(struct world *world, const char *who)
{
    struct machine *machine = machine_add(world, who);

    deed_place(world, machine);
    machine_start(world, machine);
    check_ok(deed_found(world, machine));
}

void story_invite(struct world *world, const char *who, struct invite *out)
{
    check_ok(deed_invite(world, world_machine(world, who), out));
}

void story_join(struct world *world,
                const char *who,
                const struct invite *invite)
{
    struct machine *machine = machine_add(world, who);

    machine_start(world, machine);
    check_ok(deed_join(world, machine, invite));
}

void story_member(struct world *world, const char *who, const char *inviter)
{
    struct invite invite;

    story_invite(world, inviter, &invite);
    story_join(world, who, &invite);
    story_connect(world, who, inviter);
    world_run(world, SETTLE_MS);
    story_vouch(world, inviter, who);
    world_run(world, SETTLE_MS);
}

static void on(struct world *world,
               const char *who,
               enum command_kind kind,
               const char *whom)
{
    const struct id *household =
        &world_machine(world, whom)->household.signing.public;

    check_ok(deed_on(world, world_machine(world, who), kind, household));
}

void story_vouch(struct world *world, const char *who, const char *whom)
{
    on(world, who, COMMAND_VOUCH, whom);
}

void story_unvouch(struct world *world, const char *who, const char *whom)
{
    on(world, who, COMMAND_UNVOUCH, whom);
}

void story_offer(struct world *world, const char *who, const char *title)
{
    check_ok(deed_post(world, world_machine(world, who), title, ""));
}

/* The post of this title on its keeper's own shelf. */
static struct kept_post own_post(const struct machine *machine,
                                 const char *title)
{
    static struct kept_post posts[POSTS_MAX];
    size_t count = deed_posts(machine, &machine->household.signing.public,
                              posts, POSTS_MAX);

    for (size_t index = 0; index < count; index++) {
        if (strcmp(posts[index].title, title) == 0) {
            return posts[index];
        }
    }
    print_error("%s keeps no %s\n", machine->name, title);
    fail();
    return posts[0];
}

void story_edit(struct world *world,
                const char *who,
                const char *title,
                const char *text)
{
    struct machine *machine = world_machine(world, who);
    struct kept_post post = own_post(machine, title);

    check_ok(deed_edit(world, machine, &post, text));
}

void story_withdraw(struct world *world, const char *who, const char *title)
{
    struct machine *machine = world_machine(world, who);
    struct kept_post post = own_post(machine, title);

    check_ok(deed_withdraw(world, machine, &post));
}

void story_connect(struct world *world, const char *who, const char *whom)
{
    tie_add(world, world_machine(world, who), world_machine(world, whom),
            CABLE_MS);
}

void story_disconnect(struct world *world, const char *who, const char *whom)
{
    tie_drop(world, world_machine(world, who), world_machine(world, whom));
}

void story_cut(struct world *world, const char *who, const char *whom)
{
    world_part(world, world_machine(world, who), world_machine(world, whom),
               true);
}

void story_heal(struct world *world, const char *who, const char *whom)
{
    world_part(world, world_machine(world, who), world_machine(world, whom),
               false);
}

void story_sleep(struct world *world, const char *who)
{
    machine_sleep(world, world_machine(world, who));
}

void story_wake(struct world *world, const char *who)
{
    machine_wake(world, world_machine(world, who));
}

void story_stop(struct world *world, const char *who)
{
    machine_crash(world, world_machine(world, who));
}

void story_start(struct world *world, const char *who)
{
    machine_start(world, world_machine(world, who));
}

void story_keep(struct world *world, const char *who, unsigned weeks)
{
    story_stop(world, who);
    world_machine(world, who)->config.keep_weeks = weeks;
    story_start(world, who);
}

void story_backup(struct world *world, const char *who)
{
    struct machine *machine = world_machine(world, who);

    memory_shelf_free(machine->backup);
    machine->backup = NULL;
    check_ok(memory_shelf_copy(machine->shelf, &machine->backup));
}

void story_restore(struct world *world, const char *who)
{
    struct machine *machine = world_machine(world, who);

    assert_true(deed_restore(world, machine));
    check_ok(deed_device(world, machine));
    machine_start(world, machine);
}

void story_second(struct world *world, const char *who, const char *name)
{
    struct machine *first = world_machine(world, who);
    struct machine *second = machine_add(world, name);

    machine_commit(world, first);
    second->household = first->household;
    memory_shelf_free(second->shelf);
    check_ok(memory_shelf_copy(first->shelf, &second->shelf));
    machine_start(world, second);
    check_ok(deed_device(world, second));
}

void story_scene(struct world *world, unsigned topics)
{
    world->trace.topics = topics;
    trace_restart(&world->trace, world->now_ms);
}

static void
expect(const char *what, const struct trace *trace, const char *lines)
{
    size_t line = trace_differs(trace, lines);

    if (line > 0) {
        print_error("%s: differs from line %zu on; is\n%swanted\n%s", what,
                    line, trace->text == NULL ? "" : trace->text, lines);
        fail();
    }
}

void story_expect(struct world *world, const char *lines)
{
    expect("the trace", &world->trace, lines);
    trace_restart(&world->trace, world->trace.begin_ms);
}

static int line_compare(const void *left, const void *right)
{
    return strcmp(left, right);
}

/* Lines in the order of their words, as a trace that can be expected. */
static void expect_sorted(const char *who, size_t count, const char *lines)
{
    struct trace shown = {.topics = TRACE_POSTS};

    qsort(texts, count, sizeof texts[0], line_compare);
    for (size_t index = 0; index < count; index++) {
        trace_line(&shown, TRACE_POSTS, 0, "%s", texts[index]);
    }
    expect(who, &shown, lines);
    trace_release(&shown);
}

static uint8_t live_level(const struct machine *machine,
                          const struct id *household)
{
    assert_non_null(machine->node);
    return roster_level(node_roster(machine->node), household, STANDING_LIVE);
}

void story_expect_board(struct world *world, const char *who, const char *lines)
{
    static struct kept_post posts[POSTS_MAX];
    const struct machine *machine = world_machine(world, who);
    size_t count = deed_posts(machine, NULL, posts, POSTS_MAX);
    size_t shown_count = 0;

    for (size_t index = 0; index < count; index++) {
        const struct kept_post *post = &posts[index];

        if (live_level(machine, &post->household) != LEVEL_NONE) {
            (void)snprintf(texts[shown_count++], sizeof texts[0],
                           "%s: %s, revision %u",
                           told_name(world, &post->household), post->title,
                           (unsigned)post->revision);
        }
    }
    expect_sorted(who, shown_count, lines);
}

void story_expect_people(struct world *world,
                         const char *who,
                         const char *lines)
{
    const struct machine *machine = world_machine(world, who);
    const struct roster *roster = node_roster(machine->node);
    size_t shown_count = 0;

    for (size_t index = 0; index < roster_count(roster); index++) {
        const struct roster_household *household = roster_at(roster, index);
        uint8_t level = household->level[STANDING_LIVE];

        if (level != LEVEL_NONE) {
            (void)snprintf(texts[shown_count++], sizeof texts[0], "%s %u",
                           told_name(world, &household->id), (unsigned)level);
        }
    }
    expect_sorted(who, shown_count, lines);
}
