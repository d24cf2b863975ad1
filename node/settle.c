/*
 * The roster of the shelf: thawed where a snapshot of it was kept, else read
 * record by record and settled.
 *
 * Rules H1 to H3 of spec/people.md.
 */
#include "node/inside.h"
#include "node/limits.h"
#include "node/people/freeze.h"
#include "node/record/record.h"

static const struct id *own_id(const struct node *node)
{
    return &node->config.household->signing.public;
}

static enum err add_kept(void *visitor, struct view bytes)
{
    struct node *node = visitor;
    struct record record;
    enum err err = record_read(bytes, &record);

    if (err != ERR_OK) {
        return ERR_CORRUPT; /* it was read before it was stored */
    }
    return roster_add(node->roster, &record,
                      id_equal(&record.household, own_id(node)));
}

static enum err settle_records(struct node *node, uint32_t day)
{
    enum err err = ERR_OK;

    roster_reset(node->roster);
    err = node->shelf.walk_bytes(node->shelf.self, SET_ROSTER, add_kept, node);
    return err == ERR_OK ? roster_settle(node->roster, day) : err;
}

/* A snapshot that is missing or wrong is none. */
static enum err thaw(struct node *node, uint32_t day, bool *is_thawed)
{
    struct bytes frozen;
    enum err err = ERR_OK;

    bytes_init(&frozen, SNAPSHOT_BYTES_MAX);
    err = node->shelf.recall(node->shelf.self, SNAPSHOT_SETTLED, &frozen);
    if (err == ERR_OK) {
        err = roster_thaw(node->roster, own_id(node), day, bytes_view(&frozen));
    }
    bytes_release(&frozen);
    *is_thawed = err == ERR_OK;
    return err == ERR_UNKNOWN || err == ERR_CORRUPT ? ERR_OK : err;
}

enum err
settle_load(struct node *node, const struct moment *moment, bool with_records)
{
    const uint32_t day = day_of(moment->now_ms);
    enum err err =
        node->shelf.journal_last(node->shelf.self, &node->roster_sequence);

    node->is_settled = false;
    if (err == ERR_OK) {
        err = thaw(node, day, &node->is_kept);
    }
    if (err == ERR_OK && (with_records || !node->is_kept)) {
        err = settle_records(node, day);
    }
    if (err == ERR_OK) {
        agenda_note_change(&node->agenda, node->day != day);
        node->agenda.sweep.is_mark_due |= !roster_is_thawed(node->roster);
        node->day = day;
        node->is_settled = true;
    }
    return err;
}

/* A snapshot says what is there, so nothing may be about to go; and whoever
 * changes people makes it wrong at once. */
static bool is_worth_keeping(const struct node *node, const struct step *step)
{
    const struct moment *moment = &step->event->moment;
    struct id dropped;

    return !node->is_kept && moment->is_plausible &&
           (step->event->kind != EVENT_COMMAND ||
            command_is_post(step->event->as.command)) &&
           (node->kept_mono_ms == 0 ||
            moment->mono_ms >= node->kept_mono_ms + SETTLED_KEPT_MS) &&
           roster_dropped(node->roster, &dropped, 1) == 0;
}

/* What is too large to keep is settled by everybody. */
enum err settle_keep(struct node *node, const struct step *step)
{
    struct bytes frozen;
    enum err err = ERR_OK;

    if (!is_worth_keeping(node, step)) {
        return ERR_OK;
    }
    bytes_init(&frozen, SNAPSHOT_BYTES_MAX);
    err = roster_freeze(node->roster, own_id(node), &frozen);
    if (err == ERR_OK) {
        err =
            actions_keep(step->actions, SNAPSHOT_SETTLED, bytes_view(&frozen));
    }
    bytes_release(&frozen);
    if (err == ERR_OK || err == ERR_FULL) {
        node->is_kept = true;
        node->kept_mono_ms = step->event->moment.mono_ms;
    }
    return err == ERR_FULL ? ERR_OK : err;
}
