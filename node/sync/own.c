#include "node/sync/own.h"

#include "node/scope.h"
#include "node/shelf.h"
#include "node/sync/stream.h"

enum { OWN_ROWS = 32, OWN_HOUSEHOLDS = 2 };

static const struct id *ours(const struct work *work)
{
    return &work->sync->config->household->signing.public;
}

/* Is it neither compared nor known there? */
static bool is_due(const struct work *work, const struct shelf_row *row)
{
    return class_find(row->class)->set == SET_BOARD &&
           !scope_has(sync_agreed_week(work->sync, work->peer, SET_BOARD),
                      row->drop_day) &&
           !recent_has(&work->peer->seen, &row->id);
}

static enum err
send_row(const struct work *work, const struct shelf_row *row, bool *is_done)
{
    enum err err = ERR_OK;

    if (!is_due(work, row)) {
        return ERR_OK;
    }
    err = stream_add(work, SET_BOARD, &row->id, is_done);
    return err == ERR_OK && *is_done ? recent_add(&work->peer->seen, &row->id)
                                     : err;
}

/* A page of rows; where there is no room it is read again, and what was sent
 * of it is known. */
static enum err
send_page(const struct work *work, const struct id *household, bool *is_done)
{
    const struct shelf *shelf = work->scene->shelf;
    struct peer *peer = work->peer;
    struct shelf_row rows[OWN_ROWS];
    uint64_t cursor = peer->own_cursor;
    size_t count = 0;
    enum err err = shelf->household_rows(shelf->self, household, &cursor, rows,
                                         OWN_ROWS, &count);

    for (size_t index = 0; err == ERR_OK && *is_done && index < count;
         index++) {
        err = send_row(work, &rows[index], is_done);
    }
    if (err == ERR_OK && *is_done) {
        peer->own_cursor = cursor;
        peer->own_households += cursor == 0 ? 1U : 0U;
    }
    return err;
}

enum err own_send(const struct work *work)
{
    struct peer *peer = work->peer;
    bool is_done = true;
    enum err err = ERR_OK;

    if (!peer->is_live || peer->compare != NULL ||
        peer->own_households == OWN_HOUSEHOLDS ||
        sync_agreed_week(work->sync, peer, SET_BOARD) == 0) {
        return ERR_OK;
    }
    while (err == ERR_OK && is_done && peer->own_households < OWN_HOUSEHOLDS) {
        err = send_page(
            work, peer->own_households == 0 ? ours(work) : &peer->household,
            &is_done);
    }
    return err == ERR_OK ? stream_flush(work) : err;
}

enum err
own_has(const struct work *work, const struct journal_row *row, bool *answer)
{
    const struct shelf *shelf = work->scene->shelf;
    struct shelf_row found;
    enum err err = shelf->find(shelf->self, &row->id, &found);

    *answer =
        err == ERR_OK && (id_equal(&found.household, ours(work)) ||
                          id_equal(&found.household, &work->peer->household));
    return err == ERR_UNKNOWN ? ERR_OK : err;
}
