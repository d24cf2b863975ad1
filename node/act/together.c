#include "node/act/together.h"

#include <string.h>

#include "node/act/act_deal.h"
#include "node/deal/choice.h"

/* The others, as far as their asks have come. */
struct found {
    const struct step *step;
    const struct deal *deal;
    struct id deals[ASK_WITH_MAX];
    size_t count;
};

static bool names(const struct deal *deal, const struct id *post)
{
    for (size_t index = 0; index < deal->with_count; index++) {
        if (id_equal(&deal->with[index], post)) {
            return true;
        }
    }
    return false;
}

/* Asked by the same at the same time, and each names the other's post. */
static enum err look(void *visitor, const struct summary *summary)
{
    struct found *found = visitor;
    const struct deal *deal = found->deal;
    struct sheet sheet;

    if (found->count < ASK_WITH_MAX &&
        sheet_read(summary, found->step->event->moment.now_ms, &sheet) ==
            ERR_OK &&
        id_equal(&sheet.deal.claimant, &deal->claimant) &&
        sheet.deal.asked_ms == deal->asked_ms &&
        names(&sheet.deal, &deal->post)) {
        found->deals[found->count++] = summary->thread;
    }
    return ERR_OK;
}

static enum err find(const struct node *node,
                     const struct step *step,
                     const struct deal *deal,
                     struct found *found)
{
    const struct shelf *shelf = &node->shelf;
    enum err err = ERR_OK;

    *found = (struct found){.step = step, .deal = deal};
    for (size_t index = 0; index < deal->with_count && err == ERR_OK; index++) {
        err = shelf->mail.summaries_of(shelf->self, &deal->with[index], look,
                                       found);
    }
    return err;
}

/* Steps that are about the wish, not about a thing that is there. */
static bool is_common(unsigned kind)
{
    return kind == STEP_YES || kind == STEP_NO || kind == STEP_WAIT ||
           kind == STEP_DROP || kind == STEP_UNDO || kind == STEP_CHANGE;
}

static enum err say_one(struct node *node,
                        const struct step *step,
                        const struct id *deal,
                        struct deal_step said)
{
    struct dossier dossier;
    enum err err = ERR_OK;

    dossier_init(&dossier);
    err = dossier_load(&dossier, node, step, deal, NULL);
    if (err == ERR_OK && dossier.deal.state != STATE_OUT &&
        deal_takes(&dossier.deal, &said, dossier.side,
                   step->event->moment.now_ms) == ERR_OK) {
        said.quantity = 0; /* of the first alone */
        memset(&said.instead, 0, sizeof said.instead);
        err = deal_check(node, step, &dossier, &said);
        if (err == ERR_OK) {
            err = deal_say(node, step, &dossier, &said);
        }
    }
    dossier_release(&dossier);
    return err;
}

enum err together_say(struct node *node,
                      const struct step *step,
                      const struct deal *deal,
                      const struct deal_step *said)
{
    struct found found;
    enum err err = ERR_OK;

    if (deal->with_count == 0 || deal->state == STATE_OUT ||
        !is_common(said->kind)) {
        return ERR_OK;
    }
    err = find(node, step, deal, &found);
    if (err == ERR_OK && said->kind == STEP_YES &&
        found.count < deal->with_count) {
        if (step->answer != NULL) {
            answer_refuse(step, REFUSAL_TOGETHER);
        }
        return ERR_STATE;
    }
    for (size_t index = 0; index < found.count && err == ERR_OK; index++) {
        err = say_one(node, step, &found.deals[index], *said);
    }
    return err;
}

/* Would this node promise it by itself, as far as its own post goes? */
static enum err fits_one(const struct node *node,
                         const struct step *step,
                         const struct id *id,
                         bool *fits)
{
    const uint64_t now_ms = step->event->moment.now_ms;
    struct dossier dossier;
    struct posted posted;
    struct rivals rivals;
    enum err err = ERR_OK;

    *fits = false;
    dossier_init(&dossier);
    posted_init(&posted);
    rivals_init(&rivals);
    err = dossier_load(&dossier, node, step, id, NULL);
    if (err == ERR_OK) {
        const struct deal *deal = &dossier.deal;

        err = posted_read(node, &deal->keeper, deal->lane, deal->n, &posted);
    }
    if (err == ERR_OK) {
        err = rivals_load(&rivals, node, step, &dossier.deal.post);
    }
    if (err == ERR_OK && id_equal(&posted.id, &dossier.deal.post)) {
        const struct stock stock = deal_stock(&posted, &rivals);

        *fits = deal_is_automatic(&stock) &&
                choice_shows(&posted.post, now_ms) &&
                stock_grants(&stock, &dossier.deal, now_ms);
    }
    rivals_release(&rivals);
    posted_release(&posted);
    dossier_release(&dossier);
    return err == ERR_UNKNOWN ? ERR_OK : err;
}

static enum err fits_all(const struct node *node,
                         const struct step *step,
                         const struct deal *deal,
                         bool *fits)
{
    struct found found;
    enum err err = find(node, step, deal, &found);

    *fits = err == ERR_OK && found.count == deal->with_count;
    for (size_t index = 0; index < found.count && err == ERR_OK && *fits;
         index++) {
        err = fits_one(node, step, &found.deals[index], fits);
    }
    return err;
}

enum err together_prune(const struct node *node,
                        const struct step *step,
                        struct rivals *rivals)
{
    enum err err = ERR_OK;

    for (size_t index = 0; index < rivals->count && err == ERR_OK; index++) {
        struct deal *deal = &rivals->deals[index];
        bool fits = true;

        if (deal->with_count > 0 &&
            (deal->state == STATE_ASKED || deal->state == STATE_WAITING)) {
            err = fits_all(node, step, deal, &fits);
        }
        if (!fits) {
            deal->state = STATE_DECLINED;
        }
    }
    return err;
}
