/* Texts at the width of a terminal: cli/fold.c. */
#include <stdio.h>
#include <string.h>

#include "cli/fold.h"
#include "tests/lib/check.h"

static char printed[1024];

static const char *folded(const char *text, size_t columns)
{
    FILE *file = tmpfile();
    size_t bytes = 0;

    assert_non_null(file);
    fold_print(file, text, columns);
    rewind(file);
    bytes = fread(printed, 1, sizeof printed - 1, file);
    printed[bytes] = '\0';
    (void)fclose(file);
    return printed;
}

static void no_word_is_broken(void **state)
{
    (void)state;
    assert_string_equal(
        folded("The node runs (process 13152), connected to 3.", 40),
        "The node runs (process 13152), connected\nto 3.\n");
    assert_string_equal(folded("one two", 7), "one two\n");
    assert_string_equal(folded("one two ", 7), "one two\n");
    assert_string_equal(folded("\xC3\xBC\xC3\xBC\xC3\xBC zwei", 8),
                        "\xC3\xBC\xC3\xBC\xC3\xBC zwei\n");
    assert_string_equal(folded("one\ntwo three", 5), "one\ntwo\nthree\n");
    assert_string_equal(folded("", 5), "\n");
    assert_string_equal(folded("one two", 0), "one two\n");
}

static void what_follows_stands_below_the_text(void **state)
{
    (void)state;
    assert_string_equal(
        folded("look  stewards: there is only one of them here", 30),
        "look  stewards: there is only\n      one of them here\n");
    assert_string_equal(folded("  listens on a very long address", 20),
                        "  listens on a very\n  long address\n");
    assert_string_equal(
        folded("  init       found a neighbourhood, as its first", 34),
        "  init       found a\n             neighbourhood, as its\n"
        "             first\n");
    /* Nothing would be left beside it. */
    assert_string_equal(folded("    indented words here", 12),
                        "    indented\nwords here\n");
}

static void a_long_word_stays_whole(void **state)
{
    (void)state;
    assert_string_equal(folded("see kith:AZNfpNFW20bavxnPl2w now", 12),
                        "see\nkith:AZNfpNFW20bavxnPl2w\nnow\n");
    assert_string_equal(folded("kith:AZNfpNFW20bavxnPl2w", 12),
                        "kith:AZNfpNFW20bavxnPl2w\n");
}

static void what_fits_is_whole_words_if_any(void **state)
{
    (void)state;
    assert_int_equal(fold_fit("Sofa, brown, two seats", 15), 12);
    assert_int_equal(fold_fit("Sofa, brown, two seats", 16), 16);
    assert_int_equal(fold_fit("Donaudampfschiff", 5), 5);
    assert_int_equal(fold_fit("\xC3\xBC\xC3\xBC", 1), 2);
    assert_int_equal(fold_fit("Sofa", 4), 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_word_is_broken),
        cmocka_unit_test(what_follows_stands_below_the_text),
        cmocka_unit_test(a_long_word_stays_whole),
        cmocka_unit_test(what_fits_is_whole_words_if_any),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
