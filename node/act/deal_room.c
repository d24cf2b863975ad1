/*
 * What a keeper can promise and hand out. Rules C14 and C15 of spec/acts.md.
 */
#include <string.h>

#include "node/act/act_deal.h"
#include "node/moment.h"

enum { HOUR_MS = 60 * 60 * 1000, NEAR_DAYS = 60 };

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

/* Does another deal hold what is there of the post? What does not come back
 * stays held when it is done. */
static bool takes(const struct deal *other, const struct deal *deal)
{
    const struct kind_row *row = kind_find(other->kind);

    return !id_equal(&other->id, &deal->id) &&
           (other->state == STATE_PROMISED || other->state == STATE_OUT ||
            (other->state == STATE_DONE && !row->comes_back));
}

static enum err check_quantity(const struct posted *posted,
                               const struct rivals *rivals,
                               const struct deal *deal,
                               struct answer *answer)
{
    uint32_t left = posted->post.quantity == 0 ? 1 : posted->post.quantity;

    for (size_t index = 0; index < rivals->count; index++) {
        const struct deal *other = &rivals->deals[index];

        if (takes(other, deal)) {
            left = other->quantity < left ? left - other->quantity : 0;
        }
    }
    return deal->quantity <= left ? ERR_OK : refuse(answer, REFUSAL_LEFT, NULL);
}

/* Until when a thing is away: a longer loan, or a late one. */
static uint64_t away_until_ms(const struct deal *deal)
{
    return deal->state == STATE_OUT && deal->due_ms > deal->to_ms ? deal->due_ms
                                                                  : deal->to_ms;
}

/* The deal that has the thing in these days or in the rest around them. */
static const struct deal *taken_by(const struct posted *posted,
                                   const struct rivals *rivals,
                                   const struct deal *deal,
                                   uint64_t from_ms,
                                   uint64_t to_ms)
{
    const uint64_t rest_ms = (uint64_t)posted->post.buffer_hours * HOUR_MS;

    for (size_t index = 0; index < rivals->count; index++) {
        const struct deal *other = &rivals->deals[index];

        if (takes(other, deal) && other->to_ms != 0 &&
            from_ms < away_until_ms(other) + rest_ms &&
            other->from_ms < to_ms + rest_ms) {
            return other;
        }
    }
    return NULL;
}

/* Days of the same length that nobody has, nearest to those wanted. */
static void offer_days(const struct posted *posted,
                       const struct rivals *rivals,
                       const struct deal *deal,
                       struct answer *answer)
{
    for (int64_t shift = 1; shift <= 2 * NEAR_DAYS; shift++) {
        const int64_t days = shift % 2 == 1 ? (shift + 1) / 2 : -shift / 2;
        const int64_t shift_ms = days * DAY_MS;
        const uint64_t from_ms = (uint64_t)((int64_t)deal->from_ms + shift_ms);
        const uint64_t to_ms = (uint64_t)((int64_t)deal->to_ms + shift_ms);

        if ((days > 0 || from_ms > deal->asked_ms) &&
            taken_by(posted, rivals, deal, from_ms, to_ms) == NULL) {
            answer->free_from_ms = from_ms;
            answer->free_to_ms = to_ms;
            return;
        }
    }
}

static enum err check_days(const struct posted *posted,
                           const struct rivals *rivals,
                           const struct deal *deal,
                           struct answer *answer)
{
    const struct deal *by = NULL;

    if (deal->to_ms == 0) {
        return ERR_OK; /* they agree on days by word of mouth */
    }
    by = taken_by(posted, rivals, deal, deal->from_ms, deal->to_ms);
    if (by == NULL) {
        return ERR_OK;
    }
    if (answer != NULL) {
        offer_days(posted, rivals, deal, answer);
    }
    return refuse(answer, REFUSAL_TAKEN, by);
}

enum err deal_has_room(const struct posted *posted,
                       const struct rivals *rivals,
                       const struct deal *deal,
                       struct answer *answer)
{
    switch (kind_find(deal->kind)->capacity) {
    case CAPACITY_QUANTITY:
        return check_quantity(posted, rivals, deal, answer);
    case CAPACITY_DAYS:
        return check_days(posted, rivals, deal, answer);
    case CAPACITY_HOURS:
    case CAPACITY_ROLE:
    case CAPACITY_TARGET:
    case CAPACITY_TWO:
    case CAPACITY_VOUCHES:
    case CAPACITY_END:
        break;
    }
    return ERR_OK;
}

/* Only what is with its keeper is handed out. */
static enum err check_custody(const struct rivals *rivals,
                              const struct deal *deal,
                              struct answer *answer)
{
    for (size_t index = 0; index < rivals->count; index++) {
        const struct deal *other = &rivals->deals[index];

        if (other->state == STATE_OUT && kind_find(other->kind)->comes_back &&
            !id_equal(&other->id, &deal->id)) {
            return refuse(answer, REFUSAL_NOT_BACK, other);
        }
    }
    return ERR_OK;
}

/* The post that a deal is about, where it still stands. */
static enum err read_post(const struct node *node,
                          const struct deal *deal,
                          struct posted *posted)
{
    enum err err =
        posted_read(node, &deal->keeper, deal->lane, deal->n, posted);

    return err == ERR_OK && !id_equal(&posted->id, &deal->post) ? ERR_UNKNOWN
                                                                : err;
}

static enum err check_yes(const struct posted *posted,
                          const struct rivals *rivals,
                          const struct deal *deal,
                          struct answer *answer,
                          struct deal_step *said)
{
    const struct deal_step plain = deal_plain_yes(posted);

    said->revision = plain.revision;
    memcpy(said->terms, plain.terms, sizeof said->terms);
    return deal_has_room(posted, rivals, deal, answer);
}

static enum err check_keeper(const struct node *node,
                             const struct step *step,
                             const struct deal *deal,
                             struct deal_step *said)
{
    struct posted posted;
    struct rivals rivals;
    enum err err = ERR_OK;

    posted_init(&posted);
    rivals_init(&rivals);
    err = rivals_load(&rivals, node, step, &deal->post);
    if (err == ERR_OK && said->kind == STEP_OUT) {
        err = check_custody(&rivals, deal, step->answer);
    } else if (err == ERR_OK) {
        err = read_post(node, deal, &posted);
        err =
            err == ERR_UNKNOWN ? refuse(step->answer, REFUSAL_OVER, NULL) : err;
        if (err == ERR_OK) {
            err = check_yes(&posted, &rivals, deal, step->answer, said);
        }
    }
    rivals_release(&rivals);
    posted_release(&posted);
    return err;
}

/* A change is made in view of the post as it is now. */
static enum err fill_change(const struct node *node,
                            const struct deal *deal,
                            struct deal_step *said)
{
    struct posted posted;
    enum err err = ERR_OK;

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
