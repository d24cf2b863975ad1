#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/desk.h"
#include "cli/desk_heir.h"
#include "cli/out.h"
#include "cli/ruling.h"
#include "node/board/code.h"
#include "node/deal/promise.h"
#include "node/limits.h"
#include "node/record/record.h"
#include "store/local.h"

enum { CODES_BYTES = 400, FIRST_WAITS_MS = 48 * 60 * 60 * 1000 };

enum err desk_code(const struct desk *desk,
                   enum post_kind kind,
                   struct view title,
                   const struct id *post,
                   char out[static CODE_CHARS])
{
    unsigned digits = CODE_DIGITS_MIN;
    enum err err = board_code_digits(desk->store, post, true, &digits);

    if (err == ERR_OK) {
        post_code(kind, title, post, digits, out);
    }
    return err;
}

static json_t *text_json(struct view text)
{
    return json_stringn(text.bytes == 0 ? "" : (const char *)text.data,
                        text.bytes);
}

static json_t *texts_json(const struct view *texts, size_t count)
{
    json_t *array = json_array();

    for (size_t index = 0; array != NULL && index < count; index++) {
        if (json_array_append_new(array, text_json(texts[index])) != 0) {
            json_decref(array);
            return NULL;
        }
    }
    return array;
}

static json_t *photos_json(const struct photo_reference *photos, size_t count)
{
    json_t *array = json_array();

    for (size_t index = 0; array != NULL && index < count; index++) {
        const struct photo_reference *photo = &photos[index];
        char hex[ID_HEX_CHARS];

        id_to_hex(&photo->id, hex);
        if (json_array_append_new(
                array, json_pack("{s:s, s:i, s:i, s:i}", "id", hex, "bytes",
                                 (int)photo->bytes, "width", (int)photo->width,
                                 "height", (int)photo->height)) != 0) {
            json_decref(array);
            return NULL;
        }
    }
    return array;
}

/* A post as `board` prints it; `code` is the caller's. */
static json_t *post_model(const struct desk *desk,
                          const struct board_row *row,
                          const struct record *record,
                          const struct post *post,
                          const char *code)
{
    const unsigned quantity = post->quantity == 0 ? 1 : post->quantity;
    const enum post_status status =
        row->is_ended ? STATUS_CLOSED : (enum post_status)post->status;
    char hex[ID_HEX_CHARS];

    id_to_hex(&row->post, hex);
    return json_pack(
        "{s:s, s:s, s:I, s:s, s:o, s:o, s:o, s:s, s:o, s:o, s:o, s:I, s:I, "
        "s:I, s:b, s:o}",
        "id", hex, "code", code, "revision", (json_int_t)post->revision, "kind",
        post_kind_name(record->kind), "title", text_json(post->title), "text",
        text_json(post->text), "keeper", desk_household(desk, &row->keeper),
        "status", post_status_name(status), "posted",
        out_time_json(post->posted_ms), "until", out_time_json(post->until_ms),
        "tags", texts_json(post->tags, post->tags_count), "quantity",
        (json_int_t)quantity, "left",
        (json_int_t)(post->has_left ? post->left : quantity), "asks",
        (json_int_t)post->asks, "hidden", row->is_hidden, "photos",
        photos_json(post->photos, post->photos_count));
}

/* What people call the cell. */
static int place_name(const struct desk *desk, json_t *model)
{
    const char *name =
        ruling_place(roster_ruled(desk->roster),
                     json_string_value(json_object_get(model, "cell")));

    return name == NULL
               ? 0
               : json_object_set_new(model, "place", json_string(name));
}

/* Fields that only some posts have. */
static int post_extras(const struct desk *desk,
                       json_t *model,
                       const struct board_row *row,
                       const struct post *post)
{
    int failed = 0;

    if (row->is_unverified) {
        failed |= json_object_set_new(model, "unverified", json_true());
    }
    if (post->cell.bytes > 0) {
        failed |= json_object_set_new(model, "cell", text_json(post->cell));
        failed |= place_name(desk, model);
    }
    if (post->acts_for.bytes > 0) {
        failed |= json_object_set_new(model, "for", text_json(post->acts_for));
    }
    if (post->outcome.bytes > 0) {
        failed |=
            json_object_set_new(model, "outcome", text_json(post->outcome));
    }
    if (post->days_max > 0) {
        failed |= json_object_set_new(model, "days_max",
                                      json_integer(post->days_max));
    }
    if (post->buffer_hours > 0) {
        failed |= json_object_set_new(model, "buffer_hours",
                                      json_integer(post->buffer_hours));
    }
    if (post->choose != CHOOSE_PICK) {
        failed |= json_object_set_new(
            model, "choose",
            json_string(post_choice_name((enum post_choice)post->choose)));
        failed |= json_object_set_new(model, "decide",
                                      out_time_json(post->decide_ms));
    }
    if (post->is_auto) {
        failed |= json_object_set_new(model, "auto", json_true());
    }
    if (post->parts_count > 0) {
        failed |= json_object_set_new(
            model, "parts", texts_json(post->parts, post->parts_count));
    }
    if (post->reach != REACH_NEIGHBOURHOOD) {
        failed |= json_object_set_new(
            model, "reach",
            json_string(post_reach_name((enum post_reach)post->reach)));
    }
    return failed;
}

/* More promises than there is to give: a proof without names. */
static int promises(json_t *model, uint16_t kind, const struct post *post)
{
    const struct kind_row *row = kind_find(kind);

    return row != NULL && promise_is_too_many(post, row)
               ? json_object_set_new(model, "promised_twice", json_true())
               : 0;
}

/* Read what a row's bytes say and make its model. The code of one that is
 * alone fits no other post, however many there are. */
static enum err row_model(const struct desk *desk,
                          const struct board_row *row,
                          bool is_alone,
                          struct record *record,
                          struct post *post,
                          json_t **out)
{
    char code[CODE_CHARS];
    unsigned digits = CODE_DIGITS_MIN;
    json_t *model = NULL;
    enum err err = record_read(row->bytes, record);

    if (err == ERR_OK) {
        err = post_read(record->body, post);
    }
    if (err != ERR_OK) {
        return ERR_CORRUPT; /* it was read before it was stored */
    }
    err = board_code_digits(desk->store, &row->post, is_alone, &digits);
    if (err != ERR_OK) {
        return err;
    }
    post_code((enum post_kind)record->kind, post->title, &row->post, digits,
              code);
    model = post_model(desk, row, record, post, code);
    if (model == NULL || post_extras(desk, model, row, post) != 0 ||
        promises(model, record->kind, post) != 0) {
        json_decref(model);
        return ERR_NOMEM;
    }
    *out = model;
    return ERR_OK;
}

/* Where the rules want it, a newcomer's first post shows to stewards alone for
 * two days; whoever vouches for the newcomer lets it out. */
static bool is_kept_back(const struct desk *desk,
                         const struct board_row *row,
                         const struct post *post)
{
    return roster_ruled(desk->roster)->first_waits && post->is_first &&
           desk->now_ms < post->posted_ms + FIRST_WAITS_MS &&
           !id_equal(&row->keeper, &desk->own) &&
           roster_level(desk->roster, &row->keeper, STANDING_LIVE) ==
               LEVEL_NEWCOMER &&
           roster_level(desk->roster, &desk->own, STANDING_LIVE) != 0;
}

struct board_visitor {
    const struct desk *desk;
    json_t *array;
};

static enum err board_add(void *self, const struct board_row *row)
{
    struct board_visitor *visitor = self;
    struct record record;
    struct post post;
    json_t *model = NULL;
    enum err err = row_model(visitor->desk, row, false, &record, &post, &model);

    if (err == ERR_OK && is_kept_back(visitor->desk, row, &post)) {
        json_decref(model);
    } else if (err == ERR_OK &&
               json_array_append_new(visitor->array, model) != 0) {
        err = ERR_NOMEM;
    }
    return err;
}

static bool
is_blocked(const struct id *blocked, size_t count, const struct id *household)
{
    for (size_t index = 0; index < count; index++) {
        if (id_equal(&blocked[index], household)) {
            return true;
        }
    }
    return false;
}

/* Whose posts show: households with standing, but for those blocked here. */
static size_t board_whose(const struct desk *desk,
                          const struct id *blocked,
                          size_t blocked_count,
                          struct id *keepers)
{
    const size_t known = roster_count(desk->roster);
    size_t count = 0;

    for (size_t index = 0; index < known && count < HOUSEHOLDS_MAX; index++) {
        const struct roster_household *household =
            roster_at(desk->roster, index);
        const bool is_own = id_equal(&household->id, &desk->own);

        if (is_own || (household->level[STANDING_LIVE] <= LEVEL_NEWCOMER &&
                       !is_blocked(blocked, blocked_count, &household->id))) {
            keepers[count++] = household->id;
        }
    }
    return count;
}

enum err desk_board(const struct desk *desk,
                    const struct desk_board *wanted,
                    json_t **out)
{
    struct id *ids = calloc(HOUSEHOLDS_MAX + LOCAL_BLOCKED_MAX, sizeof *ids);
    struct board_visitor visitor = {desk, json_array()};
    struct board_query query = {
        .now_ms = desk->now_ms,
        .kind = wanted->kind,
        .tag = wanted->tag,
        .words = wanted->words,
        .near = wanted->near,
        .within_m = wanted->within_m,
        .since_ms = wanted->since_ms,
        .with_ended = wanted->with_ended,
        .with_hidden = wanted->with_hidden,
        .limit = wanted->limit,
    };
    size_t blocked = 0;
    enum err err = ERR_NOMEM;

    if (ids == NULL || visitor.array == NULL) {
        goto out;
    }
    err = local_blocked(desk->store, ids + HOUSEHOLDS_MAX, LOCAL_BLOCKED_MAX,
                        &blocked);
    if (err != ERR_OK) {
        goto out;
    }
    query.keepers = wanted->is_mine ? &desk->own : ids;
    query.keeper_count =
        wanted->is_mine ? 1
                        : board_whose(desk, ids + HOUSEHOLDS_MAX, blocked, ids);
    err = board_page(desk->store, &query, board_add, &visitor);
out:
    free(ids);
    if (err != ERR_OK) {
        json_decref(visitor.array);
        return err;
    }
    *out = visitor.array;
    return ERR_OK;
}

void desk_post_init(struct desk_post *post)
{
    *post = (struct desk_post){0};
    bytes_init(&post->bytes, RECORD_BYTES_MAX);
}

void desk_post_release(struct desk_post *post)
{
    bytes_release(&post->bytes);
    json_decref(post->model);
    post->model = NULL;
}

/* Keeps the first fit and lists the codes of all. */
struct find_visitor {
    const struct desk *desk;
    struct desk_post *post;
    size_t found;
    char codes[CODES_BYTES];
};

static void codes_add(struct find_visitor *visitor, const char *code)
{
    const size_t used = strlen(visitor->codes);

    if (used + strlen(code) + 3 < sizeof visitor->codes) {
        (void)snprintf(visitor->codes + used, sizeof visitor->codes - used,
                       "%s%s", used == 0 ? "" : ", ", code);
    }
}

static enum err find_keep(struct find_visitor *visitor,
                          const struct board_row *row)
{
    struct desk_post *post = visitor->post;
    struct board_row own = *row;
    struct record record;
    enum err err = bytes_append(&post->bytes, row->bytes);

    if (err != ERR_OK) {
        return err;
    }
    own.bytes = bytes_view(&post->bytes);
    err = row_model(visitor->desk, &own, true, &record, &post->said,
                    &post->model);
    if (err == ERR_OK) {
        post->post = row->post;
        post->keeper = row->keeper;
        post->kind = record.kind;
        post->lane = record.lane;
        post->n = record.n;
        post->is_unverified = row->is_unverified;
        codes_add(visitor,
                  json_string_value(json_object_get(post->model, "code")));
    }
    return err;
}

static enum err find_add(void *self, const struct board_row *row)
{
    struct find_visitor *visitor = self;
    struct record record;
    struct post post;
    json_t *model = NULL;
    enum err err = ERR_OK;

    visitor->found++;
    if (visitor->found == 1) {
        return find_keep(visitor, row);
    }
    err = row_model(visitor->desk, row, true, &record, &post, &model);
    if (err == ERR_OK) {
        codes_add(visitor, json_string_value(json_object_get(model, "code")));
        json_decref(model);
    }
    return err;
}

/* `show` has what `board` has and a calendar and replies. */
static enum err find_finish(const struct desk *desk, struct desk_post *post)
{
    if (json_object_set_new(post->model, "calendar", json_array()) != 0 ||
        json_object_set_new(post->model, "replies", json_array()) != 0) {
        return ERR_NOMEM;
    }
    return desk_heir_add(desk, &post->said, post->model);
}

enum err desk_post_find(const struct desk *desk,
                        const char *text,
                        struct desk_post *out,
                        struct problem *why)
{
    struct find_visitor visitor = {.desk = desk, .post = out};
    enum err err = board_by_code(desk->store, view_text(text), desk->now_ms,
                                 find_add, &visitor);

    if (err != ERR_OK) {
        return err;
    }
    if (visitor.found == 1) {
        return find_finish(desk, out);
    }
    if (visitor.found == 0) {
        return desk_post_unknown(desk, text, why);
    }
    err = problem_set(why, ERR_AMBIGUOUS, "ambiguous-code",
                      "\"%.60s\" fits %zu posts: %s.", text, visitor.found,
                      visitor.codes);
    problem_advise(why, "Type one of these codes in full.");
    return err;
}

enum err desk_post_by_id(const struct desk *desk,
                         const struct id *id,
                         struct desk_post *out)
{
    struct find_visitor visitor = {.desk = desk, .post = out};

    return board_find(desk->store, id, desk->now_ms, find_add, &visitor);
}

enum err desk_post_own(const struct desk *desk,
                       const struct desk_post *post,
                       struct problem *why)
{
    json_t *keeper = json_object_get(post->model, "keeper");
    enum err err = ERR_OK;

    if (post->is_unverified) {
        err = problem_set(
            why, ERR_AGAIN, "unverified-post",
            "The signature of %s is still being checked.",
            json_string_value(json_object_get(post->model, "code")));
        problem_advise(why, "Try again in a minute, with kith run going on.");
        return err;
    }
    if (id_equal(&post->keeper, &desk->own)) {
        return ERR_OK;
    }
    err = problem_set(why, ERR_DENIED, "not-yours",
                      "%s is %s's; only its keeper can change it.",
                      json_string_value(json_object_get(post->model, "code")),
                      json_string_value(json_object_get(keeper, "name")));
    problem_advise(why, "kith hide %s hides it on your own board.",
                   json_string_value(json_object_get(post->model, "code")));
    return err;
}
