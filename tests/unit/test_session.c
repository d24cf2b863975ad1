#include <string.h>

#include "node/limits.h"
#include "tests/lib/check.h"
#include "tests/lib/pair.h"

static void empty_node_gets_everything(void **state)
{
    struct street street;
    struct pair pair;

    (void)state;
    pair_street(&street, 4);
    pair_init(&pair, &street, 1, 2);
    pair_keep_street(&pair, 0, &street);
    pair_keep_street(&pair, 1, &street);
    pair_keep_posts(&pair, 1, &street, 0, 0, 500);
    pair_connect(&pair);
    pair_run(&pair);
    assert_int_equal(pair_count(&pair, 0, SET_BOARD), 500);
    assert_true(pair_is_equal(&pair));
    assert_true(pair_peer(&pair, 0).is_live);
    assert_true(pair_peer(&pair, 1).is_live);
    assert_int_equal(pair.sides[1].said[WIRE_LIST], 0);
    pair_release(&pair);
    street_release(&street);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(empty_node_gets_everything),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
