/* The harness itself: each kind of bad scene is noticed, a good one is not. */
#include <stdlib.h>

#include "tests/lib/check.h"
#include "tests/torture/torture.h"

static enum err careful(void *given)
{
    char *first = malloc(10);
    char *second = NULL;
    enum err err = ERR_NOMEM;

    (void)given;
    if (first == NULL) {
        return ERR_NOMEM;
    }
    second = calloc(2, 10);
    if (second != NULL) {
        char *larger = realloc(second, 1000);

        second = larger == NULL ? second : larger;
        err = larger == NULL ? ERR_NOMEM : ERR_OK;
    }
    free(second);
    free(first);
    return err;
}

/* What the bad scene leaves behind, for the test to give back. */
struct lost {
    void *blocks[4];
    size_t count;
};

static enum err leaks_on_refusal(void *given)
{
    struct lost *lost = given;
    void *first = malloc(10);
    void *second = NULL;

    if (first == NULL) {
        return ERR_NOMEM;
    }
    second = malloc(10);
    if (second == NULL) {
        lost->blocks[lost->count++] = first;
        return ERR_NOMEM;
    }
    free(second);
    free(first);
    return ERR_OK;
}

/* Stored where it is seen, so that no compiler leaves the call out. */
struct seen {
    void *volatile block;
};

static enum err swallows(void *given)
{
    struct seen *seen = given;

    seen->block = malloc(10);
    free(seen->block);
    return ERR_OK;
}

static enum err renames(void *given)
{
    char *block = malloc(10);
    enum err err = block == NULL ? ERR_IO : ERR_OK;

    (void)given;
    free(block);
    return err;
}

static enum err prepares(void *given)
{
    char *block = NULL;

    torture_pause();
    block = malloc(10);
    torture_resume();
    assert_non_null(block);
    free(block);
    return careful(given);
}

static void careful_scene_passes(void **state)
{
    struct torture_report report = torture_try(careful, NULL);

    (void)state;
    assert_int_equal(report.allocations, 3);
    assert_int_equal(report.leaked, 0);
    assert_int_equal(report.swallowed, 0);
    assert_int_equal(report.strange, 0);
}

static void leak_is_noticed(void **state)
{
    struct lost lost = {{NULL}, 0};
    struct torture_report report = torture_try(leaks_on_refusal, &lost);

    (void)state;
    assert_int_equal(report.allocations, 2);
    assert_int_equal(report.leaked, 2);
    assert_int_equal(lost.count, 2);
    free(lost.blocks[0]);
    free(lost.blocks[1]);
}

static void swallowed_refusal_is_noticed(void **state)
{
    struct seen seen = {NULL};
    struct torture_report report = torture_try(swallows, &seen);

    (void)state;
    assert_int_equal(report.swallowed, 2);
    assert_int_equal(report.leaked, 0);
}

static void refusal_by_another_name_is_noticed(void **state)
{
    struct torture_report report = torture_try(renames, NULL);

    (void)state;
    assert_int_equal(report.strange, 2);
}

static void paused_allocations_are_not_refused(void **state)
{
    struct torture_report report = torture_try(prepares, NULL);

    (void)state;
    assert_int_equal(report.allocations, 3);
    assert_int_equal(report.swallowed + report.leaked + report.strange, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(careful_scene_passes),
        cmocka_unit_test(leak_is_noticed),
        cmocka_unit_test(swallowed_refusal_is_noticed),
        cmocka_unit_test(refusal_by_another_name_is_noticed),
        cmocka_unit_test(paused_allocations_are_not_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
