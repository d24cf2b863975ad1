# ctest: static timeout=1200 cost=300
#
# clang-tidy finds nothing; what it looks for stands in .clang-tidy. Of a
# function it follows 50,000 states, which takes a quarter of the time of all
# that clang would: TIDY_STATES=225000 sh tests/arch/tidy.sh, before a release.
. "$(dirname "$0")/lib/check.sh"

extra() {
    printf ' --extra-arg=%s' -D__NO_CTYPE \
        -Wno-ignored-optimization-argument -Xclang -analyzer-config \
        -Xclang "max-nodes=${TIDY_STATES:-50000}"
}

# One file a run: the analyzer of clang 14 takes a va_list for uninitialized
# in the second file of a run. Without __NO_CTYPE, tolower() is a macro of the
# C library whose nesting would count as ours.
check() {
    files '*.c' | grep -v '^tests/fuzz/' |
        xargs -r -n 1 -P "$(nproc)" clang-tidy --quiet -p "$BUILD" \
            $(extra) 2>/dev/null |
        grep -E '(error|warning):|note: (nesting|[0-9]+ [a-z]+) ' |
        sed "s,^$ROOT/,," | sort -u
}

# A planted file is in no compilation database.
planted_tidy() {
    tree=$(mktemp -d)
    mkdir "$tree/node"
    cat >"$tree/node/planted.c"
    printed=$(clang-tidy --quiet --config-file="$ROOT/.clang-tidy" \
        "$tree/node/planted.c" -- -std=c17 2>/dev/null | grep 'error:')
    rm -rf "$tree"
    judged "$1" "$1" "$printed"
}

plant() {
    planted_tidy function-cognitive-complexity <<'C'
int f(int a, int b);
int f(int a, int b)
{
    int n = 0;

    for (int i = 0; i < a; i++) {
        for (int j = 0; j < b; j++) {
            if (i == j) {
                n++;
            } else if (b > 1 || a == 3) {
                n--;
            } else if (a > 5 && b > i) {
                n += i > j ? 1 : 2;
            }
        }
        if (n > 3 || n < -3) {
            n += i > 1 ? 3 : 4;
        }
        while (n > a && b > i) {
            n -= n > 3 ? 1 : 2;
        }
    }
    return n;
}
C
    planted_tidy function-size <<'C'
int f(int a, int b, int c, int d, int e, int g, int h);
int f(int a, int b, int c, int d, int e, int g, int h)
{
    return a + b + c + d + e + g + h;
}
C
    planted_tidy braces-around-statements <<'C'
int f(int a);
int f(int a)
{
    if (a)
        return 1;
    return 0;
}
C
    planted_tidy identifier-naming <<'C'
int badName(void);
C
    planted_tidy NullDereference <<'C'
int f(int a);
int f(int a)
{
    int *p = 0;
    if (a > 3) {
        *p = a;
    }
    return a;
}
C
    planted_tidy nothing <<'C'
int f(int a);
int f(int a)
{
    return a + 1;
}
C
}

begin "$@"
