/*
 * How long kith-photo takes for 12 megapixels, and how much memory: of a
 * plain JPEG, then of a progressive one.
 *
 *   bench_photo PROGRAM    prints two lines: milliseconds, and KiB at most
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <spawn.h>

#include "tests/lib/camera.h"
#include "tests/lib/check.h"

enum { ROUNDS = 5 };

struct task {
    struct camera camera;
    char *program;
    FILE *photo;
};

static double now_ms(void)
{
    struct timespec now;

    assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &now), 0);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void await(pid_t child)
{
    int status = 0;

    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* A child begins with the memory of its parent, which counts as its own: so
 * nobody here takes much but the one who makes the photo. */
static void apart(void (*work)(const struct task *task),
                  const struct task *task)
{
    const pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        work(task);
        exit(EXIT_SUCCESS);
    }
    await(child);
}

static void make(const struct task *task)
{
    struct bytes file;

    bytes_init(&file, 64 * 1024 * 1024);
    camera_jpeg(&task->camera, &file);
    assert_int_equal(fwrite(file.data, 1, file.bytes, task->photo), file.bytes);
    assert_int_equal(fflush(task->photo), 0);
    bytes_release(&file);
}

/* Run it once on a file that is open and read from its beginning. */
static void run(char *program, int from)
{
    char *words[] = {program, NULL};
    char *no_words[] = {NULL};
    posix_spawn_file_actions_t files;
    pid_t child = 0;

    assert_int_equal(lseek(from, 0, SEEK_SET), 0);
    assert_int_equal(posix_spawn_file_actions_init(&files), 0);
    assert_int_equal(posix_spawn_file_actions_adddup2(&files, from, 0), 0);
    assert_int_equal(
        posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0),
        0);
    assert_int_equal(
        posix_spawn(&child, program, &files, NULL, words, no_words), 0);
    await(child);
    (void)posix_spawn_file_actions_destroy(&files);
}

static void measure(const struct task *task)
{
    struct rusage usage;
    double best_ms = 1e9;

    for (int i = 0; i < ROUNDS; i++) {
        const double begun_ms = now_ms();

        run(task->program, fileno(task->photo));
        best_ms = now_ms() - begun_ms < best_ms ? now_ms() - begun_ms : best_ms;
    }
    assert_int_equal(getrusage(RUSAGE_CHILDREN, &usage), 0);
    (void)printf("%.0f %ld\n", best_ms, usage.ru_maxrss);
}

int main(int count, char **words)
{
    struct task task = {
        .camera = {
            .width = 4000, .height = 3000, .orientation = 6, .noise = 10}};

    if (count != 2) {
        return EXIT_FAILURE;
    }
    task.program = words[1];
    for (unsigned progressive = 0; progressive < 2; progressive++) {
        task.camera.is_progressive = progressive != 0;
        task.photo = tmpfile();
        assert_non_null(task.photo);
        apart(make, &task);
        apart(measure, &task);
        (void)fclose(task.photo);
    }
    return EXIT_SUCCESS;
}
