#include "node/sync/inside.h"

static struct node_peer sync_describe(const struct peer *peer)
{
    return (struct node_peer){
        .number = peer->number,
        .is_dialled = peer->is_dialled,
        .is_member = peer_is_member(peer),
        .is_live = peer->is_live,
        .household = peer->household,
        .device = peer->has_hello ? peer->hello.device : (struct id){{0}},
        .since_mono_ms = peer->up_ms,
        .bytes_in = peer->bytes_in,
        .bytes_out = peer->bytes_out,
        .records_in = peer->records_in,
        .records_out = peer->records_out,
        .symbols = peer->symbols,
        .differences = peer->differences,
        .rounds = peer->rounds,
    };
}

size_t sync_peers(const struct sync *sync, struct node_peer *out, size_t max)
{
    size_t count = 0;

    for (size_t index = 0; index < sync->peer_count && count < max; index++) {
        if (sync->peers[index]->state != PEER_CLOSED) {
            out[count] = sync_describe(sync->peers[index]);
            count++;
        }
    }
    return count;
}

uint64_t sync_sessions(const struct sync *sync)
{
    return sync->sessions;
}

bool sync_is_in_touch(const struct sync *sync)
{
    for (size_t index = 0; index < sync->peer_count; index++) {
        if (sync->peers[index]->is_live) {
            return true;
        }
    }
    return false;
}

uint64_t sync_acknowledged(const struct sync *sync)
{
    return sync->acknowledged;
}

bool sync_has_handed(const struct sync *sync,
                     const struct id *household,
                     uint64_t sequence)
{
    for (size_t index = 0; index < sync->peer_count; index++) {
        const struct peer *peer = sync->peers[index];

        if (peer->is_live && peer->handed >= sequence &&
            id_equal(&peer->household, household)) {
            return true;
        }
    }
    return false;
}

size_t sync_handed_to(const struct sync *sync, uint64_t sequence)
{
    size_t count = 0;

    for (size_t index = 0; index < sync->peer_count; index++) {
        const struct peer *peer = sync->peers[index];

        count += peer->is_live && peer->handed >= sequence ? 1U : 0U;
    }
    return count;
}

uint32_t sync_board_records(const struct sync *sync)
{
    return sync->is_loaded ? fingerprint_count_from(&sync->prints[SET_BOARD],
                                                    sync->from_weeks[SET_BOARD])
                           : 0;
}

bool sync_manifest(const struct sync *sync, struct body_manifest *out)
{
    return sync->is_loaded && manifest_fill(&sync->prints[SET_BOARD],
                                            sync->from_weeks[SET_BOARD], out);
}
