#include <string.h>

#include "node/record/text.h"
#include "tests/lib/check.h"

struct sample {
    const char *text;
    enum text_rule line;
    enum text_rule lines;
};

static void each_rule_is_found(void **state)
{
    static const struct sample samples[] = {
        {"Blue door", TEXT_RULE_OK, TEXT_RULE_OK},
        {"Caf\xC3\xA9 \xE2\x82\xAC 5", TEXT_RULE_OK, TEXT_RULE_OK},
        {"Cake \xF0\x9F\x8E\x82", TEXT_RULE_OK, TEXT_RULE_OK},
        {"", TEXT_RULE_EMPTY, TEXT_RULE_EMPTY},
        {"12345678901234567", TEXT_RULE_LONG, TEXT_RULE_LONG},
        {"a\xFF", TEXT_RULE_UTF8, TEXT_RULE_UTF8},
        {"a\nb", TEXT_RULE_CONTROL, TEXT_RULE_OK},
        {"a\tb", TEXT_RULE_CONTROL, TEXT_RULE_CONTROL},
        {"a\rb", TEXT_RULE_CONTROL, TEXT_RULE_CONTROL},
        {"a\x7F", TEXT_RULE_CONTROL, TEXT_RULE_CONTROL},
        {"a\xC2\x85", TEXT_RULE_CONTROL, TEXT_RULE_CONTROL},
        {"a\xE2\x80\xA8z", TEXT_RULE_CONTROL, TEXT_RULE_CONTROL},
        {"a\xEF\xBF\xBE", TEXT_RULE_CONTROL, TEXT_RULE_CONTROL},
        {"a\xF0\x9F\xBF\xBFz", TEXT_RULE_CONTROL, TEXT_RULE_CONTROL},
        {"a\xE2\x80\xAE"
         "b",
         TEXT_RULE_DIRECTION, TEXT_RULE_DIRECTION},
        {"a\xE2\x81\xA6"
         "b",
         TEXT_RULE_DIRECTION, TEXT_RULE_DIRECTION},
        {"a\xD8\x9Cz", TEXT_RULE_DIRECTION, TEXT_RULE_DIRECTION},
        {"a\xE2\x80\x8Bz", TEXT_RULE_INVISIBLE, TEXT_RULE_OK},
        {"a\xE2\x80\x8Dz", TEXT_RULE_INVISIBLE, TEXT_RULE_OK},
        {"a\xC2\xADz", TEXT_RULE_INVISIBLE, TEXT_RULE_OK},
        {"a\xEF\xBB\xBFz", TEXT_RULE_INVISIBLE, TEXT_RULE_OK},
        {"a\xF3\xA0\x80\xA1", TEXT_RULE_INVISIBLE, TEXT_RULE_OK},
        {"a\xEF\xB8\x8F", TEXT_RULE_INVISIBLE, TEXT_RULE_OK},
        {" a", TEXT_RULE_SPACE, TEXT_RULE_SPACE},
        {"a ", TEXT_RULE_SPACE, TEXT_RULE_SPACE},
        {" ", TEXT_RULE_SPACE, TEXT_RULE_SPACE},
        {"\xC2\xA0z", TEXT_RULE_SPACE, TEXT_RULE_SPACE},
        {"a\xE3\x80\x80", TEXT_RULE_SPACE, TEXT_RULE_SPACE},
        {"a\n", TEXT_RULE_CONTROL, TEXT_RULE_SPACE},
    };

    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        struct view text = view_text(samples[i].text);

        if (text_check(text, TEXT_LINE, 16) != samples[i].line ||
            text_check(text, TEXT_LINES, 16) != samples[i].lines) {
            fail_msg("sample %zu: %s, %s", i,
                     text_rule_text(text_check(text, TEXT_LINE, 16)),
                     text_rule_text(text_check(text, TEXT_LINES, 16)));
        }
    }
}

/* Phones send a sign and "in colour" behind it. */
static void emoji_style_may_follow_a_symbol(void **state)
{
    (void)state;
    assert_int_equal(
        text_check(view_text("Tea \xE2\x98\x95\xEF\xB8\x8F"), TEXT_LINE, 99),
        TEXT_RULE_OK);
    assert_int_equal(text_check(view_text("Tea\xEF\xB8\x8F"), TEXT_LINE, 99),
                     TEXT_RULE_INVISIBLE);
}

/* Else one name could look like another and not be it. */
static void emoji_style_hides_behind_nothing_unseen(void **state)
{
    static const char *const names[] = {
        "Tea \xE2\x98\x95\xEF\xB8\x8F\xEF\xB8\x8F", /* twice */
        "Ana\xE2\x80\x83\xEF\xB8\x8F",              /* behind a space */
        "Ana\xE3\x80\x80\xEF\xB8\x8F",
    };

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_int_equal(text_check(view_text(names[i]), TEXT_LINE, 99),
                         TEXT_RULE_INVISIBLE);
    }
}

static void length_is_counted_in_bytes(void **state)
{
    (void)state;
    assert_int_equal(text_check(view_text("\xC3\xA9\xC3\xA9"), TEXT_LINE, 4),
                     TEXT_RULE_OK);
    assert_int_equal(text_check(view_text("\xC3\xA9\xC3\xA9"), TEXT_LINE, 3),
                     TEXT_RULE_LONG);
}

static void a_zero_byte_is_a_control_character(void **state)
{
    static const unsigned char text[] = {'a', 0, 'b'};

    (void)state;
    assert_int_equal(text_check((struct view){text, 3}, TEXT_LINES, 9),
                     TEXT_RULE_CONTROL);
}

static void every_code_point_survives(void **state)
{
    (void)state;
    for (uint32_t point = 0x80; point <= 0x10FFFF; point += 0x1F) {
        unsigned char utf8[4];
        size_t bytes = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
        bool is_surrogate = point >= 0xD800 && point <= 0xDFFF;
        static const unsigned char mark[] = {0, 0, 0xC0, 0xE0, 0xF0};
        struct view rest = {utf8, bytes};
        uint32_t back = 0;
        uint32_t left = point;

        for (size_t i = bytes; i > 1; i--, left >>= 6) {
            utf8[i - 1] = (unsigned char)(0x80 | (left & 0x3F));
        }
        utf8[0] = (unsigned char)(mark[bytes] | left);
        if (is_surrogate) {
            check_err(text_take(&rest, &back), ERR_MALFORMED);
            assert_int_equal(rest.bytes, bytes);
            continue;
        }
        check_ok(text_take(&rest, &back));
        assert_int_equal(back, point);
        assert_int_equal(rest.bytes, 0);
        rest = (struct view){utf8, bytes - 1};
        check_err(text_take(&rest, &back), ERR_MALFORMED);
    }
}

static void forms_that_are_no_utf8_are_refused(void **state)
{
    static const char *const bad[] = {
        "\x80",
        "\xBF",
        "\xC0\xAF",
        "\xC1\xBF",
        "\xE0\x9F\xBF",
        "\xF0\x8F\xBF\xBF",
        "\xF5\x80\x80\x80",
        "\xFE",
        "\xE2\x28\xA1",
        "\xE2\x82\x28",
        "\xED\xA0\x80\xED\xB0\x80",
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(text_is_utf8(view_text(bad[i])));
    }
    assert_true(text_is_utf8((struct view){NULL, 0}));
    assert_true(text_is_utf8(view_text("\xF4\x8F\xBF\xBD")));
}

static void addresses_are_noticed(void **state)
{
    static const char *const addresses[] = {
        "12 Mill Lane",    "Hauptstr. 7b",       "4, rue Verte", "Mill Lane 12",
        "12-14 Mill Lane", "3/2 High Street",    "Flat 4",       "17B Oak",
        "Gasse 1",         "The house at 9 Elm",
    };
    static const char *const names[] = {
        "Blue door", "The Blacks",      "Number ten",
        "Ana & Ben", "St. Mary's hall", "123456789 words",
        "7",         "Room1",           "24/7",
        "3 4",
    };

    (void)state;
    for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++) {
        if (!text_looks_like_address(view_text(addresses[i]))) {
            fail_msg("not noticed: %s", addresses[i]);
        }
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (text_looks_like_address(view_text(names[i]))) {
            fail_msg("taken for an address: %s", names[i]);
        }
    }
}

/* What one byte among letters is, wherever it stands. */
static void a_byte_is_judged_alike_at_any_place(void **state)
{
    unsigned char bytes[19];

    (void)state;
    for (size_t place = 1; place + 1 < sizeof bytes; place++) {
        for (unsigned byte = 0; byte < 256; byte++) {
            const enum text_rule wanted = byte > 0x7F ? TEXT_RULE_UTF8
                                          : byte < ' ' || byte == 0x7F
                                              ? TEXT_RULE_CONTROL
                                              : TEXT_RULE_OK;

            memset(bytes, 'a', sizeof bytes);
            bytes[place] = (unsigned char)byte;
            assert_int_equal(text_check((struct view){bytes, sizeof bytes},
                                        TEXT_LINE, sizeof bytes),
                             wanted);
        }
    }
}

static void rules_have_their_numbers(void **state)
{
    (void)state;
    assert_string_equal(text_rule_number(TEXT_RULE_EMPTY), "T1");
    assert_string_equal(text_rule_number(TEXT_RULE_SPACE), "T7");
    assert_string_equal(text_rule_text(TEXT_RULE_LONG), "it is too long");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_rule_is_found),
        cmocka_unit_test(emoji_style_may_follow_a_symbol),
        cmocka_unit_test(emoji_style_hides_behind_nothing_unseen),
        cmocka_unit_test(length_is_counted_in_bytes),
        cmocka_unit_test(a_zero_byte_is_a_control_character),
        cmocka_unit_test(every_code_point_survives),
        cmocka_unit_test(forms_that_are_no_utf8_are_refused),
        cmocka_unit_test(addresses_are_noticed),
        cmocka_unit_test(a_byte_is_judged_alike_at_any_place),
        cmocka_unit_test(rules_have_their_numbers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
