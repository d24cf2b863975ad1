/* Pages of a week's ids, and how often its records are walked for them. */
#include <stdlib.h>
#include <string.h>

#include "store/inside.h"
#include "store/listed.h"
#include "tests/lib/check.h"
#include "tests/lib/folder.h"
#include "tests/lib/posting.h"

enum { WEEK = 7, IDS = 1000, PAGE = 16 };

static struct id id_of(unsigned number)
{
    struct id id = {{0}};

    put_u64(id.data, number * 0x9e3779b97f4a7c15);
    return id;
}

/* As a store does it: walk over all ids where they are not held. */
static void take(struct listed *listed, struct listed_page *page)
{
    if (listed_take(listed, page)) {
        return;
    }
    check_ok(listed_begin(listed, page, IDS));
    for (unsigned number = 0; number < IDS; number++) {
        const struct id id = id_of(number);

        listed_offer(listed, &id);
    }
    listed_end(listed);
    listed_first(listed, page);
}

/* List all ids page by page; the walks that it took. */
static size_t list_all(struct listed *listed, size_t max)
{
    struct id ids[PAGE];
    struct id last = {{0}};
    struct listed_page page = {
        .week = {SET_BOARD, WEEK}, .ids = ids, .max = PAGE};
    size_t total = 0;

    listed_init(listed, max);
    do {
        take(listed, &page);
        for (size_t index = 0; index < page.count; index++) {
            assert_true(total == 0 || id_compare(&last, &ids[index]) < 0);
            last = ids[index];
            total++;
        }
        page.after = &last;
    } while (page.count == PAGE);
    assert_int_equal(total, IDS);
    return listed->walks;
}

static void week_that_fits_is_walked_once(void **state)
{
    struct listed listed;

    (void)state;
    assert_int_equal(list_all(&listed, IDS), 1);
    assert_int_equal(list_all(&listed, IDS + 1), 1);
    assert_null(listed.ids); /* at the end they are given back */
}

/* Held in parts, the walks are as many as parts and not as pages. */
static void no_more_ids_are_held_than_the_ceiling(void **state)
{
    struct listed listed;

    (void)state;
    assert_in_range(list_all(&listed, 250), 4, 5);
    assert_true(listed.room <= 250);
    assert_in_range(list_all(&listed, PAGE), IDS / PAGE, IDS / PAGE + 1);
}

static void another_week_and_the_beginning_are_read_anew(void **state)
{
    struct listed listed;
    struct id ids[PAGE];
    struct id after;
    struct listed_page page = {
        .week = {SET_BOARD, WEEK}, .ids = ids, .max = PAGE};

    (void)state;
    listed_init(&listed, IDS);
    take(&listed, &page);
    after = ids[PAGE - 1];
    assert_false(listed_take(&listed, &page));
    page.after = &after;
    page.week.set = SET_MAIL;
    assert_false(listed_take(&listed, &page));
    page.week = (struct shelf_week){SET_BOARD, WEEK + 1};
    assert_false(listed_take(&listed, &page));
    page.week.week = WEEK;
    assert_true(listed_take(&listed, &page));
    listed_release(&listed);
    listed_release(&listed);
}

/* Held are those above an id: nothing is known of those below. */
static void what_is_below_is_not_held(void **state)
{
    struct listed listed;
    struct id ids[PAGE];
    struct id low;
    struct id high;
    struct listed_page page = {
        .week = {SET_BOARD, WEEK}, .ids = ids, .max = PAGE};

    (void)state;
    memset(low.data, 0x20, sizeof low.data);
    memset(high.data, 0x40, sizeof high.data);
    listed_init(&listed, IDS);
    page.after = &high;
    take(&listed, &page);
    page.after = &low;
    assert_false(listed_take(&listed, &page));
    take(&listed, &page);
    page.after = &high;
    assert_true(listed_take(&listed, &page));
    listed_release(&listed);
}

/* A store of posts, of which some are gone again and some of other weeks. */
static void store_walks_a_week_once_for_all_pages(void **state)
{
    const struct shelf_week week = {
        SET_BOARD, class_drop_day(CLASS_POST, POSTING_NOW_MS) / WEEK_DAYS};
    const struct author author = author_of(1);
    struct folder folder;
    struct store *store = NULL;
    struct shelf shelf;
    struct bytes record;
    struct id ids[PAGE];
    size_t total = 0;
    size_t count = PAGE;

    (void)state;
    folder_make(&folder);
    bytes_init(&record, RECORD_BYTES_MAX);
    check_ok(store_open(folder.path, STORE_CREATE, &store));
    check_ok(store_begin(store));
    for (uint32_t n = 0; n < 300; n++) {
        posting_sign(
            &author,
            &(struct posting){
                .n = n,
                .stamp_ms =
                    n % 3 == 0 ? POSTING_NOW_MS + 7 * UINT64_C(86400000) : 0},
            &record);
        check_ok(store_put(store, bytes_view(&record)));
    }
    shelf = store_shelf(store);
    while (count == PAGE) {
        const struct id after = ids[PAGE - 1];

        check_ok(shelf.week_ids(shelf.self, &week, total == 0 ? NULL : &after,
                                ids, PAGE, &count));
        total += count;
    }
    assert_int_equal(total, 200);
    assert_int_equal(store->listed.walks, 1);
    check_ok(store_commit(store, ERR_OK));
    store_close(store);
    bytes_release(&record);
    folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(week_that_fits_is_walked_once),
        cmocka_unit_test(no_more_ids_are_held_than_the_ceiling),
        cmocka_unit_test(another_week_and_the_beginning_are_read_anew),
        cmocka_unit_test(what_is_below_is_not_held),
        cmocka_unit_test(store_walks_a_week_once_for_all_pages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
