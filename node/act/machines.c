#include "node/act/machines.h"

#include "node/limits.h"
#include "node/mail/sealing.h"
#include "node/record/record.h"

/* The key that a machine has published for a month, if any; else the one that
 * it was announced with. */
static enum err machine_key(const struct node *node,
                            const struct id *household,
                            const struct roster_device *device,
                            uint16_t month,
                            struct machines *machines)
{
    struct id *out = &machines->keys[machines->count];
    const struct shelf *shelf = &node->shelf;
    struct body_sealing sealing;
    struct record record;
    struct shelf_row head;
    struct bytes bytes;
    struct id slot;
    enum err err = ERR_OK;

    *out = device->sealing;
    machines->devices[machines->count] = device->sealing;
    machines->is_past[machines->count] = false;
    bytes_init(&bytes, RECORD_BYTES_MAX);
    record_slot(CLASS_SEALING, household, device->lane, 0, &slot);
    err = shelf->head(shelf->self, &slot, &head);
    if (err == ERR_OK) {
        err = shelf->read(shelf->self, &head.id, &bytes);
    }
    if (err == ERR_OK && record_read(bytes_view(&bytes), &record) == ERR_OK &&
        body_sealing_read(record.body, &sealing) == ERR_OK) {
        const struct id *key = body_sealing_find(&sealing, month);

        *out = key != NULL ? *key : *out;
        machines->is_past[machines->count] =
            sealing.months_count > 0 && month < sealing.months[0].month;
    }
    bytes_release(&bytes);
    return err == ERR_UNKNOWN ? ERR_OK : err;
}

/* Our pair of this month, so that who takes the machine later cannot tell to
 * whom we wrote; else the device's. */
static const struct exchange_keys *sender_keys(const struct node *node,
                                               uint64_t now_ms)
{
    const struct exchange_keys *keys =
        node->config.sealing == NULL
            ? NULL
            : sealing_find(node->config.sealing, sealing_month(now_ms));

    return keys != NULL ? keys : &node->config.device->sealing;
}

/* The machine of a household that was announced last before another, in the
 * order of (stamp, lane); NULL: no more. */
static const struct roster_device *
next_machine(const struct roster_household *household,
             const struct roster_device *before)
{
    const struct roster_device *best = NULL;

    for (size_t index = 0; index < household->device_count; index++) {
        const struct roster_device *device = &household->devices[index];

        if (device->is_struck ||
            (before != NULL &&
             (device->stamp_ms > before->stamp_ms ||
              (device->stamp_ms == before->stamp_ms && device >= before)))) {
            continue;
        }
        if (best == NULL || device->stamp_ms >= best->stamp_ms) {
            best = device;
        }
    }
    return best;
}

/* The machines of a household from one place of that order to another. */
struct places {
    size_t from;
    size_t to;
};

/* As many as may run; and what was copied, restored or lost beside them. */
static const struct places running = {0, DEVICES_MAX};
static const struct places further = {DEVICES_MAX, LANES_MAX};

/* Add machines of a household, without this one, as many as there are stalls.
 */
static enum err add_machines(const struct node *node,
                             const struct id *id,
                             uint16_t month,
                             struct places places,
                             struct machines *machines)
{
    const struct roster_household *household = roster_find(node->roster, id);
    const struct roster_device *device =
        household == NULL ? NULL : next_machine(household, NULL);
    enum err err = ERR_OK;

    for (size_t place = 0; err == ERR_OK && device != NULL &&
                           place < places.to && machines->count < STALLS;
         place++) {
        if (place >= places.from &&
            !id_equal(&device->signing, &node->config.device->signing.public)) {
            err = machine_key(node, id, device, month, machines);
            machines->count++;
        }
        device = next_machine(household, device);
    }
    return err;
}

/* Of the readers first, then of ours. */
static enum err add_further(const struct node *node,
                            uint16_t month,
                            const struct letter_draft *draft,
                            struct machines *machines)
{
    enum err err = ERR_OK;

    for (size_t index = 0; err == ERR_OK && index < draft->readers_count;
         index++) {
        err = add_machines(node, &draft->readers[index], month, further,
                           machines);
    }
    return err == ERR_OK
               ? add_machines(node, &node->config.household->signing.public,
                              month, further, machines)
               : err;
}

enum err machines_find(const struct node *node,
                       uint64_t now_ms,
                       const struct letter_draft *draft,
                       struct machines *machines)
{
    const uint16_t month = sealing_month(now_ms);
    enum err err = ERR_OK;

    machines->count = 0;
    for (size_t index = 0; err == ERR_OK && index < draft->readers_count;
         index++) {
        const size_t before = machines->count;

        err = add_machines(node, &draft->readers[index], month, running,
                           machines);
        if (err == ERR_OK && machines->count == before) {
            err = ERR_UNKNOWN;
        }
    }
    if (err == ERR_OK && machines->count < STALLS) {
        machines->devices[machines->count] =
            node->config.device->sealing.public;
        machines->is_past[machines->count] = false;
        machines->keys[machines->count++] = sender_keys(node, now_ms)->public;
        err = add_machines(node, &node->config.household->signing.public, month,
                           running, machines);
    }
    return err == ERR_OK ? add_further(node, month, draft, machines) : err;
}

/* The pair of ours that a letter names as its sender; NULL: it is gone. */
static const struct exchange_keys *pair_of(const struct node *node,
                                           const struct id *sender)
{
    const struct sealing_keys *months = node->config.sealing;

    for (size_t index = 0; months != NULL && index < months->count; index++) {
        if (id_equal(&months->secrets[index].keys.public, sender)) {
            return &months->secrets[index].keys;
        }
    }
    return id_equal(&node->config.device->sealing.public, sender)
               ? &node->config.device->sealing
               : NULL;
}

enum err machines_miss(const struct node *node,
                       const struct machines *machines,
                       const struct sealed *sealed,
                       bool *out)
{
    const struct exchange_keys *ours = pair_of(node, &sealed->sender);
    enum err err = ours == NULL ? ERR_UNKNOWN : ERR_OK;

    *out = false;
    for (size_t index = 0; err == ERR_OK && !*out && index < machines->count;
         index++) {
        const struct id *const keys[] = {&machines->keys[index],
                                         &machines->devices[index]};
        bool has = id_equal(keys[1], &node->config.device->sealing.public);

        for (size_t each = 0; err == ERR_OK && !has && each < 2; each++) {
            err = seal_reaches(sealed, ours, keys[each], &has);
            if (err == ERR_MALFORMED) { /* no key: nothing is sealed to it */
                has = true;
                err = ERR_OK;
            }
        }
        *out = !has && !machines->is_past[index];
    }
    return err;
}

enum err machines_seal(const struct node *node,
                       const struct step *step,
                       const struct machines *machines,
                       struct view text,
                       struct bytes *body)
{
    const struct seal_order order = {
        .place = {&node->config.neighbourhood,
                  &node->config.household->signing.public},
        .sender = sender_keys(node, step->event->moment.now_ms),
        .readers = machines->keys,
        .readers_count = machines->count,
        .seed = step->event->seed,
    };

    return letter_seal(&order, text, body);
}
