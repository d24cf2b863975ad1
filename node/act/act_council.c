/* What stewards do: agree to the next council, and say the rules. */
#include <string.h>

#include "node/act/act.h"
#include "node/inside.h"
#include "node/limits.h"
#include "node/people/council.h"
#include "node/record/body.h"
#include "node/record/council_body.h"

static const struct id *own_id(const struct node *node)
{
    return &node->config.household->signing.public;
}

/* It follows the council in force, and its stewards are members. */
static enum err check_next(const struct node *node,
                           const struct roster_council *now,
                           const struct council_content *next)
{
    if (next->height != now->height + 1 ||
        !id_equal(&next->previous, &now->hash)) {
        return ERR_STATE;
    }
    if (!id_is_among(now->stewards, now->steward_count, own_id(node)) &&
        !id_is_among(now->voters, now->voter_count, own_id(node))) {
        return ERR_DENIED;
    }
    for (size_t index = 0; index < next->stewards_count; index++) {
        if (roster_level(node->roster, &next->stewards[index], STANDING_LIVE) ==
            LEVEL_NONE) {
            return ERR_UNKNOWN;
        }
    }
    return ERR_OK;
}

/* What is agreed to: a content of our own making, or what others signed. */
static enum err read_wanted(const struct node *node,
                            const struct command_council *wanted,
                            struct body_council *body,
                            struct council_content *next)
{
    enum err err = ERR_OK;

    *body = (struct body_council){.content = wanted->content};
    if (wanted->signed_by_others.bytes > 0) {
        err = body_council_read(wanted->signed_by_others, body);
    }
    if (err == ERR_OK && wanted->signed_by_others.bytes > 0) {
        err = body_council_verify(body, &node->config.neighbourhood);
    }
    return err == ERR_OK ? council_content_read(body->content, next) : err;
}

/* The council in force as the content it was, as far as votes go. */
static struct council_content content_of(const struct roster_council *now)
{
    struct council_content content = {
        .height = now->height,
        .stewards_count = now->steward_count,
        .voters_count = now->voter_count,
    };

    memcpy(content.stewards, now->stewards, sizeof content.stewards);
    memcpy(content.voters, now->voters, sizeof content.voters);
    return content;
}

enum err act_council(struct node *node, const struct step *step)
{
    const struct command_council *wanted = &step->event->as.command->as.council;
    struct act_draft draft = {.class = CLASS_COUNCIL, .kind = 1};
    struct answer *answer = step->answer;
    struct roster_council now;
    struct council_content before;
    struct council_content next;
    struct body_council body;
    enum err err = roster_council(node->roster, &now);

    if (err == ERR_OK) {
        err = read_wanted(node, wanted, &body, &next);
    }
    if (err == ERR_OK) {
        err = check_next(node, &now, &next);
    }
    if (err == ERR_OK) {
        err = body_council_sign(&body, &node->config.neighbourhood,
                                &node->config.household->signing);
    }
    if (err == ERR_OK) {
        bytes_reset(&answer->council);
        err = body_council_write(&body, &answer->council);
    }
    if (err != ERR_OK) {
        return err;
    }
    before = content_of(&now);
    answer->is_adopted = council_support(&before, &body) != COUNCIL_UNSUPPORTED;
    draft.body = bytes_view(&answer->council);
    return answer->is_adopted ? act_sign(node, step, &draft, &answer->record)
                              : ERR_OK;
}

enum err act_rules(const struct node *node, const struct step *step)
{
    const struct body_rules *rules = &step->event->as.command->as.rules;
    struct act_draft draft = {.class = CLASS_RULES, .kind = 1};
    struct roster_council now;
    struct bytes body;
    enum err err = roster_council(node->roster, &now);

    if (err != ERR_OK) {
        return err;
    }
    if (!id_is_among(now.stewards, now.steward_count, own_id(node))) {
        return ERR_DENIED;
    }
    for (size_t index = 0; index < rules->slots_count; index++) {
        if (!class_has_rules((enum record_class)rules->slots[index].class)) {
            return ERR_INVALID;
        }
    }
    draft.after_ms = roster_ruled_ms(node->roster);
    bytes_init(&body, BODY_BYTES_MAX_ROSTER);
    return act_sign_written(node, step, &draft, body_rules_write(rules, &body),
                            &body);
}
