#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "net/limits.h"
#include "net/log.h"
#include "tests/lib/check.h"

/* Standard error goes into a pipe for the length of a test. */
struct catch
{
    int before;
    int ends[2];
};

static int catch_up(void **state)
{
    struct catch *catch = malloc(sizeof *catch);

    assert_non_null(catch);
    catch->before = dup(STDERR_FILENO);
    assert_int_equal(pipe(catch->ends), 0);
    assert_true(dup2(catch->ends[1], STDERR_FILENO) >= 0);
    close(catch->ends[1]);
    unsetenv("JOURNAL_STREAM");
    log_set_level(LOG_INFO);
    *state = catch;
    return 0;
}

static int catch_down(void **state)
{
    struct catch *catch = *state;

    (void)dup2(catch->before, STDERR_FILENO);
    close(catch->before);
    close(catch->ends[0]);
    free(catch);
    unsetenv("JOURNAL_STREAM");
    return 0;
}

static void expect(struct catch *catch, const char *wanted)
{
    char text[2 * LOG_LINE_BYTES_MAX] = {0};

    log_line(LOG_ERROR, "."); /* so that there is something to read */
    assert_true(read(catch->ends[0], text, sizeof text - 1) > 0);
    assert_non_null(strstr(text, "."));
    *strrchr(text, '.') = '\0';
    text[strlen(text) - strlen("error: ")] = '\0';
    assert_string_equal(text, wanted);
}

static void line_has_words_and_level(void **state)
{
    log_line(LOG_INFO, "link up peer=%d", 7);
    log_line(LOG_WARNING, "slow");
    log_line(LOG_ERROR, "broken");
    expect(*state, "link up peer=7\nwarning: slow\nerror: broken\n");
}

static void less_urgent_lines_are_left_out(void **state)
{
    log_line(LOG_DEBUG, "unseen");
    log_set_level(LOG_DEBUG);
    log_line(LOG_DEBUG, "seen");
    log_set_level(LOG_ERROR);
    log_line(LOG_WARNING, "unseen");
    expect(*state, "debug: seen\n");
}

static void control_characters_cannot_forge_lines(void **state)
{
    log_line(LOG_INFO, "name=%s", "a\nerror: b\033[2J\177");
    expect(*state, "name=a?error: b?[2J?\n");
}

static void long_line_is_cut(void **state)
{
    char text[2 * LOG_LINE_BYTES_MAX];
    char wanted[LOG_LINE_BYTES_MAX + 1];

    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = '\0';
    log_line(LOG_INFO, "%s", text);
    memset(wanted, 'x', sizeof wanted);
    wanted[LOG_LINE_BYTES_MAX - 2] = '\n';
    wanted[LOG_LINE_BYTES_MAX - 1] = '\0';
    expect(*state, wanted);
}

static void journal_is_told_the_level(void **state)
{
    struct catch *catch = *state;
    char text[64] = {0};

    assert_int_equal(setenv("JOURNAL_STREAM", "8:1", 1), 0);
    log_line(LOG_WARNING, "slow");
    assert_true(read(catch->ends[0], text, sizeof text - 1) > 0);
    assert_string_equal(text, "<4>slow\n");
}

#define claim(name) cmocka_unit_test_setup_teardown(name, catch_up, catch_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        claim(line_has_words_and_level),
        claim(less_urgent_lines_are_left_out),
        claim(control_characters_cannot_forge_lines),
        claim(long_line_is_cut),
        claim(journal_is_told_the_level),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
