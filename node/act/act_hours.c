/* Hours: sign our half of a receipt, or say that we do not. */
#include <assert.h>

#include <sodium.h>

#include "node/act/act_letter.h"
#include "node/deal/hours_letter.h"
#include "node/inside.h"
#include "node/limits.h"
#include "node/record/record.h"
#include "node/record/time.h"

static const struct id *own_id(const struct node *node)
{
    return &node->config.household->signing.public;
}

/* Random bytes that show nothing of the seed, which others draw from too. */
static void draw_nonce(const struct step *step, struct receipt *receipt)
{
    int failed = crypto_generichash(
        receipt->nonce, sizeof receipt->nonce, receipt->giver.data, ID_BYTES,
        step->event->seed, sizeof step->event->seed);

    assert(failed == 0);
}

/* The other side is a member: somebody who could sign. */
static bool is_with_member(const struct node *node,
                           const struct receipt *receipt)
{
    const struct roster_household *other =
        roster_find(node->roster, receipt_other(receipt, own_id(node)));

    return other != NULL && other->level[STANDING_LIVE] != LEVEL_NONE;
}

/* Would our balance still lie between floor and ceiling? What gives back
 * is always welcome. */
static enum err check_limits(const struct node *node,
                             const struct receipt *receipt)
{
    const bool is_gain = receipt_side(receipt, own_id(node)) == RECEIPT_GIVER;
    const struct ruled *ruled = roster_ruled(node->roster);
    int64_t minutes = 0;
    enum err err =
        node->shelf.balance(node->shelf.self, own_id(node), &minutes);

    if (err != ERR_OK) {
        return err;
    }
    if (is_gain) {
        return minutes + receipt->minutes > ruled->ceiling_minutes ? ERR_STATE
                                                                   : ERR_OK;
    }
    return minutes - receipt->minutes < ruled->floor_minutes ? ERR_STATE
                                                             : ERR_OK;
}

/* ERR_UNKNOWN unless the half of this side is kept. */
static enum err look_for_half(const struct node *node,
                              const struct id *household,
                              struct view body)
{
    struct shelf_row row;
    struct id slot;

    record_slot_receipt(household, body, &slot);
    return node->shelf.head(node->shelf.self, &slot, &row);
}

/* Tell the other side what for, or that we refuse. The thread is the receipt,
 * so that both find it beside the halves. */
static enum err tell_other(struct node *node,
                           const struct step *step,
                           const struct command_receipt *wanted,
                           enum hours_word word)
{
    const struct hours_letter said = {.word = (uint8_t)word,
                                      .because = wanted->because,
                                      .acts_for = wanted->acts_for};
    struct letter_draft draft = {
        .kind = LETTER_HOURS,
        .thread = &step->answer->receipt,
        .readers_count = 1,
    };
    struct bytes content;
    struct id letter;
    enum err err = ERR_OK;

    draft.readers[0] = *receipt_other(&wanted->receipt, own_id(node));
    bytes_init(&content, LETTER_CONTENT_BYTES_MAX);
    err = hours_letter_write(&said, &content);
    if (err == ERR_OK) {
        draft.content = bytes_view(&content);
        err = act_letter(node, step, &draft, &letter);
    }
    bytes_wipe(&content);
    return err;
}

/* Sign our half over the same body as the other side's. */
static enum err sign_half(struct node *node,
                          const struct step *step,
                          const struct command_receipt *wanted)
{
    const struct id *other = receipt_other(&wanted->receipt, own_id(node));
    struct act_draft draft = {.class = CLASS_RECEIPT, .kind = KIND_HOURS};
    struct bytes body;
    enum err err = ERR_OK;

    bytes_init(&body, BODY_BYTES_MAX_ROSTER);
    err = receipt_write(&wanted->receipt, &body);
    if (err == ERR_OK) {
        draft.body = bytes_view(&body);
        receipt_id(&node->config.neighbourhood, draft.body,
                   &step->answer->receipt);
    }
    if (err == ERR_OK && wanted->is_answer) {
        err = look_for_half(node, other, draft.body);
    }
    if (err == ERR_OK &&
        look_for_half(node, own_id(node), draft.body) == ERR_OK) {
        err = ERR_DENIED; /* it is ours already, and waits for the other */
    }
    if (err == ERR_OK) {
        err = act_sign(node, step, &draft, &step->answer->record);
    }
    bytes_release(&body);
    return err;
}

static enum err act_receipt(struct node *node, const struct step *step)
{
    struct command_receipt wanted = step->event->as.command->as.receipt;
    enum err err = ERR_OK;

    if (!wanted.is_answer) {
        wanted.receipt.month = time_month(step->event->moment.now_ms);
        draw_nonce(step, &wanted.receipt);
    }
    if (!is_with_member(node, &wanted.receipt)) {
        return ERR_UNKNOWN;
    }
    if (!wanted.is_meant) {
        err = check_limits(node, &wanted.receipt);
    }
    if (err == ERR_OK) {
        err = sign_half(node, step, &wanted);
    }
    if (err == ERR_OK && wanted.because.bytes + wanted.acts_for.bytes > 0) {
        err = tell_other(node, step, &wanted, HOURS_PROPOSED);
    }
    return err;
}

static enum err act_refuse(struct node *node, const struct step *step)
{
    const struct command_receipt *wanted = &step->event->as.command->as.receipt;
    struct bytes body;
    enum err err = ERR_OK;

    bytes_init(&body, BODY_BYTES_MAX_ROSTER);
    err = receipt_write(&wanted->receipt, &body);
    if (err == ERR_OK) {
        receipt_id(&node->config.neighbourhood, bytes_view(&body),
                   &step->answer->receipt);
        err = tell_other(node, step, wanted, HOURS_REFUSED);
    }
    bytes_release(&body);
    return err;
}

enum err act_hours(struct node *node, const struct step *step)
{
    const struct command *command = step->event->as.command;

    if (receipt_side(&command->as.receipt.receipt, own_id(node)) ==
        RECEIPT_NEITHER) {
        return ERR_DENIED;
    }
    return command->kind == COMMAND_RECEIPT ? act_receipt(node, step)
                                            : act_refuse(node, step);
}
