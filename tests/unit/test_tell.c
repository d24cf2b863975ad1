#include <string.h>

#include "cli/tell.h"
#include "tests/lib/check.h"

static void every_tell_has_words_and_a_name_of_its_own(void **state)
{
    (void)state;
    for (int kind = TELL_JOINED; kind <= TELL_WISH; kind++) {
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_tell_has_words_and_a_name_of_its_own),
        cmocka_unit_test(a_tell_of_a_later_version_has_words_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
