/* The progress bar: cli/progress.c. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/progress.h"
#include "tests/lib/check.h"

enum { DRAWN_BYTES = 4096 };

/* What a bar of 19,000 draws on a terminal of so many columns. */
static void draw(size_t columns, uint64_t total, char out[static DRAWN_BYTES])
{
    const struct out to = {.is_error_terminal = true, .error_columns = columns};
    FILE *file = tmpfile();
    const int kept = dup(STDERR_FILENO);
    struct progress progress;
    size_t bytes = 0;

    assert_non_null(file);
    assert_true(kept >= 0);
    (void)fflush(stderr);
    assert_true(dup2(fileno(file), STDERR_FILENO) >= 0);
    progress_init(&progress, &to, "Checking records");
    for (uint64_t done = 0; done <= 19000; done += 1000) {
        progress_show(&progress, done, total);
    }
    (void)fflush(stderr);
    assert_true(dup2(kept, STDERR_FILENO) >= 0);
    (void)close(kept);
    rewind(file);
    bytes = fread(out, 1, DRAWN_BYTES - 1, file);
    out[bytes] = '\0';
    assert_int_equal(fclose(file), 0);
}

/* The columns of the widest line that is drawn, one over the other. */
static size_t widest(const char *drawn)
{
    size_t most = 0;

    while (*drawn != '\0') {
        const size_t bytes = strcspn(drawn, "\r");

        most = bytes > most ? bytes : most;
        drawn += bytes + (drawn[bytes] == '\r' ? 1 : 0);
    }
    return most;
}

static void a_bar_fits_the_terminal(void **state)
{
    char drawn[DRAWN_BYTES];

    (void)state;
    for (size_t columns = 8; columns <= 100; columns++) {
        draw(columns, 19000, drawn);
        assert_true(widest(drawn) > 0);
        assert_true(widest(drawn) < columns);
        draw(columns, 0, drawn);
        assert_true(widest(drawn) > 0);
        assert_true(widest(drawn) < columns);
    }
}

static void a_narrow_bar_is_a_number(void **state)
{
    char drawn[DRAWN_BYTES];

    (void)state;
    draw(20, 19000, drawn);
    assert_non_null(strstr(drawn, "\r100 % "));
    assert_null(strchr(drawn, '['));
}

static void a_bar_is_full_at_the_end(void **state)
{
    char drawn[DRAWN_BYTES];

    (void)state;
    draw(50, 19000, drawn);
    assert_non_null(strstr(drawn, "##] 19000 of 19000 "));
    draw(0, 19000, drawn);
    assert_non_null(strstr(drawn, "[##############################] 19000"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bar_fits_the_terminal),
        cmocka_unit_test(a_narrow_bar_is_a_number),
        cmocka_unit_test(a_bar_is_full_at_the_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
