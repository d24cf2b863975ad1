/*
 * What a node does with deals by itself: answers that need nobody, the next in
 * line, lapses, reminders. Rules G8 to G13 of spec/acts.md.
 */
#include "node/act/act_deal.h"
#include "node/act/act_device.h"
#include "node/act/lot.h"
#include "node/act/together.h"
#include "node/deal/choice.h"
#include "node/deal/duty.h"
#include "node/limits.h"

enum {
    DUTIES_MAX = 16, /* in one step, so that others get time */
    AGAIN_MS = 60 * 60 * 1000,
    SOON_MS = 60 * 1000,
};

static void look_later(void *context, struct sheet *sheet)
{
    const uint64_t *when_ms = context;

    sheet->beside.desk_ms = *when_ms;
}

/* Say a step; where no letter can be written now, look again in an hour. */
static enum err say(struct node *node,
                    const struct step *step,
                    struct dossier *dossier,
                    const struct deal_step *said)
{
    uint64_t again_ms = step->event->moment.now_ms + AGAIN_MS;
    const struct id deal = dossier->deal.id;
    const size_t before = step->actions->count;
    enum err err = together_say(node, step, &dossier->deal, said);

    if (err == ERR_OK) {
        err = deal_say(node, step, dossier, said);
    }
    if (err == ERR_OK || err_blame(err) == BLAME_HOST) {
        return err;
    }
    actions_cut(step->actions, before); /* all of them, or none */
    return sheet_change(node, step, &deal, look_later, &again_ms);
}

static enum err tell(const struct step *step,
                     enum tell_kind kind,
                     const struct dossier *dossier)
{
    const struct deal *deal = &dossier->deal;
    const struct tell tell = {
        .kind = kind,
        .subject = dossier->side == SIDE_KEEPER ? deal->claimant : deal->keeper,
        .other = deal->id,
        .number = dossier->number,
    };

    return actions_tell(step->actions, &tell);
}

bool deal_is_automatic(const struct stock *stock)
{
    switch (stock->kind->auto_yes) {
    case AUTO_CHOICE:
        return stock->post->choose == CHOOSE_FIRST;
    case AUTO_ALLOWED:
        return stock->post->is_auto;
    case AUTO_FREE:
        return true;
    case AUTO_NEVER:
    case AUTO_RESULT:
    case AUTO_SECOND:
    case AUTO_VOUCHES:
    case AUTO_END:
        break;
    }
    return false;
}

/* This step signed the post: the next one sees it as it is now. */
static bool is_signed_now(const struct step *step, const struct posted *posted)
{
    return posted != NULL &&
           actions_store_slot(step->actions, &posted->row.slot);
}

/* Nothing is said before the time is up; a draw is held then, and those whom
 * it favours are answered after its revision. */
static enum err decide(const struct node *node,
                       const struct step *step,
                       const struct deal *deal,
                       const struct posted *posted,
                       const struct rivals *rivals)
{
    const uint64_t now_ms = step->event->moment.now_ms;
    uint64_t again_ms = now_ms + SOON_MS;
    enum err err = ERR_OK;

    if (is_signed_now(step, posted)) {
        again_ms = now_ms;
    } else if (choice_shows(&posted->post, now_ms)) {
        err = lot_hold(node, step, posted, rivals);
        if (err == ERR_FULL) { /* its keeper has to shorten its text */
            again_ms = now_ms + AGAIN_MS;
            err = ERR_OK;
        }
    } else {
        again_ms = posted->post.decide_ms;
    }
    return err == ERR_OK
               ? sheet_change(node, step, &deal->id, look_later, &again_ms)
               : err;
}

static void hide(void *context, struct sheet *sheet)
{
    const uint64_t *until_ms = context;

    sheet->beside.shown_ms = *until_ms;
    sheet->beside.desk_ms = *until_ms;
}

static void show(void *context, struct sheet *sheet)
{
    (void)context;
    sheet->beside.shown_ms = 0;
}

/* Asks of a post that simmers are shown together, when its time is up. */
static enum err simmer(const struct node *node,
                       const struct step *step,
                       const struct dossier *dossier,
                       const struct posted *posted)
{
    uint64_t until_ms = posted->post.decide_ms;
    enum err err = ERR_OK;

    if (!choice_shows(&posted->post, step->event->moment.now_ms)) {
        return sheet_change(node, step, &dossier->deal.id, hide, &until_ms);
    }
    if (dossier->sheet.beside.shown_ms == 0) {
        return ERR_OK;
    }
    err = sheet_change(node, step, &dossier->deal.id, show, NULL);
    return err == ERR_OK ? tell(step, TELL_DEAL_ASK, dossier) : err;
}

/* Who waits, or asks a post that answers by itself, is promised what fits. */
static enum err answer_one(struct node *node,
                           const struct step *step,
                           struct dossier *dossier,
                           const struct posted *posted,
                           const struct rivals *rivals)
{
    const uint64_t now_ms = step->event->moment.now_ms;
    const struct stock stock = deal_stock(posted, rivals);
    const struct deal *deal = &dossier->deal;
    const struct deal *next = choice_next(&stock, now_ms);
    const struct deal *head = stock_next(&stock, now_ms);
    const bool waits = deal->state == STATE_WAITING;
    const struct deal_step yes = deal_plain_yes(posted);
    const struct deal_step wait = {.kind = STEP_WAIT};

    if (!waits && posted->post.choose == CHOOSE_SIMMER) {
        return simmer(node, step, dossier, posted);
    }
    if (!choice_shows(&posted->post, now_ms) ||
        lot_is_due(node, posted, now_ms)) {
        return decide(node, step, deal, posted, rivals);
    }
    if (next != NULL && id_equal(&next->id, &deal->id)) {
        return say(node, step, dossier, &yes);
    }
    if (next != NULL && stock_grants(&stock, deal, now_ms)) {
        uint64_t soon_ms = now_ms + SOON_MS; /* another comes before */

        return sheet_change(node, step, &deal->id, look_later, &soon_ms);
    }
    if (waits) {
        return head != NULL && next == NULL && id_equal(&head->id, &deal->id)
                   ? tell(step, TELL_DEAL_NEXT, dossier)
                   : ERR_OK;
    }
    return deal_is_automatic(&stock) ? say(node, step, dossier, &wait) : ERR_OK;
}

/* Whoever asks for more than this is in the queue only with all of it. */
static enum err answer(struct node *node,
                       const struct step *step,
                       struct dossier *dossier,
                       const struct posted *posted,
                       struct rivals *rivals)
{
    enum err err = together_prune(node, step, rivals);

    return err == ERR_OK ? answer_one(node, step, dossier, posted, rivals)
                         : err;
}

/* A longer loan is granted by itself only if nobody waits. */
static enum err renew_one(struct node *node,
                          const struct step *step,
                          struct dossier *dossier,
                          const struct posted *posted,
                          const struct rivals *rivals)
{
    const struct stock stock = deal_stock(posted, rivals);
    const struct deal_step yes = deal_plain_yes(posted);

    return deal_is_automatic(&stock) &&
                   stock_may_renew(&stock, &dossier->deal,
                                   step->event->moment.now_ms)
               ? say(node, step, dossier, &yes)
               : ERR_OK;
}

static enum err publish(struct node *node,
                        const struct step *step,
                        const struct dossier *dossier,
                        const struct posted *posted,
                        struct rivals *rivals)
{
    const uint64_t public_ms = dossier->sheet.beside.public_ms;

    return public_ms == 0 || public_ms > step->event->moment.now_ms
               ? ERR_OK
               : deal_publish(node, step, posted, rivals);
}

static void looked(void *context, struct sheet *sheet)
{
    (void)context;
    sheet->beside.desk_ms = 0;
}

static bool is_unanswered(const struct deal *deal)
{
    return deal->state == STATE_ASKED || deal->state == STATE_WAITING;
}

/* A post that stands. */
static enum err look_at(struct node *node,
                        const struct step *step,
                        struct dossier *dossier,
                        const struct posted *posted,
                        struct rivals *rivals)
{
    if (posted->post.status == STATUS_AWAY) {
        uint64_t again_ms = step->event->moment.now_ms + AGAIN_MS;

        /* Another machine of ours may say that it is there again. */
        return sheet_change(node, step, &dossier->deal.id, look_later,
                            &again_ms);
    }
    if (is_unanswered(&dossier->deal)) {
        return answer(node, step, dossier, posted, rivals);
    }
    return dossier->deal.has_change
               ? renew_one(node, step, dossier, posted, rivals)
               : ERR_OK;
}

/* The post is over, or gone: who was not answered is told no. Where another
 * keeps the thing now, who was promised it learns where to ask. */
static enum err say_over(struct node *node,
                         const struct step *step,
                         struct dossier *dossier,
                         const struct post *post)
{
    const bool is_moved = post != NULL && !id_is_zero(&post->next);
    struct deal_step said = {.kind = STEP_NO};

    if (is_moved) {
        said.instead = post->next;
    }
    if (is_moved && dossier->deal.state == STATE_PROMISED) {
        said.kind = STEP_UNDO;
    } else if (!is_unanswered(&dossier->deal)) {
        return ERR_OK;
    }
    return say(node, step, dossier, &said);
}

static enum err look_if_due(struct node *node,
                            const struct step *step,
                            struct dossier *dossier,
                            const struct posted *posted,
                            struct rivals *rivals)
{
    const struct deal *deal = &dossier->deal;
    const uint64_t desk_ms = dossier->sheet.beside.desk_ms;
    enum err err = ERR_OK;

    if (desk_ms == 0 || desk_ms > step->event->moment.now_ms) {
        return ERR_OK;
    }
    err = sheet_change(node, step, &deal->id, looked, NULL);
    if (err != ERR_OK) {
        return err;
    }
    return posted != NULL && deal_is_about(deal, posted) &&
                   posted->post.status != STATUS_CLOSED
               ? look_at(node, step, dossier, posted, rivals)
               : say_over(node, step, dossier,
                          posted != NULL ? &posted->post : NULL);
}

/* What the desk does: the post and its other deals are read once. Where this
 * step signed the post, something may be left to do. */
static enum err do_desk(struct node *node,
                        const struct step *step,
                        struct dossier *dossier,
                        bool *is_left)
{
    const struct deal *deal = &dossier->deal;
    const struct posted *there = NULL; /* NULL: it is gone */
    struct posted posted;
    struct rivals rivals;
    enum err err = ERR_OK;

    posted_init(&posted);
    rivals_init(&rivals);
    err = posted_read(node, &deal->keeper, deal->lane, deal->n, &posted);
    if (err == ERR_OK && id_equal(&posted.id, &deal->post)) {
        there = &posted;
    }
    err = err == ERR_UNKNOWN ? ERR_OK : err;
    if (err == ERR_OK && !is_signed_now(step, there)) {
        err = rivals_load(&rivals, node, step, &deal->post);
        if (err == ERR_OK) {
            err = publish(node, step, dossier, there, &rivals);
        }
        if (err == ERR_OK) {
            err = look_if_due(node, step, dossier, there, &rivals);
        }
    }
    *is_left = *is_left || is_signed_now(step, there);
    rivals_release(&rivals);
    posted_release(&posted);
    return err;
}

/* What is due for the post of a deal here. */
static bool is_looked_at(const struct node *node,
                         const struct step *step,
                         const struct dossier *dossier)
{
    const uint64_t desk_ms = dossier->sheet.beside.desk_ms;

    return dossier->side == SIDE_KEEPER && desk_ms != 0 &&
           desk_ms <= step->event->moment.now_ms && own_device(node) != NULL;
}

/* A machine that is not the desk shows no ask that simmers, and where its
 * people closed the post it says so; the rest it leaves to the desk, and looks
 * again lest that is gone. */
static enum err
look_beside(struct node *node, const struct step *step, struct dossier *dossier)
{
    const struct deal *deal = &dossier->deal;
    uint64_t again_ms = step->event->moment.now_ms + DAY_MS;
    struct posted posted;
    enum err err = ERR_OK;

    posted_init(&posted);
    err = sheet_change(node, step, &deal->id, look_later, &again_ms);
    if (err == ERR_OK) {
        err = posted_read(node, &deal->keeper, deal->lane, deal->n, &posted);
    }
    if (err == ERR_UNKNOWN ||
        (err == ERR_OK && !deal_is_about(deal, &posted))) {
        err = say_over(node, step, dossier, NULL);
    } else if (err == ERR_OK && posted.post.status == STATUS_CLOSED) {
        err = say_over(node, step, dossier, &posted.post);
    } else if (err == ERR_OK && deal->state == STATE_ASKED &&
               posted.post.choose == CHOOSE_SIMMER) {
        err = simmer(node, step, dossier, &posted);
    }
    posted_release(&posted);
    return err;
}

static enum tell_kind reminder_of(const struct dossier *dossier,
                                  uint64_t now_ms)
{
    if (dossier->deal.state != STATE_OUT) {
        return TELL_DEAL_SOON;
    }
    return dossier->deal.due_ms < now_ms ? TELL_DEAL_OVERDUE : TELL_DEAL_DUE;
}

struct reminding {
    enum deal_side side;
    uint64_t now_ms;
};

static void reminded(void *context, struct sheet *sheet)
{
    const struct reminding *reminding = context;

    sheet->beside.reminders++;
    duty_remind_after(sheet, reminding->side, reminding->now_ms);
}

static enum err remind(const struct node *node,
                       const struct step *step,
                       const struct dossier *dossier)
{
    const uint64_t now_ms = step->event->moment.now_ms;
    const uint64_t remind_ms = dossier->sheet.beside.remind_ms;
    struct reminding reminding = {dossier->side, now_ms};
    enum err err = ERR_OK;

    if (remind_ms == 0 || remind_ms > now_ms) {
        return ERR_OK;
    }
    err = tell(step, reminder_of(dossier, now_ms), dossier);
    return err == ERR_OK ? sheet_change(node, step, &dossier->deal.id, reminded,
                                        &reminding)
                         : err;
}

static enum err do_one(struct node *node,
                       const struct step *step,
                       const struct id *id,
                       bool *is_left)
{
    const struct deal_step lapse = {.kind = STEP_LAPSE};
    struct dossier dossier;
    enum err err = ERR_OK;

    dossier_init(&dossier);
    err = dossier_load(&dossier, node, step, id, NULL);
    if (err == ERR_OK) {
        err = remind(node, step, &dossier);
    }
    if (err == ERR_OK && deal_is_at_desk(node, &dossier.deal)) {
        err = do_desk(node, step, &dossier, is_left);
        if (err == ERR_OK && dossier.deal.state == STATE_PROMISED &&
            dossier.deal.is_hold_over) {
            err = say(node, step, &dossier, &lapse);
        }
    } else if (err == ERR_OK && is_looked_at(node, step, &dossier)) {
        err = look_beside(node, step, &dossier);
    }
    dossier_release(&dossier);
    return err == ERR_UNKNOWN ? ERR_OK : err;
}

struct due {
    struct id deals[DUTIES_MAX];
    size_t count;
    bool has_more;
};

static enum err collect(void *visitor, const struct summary *summary)
{
    struct due *due = visitor;

    if (due->count == DUTIES_MAX) {
        due->has_more = true;
        return ERR_AGAIN;
    }
    due->deals[due->count++] = summary->thread;
    return ERR_OK;
}

enum err deal_duties(struct node *node, const struct step *step, bool *has_more)
{
    const struct moment *moment = &step->event->moment;
    struct due due = {.count = 0};
    enum err err = ERR_OK;

    *has_more = false;
    if (!moment->is_plausible || own_is_struck_out(node)) {
        return ERR_OK;
    }
    err = node->shelf.mail.summaries_due(node->shelf.self, moment->now_ms,
                                         collect, &due);
    err = err == ERR_AGAIN ? ERR_OK : err;
    for (size_t index = 0; index < due.count && err == ERR_OK; index++) {
        err = do_one(node, step, &due.deals[index], &due.has_more);
    }
    *has_more = due.has_more;
    return err;
}
