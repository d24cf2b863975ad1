/* How many live posts a keeper has, as the clock goes on and is set right. */
#include "store/board.h"
#include "store/store.h"
#include "tests/lib/check.h"
#include "tests/lib/noticeboard.h"

static void pass_time(struct noticeboard *board, uint64_t now_ms)
{
    check_ok(store_begin(board->store));
    check_ok(store_pass_time(board->store, now_ms));
    check_ok(store_commit(board->store, ERR_OK));
}

static uint32_t live_posts(struct noticeboard *board, uint64_t now_ms)
{
    struct board_keeper keeper = {.live = 0};
    size_t count = 0;

    check_ok(board_keepers(board->store, now_ms, &keeper, 1, &count));
    return keeper.live;
}

/* Those that came meanwhile, too, and none that has ended. */
static void what_a_wrong_clock_counted_off_counts_again(void **state)
{
    struct noticeboard *board = *state;
    const uint64_t now = POSTING_NOW_MS;
    const uint64_t day = 86400000;

    noticeboard_put(board, 0, &(struct posting){.n = 0, .until_ms = now - 1});
    noticeboard_put(board, 0, &(struct posting){.n = 1, .until_ms = now + day});
    noticeboard_put(board, 0,
                    &(struct posting){.n = 2, .until_ms = now + 9 * day});
    noticeboard_put(board, 0, &(struct posting){.n = 3});
    pass_time(board, now);
    assert_int_equal(live_posts(board, now), 3);
    pass_time(board, now + 100 * day);
    assert_int_equal(live_posts(board, now + 100 * day), 1);
    noticeboard_put(board, 0,
                    &(struct posting){.n = 4, .until_ms = now + 8 * day});
    pass_time(board, now + 2 * day);
    assert_int_equal(live_posts(board, now + 2 * day), 3);
    assert_int_equal(live_posts(board, now + 8 * day), 2);
    pass_time(board, now + 9 * day);
    assert_int_equal(live_posts(board, now + 9 * day), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NOTICEBOARD_TEST(what_a_wrong_clock_counted_off_counts_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
