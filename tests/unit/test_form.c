/* What was typed: queries, forms, files. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "net/web/form.h"
#include "net/web/route.h"
#include "tests/lib/check.h"

static const char type[] = "multipart/form-data; boundary=\"x y\"";

/* A body with a text, a file, and an input that has no file. */
static const char body[] =
    "nothing before counts\r\n"
    "--x y\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\n"
    "Plum jam\r\nand\r--x y more\r\n"
    "--x y\r\ncontent-disposition: form-data; name=\"photo\"; "
    "filename=\"../a.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n"
    "\xff\xd8\r\n--x\r\n\r\n--x y\r\n"
    "Content-Disposition: form-data; name=\"photo\"; filename=\"\"\r\n\r\n\r\n"
    "--x y--\r\nnor does anything after";

static const char *text(const json_t *typed, const char *name)
{
    return json_string_value(json_object_get(typed, name));
}

static json_t *query(const char *from, enum err wanted)
{
    json_t *typed = json_object();

    assert_int_equal(form_read(view_text(from), typed), wanted);
    return typed;
}

static void a_query_is_decoded(void **state)
{
    json_t *typed =
        query("q=two+words%21&kind=&tag=a&tag=b%0D%0Ac&tag=d&&x", ERR_OK);

    (void)state;
    assert_string_equal(text(typed, "q"), "two words!");
    assert_string_equal(text(typed, "kind"), "");
    assert_string_equal(text(typed, "x"), "");
    assert_int_equal(json_array_size(json_object_get(typed, "tag")), 3);
    assert_string_equal(
        json_string_value(json_array_get(json_object_get(typed, "tag"), 1)),
        "b\nc");
    json_decref(typed);
}

/* A phone writes one behind each word; no text of ours may have it there. */
static void blanks_at_the_ends_are_not_typed(void **state)
{
    json_t *typed = query("title=+Ladder,+5+m+&text=%0D%0AOne.%0D%0A%0D%0ATwo."
                          "%0D%0A&tag=+&tag=%09a+b%0A&days=+3",
                          ERR_OK);
    const json_t *tags = json_object_get(typed, "tag");

    (void)state;
    assert_string_equal(text(typed, "title"), "Ladder, 5 m");
    assert_string_equal(text(typed, "text"), "One.\n\nTwo.");
    assert_string_equal(json_string_value(json_array_get(tags, 0)), "");
    assert_string_equal(json_string_value(json_array_get(tags, 1)), "a b");
    assert_string_equal(text(typed, "days"), "3");
    json_decref(typed);
}

static void what_is_no_text_is_refused(void **state)
{
    static const char *const bad[] = {
        "a=%",     "a=%4",
        "a=%zz",   "a=%00",
        "a=%ff",   "=x",
        "a%00b=x", "pl%f9ms=x",
        "a b=x",   "an-unreasonably-long-name-of-a-field=x",
    };

    (void)state;
    for (size_t index = 0; index < sizeof bad / sizeof bad[0]; index++) {
        json_decref(query(bad[index], ERR_INVALID));
    }
}

static void values_are_counted(void **state)
{
    char many[4 * (WEB_VALUES_MAX + 1) + 1] = "";

    (void)state;
    for (int i = 0; i < WEB_VALUES_MAX; i++) {
        memcpy(many + 4 * i, "a=b&", 5);
    }
    json_decref(query(many, ERR_OK));
    memcpy(many + 4 * WEB_VALUES_MAX, "a=b&", 5);
    json_decref(query(many, ERR_FULL));
}

static void check_parts(const struct form *form)
{
    FILE *file = NULL;
    char bytes[16] = "";
    struct stat status;

    assert_string_equal(text(form->typed, "title"),
                        "Plum jam\nand\r--x y more");
    assert_int_equal(form->file_count, 1);
    assert_string_equal(form->files[0].field, "photo");
    assert_string_equal(form->files[0].name, "../a.jpg");
    assert_int_equal(form->files[0].bytes, 9);
    assert_int_equal(stat(form->files[0].path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    file = fopen(form->files[0].path, "rb");
    assert_non_null(file);
    assert_int_equal(fread(bytes, 1, sizeof bytes, file), 9);
    assert_memory_equal(bytes, "\xff\xd8\r\n--x\r\n", 9);
    (void)fclose(file);
}

static void a_body_is_alike_in_any_pieces(void **state)
{
    char folder[] = "/tmp/kith-form-XXXXXX";
    char path[FORM_PATH_BYTES];

    (void)state;
    assert_non_null(mkdtemp(folder));
    for (size_t cut = 0; cut < sizeof body; cut++) {
        struct form *form = malloc(sizeof *form);
        struct view whole = view_text(body);

        assert_non_null(form);
        assert_int_equal(form_init(form, type, folder), ERR_OK);
        form_take(form, (struct view){whole.data, cut});
        for (size_t at = cut; at < whole.bytes; at++) {
            form_take(form, (struct view){whole.data + at, 1});
        }
        assert_int_equal(form_end(form), ERR_OK);
        check_parts(form);
        memcpy(path, form->files[0].path, sizeof path);
        form_release(form);
        assert_int_not_equal(access(path, F_OK), 0);
        free(form);
    }
    assert_int_equal(rmdir(folder), 0);
}

static void a_body_that_stops_is_refused(void **state)
{
    struct form *form = malloc(sizeof *form);
    const size_t end = strlen(body) - strlen("--\r\nnor does anything after");

    (void)state;
    assert_non_null(form);
    for (size_t bytes = 0; bytes < end; bytes++) {
        assert_int_equal(form_init(form, type, NULL), ERR_OK);
        form_take(form, (struct view){(const unsigned char *)body, bytes});
        assert_int_equal(form_end(form), ERR_INVALID);
        form_release(form);
    }
    free(form);
}

static void files_without_a_folder_are_passed_over(void **state)
{
    struct form *form = malloc(sizeof *form);

    (void)state;
    assert_non_null(form);
    assert_int_equal(form_init(form, type, NULL), ERR_OK);
    form_take(form, view_text(body));
    assert_int_equal(form_end(form), ERR_OK);
    assert_int_equal(form->file_count, 0);
    assert_null(json_object_get(form->typed, "photo"));
    form_release(form);
    free(form);
}

static void a_body_without_a_boundary_is_refused(void **state)
{
    struct form *form = malloc(sizeof *form);

    (void)state;
    assert_non_null(form);
    assert_int_equal(form_init(form, "multipart/form-data", NULL), ERR_INVALID);
    form_release(form);
    assert_int_equal(form_init(form, "multipart/form-data; boundary=", NULL),
                     ERR_INVALID);
    form_release(form);
    free(form);
}

static void too_much_text_is_refused(void **state)
{
    struct form *form = malloc(sizeof *form);
    static unsigned char many[WEB_FORM_BYTES_MAX];

    (void)state;
    assert_non_null(form);
    memset(many, 'a', sizeof many);
    assert_int_equal(form_init(form, type, NULL), ERR_OK);
    form_take(form, view_text("--x y\r\nContent-Disposition: form-data; "
                              "name=\"title\"\r\n\r\n"));
    form_take(form, (struct view){many, sizeof many});
    assert_int_equal(form->err, ERR_OK);
    form_take(form, view_text("a\r\n--x y--"));
    assert_int_equal(form_end(form), ERR_FULL);
    form_release(form);
    free(form);
}

/* What stands behind a file that is refused was typed all the same. */
static void texts_outlast_a_file_that_is_too_large(void **state)
{
    static unsigned char many[1 << 16];
    const struct view piece = {many, sizeof many};
    char folder[] = "/tmp/kith-form-XXXXXX";
    struct form *form = malloc(sizeof *form);

    (void)state;
    assert_non_null(form);
    assert_non_null(mkdtemp(folder));
    for (size_t over = 0; over < 2; over++) {
        assert_int_equal(form_init(form, type, folder), ERR_OK);
        form_take(form, view_text("--x y\r\nContent-Disposition: form-data; "
                                  "name=\"photo\"; filename=\"a\"\r\n\r\n"));
        for (size_t bytes = 0; bytes < WEB_FILE_BYTES_MAX;
             bytes += sizeof many) {
            form_take(form, piece);
        }
        form_take(form, (struct view){many, over});
        form_take(form, view_text("\r\n--x y\r\nContent-Disposition: "
                                  "form-data; name=\"days\"\r\n\r\n5"
                                  "\r\n--x y--"));
        assert_int_equal(form_end(form), over == 0 ? ERR_OK : ERR_FULL);
        assert_string_equal(text(form->typed, "days"), "5");
        form_release(form);
    }
    assert_int_equal(rmdir(folder), 0);
    free(form);
}

static void one_file_too_many_is_refused(void **state)
{
    char folder[] = "/tmp/kith-form-XXXXXX";
    struct form *form = malloc(sizeof *form);

    (void)state;
    assert_non_null(form);
    assert_non_null(mkdtemp(folder));
    assert_int_equal(form_init(form, type, folder), ERR_OK);
    for (size_t index = 0; index <= WEB_FILES_MAX; index++) {
        assert_int_equal(form->file_err, ERR_OK);
        form_take(form, view_text("--x y\r\nContent-Disposition: form-data; "
                                  "name=\"photo\"; filename=\"a\"\r\n\r\nb"
                                  "\r\n"));
    }
    form_take(form, view_text("--x y--"));
    assert_int_equal(form_end(form), ERR_FULL);
    assert_int_equal(form->file_count, WEB_FILES_MAX);
    form_release(form);
    assert_int_equal(rmdir(folder), 0);
    free(form);
}

static void files_are_named_as_their_owner_does(void **state)
{
    struct form form = {.file_count = 2,
                        .files = {{.path = "/a/upload-1", .name = "one.jpg"},
                                  {.path = "/a/upload-2"}}};
    char out[64];

    (void)state;
    form_name_files(&form, "Of /a/upload-1, /a/upload-2 and /a.", out,
                    sizeof out);
    assert_string_equal(out, "Of one.jpg, /a/upload-2 and /a.");
    form_name_files(&form, "Of /a/upload-1.", out, 6);
    assert_string_equal(out, "Of on");
}

static void paths_fit_their_patterns(void **state)
{
    json_t *parts = json_object();

    (void)state;
    assert_true(route_fits("/", "/", NULL));
    assert_true(route_fits("/post/:code", "/post/plums-abc", parts));
    assert_string_equal(text(parts, "code"), "plums-abc");
    assert_true(route_fits("/post/:code/edit", "/post/a/edit", NULL));
    assert_false(route_fits("/post/:code", "/post/", NULL));
    assert_false(route_fits("/post/:code", "/post", NULL));
    assert_false(route_fits("/post/:code", "/post/a/", NULL));
    assert_false(route_fits("/post/:code", "/post/a/b", NULL));
    assert_false(route_fits("/post/:code", "/poster/a", NULL));
    assert_false(route_fits("/", "", NULL));
    assert_false(route_fits("/post/:code", "/post/\xff", parts));
    json_decref(parts);
}

static void an_address_is_made_of_a_pattern(void **state)
{
    json_t *document = json_pack("{s:s}", "code", "a b/\xc3\xa4?&");
    json_t *typed = json_pack("{s:s,s:s}", "code", "typed", "kind", "loan");
    const json_t *const from[] = {document, typed};
    char out[WEB_PATH_BYTES_MAX];

    (void)state;
    assert_true(route_fill("/post/:code", from, 2, out));
    assert_string_equal(out, "/post/a%20b%2F%C3%A4%3F%26");
    assert_true(route_fill("/new/:kind?from=:code", from, 2, out));
    assert_string_equal(out, "/new/loan?from=a%20b%2F%C3%A4%3F%26");
    assert_true(route_fill("/", from, 2, out));
    assert_string_equal(out, "/");
    assert_false(route_fill("/deal/:deal", from, 2, out));
    json_decref(document);
    json_decref(typed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_query_is_decoded),
        cmocka_unit_test(blanks_at_the_ends_are_not_typed),
        cmocka_unit_test(what_is_no_text_is_refused),
        cmocka_unit_test(values_are_counted),
        cmocka_unit_test(a_body_is_alike_in_any_pieces),
        cmocka_unit_test(a_body_that_stops_is_refused),
        cmocka_unit_test(files_without_a_folder_are_passed_over),
        cmocka_unit_test(a_body_without_a_boundary_is_refused),
        cmocka_unit_test(too_much_text_is_refused),
        cmocka_unit_test(texts_outlast_a_file_that_is_too_large),
        cmocka_unit_test(one_file_too_many_is_refused),
        cmocka_unit_test(files_are_named_as_their_owner_does),
        cmocka_unit_test(paths_fit_their_patterns),
        cmocka_unit_test(an_address_is_made_of_a_pattern),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
