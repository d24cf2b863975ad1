#include "cli/desk_memory.h"

#include <stdlib.h>
#include <string.h>

#include "cli/desk_deals.h"
#include "cli/desk_hours.h"
#include "cli/desk_thanks.h"
#include "node/deal/facts.h"
#include "store/store.h"

/* A deal with the other household. */
struct shared {
    struct id deal;
    uint64_t changed_ms;
};

struct remembering {
    const struct desk *desk;
    const struct id *other;
    struct facts facts;
    struct shared *rows; /* owned */
    size_t count;
    size_t room;
};

/* Did something come of it, or may it still? What came to nothing is not held
 * against anybody; how often is among the facts. */
static bool is_told(const struct deal *deal)
{
    return deal_is_live(deal) || deal->state == STATE_DONE ||
           deal->state == STATE_LOST;
}

static enum err remember(struct remembering *remembering,
                         const struct deal *deal)
{
    if (remembering->count == remembering->room) {
        const size_t room = remembering->room == 0 ? 16 : 2 * remembering->room;
        struct shared *rows = realloc(remembering->rows, room * sizeof *rows);

        if (rows == NULL) {
            return ERR_NOMEM;
        }
        remembering->rows = rows;
        remembering->room = room;
    }
    remembering->rows[remembering->count++] =
        (struct shared){deal->id, deal->changed_ms};
    return ERR_OK;
}

static enum err look(void *visitor, const struct summary *summary)
{
    struct remembering *remembering = visitor;
    const uint64_t now_ms = remembering->desk->now_ms;
    struct sheet sheet;

    if (sheet_read(summary, now_ms, &sheet) != ERR_OK ||
        (!id_equal(&sheet.deal.claimant, remembering->other) &&
         !id_equal(&sheet.deal.keeper, remembering->other)) ||
        sheet.beside.shown_ms > now_ms) {
        return ERR_OK;
    }
    facts_add(&remembering->facts, &sheet.deal, remembering->other, now_ms);
    return is_told(&sheet.deal) ? remember(remembering, &sheet.deal) : ERR_OK;
}

/* The last changed first. */
static int compare(const void *left_row, const void *right_row)
{
    const struct shared *left = left_row;
    const struct shared *right = right_row;

    if (left->changed_ms == right->changed_ms) {
        return id_compare(&left->deal, &right->deal);
    }
    return left->changed_ms > right->changed_ms ? -1 : 1;
}

static enum err add_deals(const struct remembering *remembering,
                          json_t *document)
{
    json_t *rows = json_array();
    struct desk_deal deal;
    enum err err = rows == NULL ? ERR_NOMEM : ERR_OK;

    desk_deal_init(&deal);
    for (size_t index = 0; index < remembering->count && err == ERR_OK &&
                           index < MEMORY_DEALS_MAX;
         index++) {
        err = desk_deal_by_id(remembering->desk, &remembering->rows[index].deal,
                              &deal);
        if (err == ERR_OK &&
            json_array_append_new(
                rows, desk_deal_model(remembering->desk, &deal)) != 0) {
            err = ERR_NOMEM;
        }
        err = err == ERR_CORRUPT ? ERR_OK : err; /* the others can be read */
    }
    desk_deal_release(&deal);
    if (err != ERR_OK) {
        json_decref(rows);
        return err;
    }
    return json_object_set_new(document, "deals", rows) == 0 ? ERR_OK
                                                             : ERR_NOMEM;
}

static json_t *facts_model(const struct facts *facts)
{
    return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I}", "dealt",
                     (json_int_t)facts->dealt, "collected",
                     (json_int_t)facts->collected, "missed",
                     (json_int_t)facts_missed_shown(facts), "late_drops",
                     (json_int_t)facts->late_drops, "late_returns",
                     (json_int_t)facts->out_late, "answers_hours",
                     (json_int_t)facts_answer_hours(facts));
}

/* Minutes that were settled between the two, in both directions. */
static enum err add_hours(const struct remembering *remembering,
                          json_t *document)
{
    char other[ID_HEX_CHARS];
    json_t *statement = NULL;
    json_t *entry = NULL;
    json_int_t given = 0;
    json_int_t had = 0;
    size_t index = 0;
    enum err err = desk_hours(remembering->desk, &remembering->desk->own,
                              DESK_HOURS_ROWS_MAX, &statement);

    id_to_hex(remembering->other, other);
    json_array_foreach(json_object_get(statement, "entries"), index, entry)
    {
        const json_int_t minutes =
            json_integer_value(json_object_get(entry, "minutes"));
        const char *with = json_string_value(
            json_object_get(json_object_get(entry, "with"), "id"));

        if (with == NULL || strcmp(with, other) != 0 ||
            strcmp(json_string_value(json_object_get(entry, "state")),
                   "settled") != 0) {
            continue;
        }
        if (strcmp(json_string_value(json_object_get(entry, "direction")),
                   "given") == 0) {
            given += minutes;
        } else {
            had += minutes;
        }
    }
    json_decref(statement);
    if (err == ERR_OK &&
        json_object_set_new(document, "hours",
                            json_pack("{s:I, s:I}", "given_minutes", given,
                                      "had_minutes", had)) != 0) {
        err = ERR_NOMEM;
    }
    return err;
}

/* What members said openly of the household. */
static enum err add_thanks(const struct remembering *remembering,
                           json_t *document)
{
    const struct desk_thanks wanted = {.to = remembering->other};
    json_t *rows = NULL;
    enum err err = desk_thanks(remembering->desk, &wanted, &rows);

    if (err == ERR_OK && json_object_set_new(document, "thanks", rows) != 0) {
        err = ERR_NOMEM;
    }
    return err;
}

enum err
desk_memory(const struct desk *desk, const struct id *household, json_t **out)
{
    const struct shelf shelf = store_shelf(desk->store);
    struct remembering remembering = {.desk = desk, .other = household};
    json_t *document = NULL;
    uint64_t cursor = 0;
    enum err err =
        shelf.mail.summaries(shelf.self, &cursor, look, &remembering);

    if (err == ERR_OK) {
        document = json_pack("{s:o, s:o}", "household",
                             desk_household(desk, household), "facts",
                             facts_model(&remembering.facts));
        err = document == NULL ? ERR_NOMEM : ERR_OK;
    }
    if (err == ERR_OK && remembering.count > 0) {
        qsort(remembering.rows, remembering.count, sizeof *remembering.rows,
              compare);
    }
    if (err == ERR_OK) {
        err = add_deals(&remembering, document);
    }
    if (err == ERR_OK) {
        err = add_hours(&remembering, document);
    }
    if (err == ERR_OK) {
        err = add_thanks(&remembering, document);
    }
    free(remembering.rows);
    if (err != ERR_OK) {
        json_decref(document);
        return err;
    }
    *out = document;
    return ERR_OK;
}
