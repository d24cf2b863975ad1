#include <string.h>

#include "node/limits.h"
#include "node/sync/compare.h"
#include "node/sync/peer.h"
#include "node/sync/wire_write.h"
#include "tests/lib/check.h"
#include "tests/lib/pair.h"

/*
 * One honest node, and a member beside it that says what a test wants: the
 * other side is deaf, so it says nothing by itself.
 */
struct met {
    struct street street;
    struct pair pair;
    size_t honest; /* 0 leads, 1 follows */
    struct bytes message;
};

/* The honest node holds 16 records in 8 weeks; the other one none. */
static void meet(struct met *met, size_t honest)
{
    pair_street(&met->street, 4);
    pair_init(&met->pair, &met->street, 1, 2);
    pair_keep_street(&met->pair, 0, &met->street);
    pair_keep_street(&met->pair, 1, &met->street);
    pair_keep_posts(&met->pair, honest, &met->street, 0, 0, 16);
    met->honest = honest;
    met->pair.sides[1 - honest].is_deaf = honest == 1; /* hears no HELLO */
    pair_connect(&met->pair);
    met->pair.sides[1 - honest].is_deaf = true;
    pair_run(&met->pair);
    bytes_init(&met->message, RECORDS_BYTES_MAX);
}

static void part(struct met *met)
{
    bytes_release(&met->message);
    pair_release(&met->pair);
    street_release(&met->street);
}

static enum err say(struct met *met)
{
    pair_say(&met->pair, met->honest, bytes_view(&met->message));
    bytes_reset(&met->message);
    return met->pair.sides[met->honest].closed;
}

/* A week of which the honest node has two records. */
static uint16_t some_week(void)
{
    return class_drop_day(CLASS_POST, street_ms(0)) / WEEK_DAYS;
}

static enum err say_list(struct met *met,
                         uint16_t week,
                         bool is_last,
                         uint32_t first,
                         size_t count)
{
    const struct wire_message head = {
        .set = SET_BOARD, .week = week, .is_last = is_last};
    struct id ids[LIST_IDS_MAX] = {{{0}}};

    for (size_t index = 0; index < count; index++) {
        put_u32(ids[index].data, first + (uint32_t)index);
    }
    check_ok(wire_write_list(&head, ids, count, &met->message));
    return say(met);
}

static enum err say_want(struct met *met, uint16_t listed, size_t count)
{
    const struct wire_message head = {.set = SET_BOARD, .listed = listed};
    struct id ids[LIST_IDS_MAX] = {{{0}}};

    for (size_t index = 0; index < count; index++) {
        put_u32(ids[index].data, (uint32_t)index);
    }
    check_ok(wire_write_want(&head, ids, count, &met->message));
    return say(met);
}

static enum err say_want_week(struct met *met, enum set set, uint16_t week)
{
    check_ok(wire_write_want_week(set, week, &met->message));
    return say(met);
}

static enum err say_mark(struct met *met, enum wire_type type, enum set set)
{
    check_ok(wire_write_mark(type, set, &met->message));
    return say(met);
}

static enum err say_ack(struct met *met, uint32_t bytes)
{
    check_ok(wire_write_ack(bytes, &met->message));
    return say(met);
}

/* Weeks from `first` on, each with one record that nobody has. */
static enum err say_weeks(struct met *met, uint16_t first, size_t count)
{
    const struct wire_message head = {.set = SET_BOARD,
                                      .count = (uint16_t)count};
    struct wire_week weeks[WEEKS_MAX];

    for (size_t index = 0; index < count; index++) {
        weeks[index] = (struct wire_week){
            .week = (uint16_t)(first + index), .count = 1, .hash = {1}};
    }
    check_ok(wire_write_weeks(&head, weeks, &met->message));
    return say(met);
}

static void leader_sends_a_week_once(void **state)
{
    struct met met;

    (void)state;
    meet(&met, 0);
    check_err(say_want_week(&met, SET_BOARD, some_week()), ERR_OK);
    assert_int_equal(met.pair.sides[0].said[WIRE_RECORDS], 1);
    check_err(say_want_week(&met, SET_BOARD, some_week()), ERR_PROTOCOL);
    assert_int_equal(met.pair.sides[0].told[TELL_PEER_REFUSED], 1);
    part(&met);
}

static void leader_refuses_a_week_that_it_did_not_name(void **state)
{
    struct met met;

    (void)state;
    meet(&met, 0);
    check_err(say_want_week(&met, SET_BOARD, 1), ERR_PROTOCOL);
    part(&met);
    meet(&met, 0);
    check_err(say_want_week(&met, SET_MAIL, some_week()), ERR_PROTOCOL);
    part(&met);
    meet(&met, 0);
    check_err(say_list(&met, 1, true, 0, 1), ERR_PROTOCOL);
    part(&met);
}

static void leader_refuses_a_list_after_its_end(void **state)
{
    struct met met;

    (void)state;
    meet(&met, 0);
    check_err(say_list(&met, some_week(), true, 5, 3), ERR_OK);
    assert_int_equal(met.pair.sides[0].said[WIRE_WANT], 1);
    assert_int_equal(met.pair.sides[0].said[WIRE_RECORDS], 1);
    check_err(say_list(&met, some_week(), true, 50, 3), ERR_PROTOCOL);
    part(&met);
    meet(&met, 0);
    check_err(say_list(&met, some_week(), true, 5, 3), ERR_OK);
    check_err(say_want_week(&met, SET_BOARD, some_week()), ERR_PROTOCOL);
    part(&met);
}

static void leader_refuses_lists_that_do_not_ascend(void **state)
{
    struct met met;

    (void)state;
    meet(&met, 0);
    check_err(say_list(&met, some_week(), false, 5000, LIST_IDS_MAX), ERR_OK);
    check_err(say_list(&met, some_week(), true, 5000, 1), ERR_PROTOCOL);
    part(&met);
}

static void leader_refuses_two_lists_at_once(void **state)
{
    struct met met;

    (void)state;
    meet(&met, 0);
    check_err(say_list(&met, some_week(), false, 0, LIST_IDS_MAX), ERR_OK);
    check_err(say_list(&met, (uint16_t)(some_week() - 1), true, 0, 1),
              ERR_PROTOCOL);
    part(&met);
}

static void leader_refuses_the_end_inside_a_list(void **state)
{
    struct met met;

    (void)state;
    meet(&met, 0);
    check_err(say_list(&met, some_week(), false, 0, LIST_IDS_MAX), ERR_OK);
    check_err(say_mark(&met, WIRE_LISTED, SET_BOARD), ERR_PROTOCOL);
    part(&met);
}

static void leader_refuses_lists_after_listed(void **state)
{
    struct met met;

    (void)state;
    meet(&met, 0);
    check_err(say_mark(&met, WIRE_LISTED, SET_BOARD), ERR_OK);
    check_err(say_list(&met, some_week(), true, 0, 1), ERR_PROTOCOL);
    part(&met);
    meet(&met, 0);
    check_err(say_mark(&met, WIRE_DONE, SET_BOARD), ERR_PROTOCOL);
    part(&met);
}

/* While it waits for acknowledgements, lists pile up to WANTED_MAX ids. */
static void leader_refuses_more_lists_than_it_can_remember(void **state)
{
    struct met met;
    uint32_t first = 0;
    uint16_t back = 0;

    (void)state;
    pair_street(&met.street, 4);
    pair_init(&met.pair, &met.street, 1, 2);
    pair_keep_street(&met.pair, 0, &met.street);
    pair_keep_street(&met.pair, 1, &met.street);
    pair_keep_posts(&met.pair, 0, &met.street, 0, 0, 16000);
    met.honest = 0;
    bytes_init(&met.message, RECORDS_BYTES_MAX);
    pair_connect(&met.pair);
    met.pair.sides[1].is_deaf = true;
    pair_run(&met.pair);
    /* The window fills up with six weeks, the others wait. */
    for (; back < 6; back++) {
        check_err(say_list(&met, (uint16_t)(some_week() - back), true, 0, 0),
                  ERR_OK);
    }
    while (first < WANTED_MAX) {
        check_err(say_list(&met, (uint16_t)(some_week() - back), false, first,
                           LIST_IDS_MAX),
                  ERR_OK);
        first += LIST_IDS_MAX;
    }
    assert_true(met.pair.sides[0].said[WIRE_WANT] <= 6);
    check_err(say_list(&met, (uint16_t)(some_week() - back), true, first, 1),
              ERR_PROTOCOL);
    part(&met);
}

static void ids_that_nobody_has_cost_nothing(void **state)
{
    struct met met;

    (void)state;
    meet(&met, 1);
    /* The week that both have is listed; the others are sent whole. */
    check_err(say_weeks(&met, some_week(), 1), ERR_OK);
    assert_int_equal(met.pair.sides[1].said[WIRE_LIST], 1);
    assert_int_equal(met.pair.sides[1].said[WIRE_LISTED], 1);
    check_err(say_want(&met, 2, 2), ERR_OK);
    assert_int_equal(met.pair.sides[1].said[WIRE_RECORDS], 1);
    part(&met);
}

static void follower_refuses_wants_without_a_list(void **state)
{
    struct met met;

    (void)state;
    meet(&met, 1);
    check_err(say_want(&met, 0, 0), ERR_PROTOCOL); /* nothing is compared */
    part(&met);
    meet(&met, 1);
    check_err(say_weeks(&met, some_week(), 1), ERR_OK);
    check_err(say_want(&met, 2, 1), ERR_OK);
    check_err(say_want(&met, 0, 0), ERR_PROTOCOL);
    part(&met);
    meet(&met, 1);
    check_err(say_weeks(&met, some_week(), 1), ERR_OK);
    check_err(say_want(&met, 3, 3), ERR_PROTOCOL); /* two were listed */
    part(&met);
}

static void follower_refuses_done_before_its_lists_are_answered(void **state)
{
    struct met met;

    (void)state;
    meet(&met, 1);
    check_err(say_weeks(&met, some_week(), 1), ERR_OK);
    check_err(say_mark(&met, WIRE_DONE, SET_BOARD), ERR_PROTOCOL);
    part(&met);
}

static void follower_refuses_weeks_inside_a_comparison(void **state)
{
    struct met met;

    (void)state;
    meet(&met, 1);
    check_err(say_weeks(&met, 1, WEEKS_MAX), ERR_OK);
    assert_int_equal(met.pair.sides[1].said[WIRE_WANT_WEEK], WEEKS_MAX);
    check_err(say_weeks(&met, 1, 1), ERR_PROTOCOL);
    part(&met);
}

static void done_needs_all_to_be_acknowledged(void **state)
{
    struct met met;
    uint32_t unacked = 0;

    (void)state;
    meet(&met, 1);
    check_err(say_weeks(&met, 1, 1), ERR_OK);
    unacked = met.pair.sides[1].unacked;
    assert_int_equal(unacked, 16 * POST_BYTES);
    check_err(say_ack(&met, unacked - 1), ERR_OK);
    assert_int_equal(met.pair.sides[1].said[WIRE_DONE], 0);
    check_err(say_ack(&met, 1), ERR_OK);
    assert_int_equal(met.pair.sides[1].said[WIRE_DONE], 1);
    check_err(say_ack(&met, 1), ERR_PROTOCOL);
    part(&met);
}

/* Nothing differs, and it asks and asks. */
static void leader_that_compares_without_end_is_closed(void **state)
{
    const struct wire_message head = {.set = SET_MAIL};
    struct met met;
    enum err err = ERR_OK;
    unsigned rounds = 0;

    (void)state;
    meet(&met, 1);
    while (err == ERR_OK && rounds < 10 * COMPARISONS_MAX) {
        check_ok(wire_write_weeks(&head, NULL, &met.message));
        err = say(&met);
        if (err == ERR_OK) {
            err = say_mark(&met, WIRE_DONE, SET_MAIL);
            rounds++;
        }
    }
    check_err(err, ERR_PROTOCOL);
    assert_int_equal(rounds, COMPARISONS_MAX);
    part(&met);
}

/* By state and role: what is not in the table ends the link. */
static void table_says_what_a_peer_may_say(void **state)
{
    static const char *const rows[2][PEER_STATES] = {
        /* by our role; HELLO WEEKS List waNt want_week RECORDS ACK listed
         * DONE FINGERPRINTS BYE ESTIMATE asK SYMBOLS FOUND(o) LISTS(s) keYed
         * (M)enrol sIft sieVe, photos: (p) (q) (t) */
        {"RABM", "", "WRAFBEKSMivpqt", "WnRADBKSoYivpqt", "WRAFBEpqt", ""},
        {"HRABE", "HRBE", "", "LwlRADFBKSosYivpqt", "RAFBpqt", ""},
    };
    static const char letters[WIRE_TYPE_END + 1] = " HWLnwRAlDFBEKSosYMivpqt";

    (void)state;
    for (size_t leads = 0; leads < 2; leads++) {
        for (size_t row = 0; row < PEER_STATES; row++) {
            for (int type = WIRE_HELLO; type < WIRE_TYPE_END; type++) {
                bool wanted = strchr(rows[leads][row], letters[type]) != NULL;

                assert_int_equal(peer_table_allows((enum peer_state)row,
                                                   leads == 1,
                                                   (enum wire_type)type),
                                 wanted);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(leader_sends_a_week_once),
        cmocka_unit_test(leader_refuses_a_week_that_it_did_not_name),
        cmocka_unit_test(leader_refuses_a_list_after_its_end),
        cmocka_unit_test(leader_refuses_lists_that_do_not_ascend),
        cmocka_unit_test(leader_refuses_two_lists_at_once),
        cmocka_unit_test(leader_refuses_the_end_inside_a_list),
        cmocka_unit_test(leader_refuses_lists_after_listed),
        cmocka_unit_test(leader_refuses_more_lists_than_it_can_remember),
        cmocka_unit_test(ids_that_nobody_has_cost_nothing),
        cmocka_unit_test(follower_refuses_wants_without_a_list),
        cmocka_unit_test(follower_refuses_done_before_its_lists_are_answered),
        cmocka_unit_test(follower_refuses_weeks_inside_a_comparison),
        cmocka_unit_test(done_needs_all_to_be_acknowledged),
        cmocka_unit_test(leader_that_compares_without_end_is_closed),
        cmocka_unit_test(table_says_what_a_peer_may_say),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
