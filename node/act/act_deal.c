#include "node/act/act_deal.h"

#include <assert.h>
#include <string.h>

#include <sodium.h>

#include "node/act/act_letter.h"
#include "node/act/together.h"
#include "node/deal/choice.h"
#include "node/deal/duty.h"
#include "node/limits.h"

static const struct id *own_id(const struct node *node)
{
    return &node->config.household->signing.public;
}

/* Random bits for one deal in one step. */
static uint64_t draw(const struct step *step, const struct id *deal)
{
    unsigned char bits[crypto_generichash_BYTES_MIN];
    int failed =
        crypto_generichash(bits, sizeof bits, deal->data, ID_BYTES,
                           step->event->seed, sizeof step->event->seed);

    assert(failed == 0);
    return get_u64(bits);
}

/* Is what a neighbourhood may know of it another than before? */
static bool has_changed(const struct deal *before, const struct deal *now)
{
    return before->state != now->state || before->quantity != now->quantity ||
           before->from_ms != now->from_ms || before->to_ms != now->to_ms ||
           before->due_ms != now->due_ms || !id_equal(&before->yes, &now->yes);
}

/* Is it asked for, or did who waits name something else since? */
static bool is_new_wish(const struct deal *before, const struct deal *now)
{
    return now->state == STATE_ASKED ||
           (now->state == STATE_WAITING && before->state == STATE_WAITING);
}

/* What there is to do after a step; `before` is the deal as it was. */
static void note_duties(const struct step *step,
                        struct dossier *dossier,
                        const struct deal *before)
{
    const uint64_t now_ms = step->event->moment.now_ms;
    const struct deal *deal = &dossier->deal;
    struct sheet_beside *beside = &dossier->sheet.beside;

    dossier->sheet.deal = *deal;
    if (has_changed(before, deal) && dossier->side == SIDE_KEEPER) {
        beside->public_ms = now_ms + duty_delay_ms(draw(step, &deal->id));
        beside->desk_ms = is_new_wish(before, deal) ? now_ms : 0;
    }
    if (dossier->side == SIDE_KEEPER && deal->has_change &&
        deal->change_to_ms != before->change_to_ms) {
        beside->desk_ms = now_ms; /* a longer loan is asked for */
    }
    if (before->state != deal->state || before->when_ms != deal->when_ms ||
        before->due_ms != deal->due_ms) {
        beside->reminders = 0;
    }
    duty_remind_after(&dossier->sheet, dossier->side, now_ms);
}

static void look_again(void *context, struct sheet *sheet)
{
    const uint64_t *now_ms = context;

    sheet->beside.desk_ms = *now_ms;
}

static bool holds(const struct deal *deal)
{
    return deal->state == STATE_PROMISED || deal->state == STATE_OUT;
}

/* Something fell free: whoever waits for the post is looked at again. */
static enum err wake_line(const struct node *node,
                          const struct step *step,
                          const struct dossier *dossier,
                          const struct deal *before)
{
    uint64_t now_ms = step->event->moment.now_ms;
    struct rivals rivals;
    enum err err = ERR_OK;

    if (dossier->side != SIDE_KEEPER || !holds(before) ||
        !has_changed(before, &dossier->deal)) {
        return ERR_OK;
    }
    rivals_init(&rivals);
    err = rivals_load(&rivals, node, step, &dossier->deal.post);
    for (size_t index = 0; index < rivals.count && err == ERR_OK; index++) {
        if (rivals.deals[index].state == STATE_WAITING) {
            err = sheet_change(node, step, &rivals.deals[index].id, look_again,
                               &now_ms);
        }
    }
    rivals_release(&rivals);
    return err;
}

/* Load a deal with the letter that this step wrote or got, and keep it. */
static enum err keep_anew(const struct node *node,
                          const struct step *step,
                          struct dossier *dossier,
                          const struct id *deal,
                          const struct letter *letter)
{
    struct deal before;
    enum err err = dossier_load(dossier, node, step, deal, letter);

    if (err == ERR_OK && dossier->side == SIDE_STRANGER) {
        err = ERR_UNKNOWN; /* it is no deal of ours, whatever it says */
    }
    if (err != ERR_OK) {
        return err;
    }
    before = dossier->sheet.deal;
    note_duties(step, dossier, &before);
    err = dossier_keep(dossier, node, step);
    if (err == ERR_OK) {
        err = wake_line(node, step, dossier, &before);
    }
    return err == ERR_OK
               ? actions_wake(step->actions, step->event->moment.mono_ms)
               : err;
}

static enum err write_letter(struct node *node,
                             const struct step *step,
                             const struct dossier *dossier,
                             const struct deal_step *said,
                             struct id *letter)
{
    const struct deal *deal = &dossier->deal;
    const bool is_begun = said->kind != STEP_ASK;
    struct letter_draft draft = {
        .kind = LETTER_DEAL,
        .thread = is_begun ? &deal->id : NULL,
        .answers = is_begun ? &deal->last : NULL,
    };
    struct bytes content;
    enum err err = ERR_OK;

    draft.readers[0] =
        dossier->side == SIDE_KEEPER ? deal->claimant : deal->keeper;
    /* Someone outside kith reads nothing. */
    draft.readers_count = id_is_zero(&draft.readers[0]) ? 0 : 1;
    bytes_init(&content, DEAL_CONTENT_BYTES_MAX);
    err = step_write(said, &content);
    if (err == ERR_OK) {
        draft.content = bytes_view(&content);
        err = act_letter(node, step, &draft, letter);
    }
    bytes_wipe(&content);
    return err;
}

enum err deal_say(struct node *node,
                  const struct step *step,
                  struct dossier *dossier,
                  const struct deal_step *said)
{
    struct id letter;
    struct id deal;
    enum err err = write_letter(node, step, dossier, said, &letter);

    if (err != ERR_OK) {
        return err;
    }
    deal = said->kind == STEP_ASK ? letter : dossier->deal.id;
    return keep_anew(node, step, dossier, &deal, NULL);
}

/* The step that a letter of this thread says. */
static enum step_kind step_of(const struct letter *letter)
{
    struct deal_step said;

    return step_read(letter->content, &said) == ERR_OK
               ? (enum step_kind)said.kind
               : STEP_NONE;
}

enum tell_kind tell_of_step(enum step_kind step)
{
    return step == STEP_NONE
               ? TELL_LETTER
               : (enum tell_kind)(TELL_DEAL_ASK + (int)step - (int)STEP_ASK);
}

/* Does the keeper not see it yet, since its post simmers? */
static enum err look_if_hidden(const struct node *node,
                               const struct step *step,
                               const struct dossier *dossier,
                               bool *is_hidden)
{
    const struct deal *deal = &dossier->deal;
    struct posted posted;
    enum err err = ERR_OK;

    *is_hidden = false;
    if (dossier->side != SIDE_KEEPER || deal->state != STATE_ASKED) {
        return ERR_OK;
    }
    posted_init(&posted);
    err = posted_read(node, &deal->keeper, deal->lane, deal->n, &posted);
    if (err == ERR_OK) {
        *is_hidden = !choice_shows(&posted.post, step->event->moment.now_ms);
    }
    posted_release(&posted);
    return err == ERR_UNKNOWN ? ERR_OK : err;
}

/* Is a letter that came, the last of its thread here, of no effect where it
 * stands? One that waits for what it answers may have some yet. */
static bool changes_nothing(const struct step *step,
                            const struct dossier *dossier)
{
    const struct thread *thread = &dossier->thread;
    struct deal before;

    return thread->count > 1 &&
           deal_replay(thread->letters, thread->count - 1,
                       step->event->moment.now_ms, &before) == ERR_OK &&
           dossier->deal.refused > before.refused &&
           !has_changed(&before, &dossier->deal);
}

enum err deal_received(struct node *node,
                       const struct step *step,
                       const struct letter *letter)
{
    struct tell tell = {
        .kind = TELL_LETTER,
        .subject = letter->author,
        .other = letter->thread,
        .number = letter->kind,
    };
    struct dossier dossier;
    bool is_hidden = false;
    enum err err = ERR_OK;

    if (letter->kind == LETTER_DEAL) {
        dossier_init(&dossier);
        err = keep_anew(node, step, &dossier, &letter->thread, letter);
        if (err == ERR_OK) {
            tell.number = dossier.number;
            tell.kind = tell_of_step(step_of(letter));
            err = look_if_hidden(node, step, &dossier, &is_hidden);
            is_hidden = is_hidden || changes_nothing(step, &dossier);
        }
        /* Else the ask is still on its way, or never was, or is one too many
         * of its post. */
        err = err == ERR_UNKNOWN || err == ERR_FULL ? ERR_OK : err;
        dossier_release(&dossier);
    }
    /* What another machine of ours wrote is no news here. */
    return err != ERR_OK || is_hidden || id_equal(&letter->author, own_id(node))
               ? err
               : actions_tell(step->actions, &tell);
}

void answer_refuse(const struct step *step, enum refusal refusal)
{
    if (step->answer->refusal == REFUSAL_NONE) {
        step->answer->refusal = refusal;
    }
}

enum err answer_letter(const struct step *step, enum err err)
{
    if (err == ERR_UNKNOWN) {
        answer_refuse(step, REFUSAL_NO_MACHINE);
        return ERR_DENIED;
    }
    if (err == ERR_FULL) {
        answer_refuse(step, REFUSAL_LETTERS);
    }
    return err;
}

void answer_deal(const struct step *step, const struct dossier *dossier)
{
    step->answer->deal = dossier->deal.id;
    step->answer->post = dossier->deal.post;
    step->answer->number = dossier->number;
    step->answer->state = dossier->deal.state;
}

static enum err act_step(struct node *node, const struct step *step)
{
    const struct command_deal *wanted = &step->event->as.command->as.deal;
    struct deal_step said = wanted->step;
    struct dossier dossier;
    enum err err = ERR_OK;

    dossier_init(&dossier);
    err = dossier_load(&dossier, node, step, &wanted->deal, NULL);
    if (err == ERR_OK) {
        answer_deal(step, &dossier);
        err = deal_takes(&dossier.deal, &said, dossier.side,
                         step->event->moment.now_ms);
        if (err != ERR_OK) {
            answer_refuse(step, REFUSAL_TABLE);
        }
    }
    if (err == ERR_OK) {
        err = deal_check(node, step, &dossier, &said);
    }
    if (err == ERR_OK) {
        err = together_say(node, step, &dossier.deal, &wanted->step);
    }
    if (err == ERR_OK) {
        err = answer_letter(step, deal_say(node, step, &dossier, &said));
    }
    if (err == ERR_OK) {
        answer_deal(step, &dossier);
    }
    dossier_release(&dossier);
    return err;
}

enum err act_deal(struct node *node, const struct step *step)
{
    const struct command *command = step->event->as.command;

    if (command->kind == COMMAND_ASK) {
        return deal_ask(node, step);
    }
    return command->kind == COMMAND_DEAL
               ? act_step(node, step)
               : deal_duties(node, step, &step->answer->has_more);
}
