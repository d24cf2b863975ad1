/* Commands called from within the process, as the page does. */
#include <sysexits.h>

#include "cli/command/commands.h"
#include "cli/program.h"
#include "tests/lib/check.h"

static int call(json_t **out, int argc, const char *const *words)
{
    char room[4][64];
    char *argv[5] = {NULL};

    for (int index = 0; index < argc; index++) {
        (void)snprintf(room[index], sizeof room[index], "%s", words[index]);
        argv[index] = room[index];
    }
    return program_call(verb_table, verb_count, argc, argv, out);
}

static const char *error_name(const json_t *document)
{
    return json_string_value(
        json_object_get(json_object_get(document, "error"), "name"));
}

static void a_call_hands_over_the_document(void **state)
{
    const char *const words[] = {"version"};
    json_t *document = NULL;

    (void)state;
    assert_int_equal(call(&document, 1, words), EX_OK);
    assert_string_equal(json_string_value(json_object_get(document, "version")),
                        KITH_VERSION);
    json_decref(document);
}

static void an_error_is_a_document_too(void **state)
{
    const char *const unknown[] = {"offfer"};
    const char *const option[] = {"version", "--frobnicate"};
    json_t *document = NULL;

    (void)state;
    assert_int_equal(call(&document, 1, unknown), EX_USAGE);
    assert_string_equal(error_name(document), "unknown-command");
    json_decref(document);
    assert_int_equal(call(&document, 2, option), EX_USAGE);
    assert_string_equal(error_name(document), "unknown-option");
    json_decref(document);
}

static void words_behind_dashes_are_no_options(void **state)
{
    const char *const words[] = {"version", "--", "--help"};
    json_t *document = NULL;

    (void)state;
    assert_int_equal(call(&document, 3, words), EX_USAGE);
    assert_string_equal(error_name(document), "too-many-words");
    json_decref(document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_hands_over_the_document),
        cmocka_unit_test(an_error_is_a_document_too),
        cmocka_unit_test(words_behind_dashes_are_no_options),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
