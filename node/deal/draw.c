#include "node/deal/draw.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "node/record/identity.h"

void draw_commit(const unsigned char secret[static SECRET_BYTES],
                 const struct id *post,
                 unsigned char out[static ID_BYTES])
{
    const struct view parts[] = {{secret, SECRET_BYTES},
                                 {post->data, ID_BYTES}};
    struct id hash;

    identity_hash(DOMAIN_DRAW, parts, FIELD_COUNT(parts), &hash);
    memcpy(out, hash.data, ID_BYTES);
}

void draw_ticket(const unsigned char secret[static SECRET_BYTES],
                 const struct id *claimant,
                 const struct id *post,
                 struct post_ticket *out)
{
    const struct view parts[] = {{secret, SECRET_BYTES},
                                 {claimant->data, ID_BYTES},
                                 {post->data, ID_BYTES}};
    struct id hash;

    identity_hash(DOMAIN_TICKET, parts, FIELD_COUNT(parts), &hash);
    memcpy(out->data, hash.data, TICKET_BYTES);
}

static int by_ticket(const void *left, const void *right)
{
    return memcmp(left, right, TICKET_BYTES);
}

static bool fits(const struct post *post,
                 const struct id *id,
                 const unsigned char secret[static SECRET_BYTES])
{
    unsigned char commitment[ID_BYTES];

    draw_commit(secret, id, commitment);
    return memcmp(commitment, post->commitment, ID_BYTES) == 0;
}

enum err draw_open(struct post *post,
                   const struct id *id,
                   const unsigned char secret[static SECRET_BYTES],
                   const struct id *claimants,
                   size_t count)
{
    if (count > TICKETS_MAX) {
        return ERR_FULL;
    }
    if (!fits(post, id, secret)) {
        return ERR_INVALID;
    }
    memcpy(post->secret, secret, SECRET_BYTES);
    for (size_t i = 0; i < count; i++) {
        draw_ticket(secret, &claimants[i], id, &post->tickets[i]);
    }
    post->tickets_count = count;
    qsort(post->tickets, count, sizeof post->tickets[0], by_ticket);
    return ERR_OK;
}

enum err draw_verify(const struct post *post, const struct id *id)
{
    static const unsigned char none[SECRET_BYTES];

    if (memcmp(post->secret, none, SECRET_BYTES) == 0) {
        return ERR_AGAIN;
    }
    return fits(post, id, post->secret) ? ERR_OK : ERR_INVALID;
}

size_t draw_rank(const struct post *post,
                 const struct id *id,
                 const struct id *claimant)
{
    struct post_ticket ticket;
    size_t rank = 0;

    draw_ticket(post->secret, claimant, id, &ticket);
    while (rank < post->tickets_count &&
           memcmp(&ticket, &post->tickets[rank], sizeof ticket) != 0) {
        rank++;
    }
    return rank;
}
