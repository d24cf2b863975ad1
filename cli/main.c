/*
 * kith: the program. Each command is a file of cli/command/.
 */
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>
#include <sysexits.h>

#include "cli/command/commands.h"
#include "cli/program.h"

/* Titles have letters of all scripts; tables must count their columns. All
 * else is said in English, so that a command need not load twelve files. */
static void choose_locale(void)
{
    const char *chosen = setlocale(LC_CTYPE, "");

    if (chosen == NULL || strcmp(chosen, "C") == 0 ||
        strcmp(chosen, "POSIX") == 0) {
        (void)setlocale(LC_CTYPE, "C.UTF-8");
    }
}

/* The zone by its file: else each time that is written looks whether it is
 * still the same one, a hundred times for a board. */
static void choose_zone(void)
{
    (void)setenv("TZ", ":/etc/localtime", 0);
}

/* Where standard input, output or errors are closed, no file of ours may come
 * into their place, for words to be written into. What stands there instead
 * can be read, or written, no more than what is closed. */
static bool hold_streams(void)
{
    static const int ways[] = {O_WRONLY, O_RDONLY, O_RDONLY};

    for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; stream++) {
        if (fcntl(stream, F_GETFD) < 0 &&
            open("/dev/null", ways[stream]) != stream) {
            return false;
        }
    }
    return true;
}

int main(int argc, char **argv)
{
    const struct rlimit no_core = {0, 0};

    (void)umask(077); /* keys and posts are nobody else's business */
    (void)setrlimit(RLIMIT_CORE, &no_core);
    if (!hold_streams()) {
        return EX_OSERR;
    }
    choose_locale();
    choose_zone();
    if (sodium_init() < 0) {
        (void)fputs("kith: no random numbers on this machine.\n", stderr);
        return EX_SOFTWARE;
    }
    return program_run(verb_table, verb_count, argc, argv);
}
