# Every header compiles by itself, and twice.
. "$(dirname "$0")/lib/check.sh"

flags='-std=c17 -fsyntax-only -Wall -Wextra -Wpedantic -Werror -Wno-psabi'

includes() {
    for library in libuv libsodium msgpack sqlite3 jansson smartcols cmocka; do
        pkg-config --cflags "$library" 2>/dev/null
    done | tr ' ' '\n' | sort -u
}

check() {
    found=$(includes)
    for header in $(files '*.h'); do
        case $header in
        node/* | net/codec/*) posix= ;;
        *) posix=-D_POSIX_C_SOURCE=200809L ;;
        esac
        printf '#include "%s"\n#include "%s"\n' "$header" "$header" |
            ${CC:-cc} $flags $posix $found -I. -x c - 2>&1 | head -n 8
    done
}

plant() {
    echo 'size_t f(void);' | planted node/a.h "unknown type name"
    echo '#include "node/none.h"' | planted node/a.h 'node/none.h'
    echo 'enum a { A };' | planted store/a.h 'rede'
    {
        printf '#ifndef A\n#define A\n#include <stddef.h>\n'
        printf 'size_t f(void);\n#endif\n'
    } | planted node/a.h nothing
}

begin "$@"
