#include "node/sync/waiting.h"
#include "tests/lib/check.h"

static const unsigned char data[100];

static struct record record_of(unsigned char number)
{
    return (struct record){
        .id = check_id_of(number),
        .signer = check_id_of((unsigned char)(number % 2)),
        .stamp_ms = number,
        .bytes = {data, 100},
    };
}

static void count_has_a_ceiling(void **state)
{
    struct waiting waiting;

    (void)state;
    waiting_init(&waiting, 20, 100000);
    for (unsigned char number = 0; number < 20; number++) {
        const struct record record = record_of(number);

        check_ok(waiting_add(&waiting, 1, &record));
    }
    const struct record more = record_of(20);

    check_err(waiting_add(&waiting, 1, &more), ERR_FULL);
    assert_int_equal(waiting.count, 20);
    waiting_release(&waiting);
    assert_int_equal(waiting.count, 0);
}

static void bytes_have_a_ceiling_to_the_byte(void **state)
{
    struct waiting waiting;
    struct record record = record_of(1);

    (void)state;
    waiting_init(&waiting, 20, 199);
    check_ok(waiting_add(&waiting, 1, &record));
    check_err(waiting_add(&waiting, 1, &record), ERR_FULL);
    record.bytes.bytes = 99;
    check_ok(waiting_add(&waiting, 1, &record));
    assert_int_equal(waiting.bytes, 199);
    waiting_remove(&waiting, 0);
    assert_int_equal(waiting.bytes, 99);
    waiting_release(&waiting);
}

static void removing_keeps_the_order(void **state)
{
    struct waiting waiting;
    const struct id second = check_id_of(1);

    (void)state;
    waiting_init(&waiting, 20, 100000);
    for (unsigned char number = 0; number < 3; number++) {
        const struct record record = record_of(number);

        check_ok(waiting_add(&waiting, number, &record));
    }
    assert_true(waiting_has(&waiting, &second));
    waiting_remove(&waiting, 1);
    assert_false(waiting_has(&waiting, &second));
    assert_int_equal(waiting.items[1].stamp_ms, 2);
    assert_int_equal(waiting_view(&waiting, 1).bytes, 100);
    waiting_release(&waiting);
}

static void signers_and_peers_are_counted(void **state)
{
    struct waiting waiting;
    const struct id even = check_id_of(0);

    (void)state;
    waiting_init(&waiting, 20, 100000);
    for (unsigned char number = 0; number < 9; number++) {
        const struct record record = record_of(number);

        check_ok(waiting_add(&waiting, number / 3, &record));
    }
    assert_int_equal(waiting_count_signer(&waiting, &even), 5);
    assert_int_equal(waiting_count_peer(&waiting, 2), 3);
    assert_int_equal(waiting_find_peer(&waiting, 1), 3);
    assert_int_equal(waiting_find_peer(&waiting, 9), waiting.count);
    waiting_release(&waiting);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(count_has_a_ceiling),
        cmocka_unit_test(bytes_have_a_ceiling_to_the_byte),
        cmocka_unit_test(removing_keeps_the_order),
        cmocka_unit_test(signers_and_peers_are_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
