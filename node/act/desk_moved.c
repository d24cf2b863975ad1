#include "node/act/desk_moved.h"

#include <string.h>

#include "node/act/act_deal.h"
#include "node/act/act_device.h"
#include "node/act/dossier.h"
#include "node/inside.h"

enum { SHEETS_LOOKED_AT = 256 };

/* What deal_is_at_desk goes by. */
static struct desk_machines machines_of(const struct roster_household *own,
                                        const struct roster_device *device)
{
    struct desk_machines machines;

    memset(&machines, 0, sizeof machines);
    machines.own = device->lane;
    for (size_t index = 0; index < own->device_count; index++) {
        if (!own->devices[index].is_struck) {
            machines.lanes[machines.count++] = own->devices[index].lane;
        }
    }
    return machines;
}

static void begin_if_moved(struct node *node)
{
    struct desk_moved *moved = &node->agenda.desk;
    const struct roster_household *own =
        roster_find(node->roster, &node->config.household->signing.public);
    const struct roster_device *device = own_device(node);
    struct desk_machines now;

    if (own == NULL || device == NULL) {
        return;
    }
    now = machines_of(own, device);
    if (memcmp(&now, &moved->machines, sizeof now) != 0) {
        moved->machines = now;
        moved->cursor = 0;
        moved->is_running = true;
    }
}

/* Deals of a page that are due at another time than their sheet says, or were
 * put off, perhaps since another machine was their desk. */
struct looking {
    const struct node *node;
    uint64_t now_ms;
    struct id deals[SHEETS_LOOKED_AT];
    size_t count;
    size_t seen;
};

static bool
is_put_off(const struct node *node, const struct sheet *sheet, uint64_t now_ms)
{
    return sheet->beside.desk_ms > now_ms &&
           deal_is_at_desk(node, &sheet->deal);
}

static enum err look(void *visitor, const struct summary *summary)
{
    struct looking *looking = visitor;
    struct sheet sheet;

    if (looking->seen == SHEETS_LOOKED_AT) {
        return ERR_AGAIN;
    }
    looking->seen++;
    if (sheet_read(summary, looking->now_ms, &sheet) == ERR_OK &&
        (sheet_due_ms(looking->node, &sheet) != summary->due_ms ||
         is_put_off(looking->node, &sheet, looking->now_ms))) {
        looking->deals[looking->count++] = summary->thread;
    }
    return ERR_OK;
}

/* When else it is due follows from how it is kept. */
static void look_now(void *context, struct sheet *sheet)
{
    const struct looking *looking = context;

    if (is_put_off(looking->node, sheet, looking->now_ms)) {
        sheet->beside.desk_ms = looking->now_ms;
    }
}

enum err desk_moved_run(struct node *node, const struct step *step)
{
    struct desk_moved *moved = &node->agenda.desk;
    struct looking looking = {.node = node,
                              .now_ms = step->event->moment.now_ms};
    enum err err = ERR_OK;

    begin_if_moved(node);
    if (!moved->is_running) {
        return ERR_OK;
    }
    err = node->shelf.mail.summaries(node->shelf.self, &moved->cursor, look,
                                     &looking);
    /* What is due now is done in the next step, which sees it. */
    moved->is_running = err == ERR_AGAIN || looking.count > 0;
    err = err == ERR_AGAIN ? ERR_OK : err;
    for (size_t index = 0; index < looking.count && err == ERR_OK; index++) {
        err =
            sheet_change(node, step, &looking.deals[index], look_now, &looking);
    }
    return err;
}

/* The machine that posted it; where that is no more, the first that there is.
 */
bool deal_is_at_desk(const struct node *node, const struct deal *deal)
{
    const struct id *own = &node->config.household->signing.public;
    const struct roster_device *device = own_device(node);
    const struct roster_household *household = roster_find(node->roster, own);
    const struct roster_device *desk = NULL;

    if (device == NULL || household == NULL || !id_equal(&deal->keeper, own)) {
        return false;
    }
    for (size_t index = 0; index < household->device_count; index++) {
        const struct roster_device *each = &household->devices[index];

        if (!each->is_struck && (desk == NULL || each->lane == deal->lane)) {
            desk = each;
        }
    }
    return desk == device || (desk != NULL && desk->lane == device->lane);
}

static bool is_unanswered(const struct deal *deal)
{
    return deal->state == STATE_ASKED || deal->state == STATE_WAITING;
}

static void look_at_it(void *context, struct sheet *sheet)
{
    const uint64_t *when_ms = context;

    sheet->beside.desk_ms = *when_ms;
}

/* A machine that is not the desk does what its people did. That the thing moved
 * every machine hears, and the desk has a day to answer for all of them. */
static enum err look_at_one(const struct node *node,
                            const struct step *step,
                            const struct deal *deal,
                            bool is_moved)
{
    uint64_t when_ms = step->event->moment.now_ms;

    if (is_moved && !deal_is_at_desk(node, deal)) {
        when_ms += DAY_MS;
    }
    return sheet_change(node, step, &deal->id, look_at_it, &when_ms);
}

enum err deal_post_closed(const struct node *node,
                          const struct step *step,
                          const struct id *post,
                          bool is_moved)
{
    struct rivals rivals;
    enum err err = ERR_OK;

    rivals_init(&rivals);
    err = rivals_load(&rivals, node, step, post);
    for (size_t index = 0; index < rivals.count && err == ERR_OK; index++) {
        if (is_unanswered(&rivals.deals[index]) ||
            (is_moved && rivals.deals[index].state == STATE_PROMISED)) {
            err = look_at_one(node, step, &rivals.deals[index], is_moved);
        }
    }
    rivals_release(&rivals);
    return err;
}
