/*
 * Names and conditions in a template, looked up in a model.
 *
 *   deal.keeper.name    a member of a member; photos.first of a list
 *   "as it stands"      a text; 12 a number
 *   left > 1            also == != < and a value alone, or !value
 *   a and b, a or b     from left to right, none before the other
 *
 * Pure: the model is only read.
 */
#ifndef NET_WEB_EXPRESSION_H
#define NET_WEB_EXPRESSION_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "node/bytes.h"
#include "node/err.h"

enum { SCOPE_NAMES_MAX = 64, SCOPE_NAME_BYTES = 24 };

/* A name that a loop or a partial gives. */
struct scope_name {
    char name[SCOPE_NAME_BYTES];
    json_t *value; /* owned: one reference */
};

/* What names mean: those given last first, then members of the model. */
struct scope {
    json_t *model; /* borrowed */
    struct scope_name names[SCOPE_NAMES_MAX];
    size_t count;
};

/* No names but the model's members. */
void scope_init(struct scope *scope, json_t *model);

/*
 * Give a name a value; takes one more reference of it.
 *
 * ERR_FULL     SCOPE_NAMES_MAX names are given
 * ERR_INVALID  not a name
 */
MUST_USE enum err
scope_push(struct scope *scope, struct view name, json_t *value);

/* Forget the names given after there were `count`. */
void scope_pop(struct scope *scope, size_t count);

/* The next word of a tag: up to a blank, or a text in quotes with them; empty
 * at the end. */
struct view expression_word(struct view *rest);

/*
 * What a word means: a new reference. A member that an object has not is
 * ERR_UNKNOWN; ERR_INVALID is not a name at all.
 */
MUST_USE enum err
expression_value(const struct scope *scope, struct view word, json_t **out);

/* The same, but a member that an object has not is null. */
MUST_USE enum err
expression_maybe(const struct scope *scope, struct view word, json_t **out);

/*
 * Does a condition hold? A member that an object has not is as null; a first
 * name that nothing has is ERR_UNKNOWN.
 *
 * ERR_INVALID  not a condition
 */
MUST_USE enum err
expression_holds(const struct scope *scope, struct view condition, bool *out);

/*
 * A list instead of a value: itself, a text alone as a list of it, or an
 * object's members as {"name", "value"}. Takes the reference and gives another;
 * ERR_UNKNOWN for all else.
 */
MUST_USE enum err expression_list(json_t **value);

#endif
