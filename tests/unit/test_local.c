/* Facts that never leave the house. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/local.h"
#include "tests/lib/check.h"
#include "tests/lib/fixture.h"

static int begin(void **state)
{
    int failed = fixture_set_up(state);
    struct fixture *fixture = *state;

    check_ok(store_begin(fixture->store));
    return failed;
}

static struct id id_of(uint32_t number)
{
    struct id id = {{0}};

    put_u32(id.data, number);
    return id;
}

static void hidden_posts_are_hidden_until_shown(void **state)
{
    struct store *store = ((struct fixture *)*state)->store;
    struct id post = id_of(1);
    bool is_hidden = true;

    check_ok(local_is_hidden(store, &post, &is_hidden));
    assert_false(is_hidden);
    check_ok(local_hide(store, &post, true));
    check_ok(local_hide(store, &post, true));
    check_ok(local_is_hidden(store, &post, &is_hidden));
    assert_true(is_hidden);
    check_ok(local_hide(store, &post, false));
    check_ok(local_is_hidden(store, &post, &is_hidden));
    assert_false(is_hidden);
}

static void hidden_posts_have_a_ceiling(void **state)
{
    struct store *store = ((struct fixture *)*state)->store;
    struct id post;
    uint32_t i = 0;

    for (i = 0; i < LOCAL_HIDDEN_MAX; i++) {
        post = id_of(i);
        check_ok(local_hide(store, &post, true));
    }
    post = id_of(i);
    check_err(local_hide(store, &post, true), ERR_FULL);
    post = id_of(0);
    check_ok(local_hide(store, &post, false));
    post = id_of(i);
    check_ok(local_hide(store, &post, true));
}

static void blocked_households_are_listed(void **state)
{
    struct store *store = ((struct fixture *)*state)->store;
    struct id ids[LOCAL_BLOCKED_MAX];
    struct id household = id_of(LOCAL_BLOCKED_MAX);
    size_t count = 1;
    uint32_t i = 0;

    check_ok(local_blocked(store, ids, 3, &count));
    assert_int_equal(count, 0);
    for (i = 0; i < LOCAL_BLOCKED_MAX; i++) {
        struct id other = id_of(i);

        check_ok(local_block(store, &other, true));
    }
    check_err(local_block(store, &household, true), ERR_FULL);
    household = id_of(0);
    check_ok(local_block(store, &household, false));
    check_ok(local_blocked(store, ids, LOCAL_BLOCKED_MAX, &count));
    assert_int_equal(count, LOCAL_BLOCKED_MAX - 1);
    household = id_of(1);
    check_id(&ids[0], &household);
}

static void source_remembers_its_post(void **state)
{
    struct store *store = ((struct fixture *)*state)->store;
    char text[LOCAL_SOURCE_BYTES_MAX + 2];
    struct id first = id_of(1);
    struct id second = id_of(2);
    struct id found;
    uint64_t sources = 0;

    check_err(local_source(store, view_text("a"), &found), ERR_UNKNOWN);
    check_ok(local_set_source(store, view_text("a"), &first));
    check_ok(local_set_source(store, view_text("b"), &second));
    check_ok(local_set_source(store, view_text("a"), &second));
    check_ok(local_source(store, view_text("a"), &found));
    check_id(&found, &second);
    check_ok(local_fact(store, LOCAL_SOURCES, &sources));
    assert_int_equal(sources, 2);
    memset(text, 'x', sizeof text);
    text[LOCAL_SOURCE_BYTES_MAX] = '\0';
    check_ok(local_set_source(store, view_text(text), &first));
    text[LOCAL_SOURCE_BYTES_MAX] = 'x';
    text[LOCAL_SOURCE_BYTES_MAX + 1] = '\0';
    check_err(local_set_source(store, view_text(text), &first), ERR_INVALID);
    check_err(local_set_source(store, view_text(""), &first), ERR_INVALID);
    check_ok(local_set_fact(store, LOCAL_SOURCES, LOCAL_SOURCES_MAX));
    check_err(local_set_source(store, view_text("c"), &first), ERR_FULL);
    check_ok(local_set_source(store, view_text("a"), &first));
}

struct seen {
    uint64_t first;
    uint64_t last;
    size_t count;
    size_t stop_at;
};

static enum err note(void *visitor, const struct local_event *event)
{
    struct seen *seen = visitor;
    struct id subject = id_of((uint32_t)event->number);

    check_id(&event->subject, &subject);
    assert_int_equal(event->when_ms, 10 * event->number);
    assert_int_equal(event->kind, 3);
    if (seen->count++ == 0) {
        seen->first = event->number;
    }
    seen->last = event->number;
    return seen->count == seen->stop_at ? ERR_AGAIN : ERR_OK;
}

static void log_keeps_its_newest_lines(void **state)
{
    struct store *store = ((struct fixture *)*state)->store;
    struct seen seen = {.count = 0};
    uint64_t i = 0;

    for (i = 1; i <= LOCAL_LOG_ROWS_MAX + 5; i++) {
        struct local_event event = {.when_ms = 10 * i,
                                    .kind = 3,
                                    .subject = id_of((uint32_t)i),
                                    .number = i};

        check_ok(local_log(store, &event));
    }
    check_ok(local_events(store, 2 * LOCAL_LOG_ROWS_MAX, note, &seen));
    assert_int_equal(seen.count, LOCAL_LOG_ROWS_MAX);
    assert_int_equal(seen.first, LOCAL_LOG_ROWS_MAX + 5);
    assert_int_equal(seen.last, 6);
    seen = (struct seen){.stop_at = 2};
    check_err(local_events(store, 3, note, &seen), ERR_AGAIN);
    assert_int_equal(seen.count, 2);
}

static void who_follows_the_log_misses_nothing(void **state)
{
    struct store *store = ((struct fixture *)*state)->store;
    struct seen seen = {.stop_at = 3};
    uint64_t cursor = 9;

    check_ok(local_events_last(store, &cursor));
    assert_int_equal(cursor, 0);
    for (uint64_t i = 1; i <= 5; i++) {
        struct local_event event = {.when_ms = 10 * i,
                                    .kind = 3,
                                    .subject = id_of((uint32_t)i),
                                    .number = i};

        check_ok(local_log(store, &event));
    }
    check_err(local_events_after(store, &cursor, 9, note, &seen), ERR_AGAIN);
    assert_int_equal(cursor, 2); /* the third was not taken */
    seen = (struct seen){.count = 0};
    check_ok(local_events_after(store, &cursor, 2, note, &seen));
    assert_int_equal(seen.first, 3);
    assert_int_equal(seen.last, 4);
    check_ok(local_events_last(store, &cursor));
    assert_int_equal(cursor, 5);
    seen = (struct seen){.count = 0};
    check_ok(local_events_after(store, &cursor, 2, note, &seen));
    assert_int_equal(seen.count, 0);
}

static struct local_address address_of(uint32_t number, uint64_t success_ms)
{
    struct local_address address = {.transport = id_of(number),
                                    .last_success_ms = success_ms};

    (void)snprintf(address.text, sizeof address.text, "10.0.0.%u:5484", number);
    return address;
}

static void address_that_answered_last_comes_first(void **state)
{
    struct store *store = ((struct fixture *)*state)->store;
    struct local_address found[4];
    struct local_address address = address_of(1, 100);
    size_t count = 0;

    check_ok(local_set_address(store, &address));
    address = address_of(2, 200);
    check_ok(local_set_address(store, &address));
    address = address_of(1, 0); /* seen, not reached: it stays known */
    check_ok(local_set_address(store, &address));
    check_ok(local_addresses(store, found, 4, &count));
    assert_int_equal(count, 2);
    assert_string_equal(found[0].text, "10.0.0.2:5484");
    assert_int_equal(found[1].last_success_ms, 100);
    address = address_of(1, 300);
    check_ok(local_set_address(store, &address));
    check_ok(local_addresses(store, found, 1, &count));
    assert_int_equal(count, 1);
    assert_string_equal(found[0].text, "10.0.0.1:5484");
    check_id(&found[0].transport, &address.transport);
    memset(address.text, 'x', sizeof address.text);
    check_err(local_set_address(store, &address), ERR_INVALID);
}

static void addresses_have_a_ceiling(void **state)
{
    struct store *store = ((struct fixture *)*state)->store;
    static struct local_address found[LOCAL_ADDRESSES_MAX + 1];
    size_t count = 0;
    uint32_t i = 0;

    for (i = 0; i <= LOCAL_ADDRESSES_MAX; i++) {
        struct local_address address = address_of(i, 1000 + i);

        check_ok(local_set_address(store, &address));
    }
    check_ok(local_addresses(store, found, LOCAL_ADDRESSES_MAX + 1, &count));
    assert_int_equal(count, LOCAL_ADDRESSES_MAX);
    assert_string_equal(found[count - 1].text, "10.0.0.1:5484");
}

static void facts_are_nought_until_set(void **state)
{
    struct store *store = ((struct fixture *)*state)->store;
    uint64_t value = 1;

    check_ok(local_fact(store, LOCAL_LAST_EXPORT_MS, &value));
    assert_int_equal(value, 0);
    check_ok(local_set_fact(store, LOCAL_LAST_EXPORT_MS, UINT64_MAX));
    check_ok(local_fact(store, LOCAL_LAST_EXPORT_MS, &value));
    assert_true(value == UINT64_MAX);
    check_ok(local_fact(store, LOCAL_LAST_BACKUP_MS, &value));
    assert_int_equal(value, 0);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, begin, fixture_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(hidden_posts_are_hidden_until_shown),
        TEST(hidden_posts_have_a_ceiling),
        TEST(blocked_households_are_listed),
        TEST(source_remembers_its_post),
        TEST(log_keeps_its_newest_lines),
        TEST(who_follows_the_log_misses_nothing),
        TEST(address_that_answered_last_comes_first),
        TEST(addresses_have_a_ceiling),
        TEST(facts_are_nought_until_set),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
