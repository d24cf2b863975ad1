#include <stdbool.h>
#include <string.h>

#include "node/board/post.h"
#include "node/record/body.h"
#include "node/record/council_body.h"
#include "node/record/time.h"
#include "tests/lib/check.h"

enum { ROOM = 16384 };

static struct bytes out;

static int setup(void **state)
{
    (void)state;
    bytes_init(&out, ROOM);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    bytes_release(&out);
    return 0;
}

static void household_goes_there_and_back(void **state)
{
    struct body_household body = {
        .name = view_text("Blue door"),
        .people = {view_text("Ana"), view_text("Ben")},
        .people_count = 2,
    };
    struct body_household back;
    unsigned char room[64];

    (void)state;
    check_ok(body_household_write(&body, &out));
    check_view(bytes_view(&out),
               check_hex("82 01 a9426c756520646f6f72 02 92 a3416e61 a342656e",
                         room, sizeof room));
    check_ok(body_household_read(bytes_view(&out), &back));
    check_view_text(back.name, "Blue door");
    assert_int_equal(back.people_count, 2);
    check_view_text(back.people[1], "Ben");
}

/* An absent field has no second way to be said. */
static void empty_optional_fields_are_refused(void **state)
{
    static const char *const bodies[] = {
        "82 01 a161 02 90", /* people: none */
        "82 01 a161 02 c0", /* nil */
    };
    struct body_household body;
    unsigned char room[64];

    (void)state;
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        check_err(
            body_household_read(check_hex(bodies[i], room, sizeof room), &body),
            ERR_MALFORMED);
    }
}

static void false_is_said_by_absence_only(void **state)
{
    struct body_vouch body = {.household = check_id_of(7)};
    struct body_vouch back;
    unsigned char room[64];

    (void)state;
    check_ok(body_vouch_write(&body, &out));
    check_ok(body_vouch_read(bytes_view(&out), &back));
    assert_false(back.is_withdrawn);
    memcpy(room, out.data, out.bytes);
    room[0] = 0x82;
    room[out.bytes] = 2;
    room[out.bytes + 1] = 0xC2;
    check_err(body_vouch_read((struct view){room, out.bytes + 2}, &back),
              ERR_MALFORMED);
    room[out.bytes + 1] = 0xC3;
    check_ok(body_vouch_read((struct view){room, out.bytes + 2}, &back));
    assert_true(back.is_withdrawn);
}

static void required_fields_must_be_there(void **state)
{
    struct body_household household;
    struct body_join join;
    unsigned char room[64];

    (void)state;
    check_err(
        body_household_read(check_hex("80", room, sizeof room), &household),
        ERR_MALFORMED);
    check_err(body_household_read(check_hex("81 02 91a161", room, sizeof room),
                                  &household),
              ERR_MALFORMED);
    check_err(body_join_read(check_hex("81 03 a161", room, sizeof room), &join),
              ERR_MALFORMED);
    check_err(
        body_household_read(check_hex("90", room, sizeof room), &household),
        ERR_MALFORMED);
}

static void keys_below_64_are_known_and_above_are_skipped(void **state)
{
    struct body_household body;
    unsigned char room[64];

    (void)state;
    check_err(body_household_read(
                  check_hex("82 01a161 03 05", room, sizeof room), &body),
              ERR_MALFORMED);
    check_err(body_household_read(
                  check_hex("82 01a161 181f", room, sizeof room), &body),
              ERR_MALFORMED);
    check_err(body_household_read(
                  check_hex("82 01a161 3f05", room, sizeof room), &body),
              ERR_MALFORMED);
    check_ok(body_household_read(
        check_hex("83 01a161 40 9201810005 7f a0", room, sizeof room), &body));
    check_view_text(body.name, "a");
}

static void text_rules_hold_in_bodies(void **state)
{
    char name[NAME_BYTES_MAX + 2];
    struct body_household body = {.people_count = 0};
    struct body_household back;
    unsigned char room[64];

    (void)state;
    memset(name, 'n', sizeof name);
    name[NAME_BYTES_MAX] = '\0';
    body.name = view_text(name);
    check_ok(body_household_write(&body, &out));
    check_ok(body_household_read(bytes_view(&out), &back));
    name[NAME_BYTES_MAX] = 'n';
    body.name.bytes++;
    check_err(body_household_write(&body, &out), ERR_INVALID);
    body.name = view_text(" Blue door");
    check_err(body_household_write(&body, &out), ERR_INVALID);
    check_err(body_household_read(check_hex("81 01 a2610a", room, sizeof room),
                                  &back),
              ERR_MALFORMED);
}

static void refused_write_leaves_the_bytes(void **state)
{
    struct body_household body = {
        .name = view_text("Blue door"),
        .people = {view_text("Ana"), view_text("bad\n")},
        .people_count = 2,
    };

    (void)state;
    check_ok(bytes_append_u8(&out, 9));
    check_err(body_household_write(&body, &out), ERR_INVALID);
    assert_int_equal(out.bytes, 1);
    body.people_count = PEOPLE_MAX + 1;
    check_err(body_household_write(&body, &out), ERR_INVALID);
    assert_int_equal(out.bytes, 1);
    body.people_count = 1;
    out.bytes_max = 8;
    check_err(body_household_write(&body, &out), ERR_FULL);
    assert_int_equal(out.bytes, 1);
    out.bytes_max = ROOM;
}

static void device_has_all_its_keys_or_none(void **state)
{
    struct body_device body = {
        .signing = check_id_of(1),
        .transport = check_id_of(2),
        .sealing = check_id_of(3),
        .former = {{check_id_of(4), 1000}, {check_id_of(5), 2000}},
        .former_count = 2,
    };
    struct body_device back;
    unsigned char room[64];

    (void)state;
    check_ok(body_device_write(&body, &out));
    check_ok(body_device_read(bytes_view(&out), &back));
    assert_false(body_device_is_struck_out(&back));
    check_id(&back.sealing, &body.sealing);
    check_id(&back.former[1].key, &body.former[1].key);
    assert_int_equal(back.former[1].ended_ms, 2000);
    body.transport = check_id_of(0);
    check_err(body_device_write(&body, &out), ERR_INVALID);
    body.signing = check_id_of(0);
    body.sealing = check_id_of(0);
    bytes_reset(&out);
    check_ok(body_device_write(&body, &out));
    check_ok(body_device_read(bytes_view(&out), &back));
    assert_true(body_device_is_struck_out(&back));
    check_err(body_device_read(check_hex("81 01 c4 20"
                                         "0101010101010101 0101010101010101"
                                         "0101010101010101 0101010101010101",
                                         room, sizeof room),
                               &back),
              ERR_MALFORMED);
}

static void rules_name_each_class_once(void **state)
{
    struct body_rules body = {
        .slots = {{CLASS_VOUCH, 0, 24, 128}, {CLASS_POST, 64, 256, 16384}},
        .slots_count = 2,
    };
    struct body_rules back;

    (void)state;
    check_ok(body_rules_write(&body, &out));
    check_ok(body_rules_read(bytes_view(&out), &back));
    assert_int_equal(back.slots_count, 2);
    assert_int_equal(back.slots[1].class, CLASS_POST);
    assert_int_equal(back.slots[1].full, 256);
    body.slots[1].class = CLASS_VOUCH;
    check_err(body_rules_write(&body, &out), ERR_INVALID);
    body.slots[1].class = CLASS_END;
    check_err(body_rules_write(&body, &out), ERR_INVALID);
    body.slots[1].class = CLASS_POST;
    body.slots[1].steward = SLOTS_MAX + 1;
    check_err(body_rules_write(&body, &out), ERR_INVALID);
    body.slots[1].steward = SLOTS_MAX;
    check_ok(body_rules_write(&body, &out));
}

static void join_is_signed_for_one_household_of_one_place(void **state)
{
    static const unsigned char seed[KEY_SEED_BYTES] = {9};
    const struct neighbourhood mill_lane = {{1}};
    const struct neighbourhood elsewhere = {{2}};
    const struct id ana = check_id_of(1);
    const struct id ben = check_id_of(2);
    struct body_join body = {.name = view_text("Red gate")};
    struct body_join back;
    struct signing_keys one_time;

    (void)state;
    keys_one_time_make(seed, &one_time);
    body_join_sign(&body, &one_time, &mill_lane, &ana);
    check_ok(body_join_write(&body, &out));
    check_ok(body_join_read(bytes_view(&out), &back));
    check_id(&back.one_time, &one_time.public);
    check_ok(body_join_verify(&back, &mill_lane, &ana));
    check_err(body_join_verify(&back, &mill_lane, &ben), ERR_SIGNATURE);
    check_err(body_join_verify(&back, &elsewhere, &ana), ERR_SIGNATURE);
}

static void invite_has_a_key_and_an_end(void **state)
{
    struct body_invite body = {.one_time = check_id_of(3), .until_ms = 5000};
    struct body_invite back;

    (void)state;
    check_ok(body_invite_write(&body, &out));
    check_ok(body_invite_read(bytes_view(&out), &back));
    assert_int_equal(back.until_ms, 5000);
    assert_false(back.is_withdrawn);
    body.until_ms = 0;
    check_err(body_invite_write(&body, &out), ERR_INVALID);
    body.until_ms = TIME_MS_MAX + 1;
    check_err(body_invite_write(&body, &out), ERR_INVALID);
    body.until_ms = TIME_MS_MAX;
    check_ok(body_invite_write(&body, &out));
}

static void address_has_one_to_four(void **state)
{
    struct body_address body = {
        .addresses = {view_text("192.0.2.7:5484"), view_text("[::1]:5484")},
        .addresses_count = 2,
        .flags = ADDRESS_FLAG_HUB,
    };
    struct body_address back;

    (void)state;
    check_ok(body_address_write(&body, &out));
    check_ok(body_address_read(bytes_view(&out), &back));
    check_view_text(back.addresses[1], "[::1]:5484");
    assert_int_equal(back.flags, ADDRESS_FLAG_HUB);
    body.addresses_count = 0;
    check_err(body_address_write(&body, &out), ERR_INVALID);
}

static void every_known_kind_has_a_table(void **state)
{
    size_t count = 0;

    (void)state;
    assert_non_null(body_fields(CLASS_HOUSEHOLD, 1, &count));
    assert_int_equal(count, 2);
    assert_non_null(body_fields(CLASS_VOUCH, KIND_INVITE, &count));
    assert_int_equal(count, 3);
    assert_non_null(body_fields(CLASS_COUNCIL, 1, &count));
    assert_non_null(body_fields(CLASS_POST, POST_NOTICE, &count));
    assert_null(body_fields(CLASS_POST, POST_KIND_END, &count));
    assert_int_equal(count, 0);
    assert_null(body_fields(CLASS_VOUCH, 3, &count));
    assert_null(body_fields(CLASS_SAY, 1, &count));
}

/* Tables that are out of order would not be read as they are written. */
static void tables_ascend_by_key(void **state)
{
    (void)state;
    for (unsigned class = 1; class < CLASS_END; class ++) {
        for (unsigned kind = 1; kind < POST_KIND_END; kind++) {
            size_t count = 0;
            const struct field *fields =
                body_fields((enum record_class) class, (uint16_t)kind, &count);

            for (size_t i = 0; i < count; i++) {
                assert_true(fields[i].key < FIELD_KEY_FREE);
                assert_true(i == 0 || fields[i].key > fields[i - 1].key);
            }
        }
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(household_goes_there_and_back),
        TEST(empty_optional_fields_are_refused),
        TEST(false_is_said_by_absence_only),
        TEST(required_fields_must_be_there),
        TEST(keys_below_64_are_known_and_above_are_skipped),
        TEST(text_rules_hold_in_bodies),
        TEST(refused_write_leaves_the_bytes),
        TEST(device_has_all_its_keys_or_none),
        TEST(rules_name_each_class_once),
        TEST(join_is_signed_for_one_household_of_one_place),
        TEST(invite_has_a_key_and_an_end),
        TEST(address_has_one_to_four),
        TEST(every_known_kind_has_a_table),
        TEST(tables_ascend_by_key),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
