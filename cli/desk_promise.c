/*
 * How certain a promise is: whether the post lists it, and whether it was made
 * twice. Rules E20 to E22 and E24 of spec/deals.md.
 */
#include <stdlib.h>

#include "cli/desk_deals.h"
#include "node/deal/promise.h"
#include "node/deal/stock.h"
#include "node/limits.h"

/* All deals about one post. */
struct gathered {
    const struct desk *desk;
    struct deal *deals; /* owned */
    size_t count;
    size_t room;
};

static enum err gather(void *visitor, const struct summary *summary)
{
    struct gathered *gathered = visitor;
    struct sheet sheet;

    if (gathered->count == gathered->room) {
        const size_t room = gathered->room == 0 ? 16 : 2 * gathered->room;
        struct deal *deals =
            room > POST_DEALS_MAX
                ? NULL
                : realloc(gathered->deals, room * sizeof *deals);

        if (deals == NULL) {
            return ERR_NOMEM;
        }
        gathered->deals = deals;
        gathered->room = room;
    }
    if (sheet_read(summary, gathered->desk->now_ms, &sheet) == ERR_OK) {
        gathered->deals[gathered->count++] = sheet.deal;
    }
    return ERR_OK;
}

/* The keeper sees all who were promised it, and who has it. */
static enum err look_twice(const struct desk *desk,
                           const struct post *post,
                           const struct deal *deal,
                           bool *is_twice)
{
    const struct shelf shelf = store_shelf(desk->store);
    struct gathered gathered = {desk, NULL, 0, 0};
    enum err err =
        shelf.mail.summaries_of(shelf.self, &deal->post, gather, &gathered);

    if (err == ERR_OK) {
        const struct stock stock = {post, kind_find(deal->kind), &deal->post,
                                    gathered.deals, gathered.count};

        *is_twice = stock_is_twice(&stock, deal, desk->now_ms);
    }
    free(gathered.deals);
    return err;
}

/* The post as it is here; ERR_UNKNOWN where it is gone. */
static enum err read_post(const struct desk *desk,
                          const struct deal *deal,
                          struct bytes *bytes,
                          struct post *out)
{
    const struct shelf shelf = store_shelf(desk->store);
    struct shelf_row row;
    struct record record;
    struct id slot;
    enum err err = ERR_OK;

    record_slot(CLASS_POST, &deal->keeper, deal->lane, deal->n, &slot);
    err = shelf.head(shelf.self, &slot, &row);
    if (err == ERR_OK && row.is_tombstone) {
        err = ERR_UNKNOWN;
    }
    if (err == ERR_OK) {
        err = shelf.read(shelf.self, &row.id, bytes);
    }
    if (err == ERR_OK) {
        err = record_read(bytes_view(bytes), &record);
    }
    return err == ERR_OK ? post_read(record.body, out) : err;
}

static enum err look(const struct desk *desk,
                     const struct desk_deal *row,
                     enum promise *promise)
{
    const struct deal *deal = &row->sheet.deal;
    struct post post = {.quantity = 1};
    struct bytes bytes;
    bool is_twice = false;
    enum err err = ERR_OK;

    bytes_init(&bytes, RECORD_BYTES_MAX);
    err = read_post(desk, deal, &bytes, &post);
    if (err == ERR_OK) {
        *promise = promise_of(&post, kind_find(deal->kind), &deal->yes);
    }
    err = err == ERR_UNKNOWN ? ERR_OK : err; /* withdrawn: nothing lists it */
    if (err == ERR_OK && row->side == SIDE_KEEPER) {
        err = look_twice(desk, &post, deal, &is_twice);
    }
    if (is_twice) {
        *promise = PROMISE_TWICE;
    }
    bytes_release(&bytes);
    return err;
}

const char *desk_promise(const struct desk *desk, const struct desk_deal *row)
{
    const unsigned state = row->sheet.deal.state;
    enum promise promise = PROMISE_NOT_YET;

    if (state != STATE_PROMISED && state != STATE_OUT) {
        return NULL;
    }
    return look(desk, row, &promise) == ERR_OK ? promise_name(promise) : NULL;
}
