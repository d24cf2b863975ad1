#include "net/web/template.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "net/web/expression.h"
#include "net/web/markup.h"

enum { NUMBER_CHARS = 24 };

/* A page being made. */
struct walk {
    const struct template_set *set;
    struct scope scope;
    struct markup markup;
    struct bytes *out;
    struct template_fault *fault;
    unsigned depth;
    unsigned tags;
};

/* A template being read. */
struct source {
    struct view name;
    struct view text; /* what is left of it */
    unsigned line;
};

static enum err walk_block(struct walk *walk,
                           struct source *source,
                           bool is_live,
                           struct view *ended);

/* Remember the first place that failed; returns the error. */
static enum err fail_at(struct walk *walk,
                        const struct source *source,
                        struct view tag,
                        enum err err)
{
    struct template_fault *fault = walk->fault;

    if (fault->line == 0) {
        fault->line = source->line;
        (void)snprintf(fault->name, sizeof fault->name, "%.*s",
                       (int)source->name.bytes,
                       (const char *)source->name.data);
        (void)snprintf(fault->tag, sizeof fault->tag, "%.*s", (int)tag.bytes,
                       tag.bytes == 0 ? "" : (const char *)tag.data);
    }
    return err;
}

static const unsigned char *find_pair(struct view text, unsigned char c)
{
    for (size_t at = 0; at + 1 < text.bytes; at++) {
        if (text.data[at] == c && text.data[at + 1] == c) {
            return text.data + at;
        }
    }
    return NULL;
}

static void advance(struct source *source, size_t bytes)
{
    for (size_t at = 0; at < bytes; at++) {
        source->line += source->text.data[at] == '\n';
    }
    source->text.data += bytes;
    source->text.bytes -= bytes;
}

/* Take the text before the next tag. */
static enum err
take_text(struct walk *walk, struct source *source, bool is_live)
{
    const unsigned char *open = find_pair(source->text, '{');
    const struct view text = {
        source->text.data,
        open == NULL ? source->text.bytes : (size_t)(open - source->text.data)};
    enum err err = markup_take(&walk->markup, text);

    if (err == ERR_OK && is_live) {
        err = bytes_append(walk->out, text);
    }
    if (err != ERR_OK) {
        return fail_at(walk, source, text, err);
    }
    advance(source, text.bytes);
    return ERR_OK;
}

/* Take a tag; `tag` is what stands between the braces. */
static enum err
take_tag(struct walk *walk, struct source *source, struct view *tag)
{
    const struct view inside = {source->text.data + 2, source->text.bytes - 2};
    const unsigned char *close = find_pair(inside, '}');

    if (close == NULL || ++walk->tags > TEMPLATE_TAGS_MAX) {
        return fail_at(walk, source, inside,
                       close == NULL ? ERR_INVALID : ERR_FULL);
    }
    *tag = (struct view){inside.data, (size_t)(close - inside.data)};
    advance(source, tag->bytes + 4);
    return ERR_OK;
}

/* A text or a number; all else has no one way to be shown. */
static enum err
plain_text(const json_t *value, char number[NUMBER_CHARS], struct view *out)
{
    if (json_is_string(value)) {
        *out = (struct view){(const unsigned char *)json_string_value(value),
                             json_string_length(value)};
        return ERR_OK;
    }
    if (!json_is_integer(value)) {
        return ERR_UNKNOWN;
    }
    (void)snprintf(number, NUMBER_CHARS, "%" JSON_INTEGER_FORMAT,
                   json_integer_value(value));
    *out = view_text(number);
    return ERR_OK;
}

static enum err write_shown(struct walk *walk,
                            struct view filter,
                            const json_t *value,
                            enum markup_place place)
{
    const struct template_set *set = walk->set;
    struct bytes shown;
    enum err err = ERR_UNKNOWN;

    bytes_init(&shown, TEMPLATE_SHOWN_BYTES_MAX);
    for (size_t index = 0; index < set->filter_count; index++) {
        if (view_equal(view_text(set->filters[index].name), filter)) {
            err = set->filters[index].show(set->context, value, &shown);
            break;
        }
    }
    if (err == ERR_OK) {
        err = markup_write(place, bytes_view(&shown), walk->out);
    }
    bytes_release(&shown);
    return err;
}

/* "name" or "name|filter". */
static enum err walk_value(struct walk *walk, struct view tag, bool is_live)
{
    const enum markup_place place = markup_place(&walk->markup);
    const unsigned char *bar = memchr(tag.data, '|', tag.bytes);
    struct view name = tag;
    struct view filter = {NULL, 0};
    struct view text = {NULL, 0};
    char number[NUMBER_CHARS];
    json_t *value = NULL;
    enum err err = ERR_OK;

    markup_passed(&walk->markup);
    if (place == PLACE_FORBIDDEN) {
        return ERR_INVALID;
    }
    if (!is_live) {
        return ERR_OK;
    }
    if (bar != NULL) {
        name.bytes = (size_t)(bar - tag.data);
        filter = (struct view){bar + 1, tag.bytes - name.bytes - 1};
    }
    err = expression_value(&walk->scope, name, &value);
    if (err == ERR_OK && bar != NULL) {
        err = write_shown(walk, filter, value, place);
    } else if (err == ERR_OK) {
        err = plain_text(value, number, &text);
        if (err == ERR_OK) {
            err = markup_write(place, text, walk->out);
        }
    }
    json_decref(value);
    return err;
}

/* "name=value" for each word behind the name of a partial. */
static enum err give_names(struct walk *walk, struct view words)
{
    struct view word = expression_word(&words);
    enum err err = ERR_OK;

    while (word.bytes > 0 && err == ERR_OK) {
        const unsigned char *equals = memchr(word.data, '=', word.bytes);
        json_t *value = NULL;
        struct view name = word;

        if (equals == NULL) {
            return ERR_INVALID;
        }
        name.bytes = (size_t)(equals - word.data);
        err = expression_maybe(
            &walk->scope,
            (struct view){equals + 1, word.bytes - name.bytes - 1}, &value);
        if (err == ERR_OK) {
            err = scope_push(&walk->scope, name, value);
        }
        json_decref(value);
        word = expression_word(&words);
    }
    return err;
}

/* A block holds blocks, and a template others: TEMPLATE_DEPTH_MAX deep.
 * NOLINTBEGIN(misc-no-recursion) */
static enum err walk_whole(struct walk *walk, struct view name)
{
    struct source source = {.name = name, .line = 1};
    const struct markup before = walk->markup;
    struct view ended = {NULL, 0};
    enum err err = ERR_FULL;

    if (walk->depth < TEMPLATE_DEPTH_MAX) {
        err = walk->set->find(walk->set->context, name, &source.text);
    }
    if (err != ERR_OK) {
        return err;
    }
    walk->depth++;
    err = walk_block(walk, &source, true, &ended);
    walk->depth--;
    if (err == ERR_OK &&
        (ended.bytes > 0 || !markup_same(&before, &walk->markup))) {
        err = fail_at(walk, &source, ended, ERR_INVALID);
    }
    return err;
}

static enum err walk_partial(struct walk *walk, struct view words, bool is_live)
{
    const size_t names = walk->scope.count;
    const struct view name = expression_word(&words);
    enum err err = ERR_OK;

    if (!is_live) {
        return ERR_OK; /* it ends where it begins, or fails where it is live */
    }
    err = give_names(walk, words);
    if (err == ERR_OK) {
        err = walk_whole(walk, name);
    }
    scope_pop(&walk->scope, names);
    return err;
}

static bool word_is(struct view word, const char *text)
{
    return view_equal(word, view_text(text));
}

/* Follow one branch, which must end at the same kind of place. */
static enum err walk_branch(struct walk *walk,
                            struct source *source,
                            bool is_live,
                            const struct markup *before,
                            struct view *ended)
{
    enum err err = walk_block(walk, source, is_live, ended);

    markup_settle(&walk->markup);
    if (err == ERR_OK && !markup_same(before, &walk->markup)) {
        err = ERR_INVALID;
    }
    return err;
}

static enum err walk_if(struct walk *walk,
                        struct source *source,
                        struct view condition,
                        bool is_live)
{
    const struct markup before = walk->markup;
    bool is_taken = false;
    bool is_last = false;
    enum err err = ERR_OK;

    while (err == ERR_OK) {
        struct view ended = {NULL, 0};
        bool holds = is_last;

        if (is_live && !is_taken && !is_last) {
            err = expression_holds(&walk->scope, condition, &holds);
        }
        if (err == ERR_OK) {
            walk->markup = before;
            err = walk_branch(walk, source, is_live && holds && !is_taken,
                              &before, &ended);
        }
        is_taken = is_taken || holds;
        condition = ended;
        ended = expression_word(&condition);
        if (err == ERR_OK && word_is(ended, "/if")) {
            return ERR_OK;
        }
        if (err == ERR_OK &&
            (is_last || !(word_is(ended, "else") || word_is(ended, "elif")))) {
            err = ERR_INVALID;
        }
        is_last = word_is(ended, "else");
    }
    return err;
}

/* The rows of a list, or its body once without a row. */
static enum err walk_rows(struct walk *walk,
                          struct source *source,
                          const json_t *list,
                          struct view name,
                          struct view *ended)
{
    const struct source body = *source;
    const struct markup before = walk->markup;
    const size_t count = json_array_size(list);
    const size_t names = walk->scope.count;
    enum err err = ERR_OK;

    if (count == 0) {
        return walk_branch(walk, source, false, &before, ended);
    }
    for (size_t index = 0; index < count && err == ERR_OK; index++) {
        *source = body;
        walk->markup = before;
        err = scope_push(&walk->scope, name, json_array_get(list, index));
        if (err == ERR_OK) {
            err = walk_branch(walk, source, true, &before, ended);
        }
        scope_pop(&walk->scope, names);
    }
    return err;
}

/* "list as name" */
static enum err walk_each(struct walk *walk,
                          struct source *source,
                          struct view words,
                          bool is_live)
{
    const struct markup before = walk->markup;
    const struct view path = expression_word(&words);
    const struct view as = expression_word(&words);
    const struct view name = expression_word(&words);
    struct view ended = {NULL, 0};
    json_t *list = NULL;
    enum err err = word_is(as, "as") ? ERR_OK : ERR_INVALID;

    if (err == ERR_OK && is_live) {
        err = expression_value(&walk->scope, path, &list);
        if (err == ERR_OK) {
            err = expression_list(&list);
        }
    }
    if (err == ERR_OK) {
        err = walk_rows(walk, source, list, name, &ended);
    }
    if (err == ERR_OK && word_is(ended, "else")) {
        walk->markup = before;
        err = walk_branch(walk, source, is_live && json_array_size(list) == 0,
                          &before, &ended);
    }
    if (err == ERR_OK && !word_is(ended, "/each")) {
        err = ERR_INVALID;
    }
    json_decref(list);
    return err;
}

/* A block, one level deeper. */
static enum err walk_deeper(struct walk *walk,
                            struct source *source,
                            struct view tag,
                            bool is_live)
{
    struct view words = tag;
    const struct view what = expression_word(&words);
    enum err err = ERR_INVALID;

    if (walk->depth >= TEMPLATE_DEPTH_MAX) {
        return ERR_FULL;
    }
    walk->depth++;
    if (word_is(what, "#if")) {
        err = walk_if(walk, source, words, is_live);
    } else if (word_is(what, "#each")) {
        err = walk_each(walk, source, words, is_live);
    }
    walk->depth--;
    return err;
}

/* Does this tag end the block it stands in? */
static bool is_end(struct view tag)
{
    struct view rest = tag;
    const struct view word = expression_word(&rest);

    return tag.data[0] == '/' || word_is(word, "else") || word_is(word, "elif");
}

static enum err walk_tag(struct walk *walk,
                         struct source *source,
                         struct view tag,
                         bool is_live)
{
    switch (tag.data[0]) {
    case '!':
        return ERR_OK;
    case '#':
        return walk_deeper(walk, source, tag, is_live);
    case '>':
        return walk_partial(walk, (struct view){tag.data + 1, tag.bytes - 1},
                            is_live);
    default:
        return walk_value(walk, tag, is_live);
    }
}

/* Follow a template up to the tag that ends this block, or its end. */
static enum err walk_block(struct walk *walk,
                           struct source *source,
                           bool is_live,
                           struct view *ended)
{
    enum err err = ERR_OK;

    *ended = (struct view){NULL, 0};
    while (err == ERR_OK) {
        struct source before;
        struct view tag = {NULL, 0};

        err = take_text(walk, source, is_live);
        if (err != ERR_OK || source->text.bytes == 0) {
            return err;
        }
        before = *source;
        err = take_tag(walk, source, &tag);
        if (err == ERR_OK && tag.bytes == 0) {
            err = ERR_INVALID;
        }
        if (err == ERR_OK && is_end(tag)) {
            *ended = tag;
            return ERR_OK;
        }
        if (err == ERR_OK) {
            err = walk_tag(walk, source, tag, is_live);
        }
        if (err != ERR_OK) {
            err = fail_at(walk, &before, tag, err);
        }
    }
    return err;
}

/* NOLINTEND(misc-no-recursion) */

enum err template_render(const struct template_set *set,
                         const char *name,
                         json_t *model,
                         struct bytes *out,
                         struct template_fault *fault)
{
    struct template_fault unasked;
    struct walk walk = {
        .set = set, .out = out, .fault = fault == NULL ? &unasked : fault};
    enum err err = ERR_OK;

    *walk.fault = (struct template_fault){.line = 0};
    scope_init(&walk.scope, model);
    markup_init(&walk.markup);
    err = walk_whole(&walk, view_text(name));
    scope_pop(&walk.scope, 0);
    return err;
}
