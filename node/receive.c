#include "node/receive.h"

#include "node/act/act_deal.h"
#include "node/act/act_heir.h"
#include "node/inside.h"
#include "node/limits.h"
#include "node/mail/letter.h"
#include "node/mail/thread.h"
#include "node/record/record.h"
#include "node/wishes.h"

enum { CURSOR_BYTES = 8 };

/* A letter that opened: is it what its author, and nobody else, wrote to us? */
static enum err admit(const struct node *node,
                      const struct record *record,
                      struct view text,
                      struct letter *letter)
{
    const struct neighbourhood *here = &node->config.neighbourhood;
    const struct id *own = &node->config.household->signing.public;
    enum err err = letter_read(here, &record->household, text, letter);

    if (err != ERR_OK) {
        return err;
    }
    if (!letter_is_to(letter, own) && !id_equal(&letter->author, own)) {
        return ERR_DENIED; /* somebody hands on what was told him alone */
    }
    if (letter->written_ms > record->stamp_ms ||
        !roster_signer_counts(node->roster, &letter->author, &letter->signer,
                              letter->written_ms)) {
        return ERR_DENIED;
    }
    return letter_verify(here, &record->household, text);
}

static bool is_ours(const struct node *node, const struct letter *letter)
{
    return id_equal(&letter->author, &node->config.household->signing.public);
}

/* Is there room for more of its thread? Our own are filed in any case: nobody
 * else can fill a drawer with them. */
static enum err has_room(const struct node *node,
                         const struct step *step,
                         const struct letter *letter,
                         bool *is_so)
{
    *is_so = true;
    return is_ours(node, letter)
               ? ERR_OK
               : thread_has_room(&node->shelf, step->actions, &letter->thread,
                                 &node->config.household->signing.public,
                                 &letter->author, is_so);
}

/* Whoever answers has read. */
static enum err file(struct node *node,
                     const struct step *step,
                     const struct letter *letter,
                     struct view text)
{
    const struct filed filed = {
        .id = letter->id,
        .thread = letter->thread,
        .author = letter->author,
        .written_ms = letter->written_ms,
        .kind = letter->kind,
        .text = text,
    };
    enum err err = actions_file(step->actions, &filed);

    if (err == ERR_OK && letter->has_answers && !is_ours(node, letter)) {
        err = actions_handed(step->actions, &letter->answers,
                             step->event->moment.now_ms);
    }
    if (err == ERR_OK && letter->kind == LETTER_HEIR) {
        return heir_received(node, step, letter);
    }
    return err == ERR_OK ? deal_received(node, step, letter) : err;
}

/* What leads to a record of ours is read when it can be signed. */
static bool waits_for_clock(const struct step *step,
                            const struct letter *letter)
{
    return letter->kind == LETTER_HEIR && !step->event->moment.is_plausible;
}

/* The shelf does not show yet what this step files. */
static bool is_filed_now(const struct step *step, const struct letter *letter)
{
    for (size_t index = 0; index < step->actions->count; index++) {
        const struct action *action = &step->actions->items[index];

        if (action->kind == ACTION_FILE &&
            id_equal(&action->filed->id, &letter->id)) {
            return true;
        }
    }
    return false;
}

/* One that is filed already is ours, or was sealed again. */
static enum err receive_letter(struct node *node,
                               const struct step *step,
                               const struct letter *letter,
                               struct view text)
{
    const struct shelf *shelf = &node->shelf;
    struct filed filed = {.handed_ms = 0};
    bool is_so = false;
    enum err err = shelf->mail.filed(shelf->self, &letter->id, &filed);

    if (err == ERR_UNKNOWN) {
        err = is_filed_now(step, letter) ? ERR_OK
                                         : has_room(node, step, letter, &is_so);
    }
    if (err == ERR_OK && is_ours(node, letter) && letter->readers_count > 0 &&
        filed.handed_ms == 0) {
        err = handing_note(&node->handing, letter, node->receiving.at);
    }
    if (err == ERR_OK && is_so && waits_for_clock(step, letter)) {
        node->receiving.is_left = true;
        return ERR_OK;
    }
    return err == ERR_OK && is_so ? file(node, step, letter, text) : err;
}

/* What does not open, or is not as it should be, is left where it is. */
static enum err receive_text(struct node *node,
                             const struct step *step,
                             const struct record *record,
                             struct bytes *text)
{
    struct letter letter;
    enum err err = opener_open(&node->receiving.opener, record, text);

    if (err == ERR_NOMEM) {
        return err;
    }
    if (err != ERR_OK ||
        admit(node, record, bytes_view(text), &letter) != ERR_OK) {
        return ERR_OK;
    }
    return receive_letter(node, step, &letter, bytes_view(text));
}

static bool is_to_try(const struct record *record)
{
    return record->class == CLASS_LETTER && record->kind == 1 &&
           !record_is_tombstone(record);
}

static enum err
receive_bytes(struct node *node, const struct step *step, struct view bytes)
{
    struct record record;
    struct bytes text;
    enum err err = record_read_header(bytes, &record);

    if (err != ERR_OK || !is_to_try(&record)) {
        return ERR_OK;
    }
    bytes_init(&text, LETTER_TEXT_BYTES_MAX);
    err = receive_text(node, step, &record, &text);
    bytes_wipe(&text);
    return err;
}

enum err receive_id(struct node *node,
                    const struct step *step,
                    const struct id *id,
                    uint64_t sequence)
{
    struct bytes bytes;
    enum err err = ERR_OK;

    node->receiving.at = sequence;
    bytes_init(&bytes, RECORD_BYTES_MAX);
    err = node->shelf.read(node->shelf.self, id, &bytes);
    if (err == ERR_OK) {
        err = receive_bytes(node, step, bytes_view(&bytes));
    } else if (err == ERR_UNKNOWN) {
        err = ERR_OK; /* it is gone again */
    }
    bytes_release(&bytes);
    return err;
}

/* Keep the cursor with what it led to, and now and then without. */
static enum err
keep_cursor(struct node *node, const struct step *step, bool has_mail)
{
    struct receiving *receiving = &node->receiving;
    unsigned char cursor[CURSOR_BYTES];
    enum err err = ERR_OK;

    if (receiving->is_left ||
        (!has_mail && receiving->seen < receiving->kept + RECEIVED_KEPT_ROWS)) {
        return ERR_OK;
    }
    put_u64(cursor, receiving->seen);
    err = actions_keep(step->actions, SNAPSHOT_MAIL,
                       (struct view){cursor, sizeof cursor});
    if (err == ERR_OK) {
        receiving->kept = receiving->seen;
    }
    return err;
}

static enum err try_rows(struct node *node,
                         const struct step *step,
                         const struct journal_row *rows,
                         size_t count,
                         bool *has_mail)
{
    enum err err = ERR_OK;

    for (size_t index = 0; err == ERR_OK && index < count; index++) {
        if (rows[index].set == SET_MAIL && rows[index].is_added) {
            *has_mail = true;
            err = receive_id(node, step, &rows[index].id, rows[index].sequence);
        }
    }
    return err;
}

enum err receive_rows(struct node *node,
                      const struct step *step,
                      const struct journal_row *rows,
                      size_t count)
{
    bool has_mail = false;
    enum err err = try_rows(node, step, rows, count, &has_mail);

    if (err == ERR_OK) {
        err = wishes_rows(node, step, rows, count, &has_mail);
    }
    if (err == ERR_OK && count > 0) {
        node->receiving.seen = rows[count - 1].sequence;
        err = keep_cursor(node, step, has_mail);
    }
    return err;
}

struct walking {
    struct node *node;
    const struct step *step;
};

static enum err visit(void *visitor, struct view bytes)
{
    const struct walking *walking = visitor;

    return receive_bytes(walking->node, walking->step, bytes);
}

/* The cursor is lost, or the journal was cut behind it. */
static enum err receive_all(struct node *node, const struct step *step)
{
    struct walking walking = {node, step};
    enum err err =
        node->shelf.walk_bytes(node->shelf.self, SET_MAIL, visit, &walking);

    node->receiving.seen = node->journal_seen;
    return err == ERR_OK ? keep_cursor(node, step, true) : err;
}

static enum err recall(struct node *node)
{
    struct bytes cursor;
    enum err err = ERR_OK;

    bytes_init(&cursor, CURSOR_BYTES);
    err = node->shelf.recall(node->shelf.self, SNAPSHOT_MAIL, &cursor);
    if (err == ERR_OK && cursor.bytes != CURSOR_BYTES) {
        err = ERR_UNKNOWN;
    }
    if (err == ERR_OK) {
        node->receiving.seen = get_u64(cursor.data);
        node->receiving.kept = node->receiving.seen;
    }
    bytes_release(&cursor);
    return err == ERR_FULL ? ERR_UNKNOWN : err;
}

enum err receive_begin(struct node *node, const struct step *step)
{
    struct receiving *receiving = &node->receiving;
    size_t count = PUSH_ROWS_MAX;
    bool has_mail = false;
    enum err err = recall(node);

    receiving->is_left = false;
    while (err == ERR_OK && count == PUSH_ROWS_MAX &&
           receiving->seen < node->journal_seen) {
        err = node->shelf.journal(node->shelf.self, receiving->seen, node->rows,
                                  PUSH_ROWS_MAX, &count);
        if (err == ERR_OK && count > 0) {
            err = try_rows(node, step, node->rows, count, &has_mail);
            if (err == ERR_OK) {
                err = wishes_rows(node, step, node->rows, count, &has_mail);
            }
            receiving->seen = node->rows[count - 1].sequence;
        }
    }
    if (err == ERR_UNKNOWN) {
        return receive_all(node, step);
    }
    return err == ERR_OK ? keep_cursor(node, step, has_mail) : err;
}

enum err receive_left(struct node *node, const struct step *step)
{
    return node->receiving.is_left && step->event->moment.is_plausible
               ? receive_begin(node, step)
               : ERR_OK;
}
