/*
 * Time a whole process, its start and end included.
 *
 *   bench_time RUNS [--cold FOLDER] COMMAND [ARGUMENT...]
 *
 * Prints the median in ms of RUNS runs after one to warm up; with --cold no
 * file of FOLDER is in memory when a run begins. What the command prints is
 * thrown away; a run that fails ends the measurement.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { RUNS_MAX = 1000 };

static double now_ms(void)
{
    struct timespec now;

    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0) {
        return 0;
    }
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int run_once(char *const *command)
{
    const pid_t child = fork();
    int status = 0;

    if (child == 0) {
        const int nothing = open("/dev/null", O_WRONLY);

        if (nothing >= 0 && dup2(nothing, STDOUT_FILENO) >= 0 &&
            dup2(nothing, STDERR_FILENO) >= 0) {
            (void)execv(command[0], command);
        }
        _exit(127);
    }
    if (child < 0 || waitpid(child, &status, 0) != child) {
        return 127;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 126;
}

/* Give the memory back that holds the files of a folder. */
static void cool(const char *folder)
{
    DIR *open_folder = opendir(folder);
    const struct dirent *entry = NULL;
    char path[1024];

    while (open_folder != NULL && (entry = readdir(open_folder)) != NULL) {
        int file = -1;

        (void)snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        file = open(path, O_RDONLY | O_CLOEXEC);
        if (file >= 0) {
            (void)fdatasync(file);
            (void)posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
            (void)close(file);
        }
    }
    if (open_folder != NULL) {
        (void)closedir(open_folder);
    }
}

static int compare(const void *left, const void *right)
{
    const double one = *(const double *)left;
    const double other = *(const double *)right;

    return (one > other) - (one < other);
}

int main(int argc, char **argv)
{
    static double times[RUNS_MAX];
    const long runs = argc > 2 ? strtol(argv[1], NULL, 10) : 0;
    const bool is_cold = argc > 4 && strcmp(argv[2], "--cold") == 0;
    char *const *command = argv + (is_cold ? 4 : 2);

    if (runs < 1 || runs > RUNS_MAX) {
        (void)fprintf(stderr, "usage: bench_time RUNS [--cold FOLDER] "
                              "COMMAND...\n");
        return 64;
    }
    for (long run = -1; run < runs; run++) {
        double begun = 0;
        int code = 0;

        if (is_cold) {
            cool(argv[3]);
        }
        begun = now_ms();
        code = run_once(command);

        if (code != 0) {
            (void)fprintf(stderr, "bench_time: %s ended with %d\n", command[0],
                          code);
            return 70;
        }
        if (run >= 0) {
            times[run] = now_ms() - begun;
        }
    }
    qsort(times, (size_t)runs, sizeof times[0], compare);
    (void)printf("%.2f\n", times[runs / 2]);
    return 0;
}
