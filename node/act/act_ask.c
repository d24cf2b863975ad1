/*
 * Asking: for what another keeps, and writing down what someone outside kith
 * was lent. Rules C12, C22 and C23 of spec/acts.md.
 */
#include <string.h>

#include "node/act/act_deal.h"
#include "node/limits.h"

static const struct id *own_id(const struct node *node)
{
    return &node->config.household->signing.public;
}

/* Do we ask for the same already? */
struct asking {
    const struct step *step;
    const struct id *own;
    const struct deal_step *said;
    size_t idle; /* came to nothing so far */
    bool is_asked;
};

static enum err look_for_ask(void *visitor, const struct summary *summary)
{
    struct asking *asking = visitor;
    const struct deal_step *said = asking->said;
    struct sheet sheet;

    if (sheet_read(summary, asking->step->event->moment.now_ms, &sheet) !=
        ERR_OK) {
        return ERR_OK;
    }
    asking->idle += deal_is_idle(&sheet.deal, asking->own);
    if (deal_is_live(&sheet.deal) &&
        id_equal(&sheet.deal.claimant, asking->own) &&
        view_equal(sheet.deal.acts_for, said->acts_for) &&
        sheet.deal.from_ms == said->from_ms &&
        sheet.deal.to_ms == said->to_ms) {
        asking->is_asked = true;
        asking->step->answer->deal = summary->thread;
        asking->step->answer->number = summary->number;
    }
    return ERR_OK;
}

/* Is it a post that deals are about, and does it stand? */
static enum err check_post(const struct step *step, const struct posted *posted)
{
    const uint64_t now_ms = step->event->moment.now_ms;

    if (kind_find(posted->record.kind) == NULL) {
        answer_refuse(step, REFUSAL_NO_DEALS);
        return ERR_STATE;
    }
    if (posted->post.status == STATUS_CLOSED ||
        (posted->post.until_ms != 0 && posted->post.until_ms <= now_ms)) {
        answer_refuse(step, REFUSAL_OVER);
        return ERR_STATE;
    }
    return ERR_OK;
}

static enum err check_ask(const struct node *node,
                          const struct step *step,
                          const struct posted *posted,
                          const struct deal_step *said)
{
    struct asking asking = {step, own_id(node), said, 0, false};
    enum err err =
        deal_check_days(posted, said, step->event->moment.now_ms, step->answer);

    if (err != ERR_OK) {
        return err;
    }
    err = node->shelf.mail.summaries_of(node->shelf.self, &posted->id,
                                        look_for_ask, &asking);
    if (err == ERR_OK && asking.is_asked) {
        answer_refuse(step, REFUSAL_ASKED);
        return ERR_STATE;
    }
    if (err == ERR_OK && asking.idle >= POST_IDLE_MAX) {
        answer_refuse(step, REFUSAL_OFTEN);
        return ERR_STATE;
    }
    return err;
}

/* The keeper lends what is there, for days that nobody else was promised. */
static enum err check_outside(const struct node *node,
                              const struct step *step,
                              const struct posted *posted,
                              const struct deal_step *said)
{
    const uint64_t now_ms = step->event->moment.now_ms;
    const struct deal wish = {
        .quantity = said->quantity == 0 ? 1 : said->quantity,
        .from_ms = said->from_ms,
        .to_ms = said->to_ms,
    };
    struct rivals rivals;
    enum err err = ERR_OK;

    rivals_init(&rivals);
    err = rivals_load(&rivals, node, step, &posted->id);
    if (err == ERR_OK && (said->to_ms != 0 ||
                          !kind_find(posted->record.kind)
                               ->comes_back)) { /* else nobody knows how long */
        err = deal_has_room(posted, &rivals, &wish, now_ms, step->answer);
    }
    if (err == ERR_OK) {
        err = deal_check_custody(posted, &rivals, &wish, now_ms, step->answer);
    }
    rivals_release(&rivals);
    return err;
}

/* What an ask repeats of its post, so that it stands for itself. */
static void fill_ask(const struct posted *posted, struct deal_step *said)
{
    said->kind = STEP_ASK;
    said->post = posted->id;
    said->post_kind = (uint8_t)posted->record.kind;
    said->revision = posted->post.revision;
    said->title = posted->post.title;
    said->lane = posted->record.lane;
    said->n = posted->record.n;
    step_terms(&posted->post, said->terms);
}

/* Promised and handed over in one step: who is not here says nothing. */
static enum err say_outside(struct node *node,
                            const struct step *step,
                            struct dossier *dossier,
                            const struct deal_step *ask)
{
    struct deal_step out = step->event->as.command->as.ask.out;
    enum err err = ERR_OK;

    dossier->side = SIDE_KEEPER;
    dossier->deal.keeper = *own_id(node);
    err = deal_say(node, step, dossier, ask);
    if (err == ERR_OK) {
        out.kind = STEP_OUT;
        err = deal_say(node, step, dossier, &out);
    }
    return err;
}

static enum err say_ask(struct node *node,
                        const struct step *step,
                        struct dossier *dossier,
                        const struct deal_step *ask)
{
    dossier->side = SIDE_CLAIMANT;
    dossier->deal.keeper = step->event->as.command->as.ask.keeper;
    return deal_say(node, step, dossier, ask);
}

static enum err ask_for(struct node *node,
                        const struct step *step,
                        const struct posted *posted,
                        struct deal_step *said)
{
    const bool is_outside = said->outside.bytes > 0;
    struct dossier dossier;
    enum err err = check_post(step, posted);

    if (err == ERR_OK) {
        fill_ask(posted, said);
        err = is_outside ? check_outside(node, step, posted, said)
                         : check_ask(node, step, posted, said);
    }
    if (err != ERR_OK) {
        return err;
    }
    dossier_init(&dossier);
    err = is_outside ? say_outside(node, step, &dossier, said)
                     : say_ask(node, step, &dossier, said);
    err = answer_letter(step, err);
    if (err == ERR_OK) {
        answer_deal(step, &dossier);
    }
    dossier_release(&dossier);
    return err;
}

/* The posts of one ask. */
struct posts {
    struct posted items[1 + ASK_WITH_MAX];
    size_t count;
};

static void posts_release(struct posts *posts)
{
    for (size_t index = 0; index < posts->count; index++) {
        posted_release(&posts->items[index]);
    }
}

static enum err posts_read(const struct node *node,
                           const struct command_ask *wanted,
                           struct posts *posts)
{
    struct command_slot slot = {wanted->lane, wanted->n};
    enum err err = ERR_OK;

    posts->count = 0;
    for (size_t index = 0; index <= wanted->with_count && err == ERR_OK;
         index++) {
        struct posted *posted = &posts->items[posts->count++];

        slot = index == 0 ? slot : wanted->with[index - 1];
        posted_init(posted);
        err = posted_read(node, &wanted->keeper, slot.lane, slot.n, posted);
    }
    return err;
}

/* All posts but one, in ascending order. */
static void
name_others(const struct posts *posts, size_t but, struct deal_step *said)
{
    said->with_count = 0;
    for (size_t index = 0; index < posts->count; index++) {
        size_t place = said->with_count;

        if (index == but) {
            continue;
        }
        while (place > 0 && id_compare(&said->with[place - 1],
                                       &posts->items[index].id) > 0) {
            said->with[place] = said->with[place - 1];
            place--;
        }
        said->with[place] = posts->items[index].id;
        said->with_count++;
    }
}

/* The first one last: its deal is the answer. */
static enum err ask_for_all(struct node *node,
                            const struct step *step,
                            const struct posts *posts)
{
    enum err err = ERR_OK;

    for (size_t index = posts->count; index > 0 && err == ERR_OK; index--) {
        struct deal_step said = step->event->as.command->as.ask.step;

        said.quantity = index == 1 ? said.quantity : 0;
        name_others(posts, index - 1, &said);
        err = ask_for(node, step, &posts->items[index - 1], &said);
    }
    return err;
}

enum err deal_ask(struct node *node, const struct step *step)
{
    const struct command_ask *wanted = &step->event->as.command->as.ask;
    const bool is_own = id_equal(&wanted->keeper, own_id(node));
    struct posts posts;
    enum err err = ERR_OK;

    if (is_own != (wanted->step.outside.bytes > 0)) {
        answer_refuse(step, REFUSAL_OWN);
        return ERR_DENIED;
    }
    err = posts_read(node, wanted, &posts);
    if (err == ERR_OK) {
        err = ask_for_all(node, step, &posts);
    }
    posts_release(&posts);
    return err;
}
