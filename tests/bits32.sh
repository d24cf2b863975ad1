#!/bin/sh
# The tests as on a machine of 32 bits, which many a Raspberry Pi is: in a
# Debian for i386 in a folder of its own, which is removed at the end.
#
#   sudo sh tests/bits32.sh                 all tests; 20 minutes on two cores
#   sudo sh tests/bits32.sh -R '^unit/'     any options of ctest
#
# Needs a processor that runs both. What is tested is the last commit.
set -u
cd "$(dirname "$0")/.." || exit 70
. cli/need.sh

if [ -z "${ROOT32:-}" ]; then
    [ "$(id -u)" -eq 0 ] || {
        echo "usage: sudo sh tests/bits32.sh [OPTION OF CTEST]..." >&2
        exit 64
    }
    need mmdebstrap arch-test git util-linux || exit
    ROOT32=$(mktemp -d)
    trap 'rm -rf --one-file-system "$ROOT32"' EXIT
    trap 'exit 75' INT TERM
    export ROOT32
    # Its mounts are gone with the last process in it.
    unshare -m sh "$0" "$@"
    exit
fi

packages=$(echo $packages_build universal-ctags jq sqlite3 iproute2 patch \
    procps util-linux | tr ' ' ',')
mmdebstrap --quiet --variant=minbase --architectures=i386 \
    --include="$packages" bookworm "$ROOT32" http://deb.debian.org/debian ||
    exit 69
mount --bind "$ROOT32" "$ROOT32" && mount -t proc proc "$ROOT32/proc" &&
    mount --rbind /dev "$ROOT32/dev" && mount --rbind /sys "$ROOT32/sys" &&
    mount -t tmpfs tmpfs "$ROOT32/run" && mkdir "$ROOT32/kith" || exit 71
git archive HEAD | tar -x -C "$ROOT32/kith" || exit 74

# The page and what reads the source are the same at any width.
exec linux32 chroot "$ROOT32" sh -c 'cd /kith || exit
    export HOME=/tmp PATH=/usr/sbin:/usr/bin:/sbin:/bin
    cmake --preset release >/dev/null &&
        cmake --build --preset release --parallel "$(nproc)" >/dev/null &&
        exec ctest --preset release --parallel "$(nproc)" \
            -E "^(arch|page|planted)/" "$@"
' sh "$@"
