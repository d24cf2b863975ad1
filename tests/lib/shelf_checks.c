#include "tests/lib/shelf_checks.h"

#include <string.h>

#include "node/limits.h"
#include "tests/lib/check.h"
#include "tests/lib/posting.h"
#include "tests/lib/shelf_checks_inside.h"

struct id shelf_put_post(const struct shelf_case *shelf,
                         unsigned number,
                         const struct posting *posting)
{
    const struct author author = author_of(number);
    struct bytes bytes;
    struct id id;

    bytes_init(&bytes, RECORD_BYTES_MAX);
    posting_sign(&author, posting, &bytes);
    id = posting_record(&bytes);
    check_ok(shelf->put(shelf->self, bytes_view(&bytes)));
    bytes_release(&bytes);
    return id;
}

struct id shelf_put_letter(const struct shelf_case *shelf,
                           unsigned number,
                           uint32_t n,
                           uint64_t stamp_ms)
{
    const struct author author = author_of(number);
    struct bytes bytes;
    struct id id;

    bytes_init(&bytes, RECORD_BYTES_MAX);
    posting_letter(&author, n, stamp_ms, &bytes);
    id = posting_record(&bytes);
    check_ok(shelf->put(shelf->self, bytes_view(&bytes)));
    bytes_release(&bytes);
    return id;
}

struct id shelf_withdraw(const struct shelf_case *shelf,
                         unsigned number,
                         uint32_t n,
                         uint64_t stamp_ms)
{
    const struct author author = author_of(number);
    struct bytes bytes;
    struct id id;

    bytes_init(&bytes, RECORD_BYTES_MAX);
    posting_withdraw(&author, n, stamp_ms, &bytes);
    id = posting_record(&bytes);
    check_ok(shelf->put(shelf->self, bytes_view(&bytes)));
    bytes_release(&bytes);
    return id;
}

static bool has(const struct shelf_case *shelf, const struct id *id)
{
    struct shelf_row row;
    enum err err = shelf->port.find(shelf->port.self, id, &row);

    assert_true(err == ERR_OK || err == ERR_UNKNOWN);
    return err == ERR_OK;
}

void shelf_newest_of_a_slot_wins(const struct shelf_case *shelf)
{
    const uint64_t now = POSTING_NOW_MS;
    struct id second =
        shelf_put_post(shelf, 1, &(struct posting){.stamp_ms = now});
    struct id first =
        shelf_put_post(shelf, 1, &(struct posting){.stamp_ms = now - 1});
    struct id rival = shelf_put_post(
        shelf, 1, &(struct posting){.stamp_ms = now, .title = "Rival"});
    struct id other =
        shelf_put_post(shelf, 1, &(struct posting){.n = 1, .stamp_ms = now});
    bool is_rival = id_compare(&rival, &second) > 0;

    assert_false(has(shelf, &first));
    assert_int_equal(has(shelf, &rival), is_rival);
    assert_int_equal(has(shelf, &second), !is_rival);
    assert_true(has(shelf, &other));
    first = shelf_withdraw(shelf, 1, 0, now + 1);
    assert_true(has(shelf, &first));
    assert_false(has(shelf, &rival));
    assert_false(has(shelf, &second));
}

void shelf_finds_what_it_keeps(const struct shelf_case *shelf)
{
    const struct author author = author_of(1);
    struct posting posting = {.n = 3, .lane = 2, .kind = POST_LOAN};
    struct shelf_row row;
    struct shelf_row head;
    struct record record;
    struct bytes bytes;
    struct bytes read;
    struct id id = shelf_put_post(shelf, 1, &posting);
    struct id none = check_id_of(9);

    bytes_init(&bytes, RECORD_BYTES_MAX);
    bytes_init(&read, RECORD_BYTES_MAX);
    posting_sign(&author, &posting, &bytes);
    check_ok(record_read(bytes_view(&bytes), &record));
    check_ok(shelf->port.find(shelf->port.self, &id, &row));
    check_ok(shelf->port.head(shelf->port.self, &record.slot, &head));
    check_id(&head.id, &row.id);
    check_id(&row.id, &record.id);
    check_id(&row.slot, &record.slot);
    check_id(&row.household, &record.household);
    assert_int_equal(row.class, CLASS_POST);
    assert_int_equal(row.kind, POST_LOAN);
    assert_int_equal(row.lane, 2);
    assert_int_equal(row.n, 3);
    assert_int_equal(row.stamp_ms, record.stamp_ms);
    assert_int_equal(row.drop_day, record.drop_day);
    assert_false(row.is_tombstone);
    check_ok(bytes_append_u8(&read, 7)); /* is replaced */
    check_ok(shelf->port.read(shelf->port.self, &id, &read));
    check_view(bytes_view(&read), bytes_view(&bytes));
    check_ok(shelf->port.prefixed(shelf->port.self, id_prefix(&id), &row));
    check_id(&row.id, &id);
    check_err(shelf->port.prefixed(shelf->port.self, id_prefix(&id) + 1, &row),
              ERR_UNKNOWN);
    check_err(shelf->port.find(shelf->port.self, &none, &row), ERR_UNKNOWN);
    check_err(shelf->port.head(shelf->port.self, &none, &row), ERR_UNKNOWN);
    check_err(shelf->port.read(shelf->port.self, &none, &read), ERR_UNKNOWN);
    bytes_release(&bytes);
    bytes_release(&read);
}

void shelf_forgets_what_was_dropped(const struct shelf_case *shelf)
{
    struct id id = shelf_put_post(shelf, 1, &(struct posting){0});
    struct id none = check_id_of(9);
    struct bytes read;

    bytes_init(&read, RECORD_BYTES_MAX);
    check_ok(shelf->drop(shelf->self, &none));
    assert_true(has(shelf, &id));
    check_ok(shelf->drop(shelf->self, &id));
    assert_false(has(shelf, &id));
    check_err(shelf->port.read(shelf->port.self, &id, &read), ERR_UNKNOWN);
    check_ok(shelf->drop(shelf->self, &id));
    id = shelf_put_post(shelf, 1, &(struct posting){.stamp_ms = 1});
    assert_true(has(shelf, &id)); /* nothing is left of the newer one */
    bytes_release(&read);
}

struct walk {
    struct id ids[MANY];
    uint16_t drop_days[MANY];
    size_t count;
    size_t stop_at; /* 0: never */
    size_t room;    /* for note_two */
    const struct shelf_case *shelf;
};

static enum err note_id(void *visitor, const struct id *id, uint16_t drop_day)
{
    struct walk *walk = visitor;

    assert_true(walk->count < MANY);
    walk->ids[walk->count] = *id;
    walk->drop_days[walk->count] = drop_day;
    walk->count++;
    return walk->count == walk->stop_at ? ERR_AGAIN : ERR_OK;
}

void shelf_walks_the_ids_of_a_set(const struct shelf_case *shelf)
{
    struct walk walk = {.count = 0};
    struct id ids[20];
    uint32_t n = 0;

    for (n = 0; n < 20; n++) {
        ids[n] = shelf_put_post(
            shelf, n % 3,
            &(struct posting){
                .n = n, .stamp_ms = POSTING_NOW_MS + n * 2 * (uint64_t)DAY});
        (void)shelf_put_letter(shelf, n, 0, POSTING_NOW_MS);
    }
    check_ok(shelf->port.walk_ids(shelf->port.self, SET_BOARD, note_id, &walk));
    assert_int_equal(walk.count, 20);
    for (n = 0; n < 20; n++) {
        size_t place = 0;

        while (place < walk.count && !id_equal(&walk.ids[place], &ids[n])) {
            place++;
        }
        assert_true(place < walk.count);
        assert_int_equal(
            walk.drop_days[place],
            class_drop_day(CLASS_POST, POSTING_NOW_MS + n * 2 * (uint64_t)DAY));
    }
}

static enum err note_bytes(void *visitor, struct view bytes)
{
    struct record record;

    check_ok(record_read(bytes, &record));
    return note_id(visitor, &record.id, record.drop_day);
}

void shelf_walks_bytes_of_one_set(const struct shelf_case *shelf)
{
    struct walk walk = {.count = 0};
    struct id post = shelf_put_post(shelf, 1, &(struct posting){0});
    struct id letter = shelf_put_letter(shelf, 1, 0, POSTING_NOW_MS);

    check_ok(
        shelf->port.walk_bytes(shelf->port.self, SET_MAIL, note_bytes, &walk));
    check_ok(
        shelf->port.walk_bytes(shelf->port.self, SET_BOARD, note_bytes, &walk));
    check_ok(shelf->port.walk_bytes(shelf->port.self, SET_LEDGER, note_bytes,
                                    &walk));
    assert_int_equal(walk.count, 2);
    check_id(&walk.ids[0], &letter);
    check_id(&walk.ids[1], &post);
}

/* Reads, and walks again, while it is being called. */
static enum err read_inside(void *visitor, const struct id *id, uint16_t day)
{
    struct walk *walk = visitor;
    const struct shelf *port = &walk->shelf->port;
    struct walk inner = {.count = 0};
    struct bytes bytes;

    bytes_init(&bytes, RECORD_BYTES_MAX);
    check_ok(port->read(port->self, id, &bytes));
    bytes_release(&bytes);
    check_ok(port->walk_ids(port->self, SET_BOARD, note_id, &inner));
    assert_int_equal(inner.count, 5);
    return note_id(visitor, id, day);
}

void shelf_visitor_may_end_a_walk_and_read(const struct shelf_case *shelf)
{
    struct walk walk = {.shelf = shelf, .stop_at = 3};
    uint32_t n = 0;

    for (n = 0; n < 5; n++) {
        (void)shelf_put_post(shelf, 1, &(struct posting){.n = n});
    }
    check_err(
        shelf->port.walk_ids(shelf->port.self, SET_BOARD, read_inside, &walk),
        ERR_AGAIN);
    assert_int_equal(walk.count, 3);
}

void shelf_pages_a_week(const struct shelf_case *shelf)
{
    struct walk walk = {.count = 0};
    struct shelf_week week = {.set = SET_BOARD};
    struct id ids[MANY];
    struct id *after = NULL;
    size_t total = 0;
    size_t count = 3;
    uint32_t n = 0;

    for (n = 0; n < 10; n++) {
        (void)shelf_put_post(shelf, 1, &(struct posting){.n = n});
    }
    (void)shelf_put_post(
        shelf, 2,
        &(struct posting){.stamp_ms = POSTING_NOW_MS + 7 * (uint64_t)DAY});
    check_ok(shelf->port.walk_ids(shelf->port.self, SET_BOARD, note_id, &walk));
    week.week = class_drop_day(CLASS_POST, POSTING_NOW_MS) / WEEK_DAYS;
    while (count == 3) {
        check_ok(shelf->port.week_ids(shelf->port.self, &week, after,
                                      ids + total, 3, &count));
        total += count;
        after = &ids[total - 1];
    }
    assert_int_equal(total, 10);
    for (n = 0; n < 10; n++) {
        size_t place = 0;

        while (place < walk.count && !id_equal(&walk.ids[place], &ids[n])) {
            place++;
        }
        assert_true(place < walk.count);
        assert_true(n == 0 || id_compare(&ids[n - 1], &ids[n]) < 0);
    }
    week.set = SET_MAIL;
    check_ok(
        shelf->port.week_ids(shelf->port.self, &week, NULL, ids, MANY, &count));
    assert_int_equal(count, 0);
}

void shelf_pages_a_household(const struct shelf_case *shelf)
{
    const struct author author = author_of(1);
    const struct author nobody = author_of(99);
    struct shelf_row rows[MANY];
    uint64_t cursor = 0;
    size_t total = 0;
    size_t count = 0;
    uint32_t n = 0;

    for (n = 0; n < 5; n++) {
        (void)shelf_put_post(shelf, 1, &(struct posting){.n = n});
        (void)shelf_put_post(shelf, 2, &(struct posting){.n = n});
        (void)shelf_put_letter(shelf, 1, n, POSTING_NOW_MS);
    }
    do {
        check_ok(shelf->port.household_rows(shelf->port.self,
                                            &author.keys.public, &cursor,
                                            rows + total, 4, &count));
        total += count;
    } while (cursor > 0);
    assert_int_equal(total, 10);
    for (n = 0; n < 100; n++) {
        check_id(&rows[n / 10].household, &author.keys.public);
        assert_false(n / 10 != n % 10 &&
                     id_equal(&rows[n / 10].id, &rows[n % 10].id));
    }
    check_ok(shelf->port.household_rows(shelf->port.self, &nobody.keys.public,
                                        &cursor, rows, MANY, &count));
    assert_int_equal(count, 0);
    assert_int_equal(cursor, 0);
}

/* Stops at the third, which comes again. */
static enum err note_two(void *visitor, struct view bytes)
{
    struct walk *walk = visitor;

    return walk->count == walk->room ? ERR_AGAIN : note_bytes(visitor, bytes);
}

void shelf_streams_a_week(const struct shelf_case *shelf)
{
    const uint64_t later = POSTING_NOW_MS + 7 * (uint64_t)DAY;
    struct walk walk = {.room = 2};
    struct shelf_week week = {
        SET_BOARD, class_drop_day(CLASS_POST, POSTING_NOW_MS) / WEEK_DAYS};
    struct id gone = shelf_put_post(shelf, 3, &(struct posting){.n = 0});
    uint64_t cursor = 0;
    uint32_t n = 0;

    for (n = 0; n < 5; n++) {
        (void)shelf_put_post(shelf, 1, &(struct posting){.n = n});
        (void)shelf_put_post(shelf, 2,
                             &(struct posting){.n = n, .stamp_ms = later});
        (void)shelf_put_letter(shelf, 1, n, POSTING_NOW_MS);
    }
    check_ok(shelf->drop(shelf->self, &gone));
    check_err(shelf->port.week_bytes(shelf->port.self, &week, &cursor, note_two,
                                     &walk),
              ERR_AGAIN);
    assert_int_equal(walk.count, 2);
    walk.room = MANY;
    check_ok(shelf->port.week_bytes(shelf->port.self, &week, &cursor, note_two,
                                    &walk));
    assert_int_equal(walk.count, 5);
    for (n = 0; n < 25; n++) {
        assert_int_equal(walk.drop_days[n / 5] / WEEK_DAYS, week.week);
        assert_false(n / 5 != n % 5 &&
                     id_equal(&walk.ids[n / 5], &walk.ids[n % 5]));
    }
    check_ok(shelf->port.week_bytes(shelf->port.self, &week, &cursor, note_two,
                                    &walk));
    assert_int_equal(walk.count, 5);
    week.set = SET_LEDGER;
    cursor = 0;
    check_ok(shelf->port.week_bytes(shelf->port.self, &week, &cursor, note_two,
                                    &walk));
    assert_int_equal(walk.count, 5);
}

void shelf_scans_everything_once(const struct shelf_case *shelf)
{
    struct shelf_row rows[MANY];
    struct shelf_scan scan = {.cursor = 0};
    size_t total = 0;
    size_t count = 3;
    uint32_t n = 0;

    for (n = 0; n < 5; n++) {
        (void)shelf_put_post(shelf, 1, &(struct posting){.n = n});
        (void)shelf_put_letter(shelf, 2, n, POSTING_NOW_MS);
    }
    while (count == 3) {
        check_ok(
            shelf->port.scan(shelf->port.self, &scan, rows + total, 3, &count));
        total += count;
    }
    assert_int_equal(total, 10);
    for (n = 0; n < 100; n++) {
        assert_false(n / 10 != n % 10 &&
                     id_equal(&rows[n / 10].id, &rows[n % 10].id));
    }
}

void shelf_names_what_expired(const struct shelf_case *shelf)
{
    struct shelf_row rows[MANY];
    struct shelf_row last;
    struct id letter = shelf_put_letter(shelf, 1, 0, POSTING_NOW_MS);
    struct id post = shelf_put_post(shelf, 1, &(struct posting){0});
    size_t count = 0;

    check_ok(shelf->port.find(shelf->port.self, &letter, &last));
    check_ok(shelf->port.expired(shelf->port.self, last.drop_day, rows, MANY,
                                 &count));
    assert_int_equal(count, 0); /* its drop day is not past */
    check_ok(shelf->port.expired(
        shelf->port.self, (uint16_t)(last.drop_day + 1), rows, MANY, &count));
    assert_int_equal(count, 1);
    check_id(&rows[0].id, &letter);
    check_ok(shelf->port.find(shelf->port.self, &post, &last));
    check_ok(shelf->port.expired(
        shelf->port.self, (uint16_t)(last.drop_day + 1), rows, 1, &count));
    assert_int_equal(count, 1);
}

static uint32_t free_slot(const struct shelf_case *shelf, uint32_t limit)
{
    const struct author author = author_of(1);
    const struct shelf_range range = {
        .household = author.keys.public, .class = CLASS_POST, .limit = limit};
    uint32_t n = 0;

    check_ok(shelf->port.free_slot(shelf->port.self, &range, &n));
    assert_true(n < limit);
    return n;
}

void shelf_gives_unused_slots_first(const struct shelf_case *shelf)
{
    const struct author author = author_of(1);
    struct shelf_range range = {
        .household = author.keys.public, .class = CLASS_POST, .limit = 4};
    struct id second;
    uint32_t n = 0;

    assert_int_equal(free_slot(shelf, 4), 0);
    (void)shelf_put_post(shelf, 1, &(struct posting){.n = 0});
    (void)shelf_put_post(shelf, 1, &(struct posting){.n = 0, .lane = 1});
    second = shelf_put_post(shelf, 1, &(struct posting){.n = 1});
    (void)shelf_withdraw(shelf, 1, 0, POSTING_NOW_MS + 1);
    n = free_slot(shelf, 4);
    assert_true(n == 2 || n == 3); /* not the withdrawn one */
    (void)shelf_put_post(shelf, 1, &(struct posting){.n = 2});
    (void)shelf_put_post(shelf, 1, &(struct posting){.n = 3});
    assert_int_equal(free_slot(shelf, 4), 0); /* now the withdrawn one */
    check_ok(shelf->drop(shelf->self, &second));
    assert_int_equal(free_slot(shelf, 4), 1); /* empty before withdrawn */
    (void)shelf_put_post(shelf, 1, &(struct posting){.n = 1});
    (void)shelf_put_post(
        shelf, 1, &(struct posting){.n = 0, .stamp_ms = POSTING_NOW_MS + 2});
    check_err(shelf->port.free_slot(shelf->port.self, &range, &n), ERR_FULL);
    assert_int_equal(free_slot(shelf, 5), 4);
    range.limit = 0;
    check_err(shelf->port.free_slot(shelf->port.self, &range, &n), ERR_FULL);
}
