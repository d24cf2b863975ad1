#include "node/sweep.h"

#include "node/inside.h"
#include "node/limits.h"
#include "node/record/record.h"
#include "node/sync/admit.h"

enum {
    PAGE_ROWS = 256,
    /* The rows of one household may cost a walk through all records: of more
     * households than this, all are looked at in one walk. */
    ONE_BY_ONE_MAX = 4,
};

void sweep_release(struct sweep *sweep)
{
    rights_release(&sweep->swept);
}

void sweep_note_change(struct sweep *sweep)
{
    sweep->is_due = true;
}

bool sweep_is_due(const struct sweep *sweep)
{
    return sweep->is_due || sweep->is_running;
}

/* The kept list. Where there is none, or a damaged one, nobody knows what was
 * looked at. */
static enum err recall(const struct node *node, struct rights *rights)
{
    struct bytes bytes;
    enum err err = ERR_OK;

    bytes_init(&bytes, SNAPSHOT_BYTES_MAX);
    err = node->shelf.recall(node->shelf.self, SNAPSHOT_SWEPT, &bytes);
    if (err == ERR_OK) {
        err = rights_read(bytes_view(&bytes), rights);
    }
    bytes_release(&bytes);
    if (err == ERR_UNKNOWN || err == ERR_CORRUPT) {
        rights->is_whole = true;
        err = ERR_OK;
    }
    return err;
}

static enum err keep(const struct step *step, const struct rights *rights)
{
    struct bytes bytes;
    enum err err = ERR_OK;

    bytes_init(&bytes, SNAPSHOT_BYTES_MAX);
    err = rights_write(rights, &bytes);
    if (err == ERR_FULL) {
        bytes_reset(&bytes); /* no list */
        err = ERR_OK;
    }
    if (err == ERR_OK) {
        err = actions_keep(step->actions, SNAPSHOT_SWEPT, bytes_view(&bytes));
    }
    bytes_release(&bytes);
    return err;
}

/* What comes in now is not judged by its time, so the list is void. */
static enum err go_blind(struct node *node, const struct step *step)
{
    struct sweep *sweep = &node->agenda.sweep;
    struct rights rights = {0};
    enum err err = ERR_OK;

    if (sweep->is_blind) {
        return ERR_OK;
    }
    err = recall(node, &rights);
    rights_release(&rights);
    if (err == ERR_OK) {
        err = keep(step, &(struct rights){.is_whole = true,
                                          .marks = rights.marks + 1});
    }
    sweep->is_blind = err == ERR_OK;
    return err;
}

static enum err mark_kept(struct node *node, const struct step *step)
{
    struct sweep *sweep = &node->agenda.sweep;
    struct rights rights = {0};
    uint32_t marks = 0;
    enum err err = recall(node, &rights);

    marks = rights.marks;
    if (err == ERR_OK) {
        err = rights_mark(&rights, node->roster);
    }
    if (err == ERR_OK && rights.marks != marks) {
        err = keep(step, &rights);
        sweep->is_noted = true;
    }
    if (err == ERR_OK && sweep->is_running) {
        sweep->swept.marks += rights.marks - marks;
        err = rights_check(&sweep->swept, node->roster);
    }
    rights_release(&rights);
    return err;
}

enum err sweep_mark(struct node *node, const struct step *step)
{
    struct sweep *sweep = &node->agenda.sweep;
    enum err err = ERR_OK;

    sweep->is_noted = false;
    if (!step->event->moment.is_plausible) {
        return go_blind(node, step);
    }
    if (!sweep->is_mark_due) {
        return ERR_OK;
    }
    err = mark_kept(node, step);
    sweep->is_mark_due = err != ERR_OK;
    return err;
}

static bool is_own(const struct node *node, const struct shelf_row *row)
{
    return id_equal(&row->household, &node->config.household->signing.public);
}

/* Drop a kept record that admission would refuse today. What is stamped in
 * the future was taken while the clock was not set; it comes again. */
static enum err
look_at(struct node *node, const struct step *step, const struct shelf_row *row)
{
    const struct record record = {
        .class = row->class,
        .neighbourhood = node->config.neighbourhood,
        .household = row->household,
        .signer = row->signer,
        .lane = row->lane,
        .n = row->n,
        .stamp_ms = row->stamp_ms,
        .drop_day = row->drop_day,
    };
    enum err err =
        admit_time(row->stamp_ms, row->drop_day, &step->event->moment);

    if (err == ERR_EARLY && !is_own(node, row)) {
        return actions_drop(step->actions, &row->id);
    }
    if (class_find(row->class)->set == SET_ROSTER) {
        return ERR_OK; /* settled as a whole */
    }
    if (id_equal(&row->signer, &node->config.device->signing.public)) {
        return ERR_OK; /* ours, though our device is not known yet */
    }
    err = admit_check(node->roster, &record, &step->event->moment,
                      &node->config.household->signing.public);
    if (err == ERR_STRANGER || err == ERR_FULL) {
        return actions_drop(step->actions, &row->id);
    }
    return ERR_OK;
}

/* The next rows that the sweep goes through. */
static enum err next_rows(struct node *node,
                          struct shelf_row rows[static PAGE_ROWS],
                          size_t *count)
{
    struct sweep *sweep = &node->agenda.sweep;
    const struct shelf *shelf = &node->shelf;
    enum err err = ERR_OK;

    if (sweep->swept.is_whole) {
        err = shelf->scan(shelf->self, &sweep->scan, rows, PAGE_ROWS, count);
        sweep->is_running = *count == PAGE_ROWS;
        return err;
    }
    err = shelf->household_rows(shelf->self,
                                &sweep->swept.items[sweep->at].household,
                                &sweep->cursor, rows, PAGE_ROWS, count);
    sweep->at += sweep->cursor == 0;
    sweep->is_running = sweep->at < sweep->swept.count;
    return err;
}

/* All was looked at: note it, but for those who became due meanwhile. */
static enum err finish(struct node *node, const struct step *step)
{
    struct sweep *sweep = &node->agenda.sweep;
    struct rights rights = {0};
    enum err err = recall(node, &rights);

    if (err == ERR_OK && rights.marks == sweep->swept.marks) {
        rights_settle(&rights, &sweep->swept);
        err = keep(step, &rights);
    } else {
        sweep->is_due = true; /* another process made somebody due */
    }
    rights_release(&rights);
    rights_release(&sweep->swept);
    return err;
}

static enum err run_page(struct node *node, const struct step *step)
{
    struct shelf_row rows[PAGE_ROWS];
    size_t count = 0;
    enum err err = next_rows(node, rows, &count);

    for (size_t index = 0; index < count && err == ERR_OK; index++) {
        err = look_at(node, step, &rows[index]);
    }
    if (err == ERR_OK && !node->agenda.sweep.is_running) {
        err = finish(node, step);
    }
    return err;
}

/* Whose records are due, or all where nobody knows. */
static enum err begin(struct node *node)
{
    struct sweep *sweep = &node->agenda.sweep;
    struct rights rights = {0};
    enum err err = recall(node, &rights);

    if (err == ERR_OK) {
        err = rights_due(&rights, node->roster, &sweep->swept);
    }
    if (err == ERR_OK && sweep->swept.count > ONE_BY_ONE_MAX) {
        rights.is_whole = true;
        err = rights_due(&rights, node->roster, &sweep->swept);
    }
    rights_release(&rights);
    sweep->scan.cursor = 0;
    if (err == ERR_OK) { /* what comes later is admitted by these rights */
        err = node->shelf.journal_last(node->shelf.self, &sweep->scan.upto);
    }
    if (err == ERR_OK) {
        sweep->at = 0;
        sweep->cursor = 0;
        sweep->is_due = false;
        sweep->is_blind = false;
        sweep->is_running = sweep->swept.is_whole || sweep->swept.count > 0;
    }
    return err;
}

/* A sweep under way runs to its end before the next one begins, so whoever
 * keeps changing the roster cannot keep it at its first page. */
enum err sweep_run(struct node *node, const struct step *step)
{
    struct sweep *sweep = &node->agenda.sweep;
    enum err err = ERR_OK;

    sweep->is_due |= sweep->is_blind; /* the list says so too */
    if (sweep->is_due && !sweep->is_running && !sweep->is_noted) {
        err = begin(node);
    }
    return err == ERR_OK && sweep->is_running ? run_page(node, step) : err;
}
