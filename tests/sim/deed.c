#include "tests/sim/deed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "node/limits.h"
#include "node/record/council_body.h"
#include "node/record/field.h"
#include "node/record/record.h"
#include "tests/lib/check.h"
#include "tests/sim/machine.h"
#include "tests/sim/months.h"

enum { INVITE_DAYS = 14 };

void deed_place(struct world *world, struct machine *machine)
{
    struct council_content content = {
        .stewards = {machine->household.signing.public},
        .stewards_count = 1,
        .name = view_text("Mill Lane"),
    };
    struct bytes bytes;

    chance_bytes(&world->chance, content.birth, BIRTH_BYTES);
    bytes_init(&bytes, PLACE_BYTES_MAX);
    check_ok(council_content_write(&content, &bytes));
    council_neighbourhood(bytes_view(&bytes), &world->neighbourhood);
    memcpy(world->place, bytes.data, bytes.bytes);
    world->place_bytes = bytes.bytes;
    bytes_release(&bytes);
    machine->config.neighbourhood = world->neighbourhood;
}

/* Whoever asked waits until it is on disk, or hears that it is not. */
static enum err finish(struct world *world,
                       struct machine *machine,
                       uint64_t number,
                       enum err err)
{
    if (err == ERR_OK && machine_is_up(machine) && !world->is_hasty) {
        machine_commit(world, machine);
    }
    return err == ERR_OK && machine->number != number ? ERR_IO : err;
}

/* Do it, in one process or another, and forget the answer. */
static enum err command(struct world *world,
                        struct machine *machine,
                        const struct command *command)
{
    bool is_apart = world->apart_one_in > 0 &&
                    chance_in(&world->chance, world->apart_one_in);
    uint64_t number = machine->number;
    struct answer answer;
    enum err err = ERR_OK;

    if (machine->is_unannounced && command->kind != COMMAND_DEVICE) {
        machine->is_unannounced = deed_device(world, machine) != ERR_OK;
        number = machine->number;
    }
    answer_init(&answer);
    err = machine_command(world, machine, command, &answer, is_apart);
    if (world->is_talking) {
        print_message("[%llu] %s commands %d in %u/%u: %s\n",
                      (unsigned long long)world->now_ms, machine->name,
                      (int)command->kind, (unsigned)command->as.post.lane,
                      (unsigned)command->as.post.n, err_name(err));
    }
    answer_release(&answer);
    return finish(world, machine, number, err);
}

enum err deed_found(struct world *world, struct machine *machine)
{
    const struct command found = {
        .kind = COMMAND_FOUND,
        .as.found.council = {world->place, world->place_bytes},
        .as.found.profile.name = view_text(machine->name),
    };

    return command(world, machine, &found);
}

enum err
deed_invite(struct world *world, struct machine *machine, struct invite *out)
{
    const struct command invite = {
        .kind = COMMAND_INVITE,
        .as.invite_until_ms = machine_moment(world, machine).now_ms +
                              (uint64_t)INVITE_DAYS * DAY_MS,
    };
    uint64_t number = machine->number;
    struct answer answer;
    enum err err = ERR_OK;

    answer_init(&answer);
    err = machine_command(world, machine, &invite, &answer, false);
    err = finish(world, machine, number, err);
    if (err == ERR_OK) {
        assert_true(answer.invite.bytes <= sizeof out->record);
        memcpy(out->record, answer.invite.data, answer.invite.bytes);
        out->bytes = answer.invite.bytes;
        memcpy(out->one_time_seed, answer.one_time_seed, KEY_SEED_BYTES);
    }
    answer_release(&answer);
    return err;
}

enum err deed_join(struct world *world,
                   struct machine *machine,
                   const struct invite *invite)
{
    struct command join = {
        .kind = COMMAND_JOIN,
        .as.join.invite = {invite->record, invite->bytes},
        .as.join.name = view_text(machine->name),
    };

    keys_one_time_make(invite->one_time_seed, &join.as.join.one_time);
    return command(world, machine, &join);
}

enum err deed_on(struct world *world,
                 struct machine *machine,
                 enum command_kind kind,
                 const struct id *household)
{
    const struct command act = {.kind = kind, .as.household = *household};

    return command(world, machine, &act);
}

enum err deed_device(struct world *world, struct machine *machine)
{
    const struct command device = {.kind = COMMAND_DEVICE};

    return command(world, machine, &device);
}

enum err deed_profile(struct world *world, struct machine *machine)
{
    const struct command profile = {
        .kind = COMMAND_PROFILE,
        .as.profile.name = view_text(machine->name),
    };

    return command(world, machine, &profile);
}

enum err deed_post(struct world *world,
                   struct machine *machine,
                   const char *title,
                   const char *text)
{
    const struct command post = {
        .kind = COMMAND_POST,
        .as.post.is_new = true,
        .as.post.kind = POST_OFFER,
        .as.post.post.title = view_text(title),
        .as.post.post.text = view_text(text),
    };

    return command(world, machine, &post);
}

enum err deed_edit(struct world *world,
                   struct machine *machine,
                   const struct kept_post *post,
                   const char *text)
{
    const struct command edit = {
        .kind = COMMAND_POST,
        .as.post.lane = post->lane,
        .as.post.n = post->n,
        .as.post.post.title = view_text(post->title),
        .as.post.post.text = view_text(text),
    };

    return command(world, machine, &edit);
}

enum err deed_renew(struct world *world,
                    struct machine *machine,
                    const struct kept_post *post)
{
    const struct command renew = {
        .kind = COMMAND_RENEW,
        .as.post.lane = post->lane,
        .as.post.n = post->n,
        .as.post.post.until_ms =
            machine_moment(world, machine).now_ms + 30 * (uint64_t)DAY_MS,
    };

    return command(world, machine, &renew);
}

enum err deed_withdraw(struct world *world,
                       struct machine *machine,
                       const struct kept_post *post)
{
    const struct command withdraw = {
        .kind = COMMAND_WITHDRAW,
        .as.post.lane = post->lane,
        .as.post.n = post->n,
    };

    return command(world, machine, &withdraw);
}

enum err deed_hours(struct world *world,
                    struct machine *machine,
                    const struct receipt *receipt,
                    bool is_answer)
{
    const struct command hours = {
        .kind = COMMAND_RECEIPT,
        .as.receipt = {.receipt = *receipt,
                       .is_answer = is_answer,
                       .because = is_answer ? (struct view){NULL, 0}
                                            : view_text("an errand")},
    };

    return command(world, machine, &hours);
}

struct gathering {
    const struct id *household;
    struct kept_post *posts;
    size_t count;
    size_t max;
};

static enum err gather(void *visitor, struct view bytes)
{
    struct gathering *gathering = visitor;
    struct kept_post *kept = &gathering->posts[gathering->count];
    struct record record;
    struct post post;

    check_ok(record_read(bytes, &record));
    if (record.class != CLASS_POST || record.body.bytes == 0 ||
        gathering->count == gathering->max ||
        (gathering->household != NULL &&
         !id_equal(gathering->household, &record.household)) ||
        post_read(record.body, &post) != ERR_OK) {
        return ERR_OK;
    }
    kept->household = record.household;
    kept->lane = record.lane;
    kept->n = record.n;
    kept->revision = post.revision;
    (void)snprintf(kept->title, sizeof kept->title, "%.*s",
                   (int)post.title.bytes, (const char *)post.title.data);
    gathering->count++;
    return ERR_OK;
}

static int kept_compare(const void *left, const void *right)
{
    const struct kept_post *one = left;
    const struct kept_post *other = right;
    int result = id_compare(&one->household, &other->household);

    if (result == 0) {
        result = (int)one->lane - (int)other->lane;
    }
    return result != 0 ? result : (one->n > other->n) - (one->n < other->n);
}

size_t deed_posts(const struct machine *machine,
                  const struct id *household,
                  struct kept_post *out,
                  size_t max)
{
    struct shelf port = memory_shelf_port(machine->shelf);
    struct gathering gathering = {household, out, 0, max};

    check_ok(port.walk_bytes(port.self, SET_BOARD, gather, &gathering));
    qsort(out, gathering.count, sizeof *out, kept_compare);
    return gathering.count;
}

struct lanes {
    uint32_t numbers[4 * LANES_MAX];
    size_t count;
};

static void add_lane(struct lanes *lanes, uint32_t number)
{
    for (size_t known = 0; known < lanes->count; known++) {
        if (lanes->numbers[known] == number) {
            return;
        }
    }
    if (lanes->count < FIELD_COUNT(lanes->numbers)) {
        lanes->numbers[lanes->count++] = number;
    }
}

static void add_lanes(struct memory_shelf *shelf,
                      const struct id *household,
                      struct lanes *lanes)
{
    struct shelf port = memory_shelf_port(shelf);
    struct shelf_row rows[512];
    uint64_t cursor = 0;
    size_t count = 0;

    do {
        check_ok(port.household_rows(port.self, household, &cursor, rows,
                                     FIELD_COUNT(rows), &count));
        for (size_t row = 0; row < count; row++) {
            if (rows[row].class == CLASS_DEVICE) {
                add_lane(lanes, rows[row].n);
            }
        }
    } while (cursor > 0);
}

/* The lanes of a household, as all machines together know them. */
static size_t count_lanes(const struct world *world, const struct id *household)
{
    struct lanes lanes = {.count = 0};

    for (size_t index = 0; index < world->machine_count; index++) {
        add_lanes(world->machines[index].shelf, household, &lanes);
    }
    return lanes.count;
}

bool deed_has_room(const struct world *world, const struct machine *machine)
{
    const size_t most = world->lanes_max == 0 ? LANES_MAX : world->lanes_max;

    return count_lanes(world, &machine->household.signing.public) + 2 <= most;
}

static bool is_running(const struct world *world, const struct id *key)
{
    for (size_t index = 0; index < world->machine_count; index++) {
        if (id_equal(&world->machines[index].device.signing.public, key)) {
            return true;
        }
    }
    return false;
}

/* Its own roster has eight machines of the household, and not this one. */
static const struct roster_household *crowd_of(const struct machine *machine)
{
    const struct roster_household *own =
        machine_is_up(machine) ? roster_find(node_roster(machine->node),
                                             &machine->household.signing.public)
                               : NULL;

    if (own == NULL || own->device_count < LANES_MAX) {
        return NULL;
    }
    for (size_t index = 0; index < own->device_count; index++) {
        const struct roster_device *device = &own->devices[index];

        if (device->is_struck ||
            id_equal(&device->signing, &machine->device.signing.public)) {
            return NULL;
        }
    }
    return own;
}

enum err deed_make_room(struct world *world, struct machine *machine)
{
    const struct roster_household *own = crowd_of(machine);
    struct command strike = {.kind = COMMAND_STRIKE};

    for (size_t index = 0; own != NULL && index < own->device_count; index++) {
        strike.as.device = own->devices[index].signing;
        if (!is_running(world, &strike.as.device)) {
            return command(world, machine, &strike);
        }
    }
    return ERR_OK;
}

static void new_device(struct world *world, struct machine *machine)
{
    unsigned char seed[KEY_SEED_BYTES];

    chance_bytes(&world->chance, seed, sizeof seed);
    keys_device_make(seed, &machine->device);
    months_roll(world, machine, true);
}

bool deed_restore(struct world *world, struct machine *machine)
{
    if (machine->backup == NULL || !deed_has_room(world, machine)) {
        return false;
    }
    machine_crash(world, machine);
    memory_shelf_free(machine->shelf);
    check_ok(memory_shelf_copy(machine->backup, &machine->shelf));
    new_device(world, machine);
    return true;
}

bool deed_restore_on(struct world *world,
                     const struct machine *machine,
                     struct machine *other)
{
    if (machine->backup == NULL || !deed_has_room(world, machine)) {
        return false;
    }
    other->household = machine->household;
    memory_shelf_free(other->shelf);
    check_ok(memory_shelf_copy(machine->backup, &other->shelf));
    if (world->months != NULL) {
        world->months[world_index(world, other)] =
            world->months[world_index(world, machine)];
    }
    new_device(world, other);
    return true;
}

uint32_t deed_lane(const struct machine *machine)
{
    const struct roster_household *own = NULL;

    if (machine->node != NULL) {
        own = roster_find(node_roster(machine->node),
                          &machine->household.signing.public);
    }
    for (size_t index = 0; own != NULL && index < own->device_count; index++) {
        if (id_equal(&own->devices[index].signing,
                     &machine->device.signing.public)) {
            return own->devices[index].lane;
        }
    }
    return 0;
}
