/* The fields of a post as people give them: cli/field.c. */
#include <string.h>

#include "cli/field.h"
#include "node/limits.h"
#include "node/moment.h"
#include "tests/lib/check.h"

static const uint64_t now_ms = UINT64_C(1795910399007);

static struct view of_length(char *room, size_t bytes)
{
    memset(room, 'x', bytes);
    return (struct view){(unsigned char *)room, bytes};
}

static void a_text_at_its_limit_is_taken_one_more_byte_is_not(void **state)
{
    char room[TEXT_BYTES_MAX + 1];
    struct view field = {NULL, 0};
    struct problem why;

    (void)state;
    check_ok(field_text(&field, of_length(room, TITLE_BYTES_MAX), "title",
                        TITLE_BYTES_MAX, &why));
    assert_int_equal(field.bytes, TITLE_BYTES_MAX);
    check_err(field_text(&field, of_length(room, TITLE_BYTES_MAX + 1), "title",
                         TITLE_BYTES_MAX, &why),
              ERR_INVALID);
    assert_string_equal(why.text, "The title is too long: 120 letters at most, "
                                  "and one like \u00fc counts as two.");
    assert_non_null(strstr(why.advice, "--text"));
    check_err(field_text(&field, of_length(room, TEXT_BYTES_MAX + 1), "text",
                         TEXT_BYTES_MAX, &why),
              ERR_INVALID);
    assert_null(strstr(why.advice, "--text"));
    assert_int_equal(field.bytes, TITLE_BYTES_MAX);
}

static void lines_are_for_the_long_text_alone(void **state)
{
    struct view field = {NULL, 0};
    struct problem why;

    (void)state;
    check_ok(field_text(&field, view_text("two\nlines"), "text", TEXT_BYTES_MAX,
                        &why));
    check_err(field_text(&field, view_text("two\nlines"), "title",
                         TITLE_BYTES_MAX, &why),
              ERR_INVALID);
    assert_string_equal(why.name, "bad-text");
    assert_non_null(strstr(why.advice, "on one line"));
}

static void every_refusal_says_what_to_do(void **state)
{
    struct draft draft;
    struct problem why[5];
    uint16_t number = 7;

    (void)state;
    for (size_t i = 0; i < 5; i++) {
        problem_init(&why[i]);
    }
    draft_init(&draft, POST_OFFER, now_ms);
    check_err(field_refuse(&why[0], "kind", "it is odd"), ERR_INVALID);
    check_err(field_number(0, 9, "quantity", &number, &why[1]), ERR_INVALID);
    check_err(field_until(&draft, now_ms, now_ms, &why[2]), ERR_INVALID);
    check_err(field_reach(&draft, "moon", &why[3]), ERR_INVALID);
    check_err(field_tag(&draft, view_text("a\033b"), &why[4]), ERR_INVALID);
    for (size_t i = 0; i < 5; i++) {
        assert_true(strlen(why[i].text) > 10 && strlen(why[i].advice) > 5);
    }
    assert_int_equal(number, 7);
    draft_release(&draft);
}

static void an_offer_shows_for_ninety_days_at_most(void **state)
{
    struct draft draft;
    struct problem why;

    (void)state;
    draft_init(&draft, POST_OFFER, now_ms);
    check_ok(
        field_until(&draft, now_ms + 400 * (uint64_t)DAY_MS, now_ms, &why));
    assert_int_equal(draft.post.until_ms, now_ms + 90 * (uint64_t)DAY_MS);
    draft.kind = POST_LOAN;
    check_ok(
        field_until(&draft, now_ms + 400 * (uint64_t)DAY_MS, now_ms, &why));
    assert_int_equal(draft.post.until_ms, now_ms + 400 * (uint64_t)DAY_MS);
    draft_release(&draft);
}

static void a_tag_counts_once(void **state)
{
    static const char *const tags[] = {"a", "b", "a", "c", "d",
                                       "b", "e", "f", "g", "h"};
    struct draft draft;
    struct problem why;

    (void)state;
    draft_init(&draft, POST_OFFER, now_ms);
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        check_ok(field_tag(&draft, view_text(tags[i]), &why));
    }
    assert_int_equal(draft.post.tags_count, TAGS_MAX);
    check_err(field_tag(&draft, view_text("i"), &why), ERR_INVALID);
    draft_release(&draft);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_at_its_limit_is_taken_one_more_byte_is_not),
        cmocka_unit_test(lines_are_for_the_long_text_alone),
        cmocka_unit_test(every_refusal_says_what_to_do),
        cmocka_unit_test(an_offer_shows_for_ninety_days_at_most),
        cmocka_unit_test(a_tag_counts_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
