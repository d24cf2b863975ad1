#include <string.h>

#include "node/limits.h"
#include "node/sync/fingerprint.h"
#include "node/sync/inside.h"
#include "tests/lib/check.h"
#include "tests/lib/pair.h"

enum { POSTS = 200, PEER = 1, EMPTY = 2 };

/* Side 0 keeps a board; side 1 keeps nothing of it. */
struct met {
    struct street street;
    struct pair pair;
    struct side *full;
    struct side *empty;
};

static void meet(struct met *met)
{
    pair_street(&met->street, 4);
    pair_init(&met->pair, &met->street, PEER, EMPTY);
    pair_keep_street(&met->pair, 0, &met->street);
    pair_keep_street(&met->pair, 1, &met->street);
    met->full = &met->pair.sides[0];
    met->empty = &met->pair.sides[1];
}

static void part(struct met *met)
{
    pair_release(&met->pair);
    street_release(&met->street);
}

static enum err sum_id(void *visitor, const struct id *id, uint16_t drop_day)
{
    return fingerprint_add(visitor, drop_day, id);
}

/* Household `signer` says what side 0 keeps, with one bit wrong or none. */
static void list(struct met *met, unsigned signer, unsigned char wrong)
{
    struct record_draft draft = {
        .class = CLASS_MANIFEST, .kind = 1, .stamp_ms = street_ms(0)};
    struct body_manifest body;
    struct fingerprint sums;
    struct bytes bytes;
    struct bytes record;

    fingerprint_init(&sums);
    check_ok(met->full->port.walk_ids(met->full->port.self, SET_BOARD, sum_id,
                                      &sums));
    assert_true(manifest_fill(&sums, 0, &body));
    for (size_t index = 0; index < body.weeks_count; index++) {
        body.weeks[index].hash[0] ^= wrong;
    }
    bytes_init(&bytes, BODY_BYTES_MAX_SMALL);
    check_ok(body_manifest_write(&body, &bytes));
    draft.body = bytes_view(&bytes);
    pair_sign(&met->street, signer, &draft, &record);
    for (size_t side = 0; side < 2; side++) {
        check_ok(
            memory_shelf_put(met->pair.sides[side].shelf, bytes_view(&record)));
    }
    bytes_release(&record);
    bytes_release(&bytes);
    fingerprint_release(&sums);
}

/* They meet; the pool of the empty one does nothing. */
static void stream(struct met *met)
{
    met->empty->is_slow = true;
    pair_connect(&met->pair);
    pair_run(&met->pair);
}

static void check_all(struct met *met)
{
    met->empty->is_slow = false;
    pair_run(&met->pair);
    pair_wait(&met->pair, HELD_QUIET_MS + 1);
}

static size_t held(const struct met *met)
{
    size_t shown = 0;

    return memory_shelf_held(met->empty->shelf, &shown);
}

static size_t shown(const struct met *met)
{
    size_t count = 0;

    (void)memory_shelf_held(met->empty->shelf, &count);
    return count;
}

static size_t kept(struct met *met)
{
    return pair_count(&met->pair, 1, SET_BOARD);
}

static void empty_node_holds_what_a_manifest_lists(void **state)
{
    struct met met;

    (void)state;
    for (unsigned is_listed = 0; is_listed < 2; is_listed++) {
        meet(&met);
        pair_keep_posts(&met.pair, 0, &met.street, 0, 0, POSTS);
        if (is_listed == 1) {
            list(&met, 0, 0);
        }
        stream(&met);
        assert_int_equal(held(&met), is_listed * POSTS);
        assert_int_equal(met.full->unacked == 0, is_listed == 1);
        assert_int_equal(met.empty->batch_count > 0, true);
        assert_int_equal(kept(&met), 0);
        part(&met);
    }
}

static void week_that_matches_is_shown_at_once(void **state)
{
    struct met met;

    (void)state;
    meet(&met);
    pair_keep_posts(&met.pair, 0, &met.street, 0, 0, POSTS);
    list(&met, 0, 0);
    stream(&met);
    assert_int_equal(shown(&met), POSTS);
    part(&met);
}

static void week_that_does_not_match_is_shown_when_verified(void **state)
{
    struct met met;

    (void)state;
    meet(&met);
    pair_keep_posts(&met.pair, 0, &met.street, 0, 0, POSTS);
    list(&met, 0, 1);
    stream(&met);
    assert_int_equal(held(&met), POSTS);
    assert_int_equal(shown(&met), 0);
    check_all(&met);
    assert_int_equal(kept(&met), POSTS);
    assert_int_equal(held(&met), 0);
    part(&met);
}

static void node_with_a_board_checks_first(void **state)
{
    struct met met;

    (void)state;
    meet(&met);
    pair_keep_posts(&met.pair, 0, &met.street, 0, 0, POSTS);
    list(&met, 0, 0);
    pair_keep_posts(&met.pair, 1, &met.street, 3, 0, 1);
    stream(&met);
    assert_int_equal(held(&met), 0);
    check_all(&met);
    assert_true(pair_is_equal(&met.pair));
    part(&met);
}

static void node_that_was_told_to_checks_first(void **state)
{
    struct met met;

    (void)state;
    meet(&met);
    met.empty->config.checks_first = true;
    pair_keep_posts(&met.pair, 0, &met.street, 0, 0, POSTS);
    list(&met, 0, 0);
    stream(&met);
    assert_int_equal(held(&met), 0);
    check_all(&met);
    assert_true(pair_is_equal(&met.pair));
    part(&met);
}

static void what_is_held_is_told_to_nobody(void **state)
{
    struct met met;
    struct wire_set sets[SET_COUNT];

    (void)state;
    meet(&met);
    pair_keep_posts(&met.pair, 0, &met.street, 0, 0, POSTS);
    list(&met, 0, 0);
    stream(&met);
    fingerprint_set(&met.empty->sync->prints[SET_BOARD], 0, &sets[SET_BOARD]);
    assert_int_equal(sets[SET_BOARD].count, 0);
    assert_int_equal(met.empty->said[WIRE_RECORDS], 0);
    assert_int_equal(met.empty->said[WIRE_LIST], 0);
    assert_int_equal(met.empty->stores, 0);
    part(&met);
}

static void held_records_are_verified_when_no_more_come(void **state)
{
    struct met met;

    (void)state;
    meet(&met);
    pair_keep_posts(&met.pair, 0, &met.street, 0, 0, POSTS);
    list(&met, 0, 0);
    stream(&met);
    assert_true(met.empty->batch_count <= HELD_BATCHES_MAX);
    assert_int_equal(met.empty->verified, 0);
    check_all(&met);
    assert_int_equal(met.empty->verified, POSTS);
    assert_int_equal(met.empty->said[WIRE_RECORDS], 0);
    assert_int_equal(held(&met), 0);
    assert_true(pair_is_equal(&met.pair));
    part(&met);
}

/* The peers look again and again whether they are in step meanwhile. */
static void what_is_being_checked_is_no_difference(void **state)
{
    struct met met;
    size_t sent = 0;

    (void)state;
    meet(&met);
    pair_keep_posts(&met.pair, 0, &met.street, 0, 0, POSTS);
    list(&met, 0, 0);
    stream(&met);
    sent = met.full->said[WIRE_RECORDS];
    assert_true(sent > 0);
    pair_wait(&met.pair, 30 * 1000);
    assert_true(met.full->said[WIRE_FINGERPRINTS] > 5);
    assert_int_equal(met.full->said[WIRE_RECORDS], sent);
    assert_int_equal(held(&met), POSTS);
    check_all(&met);
    assert_true(pair_is_equal(&met.pair));
    part(&met);
}

/* Sign a post of the steward; `wrong` changes its signature. */
static void post_make(const struct met *met,
                      uint32_t n,
                      unsigned char wrong,
                      struct bytes *out)
{
    const struct record_draft draft = {
        .class = CLASS_POST,
        .kind = 99,
        .n = n,
        .stamp_ms = street_ms(0),
        .body = pair_body(POST_BODY_BYTES),
    };

    pair_sign(&met->street, 0, &draft, out);
    out->data[out->bytes - 1] ^= wrong;
}

static void held_records_are_verified_after_a_restart(void **state)
{
    struct met met;

    (void)state;
    meet(&met);
    for (uint32_t n = 0; n < 2; n++) {
        struct record record;
        struct bytes bytes;

        post_make(&met, n, n == 1, &bytes);
        check_ok(record_read(bytes_view(&bytes), &record));
        check_ok(memory_shelf_hold(met.empty->shelf, &record));
        bytes_release(&bytes);
    }
    check_ok(memory_shelf_commit(met.empty->shelf));
    pair_nudge(&met.pair, 1);
    pair_wait(&met.pair, 1);
    assert_int_equal(kept(&met), 1);
    assert_int_equal(held(&met), 0);
    part(&met);
}

/* One forged post among good ones, that the steward has counted in. */
static void keep_forged(struct met *met, uint32_t n)
{
    struct bytes bytes;

    post_make(met, n, 1, &bytes);
    check_ok(memory_shelf_put(met->full->shelf, bytes_view(&bytes)));
    bytes_release(&bytes);
}

static void forged_record_of_a_listed_week_is_removed(void **state)
{
    struct met met;

    (void)state;
    meet(&met);
    pair_keep_posts(&met.pair, 0, &met.street, 0, 1, POSTS);
    keep_forged(&met, 0);
    list(&met, 0, 0);
    stream(&met);
    assert_int_equal(shown(&met), POSTS + 1);
    check_all(&met);
    assert_int_equal(kept(&met), POSTS);
    assert_int_equal(held(&met), 0);
    assert_int_equal(met.empty->closed, ERR_OK); /* its disk may have done it */
    part(&met);
}

static void who_sends_many_forged_records_is_closed(void **state)
{
    struct met met;

    (void)state;
    meet(&met);
    for (uint32_t n = 0; n <= SPOILT_MAX; n++) {
        keep_forged(&met, n);
    }
    list(&met, 0, 0);
    stream(&met);
    assert_int_equal(held(&met), SPOILT_MAX + 1);
    check_all(&met);
    assert_int_equal(met.empty->closed, ERR_SIGNATURE);
    assert_int_equal(kept(&met), 0);
    part(&met);
}

static void liar_is_not_believed_again(void **state)
{
    struct met met;

    (void)state;
    meet(&met);
    keep_forged(&met, 0);
    keep_forged(&met, 1);
    list(&met, PEER, 0);
    stream(&met);
    assert_int_equal(held(&met), 2);
    assert_int_equal(met.empty->told[TELL_LIAR], 0);
    check_all(&met);
    assert_int_equal(met.empty->told[TELL_LIAR], 1); /* of two records */
    assert_int_equal(kept(&met), 0);
    stream(&met);
    assert_int_equal(held(&met), 0);
    assert_int_equal(met.empty->batch_count, 1);
    part(&met);
}

/* The steward lists good posts; who sends them spoils the signature of one,
 * which is no part of its id. */
static void signature_that_another_spoilt_names_nobody(void **state)
{
    struct met met;

    (void)state;
    meet(&met);
    pair_keep_posts(&met.pair, 0, &met.street, 0, 1, POSTS);
    keep_forged(&met, 0);
    list(&met, 0, 0);
    stream(&met);
    assert_int_equal(shown(&met), POSTS + 1);
    check_all(&met);
    assert_int_equal(kept(&met), POSTS);
    assert_int_equal(met.empty->told[TELL_LIAR], 0);
    part(&met);
}

/* A forger leaves before it is found out, and an honest peer comes. */
static void who_comes_while_a_forgery_is_checked_is_not_blamed(void **state)
{
    struct met met;
    struct record record;
    struct bytes bytes;

    (void)state;
    meet(&met);
    keep_forged(&met, 0);
    list(&met, 0, 0);
    stream(&met);
    assert_int_equal(held(&met), 1);
    pair_cut(&met.pair);
    post_make(&met, 0, 1, &bytes);
    check_ok(record_read(bytes_view(&bytes), &record));
    check_ok(memory_shelf_drop(met.full->shelf, &record.id));
    bytes_release(&bytes);
    pair_keep_posts(&met.pair, 0, &met.street, 0, 1, POSTS);
    stream(&met);
    check_all(&met);
    assert_int_equal(met.empty->closed, ERR_OK);
    assert_int_equal(kept(&met), POSTS);
    part(&met);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(empty_node_holds_what_a_manifest_lists),
        cmocka_unit_test(week_that_matches_is_shown_at_once),
        cmocka_unit_test(week_that_does_not_match_is_shown_when_verified),
        cmocka_unit_test(node_with_a_board_checks_first),
        cmocka_unit_test(node_that_was_told_to_checks_first),
        cmocka_unit_test(what_is_held_is_told_to_nobody),
        cmocka_unit_test(held_records_are_verified_when_no_more_come),
        cmocka_unit_test(what_is_being_checked_is_no_difference),
        cmocka_unit_test(held_records_are_verified_after_a_restart),
        cmocka_unit_test(forged_record_of_a_listed_week_is_removed),
        cmocka_unit_test(who_sends_many_forged_records_is_closed),
        cmocka_unit_test(liar_is_not_believed_again),
        cmocka_unit_test(signature_that_another_spoilt_names_nobody),
        cmocka_unit_test(who_comes_while_a_forgery_is_checked_is_not_blamed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
