#include "node/sync/push.h"

#include "node/limits.h"
#include "node/scope.h"
#include "node/sync/check.h"
#include "node/sync/compare.h"
#include "node/sync/own.h"
#include "node/sync/stream.h"

static bool push_is_due(const struct work *work)
{
    const struct peer *peer = work->peer;

    if (!peer->is_live || peer->cursor >= work->sync->sequence) {
        return false;
    }
    return peer->compare == NULL || peer->compare->is_done ||
           !compare_is_sent(peer->compare, peer->is_dialled);
}

/* Does the row leave this peer nothing to learn? */
static bool row_is_known(const struct peer *peer, const struct journal_row *row)
{
    return !row->is_added || recent_has(&peer->seen, &row->id);
}

/* Of weeks before those of the peer it is told what is its own, or ours. */
static enum err
row_is_due(const struct work *work, const struct journal_row *row, bool *answer)
{
    const struct peer *peer = work->peer;

    *answer = !row_is_known(peer, row);
    return *answer && !scope_has(peer->hello.sets[row->set].from_week,
                                 row->drop_day)
               ? own_has(work, row, answer)
               : ERR_OK;
}

static enum err push_rows(const struct work *work,
                          const struct journal_row *rows,
                          size_t count,
                          bool *is_done)
{
    struct peer *peer = work->peer;
    bool is_due = false;
    enum err err = ERR_OK;

    for (size_t index = 0; err == ERR_OK && index < count; index++) {
        if (rows[index].sequence <= peer->cursor) {
            continue;
        }
        err = row_is_due(work, &rows[index], &is_due);
        if (err == ERR_OK && is_due) {
            err = stream_add(work, rows[index].set, &rows[index].id, is_done);
        }
        if (err != ERR_OK || !*is_done) {
            return err;
        }
        peer->cursor = rows[index].sequence;
        passed_follow(&peer->passed, &peer->cursor);
    }
    return err;
}

enum err push_send(const struct work *work)
{
    const struct shelf *shelf = work->scene->shelf;
    struct journal_row rows[PUSH_ROWS_MAX];
    size_t count = PUSH_ROWS_MAX;
    bool is_done = true;
    enum err err = ERR_OK;

    if (!push_is_due(work)) {
        return ERR_OK;
    }
    while (err == ERR_OK && is_done && count == PUSH_ROWS_MAX) {
        err = shelf->journal(shelf->self, work->peer->cursor, rows,
                             PUSH_ROWS_MAX, &count);
        if (err == ERR_UNKNOWN) {
            work->peer->cursor = work->sync->sequence;
            passed_follow(&work->peer->passed, &work->peer->cursor);
            err = check_lost(work);
            count = 0;
        }
        if (err == ERR_OK) {
            err = push_rows(work, rows, count, &is_done);
        }
    }
    return err == ERR_OK ? stream_flush(work) : err;
}

void push_pass(struct sync *sync, const struct journal_row *row)
{
    for (size_t index = 0; index < sync->peer_count; index++) {
        struct peer *peer = sync->peers[index];

        if (peer_is_member(peer) &&
            (row_is_known(peer, row) ||
             given_has(&sync->given, &row->id, peer->number))) {
            passed_add(&peer->passed, &peer->cursor, row->sequence);
        }
    }
}

void push_note(struct sync *sync, struct peer *peer)
{
    if (peer->is_live && peer->unacked_bytes == 0 &&
        peer->handed != peer->cursor) {
        peer->handed = peer->cursor;
        sync->acknowledged++;
    }
}
