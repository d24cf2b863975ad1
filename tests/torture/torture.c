#include "tests/torture/torture.h"

#include <stdbool.h>
#include <stdlib.h>

#include "tests/lib/check.h"

enum {
    BLOCKS_MAX = 65536, /* held by a scene at one time */
    RUNS_MAX = 100000,  /* allocations in one scene */
};

static struct {
    bool is_active;
    bool is_paused;
    bool is_lasting;   /* refuse all after the first refusal too */
    size_t refused_at; /* refuse this allocation; 0 for none */
    size_t asked;      /* allocations so far */
    size_t refusals;
    size_t held;
    void *blocks[BLOCKS_MAX];
} torture;

void *__real_malloc(size_t bytes);
void *__real_calloc(size_t count, size_t bytes);
void *__real_realloc(void *block, size_t bytes);
void __real_free(void *block);
void *__wrap_malloc(size_t bytes);
void *__wrap_calloc(size_t count, size_t bytes);
void *__wrap_realloc(void *block, size_t bytes);
void __wrap_free(void *block);

static bool refuse(void)
{
    bool is_refused = false;

    if (!torture.is_active || torture.is_paused) {
        return false;
    }
    torture.asked++;
    if (torture.refused_at != 0) {
        is_refused = torture.is_lasting ? torture.asked >= torture.refused_at
                                        : torture.asked == torture.refused_at;
    }
    torture.refusals += is_refused;
    return is_refused;
}

static void *remember(void *block)
{
    if (torture.is_active && block != NULL) {
        assert_true(torture.held < BLOCKS_MAX);
        torture.blocks[torture.held++] = block;
    }
    return block;
}

/* Blocks taken outside the scene are freed in it too; they are not ours. */
static void forget(const void *block)
{
    size_t index = torture.held;

    while (torture.is_active && index > 0) {
        index--;
        if (torture.blocks[index] == block) {
            torture.held--;
            torture.blocks[index] = torture.blocks[torture.held];
            return;
        }
    }
}

void *__wrap_malloc(size_t bytes)
{
    return refuse() ? NULL : remember(__real_malloc(bytes));
}

void *__wrap_calloc(size_t count, size_t bytes)
{
    return refuse() ? NULL : remember(__real_calloc(count, bytes));
}

void *__wrap_realloc(void *block, size_t bytes)
{
    void *moved = NULL;

    if (refuse()) {
        return NULL;
    }
    forget(block);
    moved = __real_realloc(block, bytes);
    (void)remember(moved == NULL ? block : moved);
    return moved;
}

void __wrap_free(void *block)
{
    forget(block);
    __real_free(block);
}

void torture_pause(void)
{
    torture.is_paused = true;
}

void torture_resume(void)
{
    torture.is_paused = false;
}

static enum err
run_once(torture_scene *scene, void *given, size_t refused_at, bool is_lasting)
{
    enum err err = ERR_OK;

    torture.asked = 0;
    torture.refusals = 0;
    torture.held = 0;
    torture.refused_at = refused_at;
    torture.is_lasting = is_lasting;
    torture.is_paused = false;
    torture.is_active = true;
    err = scene(given);
    torture.is_active = false;
    return err;
}

static void judge(struct torture_report *report, enum err err)
{
    report->leaked += torture.held > 0;
    if (torture.refusals > 0) {
        report->swallowed += err == ERR_OK;
        report->strange += err != ERR_OK && err != ERR_NOMEM;
    }
}

struct torture_report torture_try(torture_scene *scene, void *given)
{
    struct torture_report report = {0, 0, 0, 0};
    size_t refused_at = 0;

    check_ok(run_once(scene, given, 0, false));
    report.allocations = torture.asked;
    assert_true(report.allocations <= RUNS_MAX);
    judge(&report, ERR_OK);
    for (refused_at = 1; refused_at <= report.allocations; refused_at++) {
        judge(&report, run_once(scene, given, refused_at, false));
        judge(&report, run_once(scene, given, refused_at, true));
    }
    return report;
}

void torture_run(torture_scene *scene, void *given)
{
    struct torture_report report = torture_try(scene, given);

    if (report.leaked + report.swallowed + report.strange > 0) {
        print_error("%zu allocations: %zu runs leaked, %zu swallowed the "
                    "refusal, %zu called it otherwise\n",
                    report.allocations, report.leaked, report.swallowed,
                    report.strange);
    }
    assert_int_not_equal(report.allocations, 0);
    assert_int_equal(report.leaked, 0);
    assert_int_equal(report.swallowed, 0);
    assert_int_equal(report.strange, 0);
}
