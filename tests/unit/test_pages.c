/* Every page and every template of the program, drawn from real models. With
 * PAGES_OUT=FOLDER each is left there as a file. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/web/asset.h"
#include "net/web/render.h"
#include "tests/lib/check.h"
#include "tests/lib/pages.h"

/* "/post/:code" as "post_code". */
static void leave(const char *path, const struct bytes *page)
{
    const char *folder = getenv("PAGES_OUT");
    char name[256];
    size_t used = 0;
    FILE *file = NULL;

    if (folder == NULL) {
        return;
    }
    used = (size_t)snprintf(name, sizeof name, "%s/", folder);
    for (const char *c = path; *c != '\0' && used + 8 < sizeof name; c++) {
        name[used++] = (char)(isalnum((unsigned char)*c) ? *c : '_');
    }
    (void)snprintf(name + used, sizeof name - used, ".html");
    file = fopen(name, "w");
    assert_non_null(file);
    (void)fwrite(page->data, 1, page->bytes, file);
    (void)fclose(file);
}

static void
draw(const char *file, const char *path, json_t *model, struct bytes *out)
{
    struct template_fault fault;
    enum err err = ERR_OK;

    bytes_init(out, WEB_PAGE_BYTES_MAX);
    err = render(file, model, out, &fault);
    if (err != ERR_OK) {
        fail_msg("%s: %s:%u: {{%s}}: %s", path, fault.name, fault.line,
                 fault.tag, err_name(err));
    }
    leave(path, out);
    check_ok(bytes_append_u8(out, 0)); /* a C string for has() */
}

static bool has(const struct bytes *page, const char *text)
{
    return strstr((const char *)page->data, text) != NULL;
}

static void draw_as(const struct web_page *page, enum pages_reader reader)
{
    static const char *const suffix[] = {"_guest", "", "_first"};
    char name[128];
    struct bytes out;
    json_t *model = pages_model(page, reader);

    (void)snprintf(name, sizeof name, "%s%s", page->path, suffix[reader]);
    if (page->file == NULL) {
        bytes_init(&out, WEB_PAGE_BYTES_MAX);
        check_ok(page->draw(model, &out));
        check_ok(bytes_append_u8(&out, 0));
    } else {
        draw(page->file, name, model, &out);
    }
    assert_true(out.bytes > 0);
    assert_false(has(&out, "{{"));
    bytes_release(&out);
    json_decref(model);
}

static void every_page_is_drawn_from_what_commands_print(void **state)
{
    (void)state;
    for (size_t index = 0; index < web_page_count; index++) {
        draw_as(&web_pages[index], PAGES_RESIDENT);
        if (web_pages[index].access != ACCESS_RESIDENT) {
            draw_as(&web_pages[index], PAGES_GUEST);
        }
        if (web_pages[index].before_first) {
            draw_as(&web_pages[index], PAGES_NOBODY_YET);
        }
    }
}

/* Templates that are drawn by name, or after a form. */
static void pages_without_an_address_are_drawn(void **state)
{
    static const char *const files[] = {
        "problem.html", "in.html", "invited.html", "device.html", "again.html"};

    (void)state;
    for (size_t index = 0; index < sizeof files / sizeof *files; index++) {
        json_t *model = pages_bare("/in/0123", PAGES_RESIDENT);
        struct bytes out;

        (void)json_object_set_new(model, "problem",
                                  json_pack("{s:s, s:s}", "text",
                                            "There is no such post.", "try",
                                            "kith board shows what there is."));
        (void)json_object_set_new(model, "done",
                                  json_pack("{s:s, s:s, s:s}", "invite",
                                            "kith:AZNfpNFW20bavxnPl2w", "code",
                                            "kith-device:AZNfpNFW20", "expires",
                                            "2026-12-06T08:43:12.335Z"));
        (void)json_object_set_new(model, "again",
                                  json_pack("{s:s, s:[{s:s, s:s}]}", "path",
                                            "/do/lend", "fields", "name",
                                            "title", "value", "Ladder"));
        (void)json_object_set_new(model, "form",
                                  json_pack("{s:s}", "title", "Ladder"));
        draw(files[index], files[index], model, &out);
        assert_false(has(&out, "{{"));
        bytes_release(&out);
        json_decref(model);
    }
}

static void an_empty_board_names_next_steps(void **state)
{
    json_t *model = pages_model(&web_pages[0], PAGES_RESIDENT);
    struct bytes out;

    (void)state;
    (void)json_object_set_new(model, "board", json_array());
    draw(web_pages[0].file, "/empty", model, &out);
    assert_true(has(&out, "Three next steps"));
    assert_true(has(&out, "/invite"));
    bytes_release(&out);
    json_decref(model);
}

/* A page with so many posts says that there may be more. */
static bool
says_more(const struct web_page *page, size_t count, const char *text)
{
    json_t *model = pages_model(page, PAGES_RESIDENT);
    json_t *board = json_object_get(model, "board");
    json_t *post = json_array_get(board, 0);
    struct bytes out;
    bool says = false;

    assert_non_null(post);
    while (json_array_size(board) > count) {
        (void)json_array_remove(board, count);
    }
    while (json_array_size(board) < count) {
        (void)json_array_append(board, post);
    }
    draw(page->file, "/many", model, &out);
    says = has(&out, text);
    bytes_release(&out);
    json_decref(model);
    return says;
}

static const struct web_page *page_at(const char *path)
{
    for (size_t index = 0; index < web_page_count; index++) {
        if (strcmp(web_pages[index].path, path) == 0) {
            return &web_pages[index];
        }
    }
    return NULL;
}

static void a_board_that_is_cut_says_so(void **state)
{
    (void)state;
    assert_false(says_more(&web_pages[0], 49, "These are the first 50"));
    assert_true(says_more(&web_pages[0], 50, "These are the first 50"));
}

static void a_sheet_that_is_cut_says_so(void **state)
{
    const struct web_page *page = page_at("/print");

    (void)state;
    assert_false(says_more(page, 99, "These are the first"));
    assert_true(says_more(page, 100, "These are the first 100"));
    page = page_at("/week");
    assert_false(says_more(page, 199, "of the first 200 posts"));
    assert_true(says_more(page, 200, "of the first 200 posts"));
}

static void of_a_loan_of_many_some_can_be_asked_for(void **state)
{
    const struct web_page *page = page_at("/post/:code");
    json_t *model = pages_model(page, PAGES_RESIDENT);
    json_t *show = json_object_get(model, "show");
    struct bytes out;

    (void)state;
    (void)json_object_set_new(show, "kind", json_string("loan"));
    (void)json_object_set_new(show, "status", json_string("open"));
    (void)json_object_set_new(show, "quantity", json_integer(6));
    (void)json_object_set_new(
        show, "keeper",
        json_pack("{s:s, s:s}", "name", "Mill Hall", "id", "00ff"));
    draw(page->file, "/post/tables", model, &out);
    assert_true(has(&out, "name=\"from\""));
    assert_true(has(&out, "name=\"quantity\""));
    bytes_release(&out);
    json_decref(model);
}

static void what_is_out_is_kept_longer_than_it_is_due(void **state)
{
    const struct web_page *page = page_at("/deal/:code");
    json_t *model = pages_model(page, PAGES_RESIDENT);
    json_t *deal = json_object_get(model, "deal");
    struct bytes out;

    (void)state;
    (void)json_object_set_new(deal, "state", json_string("out"));
    (void)json_object_set_new(deal, "steps", json_pack("[s]", "change"));
    (void)json_object_set_new(deal, "to", json_string("2026-11-29T12:00:00Z"));
    (void)json_object_set_new(deal, "due", json_string("2026-12-04T12:00:00Z"));
    draw(page->file, "/deal/out", model, &out);
    assert_true(has(&out, "name=\"to\" value=\"2026-12-04T12:00\""));
    bytes_release(&out);
    json_decref(model);
}

static void a_booking_of_hours_keeps_them(void **state)
{
    const struct web_page *page = page_at("/deal/:code");
    json_t *model = pages_model(page, PAGES_RESIDENT);
    json_t *deal = json_object_get(model, "deal");
    struct bytes out;

    (void)state;
    (void)json_object_set_new(deal, "state", json_string("asked"));
    (void)json_object_set_new(deal, "steps", json_pack("[s]", "change"));
    (void)json_object_set_new(deal, "due", json_null());
    (void)json_object_set_new(deal, "from",
                              json_string("2026-11-29T14:00:00Z"));
    (void)json_object_set_new(deal, "to", json_string("2026-11-29T17:30:00Z"));
    draw(page->file, "/deal/hours", model, &out);
    assert_true(has(&out, "<input type=\"datetime-local\" name=\"from\" "
                          "value=\"2026-11-29T14:00\">"));
    assert_true(has(&out, "<input type=\"datetime-local\" name=\"to\" "
                          "value=\"2026-11-29T17:30\">"));
    bytes_release(&out);
    json_decref(model);
}

/* What was emptied is not what the post has, and no tag is lost. */
static void a_refused_edit_is_shown_as_typed(void **state)
{
    const struct web_page *page = page_at("/post/:code/edit");
    json_t *model = pages_model(page, PAGES_RESIDENT);
    struct bytes out;

    (void)state;
    (void)json_object_set_new(json_object_get(model, "show"), "days_max",
                              json_integer(17));
    (void)json_object_set_new(json_object_get(model, "page"), "form",
                              json_string("/do/edit"));
    (void)json_object_set_new(model, "form",
                              json_pack("{s:s, s:s, s:[s,s,s,s,s]}", "title",
                                        "Ladder", "days-max", "", "tag", "one",
                                        "two", "three", "four", ""));
    draw(page->file, "/post/edit", model, &out);
    assert_false(has(&out, "value=\"17\""));
    assert_true(has(&out, "value=\"four\""));
    bytes_release(&out);
    (void)json_object_set_new(json_object_get(model, "form"), "tag",
                              json_string("alone"));
    draw(page->file, "/post/edit", model, &out);
    assert_true(has(&out, "value=\"alone\""));
    bytes_release(&out);
    json_decref(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_page_is_drawn_from_what_commands_print),
        cmocka_unit_test(pages_without_an_address_are_drawn),
        cmocka_unit_test(an_empty_board_names_next_steps),
        cmocka_unit_test(a_board_that_is_cut_says_so),
        cmocka_unit_test(a_sheet_that_is_cut_says_so),
        cmocka_unit_test(a_booking_of_hours_keeps_them),
        cmocka_unit_test(a_refused_edit_is_shown_as_typed),
        cmocka_unit_test(of_a_loan_of_many_some_can_be_asked_for),
        cmocka_unit_test(what_is_out_is_kept_longer_than_it_is_due),
    };

    (void)setenv("TZ", "UTC", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
