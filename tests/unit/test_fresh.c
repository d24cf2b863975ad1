/* The newest rows of the journal: from memory they are those of the file. */
#include "store/fresh.h"
#include "store/inside.h"
#include "store/journal.h"
#include "tests/lib/check.h"
#include "tests/lib/fixture.h"

enum { ROWS = 64 };

static void check_rows(const struct journal_row *ours,
                       const struct journal_row *theirs,
                       size_t count)
{
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(ours[i].sequence, theirs[i].sequence);
        assert_int_equal(ours[i].set, theirs[i].set);
        assert_int_equal(ours[i].is_added, theirs[i].is_added);
        assert_int_equal(ours[i].drop_day, theirs[i].drop_day);
        check_id(&ours[i].id, &theirs[i].id);
    }
}

/* Who wrote them, and who has to read them, see the same behind any row. */
static void check_alike(struct store *store, struct store *reader)
{
    static struct journal_row ours[ROWS];
    static struct journal_row theirs[ROWS];
    const struct shelf one = store_shelf(store);
    const struct shelf other = store_shelf(reader);
    uint64_t last = 0;
    size_t count = 0;
    size_t their_count = 0;

    check_ok(other.journal_last(other.self, &last));
    for (uint64_t behind = 0; behind <= last && behind < 3 * ROWS; behind++) {
        check_ok(one.journal(one.self, last - behind, ours, ROWS, &count));
        check_ok(other.journal(other.self, last - behind, theirs, ROWS,
                               &their_count));
        assert_int_equal(count, their_count);
        check_rows(ours, theirs, count);
    }
}

static struct id put(struct fixture *fixture, struct store *store, uint32_t n)
{
    posting_sign(&fixture->authors[n % FIXTURE_AUTHORS],
                 &(struct posting){.n = n / FIXTURE_AUTHORS % 40,
                                   .stamp_ms = POSTING_NOW_MS + n},
                 &fixture->record);
    check_ok(store_put(store, bytes_view(&fixture->record)));
    return posting_record(&fixture->record);
}

/* Records that come, replace others and are dropped; by one process, and now
 * and then by another; and transactions that come to nothing. */
static void rows_are_those_of_the_file(void **state)
{
    struct fixture *fixture = *state;
    struct store *other = NULL;
    struct id ids[3];
    uint32_t random = 1;

    check_ok(store_open(fixture->folder.path, STORE_WRITE, &other));
    for (uint32_t round = 0; round < 300; round++) {
        random = random * 1103515245 + 12345;
        const bool is_other = random >> 16 & 8;
        struct store *store = is_other ? other : fixture->store;
        const bool fails = (random >> 20) % 7 == 0;

        check_ok(store_begin(store));
        for (uint32_t n = 0; n < 3; n++) {
            ids[n] = put(fixture, store, 3 * round + n);
        }
        if ((random >> 16) % 3 == 0) {
            check_ok(store_drop(store, &ids[random >> 24 & 1]));
        }
        check_err(store_commit(store, fails ? ERR_IO : ERR_OK),
                  fails ? ERR_IO : ERR_OK);
        check_alike(fixture->store, other);
    }
    store_close(other);
}

static void so_many_are_remembered_and_no_more(void **state)
{
    static struct fresh fresh;
    static struct journal_row rows[STORE_FRESH_ROWS + 1];
    size_t count = 0;

    (void)state;
    for (uint64_t seq = 1; seq <= STORE_FRESH_ROWS + 5; seq++) {
        fresh_note(&fresh, &(struct journal_row){.sequence = seq});
    }
    assert_false(fresh_read(&fresh, 4, STORE_FRESH_ROWS + 5, rows,
                            STORE_FRESH_ROWS + 1, &count));
    assert_true(fresh_read(&fresh, 5, STORE_FRESH_ROWS + 5, rows,
                           STORE_FRESH_ROWS + 1, &count));
    assert_int_equal(count, STORE_FRESH_ROWS);
    assert_int_equal(rows[0].sequence, 6);
    assert_int_equal(rows[STORE_FRESH_ROWS - 1].sequence, STORE_FRESH_ROWS + 5);
    assert_true(fresh_read(&fresh, 5, STORE_FRESH_ROWS + 5, rows, 2, &count));
    assert_int_equal(count, 2);
    fresh_note(&fresh, &(struct journal_row){.sequence = STORE_FRESH_ROWS + 7});
    assert_false(fresh_read(&fresh, STORE_FRESH_ROWS + 5, STORE_FRESH_ROWS + 7,
                            rows, 2, &count)); /* another wrote between */
    assert_true(fresh_read(&fresh, STORE_FRESH_ROWS + 6, STORE_FRESH_ROWS + 7,
                           rows, 2, &count));
    assert_false(fresh_read(&fresh, STORE_FRESH_ROWS + 6, STORE_FRESH_ROWS + 8,
                            rows, 2, &count)); /* and after */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(rows_are_those_of_the_file,
                                        fixture_set_up, fixture_tear_down),
        cmocka_unit_test(so_many_are_remembered_and_no_more),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
