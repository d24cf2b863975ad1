# Plant bugs, one at a time, in a copy of the tree: each must be caught by the
# test that its patch names. All of them, or those that are named:
#
#     sh tests/planted/run.sh [name ... | --some COUNT]
#
# --some takes so many, the next ones every day, so that each has its turn.
#
# A patch begins with two lines, "What: ..." and "Caught by: folder/test".
set -u

root=$(cd "$(dirname "$0")/../.." && pwd)
copy=${PLANTED_COPY:-$(mktemp -d)}
seeds=${SIM_SEEDS:-10}

# The copy keeps its build folder, so that each bug costs one small build.
prepare() {
    mkdir -p "$copy" &&
        (cd "$root" && git ls-files -z |
            xargs -0 tar cf - --ignore-failed-read) |
        tar xf - -C "$copy" &&
        cd "$copy" &&
        cmake --preset release >"$copy/log" 2>&1 ||
        {
            cat "$copy/log"
            exit 70
        }
}

build() {
    cmake --build build/release --target "$1" >"$copy/log" 2>&1
}

# Zero when the test passes.
try() {
    SIM_SEEDS=$seeds timeout 600 "build/release/tests/$1" >"$copy/log" 2>&1
}

plant() {
    bug=$1
    wanted=$(sed -n 's/^Caught by: //p' "$root/tests/planted/$bug.patch")
    target=$(echo "$wanted" | tr / _)
    # All of it or nothing: the next is planted in the same tree.
    if ! patch -s -p0 --dry-run <"$root/tests/planted/$bug.patch" \
        >"$copy/log" 2>&1; then
        echo "wrong: $bug does not apply any more"
        return 1
    fi
    patch -s -p0 <"$root/tests/planted/$bug.patch"
    if ! build "$target"; then
        verdict="wrong: $bug does not compile"
    elif try "$target"; then
        verdict="wrong: $bug is not caught by $wanted"
    else
        verdict="caught: $bug by $wanted"
    fi
    patch -s -R -p0 <"$root/tests/planted/$bug.patch"
    echo "$verdict"
    [ "${verdict#caught}" != "$verdict" ]
}

bugs() {
    (cd "$root/tests/planted" && ls ./*.patch) | sed 's,^\./,,; s,\.patch$,,'
}

# Those whose turn it is today: a window that moves on and wraps around.
some_bugs() {
    { bugs && bugs; } | tail -n "+$(($(date +%s) / 86400 * $1 %
        $(bugs | wc -l) + 1))" | head -n "$1"
}

if [ "${1:-}" = --some ]; then
    set -- $(some_bugs "$2")
elif [ $# -eq 0 ]; then
    set -- $(bugs)
fi
prepare
failed=0
for bug; do
    plant "$bug" || failed=$((failed + 1))
done
[ -n "${PLANTED_COPY:-}" ] || rm -rf "$copy"
echo "$# bugs planted, $failed not caught"
[ "$failed" -eq 0 ]
