/*
 * What a keeper can promise and hand out. Rules C14 and C15 of spec/acts.md.
 */
#include <string.h>

#include "node/act/act_deal.h"
#include "node/deal/calendar.h"
#include "node/deal/stock.h"

static enum err
refuse(struct answer *answer, enum refusal refusal, const struct deal *by)
{
    if (answer != NULL) {
        answer->refusal = refusal;
    }
    if (answer != NULL && by != NULL) {
        answer->deal = by->id;
    }
    return ERR_STATE;
}

struct stock deal_stock(const struct posted *posted,
                        const struct rivals *rivals)
{
    return (struct stock){&posted->post, kind_find(posted->record.kind),
                          &posted->id, rivals->deals, rivals->count};
}

/* The nearest days of the same length that nobody has. */
static void offer_days(const struct calendar *calendar,
                       struct span wanted,
                       uint64_t now_ms,
                       struct answer *answer)
{
    struct span before = {0, 0};
    struct span after = {0, 0};
    const bool has_before = calendar_before(calendar, wanted, now_ms, &before);
    const bool has_after = calendar_after(calendar, wanted, now_ms, &after);
    const bool is_before =
        has_before && (!has_after || wanted.from_ms - before.from_ms <
                                         after.from_ms - wanted.from_ms);

    answer->free_from_ms = is_before ? before.from_ms : after.from_ms;
    answer->free_to_ms = is_before ? before.to_ms : after.to_ms;
}

/* Why these days cannot be had. */
static enum err refuse_days(const struct posted *posted,
                            const struct rivals *rivals,
                            const struct deal *deal,
                            uint64_t now_ms,
                            struct answer *answer)
{
    const struct span wanted = {deal->from_ms, deal->to_ms};
    struct calendar calendar;
    enum err err = ERR_OK;

    if (answer == NULL) {
        return ERR_STATE;
    }
    calendar_init(&calendar, &posted->post);
    err = calendar_book(&calendar, rivals->deals, rivals->count, deal, now_ms);
    answer->verdict = (uint8_t)calendar_check(&calendar, wanted, now_ms);
    if (err != ERR_OK || answer->verdict != VERDICT_TAKEN) {
        return refuse(answer, REFUSAL_DAYS, NULL);
    }
    offer_days(&calendar, wanted, now_ms, answer);
    return refuse(answer, REFUSAL_TAKEN, NULL);
}

enum err deal_has_room(const struct posted *posted,
                       const struct rivals *rivals,
                       const struct deal *deal,
                       uint64_t now_ms,
                       struct answer *answer)
{
    const struct stock stock = deal_stock(posted, rivals);

    if (stock_fits(&stock, deal, now_ms)) {
        return ERR_OK;
    }
    return stock.kind->capacity == CAPACITY_DAYS
               ? refuse_days(posted, rivals, deal, now_ms, answer)
               : refuse(answer, REFUSAL_LEFT, NULL);
}

enum err deal_check_days(const struct posted *posted,
                         const struct deal_step *said,
                         uint64_t now_ms,
                         struct answer *answer)
{
    struct calendar calendar;
    enum verdict verdict = VERDICT_FREE;

    if (kind_find(posted->record.kind)->capacity != CAPACITY_DAYS ||
        said->to_ms == 0) {
        return ERR_OK;
    }
    calendar_init(&calendar, &posted->post);
    verdict = calendar_check(&calendar,
                             (struct span){said->from_ms, said->to_ms}, now_ms);
    if (verdict == VERDICT_FREE) {
        return ERR_OK;
    }
    answer->verdict = (uint8_t)verdict;
    (void)refuse(answer, REFUSAL_DAYS, NULL);
    return ERR_INVALID;
}

bool deal_is_about(const struct deal *deal, const struct posted *posted)
{
    return id_equal(&posted->id, &deal->post) &&
           posted->record.kind == deal->kind;
}

/* The post that a deal is about, where it still stands. */
static enum err read_post(const struct node *node,
                          const struct deal *deal,
                          struct posted *posted)
{
    enum err err =
        posted_read(node, &deal->keeper, deal->lane, deal->n, posted);

    return err == ERR_OK && !deal_is_about(deal, posted) ? ERR_UNKNOWN : err;
}

static enum err check_yes(const struct posted *posted,
                          const struct rivals *rivals,
                          const struct deal *deal,
                          uint64_t now_ms,
                          struct answer *answer,
                          struct deal_step *said)
{
    const struct deal_step plain = deal_plain_yes(posted);
    struct deal wish = *deal;

    if (deal->state == STATE_OUT) { /* a longer loan */
        wish.to_ms = wish.due_ms = deal->change_to_ms;
    }
    said->revision = plain.revision;
    memcpy(said->terms, plain.terms, sizeof said->terms);
    return deal_has_room(posted, rivals, &wish, now_ms, answer);
}

enum err deal_check_custody(const struct posted *posted,
                            const struct rivals *rivals,
                            const struct deal *deal,
                            uint64_t now_ms,
                            struct answer *answer)
{
    const struct stock stock = deal_stock(posted, rivals);
    const struct deal *other = stock_in_the_way(&stock, deal, now_ms);

    return other == NULL ? ERR_OK : refuse(answer, REFUSAL_NOT_BACK, other);
}

static enum err check_keeper(const struct node *node,
                             const struct step *step,
                             const struct deal *deal,
                             struct deal_step *said)
{
    const uint64_t now_ms = step->event->moment.now_ms;
    struct posted posted;
    struct rivals rivals;
    enum err err = ERR_OK;

    posted_init(&posted);
    rivals_init(&rivals);
    err = rivals_load(&rivals, node, step, &deal->post);
    if (err == ERR_OK) {
        err = read_post(node, deal, &posted);
    }
    if (err == ERR_OK && said->kind == STEP_OUT) {
        struct deal handed = *deal;

        handed.due_ms = said->due_ms != 0 ? said->due_ms : deal->due_ms;
        err =
            deal_check_custody(&posted, &rivals, &handed, now_ms, step->answer);
    } else if (err == ERR_OK) {
        err = check_yes(&posted, &rivals, deal, now_ms, step->answer, said);
    } else if (err == ERR_UNKNOWN) { /* what was promised before still holds */
        err = said->kind == STEP_OUT ? ERR_OK
                                     : refuse(step->answer, REFUSAL_OVER, NULL);
    }
    rivals_release(&rivals);
    posted_release(&posted);
    return err;
}

/* What a change does not name stays as it was asked for. */
static void keep_wish(const struct deal *deal, struct deal_step *said)
{
    said->quantity = said->quantity == 0 ? deal->quantity : said->quantity;
    said->from_ms = said->from_ms == 0 ? deal->from_ms : said->from_ms;
    said->to_ms = said->to_ms == 0 ? deal->to_ms : said->to_ms;
    said->role = said->role.bytes == 0 ? deal->role : said->role;
}

/* A change is made in view of the post as it is now. */
static enum err fill_change(const struct node *node,
                            const struct deal *deal,
                            struct deal_step *said)
{
    struct posted posted;
    enum err err = ERR_OK;

    keep_wish(deal, said);
    posted_init(&posted);
    err = read_post(node, deal, &posted);
    said->revision = deal->revision;
    memcpy(said->terms, deal->terms, sizeof said->terms);
    if (err == ERR_OK) {
        said->revision = posted.post.revision;
        step_terms(&posted.post, said->terms);
    }
    posted_release(&posted);
    return err == ERR_UNKNOWN ? ERR_OK : err;
}

enum err deal_check(const struct node *node,
                    const struct step *step,
                    const struct dossier *dossier,
                    struct deal_step *said)
{
    if (said->kind == STEP_CHANGE) {
        return fill_change(node, &dossier->deal, said);
    }
    if (dossier->side == SIDE_KEEPER &&
        (said->kind == STEP_YES || said->kind == STEP_OUT)) {
        return check_keeper(node, step, &dossier->deal, said);
    }
    return ERR_OK;
}

struct deal_step deal_plain_yes(const struct posted *posted)
{
    struct deal_step yes = {.kind = STEP_YES,
                            .revision = posted->post.revision + 1};

    step_terms(&posted->post, yes.terms);
    return yes;
}
