/* Who does not count us as a member, by what the log has of it. */
#include "cli/away.h"
#include "node/moment.h"
#include "node/tell.h"
#include "store/local.h"
#include "tests/lib/check.h"
#include "tests/lib/fixture.h"

static const uint64_t now_ms = UINT64_C(1800000000000);

static int begin(void **state)
{
    int failed = fixture_set_up(state);
    struct fixture *fixture = *state;

    check_ok(store_begin(fixture->store));
    return failed;
}

static struct store *store_of(void **state)
{
    return ((struct fixture *)*state)->store;
}

static struct id id_of(uint32_t number)
{
    struct id id = {{0}};

    put_u32(id.data, number);
    return id;
}

static void
happens(void **state, enum tell_kind kind, uint32_t with, uint64_t ms_ago)
{
    const struct local_event event = {.when_ms = now_ms - ms_ago,
                                      .kind = (uint32_t)kind,
                                      .subject = id_of(with)};

    check_ok(local_log(store_of(state), &event));
}

static struct away found(void **state)
{
    const struct id own = id_of(1000);
    struct away away;

    check_ok(away_find(store_of(state), &own, now_ms, &away));
    return away;
}

/* So many, and this one was the last to do it. */
static void check_found(void **state, size_t count, uint32_t last)
{
    const struct away away = found(state);
    const struct id id = id_of(last);

    assert_int_equal(away.count, count);
    check_id(&away.by[0], &id);
}

static void what_was_last_heard_of_each_counts(void **state)
{
    assert_int_equal(found(state).count, 0);
    happens(state, TELL_SENT_AWAY, 1, 90);
    happens(state, TELL_SENT_AWAY, 2, 80);
    happens(state, TELL_SYNCED, 3, 70);
    happens(state, TELL_VOUCHED, 2, 60);
    check_found(state, 2, 2);
    happens(state, TELL_SYNCED, 1, 50);
    check_found(state, 1, 2);
    happens(state, TELL_SENT_AWAY, 1, 40);
    check_found(state, 2, 1);
}

static void a_machine_of_ours_is_told_apart(void **state)
{
    assert_false(found(state).has_own);
    happens(state, TELL_SENT_AWAY, 1000, 2);
    assert_true(found(state).has_own);
    assert_int_equal(found(state).count, 0);
    happens(state, TELL_SYNCED, 1000, 1);
    assert_false(found(state).has_own);
}

static void what_is_long_ago_says_nothing(void **state)
{
    const uint64_t days_ms = (uint64_t)AWAY_DAYS * DAY_MS;

    happens(state, TELL_SENT_AWAY, 1, days_ms + 1);
    assert_int_equal(found(state).count, 0);
    happens(state, TELL_SENT_AWAY, 1, days_ms);
    assert_int_equal(found(state).count, 1);
}

static void so_many_are_shown_and_the_rest_counted(void **state)
{
    for (uint32_t who = 0; who < AWAY_MET_MAX + 1; who++) {
        happens(state, TELL_SENT_AWAY, who, AWAY_MET_MAX - who);
    }
    assert_int_equal(found(state).count, AWAY_MET_MAX);
    for (uint32_t index = 0; index < AWAY_SHOWN_MAX; index++) {
        const struct id id = id_of(AWAY_MET_MAX - index);

        check_id(&found(state).by[index], &id);
    }
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, begin, fixture_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_was_last_heard_of_each_counts),
        TEST(a_machine_of_ours_is_told_apart),
        TEST(what_is_long_ago_says_nothing),
        TEST(so_many_are_shown_and_the_rest_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
