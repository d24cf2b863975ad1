/* ctest: thread */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "cli/clock.h"
#include "cli/inbox.h"
#include "tests/lib/check.h"

static struct inbox inbox;

static int set_up(void **state)
{
    (void)state;
    check_ok(inbox_init(&inbox));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    inbox_release(&inbox);
    return 0;
}

static struct parcel *make(uint32_t peer, size_t bytes)
{
    unsigned char *data = calloc(1, bytes + 1);
    struct parcel *parcel = NULL;

    assert_non_null(data);
    check_ok(parcel_new(PARCEL_MESSAGE, (struct view){data, bytes}, &parcel));
    parcel->peer = peer;
    free(data);
    return parcel;
}

static void parcels_come_out_in_order(void **state)
{
    (void)state;
    for (uint32_t peer = 1; peer <= 5; peer++) {
        check_ok(inbox_put(&inbox, make(peer, peer)));
    }
    for (uint32_t peer = 1; peer <= 5; peer++) {
        struct parcel *parcel = inbox_take(&inbox);

        assert_int_equal(parcel->peer, peer);
        assert_int_equal(parcel->bytes.bytes, peer);
        parcel_free(parcel);
    }
    assert_null(inbox_take(&inbox));
}

static void a_full_inbox_says_so_and_then_lets_resume(void **state)
{
    struct parcel *late = make(9, 1);

    (void)state;
    for (uint32_t count = 0; count < INBOX_PARCELS_MAX; count++) {
        check_ok(inbox_put(&inbox, make(1, 1)));
    }
    assert_false(inbox_can_resume(&inbox));
    check_err(inbox_put(&inbox, late), ERR_FULL);
    assert_false(inbox_can_resume(&inbox));
    for (uint32_t count = 0; count < INBOX_PARCELS_MAX; count++) {
        parcel_free(inbox_take(&inbox));
    }
    assert_true(inbox_can_resume(&inbox));
    assert_false(inbox_can_resume(&inbox));
    check_ok(inbox_put(&inbox, late));
}

static void bytes_have_a_ceiling_too(void **state)
{
    const size_t quarter = INBOX_BYTES_MAX / 4;
    struct parcel *late = make(9, quarter);

    (void)state;
    for (uint32_t count = 0; count < 3; count++) {
        check_ok(inbox_put(&inbox, make(1, quarter)));
    }
    check_err(inbox_put(&inbox, late), ERR_FULL);
    parcel_free(late);
}

static void a_closed_inbox_takes_nothing_and_wakes(void **state)
{
    struct parcel *late = make(9, 1);

    (void)state;
    assert_false(inbox_is_closed(&inbox));
    inbox_close(&inbox);
    assert_true(inbox_is_closed(&inbox));
    check_err(inbox_put(&inbox, late), ERR_CLOSED);
    parcel_free(late);
    assert_false(inbox_wait(&inbox, clock_mono_ms() + 60 * 1000));
}

static void waiting_ends_at_its_time(void **state)
{
    uint64_t until_ms = clock_mono_ms() + 20;

    (void)state;
    assert_true(inbox_wait(&inbox, until_ms));
    assert_true(clock_mono_ms() >= until_ms);
    assert_true(inbox_wait(&inbox, 0));
}

enum { SENT = 20000 };

static void *send_all(void *context)
{
    (void)context;
    for (uint32_t peer = 1; peer <= SENT; peer++) {
        struct parcel *parcel = make(peer, peer % 50);

        while (inbox_put(&inbox, parcel) == ERR_FULL) {
            (void)sched_yield();
        }
    }
    return NULL;
}

static void two_threads_lose_nothing(void **state)
{
    const uint64_t until_ms = clock_mono_ms() + 60 * 1000;
    pthread_t sender;
    uint32_t wanted = 1;

    (void)state;
    assert_int_equal(pthread_create(&sender, NULL, send_all, NULL), 0);
    while (wanted <= SENT && clock_mono_ms() < until_ms) {
        struct parcel *parcel = NULL;

        assert_true(inbox_wait(&inbox, until_ms));
        parcel = inbox_take(&inbox);
        assert_int_equal(parcel->peer, wanted);
        parcel_free(parcel);
        wanted++;
    }
    assert_int_equal(wanted, SENT + 1);
    assert_int_equal(pthread_join(sender, NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(parcels_come_out_in_order, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(
            a_full_inbox_says_so_and_then_lets_resume, set_up, tear_down),
        cmocka_unit_test_setup_teardown(bytes_have_a_ceiling_too, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_closed_inbox_takes_nothing_and_wakes,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(waiting_ends_at_its_time, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(two_threads_lose_nothing, set_up,
                                        tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
