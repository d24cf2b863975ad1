#include "net/web/expression.h"

#include <string.h>

enum { NUMBER_MAX = 1000000 };

void scope_init(struct scope *scope, json_t *model)
{
    *scope = (struct scope){.model = model};
}

static bool is_name_byte(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

enum err scope_push(struct scope *scope, struct view name, json_t *value)
{
    struct scope_name *given = &scope->names[scope->count];

    if (scope->count == SCOPE_NAMES_MAX) {
        return ERR_FULL;
    }
    if (name.bytes == 0 || name.bytes >= SCOPE_NAME_BYTES || value == NULL) {
        return ERR_INVALID;
    }
    for (size_t at = 0; at < name.bytes; at++) {
        if (!is_name_byte(name.data[at])) {
            return ERR_INVALID;
        }
    }
    memcpy(given->name, name.data, name.bytes);
    given->name[name.bytes] = '\0';
    given->value = json_incref(value);
    scope->count++;
    return ERR_OK;
}

void scope_pop(struct scope *scope, size_t count)
{
    while (scope->count > count) {
        json_decref(scope->names[--scope->count].value);
    }
}

static bool is_space(unsigned char c)
{
    return c == ' ' || c == '\n';
}

struct view expression_word(struct view *rest)
{
    struct view word = *rest;
    size_t bytes = 0;
    bool is_quoted = false;

    while (word.bytes > 0 && is_space(word.data[0])) {
        word.data++;
        word.bytes--;
    }
    if (word.bytes == 0) {
        *rest = word; /* whose data may be NULL */
        return word;
    }
    while (bytes < word.bytes && (is_quoted || !is_space(word.data[bytes]))) {
        is_quoted = word.data[bytes] == '"' ? !is_quoted : is_quoted;
        bytes++;
    }
    *rest = (struct view){word.data + bytes, word.bytes - bytes};
    word.bytes = bytes;
    return word;
}

/* One name out of "a.b.c"; `rest` begins after its dot. */
static struct view path_part(struct view *rest)
{
    struct view part = *rest;
    const unsigned char *dot = memchr(rest->data, '.', rest->bytes);

    if (dot != NULL) {
        part.bytes = (size_t)(dot - rest->data);
        rest->bytes -= part.bytes + 1;
        rest->data = dot + 1;
    } else {
        rest->bytes = 0;
    }
    return part;
}

static json_t *first_value(const struct scope *scope, const char *name)
{
    for (size_t index = scope->count; index > 0; index--) {
        if (strcmp(scope->names[index - 1].name, name) == 0) {
            return scope->names[index - 1].value;
        }
    }
    return json_object_get(scope->model, name);
}

/* A member of an object; of a list its first, by that name. */
static json_t *member(const json_t *value, const char *name)
{
    return json_is_array(value) && strcmp(name, "first") == 0
               ? json_array_get(value, 0)
               : json_object_get(value, name);
}

/* Follow a path; `is_missing_null`: a member that is not there is null. */
static enum err path_value(const struct scope *scope,
                           struct view path,
                           bool is_missing_null,
                           json_t **out)
{
    json_t *value = NULL;
    bool is_first = true;

    while (path.bytes > 0) {
        const struct view part = path_part(&path);
        char name[SCOPE_NAME_BYTES];

        if (part.bytes == 0 || part.bytes >= sizeof name) {
            return ERR_INVALID;
        }
        memcpy(name, part.data, part.bytes);
        name[part.bytes] = '\0';
        value = is_first ? first_value(scope, name) : member(value, name);
        if (value == NULL && (is_first || !is_missing_null)) {
            return ERR_UNKNOWN;
        }
        is_first = false;
    }
    *out = value == NULL ? json_null() : json_incref(value);
    return ERR_OK;
}

static enum err number_value(struct view word, json_t **out)
{
    json_int_t number = 0;

    for (size_t at = 0; at < word.bytes; at++) {
        if (word.data[at] < '0' || word.data[at] > '9' || number > NUMBER_MAX) {
            return ERR_INVALID;
        }
        number = number * 10 + (word.data[at] - '0');
    }
    *out = json_integer(number);
    return *out == NULL ? ERR_NOMEM : ERR_OK;
}

static enum err word_value(const struct scope *scope,
                           struct view word,
                           bool is_missing_null,
                           json_t **out)
{
    if (word.bytes == 0) {
        return ERR_INVALID;
    }
    if (word.data[0] == '"') {
        if (word.bytes < 2 || word.data[word.bytes - 1] != '"') {
            return ERR_INVALID;
        }
        *out = json_stringn((const char *)word.data + 1, word.bytes - 2);
        return *out == NULL ? ERR_NOMEM : ERR_OK;
    }
    if (word.data[0] >= '0' && word.data[0] <= '9') {
        return number_value(word, out);
    }
    return path_value(scope, word, is_missing_null, out);
}

enum err
expression_value(const struct scope *scope, struct view word, json_t **out)
{
    return word_value(scope, word, false, out);
}

enum err
expression_maybe(const struct scope *scope, struct view word, json_t **out)
{
    return word_value(scope, word, true, out);
}

static bool is_something(const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return json_object_size(value) > 0;
    case JSON_ARRAY:
        return json_array_size(value) > 0;
    case JSON_STRING:
        return json_string_length(value) > 0;
    case JSON_INTEGER:
        return json_integer_value(value) != 0;
    case JSON_REAL:
    case JSON_TRUE:
        return true;
    case JSON_FALSE:
    case JSON_NULL:
        break;
    }
    return false;
}

static bool word_is(struct view word, const char *text)
{
    return view_equal(word, view_text(text));
}

static enum err
compare(const json_t *left, struct view how, const json_t *right, bool *out)
{
    const bool is_equal = json_equal(left, right);

    if (word_is(how, "==")) {
        *out = is_equal;
    } else if (word_is(how, "!=")) {
        *out = !is_equal;
    } else if (word_is(how, ">")) {
        *out = json_integer_value(left) > json_integer_value(right);
    } else if (word_is(how, "<")) {
        *out = json_integer_value(left) < json_integer_value(right);
    } else {
        return ERR_INVALID;
    }
    return ERR_OK;
}

/* One comparison, or one value; `next` is the word behind it. */
static enum err holds_one(const struct scope *scope,
                          struct view *rest,
                          struct view *next,
                          bool *out)
{
    struct view word = expression_word(rest);
    const bool is_not = word.bytes > 1 && word.data[0] == '!';
    json_t *left = NULL;
    json_t *right = NULL;
    enum err err = ERR_OK;

    if (is_not) {
        word = (struct view){word.data + 1, word.bytes - 1};
    }
    *next = expression_word(rest);
    err = word_value(scope, word, true, &left);
    if (err != ERR_OK) {
        return err;
    }
    if (next->bytes == 0 || word_is(*next, "and") || word_is(*next, "or")) {
        *out = is_something(left) != is_not;
    } else {
        err = word_value(scope, expression_word(rest), true, &right);
        if (err == ERR_OK) {
            err = compare(left, *next, right, out);
        }
        *next = expression_word(rest);
    }
    json_decref(left);
    json_decref(right);
    return err;
}

enum err
expression_holds(const struct scope *scope, struct view condition, bool *out)
{
    struct view next = {NULL, 0};
    bool result = false;
    enum err err = holds_one(scope, &condition, &next, &result);

    while (err == ERR_OK && next.bytes > 0) {
        const bool is_and = word_is(next, "and");
        bool more = false;

        if (!is_and && !word_is(next, "or")) {
            return ERR_INVALID;
        }
        err = holds_one(scope, &condition, &next, &more);
        result = is_and ? result && more : result || more;
    }
    *out = result;
    return err;
}

enum err expression_list(json_t **value)
{
    json_t *list = NULL;
    json_t *member = NULL;
    const char *name = NULL;
    enum err err = ERR_OK;

    if (json_is_array(*value)) {
        return ERR_OK;
    }
    if (json_is_string(*value)) {
        *value = json_pack("[o]", *value);
        return *value == NULL ? ERR_NOMEM : ERR_OK;
    }
    if (!json_is_object(*value)) {
        return ERR_UNKNOWN;
    }
    list = json_array();
    json_object_foreach(*value, name, member)
    {
        if (json_array_append_new(list, json_pack("{s:s, s:O}", "name", name,
                                                  "value", member)) != 0) {
            err = ERR_NOMEM;
        }
    }
    json_decref(*value);
    *value = list;
    return list == NULL ? ERR_NOMEM : err;
}
