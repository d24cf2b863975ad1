#include "node/act/lot.h"

#include <sodium.h>

#include "node/deal/choice.h"
#include "node/deal/draw.h"
#include "node/limits.h"
#include "node/record/identity.h"

static void
secret_of(const struct node *node, const struct id *post, struct id *out)
{
    const struct view parts[] = {
        {node->config.device->signing.secret, SIGNING_SECRET_BYTES},
        {post->data, ID_BYTES}};

    identity_hash(DOMAIN_LOT, parts, FIELD_COUNT(parts), out);
}

void lot_commit(const struct node *node, const struct id *id, struct post *post)
{
    struct id secret;

    if (post->choose != CHOOSE_DRAW ||
        sodium_is_zero(post->commitment, sizeof post->commitment) == 0) {
        return;
    }
    secret_of(node, id, &secret);
    draw_commit(secret.data, id, post->commitment);
    sodium_memzero(&secret, sizeof secret);
}

static bool is_ours(const struct node *node, const struct posted *posted)
{
    unsigned char commitment[ID_BYTES];
    struct id secret;

    secret_of(node, &posted->id, &secret);
    draw_commit(secret.data, &posted->id, commitment);
    sodium_memzero(&secret, sizeof secret);
    return sodium_memcmp(commitment, posted->post.commitment,
                         sizeof commitment) == 0;
}

bool lot_is_due(const struct node *node,
                const struct posted *posted,
                uint64_t now_ms)
{
    return posted->post.choose == CHOOSE_DRAW &&
           choice_shows(&posted->post, now_ms) &&
           draw_verify(&posted->post, &posted->id) == ERR_AGAIN &&
           is_ours(node, posted);
}

static bool has(const struct id *claimants, size_t count, const struct id *one)
{
    for (size_t index = 0; index < count; index++) {
        if (id_equal(&claimants[index], one)) {
            return true;
        }
    }
    return false;
}

/* All who stand in the queue, each once. */
static size_t gather(const struct rivals *rivals, struct id out[TICKETS_MAX])
{
    const unsigned queued = STATE_BIT(ASKED) | STATE_BIT(WAITING);
    size_t count = 0;

    for (size_t i = 0; i < rivals->count && count < TICKETS_MAX; i++) {
        const struct deal *deal = &rivals->deals[i];

        if ((queued & 1U << deal->state) != 0 &&
            !has(out, count, &deal->claimant)) {
            out[count++] = deal->claimant;
        }
    }
    return count;
}

enum err lot_hold(const struct node *node,
                  const struct step *step,
                  const struct posted *posted,
                  const struct rivals *rivals)
{
    struct id claimants[TICKETS_MAX];
    const size_t count = gather(rivals, claimants);
    struct post opened = posted->post;
    struct id secret;
    enum err err = ERR_OK;

    secret_of(node, &posted->id, &secret);
    err = draw_open(&opened, &posted->id, secret.data, claimants, count);
    sodium_memzero(&secret, sizeof secret);
    return err == ERR_OK ? posted_revise(node, step, posted, &opened) : err;
}
