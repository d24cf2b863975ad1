/*
 * The wall clock of a program that preloads this: CLOCK_SHIFT_S seconds ahead
 * of the real one, or at CLOCK_AT_S seconds since 1970. Other clocks, which
 * time-outs use, are left alone.
 */
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* Its parameters have reserved names in time.h. */
/* NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name) */
int clock_gettime(clockid_t which, struct timespec *out)
{
    const char *shift = getenv("CLOCK_SHIFT_S");
    const char *at = getenv("CLOCK_AT_S");
    int failed = (int)syscall(SYS_clock_gettime, which, out);

    if (failed == 0 && which == CLOCK_REALTIME && at != NULL) {
        out->tv_sec = strtol(at, NULL, 10);
    } else if (failed == 0 && which == CLOCK_REALTIME && shift != NULL) {
        out->tv_sec += strtol(shift, NULL, 10);
    }
    return failed;
}
