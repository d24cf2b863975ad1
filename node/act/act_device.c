#include "node/act/act_device.h"

#include <string.h>

#include "node/limits.h"
#include "node/record/body.h"
#include "node/record/record.h"

/* A new lane is numbered above all that this machine knows of, by a random
 * step: older lanes have smaller numbers, and two copies of one folder, which
 * know the same, do not take the same lane. */
enum { LANE_STEP_BITS = 28, AT_LANE_SEED = 28, ROWS_MAX = 64 };

enum { PASS_DAYS = 1 }; /* for which one is good at most */

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

/* Whose place may another machine take? While a pass may be good, what tells
 * that it was used stays. */
static bool is_spent(const struct roster_device *device, uint64_t now_ms)
{
    return device->is_struck &&
           (id_is_zero(&device->one_time) ||
            device->stamp_ms + PASS_DAYS * (uint64_t)DAY_MS <= now_ms);
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
        if (is_spent(&own->devices[index], step->event->moment.now_ms)) {
            *old = &own->devices[index];
            *lane = (*old)->lane;
            return ERR_OK;
        }
    }
    return ERR_FULL;
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
    if (err == ERR_OK && own != NULL && household_is_past_lanes(own, *lane)) {
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

    bytes_init(&body, BODY_BYTES_MAX_ROSTER);
    return act_sign_written(node, step, &draft,
                            body_device_write(device, &body), &body);
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

    if (own_is_struck_out(node) ||
        !keys_household_signs(node->config.household)) {
        return ERR_DENIED;
    }
    err = choose_lane(node, step, &old, lane);
    if (err == ERR_OK && old != NULL) {
        keep_former(old, &device);
    }
    if (err == ERR_OK && old != NULL && !old->is_struck) { /* our own */
        device.name = view_text((const char *)old->name);
        device.one_time = old->one_time;
    }
    return err == ERR_OK ? device_sign(node, step, *lane, &device) : err;
}

static const struct roster_device *find_device(const struct node *node,
                                               const struct id *key)
{
    const struct roster_household *own = own_household(node);

    for (size_t index = 0; own != NULL && index < own->device_count; index++) {
        if (!own->devices[index].is_struck &&
            id_equal(&own->devices[index].signing, key)) {
            return &own->devices[index];
        }
    }
    return NULL;
}

/* Of former keys the oldest gives way to a ninth. */
static void add_former(struct body_device *device, struct former_key key)
{
    if (device->former_count == FORMER_KEYS_MAX) {
        memmove(&device->former[0], &device->former[1],
                (FORMER_KEYS_MAX - 1) * sizeof device->former[0]);
        device->former_count--;
    }
    device->former[device->former_count++] = key;
}

enum err act_strike(const struct node *node, const struct step *step)
{
    const struct id *key = &step->event->as.command->as.device;
    const struct roster_device *old = find_device(node, key);
    struct body_device device = {.former_count = 0};

    if (old == NULL) {
        return ERR_UNKNOWN;
    }
    if (id_equal(key, &node->config.device->signing.public)) {
        return ERR_INVALID;
    }
    keep_former(old, &device);
    add_former(&device, (struct former_key){*key, step->event->moment.now_ms});
    device.name = view_text((const char *)old->name);
    device.one_time = old->one_time;
    return device_sign(node, step, old->lane, &device);
}

/* A pass is for one machine, also for one that was struck out since. */
static bool is_used(const struct roster_household *own, const struct pass *pass)
{
    for (size_t index = 0; index < own->device_count; index++) {
        if (id_equal(&own->devices[index].one_time, &pass->one_time)) {
            return true;
        }
    }
    return false;
}

static enum err enrol(const struct node *node,
                      const struct step *step,
                      const struct enrolment *enrolment)
{
    const struct tell tell = {.kind = TELL_ENROLLED,
                              .subject = enrolment->signing};
    struct body_device device = {.signing = enrolment->signing,
                                 .transport = enrolment->transport,
                                 .sealing = enrolment->sealing,
                                 .name = view_text(enrolment->name),
                                 .one_time = enrolment->pass.one_time};
    const struct roster_device *old = NULL;
    uint32_t lane = 0;
    enum err err = take_lane(own_household(node), step, &old, &lane);

    if (err == ERR_OK && old != NULL) {
        keep_former(old, &device);
    }
    if (err == ERR_OK) {
        err = device_sign(node, step, lane, &device);
    }
    return err == ERR_OK ? actions_tell(step->actions, &tell) : err;
}

enum err act_enrol(const struct node *node,
                   const struct step *step,
                   const struct enrolment *enrolment)
{
    const struct roster_household *own = own_household(node);
    const struct moment *moment = &step->event->moment;
    struct step quiet = *step;
    struct answer unasked;
    enum err err = ERR_OK;

    if (own == NULL || !keys_household_signs(node->config.household) ||
        !moment->is_plausible || moment->now_ms > enrolment->pass.until_ms ||
        is_used(own, &enrolment->pass) ||
        household_running(own) >= DEVICES_MAX ||
        find_device(node, &enrolment->signing) != NULL) {
        return ERR_OK;
    }
    answer_init(&unasked);
    quiet.answer = &unasked;
    err = enrol(node, &quiet, enrolment);
    answer_release(&unasked);
    return err == ERR_FULL ? ERR_OK : err;
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
