/*
 * Run a command and say what it took with all of its children.
 *
 *   bench_usage COMMAND [ARGUMENT...]
 *
 * Prints, behind what the command printed, a line of JSON: CPU of user and
 * system in ms, and the greatest resident memory of one process in MiB. SIGTERM
 * is handed on. Ends as the command does.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t child;

static void hand_on(int signal)
{
    if (child > 0) {
        (void)kill((pid_t)child, signal);
    }
}

static double ms(struct timeval time)
{
    return (double)time.tv_sec * 1e3 + (double)time.tv_usec / 1e3;
}

int main(int argc, char **argv)
{
    struct sigaction action = {.sa_handler = hand_on};
    struct rusage usage;
    int status = 0;

    if (argc < 2) {
        (void)fprintf(stderr, "usage: bench_usage COMMAND [ARGUMENT...]\n");
        return 64;
    }
    child = fork();
    if (child == 0) {
        (void)execvp(argv[1], argv + 1);
        _exit(127);
    }
    (void)sigemptyset(&action.sa_mask);
    if (child < 0 || sigaction(SIGTERM, &action, NULL) != 0) {
        return 71;
    }
    while (waitpid((pid_t)child, &status, 0) < 0) {
        if (errno != EINTR) {
            return 71;
        }
    }
    if (getrusage(RUSAGE_CHILDREN, &usage) != 0) {
        return 71;
    }
    (void)printf("{\"cpu_ms\":%.1f,\"peak_mib\":%.1f}\n",
                 ms(usage.ru_utime) + ms(usage.ru_stime),
                 (double)usage.ru_maxrss / 1024);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 0;
}
