/*
 * How long kith-photo takes for 12 megapixels, and how much memory.
 *
 *   bench_photo PROGRAM    prints milliseconds and KiB at most
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <spawn.h>

#include "tests/lib/camera.h"
#include "tests/lib/check.h"

enum { ROUNDS = 5 };

static const struct camera camera = {.width = 4000,
                                     .height = 3000,
                                     .orientation = 6,
                                     .noise = 10};

static double now_ms(void)
{
    struct timespec now;

    assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &now), 0);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* Run it once on a file that is open and read from its beginning. */
static void run(char *program, int from)
{
    char *words[] = {program, NULL};
    char *no_words[] = {NULL};
    posix_spawn_file_actions_t files;
    pid_t child = 0;
    int status = 0;

    assert_int_equal(lseek(from, 0, SEEK_SET), 0);
    assert_int_equal(posix_spawn_file_actions_init(&files), 0);
    assert_int_equal(posix_spawn_file_actions_adddup2(&files, from, 0), 0);
    assert_int_equal(
        posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0),
        0);
    assert_int_equal(
        posix_spawn(&child, program, &files, NULL, words, no_words), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    (void)posix_spawn_file_actions_destroy(&files);
}

int main(int count, char **words)
{
    struct rusage usage;
    struct bytes file;
    FILE *from = tmpfile();
    double best_ms = 1e9;

    bytes_init(&file, 64 * 1024 * 1024);
    if (count != 2 || from == NULL) {
        return EXIT_FAILURE;
    }
    camera_jpeg(&camera, &file);
    assert_int_equal(fwrite(file.data, 1, file.bytes, from), file.bytes);
    assert_int_equal(fflush(from), 0);
    for (int i = 0; i < ROUNDS; i++) {
        const double begun_ms = now_ms();

        run(words[1], fileno(from));
        best_ms = now_ms() - begun_ms < best_ms ? now_ms() - begun_ms : best_ms;
    }
    assert_int_equal(getrusage(RUSAGE_CHILDREN, &usage), 0);
    (void)printf("%.0f %ld\n", best_ms, usage.ru_maxrss);
    bytes_release(&file);
    return fclose(from);
}
