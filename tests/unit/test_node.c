/* The door: node/node.c. */
#include "tests/lib/abode.h"
#include "tests/lib/check.h"

static void a_founder_is_steward_and_may_post(void **state)
{
    struct abode ana;

    (void)state;
    abode_init(&ana, 1);
    abode_found(&ana, "Ana");
    assert_int_equal(abode_level(&ana, &ana), 0);
    assert_string_equal(roster_place(abode_people(&ana)), "Mill Lane");
    check_ok(abode_offer(&ana, "Ladder"));
    assert_int_equal(ana.answer.revision, 1);
    assert_int_equal(abode_posts(&ana), 1);
    abode_release(&ana);
}

static void nothing_is_signed_with_a_clock_of_1970(void **state)
{
    struct abode ana;

    (void)state;
    abode_init(&ana, 1);
    abode_found(&ana, "Ana");
    ana.moment.is_plausible = false;
    check_err(abode_offer(&ana, "Ladder"), ERR_CLOCK);
    assert_int_equal(abode_posts(&ana), 0);
    abode_tick(&ana);
    abode_release(&ana);
}

static void a_cut_journal_is_begun_again(void **state)
{
    struct abode ana;

    (void)state;
    abode_init(&ana, 1);
    abode_found(&ana, "Ana");
    check_ok(abode_offer(&ana, "Ladder"));
    node_free(ana.node);
    memory_shelf_cut_journal(ana.shelf, 1);
    abode_open(&ana);
    check_ok(abode_offer(&ana, "Chair"));
    check_ok(abode_offer(&ana, "Lamp"));
    memory_shelf_cut_journal(ana.shelf, 0);
    check_ok(abode_offer(&ana, "Table"));
    assert_int_equal(abode_posts(&ana), 4);
    abode_release(&ana);
}

static void the_same_events_give_the_same_bytes(void **state)
{
    struct abode left;
    struct abode right;

    (void)state;
    abode_init(&left, 1);
    abode_init(&right, 1);
    abode_found(&left, "Ana");
    abode_found(&right, "Ana");
    check_ok(abode_offer(&left, "Ladder"));
    check_ok(abode_offer(&right, "Ladder"));
    assert_int_equal(left.actions.count, right.actions.count);
    for (size_t index = 0; index < left.actions.count; index++) {
        check_view(bytes_view(&left.actions.items[index].bytes),
                   bytes_view(&right.actions.items[index].bytes));
    }
    abode_release(&left);
    abode_release(&right);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_founder_is_steward_and_may_post),
        cmocka_unit_test(nothing_is_signed_with_a_clock_of_1970),
        cmocka_unit_test(a_cut_journal_is_begun_again),
        cmocka_unit_test(the_same_events_give_the_same_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
