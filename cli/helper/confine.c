#include "cli/helper/confine.h"

#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define IS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define IS_SANITIZED 1
#endif
#endif
#ifndef IS_SANITIZED
#define IS_SANITIZED 0
#endif

#if defined(__x86_64__)
#define MACHINE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define MACHINE AUDIT_ARCH_AARCH64
#elif defined(__arm__)
#define MACHINE AUDIT_ARCH_ARM
#elif defined(__riscv)
#define MACHINE AUDIT_ARCH_RISCV64
#elif defined(__i386__)
#define MACHINE AUDIT_ARCH_I386
#endif

/* On a call of this number the next rule counts, else the one behind it. */
#define CALL_IS(number)                                                        \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)(number), 0, 1)
#define ALLOW              BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define KILL               BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS)
#define ALLOW_CALL(number) CALL_IS(number), ALLOW
#define LOAD(what)                                                             \
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS,                                         \
             (unsigned)offsetof(struct seccomp_data, what))

/* Where there are two, the older takes one argument, a pointer to all. */
#ifdef SYS_mmap2
#define CALL_MMAP SYS_mmap2
#else
#define CALL_MMAP SYS_mmap
#endif

enum { FILES_MAX = 1024 };

static struct sock_filter filter[] = {
    LOAD(arch),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, MACHINE, 1, 0),
    KILL,
    LOAD(nr),
    ALLOW_CALL(SYS_read),
    ALLOW_CALL(SYS_write),
    ALLOW_CALL(SYS_brk),
    ALLOW_CALL(SYS_munmap),
    ALLOW_CALL(SYS_mremap),
    ALLOW_CALL(SYS_madvise),
    ALLOW_CALL(SYS_futex),
    ALLOW_CALL(SYS_getrandom),
    ALLOW_CALL(SYS_exit),
    ALLOW_CALL(SYS_exit_group),
    ALLOW_CALL(SYS_rt_sigreturn),
    /* Memory, but nothing that can be run. The lower half of the third
     * argument holds all there is of it. */
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, CALL_MMAP, 2, 0),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mprotect, 1, 0),
    KILL,
    LOAD(args[2]),
    BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1),
    KILL,
    ALLOW,
};

static int limit(int what, rlim_t value)
{
    const struct rlimit both = {value, value};

    return setrlimit((__rlimit_resource_t)what, &both);
}

int confine(void)
{
    const struct sock_fprog program = {sizeof filter / sizeof filter[0],
                                       filter};
    int failed = 0;

    for (int file = STDERR_FILENO + 1; file < FILES_MAX; file++) {
        (void)close(file);
    }
    failed |= limit(RLIMIT_CORE, 0);
    failed |= limit(RLIMIT_FSIZE, 0);
    failed |= limit(RLIMIT_CPU, CONFINE_SECONDS);
    failed |= prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    failed |= prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (IS_SANITIZED) {
        return failed; /* it maps terabytes, and asks the system a lot */
    }
    failed |= limit(RLIMIT_AS, CONFINE_MEMORY_BYTES);
    failed |= limit(RLIMIT_NOFILE, 0);
    failed |= prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
    return failed;
}
