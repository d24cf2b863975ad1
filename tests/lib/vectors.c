#include "tests/lib/vectors.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/lib/check.h"

enum { PATH_CHARS = 128 };

void vectors_each(const char *name,
                  const char *list,
                  size_t least,
                  vector_check *check)
{
    char path[PATH_CHARS];
    json_error_t error;
    json_t *root = NULL;
    json_t *vectors = NULL;

    (void)snprintf(path, sizeof path, "spec/vectors/%s.json", name);
    root = json_load_file(path, 0, &error);
    assert_non_null(root);
    vectors = json_object_get(root, list);
    assert_true(json_array_size(vectors) >= least);
    for (size_t index = 0; index < json_array_size(vectors); index++) {
        check(json_array_get(vectors, index));
    }
    json_decref(root);
}

const char *vectors_text(const json_t *vector, const char *key)
{
    return json_string_value(json_object_get(vector, key));
}

uint64_t vectors_number(const json_t *vector, const char *key)
{
    return (uint64_t)json_integer_value(json_object_get(vector, key));
}

void vectors_bytes(const json_t *vector,
                   const char *key,
                   unsigned char *out,
                   size_t room)
{
    const struct view read = check_hex(vectors_text(vector, key), out, room);

    assert_int_equal(read.bytes, room);
}

void vectors_hex(const json_t *vector,
                 const char *key,
                 size_t max,
                 struct bytes *out)
{
    unsigned char *room = malloc(max);

    assert_non_null(room);
    bytes_init(out, max);
    check_ok(
        bytes_append(out, check_hex(vectors_text(vector, key), room, max)));
    free(room);
}

void vectors_refused(const json_t *vector, enum err err)
{
    assert_string_equal(err_name(err), vectors_text(vector, "error"));
}
