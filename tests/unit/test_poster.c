/* The page of paper: cli/poster.c. */
#include <string.h>

#include "cli/poster.h"
#include "tests/lib/check.h"

static char page[POSTER_BYTES_MAX + 1];

static void write_page(const json_t *fresh, const json_t *others)
{
    const struct poster poster = {"Mill <Lane>", "15 Nov", "22 Nov", fresh,
                                  others};
    struct bytes bytes;

    bytes_init(&bytes, POSTER_BYTES_MAX);
    check_ok(poster_write(&poster, &bytes));
    memcpy(page, bytes.data, bytes.bytes);
    page[bytes.bytes] = '\0';
    bytes_release(&bytes);
}

static json_t *post(int number, const char *title, const char *text)
{
    json_t *model =
        json_pack("{s:o, s:s, s:s, s:s, s:s, s:s, s:{s:s}}", "id",
                  json_sprintf("%d", number), "code", "ladder-7kq", "kind",
                  "loan", "title", title, "text", text, "status", "open",
                  "keeper", "name", "Blue \"door\"");

    assert_non_null(model);
    return model;
}

static size_t count_of(const char *text)
{
    size_t count = 0;

    for (const char *at = page; (at = strstr(at, text)) != NULL; at++) {
        count++;
    }
    return count;
}

static void words_of_others_are_text_and_nothing_else(void **state)
{
    json_t *fresh = json_array();

    (void)state;
    (void)json_array_append_new(
        fresh, post(1, "<script>alert('1')</script>", "a & b <img src=x>"));
    write_page(fresh, fresh);
    assert_null(strstr(page, "<script"));
    assert_null(strstr(page, "<img"));
    assert_non_null(strstr(page, "&lt;script&gt;alert(&#39;1&#39;)"));
    assert_non_null(strstr(page, "a &amp; b &lt;img src=x&gt;"));
    assert_non_null(strstr(page, "Blue &quot;door&quot;"));
    assert_non_null(strstr(page, "<title>Mill &lt;Lane&gt;</title>"));
    json_decref(fresh);
}

static void it_stands_alone_and_is_for_paper(void **state)
{
    json_t *fresh = json_array();

    (void)state;
    (void)json_array_append_new(fresh, post(1, "Ladder", ""));
    write_page(fresh, fresh);
    assert_non_null(strstr(page, "size:A4"));
    assert_null(strstr(page, "http"));
    assert_null(strstr(page, "src="));
    assert_null(strstr(page, "href"));
    assert_null(strstr(page, "url("));
    assert_null(strstr(page, "@import"));
    json_decref(fresh);
}

static void what_is_not_for_the_street_is_left_out(void **state)
{
    json_t *fresh = json_array();
    json_t *circle = post(1, "Secret circle", "");
    json_t *hidden = post(2, "Hidden thing", "");
    json_t *acted = post(3, "Shopping", "");

    (void)state;
    (void)json_object_set_new(circle, "reach", json_string("circle"));
    (void)json_object_set_new(hidden, "hidden", json_true());
    (void)json_object_set_new(acted, "for", json_string("Mrs Quokka"));
    (void)json_array_append_new(fresh, circle);
    (void)json_array_append_new(fresh, hidden);
    (void)json_array_append_new(fresh, acted);
    write_page(fresh, fresh);
    assert_null(strstr(page, "Secret"));
    assert_null(strstr(page, "Hidden"));
    assert_null(strstr(page, "Quokka"));
    assert_int_equal(count_of("Shopping"), 1);
    json_decref(fresh);
}

static void what_has_no_room_is_counted(void **state)
{
    json_t *fresh = json_array();
    json_t *others = json_array();

    (void)state;
    for (int number = 0; number < POSTER_NEW_MAX + 1; number++) {
        (void)json_array_append_new(fresh, post(number, "Fresh", ""));
    }
    for (int number = 1000; number < 1000 + POSTER_OTHERS_MAX + 3; number++) {
        (void)json_array_append_new(others, post(number, "Older", ""));
    }
    write_page(fresh, others);
    assert_int_equal(count_of("Fresh"), POSTER_NEW_MAX);
    assert_int_equal(count_of("Older"), POSTER_OTHERS_MAX);
    assert_non_null(strstr(page, "And 3 more."));
    json_decref(fresh);
    json_decref(others);
}

static void long_text_is_cut_between_letters(void **state)
{
    json_t *fresh = json_array();
    char text[400] = "";

    (void)state;
    for (size_t index = 0; index + 2 < sizeof text; index += 2) {
        memcpy(text + index, "\xc3\xa4", 3); /* an umlaut */
    }
    memcpy(text, "x", 1);
    memcpy(text + 1, "y", 1);
    (void)json_array_append_new(fresh, post(1, "Ladder", text));
    write_page(fresh, fresh);
    assert_non_null(strstr(page, "\xc3\xa4...</p>"));
    json_decref(fresh);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_of_others_are_text_and_nothing_else),
        cmocka_unit_test(it_stands_alone_and_is_for_paper),
        cmocka_unit_test(what_is_not_for_the_street_is_left_out),
        cmocka_unit_test(what_has_no_room_is_counted),
        cmocka_unit_test(long_text_is_cut_between_letters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
