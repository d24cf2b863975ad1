/* Comparing by sketches: between honest nodes, and with one that is not. */
#include <string.h>

#include "node/limits.h"
#include "node/sync/match.h"
#include "node/sync/wire_write.h"
#include "tests/lib/check.h"
#include "tests/lib/pair.h"

/* Households 1 and 2 of a street of four; both know everybody and share the
 * posts of household 0. Side 0 leads. */
struct met {
    struct street street;
    struct pair pair;
    struct bytes message;
};

static void meet(struct met *met, size_t shared)
{
    pair_street(&met->street, 4);
    pair_init(&met->pair, &met->street, 1, 2);
    for (size_t side = 0; side < 2; side++) {
        pair_keep_street(&met->pair, side, &met->street);
        pair_keep_posts(&met->pair, side, &met->street, 0, 0, shared);
    }
    bytes_init(&met->message, RECORDS_BYTES_MAX);
}

static void part(struct met *met)
{
    bytes_release(&met->message);
    pair_release(&met->pair);
    street_release(&met->street);
}

/* Who has more takes the symbols apart and asks for nothing. */
static void expect_greater_decodes(size_t greater, bool is_terse)
{
    struct met met;
    const struct side *decodes = &met.pair.sides[greater];
    const struct side *sends = &met.pair.sides[1 - greater];
    const size_t told = is_terse ? 0 : 1; /* the side that says ESTIMATE */

    meet(&met, 300);
    pair_keep_posts(&met.pair, greater, &met.street, 1, 0, 100);
    met.pair.sides[1].is_terse = is_terse;
    pair_connect(&met.pair);
    pair_run(&met.pair);
    assert_true(pair_is_equal(&met.pair));
    assert_int_equal(met.pair.sides[told].said[WIRE_ESTIMATE], 1);
    assert_int_equal(met.pair.sides[1 - told].said[WIRE_ESTIMATE], 0);
    assert_int_equal(sends->said[WIRE_SYMBOLS], 1);
    assert_int_equal(decodes->said[WIRE_SYMBOLS], 0);
    assert_int_equal(decodes->said[WIRE_FOUND], 1);
    assert_int_equal(sends->said[WIRE_RECORDS], 0);
    assert_int_equal(decodes->said[WIRE_ASK], greater != told);
    assert_int_equal(met.pair.sides[0].said[WIRE_WEEKS], 0);
    part(&met);
}

static void greater_set_decodes_and_streams(void **state)
{
    (void)state;
    expect_greater_decodes(0, false);
    expect_greater_decodes(1, false);
}

/* As on a live link. */
static void leader_that_knows_no_estimate_says_its_own(void **state)
{
    (void)state;
    expect_greater_decodes(0, true);
    expect_greater_decodes(1, true);
}

/* Both sides decode in turn; nobody waits for more than one helping. */
static void estimate_is_used_once(void **state)
{
    struct met met;

    (void)state;
    meet(&met, 300);
    pair_keep_posts(&met.pair, 1, &met.street, 1, 0, 20);
    pair_connect(&met.pair);
    pair_run(&met.pair);
    assert_int_equal(met.pair.sides[0].said[WIRE_ESTIMATE], 0);
    pair_cut(&met.pair);
    pair_keep_posts(&met.pair, 0, &met.street, 1, 50, 20);
    pair_nudge(&met.pair, 0);
    pair_connect(&met.pair);
    pair_run(&met.pair);
    assert_true(pair_is_equal(&met.pair));
    assert_int_equal(met.pair.sides[0].said[WIRE_ESTIMATE], 0);
    assert_int_equal(met.pair.sides[1].said[WIRE_ESTIMATE], 2);
    part(&met);
}

/* What reconciling takes, records and their acknowledging left aside. */
static uint64_t reconciling_bytes(struct met *met)
{
    const struct node_peer one = pair_peer(&met->pair, 0);
    const struct node_peer other = pair_peer(&met->pair, 1);

    return one.bytes_out + other.bytes_out -
           (one.records_out + other.records_out) * (POST_BYTES + 2);
}

static void hundred_new_records_cost_little(void **state)
{
    uint64_t sum = 0;

    (void)state;
    for (size_t trial = 0; trial < 20; trial++) {
        struct met met;

        meet(&met, 1000);
        pair_keep_posts(&met.pair, trial % 2, &met.street, 0,
                        2000 + (uint32_t)trial * 100, 100);
        pair_connect(&met.pair);
        pair_run(&met.pair);
        assert_true(pair_is_equal(&met.pair));
        sum += reconciling_bytes(&met);
        part(&met);
    }
    /* With both greetings, checks and acknowledgements. */
    assert_in_range(sum / 20, 2000, 3400 + 300);
}

/* The same with ten times the records: the difference is what counts. */
static void bytes_do_not_grow_with_the_set(void **state)
{
    static const size_t shared[] = {500, 5000};

    (void)state;
    for (size_t index = 0; index < 2; index++) {
        struct met met;

        meet(&met, shared[index]);
        pair_keep_posts(&met.pair, 1, &met.street, 1, 0, 10);
        pair_connect(&met.pair);
        pair_run(&met.pair);
        assert_true(pair_is_equal(&met.pair));
        assert_in_range(reconciling_bytes(&met), 400, 1300);
        part(&met);
    }
}

/* The first record of a week of the board leaves a side. */
static void lose_one(struct met *met, size_t side)
{
    struct side *loser = &met->pair.sides[side];
    const struct shelf_week week = {
        SET_BOARD, class_drop_day(CLASS_POST, street_ms(0)) / WEEK_DAYS};
    struct id id;
    size_t count = 0;

    check_ok(
        loser->port.week_ids(loser->port.self, &week, NULL, &id, 1, &count));
    assert_int_equal(count, 1);
    check_ok(memory_shelf_drop(loser->shelf, &id));
}

static unsigned said(const struct met *met, enum wire_type type)
{
    return met->pair.sides[0].said[type] + met->pair.sides[1].said[type];
}

/* Some come and one goes at a side once the first symbols were said. How often
 * symbols were said in all. */
static unsigned change_meanwhile(size_t side, uint32_t trial)
{
    const uint32_t n = 4000 + 1000 * trial;
    struct met met;
    unsigned helpings = 0;

    meet(&met, 600);
    pair_keep_posts(&met.pair, 0, &met.street, 0, n, 40);
    pair_keep_posts(&met.pair, 1, &met.street, 0, n + 100, 40);
    pair_connect(&met.pair);
    while (said(&met, WIRE_SYMBOLS) == 0) {
        assert_true(pair_step(&met.pair));
    }
    pair_keep_posts(&met.pair, side, &met.street, 0, n + 200, 30);
    lose_one(&met, side);
    pair_run(&met.pair);
    helpings = said(&met, WIRE_SYMBOLS);
    assert_int_equal(said(&met, WIRE_KEYED), 0);
    assert_int_equal(said(&met, WIRE_WEEKS), 0);
    assert_true(pair_peer(&met.pair, 0).is_live);
    pair_wait(&met.pair, CHECK_MS + CHECK_QUIET_MS);
    assert_true(pair_is_equal(&met.pair));
    /* What was lost comes back, unless nobody else had it. */
    assert_in_range(pair_count(&met.pair, 0, SET_BOARD), 600 + 2 * 40 + 30 - 1,
                    600 + 2 * 40 + 30);
    part(&met);
    return helpings;
}

/* Symbols of both sides are those of one moment, however many helpings. */
static void changes_meanwhile_are_not_lost(void **state)
{
    (void)state;
    for (size_t side = 0; side < 2; side++) {
        unsigned helpings = 0;

        for (uint32_t trial = 0; trial < 8; trial++) {
            helpings += change_meanwhile(side, trial) - 1;
        }
        assert_true(helpings >= 2);
    }
}

/* What sketches do not hold falls through a sieve of the smaller set. */
static void expect_sifted(bool is_terse)
{
    struct met met;

    meet(&met, 20);
    pair_keep_posts(&met.pair, 1, &met.street, 0, 20, 3000);
    met.pair.sides[1].is_terse = is_terse;
    pair_connect(&met.pair);
    pair_run(&met.pair);
    assert_true(pair_is_equal(&met.pair));
    assert_int_equal(met.pair.sides[1].said[WIRE_SIFT], is_terse);
    assert_int_equal(met.pair.sides[0].said[WIRE_SIEVE], 1);
    assert_int_equal(met.pair.sides[0].said[WIRE_WEEKS], 0);
    part(&met);
}

static void great_difference_is_sifted(void **state)
{
    (void)state;
    expect_sifted(false);
    expect_sifted(true);
}

/* Sketches grow with their sets, and sets that were small are compared. */
static void sketches_grow_while_records_come(void **state)
{
    struct met met;

    (void)state;
    meet(&met, 10);
    pair_connect(&met.pair);
    pair_run(&met.pair);
    pair_keep_posts(&met.pair, 0, &met.street, 0, 10, 5000);
    pair_nudge(&met.pair, 0);
    pair_run(&met.pair);
    assert_true(pair_is_equal(&met.pair));
    pair_cut(&met.pair);
    pair_keep_posts(&met.pair, 1, &met.street, 0, 6000, 300);
    pair_nudge(&met.pair, 1);
    pair_connect(&met.pair);
    pair_run(&met.pair);
    assert_true(pair_is_equal(&met.pair));
    assert_int_equal(met.pair.sides[0].said[WIRE_WEEKS], 0);
    part(&met);
}

/* Side 0 is honest and leads; a test speaks for the other. */
static void meet_hostile(struct met *met)
{
    meet(met, 40);
    pair_keep_posts(&met->pair, 1, &met->street, 2, 0, 10);
    met->pair.sides[1].is_terse = true;
    pair_connect(&met->pair);
    met->pair.sides[1].is_deaf = true;
    pair_run(&met->pair);
    met->pair.sides[1].is_away = true;
    assert_int_equal(met->pair.sides[0].said[WIRE_ESTIMATE], 1);
}

static enum err say(struct met *met)
{
    pair_say(&met->pair, 0, bytes_view(&met->message));
    bytes_reset(&met->message);
    return met->pair.sides[0].closed;
}

static enum err say_symbols(struct met *met, size_t count, unsigned char fill)
{
    static unsigned char symbols[SYMBOLS_MESSAGE_MAX * WIRE_SYMBOL_BYTES];
    const struct wire_message head = {
        .set = SET_BOARD,
        .count = (uint16_t)count,
        .items = {symbols, count * WIRE_SYMBOL_BYTES}};

    for (size_t index = 0; index < count * WIRE_SYMBOL_BYTES; index++) {
        symbols[index] = (unsigned char)(index * 31 + fill);
    }
    check_ok(wire_write_symbols(&head, &met->message));
    return say(met);
}

static enum err say_ask(struct met *met, size_t count)
{
    const struct wire_message head = {
        .type = WIRE_ASK, .set = SET_BOARD, .count = (uint16_t)count};

    check_ok(wire_write_ask(&head, &met->message));
    return say(met);
}

static enum err say_found(struct met *met, size_t count, bool is_last)
{
    static unsigned char items[FOUND_MESSAGE_MAX * WIRE_FOUND_BYTES];
    const struct wire_message head = {
        .set = SET_BOARD,
        .is_last = is_last,
        .count = (uint16_t)count,
        .items = {items, count * WIRE_FOUND_BYTES}};

    check_ok(wire_write_found(&head, &met->message));
    return say(met);
}

/* Noise is asked for again and again, but not for ever. */
static void endless_noise_ends_in_lists(void **state)
{
    struct met met;
    const struct side *honest = &met.pair.sides[0];
    size_t read = 30;

    (void)state;
    meet_hostile(&met);
    check_ok(say_symbols(&met, read, 1));
    while (honest->said[WIRE_KEYED] == 0) {
        size_t more = read / 4 > 16 ? read / 4 : 16;

        more = more < 128 - read ? more : 128 - read;
        check_ok(say_symbols(&met, more, (unsigned char)read));
        read += more;
        assert_true(read <= 128); /* of 40 records */
    }
    check_ok(say_symbols(&met, 128 + 128 / 4 + 16, 7));
    check_ok(wire_write_mark(WIRE_LISTS, SET_BOARD, &met.message));
    check_ok(say(&met));
    assert_int_equal(honest->said[WIRE_KEYED], 1);
    assert_int_equal(honest->said[WIRE_WEEKS], 1);
    part(&met);
}

static void symbols_that_nobody_asked_for_close(void **state)
{
    struct met met;

    (void)state;
    meet_hostile(&met);
    check_ok(say_symbols(&met, 30, 1));
    check_err(say_symbols(&met, 17, 1), ERR_PROTOCOL);
    part(&met);
}

static void more_symbols_than_there_are_close(void **state)
{
    struct met met;

    (void)state;
    meet_hostile(&met);
    check_err(say_symbols(&met, 4000, 1), ERR_PROTOCOL);
    part(&met);
}

/* Asking past the end is answered with lists: a size may have changed. */
static void asking_past_the_end_ends_in_lists(void **state)
{
    struct met met;

    (void)state;
    meet_hostile(&met);
    check_ok(say_ask(&met, 100));
    assert_int_equal(met.pair.sides[0].said[WIRE_SYMBOLS], 1);
    check_ok(say_ask(&met, 100));
    assert_int_equal(met.pair.sides[0].said[WIRE_WEEKS], 1);
    part(&met);
}

static void found_without_symbols_closes(void **state)
{
    struct met met;

    (void)state;
    meet_hostile(&met);
    check_err(say_found(&met, 1, true), ERR_PROTOCOL);
    part(&met);
}

/* Nobody finds more than there were symbols; what nobody has costs nothing. */
static void found_is_bounded_by_symbols(void **state)
{
    struct met met;

    (void)state;
    meet_hostile(&met);
    check_ok(say_ask(&met, 60));
    check_err(say_found(&met, FOUND_MESSAGE_MAX, false), ERR_PROTOCOL);
    part(&met);
    meet_hostile(&met);
    check_ok(say_ask(&met, 60));
    check_ok(say_found(&met, 60, true));
    assert_int_equal(met.pair.sides[0].said[WIRE_RECORDS], 0);
    check_err(say_found(&met, 1, true), ERR_PROTOCOL);
    part(&met);
}

static void lists_after_found_close(void **state)
{
    struct met met;

    (void)state;
    meet_hostile(&met);
    check_ok(say_ask(&met, 60));
    check_ok(say_found(&met, 0, true));
    check_ok(wire_write_mark(WIRE_LISTS, SET_BOARD, &met.message));
    check_err(say(&met), ERR_PROTOCOL);
    part(&met);
}

static void say_estimate(struct met *met, enum set set)
{
    static unsigned char tally[WIRE_TALLY_BYTES];
    const struct wire_message head = {
        .set = set, .records = 5, .items = {tally, sizeof tally}};

    check_ok(wire_write_estimate(&head, &met->message));
}

/* One of a set, and none behind HELLO. */
static void estimate_out_of_place_closes(void **state)
{
    struct met met;

    (void)state;
    meet_hostile(&met);
    say_estimate(&met, SET_BOARD);
    check_err(say(&met), ERR_PROTOCOL);
    part(&met);
    meet(&met, 40);
    met.pair.sides[1].is_away = true;
    pair_connect(&met.pair);
    say_estimate(&met, SET_MAIL);
    check_ok(say(&met));
    say_estimate(&met, SET_BOARD);
    check_ok(say(&met));
    say_estimate(&met, SET_MAIL);
    check_err(say(&met), ERR_PROTOCOL);
    part(&met);
}

static void silence_inside_a_match_ends_the_session(void **state)
{
    struct met met;

    (void)state;
    meet_hostile(&met);
    check_ok(say_symbols(&met, 30, 1));
    pair_wait(&met.pair, PROGRESS_MS_MAX + 1000);
    assert_int_equal(met.pair.sides[0].closed, ERR_TIMEOUT);
    part(&met);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(greater_set_decodes_and_streams),
        cmocka_unit_test(leader_that_knows_no_estimate_says_its_own),
        cmocka_unit_test(estimate_is_used_once),
        cmocka_unit_test(estimate_out_of_place_closes),
        cmocka_unit_test(hundred_new_records_cost_little),
        cmocka_unit_test(bytes_do_not_grow_with_the_set),
        cmocka_unit_test(changes_meanwhile_are_not_lost),
        cmocka_unit_test(great_difference_is_sifted),
        cmocka_unit_test(sketches_grow_while_records_come),
        cmocka_unit_test(endless_noise_ends_in_lists),
        cmocka_unit_test(symbols_that_nobody_asked_for_close),
        cmocka_unit_test(more_symbols_than_there_are_close),
        cmocka_unit_test(asking_past_the_end_ends_in_lists),
        cmocka_unit_test(found_without_symbols_closes),
        cmocka_unit_test(found_is_bounded_by_symbols),
        cmocka_unit_test(lists_after_found_close),
        cmocka_unit_test(silence_inside_a_match_ends_the_session),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
