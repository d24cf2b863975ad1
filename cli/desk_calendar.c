/*
 * Booked days of a post: with names at its keeper's, without elsewhere.
 */
#include "cli/desk_deals.h"
#include "cli/out.h"
#include "node/limits.h"
#include "node/moment.h"

static bool is_booked(const char *state)
{
    const enum deal_state booked = state_find(view_text(state));

    return booked == STATE_PROMISED || booked == STATE_OUT;
}

static json_t *own_row(json_t *deal)
{
    json_t *to = json_object_get(deal, "due");

    to = json_is_string(to) ? to : json_object_get(deal, "to");
    return json_pack("{s:O, s:O, s:O, s:O, s:O}", "from",
                     json_object_get(deal, "from"), "to", to, "state",
                     json_object_get(deal, "state"), "deal",
                     json_object_get(deal, "code"), "claimant",
                     json_object_get(deal, "claimant"));
}

static enum err
own_days(const struct desk *desk, const struct desk_post *post, json_t *rows)
{
    const struct desk_deals wanted = {.post = &post->post,
                                      .limit = BOOKINGS_MAX};
    json_t *deals = NULL;
    json_t *deal = NULL;
    size_t index = 0;
    enum err err = desk_deals(desk, &wanted, &deals);

    json_array_foreach(deals, index, deal)
    {
        const char *state = json_string_value(json_object_get(deal, "state"));

        if (is_booked(state) && json_is_string(json_object_get(deal, "from")) &&
            json_array_append_new(rows, own_row(deal)) != 0) {
            err = ERR_NOMEM;
        }
    }
    json_decref(deals);
    return err;
}

static enum err public_days(const struct desk_post *post, json_t *rows)
{
    for (size_t index = 0; index < post->said.busy_count; index++) {
        const struct post_busy *busy = &post->said.busy[index];
        json_t *row =
            json_pack("{s:o, s:o, s:s}", "from",
                      out_time_json((uint64_t)busy->first * QUARTER_MS), "to",
                      out_time_json(((uint64_t)busy->last + 1) * QUARTER_MS),
                      "state", "taken");

        if (json_array_append_new(rows, row) != 0) {
            return ERR_NOMEM;
        }
    }
    return ERR_OK;
}

enum err desk_calendar(const struct desk *desk,
                       const struct desk_post *post,
                       json_t **out)
{
    json_t *rows = json_array();
    enum err err = ERR_NOMEM;

    if (rows == NULL) {
        return ERR_NOMEM;
    }
    err = id_equal(&post->keeper, &desk->own) ? own_days(desk, post, rows)
                                              : public_days(post, rows);
    if (err != ERR_OK) {
        json_decref(rows);
        return err;
    }
    *out = rows;
    return ERR_OK;
}
