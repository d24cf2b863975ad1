#include <string.h>

#include "node/record/pack.h"
#include "node/record/scan.h"
#include "tests/lib/check.h"

enum { ROOM = 70000 };

static void numbers_take_their_shortest_form(void **state)
{
    static const uint64_t edges[] = {
        0,       0x7F,       0x80,       0xFF,       0x100,          0xFFFF,
        0x10000, 0xFFFFFFFF, 1ULL << 32, 1ULL << 53, UINT64_MAX - 1, UINT64_MAX,
    };
    struct bytes out;

    (void)state;
    bytes_init(&out, ROOM);
    for (size_t i = 0; i < sizeof edges / sizeof edges[0]; i++) {
        struct view rest = {NULL, 0};
        uint64_t back = 0;

        bytes_reset(&out);
        check_ok(pack_uint(&out, edges[i]));
        assert_int_equal(scan_check(bytes_view(&out)), SCAN_OK);
        rest = bytes_view(&out);
        check_ok(unpack_uint(&rest, 0, UINT64_MAX, &back));
        assert_true(back == edges[i]);
        assert_int_equal(rest.bytes, 0);
    }
    bytes_release(&out);
}

/* Text, bin and array at the sizes where their heads change. */
static void heads_are_canonical_at_every_edge(void **state)
{
    static const size_t edges[] = {0,  1,   15,  16,    31,
                                   32, 255, 256, 65535, 65536};
    static unsigned char data[65536];
    struct bytes out;

    (void)state;
    memset(data, 'a', sizeof data);
    bytes_init(&out, ROOM);
    for (size_t i = 0; i < sizeof edges / sizeof edges[0]; i++) {
        struct view content = {data, edges[i]};
        struct view rest = {NULL, 0};
        struct view back = {NULL, 0};

        bytes_reset(&out);
        check_ok(pack_text(&out, content));
        assert_int_equal(scan_check(bytes_view(&out)), SCAN_OK);
        rest = bytes_view(&out);
        check_ok(unpack_text(&rest, edges[i], edges[i], &back));
        check_view(back, content);
        bytes_reset(&out);
        check_ok(pack_bin(&out, content));
        assert_int_equal(scan_check(bytes_view(&out)), SCAN_OK);
        rest = bytes_view(&out);
        check_ok(unpack_bin(&rest, edges[i], edges[i], &back));
        check_view(back, content);
    }
    bytes_release(&out);
}

static void containers_give_back_their_counts(void **state)
{
    static const uint32_t edges[] = {0, 1, 15, 16, 65535, 65536};
    struct bytes out;

    (void)state;
    bytes_init(&out, ROOM);
    for (size_t i = 0; i < sizeof edges / sizeof edges[0]; i++) {
        struct view rest = {NULL, 0};
        uint32_t count = 0;

        bytes_reset(&out);
        check_ok(pack_map(&out, edges[i]));
        check_ok(pack_array(&out, edges[i]));
        rest = bytes_view(&out);
        check_ok(unpack_map(&rest, &count));
        assert_int_equal(count, edges[i]);
        check_ok(unpack_array(&rest, &count));
        assert_int_equal(count, edges[i]);
    }
    bytes_release(&out);
}

static void document_is_written_byte_for_byte(void **state)
{
    unsigned char room[32];
    struct bytes out;

    (void)state;
    bytes_init(&out, ROOM);
    check_ok(pack_map(&out, 2));
    check_ok(pack_uint(&out, 1));
    check_ok(pack_array(&out, 2));
    check_ok(pack_bool(&out, true));
    check_ok(pack_bool(&out, false));
    check_ok(pack_uint(&out, 2));
    check_ok(pack_text(&out, view_text("ladder")));
    check_view(bytes_view(&out),
               check_hex("82 01 92c3c2 02 a66c6164646572", room, sizeof room));
    bytes_release(&out);
}

static void full_bytes_refuse_to_grow(void **state)
{
    struct bytes out;

    (void)state;
    bytes_init(&out, 4);
    check_ok(pack_text(&out, view_text("abc")));
    check_err(pack_uint(&out, 0), ERR_FULL);
    check_err(pack_bool(&out, true), ERR_FULL);
    check_err(pack_map(&out, 1), ERR_FULL);
    check_err(pack_array(&out, 1), ERR_FULL);
    bytes_reset(&out);
    check_err(pack_text(&out, view_text("abcd")), ERR_FULL);
    bytes_reset(&out);
    check_err(pack_bin(&out, view_text("abcd")), ERR_FULL);
    bytes_release(&out);
}

static void another_type_is_refused_and_nothing_moves(void **state)
{
    static const char *const values[] = {"01", "c3", "a161", "c40161",
                                         "90", "80", "ff"};
    unsigned char room[8];
    uint64_t number = 7;
    uint32_t count = 7;
    bool is_set = true;
    struct view view = {NULL, 7};

    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        struct view from = check_hex(values[i], room, sizeof room);
        size_t before = from.bytes;

        if (i != 0) {
            check_err(unpack_uint(&from, 0, UINT64_MAX, &number),
                      ERR_MALFORMED);
        }
        if (i != 1) {
            check_err(unpack_bool(&from, &is_set), ERR_MALFORMED);
        }
        if (i != 2) {
            check_err(unpack_text(&from, 0, 9, &view), ERR_MALFORMED);
        }
        if (i != 3) {
            check_err(unpack_bin(&from, 0, 9, &view), ERR_MALFORMED);
        }
        if (i != 4) {
            check_err(unpack_array(&from, &count), ERR_MALFORMED);
        }
        if (i != 5) {
            check_err(unpack_map(&from, &count), ERR_MALFORMED);
        }
        assert_int_equal(from.bytes, before);
    }
    assert_int_equal(number, 7);
    assert_int_equal(count, 7);
    assert_int_equal(view.bytes, 7);
}

static void values_out_of_range_are_refused(void **state)
{
    unsigned char room[8];
    struct view from = check_hex("05", room, sizeof room);
    struct view view = {NULL, 0};
    uint64_t number = 0;

    (void)state;
    check_err(unpack_uint(&from, 6, 9, &number), ERR_MALFORMED);
    check_err(unpack_uint(&from, 0, 4, &number), ERR_MALFORMED);
    assert_int_equal(from.bytes, 1);
    check_ok(unpack_uint(&from, 5, 5, &number));
    assert_int_equal(number, 5);
    from = check_hex("a26162", room, sizeof room);
    check_err(unpack_text(&from, 3, 9, &view), ERR_MALFORMED);
    check_err(unpack_text(&from, 0, 1, &view), ERR_MALFORMED);
    assert_int_equal(from.bytes, 3);
    check_ok(unpack_text(&from, 2, 2, &view));
    check_view_text(view, "ab");
    from = check_hex("c4026162", room, sizeof room);
    check_err(unpack_bin(&from, 3, 9, &view), ERR_MALFORMED);
    check_err(unpack_bin(&from, 0, 1, &view), ERR_MALFORMED);
    check_ok(unpack_bin(&from, 2, 2, &view));
    check_view_text(view, "ab");
}

static void skip_passes_over_exactly_one_value(void **state)
{
    static const char *const values[] = {
        "07",
        "c3",
        "ff",
        "a3616263",
        "c403010203",
        "9301a16190",
        "820181019007c400",
        "80",
        "dc0010"
        "00010203040506070809101112131415",
    };
    unsigned char room[64];

    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        struct view from = check_hex(values[i], room, sizeof room - 1);

        room[from.bytes++] = 0x2A;
        check_ok(unpack_skip(&from));
        assert_int_equal(from.bytes, 1);
        assert_int_equal(from.data[0], 0x2A);
    }
}

static void skip_stops_at_the_end(void **state)
{
    unsigned char room[8];
    struct view from = check_hex("92a161", room, sizeof room);

    (void)state;
    check_err(unpack_skip(&from), ERR_MALFORMED);
    assert_int_equal(from.bytes, 3);
    from = check_hex("a261", room, sizeof room);
    check_err(unpack_skip(&from), ERR_MALFORMED);
    assert_int_equal(from.bytes, 2);
    from.bytes = 0;
    check_err(unpack_skip(&from), ERR_MALFORMED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_take_their_shortest_form),
        cmocka_unit_test(heads_are_canonical_at_every_edge),
        cmocka_unit_test(containers_give_back_their_counts),
        cmocka_unit_test(document_is_written_byte_for_byte),
        cmocka_unit_test(full_bytes_refuse_to_grow),
        cmocka_unit_test(another_type_is_refused_and_nothing_moves),
        cmocka_unit_test(values_out_of_range_are_refused),
        cmocka_unit_test(skip_passes_over_exactly_one_value),
        cmocka_unit_test(skip_stops_at_the_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
