/*
 * The wall clock of a program that preloads this: CLOCK_SHIFT_S seconds ahead
 * of the real one, or as many as the file CLOCK_SHIFT_FILE says at that moment,
 * or at CLOCK_AT_S seconds since 1970. Other clocks, which time-outs use, are
 * left alone.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* On machines of 32 bits there are two, and the one is over in 2038. */
#ifdef SYS_clock_gettime64
#define CALL SYS_clock_gettime64
#else
#define CALL SYS_clock_gettime
#endif

/* Past what a sanitizer puts in the place of open and read: it asks for the
 * time before it is ready for them. */
static time_t shift_in(const char *path)
{
    char text[24] = "";
    const long file =
        syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);

    if (file < 0 || syscall(SYS_read, file, text, sizeof text - 1) < 1 ||
        syscall(SYS_close, file) != 0) {
        abort(); /* a test whose time is not its own tests nothing */
    }
    return strtoll(text, NULL, 10);
}

/* Its parameters have reserved names in time.h, here and below. */
/* NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name) */
int clock_gettime(clockid_t which, struct timespec *out)
{
    const char *shift = getenv("CLOCK_SHIFT_S");
    const char *path = getenv("CLOCK_SHIFT_FILE");
    const char *at = getenv("CLOCK_AT_S");
    const int failed = (int)syscall(CALL, which, out);

    if (failed != 0 || which != CLOCK_REALTIME) {
        return failed;
    }
    if (at != NULL) {
        out->tv_sec = strtoll(at, NULL, 10);
    } else if (path != NULL) {
        out->tv_sec += shift_in(path);
    } else if (shift != NULL) {
        out->tv_sec += strtoll(shift, NULL, 10);
    }
    return 0;
}

/* NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name) */
time_t time(time_t *out)
{
    struct timespec now = {0, 0};

    (void)clock_gettime(CLOCK_REALTIME, &now);
    if (out != NULL) {
        *out = now.tv_sec;
    }
    return now.tv_sec;
}
