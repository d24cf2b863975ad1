#include <string.h>

#include "tests/lib/check.h"

static void appended_views_stand_in_order(void **state)
{
    struct bytes bytes;

    (void)state;
    bytes_init(&bytes, 1000);
    check_ok(bytes_append(&bytes, view_text("lad")));
    check_ok(bytes_append(&bytes, view_text("")));
    check_ok(bytes_append(&bytes, view_text("der")));
    check_view_text(bytes_view(&bytes), "ladder");
    bytes_release(&bytes);
}

static void ceiling_is_met_exactly(void **state)
{
    struct bytes bytes;

    (void)state;
    bytes_init(&bytes, 3);
    check_ok(bytes_append(&bytes, view_text("abc")));
    check_err(bytes_append_u8(&bytes, 'd'), ERR_FULL);
    check_view_text(bytes_view(&bytes), "abc");
    check_ok(bytes_append(&bytes, view_text("")));
    bytes_release(&bytes);
}

static void refused_append_changes_nothing(void **state)
{
    struct bytes bytes;

    (void)state;
    bytes_init(&bytes, 8);
    check_ok(bytes_append(&bytes, view_text("abc")));
    check_err(bytes_append(&bytes, view_text("defghi")), ERR_FULL);
    check_err(bytes_append_u64(&bytes, 1), ERR_FULL);
    check_err(bytes_reserve(&bytes, SIZE_MAX), ERR_FULL);
    check_view_text(bytes_view(&bytes), "abc");
    check_ok(bytes_append(&bytes, view_text("defgh")));
    check_view_text(bytes_view(&bytes), "abcdefgh");
    bytes_release(&bytes);
}

static void growth_keeps_what_is_held(void **state)
{
    struct bytes bytes;
    unsigned number = 0;

    (void)state;
    bytes_init(&bytes, 100000);
    for (number = 0; number < 50000; number++) {
        check_ok(bytes_append_u16(&bytes, (uint16_t)number));
    }
    check_err(bytes_append_u8(&bytes, 0), ERR_FULL);
    assert_int_equal(bytes.bytes, 100000);
    for (number = 0; number < 50000; number++) {
        assert_int_equal(get_u16(bytes.data + 2 * (size_t)number), number);
    }
    bytes_release(&bytes);
}

static void reserved_room_is_not_in_use(void **state)
{
    struct bytes bytes;

    (void)state;
    bytes_init(&bytes, 1000);
    check_ok(bytes_reserve(&bytes, 500));
    assert_int_equal(bytes.bytes, 0);
    assert_true(bytes.room >= 500);
    bytes_release(&bytes);
}

static void reset_keeps_the_memory(void **state)
{
    struct bytes bytes;
    const unsigned char *data = NULL;

    (void)state;
    bytes_init(&bytes, 1000);
    check_ok(bytes_append(&bytes, view_text("ladder")));
    data = bytes.data;
    bytes_reset(&bytes);
    assert_int_equal(bytes_view(&bytes).bytes, 0);
    check_ok(bytes_append(&bytes, view_text("drill")));
    assert_ptr_equal(bytes.data, data);
    bytes_release(&bytes);
}

static void release_may_be_called_twice(void **state)
{
    struct bytes bytes;

    (void)state;
    bytes_init(&bytes, 10);
    check_ok(bytes_append_u8(&bytes, 1));
    bytes_release(&bytes);
    assert_null(bytes.data);
    bytes_release(&bytes);
    bytes_wipe(&bytes);
    assert_int_equal(bytes.bytes_max, 10);
    check_ok(bytes_append_u8(&bytes, 1));
    bytes_wipe(&bytes);
    assert_null(bytes.data);
    assert_int_equal(bytes.bytes, 0);
}

static void integers_are_big_endian(void **state)
{
    static const unsigned char wanted[] = {0x01, 0x02, 0x03, 0x04, 0x05,
                                           0x06, 0x07, 0x08, 0x09, 0x0a,
                                           0x0b, 0x0c, 0x0d, 0x0e, 0x0f};
    struct bytes bytes;

    (void)state;
    bytes_init(&bytes, sizeof wanted);
    check_ok(bytes_append_u8(&bytes, 0x01));
    check_ok(bytes_append_u16(&bytes, 0x0203));
    check_ok(bytes_append_u32(&bytes, UINT32_C(0x04050607)));
    check_ok(bytes_append_u64(&bytes, UINT64_C(0x08090a0b0c0d0e0f)));
    check_view(bytes_view(&bytes), (struct view){wanted, sizeof wanted});
    bytes_release(&bytes);
}

static void integers_come_back_at_their_edges(void **state)
{
    unsigned char at[8];

    (void)state;
    put_u16(at, UINT16_MAX);
    assert_int_equal(get_u16(at), UINT16_MAX);
    put_u16(at, 0x8001);
    assert_int_equal(get_u16(at), 0x8001);
    put_u32(at, UINT32_C(0x80000001));
    assert_true(get_u32(at) == UINT32_C(0x80000001));
    put_u32(at, UINT32_MAX);
    assert_true(get_u32(at) == UINT32_MAX);
    put_u64(at, UINT64_C(0x8000000000000001));
    assert_true(get_u64(at) == UINT64_C(0x8000000000000001));
    put_u64(at, UINT64_MAX);
    assert_true(get_u64(at) == UINT64_MAX);
}

static void take_goes_from_front_to_end(void **state)
{
    static const unsigned char data[] = {1, 0, 2, 0, 0, 0, 3, 0,  0,  0,
                                         0, 0, 0, 0, 4, 0, 0, 98, 121};
    struct view from = {data, sizeof data};
    struct view rest = {NULL, 0};
    uint8_t one = 0;
    uint16_t two = 0;
    uint32_t four = 0;
    uint64_t eight = 0;

    (void)state;
    check_ok(view_take_u8(&from, &one));
    check_ok(view_take_u16(&from, &two));
    check_ok(view_take_u32(&from, &four));
    check_ok(view_take_u64(&from, &eight));
    check_ok(view_take(&from, 2, &rest));
    assert_int_equal(one, 1);
    assert_int_equal(two, 2);
    assert_int_equal(four, 3);
    assert_true(eight == 4);
    assert_int_equal(rest.bytes, 2);
    check_view_text(from, "by");
}

static void short_view_is_refused_and_unchanged(void **state)
{
    static const unsigned char data[] = {9, 9, 9, 9, 9, 9, 9};
    struct view from = {data, 7};
    struct view out = {NULL, 0};
    uint64_t eight = 1;
    uint32_t four = 1;
    uint16_t two = 1;
    uint8_t one = 1;

    (void)state;
    check_err(view_take(&from, 8, &out), ERR_MALFORMED);
    check_err(view_take(&from, SIZE_MAX, &out), ERR_MALFORMED);
    check_err(view_take_u64(&from, &eight), ERR_MALFORMED);
    assert_int_equal(from.bytes, 7);
    from.bytes = 3;
    check_err(view_take_u32(&from, &four), ERR_MALFORMED);
    from.bytes = 1;
    check_err(view_take_u16(&from, &two), ERR_MALFORMED);
    from.bytes = 0;
    check_err(view_take_u8(&from, &one), ERR_MALFORMED);
    assert_ptr_equal(from.data, data);
    assert_true(eight == 1 && four == 1 && two == 1 && one == 1);
}

static void nothing_may_be_taken_from_nothing(void **state)
{
    struct view from = {NULL, 0};
    struct view out = {NULL, 5};

    (void)state;
    check_ok(view_take(&from, 0, &out));
    assert_int_equal(out.bytes, 0);
}

static void views_are_equal_by_bytes_alone(void **state)
{
    const char text[] = "laddladd";
    const struct view first = {(const unsigned char *)text, 4};
    const struct view second = {(const unsigned char *)text + 4, 4};

    (void)state;
    assert_true(view_equal(first, second));
    assert_true(view_equal((struct view){NULL, 0}, view_text("")));
    assert_false(view_equal(first, view_text("lad")));
    assert_false(view_equal(first, view_text("lads")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(appended_views_stand_in_order),
        cmocka_unit_test(ceiling_is_met_exactly),
        cmocka_unit_test(refused_append_changes_nothing),
        cmocka_unit_test(growth_keeps_what_is_held),
        cmocka_unit_test(reserved_room_is_not_in_use),
        cmocka_unit_test(reset_keeps_the_memory),
        cmocka_unit_test(release_may_be_called_twice),
        cmocka_unit_test(integers_are_big_endian),
        cmocka_unit_test(integers_come_back_at_their_edges),
        cmocka_unit_test(take_goes_from_front_to_end),
        cmocka_unit_test(short_view_is_refused_and_unchanged),
        cmocka_unit_test(nothing_may_be_taken_from_nothing),
        cmocka_unit_test(views_are_equal_by_bytes_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
