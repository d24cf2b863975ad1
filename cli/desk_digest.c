#include "cli/desk_digest.h"

#include <string.h>

#include "cli/desk_deals.h"
#include "cli/desk_news.h"
#include "cli/desk_thanks.h"
#include "cli/desk_wishes.h"
#include "cli/out.h"
#include "node/people/roster.h"
#include "node/record/time.h"

/* Leave only the rows of which `keeps` says so. */
static enum err keep_rows(json_t *rows,
                          bool (*keeps)(const json_t *row, const void *self),
                          const void *self)
{
    size_t index = json_array_size(rows);

    while (index-- > 0) {
        if (!keeps(json_array_get(rows, index), self) &&
            json_array_remove(rows, index) != 0) {
            return ERR_NOMEM;
        }
    }
    return ERR_OK;
}

static bool is_of_others(const json_t *row, const void *self)
{
    const json_t *keeper = json_object_get(row, "keeper");

    return strcmp(json_string_value(json_object_get(keeper, "id")), self) != 0;
}

static enum err
add_new(const struct desk *desk, uint64_t since_ms, json_t *document)
{
    /* Own posts are few, and take nobody's place. */
    const struct desk_board wanted = {.since_ms = since_ms,
                                      .limit = 2 * (size_t)DIGEST_NEW_MAX};
    char own[ID_HEX_CHARS];
    json_t *posts = NULL;
    enum err err = desk_board(desk, &wanted, &posts);

    id_to_hex(&desk->own, own);
    if (err == ERR_OK) {
        err = keep_rows(posts, is_of_others, own);
    }
    while (err == ERR_OK && json_array_size(posts) > DIGEST_NEW_MAX) {
        err =
            json_array_remove(posts, DIGEST_NEW_MAX) == 0 ? ERR_OK : ERR_NOMEM;
    }
    if (err != ERR_OK) {
        json_decref(posts);
        return err;
    }
    return json_object_set_new(document, "new", posts) == 0 ? ERR_OK
                                                            : ERR_NOMEM;
}

static bool is_since(const json_t *post, const void *self)
{
    const uint64_t *since_ms = self;
    uint64_t posted_ms = 0;

    return time_parse(json_string_value(json_object_get(post, "posted")),
                      &posted_ms) == ERR_OK &&
           posted_ms >= *since_ms;
}

static bool has_posts(const json_t *wish, const void *self)
{
    (void)self;
    return json_array_size(json_object_get(wish, "posts")) > 0;
}

/* Wishes that found something that is new. */
static enum err
add_wishes(const struct desk *desk, uint64_t since_ms, json_t *document)
{
    json_t *wishes = NULL;
    json_t *wish = NULL;
    size_t index = 0;
    enum err err = desk_wishes(desk, 0, &wishes);

    json_array_foreach(wishes, index, wish)
    {
        if (err == ERR_OK) {
            err =
                keep_rows(json_object_get(wish, "posts"), is_since, &since_ms);
        }
    }
    if (err == ERR_OK) {
        err = keep_rows(wishes, has_posts, NULL);
    }
    if (err != ERR_OK) {
        json_decref(wishes);
        return err;
    }
    return json_object_set_new(document, "wishes", wishes) == 0 ? ERR_OK
                                                                : ERR_NOMEM;
}

/* Is it our turn? What is out is told of as due. */
static bool is_our_turn(const json_t *row, const void *self)
{
    const char *turn = json_string_value(json_object_get(row, "turn"));
    const char *state = json_string_value(json_object_get(row, "state"));
    const bool is_mine = json_is_true(json_object_get(row, "mine"));

    (void)self;
    return turn != NULL && strcmp(state, "out") != 0 &&
           (strcmp(turn, "both") == 0 ||
            strcmp(turn, is_mine ? "keeper" : "claimant") == 0);
}

static enum err add_deals(const struct desk *desk, json_t *document)
{
    const struct desk_deals open = {.limit = DESK_DEALS_LIMIT};
    const struct desk_deals out = {.is_due = true, .limit = DESK_DEALS_LIMIT};
    json_t *turn = NULL;
    json_t *due = NULL;
    json_t *endings = NULL;
    enum err err = desk_deals(desk, &open, &turn);

    if (err == ERR_OK) {
        err = keep_rows(turn, is_our_turn, NULL);
    }
    if (err == ERR_OK) {
        err = desk_deals(desk, &out, &due);
    }
    if (err == ERR_OK) {
        err = desk_endings(desk, &endings);
    }
    if (err == ERR_OK && (json_array_extend(due, endings) != 0 ||
                          json_object_set(document, "turn", turn) != 0 ||
                          json_object_set(document, "due", due) != 0)) {
        err = ERR_NOMEM;
    }
    json_decref(turn);
    json_decref(due);
    json_decref(endings);
    return err;
}

/* What others said openly of this house. */
static enum err
add_thanks(const struct desk *desk, uint64_t since_ms, json_t *document)
{
    const struct desk_thanks wanted = {.to = &desk->own, .since_ms = since_ms};
    json_t *rows = NULL;
    enum err err = desk_thanks(desk, &wanted, &rows);

    if (err == ERR_OK && json_object_set_new(document, "thanks", rows) != 0) {
        err = ERR_NOMEM;
    }
    return err;
}

static enum err add_unread(const struct desk *desk, json_t *document)
{
    struct unread unread;
    enum err err = ERR_OK;

    unread_init(&unread);
    err = unread_load(&unread, desk);
    if (err == ERR_OK &&
        json_object_set_new(document, "unread",
                            json_integer((json_int_t)unread.count)) != 0) {
        err = ERR_NOMEM;
    }
    unread_release(&unread);
    return err;
}

enum err desk_digest(const struct desk *desk, uint64_t since_ms, json_t **out)
{
    json_t *document = json_pack(
        "{s:s, s:o, s:o, s:o}", "neighbourhood", roster_place(desk->roster),
        "household", desk_household(desk, &desk->own), "since",
        out_time_json(since_ms), "until", out_time_json(desk->now_ms));
    enum err err = document == NULL ? ERR_NOMEM : ERR_OK;

    if (err == ERR_OK) {
        err = add_new(desk, since_ms, document);
    }
    if (err == ERR_OK) {
        err = add_wishes(desk, since_ms, document);
    }
    if (err == ERR_OK) {
        err = add_deals(desk, document);
    }
    if (err == ERR_OK) {
        err = add_thanks(desk, since_ms, document);
    }
    if (err == ERR_OK) {
        err = add_unread(desk, document);
    }
    if (err != ERR_OK) {
        json_decref(document);
        return err;
    }
    *out = document;
    return ERR_OK;
}
