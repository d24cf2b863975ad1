#include "cli/draft.h"
#include "cli/field.h"
#include "cli/when.h"
#include "node/limits.h"

/* A string of an imported object; an empty view where the key is absent. */
static enum err import_text(const json_t *object,
                            const char *key,
                            struct view *out,
                            struct problem *why)
{
    const json_t *value = json_object_get(object, key);

    *out = (struct view){NULL, 0};
    if (value == NULL || json_is_null(value)) {
        return ERR_OK;
    }
    if (!json_is_string(value)) {
        return field_refuse(why, key, "it must be text");
    }
    *out = (struct view){(const unsigned char *)json_string_value(value),
                         json_string_length(value)};
    return ERR_OK;
}

static enum err kind_refuse(struct view name, struct problem *why)
{
    enum err err = problem_set(why, ERR_INVALID, "bad-value",
                               "\"%.40s\" is no kind that can be imported: "
                               "offer, request, loan and skill are.",
                               (const char *)name.data);

    problem_advise(why, "Mend the kind, then try again.");
    return err;
}

static enum err import_kind(struct draft *draft,
                            const json_t *object,
                            uint64_t now_ms,
                            struct problem *why)
{
    struct view name;
    enum err err = import_text(object, "kind", &name, why);
    unsigned kind = POST_OFFER;

    if (err == ERR_OK && name.bytes > 0) {
        kind = post_kind_find(name);
    }
    if (err == ERR_OK && (kind == 0 || kind > POST_SKILL)) {
        return kind_refuse(name, why);
    }
    draft->kind = (uint16_t)kind;
    draft->post.until_ms = field_until_default((enum post_kind)kind, now_ms);
    return err;
}

static enum err
import_words(struct draft *draft, const json_t *object, struct problem *why)
{
    struct view view;
    enum err err = import_text(object, "title", &view, why);

    if (err == ERR_OK) {
        err =
            field_text(&draft->post.title, view, "title", TITLE_BYTES_MAX, why);
    }
    if (err == ERR_OK) {
        err = import_text(object, "text", &view, why);
    }
    if (err == ERR_OK && view.bytes > 0) {
        err = field_text(&draft->post.text, view, "text", TEXT_BYTES_MAX, why);
    }
    return err;
}

static enum err
import_tags(struct draft *draft, const json_t *object, struct problem *why)
{
    const json_t *tags = json_object_get(object, "tags");
    enum err err = ERR_OK;

    if (tags == NULL || json_is_null(tags)) {
        return ERR_OK;
    }
    if (!json_is_array(tags)) {
        return field_refuse(why, "tags", "they must be a list of words");
    }
    for (size_t index = 0; index < json_array_size(tags) && err == ERR_OK;
         index++) {
        const char *tag = json_string_value(json_array_get(tags, index));

        err = tag == NULL ? field_refuse(why, "tags", "each must be a word")
                          : field_tag(draft, view_text(tag), why);
    }
    return err;
}

static enum err import_until(struct draft *draft,
                             const json_t *object,
                             uint64_t now_ms,
                             struct problem *why)
{
    struct view text;
    uint64_t until_ms = 0;
    enum err err = import_text(object, "until", &text, why);

    if (err != ERR_OK || text.bytes == 0) {
        return err;
    }
    err = when_read((const char *)text.data, now_ms, WHEN_END, &until_ms, why);
    return err == ERR_OK ? field_until(draft, until_ms, now_ms, why) : err;
}

/* Where it is; where nothing is said, it stays where the draft is. */
static enum err
import_place(struct draft *draft, const json_t *object, struct problem *why)
{
    struct near near = {.is_somewhere = false};
    struct view text;
    enum err err = import_text(object, "cell", &text, why);

    if (err != ERR_OK || text.bytes == 0) {
        return err;
    }
    err = near_read((const char *)text.data, draft->ruled, &near, why);
    if (err == ERR_OK) {
        draft_place(draft, &near);
    }
    return err;
}

static enum err
import_quantity(struct draft *draft, const json_t *object, struct problem *why)
{
    const json_t *value = json_object_get(object, "quantity");
    uint64_t number = 0;

    if (value == NULL || json_is_null(value)) {
        return ERR_OK;
    }
    if (json_is_integer(value) && json_integer_value(value) > 0) {
        number = (uint64_t)json_integer_value(value);
    }
    return field_number(number, QUANTITY_MAX, "quantity", &draft->post.quantity,
                        why);
}

enum err draft_import(struct draft *draft,
                      const json_t *object,
                      uint64_t now_ms,
                      struct problem *why)
{
    enum err err = import_kind(draft, object, now_ms, why);

    if (err == ERR_OK) {
        err = import_words(draft, object, why);
    }
    if (err == ERR_OK) {
        err = import_tags(draft, object, why);
    }
    if (err == ERR_OK) {
        err = import_until(draft, object, now_ms, why);
    }
    if (err == ERR_OK) {
        err = import_place(draft, object, why);
    }
    return err == ERR_OK ? import_quantity(draft, object, why) : err;
}
