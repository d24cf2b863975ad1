#include "cli/desk_deals.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/desk_heir.h"
#include "cli/out.h"
#include "cli/parts.h"
#include "node/limits.h"
#include "node/people/roster.h"
#include "store/store.h"

void desk_deal_init(struct desk_deal *deal)
{
    *deal = (struct desk_deal){.number = 0};
    bytes_init(&deal->bytes, SUMMARY_BYTES_MAX);
}

void desk_deal_release(struct desk_deal *deal)
{
    bytes_wipe(&deal->bytes);
}

/* Take a summary in, and say what its code is. */
static enum err deal_read(const struct desk *desk,
                          const struct summary *summary,
                          struct desk_deal *out)
{
    struct summary own = *summary;
    char code[CODE_CHARS];
    enum err err = ERR_OK;

    bytes_reset(&out->bytes);
    err = bytes_append(&out->bytes, summary->bytes);
    if (err != ERR_OK) {
        return err;
    }
    own.bytes = bytes_view(&out->bytes);
    if (sheet_read(&own, desk->now_ms, &out->sheet) != ERR_OK) {
        return ERR_CORRUPT;
    }
    out->number = summary->number;
    out->side = deal_side_of(&out->sheet.deal, &desk->own);
    err = desk_code(desk, (enum post_kind)out->sheet.deal.kind,
                    out->sheet.beside.title, &summary->subject, code);
    (void)snprintf(out->code, sizeof out->code, "%s.%u", code,
                   (unsigned)summary->number);
    return err;
}

static json_t *text_json(struct view text)
{
    return text.bytes == 0 ? json_null()
                           : json_stringn((const char *)text.data, text.bytes);
}

/* {"name","id"}; whoever is outside kith has a name only. */
static json_t *claimant_json(const struct desk *desk, const struct deal *deal)
{
    return id_is_zero(&deal->claimant)
               ? json_pack("{s:o, s:n}", "name", text_json(deal->outside), "id")
               : desk_household(desk, &deal->claimant);
}

static const char *turn_of(const struct deal *deal)
{
    return deal->turn == TURN_NOBODY
               ? NULL
               : deal_turn_name((enum deal_turn)deal->turn);
}

static uint64_t changed_ms(const struct deal *deal)
{
    return deal->changed_ms > deal->asked_ms ? deal->changed_ms
                                             : deal->asked_ms;
}

/* What cli.md promises, and what else a list shows. */
static json_t *model_basis(const struct desk *desk, const struct desk_deal *row)
{
    const struct deal *deal = &row->sheet.deal;
    char hex[ID_HEX_CHARS];
    char post[ID_HEX_CHARS];

    id_to_hex(&deal->id, hex);
    id_to_hex(&deal->post, post);
    return json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:s?, s:o, s:o, s:o, s:o, s:o, s:o, s:o, "
        "s:I}",
        "id", hex, "code", row->code, "post", post, "kind",
        kind_find(deal->kind)->name, "state", state_name(deal->state), "turn",
        turn_of(deal), "title", text_json(row->sheet.beside.title), "claimant",
        claimant_json(desk, deal), "keeper",
        desk_household(desk, &deal->keeper), "from",
        out_time_json(deal->from_ms), "to", out_time_json(deal->to_ms), "when",
        out_time_json(deal->when_ms), "due", out_time_json(deal->due_ms),
        "quantity", (json_int_t)deal->quantity);
}

/* The ids of the posts that were asked for together with it. */
static json_t *posts_json(const struct deal *deal)
{
    json_t *array = json_array();

    for (size_t index = 0; index < deal->with_count; index++) {
        char hex[ID_HEX_CHARS];

        id_to_hex(&deal->with[index], hex);
        if (json_array_append_new(array, json_string(hex)) != 0) {
            json_decref(array);
            return NULL;
        }
    }
    return array;
}

/* Texts and marks. */
static json_t *model_details(const struct desk *desk,
                             const struct desk_deal *row)
{
    const struct deal *deal = &row->sheet.deal;
    const struct sheet_beside *beside = &row->sheet.beside;

    return json_pack(
        "{s:s, s:b, s:b, s:b, s:b, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:s?, "
        "s:o, s:o, s:o}",
        "mark", deal_mark_name((enum deal_mark)deal->mark), "late",
        deal->is_late, "affirmed", deal->is_affirmed, "needs_affirm",
        deal->needs_affirm, "mine", row->side == SIDE_KEEPER, "text",
        text_json(beside->text), "because", text_json(beside->reason), "where",
        text_json(beside->where), "for", text_json(beside->acts_for),
        "hold_until", out_time_json(deal->hold_ms), "asked",
        out_time_json(deal->asked_ms), "changed",
        out_time_json(changed_ms(deal)), "promise", desk_promise(desk, row),
        "condition_out", text_json(beside->condition_out), "condition",
        text_json(beside->condition_in), "with", posts_json(deal));
}

/* The post where it goes on. */
static enum err
add_instead(const struct desk *desk, const struct deal *deal, json_t *model)
{
    json_t *post = NULL;
    enum err err = ERR_OK;

    if (!id_is_zero(&deal->instead)) {
        err = desk_post_brief(desk, &deal->instead, &post);
    }
    if (err == ERR_OK && post != NULL &&
        json_object_set_new(model, "instead", post) != 0) {
        err = ERR_NOMEM;
    }
    return err;
}

json_t *desk_deal_model(const struct desk *desk, const struct desk_deal *row)
{
    json_t *model = model_basis(desk, row);
    json_t *details = model_details(desk, row);

    if (model == NULL || details == NULL ||
        json_object_update_missing(model, details) != 0 ||
        parts_show(desk, row, model) != ERR_OK ||
        add_instead(desk, &row->sheet.deal, model) != ERR_OK ||
        desk_deal_turn(desk, row, model) != ERR_OK) {
        json_decref(model);
        model = NULL;
    }
    json_decref(details);
    return model;
}

/* One row of a list, sorted before it is read. */
struct listed {
    struct id thread;
    bool is_ours;      /* it is our turn */
    uint64_t order_ms; /* the greatest first */
};

struct listing {
    const struct desk_deals *wanted;
    struct listed *rows; /* owned */
    size_t count;
    size_t room;
};

static enum err listing_grow(struct listing *listing)
{
    const size_t room = listing->room == 0 ? 64 : 2 * listing->room;
    struct listed *rows = NULL;

    if (listing->count < listing->room) {
        return ERR_OK;
    }
    rows = realloc(listing->rows, room * sizeof *rows);
    if (rows == NULL) {
        return ERR_NOMEM;
    }
    listing->rows = rows;
    listing->room = room;
    return ERR_OK;
}

static enum err listing_add(void *visitor, const struct summary *summary)
{
    struct listing *listing = visitor;
    const struct desk_deals *wanted = listing->wanted;
    struct sheet_head head;
    enum err err = ERR_OK;

    if (sheet_head_read(summary->bytes, &head) != ERR_OK ||
        (!wanted->with_ended && !sheet_is_live(&head)) ||
        (wanted->is_due && head.state != STATE_OUT)) {
        return ERR_OK;
    }
    err = listing_grow(listing);
    if (err == ERR_OK) {
        listing->rows[listing->count++] = (struct listed){
            .thread = summary->thread,
            .is_ours =
                head.turn == TURN_BOTH ||
                head.turn == (head.is_keepers ? TURN_KEEPER : TURN_CLAIMANT),
            .order_ms =
                wanted->is_due ? UINT64_MAX - head.due_ms : head.changed_ms,
        };
    }
    return err;
}

static int compare(const void *left_row, const void *right_row)
{
    const struct listed *left = left_row;
    const struct listed *right = right_row;

    if (left->is_ours != right->is_ours) {
        return left->is_ours ? -1 : 1;
    }
    if (left->order_ms == right->order_ms) {
        return id_compare(&left->thread, &right->thread);
    }
    return left->order_ms > right->order_ms ? -1 : 1;
}

/* Asks of a post that simmers are not shown before its time is up. */
bool desk_deal_is_hidden(const struct desk *desk, const struct sheet *sheet)
{
    return sheet->beside.shown_ms > desk->now_ms &&
           deal_side_of(&sheet->deal, &desk->own) == SIDE_KEEPER;
}

/* Read and model the rows that are shown. */
static enum err listing_show(const struct listing *listing,
                             const struct desk *desk,
                             json_t *array)
{
    struct desk_deal deal;
    enum err err = ERR_OK;

    desk_deal_init(&deal);
    for (size_t index = 0; index < listing->count && err == ERR_OK &&
                           index < listing->wanted->limit;
         index++) {
        err = desk_deal_by_id(desk, &listing->rows[index].thread, &deal);
        if (err == ERR_OK && !desk_deal_is_hidden(desk, &deal.sheet) &&
            json_array_append_new(array, desk_deal_model(desk, &deal)) != 0) {
            err = ERR_NOMEM;
        }
        err = err == ERR_CORRUPT ? ERR_OK : err; /* the others can be read */
    }
    desk_deal_release(&deal);
    return err;
}

enum err desk_deals(const struct desk *desk,
                    const struct desk_deals *wanted,
                    json_t **out)
{
    const struct shelf shelf = store_shelf(desk->store);
    struct listing listing = {wanted, NULL, 0, 0};
    json_t *array = json_array();
    uint64_t cursor = 0;
    enum err err = array == NULL ? ERR_NOMEM : ERR_OK;

    if (err == ERR_OK && wanted->post != NULL) {
        err = shelf.mail.summaries_of(shelf.self, wanted->post, listing_add,
                                      &listing);
    } else if (err == ERR_OK) {
        err = shelf.mail.summaries(shelf.self, &cursor, listing_add, &listing);
    }
    if (err == ERR_OK && listing.count > 0) {
        qsort(listing.rows, listing.count, sizeof *listing.rows, compare);
        err = listing_show(&listing, desk, array);
    }
    free(listing.rows);
    if (err != ERR_OK) {
        json_decref(array);
        return err;
    }
    *out = array;
    return ERR_OK;
}

struct by_id {
    const struct desk *desk;
    struct desk_deal *out;
    bool is_found;
};

static enum err take_summary(void *visitor, const struct summary *summary)
{
    struct by_id *by = visitor;

    by->is_found = true;
    return deal_read(by->desk, summary, by->out);
}

enum err desk_deal_by_id(const struct desk *desk,
                         const struct id *id,
                         struct desk_deal *out)
{
    const struct shelf shelf = store_shelf(desk->store);
    struct by_id by = {desk, out, false};
    enum err err = shelf.mail.summary(shelf.self, id, take_summary, &by);

    return err == ERR_OK && !by.is_found ? ERR_UNKNOWN : err;
}
