/*
 * Pages from templates and models.
 *
 *   {{name}}                   a value, escaped for the place it stands in
 *   {{name|filter}}            shown by a filter, then escaped
 *   {{#if a == "b"}} {{elif c}} {{else}} {{/if}}
 *   {{#each list as row}} {{else}} {{/each}}     else: the list is empty; of
 *                              an object each member, as row.name and
 *                              row.value; a text is a list of itself
 *   {{> part name=value}}      another template, with names of its own
 *   {{! a remark }}
 *
 * There is no way to write a value as it is. A missing value is an error, and
 * so is a value where none can be made safe: outside quotes, in a script, in
 * a style, as an address that is neither a path nor of the web. Branches that
 * are not taken are followed too, for each must end where the others end.
 * Pure.
 */
#ifndef NET_WEB_TEMPLATE_H
#define NET_WEB_TEMPLATE_H

#include <stddef.h>

#include <jansson.h>

#include "node/bytes.h"
#include "node/err.h"

enum {
    TEMPLATE_DEPTH_MAX = 24,          /* blocks and partials in one another */
    TEMPLATE_TAGS_MAX = 1000000,      /* of one page: it always ends */
    TEMPLATE_SHOWN_BYTES_MAX = 65536, /* what a filter may make of a value */
    TEMPLATE_FAULT_BYTES = 96,
};

/* A way to show a value as text. */
struct template_filter {
    const char *name;
    /* Append to `out`; ERR_INVALID where the value is not of its kind. */
    enum err (*show)(void *context, const json_t *value, struct bytes *out);
};

/* Where templates and filters come from; all borrowed. */
struct template_set {
    void *context;
    /* The text of a template; ERR_UNKNOWN. */
    enum err (*find)(void *context, struct view name, struct view *out);
    const struct template_filter *filters;
    size_t filter_count;
};

/* Where rendering failed. */
struct template_fault {
    char name[32]; /* of the template */
    unsigned line;
    char tag[TEMPLATE_FAULT_BYTES]; /* cut */
};

/*
 * Append a page to `out`.
 *
 * model  an object; borrowed, unchanged
 * fault  where it failed; may be NULL
 *
 * ERR_UNKNOWN    a value, a filter or a template that is not there
 * ERR_INVALID    a mistake in the template, or a value not fit for its place
 * ERR_FULL       a ceiling above, or that of `out`
 */
MUST_USE enum err template_render(const struct template_set *set,
                                  const char *name,
                                  json_t *model,
                                  struct bytes *out,
                                  struct template_fault *fault);

#endif
