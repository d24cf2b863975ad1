# The core decides by what it is given: libnode.a and libcodec.a may need
# nothing from outside but the names in lib/pure.names, which hold no clock,
# no file, no socket and no random number.
. "$(dirname "$0")/lib/check.sh"

names=$(cd "$(dirname "$0")" && pwd)/lib/pure.names

# judge archive...: one line for each foreign name that is not on the list.
judge() {
    defined=$(mktemp)
    nm -g --defined-only "$@" | awk 'NF == 3 { print $3 }' >"$defined"
    nm -Au "$@" | awk -v allowed="$names" -v defined="$defined" '
    BEGIN {
        while ((getline line < allowed) > 0)
            if (line !~ /^#/ && line != "") known[line] = 1
        while ((getline line < defined) > 0) known[line] = 1
    }
    NF > 1 && $(NF - 1) == "U" && !($NF in known) {
        where = $1
        sub(/.*\//, "", where)
        sub(/:$/, "", where)
        print where " needs " $NF ", which is not in lib/pure.names"
    }' | sort -u
    rm -f "$defined"
}

check() {
    for archive in "$BUILD/libnode.a" "$BUILD/libcodec.a"; do
        [ -e "$archive" ] && set -- "$@" "$archive"
    done
    [ $# -gt 0 ] || { echo "no archive in $BUILD" && return; }
    judge "$@"
}

# The violations are compiled, so they plant an archive instead of a file.
planted_call() {
    tree=$(mktemp -d)
    { cat && echo "$2"; } >"$tree/planted.c"
    ${CC:-cc} -std=c17 -O1 -U_FORTIFY_SOURCE -c "$tree/planted.c" \
        -o "$tree/planted.o" && ar rc "$tree/libnode.a" "$tree/planted.o"
    printed=$(BUILD=$tree check)
    rm -rf "$tree"
    judged "$2" "$1" "$printed"
}

plant() {
    planted_call 'needs time,' 'long f(void) { return time(0); }' <<'C'
#include <time.h>
C
    planted_call 'needs open,' 'int f(void) { return open("/", 0); }' <<'C'
#include <fcntl.h>
C
    planted_call 'needs socket,' 'int f(void) { return socket(1, 1, 0); }' <<'C'
#include <sys/socket.h>
C
    for call in 'randombytes_buf(b, 64)' 'crypto_box_keypair(b, b + 32)' \
        'crypto_sign_keypair(b, b + 32)' 'crypto_kx_keypair(b, b + 32)' \
        'crypto_secretstream_xchacha20poly1305_keygen(b)' \
        'crypto_box_seal(b, b, 1, b + 64)'; do
        planted_call "needs ${call%%(*}," \
            "void f(void); void f(void) { $call; }" <<'C'
#include <sodium.h>
static unsigned char b[128];
C
    done
    planted_call nothing 'int f(void) { return memcmp(b, b + 1, n()); }' <<'C'
#include <string.h>
#include <sodium.h>
static unsigned char b[64];
unsigned long n(void) { crypto_sign_seed_keypair(b, b, b); return strlen(""); }
C
}

[ "${1:-}" = --planted ] || : "${BUILD:?the folder of a build}"
begin "$@"
