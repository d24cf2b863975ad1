/* Every page and every template of the program, drawn from real models. With
 * PAGES_OUT=FOLDER each is left there as a file. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/web/asset.h"
#include "net/web/render.h"
#include "tests/lib/check.h"
#include "tests/lib/pages.h"

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
        pages_draw(page->file, name, model, &out);
    }
    assert_true(out.bytes > 0);
    assert_false(pages_has(&out, "{{"));
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
        pages_draw(files[index], files[index], model, &out);
        assert_false(pages_has(&out, "{{"));
        bytes_release(&out);
        json_decref(model);
    }
}

/* Of a post that ends the page says which, and leads there. */
static void news_of_a_post_lead_to_it(void **state)
{
    json_t *model = pages_bare("/news", PAGES_RESIDENT);
    struct bytes out;

    (void)state;
    (void)json_object_set_new(model, "log",
                              json_pack("[{s:s, s:s, s:n, s:n, s:s, s:s}]",
                                        "when", "2026-11-22T12:00:00Z", "event",
                                        "post-soon", "household", "by", "post",
                                        "ladder-7kq", "title", "Ladder"));
    pages_draw("news.html", "news", model, &out);
    assert_true(
        pages_has(&out, "<a href=\"/post/ladder-7kq\"><b>Ladder</b></a>"));
    assert_true(pages_has(&out, "Your post ends in three days"));
    bytes_release(&out);
    json_decref(model);
}

/* Nobody typed the name of a field, or what is empty. */
static void what_was_typed_is_named_as_the_form_does(void **state)
{
    json_t *model = pages_bare("/do/lend", PAGES_GUEST);
    struct bytes out;

    (void)state;
    (void)json_object_set_new(
        model, "again",
        json_pack("{s:s, s:[{s:s,s:s}, {s:s,s:s}, {s:s,s:s}]}", "path",
                  "/do/lend", "fields", "name", "days-max", "value", "4",
                  "name", "text", "value", "", "name", "kind", "value",
                  "lend"));
    pages_draw("again.html", "again", model, &out);
    assert_true(
        pages_has(&out, ">Days at most</span><textarea name=\"days-max\""));
    assert_true(pages_has(&out, "<input type=\"hidden\" name=\"text\""));
    assert_true(pages_has(&out, "<input type=\"hidden\" name=\"kind\""));
    bytes_release(&out);
    json_decref(model);
}

static void an_empty_board_names_next_steps(void **state)
{
    json_t *model = pages_model(&web_pages[0], PAGES_RESIDENT);
    struct bytes out;

    (void)state;
    (void)json_object_set_new(model, "board", json_array());
    pages_draw(web_pages[0].file, "/empty", model, &out);
    assert_true(pages_has(&out, "Three next steps"));
    assert_true(pages_has(&out, "/invite"));
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
    pages_draw(page->file, "/many", model, &out);
    says = pages_has(&out, text);
    bytes_release(&out);
    json_decref(model);
    return says;
}

static void a_board_that_is_cut_says_so(void **state)
{
    (void)state;
    assert_false(says_more(&web_pages[0], 49, "These are the first 50"));
    assert_true(says_more(&web_pages[0], 50, "These are the first 50"));
}

static void a_sheet_that_is_cut_says_so(void **state)
{
    const struct web_page *page = pages_at("/print");

    (void)state;
    assert_false(says_more(page, 99, "These are the first"));
    assert_true(says_more(page, 100, "These are the first 100"));
    page = pages_at("/week");
    assert_false(says_more(page, 199, "of the first 200 posts"));
    assert_true(says_more(page, 200, "of the first 200 posts"));
}

static void of_a_loan_of_many_some_can_be_asked_for(void **state)
{
    const struct web_page *page = pages_at("/post/:code");
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
    pages_draw(page->file, "/post/tables", model, &out);
    assert_true(pages_has(&out, "name=\"from\""));
    assert_true(pages_has(&out, "name=\"quantity\""));
    bytes_release(&out);
    json_decref(model);
}

static void what_is_out_is_kept_longer_than_it_is_due(void **state)
{
    const struct web_page *page = pages_at("/deal/:code");
    json_t *model = pages_model(page, PAGES_RESIDENT);
    json_t *deal = json_object_get(model, "deal");
    struct bytes out;

    (void)state;
    (void)json_object_set_new(deal, "state", json_string("out"));
    (void)json_object_set_new(deal, "steps", json_pack("[s]", "change"));
    (void)json_object_set_new(deal, "to", json_string("2026-11-29T12:00:00Z"));
    (void)json_object_set_new(deal, "due", json_string("2026-12-04T12:00:00Z"));
    pages_draw(page->file, "/deal/out", model, &out);
    assert_true(pages_has(&out, "name=\"to\" value=\"2026-12-04T12:00\""));
    bytes_release(&out);
    json_decref(model);
}

static void a_booking_of_hours_keeps_them(void **state)
{
    const struct web_page *page = pages_at("/deal/:code");
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
    pages_draw(page->file, "/deal/hours", model, &out);
    assert_true(pages_has(&out, "<input type=\"datetime-local\" name=\"from\" "
                                "value=\"2026-11-29T14:00\">"));
    assert_true(pages_has(&out, "<input type=\"datetime-local\" name=\"to\" "
                                "value=\"2026-11-29T17:30\">"));
    bytes_release(&out);
    json_decref(model);
}

/* What was emptied is not what the post has, and no tag is lost. */
static void a_refused_edit_is_shown_as_typed(void **state)
{
    const struct web_page *page = pages_at("/post/:code/edit");
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
    pages_draw(page->file, "/post/edit", model, &out);
    assert_false(pages_has(&out, "value=\"17\""));
    assert_true(pages_has(&out, "value=\"four\""));
    bytes_release(&out);
    (void)json_object_set_new(json_object_get(model, "form"), "tag",
                              json_string("alone"));
    pages_draw(page->file, "/post/edit", model, &out);
    assert_true(pages_has(&out, "value=\"alone\""));
    bytes_release(&out);
    json_decref(model);
}

static void parts_are_listed_with_commas_between(void **state)
{
    static const char path[] = "/post/:code/edit";
    json_t *model = pages_model(pages_at(path), PAGES_RESIDENT);
    json_t *show = json_object_get(model, "show");

    (void)state;
    (void)json_object_set_new(show, "kind", json_string("loan"));
    (void)json_object_set_new(show, "parts",
                              json_pack("[s,s]", "ladder", "two hooks"));
    assert_true(pages_show(path, model, "value=\"ladder, two hooks\""));
    (void)json_object_set_new(show, "parts", json_pack("[s]", "ladder"));
    assert_true(pages_show(path, model, "value=\"ladder\""));
    json_decref(model);
}

/* What comes next stands first; a promise is not made twice. */
static void what_was_promised_is_handed_over_or_changed(void **state)
{
    static const char path[] = "/deal/:code";
    json_t *model = pages_model(pages_at(path), PAGES_RESIDENT);
    json_t *deal = json_object_get(model, "deal");

    (void)state;
    (void)json_object_set_new(deal, "mine", json_true());
    (void)json_object_set_new(deal, "state", json_string("promised"));
    (void)json_object_set_new(deal, "when",
                              json_string("2026-11-29T12:00:00Z"));
    (void)json_object_set_new(deal, "steps",
                              json_pack("[s,s,s]", "yes", "undo", "out"));
    assert_false(pages_show(path, model, "Say yes"));
    assert_true(
        pages_show(path, model, "<summary>Change when or where</summary>"));
    assert_true(pages_show(path, model, "<dt>Hand-over</dt>"));
    assert_false(pages_show(path, model, "<dt>Handed over</dt>"));
    json_decref(model);
}

/* Two buttons that do the same would be one too many. */
static void what_does_not_come_back_ends_by_one_button(void **state)
{
    static const char path[] = "/deal/:code";
    json_t *model = pages_model(pages_at(path), PAGES_RESIDENT);
    json_t *deal = json_object_get(model, "deal");

    (void)state;
    (void)json_object_set_new(deal, "state", json_string("promised"));
    (void)json_object_set_new(deal, "steps", json_pack("[s,s]", "out", "done"));
    (void)json_object_set_new(deal, "kind", json_string("offer"));
    assert_true(pages_show(path, model, "It was handed over"));
    assert_false(pages_show(path, model, "It is done"));
    (void)json_object_set_new(deal, "kind", json_string("request"));
    assert_false(pages_show(path, model, "It was handed over"));
    assert_true(pages_show(path, model, "It is done"));
    json_decref(model);
}

/* The hour it went out is not the one by which it has to be back. */
static void what_is_out_shows_no_hour_but_its_end(void **state)
{
    static const char path[] = "/due";
    json_t *model = pages_model(pages_at(path), PAGES_RESIDENT);
    json_t *row = json_array_get(json_object_get(model, "due"), 0);

    (void)state;
    (void)json_object_set_new(row, "state", json_string("out"));
    (void)json_object_set_new(row, "due", json_null());
    (void)json_object_set_new(row, "when", json_string("2030-11-29T12:34:00Z"));
    assert_false(pages_show(path, model, "12:34"));
    (void)json_object_set_new(row, "due", json_string("2030-11-29T21:43:00Z"));
    assert_true(pages_show(path, model, "back 29 Nov 2030 21:43"));
    json_decref(model);
}

/* Whose hours became more is said, also of a gift. */
static void hours_say_who_helped_whom(void **state)
{
    static const char path[] = "/hours";
    static const struct {
        const char *direction;
        int is_gift;
        const char *text;
    } rows[] = {
        {"given", 0, "<b>+1 h</b> You helped Ana"},
        {"received", 0, "<b>\u22121 h</b> Ana helped you"},
        {"given", 1, "<b>+1 h</b> Ana gave you hours"},
        {"received", 1, "<b>\u22121 h</b> You gave Ana hours"},
    };
    json_t *model = pages_model(pages_at(path), PAGES_RESIDENT);
    json_t *row = json_array_get(
        json_object_get(json_object_get(model, "hours"), "entries"), 0);

    (void)state;
    (void)json_object_set_new(row, "with", json_pack("{s:s}", "name", "Ana"));
    (void)json_object_set_new(row, "minutes", json_integer(60));
    for (size_t index = 0; index < sizeof rows / sizeof *rows; index++) {
        (void)json_object_set_new(row, "direction",
                                  json_string(rows[index].direction));
        (void)json_object_set_new(row, "gift",
                                  json_boolean(rows[index].is_gift));
        assert_true(pages_show(path, model, rows[index].text));
    }
    json_decref(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_page_is_drawn_from_what_commands_print),
        cmocka_unit_test(pages_without_an_address_are_drawn),
        cmocka_unit_test(news_of_a_post_lead_to_it),
        cmocka_unit_test(what_was_typed_is_named_as_the_form_does),
        cmocka_unit_test(an_empty_board_names_next_steps),
        cmocka_unit_test(a_board_that_is_cut_says_so),
        cmocka_unit_test(a_sheet_that_is_cut_says_so),
        cmocka_unit_test(a_booking_of_hours_keeps_them),
        cmocka_unit_test(a_refused_edit_is_shown_as_typed),
        cmocka_unit_test(of_a_loan_of_many_some_can_be_asked_for),
        cmocka_unit_test(what_is_out_is_kept_longer_than_it_is_due),
        cmocka_unit_test(parts_are_listed_with_commas_between),
        cmocka_unit_test(what_was_promised_is_handed_over_or_changed),
        cmocka_unit_test(what_does_not_come_back_ends_by_one_button),
        cmocka_unit_test(what_is_out_shows_no_hour_but_its_end),
        cmocka_unit_test(hours_say_who_helped_whom),
    };

    (void)setenv("TZ", "UTC", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
