#include "cli/desk_heir.h"

#include "node/record/record.h"

struct brief {
    const struct desk *desk;
    json_t *model;
};

static enum err add_brief(void *visitor, const struct board_row *row)
{
    struct brief *brief = visitor;
    struct record record;
    struct post post;
    char code[CODE_CHARS];
    enum err err = record_read(row->bytes, &record);

    if (err == ERR_OK) {
        err = post_read(record.body, &post);
    }
    if (err == ERR_OK) {
        err = desk_code(brief->desk, (enum post_kind)record.kind, post.title,
                        &row->post, code);
    }
    if (err != ERR_OK) {
        return err;
    }
    if (json_object_set_new(brief->model, "code", json_string(code)) != 0 ||
        json_object_set_new(brief->model, "title",
                            json_stringn((const char *)post.title.data,
                                         post.title.bytes)) != 0 ||
        json_object_set_new(brief->model, "keeper",
                            desk_household(brief->desk, &row->keeper)) != 0) {
        return ERR_NOMEM;
    }
    return ERR_OK;
}

enum err
desk_post_brief(const struct desk *desk, const struct id *post, json_t **out)
{
    char hex[ID_HEX_CHARS];
    struct brief brief = {.desk = desk};
    enum err err = ERR_NOMEM;

    id_to_hex(post, hex);
    brief.model = json_pack("{s:s}", "id", hex);
    if (brief.model != NULL) {
        err = board_find(desk->store, post, desk->now_ms, add_brief, &brief);
    }
    if (err == ERR_OK || err == ERR_UNKNOWN) {
        *out = brief.model;
        return ERR_OK;
    }
    json_decref(brief.model);
    return err;
}

static enum err add_post(const struct desk *desk,
                         const struct id *post,
                         const char *key,
                         json_t *model)
{
    json_t *brief = NULL;
    enum err err = ERR_OK;

    if (id_is_zero(post)) {
        return ERR_OK;
    }
    err = desk_post_brief(desk, post, &brief);
    return err == ERR_OK && json_object_set_new(model, key, brief) != 0
               ? ERR_NOMEM
               : err;
}

enum err
desk_heir_add(const struct desk *desk, const struct post *post, json_t *model)
{
    enum err err = ERR_OK;

    if (!id_is_zero(&post->heir) &&
        json_object_set_new(model, "heir", desk_household(desk, &post->heir)) !=
            0) {
        err = ERR_NOMEM;
    }
    if (err == ERR_OK) {
        err = add_post(desk, &post->next, "next", model);
    }
    return err == ERR_OK ? add_post(desk, &post->was, "was", model) : err;
}
