#include <string.h>

#include "node/limits.h"
#include "node/sync/manifest.h"
#include "tests/lib/abode.h"
#include "tests/lib/check.h"
#include "tests/lib/pair.h"

static struct id id_of(uint32_t number)
{
    struct id id = {{0}};

    put_u32(id.data, number);
    return id;
}

static void manifest_says_what_is_kept(void **state)
{
    struct fingerprint board;
    struct body_manifest body;
    struct wire_week weeks[WEEKS_MAX];
    const struct id one = id_of(1);
    const struct id two = id_of(2);

    (void)state;
    fingerprint_init(&board);
    assert_false(manifest_fill(&board, 0, &body));
    check_ok(fingerprint_add(&board, 70, &one));
    check_ok(fingerprint_add(&board, 77, &one));
    check_ok(fingerprint_add(&board, 83, &two));
    assert_true(manifest_fill(&board, 0, &body));
    assert_int_equal(fingerprint_weeks(&board, 0, weeks), 2);
    assert_int_equal(body.weeks_count, 2);
    assert_int_equal(body.weeks[0].week, 10);
    assert_int_equal(body.weeks[1].week, 11);
    assert_int_equal(body.weeks[1].records, 2);
    assert_memory_equal(body.weeks[1].hash, weeks[1].hash, MANIFEST_HASH_BYTES);
    fingerprint_release(&board);
}

static void weeks_before_the_scope_are_not_said(void **state)
{
    const struct id one = id_of(1);
    struct fingerprint board;
    struct body_manifest body;

    (void)state;
    fingerprint_init(&board);
    check_ok(fingerprint_add(&board, 70, &one));
    check_ok(fingerprint_add(&board, 77, &one));
    assert_true(manifest_fill(&board, 11, &body));
    assert_int_equal(body.weeks_count, 1);
    assert_int_equal(body.weeks[0].week, 11);
    assert_false(manifest_fill(&board, 12, &body));
    fingerprint_release(&board);
}

static void newest_weeks_are_said_where_there_are_too_many(void **state)
{
    enum { PAST = MANIFEST_WEEKS_MAX + 3 };
    struct fingerprint board;
    struct body_manifest body;

    (void)state;
    fingerprint_init(&board);
    for (uint32_t week = 0; week < PAST; week++) {
        const struct id id = id_of(week);

        check_ok(fingerprint_add(&board, (uint16_t)(week * WEEK_DAYS), &id));
    }
    assert_true(manifest_fill(&board, 0, &body));
    assert_int_equal(body.weeks_count, MANIFEST_WEEKS_MAX);
    assert_int_equal(body.weeks[0].week, PAST - MANIFEST_WEEKS_MAX);
    assert_int_equal(body.weeks[MANIFEST_WEEKS_MAX - 1].week, PAST - 1);
    fingerprint_release(&board);
}

struct found {
    size_t count;
    uint64_t stamp_ms;
    uint32_t records;
};

static enum err note_manifest(void *visitor, struct view bytes)
{
    struct found *found = visitor;
    struct body_manifest body;
    struct record record;

    check_ok(record_read(bytes, &record));
    if (record.class == CLASS_MANIFEST) {
        check_ok(body_manifest_read(record.body, &body));
        found->count++;
        found->stamp_ms = record.stamp_ms;
        found->records = body.weeks[0].records;
    }
    return ERR_OK;
}

static struct found manifest_of(struct abode *home)
{
    struct found found = {.count = 0};

    check_ok(home->port.walk_bytes(home->port.self, SET_PRESENCE, note_manifest,
                                   &found));
    return found;
}

static void offer(struct abode *home, size_t count)
{
    for (size_t index = 0; index < count; index++) {
        check_ok(abode_offer(home, "A jar of jam"));
    }
    abode_tick(home);
    abode_tick(home);
}

static void signed_when_the_board_has_changed_and_not_too_often(void **state)
{
    struct abode ana;
    struct found first;
    struct found last;

    (void)state;
    abode_init(&ana, 1);
    abode_found(&ana, "Ana");
    offer(&ana, MANIFEST_RECORDS_MIN - 1);
    assert_int_equal(manifest_of(&ana).count, 0);
    offer(&ana, 1);
    first = manifest_of(&ana);
    assert_int_equal(first.count, 1);
    assert_int_equal(first.records, MANIFEST_RECORDS_MIN);
    offer(&ana, 1);
    assert_int_equal(manifest_of(&ana).stamp_ms, first.stamp_ms);
    abode_live(&ana, 1);
    last = manifest_of(&ana);
    assert_true(last.stamp_ms > first.stamp_ms);
    abode_live(&ana, 2);
    assert_int_equal(manifest_of(&ana).stamp_ms, last.stamp_ms);
    abode_live(&ana, 6);
    assert_true(manifest_of(&ana).stamp_ms > last.stamp_ms);
    assert_int_equal(manifest_of(&ana).count, 1);
    abode_release(&ana);
}

/* A street of a steward 0, full members 1 to 8, and 9, a newcomer of 8's. */
static void settle(struct street *street, struct pair *pair)
{
    const struct keys_device keys = street_device_keys(9);
    const struct body_device device = {
        .signing = keys.signing.public,
        .transport = keys.transport.public,
        .sealing = keys.sealing.public,
    };

    pair_street(street, 9);
    street_vouch(street, 8, 0, 9, 0);
    street_device(street, 9, &device, 0);
    pair_init(pair, street, 0, 1);
    pair_keep_street(pair, 0, street);
    pair_nudge(pair, 0);
}

static void stewards_and_hubs_sign(void **state)
{
    struct street street;
    struct pair pair;
    struct keys_household keys;
    struct node_config config = {.household = &keys};

    (void)state;
    settle(&street, &pair);
    for (unsigned number = 0; number < 12; number++) {
        const struct roster *roster = pair.sides[0].roster;

        keys.signing = street_keys(number);
        config.is_hub = false;
        assert_int_equal(
            manifest_is_wanted(roster, &config, MANIFEST_RECORDS_MIN),
            number == 0);
        assert_false(
            manifest_is_wanted(roster, &config, MANIFEST_RECORDS_MIN - 1));
        config.is_hub = true;
        assert_int_equal(
            manifest_is_wanted(roster, &config, MANIFEST_RECORDS_MIN),
            number <= 9);
    }
    pair_release(&pair);
    street_release(&street);
}

/* Household `signer` lists week 5 with so many records. */
static void keep_manifest(struct pair *pair,
                          const struct street *street,
                          unsigned signer,
                          uint32_t records)
{
    const struct body_manifest body = {
        .weeks = {{.week = 5, .records = records}}, .weeks_count = 1};
    struct record_draft draft = {
        .class = CLASS_MANIFEST, .kind = 1, .stamp_ms = street_ms(0)};
    struct bytes bytes;
    struct bytes record;

    bytes_init(&bytes, BODY_BYTES_MAX_SMALL);
    check_ok(body_manifest_write(&body, &bytes));
    draft.body = bytes_view(&bytes);
    pair_sign(street, signer, &draft, &record);
    check_ok(memory_shelf_put(pair->sides[0].shelf, bytes_view(&record)));
    bytes_release(&record);
    bytes_release(&bytes);
}

static void strangers_newcomers_and_liars_are_not_believed(void **state)
{
    struct street street;
    struct pair pair;
    struct manifest_weeks weeks;
    struct recent liars;
    struct manifest_trust trust = {.liars = &liars};
    const struct id liar = street_id(3);
    const struct id believed = street_id(2);

    (void)state;
    settle(&street, &pair);
    recent_init(&liars, 64);
    trust.roster = pair.sides[0].roster;
    keep_manifest(&pair, &street, 11, 50); /* nobody knows it */
    keep_manifest(&pair, &street, 9, 40);  /* a newcomer */
    check_ok(manifest_collect(&pair.sides[0].port, &trust, &weeks));
    assert_int_equal(weeks.count, 0);
    keep_manifest(&pair, &street, 1, 10);
    keep_manifest(&pair, &street, 2, 20);
    keep_manifest(&pair, &street, 3, 30);
    check_ok(manifest_collect(&pair.sides[0].port, &trust, &weeks));
    assert_int_equal(weeks.count, 1);
    assert_int_equal(manifest_find(&weeks, 5)->said.records, 30);
    check_id(&manifest_find(&weeks, 5)->household, &liar);
    check_ok(recent_add(&liars, &liar));
    check_ok(manifest_collect(&pair.sides[0].port, &trust, &weeks));
    assert_int_equal(manifest_find(&weeks, 5)->said.records, 20);
    check_id(&manifest_find(&weeks, 5)->household, &believed);
    assert_null(manifest_find(&weeks, 6));
    recent_release(&liars);
    pair_release(&pair);
    street_release(&street);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(manifest_says_what_is_kept),
        cmocka_unit_test(newest_weeks_are_said_where_there_are_too_many),
        cmocka_unit_test(weeks_before_the_scope_are_not_said),
        cmocka_unit_test(signed_when_the_board_has_changed_and_not_too_often),
        cmocka_unit_test(stewards_and_hubs_sign),
        cmocka_unit_test(strangers_newcomers_and_liars_are_not_believed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
