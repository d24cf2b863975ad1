#include "cli/desk_wishes.h"

#include <string.h>

#include "store/wish.h"

struct wishing {
    const struct desk *desk;
    uint32_t number; /* 0: all */
    json_t *rows;    /* owned */
    json_t *posts;   /* of the wish at hand; borrowed */
};

/* Nobody is shown again what is over, hidden, or gone. */
static bool is_shown(const json_t *model)
{
    const char *status = json_string_value(json_object_get(model, "status"));

    return strcmp(status, "closed") != 0 &&
           !json_is_true(json_object_get(model, "hidden"));
}

static enum err add_post(void *visitor, const struct id *id)
{
    struct wishing *wishing = visitor;
    struct desk_post post;
    enum err err = ERR_OK;

    desk_post_init(&post);
    err = desk_post_by_id(wishing->desk, id, &post);
    if (err == ERR_OK && post.model != NULL && is_shown(post.model) &&
        json_array_append(wishing->posts, post.model) != 0) {
        err = ERR_NOMEM;
    }
    desk_post_release(&post);
    return err == ERR_UNKNOWN ? ERR_OK : err;
}

static enum err add_wish(void *visitor, uint32_t number, struct view words)
{
    struct wishing *wishing = visitor;
    json_t *row = NULL;

    if (wishing->number != 0 && wishing->number != number) {
        return ERR_OK;
    }
    row = json_pack("{s:I, s:s%, s:[]}", "number", (json_int_t)number, "words",
                    (const char *)words.data, words.bytes, "posts");
    if (json_array_append_new(wishing->rows, row) != 0) {
        return ERR_NOMEM;
    }
    wishing->posts = json_object_get(row, "posts");
    return wish_found(wishing->desk->store, number, add_post, wishing);
}

enum err desk_wishes(const struct desk *desk, uint32_t number, json_t **out)
{
    struct wishing wishing = {desk, number, json_array(), NULL};
    enum err err = wishing.rows == NULL
                       ? ERR_NOMEM
                       : wish_each(desk->store, add_wish, &wishing);

    if (err != ERR_OK) {
        json_decref(wishing.rows);
        return err;
    }
    *out = wishing.rows;
    return ERR_OK;
}
