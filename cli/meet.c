#include "cli/meet.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "cli/clock.h"
#include "cli/core_inside.h"
#include "cli/reachable.h"
#include "net/log.h"
#include "node/meet/hubs.h"
#include "store/local.h"

enum err meet_init(struct meet *meet)
{
    unsigned char secret[16];

    *meet = (struct meet){.is_merged = false};
    randombytes_buf(secret, sizeof secret);
    return prospects_init(&meet->prospects, secret);
}

void meet_release(struct meet *meet)
{
    prospects_release(&meet->prospects);
}

static size_t own_addresses(const struct core *core,
                            char (*out)[INVITATION_ADDRESS_CHARS])
{
    const bool loopback = reachable_is_home(core->listening);
    size_t count = 0;

    for (; count < core->named_count && count < ADDRESSES_MAX; count++) {
        memcpy(out[count], core->named[count], INVITATION_ADDRESS_CHARS);
    }
    for (size_t index = 0; index < json_array_size(core->listening); index++) {
        const char *one =
            json_string_value(json_array_get(core->listening, index));

        if (one != NULL) {
            count += reachable_expand(one, loopback, out + count,
                                      ADDRESSES_MAX - count);
        }
    }
    return count;
}

void meet_say(struct core *core, struct core_part *part, uint64_t now_ms)
{
    struct event event = {.kind = EVENT_REACHABLE};
    char texts[ADDRESSES_MAX][INVITATION_ADDRESS_CHARS];
    struct view addresses[ADDRESSES_MAX];

    if (now_ms < part->meet.say_mono_ms || part->paused_until_mono_ms > 0) {
        return;
    }
    part->meet.say_mono_ms = now_ms + MEET_SAY_MS;
    event.as.reachable.addresses = addresses;
    if (part->drive->is_hub) {
        event.as.reachable.count = own_addresses(core, texts);
    }
    for (size_t index = 0; index < event.as.reachable.count; index++) {
        addresses[index] = view_text(texts[index]);
    }
    (void)core_step(core, part, &event);
}

static enum err name_known(struct meet *meet, struct store *store)
{
    struct local_address *known = calloc(LOCAL_ADDRESSES_MAX, sizeof *known);
    size_t count = 0;
    enum err err = ERR_NOMEM;

    if (known == NULL) {
        return ERR_NOMEM;
    }
    err = local_addresses(store, known, LOCAL_ADDRESSES_MAX, &count);
    for (size_t index = 0; err == ERR_OK && index < count; index++) {
        struct prospect one = {
            .origin = known[index].origin,
            .whom = known[index].transport,
            .success_ms = known[index].last_success_ms,
        };

        memcpy(one.text, known[index].text, strlen(known[index].text) + 1);
        prospects_name(&meet->prospects, &one);
    }
    free(known);
    return err;
}

static enum err name_hubs(struct core *core, struct core_part *part)
{
    const struct drive *drive = part->drive;
    const struct shelf shelf = store_shelf(drive->store);
    struct hub_address *hubs = calloc(HUB_ADDRESSES_MAX, sizeof *hubs);
    const bool is_home = reachable_is_home(core->listening);
    size_t count = 0;
    enum err err = ERR_NOMEM;

    if (hubs == NULL) {
        return ERR_NOMEM;
    }
    err = hubs_list(&shelf, node_roster(drive->node),
                    &drive->keys.device.transport.public, hubs, &count);
    for (size_t index = 0; err == ERR_OK && index < count; index++) {
        struct prospect one = {.origin = ORIGIN_HUB,
                               .is_hub = true,
                               .whom = hubs[index].transport};

        if (reachable_may_dial(hubs[index].text, is_home)) {
            memcpy(one.text, hubs[index].text, sizeof one.text);
            prospects_name(&part->meet.prospects, &one);
        }
    }
    free(hubs);
    return err;
}

/* Where something was written since the last time. */
static enum err merge_now(struct core *core, struct core_part *part)
{
    struct meet *meet = &part->meet;
    struct store *store = part->drive->store;
    const struct shelf shelf = store_shelf(store);
    uint64_t sequence = 0;
    enum err err = shelf.journal_last(shelf.self, &sequence);

    if (err != ERR_OK || (meet->is_merged && sequence == meet->sequence)) {
        return err;
    }
    prospects_begin(&meet->prospects);
    err = name_known(meet, store);
    if (err == ERR_OK) {
        err = name_hubs(core, part);
    }
    if (err == ERR_OK) {
        prospects_end(&meet->prospects);
        meet->sequence = sequence;
        meet->is_merged = true;
    }
    return err;
}

/* In the transaction that is open, or in one of its own. */
static void merge(struct core *core, struct core_part *part)
{
    struct store *store = part->drive->store;
    enum err err = ERR_OK;

    if (part->is_open) {
        err = merge_now(core, part);
    } else if (store_begin_read(store) == ERR_OK) {
        err = store_commit(store, merge_now(core, part));
    } /* else the next plan merges */
    if (err != ERR_OK) {
        log_line(LOG_WARNING, "no addresses could be read: reason=\"%s\"",
                 err_text(err));
    }
}

/* What a plan works with. */
struct planning {
    struct core *core;
    unsigned neighbourhood;
};

static void begun(void *context, const struct prospect *prospect)
{
    const struct planning *planning = context;
    const struct net_hint hint = {.origin = prospect->origin,
                                  .whom = prospect->whom};
    enum err err = net_dial(planning->core->net, planning->neighbourhood,
                            prospect->text, &hint);

    (void)err; /* one that cannot be dialled gives way to the next */
}

static void ended(void *context, const struct prospect *prospect)
{
    const struct planning *planning = context;
    enum err err = net_forget(planning->core->net, planning->neighbourhood,
                              prospect->text);

    (void)err; /* net is stopping */
}

static bool is_tried(const struct meet *meet, const char *text)
{
    for (size_t index = 0; index < meet->prospects.count; index++) {
        const struct prospect *one = &meet->prospects.items[index];

        if (one->is_tried && strcmp(one->text, text) == 0) {
            return true;
        }
    }
    return false;
}

void meet_plan(struct core *core, struct core_part *part, uint64_t now_ms)
{
    struct planning planning = {core, (unsigned)core_index(core, part)};
    struct prospect_plan plan = {.mono_ms = now_ms,
                                 .links = core->links,
                                 .begun = begun,
                                 .ended = ended,
                                 .context = &planning};

    if (!core->has_plan || now_ms < part->meet.plan_mono_ms ||
        part->drive->node == NULL) {
        return;
    }
    part->meet.plan_mono_ms = now_ms + MEET_PLAN_MS;
    merge(core, part);
    for (size_t index = 0; index < core->peer_count; index++) {
        const struct core_peer *peer = &core->peers[index];

        if (peer->neighbourhood == planning.neighbourhood) {
            core->links[plan.link_count++] = (struct prospect_link){
                peer->is_dialled ? peer->address : "", peer->transport};
            plan.others +=
                peer->is_dialled && !is_tried(&part->meet, peer->address);
        }
    }
    prospects_plan(&part->meet.prospects, &plan);
}
