/* Spans of drop weeks: store/week.c, and what walks over them. */
#include <stdlib.h>
#include <string.h>

#include "store/inside.h"
#include "tests/lib/check.h"
#include "tests/lib/fixture.h"

enum { DAY = 20900, LATER_DAY = DAY + 7 * WEEK_DAYS };

static const struct shelf_week week = {SET_BOARD, DAY / WEEK_DAYS};

static size_t spans_of(const struct weeks *weeks)
{
    size_t count = 0;

    (void)weeks_find(weeks, &week, &count);
    return count;
}

static uint64_t records_of(const struct weeks *weeks)
{
    size_t count = 0;
    const struct week_span *spans = weeks_find(weeks, &week, &count);
    uint64_t records = 0;

    for (size_t i = 0; i < count; i++) {
        records += spans[i].count;
    }
    return records;
}

static void records_in_a_row_are_one_span(void **state)
{
    struct weeks weeks = {.count = 0};
    size_t count = 0;

    (void)state;
    for (uint64_t seq = 1; seq <= 1000; seq += STORE_WEEK_GAP) {
        check_ok(weeks_add(&weeks, SET_BOARD, DAY, seq));
        check_ok(weeks_add(&weeks, SET_BOARD, LATER_DAY, seq + 1));
        check_ok(weeks_add(&weeks, SET_MAIL, DAY, seq + 2));
    }
    assert_int_equal(spans_of(&weeks), 1);
    assert_int_equal(weeks_find(&weeks, &week, &count)->first, 1);
    assert_int_equal(weeks_find(&weeks, &week, &count)->last,
                     1 + 7 * STORE_WEEK_GAP);
    weeks_release(&weeks);
}

static void record_that_comes_late_begins_a_span(void **state)
{
    struct weeks weeks = {.count = 0};
    uint64_t first = 0;
    uint64_t last = 0;

    (void)state;
    check_ok(weeks_add(&weeks, SET_BOARD, DAY, 1));
    check_ok(weeks_add(&weeks, SET_BOARD, DAY, 2 + STORE_WEEK_GAP));
    check_ok(weeks_add(&weeks, SET_MAIL, DAY, 3 + STORE_WEEK_GAP));
    check_ok(weeks_add(&weeks, SET_BOARD, DAY, 4 + STORE_WEEK_GAP));
    assert_int_equal(spans_of(&weeks), 2);
    assert_int_equal(records_of(&weeks), 3);
    assert_true(weeks_span(&weeks, SET_BOARD, 0, &first, &last));
    assert_int_equal(first, 1);
    assert_int_equal(last, 1);
    assert_true(weeks_span(&weeks, SET_BOARD, last, &first, &last));
    assert_int_equal(first, 2 + STORE_WEEK_GAP);
    assert_int_equal(last, 4 + STORE_WEEK_GAP);
    assert_false(weeks_span(&weeks, SET_BOARD, last, &first, &last));
    weeks_release(&weeks);
}

static void spans_of_weeks_that_overlap_are_walked_once(void **state)
{
    struct weeks weeks = {.count = 0};
    uint64_t first = 0;
    uint64_t last = 0;

    (void)state;
    for (uint64_t seq = 1; seq < 50; seq += 2) {
        check_ok(weeks_add(&weeks, SET_BOARD, DAY, seq));
        check_ok(weeks_add(&weeks, SET_BOARD, LATER_DAY, seq + 1));
    }
    assert_true(weeks_span(&weeks, SET_BOARD, 0, &first, &last));
    assert_int_equal(first, 1);
    assert_int_equal(last, 50);
    assert_true(weeks_span(&weeks, SET_BOARD, 20, &first, &last));
    assert_int_equal(first, 21);
    assert_int_equal(last, 50);
    assert_false(weeks_span(&weeks, SET_BOARD, 50, &first, &last));
    weeks_release(&weeks);
}

static void weeks_have_so_many_spans_and_no_more(void **state)
{
    struct weeks weeks = {.count = 0};
    const uint64_t step = 1000;
    uint64_t first = 0;
    uint64_t last = 0;
    size_t kept = 0;

    (void)state;
    for (uint64_t at = 1; at <= STORE_WEEK_SPANS_MAX; at++) {
        check_ok(weeks_add(&weeks, SET_BOARD, DAY, at * step));
    }
    /* The nearest two are these. */
    check_ok(weeks_add(&weeks, SET_BOARD, DAY,
                       STORE_WEEK_SPANS_MAX * step + step / 2));
    for (uint64_t end = 0; weeks_span(&weeks, SET_BOARD, end, &first, &end);) {
        last = end;
        kept++;
    }
    assert_int_equal(kept, STORE_WEEK_SPANS_MAX);
    assert_int_equal(first, STORE_WEEK_SPANS_MAX * step);
    assert_int_equal(last, STORE_WEEK_SPANS_MAX * step + step / 2);
    assert_int_equal(records_of(&weeks), STORE_WEEK_SPANS_MAX + 1);
    weeks_release(&weeks);
}

static void what_has_gone_leaves_no_span(void **state)
{
    struct weeks weeks = {.count = 0};
    const uint64_t far = 1000;
    uint64_t first = 0;
    uint64_t last = 0;

    (void)state;
    check_ok(weeks_add(&weeks, SET_BOARD, DAY, 1));
    check_ok(weeks_add(&weeks, SET_BOARD, DAY, far));
    weeks_remove(&weeks, SET_BOARD, DAY, 1);
    weeks_remove(&weeks, SET_BOARD, DAY, far / 2); /* nothing was there */
    assert_int_equal(records_of(&weeks), 1);
    weeks_remove(&weeks, SET_BOARD, DAY, far);
    assert_false(weeks_span(&weeks, SET_BOARD, 0, &first, &last));
    check_ok(weeks_add(&weeks, SET_BOARD, DAY, far + 1));
    assert_true(weeks_span(&weeks, SET_BOARD, 0, &first, &last));
    assert_int_equal(first, far + 1);
    weeks_release(&weeks);
}

struct seen {
    unsigned profiles;
    unsigned posts;
};

static enum err note(void *visitor, struct view bytes)
{
    struct seen *seen = visitor;
    struct record record;

    check_ok(record_read_header(bytes, &record));
    seen->profiles += record.class == CLASS_HOUSEHOLD;
    seen->posts += record.class == CLASS_POST;
    return ERR_OK;
}

static struct seen walk(struct fixture *fixture, enum set set)
{
    struct shelf shelf = store_shelf(fixture->store);
    struct seen seen = {0, 0};

    check_ok(shelf.walk_bytes(shelf.self, set, note, &seen));
    return seen;
}

/* A profile, many posts, another profile; and again with a scan of the rows
 * that the first walk looked at. */
static void walk_over_few_records_passes_by_many(void **state)
{
    enum { POSTS = 3 * STORE_WEEK_GAP };
    struct fixture *fixture = *state;
    size_t count = 0;

    check_ok(store_begin(fixture->store));
    posting_profile(&fixture->authors[0], "Ana", POSTING_NOW_MS,
                    &fixture->record);
    check_ok(store_put(fixture->store, bytes_view(&fixture->record)));
    for (uint32_t n = 0; n < POSTS; n++) {
        (void)fixture_put(fixture, 1, n);
    }
    posting_profile(&fixture->authors[1], "Ben", POSTING_NOW_MS,
                    &fixture->record);
    check_ok(store_put(fixture->store, bytes_view(&fixture->record)));
    check_ok(store_commit(fixture->store, ERR_OK));
    fixture_reopen(fixture, STORE_WRITE);
    assert_int_equal(walk(fixture, SET_ROSTER).profiles, 2);
    assert_int_equal(walk(fixture, SET_ROSTER).posts, 0);
    assert_int_equal(walk(fixture, SET_BOARD).posts, POSTS);
    assert_int_equal(walk(fixture, SET_BOARD).profiles, 0);
    (void)weeks_find(&fixture->store->weeks,
                     &(struct shelf_week){
                         SET_ROSTER,
                         fixture->store->weeks.items[0].week.week,
                     },
                     &count);
    assert_int_equal(count, 2);
}

static void scan_leaves_out_what_came_later(void **state)
{
    struct fixture *fixture = *state;
    struct shelf shelf = store_shelf(fixture->store);
    struct shelf_scan scan = {.cursor = 0};
    struct shelf_row rows[4];
    size_t count = 0;

    check_ok(store_begin(fixture->store));
    (void)fixture_put(fixture, 1, 0);
    (void)fixture_put(fixture, 1, 1);
    check_ok(store_commit(fixture->store, ERR_OK));
    check_ok(shelf.journal_last(shelf.self, &scan.upto));
    check_ok(store_begin(fixture->store));
    (void)fixture_put(fixture, 1, 2);
    check_ok(store_commit(fixture->store, ERR_OK));
    check_ok(shelf.scan(shelf.self, &scan, rows, 4, &count));
    assert_int_equal(count, 2);
    scan = (struct shelf_scan){0, 0};
    check_ok(shelf.scan(shelf.self, &scan, rows, 4, &count));
    assert_int_equal(count, 3);
}

/* What was written when spans became one, or nothing, is read again. */
static void spans_are_the_same_after_reopening(void **state)
{
    struct fixture *fixture = *state;
    struct week_span *before = NULL;
    size_t bytes = 0;
    uint32_t n = 0;

    for (size_t round = 0; round < STORE_WEEK_SPANS_MAX + 4; round++) {
        check_ok(store_begin(fixture->store));
        posting_profile(&fixture->authors[0], "Ana", POSTING_NOW_MS + round,
                        &fixture->record);
        check_ok(store_put(fixture->store, bytes_view(&fixture->record)));
        for (size_t post = 0; post <= STORE_WEEK_GAP; post++) {
            (void)fixture_put(fixture, 1, n++);
        }
        posting_letter(&fixture->authors[2], (uint32_t)round, POSTING_NOW_MS,
                       &fixture->record);
        check_ok(store_put(fixture->store, bytes_view(&fixture->record)));
        check_ok(store_commit(fixture->store, ERR_OK));
    }
    bytes = fixture->store->weeks.count * sizeof *before;
    before = malloc(bytes);
    assert_non_null(before);
    memcpy(before, fixture->store->weeks.items, bytes);
    fixture_reopen(fixture, STORE_WRITE);
    check_ok(store_begin_read(fixture->store));
    check_ok(store_commit(fixture->store, ERR_OK));
    assert_int_equal(fixture->store->weeks.count * sizeof *before, bytes);
    for (size_t i = 0; i < fixture->store->weeks.count; i++) {
        const struct week_span *after = &fixture->store->weeks.items[i];

        assert_int_equal(after->week.set, before[i].week.set);
        assert_int_equal(after->week.week, before[i].week.week);
        assert_int_equal(after->first, before[i].first);
        assert_int_equal(after->last, before[i].last);
        assert_int_equal(after->count, before[i].count);
    }
    free(before);
}

#define CLAIM(name)                                                            \
    cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_in_a_row_are_one_span),
        cmocka_unit_test(record_that_comes_late_begins_a_span),
        cmocka_unit_test(spans_of_weeks_that_overlap_are_walked_once),
        cmocka_unit_test(weeks_have_so_many_spans_and_no_more),
        cmocka_unit_test(what_has_gone_leaves_no_span),
        CLAIM(walk_over_few_records_passes_by_many),
        CLAIM(scan_leaves_out_what_came_later),
        CLAIM(spans_are_the_same_after_reopening),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
