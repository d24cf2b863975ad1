/*
 * Bodies as JSON objects, by their tables of fields: for vectors and dumps.
 *
 * Names are those of the spec; keys and bins are hexadecimal; an array whose
 * items have one place holds the bare values, else objects.
 */
#ifndef TESTS_LIB_BODY_JSON_H
#define TESTS_LIB_BODY_JSON_H

#include <stddef.h>

#include <jansson.h>

#include "node/board/post.h"
#include "node/deal/receipt.h"
#include "node/deal/step.h"
#include "node/record/body.h"
#include "node/record/council_body.h"
#include "node/record/field.h"

/* Room for the struct of any body that has a table. */
union any_body {
    struct body_household household;
    struct body_device device;
    struct body_rules rules;
    struct body_council council;
    struct council_content content;
    struct body_join join;
    struct body_vouch vouch;
    struct body_invite invite;
    struct body_address address;
    struct post post;
    struct deal_step step;
    struct receipt receipt;
};

/* A string of hexadecimal digits; the caller's. */
json_t *body_bin_to_json(struct view bin);

/* What a body says, without what is absent; the caller's. */
json_t *
body_to_json(const void *body, const struct field *fields, size_t count);

/*
 * The same back. Fails the test on a name that no field has. Text borrows
 * from the JSON, bins from memory that the next call uses again.
 */
void body_from_json(const json_t *object,
                    const struct field *fields,
                    size_t count,
                    union any_body *out);

#endif
