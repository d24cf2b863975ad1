#include <string.h>

#include "node/sync/recent.h"
#include "tests/lib/check.h"

static struct id id_of(unsigned number)
{
    struct id id = {{0}};

    put_u64(id.data, number);
    return id;
}

static void nothing_was_met_at_first(void **state)
{
    struct recent recent;
    const struct id id = id_of(0);

    (void)state;
    recent_init(&recent, 16);
    assert_false(recent_has(&recent, &id));
    check_ok(recent_add(&recent, &id)); /* a prefix of zero counts too */
    assert_true(recent_has(&recent, &id));
    recent_release(&recent);
    assert_false(recent_has(&recent, &id));
}

static void the_last_half_is_always_remembered(void **state)
{
    struct recent recent;

    (void)state;
    recent_init(&recent, 64);
    for (unsigned number = 1; number <= 1000; number++) {
        struct id id = id_of(number);

        check_ok(recent_add(&recent, &id));
        for (unsigned back = 0; back < 32 && back < number; back++) {
            id = id_of(number - back);
            assert_true(recent_has(&recent, &id));
        }
    }
    recent_release(&recent);
}

static void more_than_max_is_forgotten(void **state)
{
    struct recent recent;
    struct id id;

    (void)state;
    recent_init(&recent, 64);
    for (unsigned number = 1; number <= 65; number++) {
        id = id_of(number);
        check_ok(recent_add(&recent, &id));
    }
    id = id_of(1);
    assert_false(recent_has(&recent, &id));
    recent_release(&recent);
}

static void an_id_met_again_takes_no_room(void **state)
{
    struct recent recent;
    struct id id = id_of(5);

    (void)state;
    recent_init(&recent, 4);
    check_ok(recent_add(&recent, &id));
    id = id_of(6);
    for (unsigned times = 0; times < 100; times++) {
        check_ok(recent_add(&recent, &id));
    }
    id = id_of(5);
    assert_true(recent_has(&recent, &id));
    recent_release(&recent);
}

/* Ids that all want one place only cost a walk. */
static void ids_ground_for_one_place_are_told_apart(void **state)
{
    struct recent recent;
    struct id id;

    (void)state;
    recent_init(&recent, 64);
    for (unsigned number = 1; number <= 32; number++) {
        id = id_of(64 * number);
        assert_false(recent_has(&recent, &id));
        check_ok(recent_add(&recent, &id));
    }
    for (unsigned number = 1; number <= 32; number++) {
        id = id_of(64 * number);
        assert_true(recent_has(&recent, &id));
    }
    recent_release(&recent);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_was_met_at_first),
        cmocka_unit_test(the_last_half_is_always_remembered),
        cmocka_unit_test(more_than_max_is_forgotten),
        cmocka_unit_test(an_id_met_again_takes_no_room),
        cmocka_unit_test(ids_ground_for_one_place_are_told_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
