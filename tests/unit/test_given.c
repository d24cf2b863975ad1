#include "node/sync/given.h"
#include "tests/lib/check.h"

static struct id id_of(unsigned number)
{
    struct id id = {{0}};

    put_u64(id.data, number * 0x9e3779b97f4a7c15);
    return id;
}

static void each_is_known_by_its_givers_alone(void **state)
{
    struct given given = {.items = NULL};
    struct id id;

    (void)state;
    for (unsigned number = 0; number < 2000; number++) {
        id = id_of(number);
        check_ok(given_add(&given, &id, 1 + number % 3));
    }
    id = id_of(7);
    check_ok(given_add(&given, &id, 3));
    for (unsigned number = 0; number < 2000; number++) {
        id = id_of(number);
        for (uint32_t peer = 1; peer <= 3; peer++) {
            assert_int_equal(given_has(&given, &id, peer),
                             peer == 1 + number % 3 ||
                                 (number == 7 && peer == 3));
        }
    }
    id = id_of(2001);
    assert_false(given_has(&given, &id, 1));
    given_release(&given);
    given_release(&given);
}

static void reset_forgets_and_gives_much_memory_back(void **state)
{
    struct given given = {.items = NULL};
    struct id id = id_of(1);

    (void)state;
    check_ok(given_add(&given, &id, 1));
    given_reset(&given);
    assert_false(given_has(&given, &id, 1));
    assert_non_null(given.items);
    for (unsigned number = 0; number < 2000; number++) {
        check_ok(given_add(&given, &id, number));
    }
    given_reset(&given);
    assert_null(given.items);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_known_by_its_givers_alone),
        cmocka_unit_test(reset_forgets_and_gives_much_memory_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
