#include <string.h>

#include "node/limits.h"
#include "tests/lib/check.h"
#include "tests/lib/posting.h"
#include "tests/lib/shelf_checks.h"
#include "tests/lib/shelf_checks_inside.h"

void shelf_journals_every_change(const struct shelf_case *shelf)
{
    struct journal_row rows[MANY];
    struct id first = shelf_put_post(shelf, 1, &(struct posting){0});
    struct id second = shelf_put_post(
        shelf, 1, &(struct posting){.stamp_ms = POSTING_NOW_MS + 1});
    struct id letter = shelf_put_letter(shelf, 1, 0, POSTING_NOW_MS);
    uint64_t last = 0;
    size_t count = 0;

    (void)shelf_put_post(shelf, 1, &(struct posting){0}); /* older: no change */
    check_ok(shelf->drop(shelf->self, &letter));
    check_ok(shelf->drop(shelf->self, &letter)); /* no change */
    check_ok(shelf->port.journal_last(shelf->port.self, &last));
    assert_int_equal(last, 5);
    check_ok(shelf->port.journal(shelf->port.self, 0, rows, MANY, &count));
    assert_int_equal(count, 5);
    assert_true(rows[0].is_added && id_equal(&rows[0].id, &first));
    assert_true(!rows[1].is_added && id_equal(&rows[1].id, &first));
    assert_true(rows[2].is_added && id_equal(&rows[2].id, &second));
    assert_true(rows[3].is_added && id_equal(&rows[3].id, &letter));
    assert_true(!rows[4].is_added && id_equal(&rows[4].id, &letter));
    assert_int_equal(rows[0].set, SET_BOARD);
    assert_int_equal(rows[4].set, SET_MAIL);
    assert_int_equal(rows[4].drop_day, rows[3].drop_day);
    check_ok(shelf->port.journal(shelf->port.self, 2, rows, 2, &count));
    assert_int_equal(count, 2);
    assert_int_equal(rows[0].sequence, 3);
    assert_int_equal(rows[1].sequence, 4);
    check_ok(shelf->port.journal(shelf->port.self, 5, rows, 2, &count));
    assert_int_equal(count, 0);
}

void shelf_tells_when_the_journal_was_cut(const struct shelf_case *shelf)
{
    struct journal_row rows[MANY];
    uint64_t last = 0;
    size_t count = 0;
    uint32_t n = 0;

    for (n = 0; n < 10; n++) {
        (void)shelf_put_post(shelf, 1, &(struct posting){.n = n});
    }
    shelf->cut_journal(shelf->self, 4);
    check_ok(shelf->port.journal_last(shelf->port.self, &last));
    assert_int_equal(last, 10);
    check_err(shelf->port.journal(shelf->port.self, 5, rows, MANY, &count),
              ERR_UNKNOWN);
    check_ok(shelf->port.journal(shelf->port.self, 6, rows, MANY, &count));
    assert_int_equal(count, 4);
    assert_int_equal(rows[0].sequence, 7);
    (void)shelf_put_post(shelf, 1, &(struct posting){.n = 10});
    check_ok(shelf->port.journal_last(shelf->port.self, &last));
    assert_int_equal(last, 11); /* never used again */
}
