/* What members say beside their posts: store/say.c. */
#include "node/board/thanks.h"
#include "node/limits.h"
#include "store/inside.h"
#include "store/merge.h"
#include "store/say.h"
#include "tests/lib/check.h"
#include "tests/lib/fixture.h"

enum { AUTHORS = 3 };

/* One says thanks in a slot; with an empty body it takes them back. */
static void
put(struct fixture *fixture, unsigned author, uint32_t n, bool is_said)
{
    const struct author *who = &fixture->authors[author];
    struct thanks thanks = {.household = {{7}}, .text = view_text("For all")};
    struct record_draft draft = {
        .class = CLASS_SAY,
        .kind = KIND_THANKS,
        .household = who->keys.public,
        .n = n,
        .stamp_ms = POSTING_NOW_MS + (is_said ? 0 : 1),
    };
    struct bytes body;

    bytes_init(&body, BODY_BYTES_MAX_SMALL);
    if (is_said) {
        check_ok(thanks_write(&thanks, &body));
        draft.body = bytes_view(&body);
    }
    bytes_reset(&fixture->record);
    check_ok(record_write(&draft, who->keys.secret, &fixture->record));
    check_ok(store_put(fixture->store, bytes_view(&fixture->record)));
    bytes_release(&body);
}

static enum err count(void *visitor, struct view bytes)
{
    unsigned *seen = visitor;
    struct record record;

    check_ok(record_read(bytes, &record));
    assert_int_equal(record.class, CLASS_SAY);
    seen[record.n]++;
    return ERR_OK;
}

/* Each in a run, each in the tail, and over both. */
static void each_is_visited_once(void **state)
{
    struct fixture *fixture = *state;
    unsigned seen[4] = {0};

    check_ok(store_begin(fixture->store));
    for (unsigned author = 0; author < AUTHORS; author++) {
        (void)fixture_put(fixture, author, 0);
        put(fixture, author, 0, true);
        put(fixture, author, 1, true);
    }
    check_ok(merge_tail(fixture->store));
    for (unsigned author = 0; author < AUTHORS; author++) {
        put(fixture, author, 2, true);
        put(fixture, author, 1, false);
        (void)fixture_put(fixture, author, 1);
    }
    put(fixture, 1, 3, true);
    check_ok(say_each(fixture->store, count, seen));
    assert_int_equal(seen[0], AUTHORS);
    assert_int_equal(seen[1], 0); /* taken back */
    assert_int_equal(seen[2], AUTHORS);
    assert_int_equal(seen[3], 1);
    check_ok(store_commit(fixture->store, ERR_OK));
}

static enum err stop(void *visitor, struct view bytes)
{
    unsigned *seen = visitor;

    (void)bytes;
    (*seen)++;
    return ERR_AGAIN;
}

static void error_of_the_visitor_ends_it(void **state)
{
    struct fixture *fixture = *state;
    unsigned seen = 0;

    check_ok(store_begin(fixture->store));
    put(fixture, 0, 0, true);
    check_ok(merge_tail(fixture->store));
    put(fixture, 1, 0, true);
    check_err(say_each(fixture->store, stop, &seen), ERR_AGAIN);
    assert_int_equal(seen, 1);
    check_ok(store_commit(fixture->store, ERR_OK));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_is_visited_once, fixture_set_up,
                                        fixture_tear_down),
        cmocka_unit_test_setup_teardown(error_of_the_visitor_ends_it,
                                        fixture_set_up, fixture_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
