#include <stdbool.h>
#include <string.h>

#include "node/board/post.h"
#include "node/limits.h"
#include "node/record/body.h"
#include "node/record/council_body.h"
#include "node/record/record.h"
#include "node/record/time.h"
#include "tests/lib/check.h"

enum { ROOM = 2 * RECORD_BYTES_MAX };

static const uint64_t stamp_ms = UINT64_C(1796119200000);

static struct {
    struct keys_household home;
    struct keys_device device;
    struct signing_keys one_time;
    struct bytes body;
    struct bytes out;
} world;

static int setup(void **state)
{
    static const unsigned char seed[KEY_SEED_BYTES] = {1};

    (void)state;
    keys_household_make(seed, &world.home);
    keys_device_make(seed, &world.device);
    keys_one_time_make(seed, &world.one_time);
    bytes_init(&world.body, UINT16_MAX + 1);
    bytes_init(&world.out, ROOM);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    bytes_release(&world.body);
    bytes_release(&world.out);
    return 0;
}

static struct record_draft draft_of(enum record_class class, uint16_t kind)
{
    return (struct record_draft){
        .class = class,
        .kind = kind,
        .neighbourhood = {{1, 2, 3}},
        .household = world.home.signing.public,
        .stamp_ms = stamp_ms,
        .body = bytes_view(&world.body),
    };
}

static struct record_draft post_draft(void)
{
    const struct post post = {
        .birth = {8},
        .revision = 1,
        .posted_ms = stamp_ms,
        .title = view_text("Ladder"),
    };

    bytes_reset(&world.body);
    check_ok(post_write(&post, &world.body));
    return draft_of(CLASS_POST, POST_LOAN);
}

static void sign(const struct record_draft *draft)
{
    bytes_reset(&world.out);
    check_ok(record_write(draft, world.device.signing.secret, &world.out));
}

static struct record read_back(void)
{
    struct record record;

    check_ok(record_read(bytes_view(&world.out), &record));
    check_ok(record_verify(bytes_view(&world.out)));
    return record;
}

static void written_record_reads_as_it_was_meant(void **state)
{
    struct record_draft draft = post_draft();
    struct record record;
    struct id slot;

    (void)state;
    draft.lane = 3;
    draft.n = 70;
    sign(&draft);
    record = read_back();
    assert_int_equal(record.class, CLASS_POST);
    assert_int_equal(record.kind, POST_LOAN);
    assert_true(
        neighbourhood_equal(&record.neighbourhood, &draft.neighbourhood));
    check_id(&record.household, &world.home.signing.public);
    check_id(&record.signer, &world.device.signing.public);
    assert_int_equal(record.lane, 3);
    assert_int_equal(record.n, 70);
    assert_int_equal(record.stamp_ms, stamp_ms);
    assert_int_equal(record.drop_day, class_drop_day(CLASS_POST, stamp_ms));
    check_view(record.body, bytes_view(&world.body));
    check_view(record.bytes, bytes_view(&world.out));
    record_slot(CLASS_POST, &record.household, 3, 70, &slot);
    check_id(&record.slot, &slot);
    assert_false(record_is_tombstone(&record));
}

static void header_is_where_the_spec_says(void **state)
{
    struct record_draft draft = post_draft();
    const unsigned char *at = NULL;

    (void)state;
    draft.lane = 2;
    draft.n = 0x0102;
    sign(&draft);
    at = world.out.data;
    assert_int_equal(at[0], 1);
    assert_int_equal(at[1], 9);
    assert_int_equal(get_u16(at + 2), 3);
    assert_memory_equal(at + 4, draft.neighbourhood.data, 16);
    assert_memory_equal(at + 20, world.home.signing.public.data, 32);
    assert_memory_equal(at + 52, world.device.signing.public.data, 32);
    assert_int_equal(get_u32(at + 84), 2);
    assert_int_equal(get_u32(at + 88), 0x0102);
    assert_int_equal(get_u64(at + 92), stamp_ms);
    assert_int_equal(get_u16(at + 100), world.body.bytes);
    assert_int_equal(world.out.bytes, 102 + world.body.bytes + 64);
}

static void empty_body_withdraws(void **state)
{
    struct record_draft draft = post_draft();
    struct record record;

    (void)state;
    draft.body = (struct view){NULL, 0};
    sign(&draft);
    record = read_back();
    assert_true(record_is_tombstone(&record));
}

static void id_leaves_the_signature_out(void **state)
{
    struct record_draft draft = post_draft();
    struct record one;
    struct record two;

    (void)state;
    sign(&draft);
    one = read_back();
    world.out.data[world.out.bytes - 1] ^= 1;
    check_ok(record_read(bytes_view(&world.out), &two));
    check_id(&one.id, &two.id);
    check_err(record_verify(bytes_view(&world.out)), ERR_SIGNATURE);
}

static void every_changed_byte_is_noticed(void **state)
{
    struct record_draft draft = post_draft();

    (void)state;
    sign(&draft);
    for (size_t i = 0; i < world.out.bytes; i++) {
        struct record record;

        world.out.data[i] ^= 0x20;
        if (record_read(bytes_view(&world.out), &record) == ERR_OK) {
            check_err(record_verify(bytes_view(&world.out)), ERR_SIGNATURE);
        }
        world.out.data[i] ^= 0x20;
    }
    (void)read_back();
}

static void every_cut_is_refused(void **state)
{
    struct record_draft draft = post_draft();
    struct record record;

    (void)state;
    sign(&draft);
    for (size_t bytes = 0; bytes < world.out.bytes; bytes++) {
        check_err(record_read((struct view){world.out.data, bytes}, &record),
                  ERR_MALFORMED);
    }
    check_ok(bytes_append_u8(&world.out, 0));
    check_err(record_read(bytes_view(&world.out), &record), ERR_MALFORMED);
}

/* A draft that would not be read back is not written. */
static void refused(const struct record_draft *draft)
{
    bytes_reset(&world.out);
    check_ok(bytes_append_u8(&world.out, 7));
    check_err(record_write(draft, world.device.signing.secret, &world.out),
              ERR_MALFORMED);
    assert_int_equal(world.out.bytes, 1);
}

static void header_out_of_range_is_refused(void **state)
{
    struct record_draft draft = post_draft();

    (void)state;
    draft.kind = 0;
    refused(&draft);
    draft = post_draft();
    draft.class = CLASS_END;
    refused(&draft);
    draft = post_draft();
    draft.n = SLOTS_MAX;
    refused(&draft);
    draft.n = SLOTS_MAX - 1;
    sign(&draft);
    draft = post_draft();
    draft.stamp_ms = TIME_MS_MAX + 1;
    refused(&draft);
    draft.stamp_ms = TIME_MS_MAX;
    sign(&draft);
    world.out.data[0] = 2;
    check_err(record_read(bytes_view(&world.out), &(struct record){0}),
              ERR_MALFORMED);
}

static void body_must_be_canonical_and_follow_its_kind(void **state)
{
    static const char *const bodies[] = {"80", "c0", "90", "8101c0", "00"};
    unsigned char room[16];
    struct record_draft draft = post_draft();

    (void)state;
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        draft.body = check_hex(bodies[i], room, sizeof room);
        refused(&draft);
    }
}

static void strange_kinds_are_kept_if_they_are_canonical_maps(void **state)
{
    unsigned char room[16];
    struct record_draft draft = post_draft();

    (void)state;
    draft.kind = 900;
    draft.body = check_hex("8163a178", room, sizeof room);
    sign(&draft);
    (void)read_back();
    draft.body = check_hex("9163", room, sizeof room);
    refused(&draft);
    draft.body = check_hex("8163c0", room, sizeof room);
    refused(&draft);
    draft.class = CLASS_LETTER;
    draft.body = check_hex("80", room, sizeof room);
    sign(&draft);
    (void)read_back();
}

static void body_ends_at_the_limit_of_its_class(void **state)
{
    static unsigned char body[BODY_BYTES_MAX_CARRY + 1] = {0x81, 0x00, 0xC5};
    struct record_draft draft = post_draft();

    (void)state;
    draft.class = CLASS_LETTER;
    draft.kind = 2;
    draft.body = (struct view){body, BODY_BYTES_MAX_SMALL};
    put_u16(body + 3, BODY_BYTES_MAX_SMALL - 5);
    sign(&draft);
    draft.body.bytes++;
    put_u16(body + 3, BODY_BYTES_MAX_SMALL - 4);
    refused(&draft);
    draft.class = CLASS_CARRY;
    sign(&draft);
    draft.body.bytes = BODY_BYTES_MAX_CARRY + 1;
    put_u16(body + 3, BODY_BYTES_MAX_CARRY - 4);
    refused(&draft);
}

static void household_classes_are_signed_by_the_household(void **state)
{
    const struct body_household body = {.name = view_text("Blue door")};
    struct record_draft draft;

    (void)state;
    check_ok(body_household_write(&body, &world.body));
    draft = draft_of(CLASS_HOUSEHOLD, 1);
    refused(&draft); /* a device's secret */
    bytes_reset(&world.out);
    check_ok(record_write(&draft, world.home.signing.secret, &world.out));
    (void)read_back();
    draft.lane = 1;
    check_err(record_write(&draft, world.home.signing.secret, &world.out),
              ERR_MALFORMED);
    draft.lane = 0;
    draft.n = 1;
    check_err(record_write(&draft, world.home.signing.secret, &world.out),
              ERR_MALFORMED);
}

static void any_number_is_a_lane(void **state)
{
    struct record_draft draft;
    const struct body_device body = {.name = view_text("lost one")};

    (void)state;
    check_ok(body_device_write(&body, &world.body));
    draft = draft_of(CLASS_DEVICE, 1);
    draft.n = UINT32_MAX;
    bytes_reset(&world.out);
    check_ok(record_write(&draft, world.home.signing.secret, &world.out));
    assert_int_equal(read_back().n, UINT32_MAX);
    draft = post_draft();
    draft.lane = UINT32_MAX;
    sign(&draft);
    assert_int_equal(read_back().lane, UINT32_MAX);
}

static void vouch_cannot_be_blanked(void **state)
{
    struct record_draft draft = draft_of(CLASS_VOUCH, KIND_VOUCH);

    (void)state;
    check_err(record_write(&draft, world.home.signing.secret, &world.out),
              ERR_MALFORMED);
    draft.class = CLASS_RECEIPT;
    refused(&draft);
}

static struct record_draft join_draft(void)
{
    struct record_draft draft = draft_of(CLASS_JOIN, 1);
    struct body_join body = {.name = view_text("Red gate")};

    body_join_sign(&body, &world.one_time, &draft.neighbourhood,
                   &world.home.signing.public);
    bytes_reset(&world.body);
    check_ok(body_join_write(&body, &world.body));
    draft.body = bytes_view(&world.body);
    return draft;
}

static void join_is_named_by_key_and_household(void **state)
{
    struct record_draft draft = join_draft();
    struct record record;
    struct id slot;

    (void)state;
    check_ok(record_write(&draft, world.home.signing.secret, &world.out));
    record = read_back();
    record_slot_join(&world.one_time.public, &world.home.signing.public, &slot);
    check_id(&record.slot, &slot);
    draft.n = 1;
    check_err(record_write(&draft, world.home.signing.secret, &world.out),
              ERR_MALFORMED);
    draft.n = 0;
    draft.kind = 2;
    check_err(record_write(&draft, world.home.signing.secret, &world.out),
              ERR_MALFORMED);
}

/* The household's own signature is good, the one-time key's is not. */
static void inner_signature_of_a_join_is_checked(void **state)
{
    struct record_draft draft = join_draft();

    (void)state;
    draft.neighbourhood.data[0] ^= 1;
    check_ok(record_write(&draft, world.home.signing.secret, &world.out));
    check_err(record_verify(bytes_view(&world.out)), ERR_SIGNATURE);
}

static struct record_draft council_draft(void)
{
    struct record_draft draft = draft_of(CLASS_COUNCIL, 1);
    struct bytes content;
    struct council_content founding = {
        .stewards = {world.home.signing.public},
        .stewards_count = 1,
        .birth = {5},
    };
    struct body_council body = {.signatures_count = 0};

    bytes_init(&content, ROOM);
    check_ok(council_content_write(&founding, &content));
    body.content = bytes_view(&content);
    council_neighbourhood(body.content, &draft.neighbourhood);
    check_ok(
        body_council_sign(&body, &draft.neighbourhood, &world.home.signing));
    bytes_reset(&world.body);
    check_ok(body_council_write(&body, &world.body));
    bytes_release(&content);
    draft.body = bytes_view(&world.body);
    return draft;
}

static void founding_names_its_own_neighbourhood(void **state)
{
    struct record_draft draft = council_draft();

    (void)state;
    check_ok(record_write(&draft, world.home.signing.secret, &world.out));
    (void)read_back();
    draft.neighbourhood.data[0] ^= 1;
    check_err(record_write(&draft, world.home.signing.secret, &world.out),
              ERR_MALFORMED);
}

/* Two who propose the same council propose one slot. */
static void council_is_named_by_its_body(void **state)
{
    struct record_draft draft = council_draft();
    struct record one;
    struct record two;
    struct id slot;

    (void)state;
    check_ok(record_write(&draft, world.home.signing.secret, &world.out));
    one = read_back();
    record_slot_council(one.body, &slot);
    check_id(&one.slot, &slot);
    draft.household = world.one_time.public;
    bytes_reset(&world.out);
    check_ok(record_write(&draft, world.one_time.secret, &world.out));
    two = read_back();
    check_id(&one.slot, &two.slot);
    assert_false(id_equal(&one.id, &two.id));
}

static void inner_signatures_of_a_council_are_checked(void **state)
{
    struct record_draft draft = council_draft();

    (void)state;
    world.body.data[world.body.bytes - 1] ^= 1;
    check_ok(record_write(&draft, world.home.signing.secret, &world.out));
    check_err(record_verify(bytes_view(&world.out)), ERR_SIGNATURE);
}

static void full_bytes_take_no_part_of_a_record(void **state)
{
    struct record_draft draft = post_draft();

    (void)state;
    world.out.bytes_max = RECORD_BYTES_MIN + world.body.bytes - 1;
    check_err(record_write(&draft, world.device.signing.secret, &world.out),
              ERR_FULL);
    assert_int_equal(world.out.bytes, 0);
    world.out.bytes_max++;
    sign(&draft);
}

static void later_stamp_wins_and_then_the_greater_id(void **state)
{
    const struct id small = check_id_of(1);
    const struct id great = check_id_of(2);

    (void)state;
    assert_true(record_is_newer(1001, &small, 1000, &great));
    assert_true(record_is_newer(1000, &great, 1000, &small));
    assert_false(record_is_newer(1000, &small, 1000, &great));
    assert_false(record_is_newer(1000, &small, 1000, &small));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(written_record_reads_as_it_was_meant),
        TEST(header_is_where_the_spec_says),
        TEST(empty_body_withdraws),
        TEST(id_leaves_the_signature_out),
        TEST(every_changed_byte_is_noticed),
        TEST(every_cut_is_refused),
        TEST(header_out_of_range_is_refused),
        TEST(body_must_be_canonical_and_follow_its_kind),
        TEST(strange_kinds_are_kept_if_they_are_canonical_maps),
        TEST(body_ends_at_the_limit_of_its_class),
        TEST(household_classes_are_signed_by_the_household),
        TEST(any_number_is_a_lane),
        TEST(vouch_cannot_be_blanked),
        TEST(join_is_named_by_key_and_household),
        TEST(inner_signature_of_a_join_is_checked),
        TEST(founding_names_its_own_neighbourhood),
        TEST(council_is_named_by_its_body),
        TEST(inner_signatures_of_a_council_are_checked),
        TEST(full_bytes_take_no_part_of_a_record),
        TEST(later_stamp_wins_and_then_the_greater_id),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
