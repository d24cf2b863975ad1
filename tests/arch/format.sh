# clang-format is always right; `clang-format -i` on the file mends it.
. "$(dirname "$0")/lib/check.sh"

style=$ROOT/.clang-format

check() {
    sources=$(files '*.c' '*.h')
    [ -n "$sources" ] || return 0
    clang-format --style="file:$style" --dry-run -Werror $sources 2>&1 |
        grep 'error:' | sed 's/ error:.*/ is not as clang-format writes it/'
}

plant() {
    echo 'int  x;' | planted node/a.c 'node/a.c:1:4: is not as'
    echo 'char* x;' | planted node/a.h 'node/a.h:1:5: is not as'
    echo 'int x;' | planted node/a.c nothing
}

begin "$@"
