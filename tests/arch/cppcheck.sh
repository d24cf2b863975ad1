# ctest: static timeout=600
#
# cppcheck finds nothing in the program. It takes an out-parameter that is set
# only on ERR_OK for uninitialized; clang-tidy follows the paths instead. A DIR
# of our own may be read with readdir, which readdir_r is no better than.
. "$(dirname "$0")/lib/check.sh"

flags='--std=c11 --enable=warning,performance,portability --inline-suppr
--suppress=missingIncludeSystem --suppress=uninitStructMember
--suppress=uninitvar --suppress=ctuuninitvar
--suppress=readdirCalled --quiet -I. --library=posix
--template={file}:{line}:{message}({id})'

check() {
    sources=$(files '*.c' | grep -v '^tests/')
    [ -n "$sources" ] || return 0
    cppcheck $flags $sources 2>&1
}

plant() {
    planted node/a.c '(arrayIndexOutOfBounds)' <<'C'
int f(void)
{
    int a[3] = {0, 1, 2};
    return a[3];
}
C
    planted store/a.c '(nullPointer)' <<'C'
int f(void)
{
    int *a = 0;
    return *a;
}
C
    echo 'int f(int a) { return a + 1; }' | planted node/a.c nothing
}

begin "$@"
