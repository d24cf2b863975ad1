/*
 * Letters that are sealed again. Rules W6 to W8 of spec/letters.md.
 */
#include <stdlib.h>
#include <string.h>

#include "node/act/act_letter.h"
#include "node/act/machines.h"
#include "node/act/opened.h"
#include "node/deal/sheet.h"
#include "node/limits.h"
#include "node/record/record.h"

/* Was a machine of a household, not this one, announced after a record, and
 * before a time? */
static bool has_newer(const struct node *node,
                      const struct id *id,
                      uint64_t stamp_ms,
                      uint64_t before_ms)
{
    const struct roster_household *household = roster_find(node->roster, id);

    for (size_t index = 0; household != NULL && index < household->device_count;
         index++) {
        const struct roster_device *device = &household->devices[index];

        if (!device->is_struck && device->stamp_ms > stamp_ms &&
            device->stamp_ms <= before_ms &&
            !id_equal(&device->signing, &node->config.device->signing.public)) {
            return true;
        }
    }
    return false;
}

/* The same for all who read a letter. */
static bool has_newer_reader(const struct node *node,
                             const struct shelf_row *row,
                             const struct letter *letter,
                             uint64_t before_ms)
{
    bool is_so = has_newer(node, &letter->author, row->stamp_ms, before_ms);

    for (size_t index = 0; index < letter->readers_count; index++) {
        is_so |=
            has_newer(node, &letter->readers[index], row->stamp_ms, before_ms);
    }
    return is_so;
}

/* Was there a machine before this time that reads it and that it was not sealed
 * to? It may have been announced later, or long before its sender heard of it;
 * who has not got the sender's secret cannot tell the latter. */
static enum err is_behind(const struct node *node,
                          const struct shelf_row *row,
                          const struct opened *opened,
                          uint64_t before_ms,
                          bool *is_so)
{
    const struct letter *letter = &opened->letter;
    struct letter_draft draft = {.readers_count = letter->readers_count};
    struct machines machines;
    enum err err = ERR_OK;

    *is_so = has_newer_reader(node, row, letter, before_ms);
    if (*is_so || row->stamp_ms > before_ms) {
        return ERR_OK;
    }
    memcpy(draft.readers, letter->readers, sizeof draft.readers);
    err = machines_find(node, row->stamp_ms, &draft, &machines);
    if (err == ERR_OK) {
        err = machines_miss(node, &machines, &opened->sealed, is_so);
    }
    return err == ERR_UNKNOWN || err == ERR_MALFORMED ? ERR_OK : err;
}

static enum err seal_again(const struct node *node,
                           const struct step *step,
                           const struct shelf_row *row,
                           const struct letter *letter,
                           struct view text)
{
    struct letter_draft draft = {.readers_count = letter->readers_count};
    struct act_draft out = {
        .class = CLASS_LETTER, .kind = 1, .lane = row->lane, .n = row->n};
    struct machines machines;
    struct bytes body;
    struct id id;
    enum err err = ERR_OK;

    memcpy(draft.readers, letter->readers, sizeof draft.readers);
    bytes_init(&body, BODY_BYTES_MAX_SMALL);
    err = machines_find(node, step->event->moment.now_ms, &draft, &machines);
    if (err == ERR_OK) {
        err = machines_seal(node, step, &machines, text, &body);
    }
    out.body = bytes_view(&body);
    if (err == ERR_OK) {
        err = act_sign(node, step, &out, &id);
    }
    bytes_release(&body);
    return err == ERR_UNKNOWN ? ERR_OK : err; /* nobody is left to read it */
}

/* Is the letter one of a deal that is not over? */
struct liveness {
    bool is_asked; /* or waits */
    bool is_bound; /* promised, or out */
};

static enum err look(void *visitor, const struct summary *summary)
{
    struct liveness *liveness = visitor;
    struct sheet_head head;

    if (sheet_head_read(summary->bytes, &head) == ERR_OK) {
        liveness->is_bound =
            head.state == STATE_PROMISED || head.state == STATE_OUT;
        liveness->is_asked = !liveness->is_bound && sheet_is_live(&head);
    }
    return ERR_OK;
}

static bool is_half_past(const struct shelf_row *row, uint64_t now_ms)
{
    const uint64_t retention_ms =
        (uint64_t)class_find(CLASS_LETTER)->retention_days * DAY_MS;

    return row->stamp_ms + retention_ms / 2 <= now_ms;
}

/* Why a letter has to stand for longer than its record. */
struct standing_letter {
    bool is_live;   /* a step of a deal that is not over */
    bool is_unread; /* nobody is known to have it */
};

/* Has it to stand for longer than its record? What a promise rests on does as
 * long as the promise; what waits for its reader or an answer for a while. */
static enum err stands_on(const struct node *node,
                          uint64_t now_ms,
                          const struct shelf_row *row,
                          const struct letter *letter,
                          struct standing_letter *out)
{
    const struct shelf *shelf = &node->shelf;
    struct liveness liveness = {.is_asked = false};
    struct filed filed = {.handed_ms = 0};
    enum err err = ERR_OK;

    *out = (struct standing_letter){.is_live = false};
    if (!is_half_past(row, now_ms)) {
        return ERR_OK;
    }
    if (letter->kind == LETTER_DEAL) {
        err =
            shelf->mail.summary(shelf->self, &letter->thread, look, &liveness);
    }
    if (err == ERR_OK) {
        err = shelf->mail.filed(shelf->self, &letter->id, &filed);
    }
    if (now_ms >= letter->written_ms + LETTER_STANDS_DAYS * (uint64_t)DAY_MS) {
        out->is_live = liveness.is_bound;
    } else {
        out->is_live = liveness.is_bound || liveness.is_asked;
        out->is_unread = filed.handed_ms == 0;
    }
    return err == ERR_UNKNOWN ? ERR_OK : err;
}

/* All our letters in the mail: this machine's at once, then the others'. */
struct resealing {
    struct node *node;
    const struct step *step;
    uint32_t lane;
    struct id *ours; /* owned; the letters that this machine's lane has */
    size_t count;
    size_t room;
    struct bytes others; /* owned; the rows of those in other lanes */
};

static enum err note_ours(struct resealing *resealing, const struct id *letter)
{
    if (resealing->count == resealing->room) {
        const size_t room = resealing->room == 0 ? 64 : 2 * resealing->room;
        struct id *ours = realloc(resealing->ours, room * sizeof *ours);

        if (ours == NULL) {
            return ERR_NOMEM;
        }
        resealing->ours = ours;
        resealing->room = room;
    }
    resealing->ours[resealing->count++] = *letter;
    return ERR_OK;
}

static enum err reseal_own(struct resealing *resealing,
                           const struct shelf_row *row,
                           const struct opened *opened)
{
    struct node *node = resealing->node;
    struct standing_letter stands;
    bool is_due = false;
    enum err err = note_ours(resealing, &opened->letter.id);

    if (err == ERR_OK) {
        err = stands_on(node, resealing->step->event->moment.now_ms, row,
                        &opened->letter, &stands);
    }
    if (err == ERR_OK && (stands.is_live || stands.is_unread)) {
        is_due = true;
    } else if (err == ERR_OK) {
        err = is_behind(node, row, opened, UINT64_MAX, &is_due);
    }
    return err == ERR_OK && is_due
               ? seal_again(node, resealing->step, row, &opened->letter,
                            bytes_view(&opened->text))
               : err;
}

/* Its own machine would have done it by now: it was lost, or put back to what
 * it was before. Its slot may hold another letter by then, so that this one
 * takes a slot here. */
static enum err reseal_others(struct resealing *resealing,
                              const struct shelf_row *row,
                              const struct opened *opened)
{
    struct node *node = resealing->node;
    const uint64_t yielded_ms = resealing->step->event->moment.now_ms -
                                LETTER_YIELD_DAYS * (uint64_t)DAY_MS;
    struct standing_letter stands;
    bool is_due = false;
    enum err err = ERR_OK;

    if (id_is_among(resealing->ours, resealing->count, &opened->letter.id)) {
        return ERR_OK;
    }
    err = stands_on(node, yielded_ms, row, &opened->letter, &stands);
    if (err == ERR_OK && stands.is_live) {
        is_due = true;
    } else if (err == ERR_OK) {
        err = is_behind(node, row, opened, yielded_ms, &is_due);
    }
    if (err != ERR_OK || !is_due) {
        return err;
    }
    err = act_letter_again(node, resealing->step, &opened->letter,
                           bytes_view(&opened->text));
    if (err == ERR_FULL || err == ERR_UNKNOWN || err == ERR_DENIED) {
        return ERR_OK; /* no slot, or nobody is left to read it */
    }
    return err == ERR_OK ? note_ours(resealing, &opened->letter.id) : err;
}

static enum err reseal_row(struct resealing *resealing,
                           const struct shelf_row *row)
{
    struct opened opened;
    enum err err = ERR_OK;

    opened_init(&opened);
    err = opened_read(&opened, resealing->node, row);
    if (err == ERR_OK) {
        err = row->lane == resealing->lane
                  ? reseal_own(resealing, row, &opened)
                  : reseal_others(resealing, row, &opened);
    }
    opened_release(&opened);
    /* One that this machine cannot open stays as it is. */
    return err == ERR_UNKNOWN || err == ERR_MALFORMED ? ERR_OK : err;
}

/* One of another lane waits until all that this lane has is known. */
static enum err reseal_visit(void *visitor, struct view bytes)
{
    struct resealing *resealing = visitor;
    const struct id *own = &resealing->node->config.household->signing.public;
    struct shelf_row row;
    struct record record;

    if (record_read_header(bytes, &record) != ERR_OK ||
        record.class != CLASS_LETTER || record.kind != 1 ||
        record_is_tombstone(&record) || !id_equal(&record.household, own)) {
        return ERR_OK;
    }
    row = (struct shelf_row){.household = record.household,
                             .signer = record.signer,
                             .class = record.class,
                             .kind = record.kind,
                             .lane = record.lane,
                             .n = record.n,
                             .stamp_ms = record.stamp_ms,
                             .drop_day = record.drop_day};
    record_id(bytes, &row.id);
    return row.lane == resealing->lane
               ? reseal_row(resealing, &row)
               : bytes_append(&resealing->others,
                              (struct view){(unsigned char *)&row, sizeof row});
}

static enum err reseal_rest(struct resealing *resealing)
{
    const struct bytes *others = &resealing->others;
    enum err err = ERR_OK;

    for (size_t at = 0; err == ERR_OK && at < others->bytes;
         at += sizeof(struct shelf_row)) {
        struct shelf_row row;

        memcpy(&row, others->data + at, sizeof row);
        err = reseal_row(resealing, &row);
    }
    return err;
}

enum err act_reseal(struct node *node, const struct step *step, uint32_t lane)
{
    const struct shelf *shelf = &node->shelf;
    struct resealing resealing = {.node = node, .step = step, .lane = lane};
    enum err err = ERR_OK;

    bytes_init(&resealing.others,
               (size_t)LANES_MAX * SLOTS_MAX * sizeof(struct shelf_row));
    err = shelf->walk_bytes(shelf->self, SET_MAIL, reseal_visit, &resealing);
    if (err == ERR_OK) {
        err = reseal_rest(&resealing);
    }
    bytes_release(&resealing.others);
    free(resealing.ours);
    return err;
}
