#include <string.h>

#include <sodium.h>

#include "node/sync/fingerprint.h"
#include "tests/lib/check.h"

static struct id id_of(unsigned number)
{
    struct id id = {{0}};

    put_u32(id.data, number);
    put_u32(id.data + 28, ~number);
    return id;
}

static struct wire_set set_of(struct fingerprint *fingerprint)
{
    struct wire_set set;

    fingerprint_set(fingerprint, 0, &set);
    return set;
}

/* The definition, written down a second time. */
static void empty_set_hashes_a_state_of_zeros(void **state)
{
    static const unsigned char zeros[2048];
    unsigned char hash[WIRE_HASH_BYTES];
    struct fingerprint fingerprint;
    struct wire_set set;

    (void)state;
    fingerprint_init(&fingerprint);
    set = set_of(&fingerprint);
    crypto_generichash(hash, sizeof hash, zeros, sizeof zeros, NULL, 0);
    assert_memory_equal(set.fingerprint, hash, sizeof hash);
    assert_int_equal(set.count, 0);
}

static void set_hashes_the_sum_of_lanes(void **state)
{
    static const unsigned char nonce[8];
    const struct id ids[2] = {id_of(1), id_of(2)};
    unsigned char streams[2][2048];
    unsigned char sum[2048];
    unsigned char hash[WIRE_HASH_BYTES];
    struct fingerprint fingerprint;
    struct wire_set set;

    (void)state;
    fingerprint_init(&fingerprint);
    for (size_t index = 0; index < 2; index++) {
        crypto_stream_chacha20(streams[index], 2048, nonce, ids[index].data);
        check_ok(fingerprint_add(&fingerprint, (uint16_t)(100 * index),
                                 &ids[index]));
    }
    for (size_t lane = 0; lane < 2048; lane += 2) {
        unsigned total = streams[0][lane] + 256U * streams[0][lane + 1] +
                         streams[1][lane] + 256U * streams[1][lane + 1];

        sum[lane] = (unsigned char)total;
        sum[lane + 1] = (unsigned char)(total >> 8);
    }
    crypto_generichash(hash, sizeof hash, sum, sizeof sum, NULL, 0);
    set = set_of(&fingerprint);
    assert_memory_equal(set.fingerprint, hash, sizeof hash);
    assert_int_equal(set.count, 2);
    fingerprint_release(&fingerprint);
}

static void order_does_not_matter(void **state)
{
    struct fingerprint up;
    struct fingerprint down;
    struct wire_set left;
    struct wire_set right;

    (void)state;
    fingerprint_init(&up);
    fingerprint_init(&down);
    for (unsigned number = 0; number < 50; number++) {
        struct id first = id_of(number);
        struct id last = id_of(49 - number);

        check_ok(fingerprint_add(&up, (uint16_t)(number % 30), &first));
        check_ok(fingerprint_add(&down, (uint16_t)((49 - number) % 30), &last));
    }
    left = set_of(&up);
    right = set_of(&down);
    assert_memory_equal(left.fingerprint, right.fingerprint, WIRE_HASH_BYTES);
    assert_int_equal(left.count, right.count);
    fingerprint_release(&up);
    fingerprint_release(&down);
}

static void removing_undoes_adding(void **state)
{
    struct fingerprint fingerprint;
    struct wire_set before;
    struct wire_set after;
    struct id id = id_of(7);

    (void)state;
    fingerprint_init(&fingerprint);
    check_ok(fingerprint_add(&fingerprint, 70, &id));
    before = set_of(&fingerprint);
    for (unsigned number = 0; number < 20; number++) {
        id = id_of(100 + number);
        check_ok(fingerprint_add(&fingerprint, (uint16_t)(number * 7), &id));
    }
    for (unsigned number = 0; number < 20; number++) {
        id = id_of(100 + number);
        check_ok(fingerprint_remove(&fingerprint, (uint16_t)(number * 7), &id));
    }
    after = set_of(&fingerprint);
    assert_memory_equal(before.fingerprint, after.fingerprint, WIRE_HASH_BYTES);
    assert_int_equal(fingerprint.week_count, 1);
    fingerprint_release(&fingerprint);
}

static void removing_what_is_not_there_changes_nothing(void **state)
{
    struct fingerprint fingerprint;
    struct id id = id_of(7);

    (void)state;
    fingerprint_init(&fingerprint);
    check_ok(fingerprint_add(&fingerprint, 70, &id));
    check_err(fingerprint_remove(&fingerprint, 7, &id), ERR_CORRUPT);
    assert_int_equal(set_of(&fingerprint).count, 1);
    fingerprint_release(&fingerprint);
}

static void weeks_ascend_and_hash_their_own_records(void **state)
{
    struct fingerprint all;
    struct fingerprint alone;
    struct wire_week weeks[WEEKS_MAX];
    const struct id ids[] = {id_of(1), id_of(2), id_of(3)};

    (void)state;
    fingerprint_init(&all);
    fingerprint_init(&alone);
    check_ok(fingerprint_add(&all, DROP_DAY_NEVER, &ids[0]));
    check_ok(fingerprint_add(&all, 13, &ids[1])); /* week 1 ends here */
    check_ok(fingerprint_add(&all, 14, &ids[2]));
    check_ok(fingerprint_add(&alone, 14, &ids[2]));
    assert_int_equal(fingerprint_weeks(&all, 0, weeks), 3);
    assert_int_equal(weeks[0].week, 1);
    assert_int_equal(weeks[1].week, 2);
    assert_int_equal(weeks[2].week, 9362);
    assert_int_equal(weeks[1].count, 1);
    assert_memory_equal(weeks[1].hash, set_of(&alone).fingerprint,
                        WIRE_HASH_BYTES);
    fingerprint_release(&all);
    fingerprint_release(&alone);
}

static void from_a_week_on_older_records_do_not_count(void **state)
{
    const struct id one = id_of(1);
    const struct id two = id_of(2);
    struct fingerprint all;
    struct fingerprint some;
    struct wire_week weeks[WEEKS_MAX];
    struct wire_set of_all;
    struct wire_set of_some;

    (void)state;
    fingerprint_init(&all);
    fingerprint_init(&some);
    check_ok(fingerprint_add(&all, 69, &one));
    check_ok(fingerprint_add(&all, 70, &one));
    check_ok(fingerprint_add(&all, 90, &two));
    check_ok(fingerprint_add(&some, 70, &one));
    check_ok(fingerprint_add(&some, 90, &two));
    fingerprint_set(&all, 0, &of_all);
    fingerprint_set(&some, 0, &of_some);
    assert_memory_not_equal(of_all.fingerprint, of_some.fingerprint,
                            WIRE_HASH_BYTES);
    fingerprint_set(&all, 10, &of_all);
    assert_memory_equal(of_all.fingerprint, of_some.fingerprint,
                        WIRE_HASH_BYTES);
    assert_int_equal(of_all.count, 2);
    assert_int_equal(of_all.from_week, 10);
    assert_int_equal(fingerprint_count_from(&all, 11), 1);
    assert_int_equal(fingerprint_count_from(&all, 13), 0);
    assert_int_equal(fingerprint_weeks(&all, 10, weeks), 2);
    assert_int_equal(weeks[0].week, 10);
    assert_int_equal(fingerprint_weeks(&all, 13, weeks), 0);
    fingerprint_set(&all, 0, &of_all); /* what was hashed last is not it */
    assert_int_equal(of_all.count, 3);
    assert_memory_not_equal(of_all.fingerprint, of_some.fingerprint,
                            WIRE_HASH_BYTES);
    fingerprint_release(&all);
    fingerprint_release(&some);
}

static void oldest_weeks_past_the_ceiling_are_left_out(void **state)
{
    struct fingerprint fingerprint;
    struct wire_week weeks[WEEKS_MAX];
    struct id id = id_of(1);

    (void)state;
    fingerprint_init(&fingerprint);
    for (unsigned week = 0; week < WEEKS_MAX + 2; week++) {
        check_ok(
            fingerprint_add(&fingerprint, (uint16_t)(week * WEEK_DAYS), &id));
    }
    assert_int_equal(fingerprint_weeks(&fingerprint, 0, weeks), WEEKS_MAX);
    assert_int_equal(weeks[0].week, 2);
    assert_int_equal(weeks[WEEKS_MAX - 1].week, WEEKS_MAX + 1);
    fingerprint_release(&fingerprint);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(empty_set_hashes_a_state_of_zeros),
        cmocka_unit_test(set_hashes_the_sum_of_lanes),
        cmocka_unit_test(order_does_not_matter),
        cmocka_unit_test(removing_undoes_adding),
        cmocka_unit_test(removing_what_is_not_there_changes_nothing),
        cmocka_unit_test(weeks_ascend_and_hash_their_own_records),
        cmocka_unit_test(from_a_week_on_older_records_do_not_count),
        cmocka_unit_test(oldest_weeks_past_the_ceiling_are_left_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
