/* kith-photo when something in it went wrong: what it can still do. */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/helper/confine.h"
#include "tests/lib/check.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { IS_WHOLE = 0 };
#else
enum { IS_WHOLE = 1 };
#endif

enum { FINE = 7 };

static int compute(void)
{
    unsigned char *some = malloc(16 * 1024 * 1024);

    if (some == NULL) {
        return 1;
    }
    some[1024 * 1024] = 1;
    free(some);
    return write(STDOUT_FILENO, "", 0) == 0 ? FINE : 1;
}

static int open_file(void)
{
    return open("/etc/hostname", O_RDONLY) >= 0 ? 1 : 2;
}

static int make_file(void)
{
    return open("/tmp/kith-photo-was-here", O_WRONLY | O_CREAT, 0600) >= 0;
}

static int call_home(void)
{
    return socket(AF_INET, SOCK_STREAM, 0) >= 0 ? 1 : 2;
}

static int split(void)
{
    return fork() >= 0 ? 1 : 2;
}

static int become_another(void)
{
    char *const words[] = {NULL};

    (void)execve("/bin/true", words, words);
    return 2;
}

static int run_data(void)
{
    static _Alignas(4096) unsigned char code[4096];

    return mprotect(code, sizeof code, PROT_READ | PROT_EXEC) == 0 ? 1 : 2;
}

/* Of no file, which would be found out only afterwards. */
static int map_code(void)
{
    (void)mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, -1, 0);
    return 1;
}

#if defined(SYS_mmap2) && defined(SYS_mmap)
/* Not POSIX; <unistd.h> keeps it from us. */
long syscall(long number, ...);

/* By the older call of machines of 32 bits, whose one argument says where to
 * find the others: a filter sees none of them. */
static int map_unseen(void)
{
    const unsigned long all[6] = {0, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE,
                                  (unsigned long)-1};

    (void)syscall(SYS_mmap, all);
    return 1;
}
#else
#define map_unseen map_code
#endif

static int take_much(void)
{
    return malloc(CONFINE_MEMORY_BYTES) == NULL ? FINE : 1;
}

/* What a confined child came to. */
static int run(int (*act)(void))
{
    const pid_t child = fork();
    int status = 0;

    assert_true(child >= 0);
    if (child == 0) {
        _exit(confine() == 0 ? act() : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static void child_can_compute(void **state)
{
    int status = run(compute);

    (void)state;
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), FINE);
}

static void child_that_does_more_is_killed(void **state)
{
    int (*const acts[])(void) = {open_file, make_file,      call_home,
                                 split,     become_another, run_data,
                                 map_code,  map_unseen};

    (void)state;
    if (!IS_WHOLE) {
        skip();
    }
    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++) {
        int status = run(acts[i]);

        assert_true(WIFSIGNALED(status));
        assert_int_equal(WTERMSIG(status), SIGSYS);
    }
}

static void child_gets_no_more_memory(void **state)
{
    int status = 0;

    (void)state;
    if (!IS_WHOLE) {
        skip();
    }
    status = run(take_much);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), FINE);
}

/* Nothing that the parent had open is left: not even to read. */
static int read_inherited(void)
{
    char byte = 0;

    return read(STDERR_FILENO + 1, &byte, 1) == -1 ? FINE : 1;
}

static void child_has_no_file_of_its_parent(void **state)
{
    const int file = open("README.md", O_RDONLY);
    int status = 0;

    (void)state;
    assert_true(file == STDERR_FILENO + 1 ||
                dup2(file, STDERR_FILENO + 1) == STDERR_FILENO + 1);
    status = run(read_inherited);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), FINE);
    assert_int_equal(close(file), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(child_can_compute),
        cmocka_unit_test(child_that_does_more_is_killed),
        cmocka_unit_test(child_gets_no_more_memory),
        cmocka_unit_test(child_has_no_file_of_its_parent),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
