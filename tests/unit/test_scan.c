#include <string.h>

#include "node/limits.h"
#include "node/record/scan.h"
#include "tests/lib/check.h"

enum { ROOM = 4096 };

static enum scan_rule rule_of(const char *hex)
{
    unsigned char room[ROOM];

    return scan_check(check_hex(hex, room, sizeof room));
}

static void each_type_in_its_shortest_form_passes(void **state)
{
    static const char *const documents[] = {
        "00",
        "7f",
        "cc80",
        "ccff",
        "cd0100",
        "ce00010000",
        "cf0000000100000000",
        "cfffffffffffffffff",
        "ff",
        "e0",
        "d0df",
        "d080",
        "d1ff7f",
        "d18000",
        "d2ffff7fff",
        "d280000000",
        "d3ffffffff7fffffff",
        "d38000000000000000",
        "c2",
        "c3",
        "a0",
        "a3414243",
        "c400",
        "c403010203",
        "90",
        "93010203",
        "80",
        "8100a0",
        "827d017fc2",
        "8101820090010c",
    };

    (void)state;
    for (size_t i = 0; i < sizeof documents / sizeof documents[0]; i++) {
        if (rule_of(documents[i]) != SCAN_OK) {
            fail_msg("%s: %s", documents[i],
                     scan_rule_text(rule_of(documents[i])));
        }
    }
}

static void every_cut_of_a_document_is_too_short(void **state)
{
    unsigned char room[ROOM];
    struct view whole =
        check_hex("8401a361626302c4020102039301cd0100c37fcf0000000100000000",
                  room, sizeof room);

    (void)state;
    assert_int_equal(scan_check(whole), SCAN_OK);
    for (size_t bytes = 0; bytes < whole.bytes; bytes++) {
        assert_int_equal(scan_check((struct view){whole.data, bytes}),
                         SCAN_SHORT);
    }
}

static void bytes_behind_the_value_are_refused(void **state)
{
    (void)state;
    assert_int_equal(rule_of("0000"), SCAN_TRAILING);
    assert_int_equal(rule_of("8080"), SCAN_TRAILING);
    assert_int_equal(rule_of("a161ff"), SCAN_TRAILING);
}

static void types_without_a_use_are_refused(void **state)
{
    static const char *const documents[] = {
        "c0",                 /* nil */
        "c1",                 /* never used */
        "c7010061",           /* ext 8 */
        "c800010061",         /* ext 16 */
        "c9000000010061",     /* ext 32 */
        "ca3f800000",         /* float 32 */
        "cb3ff0000000000000", /* float 64 */
        "d40061",             /* fixext 1 */
        "d5006161",           /* fixext 2 */
        "d60061616161",       /* fixext 4 */
        "d70000000000000000", /* fixext 8: a timestamp elsewhere */
        "d800",               /* fixext 16 */
        "91c0",
        "8101c0", /* deeper */
    };

    (void)state;
    for (size_t i = 0; i < sizeof documents / sizeof documents[0]; i++) {

        assert_int_equal(rule_of(documents[i]), SCAN_TYPE);
    }
}

static void longer_forms_of_the_same_are_refused(void **state)
{
    static const char *const documents[] = {
        "cc00",
        "cc7f",
        "cd0000",
        "cd00ff",
        "ce00000000",
        "ce0000ffff",
        "cf0000000000000000",
        "cf00000000ffffffff",
        "d000",
        "d07f",
        "d0e0",
        "d0ff",
        "d10000",
        "d17fff",
        "d1ff80",
        "d20000ffff",
        "d2ffff8000",
        "d30000000000000001",
        "d3ffffffff80000000",
        "d900",
        "d91f6161616161616161616161616161616161616161616161616161616161616161",
        "da0001",
        "da00ff",
        "db0000ffff",
        "c50001",
        "c500ff",
        "c60000ffff",
        "dc0000",
        "dc000f",
        "dd0000ffff",
        "de0000",
        "de000f",
        "df0000ffff",
    };

    (void)state;
    for (size_t i = 0; i < sizeof documents / sizeof documents[0]; i++) {
        if (rule_of(documents[i]) != SCAN_LONG) {
            fail_msg("%s: %s", documents[i],
                     scan_rule_text(rule_of(documents[i])));
        }
    }
}

static void map_keys_ascend_from_0_to_127(void **state)
{
    (void)state;
    assert_int_equal(rule_of("820001017f"), SCAN_OK);
    assert_int_equal(rule_of("8200017f01"), SCAN_OK);
    assert_int_equal(rule_of("8201010001"), SCAN_KEY);      /* descending */
    assert_int_equal(rule_of("8201010101"), SCAN_KEY);      /* twice */
    assert_int_equal(rule_of("81cc8001"), SCAN_KEY);        /* 128 */
    assert_int_equal(rule_of("81ff01"), SCAN_KEY);          /* -1 */
    assert_int_equal(rule_of("81a16101"), SCAN_KEY);        /* text */
    assert_int_equal(rule_of("81c301"), SCAN_KEY);          /* bool */
    assert_int_equal(rule_of("8181000101"), SCAN_KEY);      /* a map */
    assert_int_equal(rule_of("8101820201 0101"), SCAN_KEY); /* nested */
    /* a nested map does not disturb the keys of the one around it */
    assert_int_equal(rule_of("820181050102 00"), SCAN_OK);
}

static void text_must_be_utf8_and_bin_need_not(void **state)
{
    (void)state;
    assert_int_equal(rule_of("a2c3a9"), SCAN_OK);
    assert_int_equal(rule_of("a1ff"), SCAN_UTF8);
    assert_int_equal(rule_of("a2c080"), SCAN_UTF8);     /* overlong */
    assert_int_equal(rule_of("a3eda080"), SCAN_UTF8);   /* surrogate */
    assert_int_equal(rule_of("a4f4908080"), SCAN_UTF8); /* U+110000 */
    assert_int_equal(rule_of("a1c3"), SCAN_UTF8);       /* cut */
    assert_int_equal(rule_of("c401ff"), SCAN_OK);
}

static void depth_ends_at_its_limit(void **state)
{
    unsigned char document[SCAN_DEPTH_MAX + 2];

    (void)state;
    memset(document, 0x91, sizeof document);
    document[SCAN_DEPTH_MAX] = 0x00;
    assert_int_equal(scan_check((struct view){document, SCAN_DEPTH_MAX + 1}),
                     SCAN_OK);
    document[SCAN_DEPTH_MAX] = 0x90;
    assert_int_equal(scan_check((struct view){document, SCAN_DEPTH_MAX + 1}),
                     SCAN_DEPTH);
    document[SCAN_DEPTH_MAX] = 0x81;
    document[SCAN_DEPTH_MAX + 1] = 0x00;
    assert_int_equal(scan_check((struct view){document, SCAN_DEPTH_MAX + 2}),
                     SCAN_DEPTH);
    document[SCAN_DEPTH_MAX - 1] = 0x80;
    assert_int_equal(scan_check((struct view){document, SCAN_DEPTH_MAX}),
                     SCAN_OK);
}

/* An array counts itself, so it holds one item less than the limit. */
static void items_end_at_their_limit(void **state)
{
    unsigned char document[SCAN_ITEMS_MAX + 3] = {0xDC};

    (void)state;
    put_u16(document + 1, SCAN_ITEMS_MAX - 1);
    assert_int_equal(scan_check((struct view){document, SCAN_ITEMS_MAX + 2}),
                     SCAN_OK);
    put_u16(document + 1, SCAN_ITEMS_MAX);
    assert_int_equal(scan_check((struct view){document, SCAN_ITEMS_MAX + 3}),
                     SCAN_ITEMS);
}

/* Five bytes from which msgpack-c 4.0.0 allocates 4 GB and more. */
static void sizes_that_lie_cost_nothing(void **state)
{
    (void)state;
    assert_int_equal(rule_of("ddffffffff"), SCAN_SHORT);
    assert_int_equal(rule_of("dfffffffff"), SCAN_SHORT);
    assert_int_equal(rule_of("c6ffffffff"), SCAN_SHORT);
    assert_int_equal(rule_of("dbffffffff"), SCAN_SHORT);
    assert_int_equal(rule_of("c9ffffffff"), SCAN_TYPE);
}

static void err_names_no_rule_but_refuses(void **state)
{
    unsigned char room[8];

    (void)state;
    check_ok(scan(check_hex("80", room, sizeof room)));
    check_err(scan(check_hex("c0", room, sizeof room)), ERR_MALFORMED);
    check_err(scan((struct view){NULL, 0}), ERR_MALFORMED);
    assert_string_equal(scan_rule_number(SCAN_SHORT), "S1");
    assert_string_equal(scan_rule_number(SCAN_ITEMS), "S8");
}

static void head_taken_moves_on_and_refused_head_does_not(void **state)
{
    unsigned char room[8];
    struct view rest = check_hex("d0dfc0", room, sizeof room);
    struct scan_head head;

    (void)state;
    assert_int_equal(scan_head_take(&rest, &head), SCAN_OK);
    assert_int_equal(head.type, SCAN_NEGATIVE);
    assert_int_equal((int64_t)head.value, -33);
    assert_int_equal(rest.bytes, 1);
    assert_int_equal(scan_head_take(&rest, &head), SCAN_TYPE);
    assert_int_equal(rest.bytes, 1);
    rest = check_hex("ff", room, sizeof room);
    assert_int_equal(scan_head_take(&rest, &head), SCAN_OK);
    assert_int_equal((int64_t)head.value, -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_type_in_its_shortest_form_passes),
        cmocka_unit_test(every_cut_of_a_document_is_too_short),
        cmocka_unit_test(bytes_behind_the_value_are_refused),
        cmocka_unit_test(types_without_a_use_are_refused),
        cmocka_unit_test(longer_forms_of_the_same_are_refused),
        cmocka_unit_test(map_keys_ascend_from_0_to_127),
        cmocka_unit_test(text_must_be_utf8_and_bin_need_not),
        cmocka_unit_test(depth_ends_at_its_limit),
        cmocka_unit_test(items_end_at_their_limit),
        cmocka_unit_test(sizes_that_lie_cost_nothing),
        cmocka_unit_test(err_names_no_rule_but_refuses),
        cmocka_unit_test(head_taken_moves_on_and_refused_head_does_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
