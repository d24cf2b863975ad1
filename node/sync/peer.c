#include "node/sync/peer.h"

#include <stdlib.h>

#include "node/limits.h"
#include "node/sync/compare.h"

#define MAY(type)  (1U << (unsigned)WIRE_##type)
#define MAY_PHOTOS (MAY(PHOTO_WANT) | MAY(PHOTO_PIECE) | MAY(PHOTO_STATE))

enum { FOLLOWS, LEADS, ROLES };

/* What a peer may say to us, by our role and what it is to us. */
static const uint32_t allowed[ROLES][PEER_STATES] =
    {
        [FOLLOWS] =
            {
                [PEER_GUEST] = MAY(RECORDS) | MAY(ACK) | MAY(BYE) | MAY(ENROL),
                [PEER_READY] = MAY(WEEKS) | MAY(RECORDS) | MAY(ACK) |
                               MAY(FINGERPRINTS) | MAY(BYE) | MAY(ESTIMATE) |
                               MAY(ASK) | MAY(SYMBOLS) | MAY(ENROL) |
                               MAY(SIFT) | MAY(SIEVE) | MAY_PHOTOS,
                [PEER_COMPARE] = MAY(WEEKS) | MAY(WANT) | MAY(RECORDS) |
                                 MAY(ACK) | MAY(DONE) | MAY(BYE) | MAY(ASK) |
                                 MAY(SYMBOLS) | MAY(FOUND) | MAY(KEYED) |
                                 MAY(SIFT) | MAY(SIEVE) | MAY_PHOTOS,
                [PEER_LIVE] = MAY(WEEKS) | MAY(RECORDS) | MAY(ACK) |
                              MAY(FINGERPRINTS) | MAY(BYE) | MAY(ESTIMATE) |
                              MAY_PHOTOS,
            },
        [LEADS] =
            {
                [PEER_GUEST] = MAY(HELLO) | MAY(RECORDS) | MAY(ACK) | MAY(BYE) |
                               MAY(ESTIMATE),
                [PEER_GREET] =
                    MAY(HELLO) | MAY(RECORDS) | MAY(BYE) | MAY(ESTIMATE),
                [PEER_COMPARE] =
                    MAY(LIST) | MAY(WANT_WEEK) | MAY(LISTED) | MAY(RECORDS) |
                    MAY(ACK) | MAY(DONE) | MAY(FINGERPRINTS) | MAY(BYE) |
                    MAY(ASK) | MAY(SYMBOLS) | MAY(FOUND) | MAY(LISTS) |
                    MAY(KEYED) | MAY(SIFT) | MAY(SIEVE) | MAY_PHOTOS,
                [PEER_LIVE] = MAY(RECORDS) | MAY(ACK) | MAY(FINGERPRINTS) |
                              MAY(BYE) | MAY_PHOTOS,
            },
};

enum err peer_new(uint32_t number, struct peer **out)
{
    struct peer *peer = calloc(1, sizeof *peer);

    if (peer == NULL) {
        return ERR_NOMEM;
    }
    peer->number = number;
    recent_init(&peer->seen, SEEN_MAX);
    *out = peer;
    return ERR_OK;
}

void peer_forget_estimates(struct peer *peer)
{
    for (size_t set = 0; set < SET_COUNT; set++) {
        free(peer->estimates[set]);
        peer->estimates[set] = NULL;
    }
}

void peer_free(struct peer *peer)
{
    if (peer != NULL) {
        compare_free(peer->compare);
        peer_forget_estimates(peer);
        recent_release(&peer->seen);
        free(peer);
    }
}

bool peer_table_allows(enum peer_state state, bool leads, enum wire_type type)
{
    uint32_t types = allowed[leads ? LEADS : FOLLOWS][state];

    return (types >> (unsigned)type & 1U) == 1U;
}

bool peer_allows(const struct peer *peer, enum wire_type type)
{
    return peer_table_allows(peer->state, peer->is_dialled, type);
}

bool peer_is_member(const struct peer *peer)
{
    return peer->state != PEER_GUEST && peer->state != PEER_CLOSED;
}
