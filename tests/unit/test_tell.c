#include <string.h>

#include "cli/feed.h"
#include "cli/tell.h"
#include "tests/lib/check.h"

static void every_tell_has_words_and_a_name_of_its_own(void **state)
{
    (void)state;
    for (int kind = TELL_JOINED; kind <= TELL_SENT_AWAY; kind++) {
        assert_string_not_equal(tell_name((enum tell_kind)kind), "unknown");
        assert_true(strlen(tell_words((enum tell_kind)kind)) > 10);
        for (int other = TELL_JOINED; other < kind; other++) {
            assert_string_not_equal(tell_name((enum tell_kind)kind),
                                    tell_name((enum tell_kind)other));
        }
    }
}

static void a_tell_of_a_later_version_has_words_too(void **state)
{
    (void)state;
    assert_string_equal(tell_name((enum tell_kind)9999), "unknown");
    assert_true(strlen(tell_words((enum tell_kind)9999)) > 10);
}

/* As many letters of two bytes as fit behind the first. */
static void fill(char *text, size_t room)
{
    static const char letter[] = "\xC3\xBC";

    while (strlen(text) + sizeof letter <= room) {
        memcpy(text + strlen(text), letter, sizeof letter);
    }
}

/* A program that is told half a letter may tell nothing. */
static void a_line_has_the_longest_name_and_title_whole(void **state)
{
    char name[NAME_BYTES_MAX + 1] = "a";
    char title[TITLE_BYTES_MAX + 1] = "a";
    char line[FEED_LINE_BYTES];
    json_t *model = NULL;

    (void)state;
    fill(name, sizeof name);
    fill(title, sizeof title);
    model =
        json_pack("{s:{s:s}, s:s, s:s, s:s, s:s}", "household", "name", name,
                  "post", "ladder-7kq", "title", title, "text",
                  tell_words(TELL_POST_SOON), "try", "kith renew ladder-7kq");
    feed_line(model, line);
    assert_non_null(strstr(line, name));
    assert_non_null(strstr(line, title));
    assert_non_null(strstr(line, "kith renew ladder-7kq"));
    json_decref(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_tell_has_words_and_a_name_of_its_own),
        cmocka_unit_test(a_tell_of_a_later_version_has_words_too),
        cmocka_unit_test(a_line_has_the_longest_name_and_title_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
