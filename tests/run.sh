#!/bin/sh
# What is run for every commit, in at most 25 minutes on two cores:
#
#   sh tests/run.sh         everything
#   sh tests/run.sh quick   the release build and its tests, 5 minutes
#
# Installs what is missing, after saying what and how large. The last line is
# "N passed, N failed", over all that was run; it fails when one failed.
set -u
cd "$(dirname "$0")/.." || exit 70
. cli/need.sh

tests_quick='universal-ctags clang-format git jq sqlite3 mount iproute2'
tests_full='patch clang clang-tidy libclang-rt-14-dev cppcheck'
tests_full="$tests_full chromium nodejs npm"

passed=0
failed=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT
trap 'exit 75' INT TERM
began=$(date +%s)

say() {
    printf '\n=== %s (%s s so far)\n' "$1" "$(($(date +%s) - began))"
}

# build PRESET: configure and compile; a failure counts as one failed test.
build() {
    say "build $1"
    cmake --preset "$1" >"$log" 2>&1 &&
        cmake --build --preset "$1" --parallel "$(nproc)" >>"$log" 2>&1 &&
        return 0
    tail -n 60 "$log"
    echo "the build of $1 failed"
    failed=$((failed + 1))
    return 1
}

# check PRESET: run its tests and add up what ctest counted.
check() {
    say "test $1"
    ctest --preset "$1" --parallel "$(($(nproc) + 1))" 2>&1 | tee "$log"
    counts=$(awk '/% tests passed, .* failed out of/ {
        print $4, $NF
    }' "$log")
    if [ -z "$counts" ]; then
        echo "ctest did not come to its end"
        failed=$((failed + 1))
        return
    fi
    failed=$((failed + ${counts% *}))
    passed=$((passed + ${counts#* } - ${counts% *}))
}

case ${1:-full} in
quick)
    need $packages_build $tests_quick || exit
    export SIM_SEEDS=20
    build release && check release
    ;;
full)
    need $packages_build $tests_quick $tests_full || exit
    if build release; then
        check release
        check page
        check static
    fi
    for preset in asan tsan fuzz; do
        build "$preset" && check "$preset"
    done
    ;;
*)
    echo "usage: sh tests/run.sh [quick]" >&2
    exit 64
    ;;
esac

echo
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
