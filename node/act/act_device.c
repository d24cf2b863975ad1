/*
 * The machines of our household. Rules: D1 to D8 of spec/people.md, C9 of
 * spec/acts.md.
 */
#include <string.h>

#include "node/inside.h"
#include "node/limits.h"
#include "node/record/body.h"
#include "node/record/record.h"

/* A new lane is numbered above all that this machine knows of, by a random
 * step: older lanes have smaller numbers, and two copies of one folder, which
 * know the same, do not take the same lane. */
enum { LANE_STEP_BITS = 28, AT_LANE_SEED = 28, ROWS_MAX = 64 };

static const struct roster_household *own_household(const struct node *node)
{
    return roster_find(node->roster, &node->config.household->signing.public);
}

const struct roster_device *own_device(const struct node *node)
{
    const struct roster_household *own = own_household(node);

    for (size_t index = 0; own != NULL && index < own->device_count; index++) {
        const struct roster_device *device = &own->devices[index];

        if (!device->is_struck &&
            id_equal(&device->signing, &node->config.device->signing.public)) {
            return device;
        }
    }
    return NULL;
}

static bool has_former(const struct roster_device *device, const struct id *key)
{
    for (size_t index = 0; index < device->former_count; index++) {
        if (id_equal(&device->former[index], key)) {
            return true;
        }
    }
    return false;
}

bool own_is_struck_out(const struct node *node)
{
    const struct roster_household *own = own_household(node);

    if (own_device(node) != NULL) {
        return false;
    }
    for (size_t index = 0; own != NULL && index < own->device_count; index++) {
        if (has_former(&own->devices[index],
                       &node->config.device->signing.public)) {
            return true;
        }
    }
    return false;
}

static enum err fresh_lane(const struct roster_household *own,
                           const struct step *step,
                           uint32_t *lane)
{
    const uint32_t greatest = own->devices[own->device_count - 1].lane;
    const uint32_t jump =
        get_u32(step->event->seed + AT_LANE_SEED) >> (32 - LANE_STEP_BITS);

    if (greatest >= UINT32_MAX - (1U << LANE_STEP_BITS)) {
        return ERR_FULL;
    }
    *lane = greatest + 1 + jump;
    return ERR_OK;
}

/* Did we sign this record, in a lane that no DEVICE record counts? */
static enum err is_of_lost_lane(const struct node *node,
                                const struct shelf_row *row,
                                struct bytes *bytes,
                                bool *is_lost)
{
    struct record record;
    enum err err = ERR_OK;

    *is_lost = false;
    if (class_find(row->class)->set == SET_ROSTER ||
        roster_has_lane(node->roster, &row->household, row->lane)) {
        return ERR_OK;
    }
    err = node->shelf.read(node->shelf.self, &row->id, bytes);
    if (err == ERR_OK) {
        err = record_read_header(bytes_view(bytes), &record);
    }
    *is_lost = err == ERR_OK &&
               id_equal(&record.signer, &node->config.device->signing.public);
    return err;
}

/* The lane that was ours before a disk lost its DEVICE record, as the records
 * in it tell. ERR_UNKNOWN where there is none. */
static enum err lost_lane(const struct node *node, uint32_t *lane)
{
    const struct id *household = &node->config.household->signing.public;
    struct shelf_row rows[ROWS_MAX];
    size_t count = 0;
    bool is_lost = false;
    uint64_t cursor = 0;
    struct bytes bytes;
    enum err err = ERR_OK;

    bytes_init(&bytes, RECORD_BYTES_MAX);
    do {
        err = node->shelf.household_rows(node->shelf.self, household, &cursor,
                                         rows, ROWS_MAX, &count);
        for (size_t index = 0; err == ERR_OK && !is_lost && index < count;
             index++) {
            err = is_of_lost_lane(node, &rows[index], &bytes, &is_lost);
            *lane = rows[index].lane;
        }
    } while (err == ERR_OK && !is_lost && cursor > 0);
    bytes_release(&bytes);
    return err == ERR_OK && !is_lost ? ERR_UNKNOWN : err;
}

/* A lane for a machine that has none: a fresh one; else that of a machine
 * that was struck out, whose former keys stay. */
static enum err take_lane(const struct roster_household *own,
                          const struct step *step,
                          const struct roster_device **old,
                          uint32_t *lane)
{
    *lane = 0;
    if (own == NULL || own->device_count == 0) {
        return ERR_OK;
    }
    if (own->device_count < LANES_MAX) {
        return fresh_lane(own, step, lane);
    }
    for (size_t index = 0; index < own->device_count; index++) {
        if (own->devices[index].is_struck) {
            *old = &own->devices[index];
            *lane = (*old)->lane;
            return ERR_OK;
        }
    }
    return ERR_FULL;
}

static bool is_past_lanes(const struct roster_household *own, uint32_t lane)
{
    return own != NULL && own->device_count >= LANES_MAX &&
           lane > own->devices[own->device_count - 1].lane;
}

/* The lane that lists our key, or that has records of ours; else another. */
static enum err choose_lane(const struct node *node,
                            const struct step *step,
                            const struct roster_device **old,
                            uint32_t *lane)
{
    const struct roster_household *own = own_household(node);
    enum err err = ERR_OK;

    *old = own_device(node);
    if (*old != NULL) {
        *lane = (*old)->lane;
        return ERR_OK;
    }
    err = lost_lane(node, lane);
    if (err == ERR_OK && is_past_lanes(own, *lane)) {
        err = ERR_UNKNOWN; /* it would not count again */
    }
    return err == ERR_UNKNOWN ? take_lane(own, step, old, lane) : err;
}

static void keep_former(const struct roster_device *old,
                        struct body_device *device)
{
    for (size_t index = 0; index < old->former_count; index++) {
        device->former[index] = (struct former_key){
            old->former[index], old->former_ended_ms[index]};
    }
    device->former_count = old->former_count;
}

static enum err device_sign(const struct node *node,
                            const struct step *step,
                            uint32_t lane,
                            const struct body_device *device)
{
    struct act_draft draft = {.class = CLASS_DEVICE, .kind = 1, .n = lane};
    struct bytes body;
    enum err err = ERR_OK;

    bytes_init(&body, BODY_BYTES_MAX_ROSTER);
    err = body_device_write(device, &body);
    if (err == ERR_OK) {
        draft.body = bytes_view(&body);
        err = act_sign(node, step, &draft, &step->answer->record);
    }
    bytes_release(&body);
    return err;
}

static enum err
announce(const struct node *node, const struct step *step, uint32_t *lane)
{
    struct body_device device = {
        .signing = node->config.device->signing.public,
        .transport = node->config.device->transport.public,
        .sealing = node->config.device->sealing.public,
    };
    const struct roster_device *old = NULL;
    enum err err = ERR_OK;

    if (own_is_struck_out(node)) {
        return ERR_DENIED;
    }
    err = choose_lane(node, step, &old, lane);
    if (err == ERR_OK && old != NULL) {
        keep_former(old, &device);
        device.name = view_text((const char *)old->name);
    }
    return err == ERR_OK ? device_sign(node, step, *lane, &device) : err;
}

enum err act_device(const struct node *node, const struct step *step)
{
    uint32_t lane = 0;

    return announce(node, step, &lane);
}

enum err
act_announce(const struct node *node, const struct step *step, uint32_t *lane)
{
    struct step quiet = *step;
    struct answer unasked;
    enum err err = ERR_OK;

    answer_init(&unasked);
    quiet.answer = &unasked;
    err = announce(node, &quiet, lane);
    answer_release(&unasked);
    return err;
}

enum err
act_lane(const struct node *node, const struct step *step, uint32_t *lane)
{
    const struct roster_device *own = own_device(node);

    if (own == NULL) {
        return act_announce(node, step, lane);
    }
    *lane = own->lane;
    return ERR_OK;
}
