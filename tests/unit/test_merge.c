/* Tail, runs and what is found through them. */
#include <stdlib.h>
#include <string.h>

#include "store/board.h"
#include "store/digest.h"
#include "store/inside.h"
#include "store/journal.h"
#include "store/merge.h"
#include "store/walk.h"
#include "tests/lib/check.h"
#include "tests/lib/fixture.h"

enum { HOUSES = FIXTURE_AUTHORS, ROUNDS = 600, SLOTS = 40 };

static void put_many(struct fixture *fixture, uint32_t from, uint32_t count)
{
    uint32_t n = 0;

    check_ok(store_begin(fixture->store));
    for (n = from; n < from + count; n++) {
        (void)fixture_put(fixture, 0, n);
    }
    check_ok(store_commit(fixture->store, ERR_OK));
}

static void tail_is_merged_before_it_is_long(void **state)
{
    struct fixture *fixture = *state;

    put_many(fixture, 0, STORE_TAIL_ROWS_MAX - 1);
    put_many(fixture, STORE_TAIL_ROWS_MAX - 1, 1);
    assert_int_equal(fixture->store->merged, 0);
    put_many(fixture, STORE_TAIL_ROWS_MAX, 1); /* it began on a full tail */
    assert_int_equal(fixture->store->merged, STORE_TAIL_ROWS_MAX);
    assert_int_equal(fixture->store->last, STORE_TAIL_ROWS_MAX + 1);
}

/* Of the indexes of posts that have eight runs one is merged at a time, and
 * none by whoever writes only now and then. */
static void who_begins_merges_one_thing(void **state)
{
    struct fixture *fixture = *state;
    const struct runs *runs = &fixture->store->runs;
    size_t before = 0;
    uint32_t n = 0;

    for (; n < STORE_RUNS_MERGED; n++) {
        put_many(fixture, n, 1);
        check_ok(store_begin(fixture->store));
        check_ok(merge_tail(fixture->store));
        check_ok(store_commit(fixture->store, ERR_OK));
    }
    before = runs->count;
    assert_int_equal(before, 3 * STORE_RUNS_MERGED); /* none of them ends */
    put_many(fixture, n, STORE_TAIL_ROWS_BULK - 1);
    n += STORE_TAIL_ROWS_BULK - 1;
    put_many(fixture, n++, 1);
    assert_int_equal(runs->count, before);
    for (size_t merged = 1; merged <= 3; merged++) {
        put_many(fixture, n++, 1);
        assert_int_equal(runs->count,
                         before - merged * (STORE_RUNS_MERGED - 1));
    }
    put_many(fixture, n, 1);
    assert_int_equal(runs->count, 3);
}

static void idle_store_has_no_tail(void **state)
{
    struct fixture *fixture = *state;
    bool more = true;
    uint32_t round = 0;

    put_many(fixture, 0, STORE_TAIL_ROWS_IDLE - 1);
    check_ok(store_idle(fixture->store, &more));
    assert_false(more);
    assert_int_equal(fixture->store->merged, 0); /* not worth a run */
    put_many(fixture, STORE_TAIL_ROWS_IDLE, 1);
    check_ok(store_idle(fixture->store, &more));
    assert_true(more);
    assert_int_equal(fixture->store->merged, fixture->store->last);
    assert_int_equal(fixture->store->words_upto, 0);
    check_ok(store_idle(fixture->store, &more));
    assert_true(more);
    assert_int_equal(fixture->store->words_upto, fixture->store->last);
    check_ok(store_idle(fixture->store, &more));
    assert_false(more);
    for (round = 1; round < 2 * STORE_RUNS_MERGED; round++) {
        put_many(fixture, 100 * round, STORE_TAIL_ROWS_IDLE);
        for (more = true; more;) {
            check_ok(store_idle(fixture->store, &more));
        }
    }
    assert_int_equal(fixture->store->merged, fixture->store->last);
    assert_int_equal(walk_of(fixture->store, INDEX_KEY).count, 2);
}

static void eight_runs_become_one(void **state)
{
    struct fixture *fixture = *state;
    struct walk_range range;
    const struct run *run = NULL;
    uint32_t round = 0;

    for (round = 1; round <= STORE_RUNS_MERGED; round++) {
        range = walk_of(fixture->store, INDEX_POST);
        assert_int_equal(range.count, round - 1);
        put_many(fixture, 10 * round, 10);
        fixture_merge(fixture->store);
    }
    range = walk_of(fixture->store, INDEX_POST);
    run = &fixture->store->runs.items[range.place];
    assert_int_equal(range.count, 1);
    assert_int_equal(run->level, 1);
    assert_int_equal(run->first, 1);
    assert_int_equal(run->last, 10 * STORE_RUNS_MERGED);
    assert_int_equal(run->entries, 10 * STORE_RUNS_MERGED);
}

static void merging_leaves_out_what_is_gone(void **state)
{
    struct fixture *fixture = *state;
    struct shelf shelf = store_shelf(fixture->store);
    struct shelf_row row;
    struct walk_range range;
    struct id first;
    uint32_t round = 0;

    check_ok(store_begin(fixture->store));
    first = fixture_put(fixture, 1, 0);
    check_ok(store_commit(fixture->store, ERR_OK));
    fixture_merge(fixture->store);
    check_ok(store_begin(fixture->store));
    check_ok(store_drop(fixture->store, &first));
    check_ok(store_commit(fixture->store, ERR_OK));
    check_err(shelf.find(shelf.self, &first, &row), ERR_UNKNOWN);
    for (round = 1; round < STORE_RUNS_MERGED; round++) {
        put_many(fixture, 10 * round, 10);
        fixture_merge(fixture->store);
    }
    range = walk_of(fixture->store, INDEX_POST);
    assert_int_equal(range.count, 1);
    assert_int_equal(fixture->store->runs.items[range.place].entries,
                     10 * (STORE_RUNS_MERGED - 1));
}

/* A node that takes the same records and merges when it likes. */
struct twin {
    struct folder folder;
    struct store *store;
    unsigned merges_each;  /* rounds; 0: never */
    unsigned follows_each; /* the same of words; 0: with each merge */
    uint64_t now_ms;
};

static void
twin_make(struct twin *twin, unsigned merges_each, unsigned follows_each)
{
    folder_make(&twin->folder);
    twin->merges_each = merges_each;
    twin->follows_each = follows_each;
    check_ok(store_open(twin->folder.path, STORE_CREATE, &twin->store));
}

static void twin_remove(struct twin *twin)
{
    store_close(twin->store);
    folder_remove(&twin->folder);
}

static void twin_turn(struct twin *twin,
                      unsigned round,
                      struct view bytes,
                      const struct id *dropped)
{
    bool is_done = false;

    check_ok(store_begin(twin->store));
    check_ok(store_put(twin->store, bytes));
    if (dropped != NULL) {
        check_ok(store_drop(twin->store, dropped));
    }
    twin->now_ms = POSTING_NOW_MS + round * UINT64_C(50000);
    check_ok(store_pass_time(twin->store, twin->now_ms));
    check_ok(store_commit(twin->store, ERR_OK));
    if (twin->merges_each == 0 || round % twin->merges_each != 0) {
        return;
    }
    if (twin->follows_each == 0 || round % twin->follows_each == 0) {
        fixture_merge(twin->store);
        return;
    }
    check_ok(store_begin(twin->store));
    check_ok(merge_tail(twin->store));
    check_ok(merge_runs(twin->store, &is_done));
    check_ok(store_commit(twin->store, ERR_OK));
}

struct titles {
    char text[16384];
    size_t used;
};

static enum err note(void *visitor, const struct board_row *row)
{
    struct titles *titles = visitor;

    assert_true(titles->used + ID_HEX_CHARS + 2 < sizeof titles->text);
    id_to_hex(&row->record, titles->text + titles->used);
    titles->used += ID_HEX_CHARS - 1;
    titles->text[titles->used++] = row->is_ended ? 'e' : '.';
    titles->text[titles->used] = '\0';
    return ERR_OK;
}

static void page(struct twin *twin,
                 const struct fixture *fixture,
                 const char *words,
                 struct titles *titles)
{
    struct id keepers[HOUSES];
    struct board_query query = {.keepers = keepers,
                                .keeper_count = HOUSES,
                                .now_ms = twin->now_ms + 20000,
                                .limit = 200,
                                .words = view_text(words),
                                .with_ended = true};
    unsigned i = 0;

    for (i = 0; i < HOUSES; i++) {
        keepers[i] = fixture->authors[i].keys.public;
    }
    titles->used = 0;
    titles->text[0] = '\0';
    check_ok(board_page(twin->store, &query, note, titles));
}

static enum err count_id(void *visitor, const struct id *id, uint16_t drop_day)
{
    uint64_t *count = visitor;

    (void)id;
    (void)drop_day;
    (*count)++;
    return ERR_OK;
}

/* What the weeks say is what there is. */
static void check_counts(struct store *store)
{
    struct shelf shelf = store_shelf(store);
    unsigned set = 0;

    for (set = 0; set < SET_COUNT; set++) {
        uint64_t walked = 0;
        uint64_t counted = 1;

        check_ok(shelf.walk_ids(shelf.self, (enum set)set, count_id, &walked));
        check_ok(store_count(store, (enum set)set, &counted));
        assert_int_equal(walked, counted);
    }
}

static void
check_alike(struct twin *one, struct twin *other, const struct fixture *fixture)
{
    static const char *const words[] = {"", "ladder", "drill six", "garden"};
    static struct titles left;
    static struct titles right;
    struct id digests[2];
    unsigned set = 0;
    size_t i = 0;

    for (set = 0; set < SET_COUNT; set++) {
        check_ok(store_digest(one->store, (enum set)set, &digests[0]));
        check_ok(store_digest(other->store, (enum set)set, &digests[1]));
        check_id(&digests[0], &digests[1]);
    }
    check_counts(one->store);
    check_counts(other->store);
    for (i = 0; i < sizeof words / sizeof words[0]; i++) {
        page(one, fixture, words[i], &left);
        page(other, fixture, words[i], &right);
        assert_true(left.used > 0);
        assert_string_equal(left.text, right.text);
    }
}

/* What happens in a round: a post, an edit or a withdrawal. */
static void
sign_something(struct fixture *fixture, unsigned dice, unsigned round)
{
    const struct author *author = &fixture->authors[dice % HOUSES];
    const struct posting posting = {
        .n = dice % SLOTS,
        .stamp_ms = POSTING_NOW_MS + round,
        .title = dice % 4 == 0 ? "Drill" : "Ladder",
        .text = dice % 5 == 0 ? "after six" : NULL,
        .tag = dice % 3 == 0 ? "garden" : NULL,
        .asks = dice % 7 == 0,
        .is_first = dice % 11 == 0,
        .until_ms = dice % 4 == 1 ? POSTING_NOW_MS + dice * 1000 : 0};

    if (dice % 9 == 0) {
        posting_withdraw(author, dice % SLOTS, POSTING_NOW_MS + round,
                         &fixture->record);
    } else {
        posting_sign(author, &posting, &fixture->record);
    }
}

/* Posts, edits, withdrawals, drops and time: pages and sets are the same,
 * merged or not. */
static uint64_t count_gone(struct store *store)
{
    struct query query;
    uint64_t count = 0;

    query_begin(&query, &store->sql, "SELECT count(*) FROM gone");
    if (query_row(&query)) {
        count = query_get(&query, 0);
    }
    check_ok(query_end(&query));
    return count;
}

static void drop(struct fixture *fixture, const struct id *id)
{
    check_ok(store_begin(fixture->store));
    check_ok(store_drop(fixture->store, id));
    check_ok(store_commit(fixture->store, ERR_OK));
}

static void cut_journal(struct store *store, uint64_t rows)
{
    check_ok(store_begin(store));
    check_ok(journal_cut(store, rows));
    check_ok(store_commit(store, ERR_OK));
}

/* A number of a record that went stays while the journal tells of it, and
 * while a run that is older than its going may point at it. */
static void numbers_of_what_is_gone_are_forgotten(void **state)
{
    struct fixture *fixture = *state;
    struct id merged;
    struct id late;
    uint32_t round = 0;

    check_ok(store_begin(fixture->store));
    merged = fixture_put(fixture, 1, 0);
    check_ok(store_commit(fixture->store, ERR_OK));
    fixture_merge(fixture->store);
    check_ok(store_begin(fixture->store));
    late = fixture_put(fixture, 1, 1);
    check_ok(store_commit(fixture->store, ERR_OK));
    drop(fixture, &late);
    drop(fixture, &merged);
    assert_int_equal(count_gone(fixture->store), 4); /* and both leavings */
    cut_journal(fixture->store, 3);                  /* behind `merged` */
    assert_int_equal(count_gone(fixture->store), 4);
    cut_journal(fixture->store, 2); /* behind `late`, which is in no run */
    assert_int_equal(count_gone(fixture->store), 3);
    cut_journal(fixture->store, 0);
    assert_int_equal(count_gone(fixture->store), 1); /* `merged` */
    for (round = 1; round < STORE_RUNS_MERGED; round++) {
        assert_int_equal(count_gone(fixture->store), 1);
        put_many(fixture, 10 * round, 10);
        fixture_merge(fixture->store);
    }
    assert_int_equal(count_gone(fixture->store), 0);
}

static void nothing_depends_on_when_it_is_merged(void **state)
{
    struct fixture *fixture = *state;
    struct twin twins[4];
    struct id dropped = {{0}};
    uint32_t random = 7;
    unsigned round = 0;
    unsigned i = 0;

    twin_make(&twins[0], 0, 0);
    twin_make(&twins[1], 1, 0);
    twin_make(&twins[2], 7, 0);
    twin_make(&twins[3], 2, 22);
    for (round = 1; round <= ROUNDS; round++) {
        const bool drops = round % 13 == 0;

        random = random * 1103515245 + 12345;
        sign_something(fixture, random >> 16, round);
        for (i = 0; i < 4; i++) {
            twin_turn(&twins[i], round, bytes_view(&fixture->record),
                      drops ? &dropped : NULL);
        }
        if (round % 5 == 0) {
            dropped = posting_record(&fixture->record);
        }
        if (round % 60 == 0) {
            check_alike(&twins[0], &twins[1], fixture);
            check_alike(&twins[0], &twins[2], fixture);
            check_alike(&twins[0], &twins[3], fixture);
        }
    }
    for (i = 0; i < 4; i++) {
        twin_remove(&twins[i]);
    }
}

static void others_see_what_one_has_merged(void **state)
{
    struct fixture *fixture = *state;
    struct store *other = NULL;
    struct shelf shelf;
    struct shelf_row row;
    struct id ids[20];
    uint32_t n = 0;

    check_ok(store_open(fixture->folder.path, STORE_WRITE, &other));
    shelf = store_shelf(other);
    for (n = 0; n < 20; n++) {
        check_ok(store_begin(fixture->store));
        ids[n] = fixture_put(fixture, n % HOUSES, n);
        check_ok(store_commit(fixture->store, ERR_OK));
        check_ok(shelf.find(shelf.self, &ids[n], &row));
        if (n % 3 == 2) {
            fixture_merge(n % 2 == 0 ? fixture->store : other);
        }
        check_ok(shelf.find(shelf.self, &ids[n / 2], &row));
        check_id(&row.id, &ids[n / 2]);
    }
    store_close(other);
}

/* A filter says no only of what is in no run, whoever merged it. */
static void filter_forgets_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct store *other = NULL;
    struct shelf shelf = store_shelf(fixture->store);
    struct shelf_row row;
    struct id ids[200];
    uint32_t n = 0;

    check_ok(store_open(fixture->folder.path, STORE_WRITE, &other));
    fixture->store->probes = STORE_FILTER_PROBES_MIN;
    for (n = 0; n < 200; n++) {
        struct store *writer = n % 3 == 0 ? other : fixture->store;
        struct store *mine = fixture->store;

        check_ok(store_begin(writer));
        fixture->store = writer;
        ids[n] = fixture_put(fixture, n % HOUSES, n);
        fixture->store = mine;
        check_ok(store_commit(writer, ERR_OK));
        if (n % 10 == 9) {
            fixture_merge(n % 20 == 9 ? other : mine);
        }
        check_ok(shelf.find(shelf.self, &ids[n * 7 % (n + 1)], &row));
        if (n == 50) {
            assert_non_null(mine->filter.words);
        }
    }
    for (n = 0; n < 200; n++) {
        check_ok(shelf.find(shelf.self, &ids[n], &row));
    }
    store_close(other);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(tail_is_merged_before_it_is_long),
        TEST(who_begins_merges_one_thing),
        TEST(idle_store_has_no_tail),
        TEST(eight_runs_become_one),
        TEST(merging_leaves_out_what_is_gone),
        TEST(numbers_of_what_is_gone_are_forgotten),
        TEST(nothing_depends_on_when_it_is_merged),
        TEST(others_see_what_one_has_merged),
        TEST(filter_forgets_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
