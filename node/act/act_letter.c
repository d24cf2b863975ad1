#include "node/act/act_letter.h"

#include <assert.h>
#include <string.h>

#include <sodium.h>

#include "node/act/act_device.h"
#include "node/limits.h"
#include "node/mail/seal.h"
#include "node/mail/sealing.h"
#include "node/record/record.h"

/* The machines that a letter is sealed to. */
struct machines {
    struct id keys[STALLS];
    size_t count;
};

/* The nonce: from the seed of the step and from all that the letter says, so
 * that two of one step have nothing in common. */
static void draw_nonce(const struct step *step,
                       const struct letter_draft *draft,
                       unsigned char out[static LETTER_NONCE_BYTES])
{
    const struct view parts[] = {
        {step->event->seed, SEED_BYTES},
        {draft->thread != NULL ? draft->thread->data : NULL,
         draft->thread != NULL ? ID_BYTES : 0},
        {draft->readers->data, draft->readers_count * sizeof(struct id)},
        draft->content,
    };
    struct id hash;

    identity_hash(DOMAIN_LETTER_NONCE, parts, sizeof parts / sizeof parts[0],
                  &hash);
    memcpy(out, hash.data, LETTER_NONCE_BYTES);
}

/* The key that a machine has published for a month, if any; else the one that
 * it was announced with. */
static enum err machine_key(const struct node *node,
                            const struct id *household,
                            const struct roster_device *device,
                            uint16_t month,
                            struct id *out)
{
    const struct shelf *shelf = &node->shelf;
    struct body_sealing sealing;
    struct record record;
    struct shelf_row head;
    struct bytes bytes;
    struct id slot;
    enum err err = ERR_OK;

    *out = device->sealing;
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
    }
    bytes_release(&bytes);
    return err == ERR_UNKNOWN ? ERR_OK : err;
}

/* Our pair of this month, so that who takes the machine later cannot tell to
 * whom we wrote; else the device's. */
static const struct exchange_keys *sender_keys(const struct node *node,
                                               const struct step *step)
{
    const struct exchange_keys *keys =
        node->config.sealing == NULL
            ? NULL
            : sealing_find(node->config.sealing,
                           sealing_month(step->event->moment.now_ms));

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

/* Add the machines of a household, without this one: at most DEVICES_MAX, and
 * as many as there are stalls. */
static enum err add_machines(const struct node *node,
                             const struct id *id,
                             uint16_t month,
                             struct machines *machines)
{
    const struct roster_household *household = roster_find(node->roster, id);
    const struct roster_device *device =
        household == NULL ? NULL : next_machine(household, NULL);
    enum err err = ERR_OK;

    for (size_t count = 0; err == ERR_OK && device != NULL &&
                           count < DEVICES_MAX && machines->count < STALLS;
         count++) {
        if (!id_equal(&device->signing, &node->config.device->signing.public)) {
            err = machine_key(node, id, device, month,
                              &machines->keys[machines->count]);
            machines->count++;
        }
        device = next_machine(household, device);
    }
    return err;
}

/* Each reader has a machine; then this one, which so knows its own letters
 * again, and our other ones, as far as there is room. */
static enum err find_machines(const struct node *node,
                              const struct step *step,
                              const struct letter_draft *draft,
                              struct machines *machines)
{
    const uint16_t month = sealing_month(step->event->moment.now_ms);
    enum err err = ERR_OK;

    machines->count = 0;
    for (size_t index = 0; err == ERR_OK && index < draft->readers_count;
         index++) {
        const size_t before = machines->count;

        err = add_machines(node, &draft->readers[index], month, machines);
        if (err == ERR_OK && machines->count == before) {
            err = ERR_UNKNOWN;
        }
    }
    if (err == ERR_OK && machines->count < STALLS) {
        machines->keys[machines->count++] = sender_keys(node, step)->public;
        err = add_machines(node, &node->config.household->signing.public, month,
                           machines);
    }
    return err;
}

/* Is a record for this slot among what this step stores? */
static bool is_taken(const struct step *step, const struct id *slot)
{
    for (size_t index = 0; index < step->actions->count; index++) {
        const struct action *action = &step->actions->items[index];

        if (action->kind == ACTION_STORE &&
            id_equal(&action->record->slot, slot)) {
            return true;
        }
    }
    return false;
}

/* A slot number that is free and not given away in this step. */
static enum err take_slot(const struct node *node,
                          const struct step *step,
                          const struct shelf_range *range,
                          uint32_t *n)
{
    const struct shelf *shelf = &node->shelf;
    struct shelf_row head;
    struct id slot;
    enum err err = shelf->free_slot(shelf->self, range, n);

    while (err == ERR_OK) {
        record_slot(range->class, &range->household, range->lane, *n, &slot);
        err = shelf->head(shelf->self, &slot, &head);
        if (!is_taken(step, &slot) &&
            (err == ERR_UNKNOWN || (err == ERR_OK && head.is_tombstone))) {
            return ERR_OK;
        }
        if (err == ERR_OK || err == ERR_UNKNOWN) {
            (*n)++;
            err = *n < range->limit ? ERR_OK : ERR_FULL;
        }
    }
    return err;
}

static enum err
store_sealed(struct node *node, const struct step *step, struct view body)
{
    struct shelf_range range = {
        .household = node->config.household->signing.public,
        .class = CLASS_LETTER,
        .limit = own_slots(node, CLASS_LETTER),
    };
    struct act_draft draft = {.class = CLASS_LETTER, .kind = 1, .body = body};
    struct id id;
    enum err err =
        range.limit == 0 ? ERR_DENIED : act_lane(node, step, &range.lane);

    if (err == ERR_OK) {
        err = take_slot(node, step, &range, &draft.n);
    }
    draft.lane = range.lane;
    return err == ERR_OK ? act_sign(node, step, &draft, &id) : err;
}

static enum err seal_for(const struct node *node,
                         const struct step *step,
                         const struct machines *machines,
                         struct view text,
                         struct bytes *body)
{
    const struct seal_order order = {
        .place = {&node->config.neighbourhood,
                  &node->config.household->signing.public},
        .sender = sender_keys(node, step),
        .readers = machines->keys,
        .readers_count = machines->count,
        .seed = step->event->seed,
    };

    return letter_seal(&order, text, body);
}

static enum err seal_and_store(struct node *node,
                               const struct step *step,
                               const struct machines *machines,
                               struct view text)
{
    struct bytes body;
    enum err err = ERR_OK;

    bytes_init(&body, BODY_BYTES_MAX_SMALL);
    err = seal_for(node, step, machines, text, &body);
    if (err == ERR_OK) {
        err = store_sealed(node, step, bytes_view(&body));
    }
    bytes_release(&body);
    return err;
}

static enum err
file_own(const struct node *node, const struct step *step, struct view text)
{
    struct letter letter;
    struct filed filed;
    uint64_t in_thread = 0;
    uint64_t in_all = 0;
    enum err err =
        letter_read(&node->config.neighbourhood,
                    &node->config.household->signing.public, text, &letter);

    assert(err == ERR_OK);
    err = node->shelf.mail.letters_count(node->shelf.self, &letter.thread,
                                         &in_thread, &in_all);
    if (err == ERR_OK &&
        (in_thread >= THREAD_LETTERS_MAX || in_all >= LETTERS_MAX)) {
        err = ERR_FULL;
    }
    if (err != ERR_OK) {
        return err;
    }
    filed = (struct filed){
        .id = letter.id,
        .thread = letter.thread,
        .author = letter.author,
        .written_ms = letter.written_ms,
        .kind = letter.kind,
        .text = text,
    };
    return actions_file(step->actions, &filed);
}

static enum err write_text(const struct node *node,
                           const struct step *step,
                           const struct letter_draft *draft,
                           struct bytes *text,
                           struct id *letter_id)
{
    const struct letter_author author = {
        &node->config.neighbourhood, &node->config.household->signing.public,
        &node->config.device->signing};
    unsigned char nonce[LETTER_NONCE_BYTES];

    draw_nonce(step, draft, nonce);
    return letter_write(&author, draft, step->event->moment.now_ms, nonce, text,
                        letter_id);
}

enum err act_letter(struct node *node,
                    const struct step *step,
                    const struct letter_draft *draft,
                    struct id *letter_id)
{
    struct machines machines;
    struct bytes text;
    enum err err = ERR_OK;

    if (own_is_struck_out(node)) {
        return ERR_DENIED;
    }
    if (!step->event->moment.is_plausible) {
        return ERR_CLOCK;
    }
    if (draft->readers_count > LETTER_READERS_MAX) {
        return ERR_INVALID;
    }
    bytes_init(&text, LETTER_TEXT_BYTES_MAX);
    err = find_machines(node, step, draft, &machines);
    if (err == ERR_OK) {
        err = write_text(node, step, draft, &text, letter_id);
    }
    if (err == ERR_OK) {
        err = seal_and_store(node, step, &machines, bytes_view(&text));
    }
    if (err == ERR_OK) {
        err = file_own(node, step, bytes_view(&text));
    }
    bytes_wipe(&text);
    return err;
}

/* Was a machine of a household, not this one, announced after a time? */
static bool
has_newer(const struct node *node, const struct id *id, uint64_t stamp_ms)
{
    const struct roster_household *household = roster_find(node->roster, id);

    for (size_t index = 0; household != NULL && index < household->device_count;
         index++) {
        const struct roster_device *device = &household->devices[index];

        if (!device->is_struck && device->stamp_ms > stamp_ms &&
            !id_equal(&device->signing, &node->config.device->signing.public)) {
            return true;
        }
    }
    return false;
}

static bool is_behind(const struct node *node,
                      const struct letter *letter,
                      uint64_t stamp_ms)
{
    bool is_so = has_newer(node, &letter->author, stamp_ms);

    for (size_t index = 0; index < letter->readers_count; index++) {
        is_so |= has_newer(node, &letter->readers[index], stamp_ms);
    }
    return is_so;
}

static enum err seal_again(const struct node *node,
                           const struct step *step,
                           const struct shelf_row *row,
                           const struct letter *letter,
                           struct view text)
{
    struct letter_draft draft = {.readers_count = letter->readers_count};
    struct act_draft out = {CLASS_LETTER, 1, row->lane, row->n, {NULL, 0}};
    struct machines machines;
    struct bytes body;
    struct id id;
    enum err err = ERR_OK;

    memcpy(draft.readers, letter->readers, sizeof draft.readers);
    bytes_init(&body, BODY_BYTES_MAX_SMALL);
    err = find_machines(node, step, &draft, &machines);
    if (err == ERR_OK) {
        err = seal_for(node, step, &machines, text, &body);
    }
    out.body = bytes_view(&body);
    if (err == ERR_OK) {
        err = act_sign(node, step, &out, &id);
    }
    bytes_release(&body);
    return err == ERR_UNKNOWN ? ERR_OK : err; /* nobody is left to read it */
}

enum err act_reseal(struct node *node,
                    const struct step *step,
                    const struct shelf_row *row)
{
    struct letter letter;
    struct record record;
    struct bytes bytes;
    struct bytes text;
    enum err err = ERR_OK;

    bytes_init(&bytes, RECORD_BYTES_MAX);
    bytes_init(&text, LETTER_TEXT_BYTES_MAX);
    err = node->shelf.read(node->shelf.self, &row->id, &bytes);
    if (err == ERR_OK) {
        err = record_read_header(bytes_view(&bytes), &record);
    }
    if (err == ERR_OK) {
        err = opener_open(&node->receiving.opener, &record, &text);
    }
    if (err == ERR_OK) {
        err = letter_read(&node->config.neighbourhood, &row->household,
                          bytes_view(&text), &letter);
    }
    if (err == ERR_OK && is_behind(node, &letter, row->stamp_ms)) {
        err = seal_again(node, step, row, &letter, bytes_view(&text));
    }
    bytes_wipe(&text);
    bytes_release(&bytes);
    /* One that this machine cannot open stays as it is. */
    return err == ERR_UNKNOWN || err == ERR_MALFORMED ? ERR_OK : err;
}
