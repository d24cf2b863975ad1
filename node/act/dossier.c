#include "node/act/dossier.h"

#include <stdlib.h>
#include <string.h>

#include "node/act/act_deal.h"
#include "node/deal/duty.h"
#include "node/limits.h"

void dossier_init(struct dossier *dossier)
{
    memset(dossier, 0, sizeof *dossier);
    thread_init(&dossier->thread);
    bytes_init(&dossier->kept, SUMMARY_BYTES_MAX);
}

void dossier_release(struct dossier *dossier)
{
    thread_release(&dossier->thread);
    bytes_wipe(&dossier->kept);
}

/* Letters that this step has filed. */
static enum err add_filed(struct dossier *dossier,
                          const struct node *node,
                          const struct step *step,
                          const struct id *id)
{
    enum err err = ERR_OK;

    for (size_t index = 0; index < step->actions->count && err == ERR_OK;
         index++) {
        const struct action *action = &step->actions->items[index];
        struct letter letter;

        if (action->kind == ACTION_FILE &&
            id_equal(&action->filed->thread, id) &&
            letter_read(&node->config.neighbourhood, &action->filed->author,
                        action->filed->text, &letter) == ERR_OK) {
            err = thread_add(&dossier->thread, &letter);
        }
    }
    return err;
}

/* A summary and where its bytes are copied to. */
struct found {
    struct summary summary;
    struct bytes *bytes;
    bool is_there;
};

static enum err find_summary(void *visitor, const struct summary *summary)
{
    struct found *found = visitor;

    bytes_reset(found->bytes);
    found->summary = *summary;
    found->is_there = true;
    return bytes_append(found->bytes, summary->bytes);
}

/* The summary of a thread as it is at this place of the step. */
static enum err read_summary(const struct node *node,
                             const struct step *step,
                             const struct id *thread,
                             struct found *found)
{
    enum err err =
        node->shelf.mail.summary(node->shelf.self, thread, find_summary, found);

    for (size_t index = 0; index < step->actions->count && err == ERR_OK;
         index++) {
        const struct action *action = &step->actions->items[index];

        if (action->kind == ACTION_SUMMARY &&
            id_equal(&action->summary->thread, thread)) {
            err = find_summary(found, action->summary);
        }
    }
    found->summary.bytes = bytes_view(found->bytes);
    return err == ERR_UNKNOWN ? ERR_OK : err;
}

static enum err load_sheet(struct dossier *dossier,
                           const struct node *node,
                           const struct step *step,
                           const struct id *id)
{
    struct found found = {.bytes = &dossier->kept};
    enum err err = read_summary(node, step, id, &found);

    dossier->has_sheet = false;
    dossier->number = 0;
    memset(&dossier->sheet, 0, sizeof dossier->sheet);
    if (err == ERR_OK && found.is_there) {
        dossier->number = found.summary.number;
        dossier->has_sheet =
            sheet_read(&found.summary, step->event->moment.now_ms,
                       &dossier->sheet) == ERR_OK;
    }
    return err;
}

enum err dossier_load(struct dossier *dossier,
                      const struct node *node,
                      const struct step *step,
                      const struct id *id,
                      const struct letter *letter)
{
    enum err err = thread_load(&dossier->thread, &node->shelf,
                               &node->config.neighbourhood, id);

    if (err == ERR_OK) {
        err = add_filed(dossier, node, step, id);
    }
    if (err == ERR_OK && letter != NULL) {
        err = thread_add(&dossier->thread, letter);
    }
    if (err == ERR_OK) {
        err = deal_replay(dossier->thread.letters, dossier->thread.count,
                          step->event->moment.now_ms, &dossier->deal);
    }
    if (err != ERR_OK) {
        return err_blame(err) == BLAME_HOST ? err : ERR_UNKNOWN;
    }
    dossier->side =
        deal_side_of(&dossier->deal, &node->config.household->signing.public);
    return load_sheet(dossier, node, step, id);
}

/* How many deals a post has, and the last of their numbers. */
struct numbers {
    size_t count;
    uint32_t last;
};

/* By number; what a step changed again is there already. */
static enum err find_last(void *visitor, const struct summary *summary)
{
    struct numbers *numbers = visitor;

    if (summary->number > numbers->last) {
        numbers->last = summary->number;
        numbers->count++;
    }
    return ERR_OK;
}

/* Those of the shelf, and of this step. */
static enum err find_numbers(const struct node *node,
                             const struct step *step,
                             const struct id *post,
                             struct numbers *numbers)
{
    enum err err = node->shelf.mail.summaries_of(node->shelf.self, post,
                                                 find_last, numbers);

    for (size_t index = 0; index < step->actions->count && err == ERR_OK;
         index++) {
        const struct action *action = &step->actions->items[index];

        if (action->kind == ACTION_SUMMARY &&
            id_equal(&action->summary->subject, post)) {
            err = find_last(numbers, action->summary);
        }
    }
    return err;
}

bool deal_is_idle(const struct deal *deal, const struct id *claimant)
{
    const unsigned idle = STATE_BIT(ASKED) | STATE_BIT(WAITING) |
                          STATE_BIT(DECLINED) | STATE_BIT(DROPPED) |
                          STATE_BIT(UNDONE) | STATE_BIT(LAPSED);

    return (idle & 1U << deal->state) != 0 &&
           id_equal(&deal->claimant, claimant);
}

/* Has its claimant as many of the post that came to nothing so far as leave
 * room for others? */
static enum err is_crowded(const struct node *node,
                           const struct step *step,
                           const struct deal *deal,
                           bool *is_so)
{
    struct rivals rivals;
    size_t idle = 0;
    enum err err = ERR_OK;

    rivals_init(&rivals);
    err = rivals_load(&rivals, node, step, &deal->post);
    for (size_t index = 0; index < rivals.count; index++) {
        idle += deal_is_idle(&rivals.deals[index], &deal->claimant);
    }
    rivals_release(&rivals);
    *is_so = idle >= POST_IDLE_MAX;
    return err;
}

/* The next number of a post's deals. ERR_FULL: it has as many as are looked at
 * together, or as many of this household as leave room for others. */
static enum err next_number(const struct node *node,
                            const struct step *step,
                            const struct deal *deal,
                            uint32_t *out)
{
    struct numbers numbers = {.count = 0};
    bool is_so = false;
    enum err err = find_numbers(node, step, &deal->post, &numbers);

    *out = numbers.last + 1;
    if (err == ERR_OK && numbers.count >= POST_DEALS_MAX) {
        return ERR_FULL;
    }
    if (err == ERR_OK && numbers.count >= POST_IDLE_MAX &&
        !id_is_zero(&deal->claimant)) {
        err = is_crowded(node, step, deal, &is_so);
    }
    return err == ERR_OK && is_so ? ERR_FULL : err;
}

uint64_t sheet_due_ms(const struct node *node, const struct sheet *sheet)
{
    const struct id *own = &node->config.household->signing.public;
    const bool is_at_desk = deal_is_at_desk(node, &sheet->deal);
    const uint64_t desk_ms = sheet->beside.desk_ms;
    const uint64_t due_ms =
        duty_due_ms(sheet, is_at_desk ? SIDE_KEEPER : SIDE_CLAIMANT);

    if (is_at_desk || desk_ms == 0 || !id_equal(&sheet->deal.keeper, own)) {
        return due_ms;
    }
    return due_ms == 0 || desk_ms < due_ms ? desk_ms : due_ms;
}

static enum err keep_sheet(const struct node *node,
                           const struct step *step,
                           const struct sheet *sheet,
                           uint32_t number)
{
    struct summary summary = {
        .thread = sheet->deal.id,
        .subject = sheet->deal.post,
        .number = number,
        .due_ms = sheet_due_ms(node, sheet),
    };
    struct sheet own = *sheet;
    struct bytes bytes;
    enum err err = ERR_OK;

    own.beside.is_keepers =
        id_equal(&sheet->deal.keeper, &node->config.household->signing.public);
    bytes_init(&bytes, SUMMARY_BYTES_MAX);
    err = sheet_write(&own, &bytes);
    if (err == ERR_OK) {
        summary.bytes = bytes_view(&bytes);
        err = actions_summary(step->actions, &summary);
    }
    bytes_wipe(&bytes);
    return err;
}

enum err dossier_keep(struct dossier *dossier,
                      const struct node *node,
                      const struct step *step)
{
    enum err err = ERR_OK;

    if (dossier->number == 0) {
        err = next_number(node, step, &dossier->deal, &dossier->number);
    }
    if (err != ERR_OK) {
        return err;
    }
    sheet_note(&dossier->sheet, &dossier->deal, dossier->thread.letters,
               dossier->thread.count);
    dossier->has_sheet = true;
    return keep_sheet(node, step, &dossier->sheet, dossier->number);
}

enum err sheet_change(const struct node *node,
                      const struct step *step,
                      const struct id *deal,
                      void (*change)(void *context, struct sheet *sheet),
                      void *context)
{
    struct bytes bytes;
    struct found found = {.bytes = &bytes};
    struct sheet sheet;
    enum err err = ERR_OK;

    bytes_init(&bytes, SUMMARY_BYTES_MAX);
    err = read_summary(node, step, deal, &found);
    if (err == ERR_OK && !found.is_there) {
        err = ERR_UNKNOWN;
    }
    if (err == ERR_OK) {
        err = sheet_read(&found.summary, step->event->moment.now_ms, &sheet);
    }
    if (err == ERR_OK) {
        change(context, &sheet);
        err = keep_sheet(node, step, &sheet, found.summary.number);
    }
    bytes_wipe(&bytes);
    return err;
}

void rivals_init(struct rivals *rivals)
{
    *rivals = (struct rivals){0};
}

void rivals_release(struct rivals *rivals)
{
    free(rivals->deals);
    free(rivals->beside);
    rivals_init(rivals);
}

static enum err rivals_grow(struct rivals *rivals)
{
    const size_t room = rivals->room == 0 ? 16 : 2 * rivals->room;
    struct deal *deals = NULL;
    struct sheet_beside *beside = NULL;

    if (rivals->count < rivals->room) {
        return ERR_OK;
    }
    if (room > POST_DEALS_MAX) {
        return ERR_FULL;
    }
    deals = realloc(rivals->deals, room * sizeof *deals);
    if (deals == NULL) {
        return ERR_NOMEM;
    }
    rivals->deals = deals;
    beside = realloc(rivals->beside, room * sizeof *beside);
    if (beside == NULL) {
        return ERR_NOMEM;
    }
    rivals->beside = beside;
    rivals->room = room;
    return ERR_OK;
}

/* Texts are borrowed for the visit only. */
static void forget_texts(struct deal *deal, struct sheet_beside *beside)
{
    const struct sheet_beside numbers = {.told = beside->told,
                                         .public_ms = beside->public_ms,
                                         .desk_ms = beside->desk_ms,
                                         .remind_ms = beside->remind_ms,
                                         .reminders = beside->reminders};
    const struct view none = {NULL, 0};

    *beside = numbers;
    deal->title = deal->where = deal->acts_for = none;
    deal->outside = deal->person = deal->role = none;
    deal->condition_out = deal->condition_in = none;
}

struct rivals_visitor {
    struct rivals *rivals;
    uint64_t now_ms;
    bool may_be_there; /* a change of this step */
};

static enum err rivals_add(void *self, const struct summary *summary)
{
    const struct rivals_visitor *visitor = self;
    struct rivals *rivals = visitor->rivals;
    struct sheet sheet;
    size_t place = visitor->may_be_there ? 0 : rivals->count;
    enum err err = ERR_OK;

    if (sheet_read(summary, visitor->now_ms, &sheet) != ERR_OK) {
        return ERR_OK;
    }
    forget_texts(&sheet.deal, &sheet.beside);
    while (place < rivals->count &&
           !id_equal(&rivals->deals[place].id, &sheet.deal.id)) {
        place++;
    }
    if (place == rivals->count) {
        err = rivals_grow(rivals);
        if (err != ERR_OK) {
            return err;
        }
        rivals->count++;
    }
    rivals->deals[place] = sheet.deal;
    rivals->beside[place] = sheet.beside;
    return ERR_OK;
}

enum err rivals_load(struct rivals *rivals,
                     const struct node *node,
                     const struct step *step,
                     const struct id *post)
{
    struct rivals_visitor visitor = {rivals, step->event->moment.now_ms, false};
    enum err err = ERR_OK;

    rivals->count = 0;
    err = node->shelf.mail.summaries_of(node->shelf.self, post, rivals_add,
                                        &visitor);
    visitor.may_be_there = true;
    for (size_t index = 0; index < step->actions->count && err == ERR_OK;
         index++) {
        const struct action *action = &step->actions->items[index];

        if (action->kind == ACTION_SUMMARY &&
            id_equal(&action->summary->subject, post)) {
            err = rivals_add(&visitor, action->summary);
        }
    }
    return err;
}
