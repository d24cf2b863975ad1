#!/bin/sh
# kith beside other systems, on this machine, in one run: see README.md.
#
#   sh tests/bench/peers/run.sh    needs build/release (sh tests/run.sh quick)
#
# RUNS=5                  runs of which the medians are printed
# COUNTS="10000 100000"   records at the source
# SYSTEMS="kith held ssb hypercore git"    held: kith, by manifests
# MODULES=FOLDER          a node_modules to use instead of a fresh one
# RESULTS=FILE            every single figure, as lines of JSON
set -u
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../../.." || exit 70
. cli/need.sh
tools=$PWD/build/release/tests
[ -x "$tools/bench_records" ] || {
    echo "build/release is missing: sh tests/run.sh quick" >&2
    exit 69
}

# Its own network, so that all bytes on the loopback interface are ours.
if [ -z "${PEERS_ALONE:-}" ]; then
    commands=
    command -v node >/dev/null || commands='nodejs npm'
    need git iproute2 util-linux $commands || exit
    PEERS_FOLDER=$(mktemp -d)
    trap 'rm -rf "$PEERS_FOLDER"' EXIT
    trap 'exit 75' INT TERM
    export PEERS_FOLDER
    if [ -z "${MODULES:-}" ]; then
        echo "Fetching ssb-db2, ssb-ebt, hypercore and what they need from npm"
        echo "(100 MB, 245 MB unpacked), for a folder removed at the end."
        cp "$here/package.json" "$here/package-lock.json" "$PEERS_FOLDER"
        (cd "$PEERS_FOLDER" &&
            npm ci --ignore-scripts --no-audit --no-fund \
                --cache "$PEERS_FOLDER/cache" >"$PEERS_FOLDER/log" 2>&1) || {
            tail -n 5 "$PEERS_FOLDER/log" >&2
            exit 69
        }
        rm -rf "$PEERS_FOLDER/cache"
        MODULES=$PEERS_FOLDER/node_modules
    fi
    export MODULES
    PEERS_ALONE=1 unshare -rn sh "$here/run.sh"
    exit
fi
ip link set lo up || exit 71
exec node "$here/bench.js" "$tools" "$MODULES" "$PEERS_FOLDER"
