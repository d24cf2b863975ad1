#include "tests/lib/abode.h"

#include "node/people/council.h"
#include "node/record/body.h"
#include "node/record/council_body.h"
#include "tests/lib/check.h"

/* Spreads small numbers over all bits. */
#define MIXER UINT64_C(0x9e3779b97f4a7c15)

static void abode_keys(struct abode *home, unsigned char number)
{
    unsigned char seed[KEY_SEED_BYTES] = {number};

    keys_household_make(seed, &home->household);
    seed[1] = 1;
    keys_device_make(seed, &home->device);
}

void abode_open(struct abode *home)
{
    home->config = (struct node_config){
        .neighbourhood = home->neighbourhood,
        .household = &home->household,
        .device = &home->device,
        .sealing = home->months.count > 0 ? &home->months : NULL,
        .is_hub = home->config.is_hub,
        .keep_weeks = home->config.keep_weeks,
    };
    home->port = memory_shelf_port(home->shelf);
    check_ok(node_new(&home->config, &home->port, &home->node));
}

void abode_init(struct abode *home, unsigned char number)
{
    *home = (struct abode){0};
    home->moment = (struct moment){.now_ms = (uint64_t)START_DAY * DAY_MS,
                                   .mono_ms = 1000,
                                   .is_plausible = true};
    bytes_init(&home->council, BODY_BYTES_MAX_ROSTER);
    actions_init(&home->actions);
    answer_init(&home->answer);
    check_ok(memory_shelf_new(&home->shelf));
    abode_keys(home, number);
}

void abode_release(struct abode *home)
{
    node_free(home->node);
    memory_shelf_free(home->shelf);
    actions_release(&home->actions);
    answer_release(&home->answer);
    bytes_release(&home->council);
}

/* What the driver does: apply what must be kept when the step succeeded. */
enum err abode_step(struct abode *home, struct event *event)
{
    enum err err = ERR_OK;

    event->moment = home->moment;
    put_u64(event->seed, ++home->steps);
    put_u64(event->seed + KEY_SEED_BYTES - 8, home->steps * MIXER);
    actions_reset(&home->actions);
    answer_release(&home->answer);
    err = node_step(home->node, event, &home->actions, &home->answer);
    for (size_t index = 0; err == ERR_OK && index < home->actions.count;
         index++) {
        err = memory_shelf_apply(home->shelf, &home->actions.items[index]);
    }
    return err == ERR_OK ? memory_shelf_commit(home->shelf) : err;
}

enum err abode_command(struct abode *home, const struct command *command)
{
    struct event event = {.kind = EVENT_COMMAND, .as.command = command};

    return abode_step(home, &event);
}

void abode_tick(struct abode *home)
{
    struct event event = {.kind = EVENT_TICK};

    check_ok(abode_step(home, &event));
}

/* Pass days, with a tick for each page of work of each day. */
void abode_live(struct abode *home, unsigned days)
{
    for (unsigned day = 0; day < days; day++) {
        home->moment.now_ms += DAY_MS;
        home->moment.mono_ms += DAY_MS;
        for (unsigned page = 0; page < 4; page++) {
            abode_tick(home);
        }
    }
}

void abode_found(struct abode *home, const char *name)
{
    struct council_content content = {
        .stewards = {home->household.signing.public},
        .stewards_count = 1,
        .name = view_text("Mill Lane"),
        .birth = {7},
    };
    struct command command = {.kind = COMMAND_FOUND};

    check_ok(council_content_write(&content, &home->council));
    council_neighbourhood(bytes_view(&home->council), &home->neighbourhood);
    abode_open(home);
    command.as.found.council = bytes_view(&home->council);
    command.as.found.profile.name = view_text(name);
    check_ok(abode_command(home, &command));
}

enum err abode_offer(struct abode *home, const char *title)
{
    struct command command = {.kind = COMMAND_POST};

    command.as.post.is_new = true;
    command.as.post.kind = POST_OFFER;
    command.as.post.post.title = view_text(title);
    return abode_command(home, &command);
}

const struct roster *abode_people(struct abode *home)
{
    check_ok(node_refresh(home->node, &home->moment));
    return node_roster(home->node);
}

/* Copy every roster record of one home to another, as a session would. */
static enum err copy_visit(void *visitor, struct view bytes)
{
    return memory_shelf_put(visitor, bytes);
}

void abode_show(struct abode *from, struct abode *to, enum set set)
{
    struct event event = {.kind = EVENT_CHANGED};

    check_ok(
        from->port.walk_bytes(from->port.self, set, copy_visit, to->shelf));
    check_ok(abode_step(to, &event));
}

void abode_announce(struct abode *home,
                    uint32_t lane,
                    struct body_device *device)
{
    struct record_draft draft = {
        .class = CLASS_DEVICE,
        .kind = 1,
        .neighbourhood = home->neighbourhood,
        .household = home->household.signing.public,
        .n = lane,
        .stamp_ms = home->moment.now_ms + 1,
    };
    struct event event = {.kind = EVENT_CHANGED};
    struct bytes body;
    struct bytes record;

    bytes_init(&body, BODY_BYTES_MAX_ROSTER);
    bytes_init(&record, RECORD_BYTES_MAX);
    check_ok(body_device_write(device, &body));
    draft.body = bytes_view(&body);
    check_ok(record_write(&draft, home->household.signing.secret, &record));
    check_ok(memory_shelf_put(home->shelf, bytes_view(&record)));
    bytes_release(&record);
    bytes_release(&body);
    home->moment.now_ms += 1000;
    check_ok(abode_step(home, &event));
}

void abode_tell(struct abode *from, struct abode *to)
{
    abode_show(from, to, SET_ROSTER);
}

struct signing_keys abode_invite(struct abode *home, struct bytes *invite)
{
    struct command command = {.kind = COMMAND_INVITE};
    struct signing_keys one_time;

    command.as.invite_until_ms = home->moment.now_ms + (uint64_t)14 * DAY_MS;
    check_ok(abode_command(home, &command));
    bytes_init(invite, RECORD_BYTES_MAX);
    check_ok(bytes_append(invite, bytes_view(&home->answer.invite)));
    keys_one_time_make(home->answer.one_time_seed, &one_time);
    return one_time;
}

void abode_join(struct abode *home, struct abode *inviter, const char *name)
{
    struct command command = {.kind = COMMAND_JOIN};
    struct bytes invite;

    command.as.join.one_time = abode_invite(inviter, &invite);
    command.as.join.invite = bytes_view(&invite);
    command.as.join.name = view_text(name);
    home->neighbourhood = inviter->neighbourhood;
    home->moment = inviter->moment;
    abode_open(home);
    check_ok(abode_command(home, &command));
    bytes_release(&invite);
}

void abode_init_two(struct abode *ana, struct abode *ben)
{
    abode_init(ana, 1);
    abode_init(ben, 2);
    abode_found(ana, "Ana");
    abode_join(ben, ana, "Ben");
    abode_tell(ben, ana);
}

unsigned abode_level(struct abode *home, const struct abode *whom)
{
    return roster_level(abode_people(home), &whom->household.signing.public,
                        STANDING_LIVE);
}

size_t abode_posts(struct abode *home)
{
    struct shelf_row rows[64];
    uint64_t cursor = 0;
    size_t count = 0;
    size_t posts = 0;

    check_ok(home->port.household_rows(home->port.self,
                                       &home->household.signing.public, &cursor,
                                       rows, 64, &count));
    for (size_t index = 0; index < count; index++) {
        posts += rows[index].class == CLASS_POST && !rows[index].is_tombstone;
    }
    return posts;
}
