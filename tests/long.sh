#!/bin/sh
# The long runs: days of simulation and fuzzing, in turns, until stopped.
#
#   sh tests/long.sh                  all parts, from where they stopped
#   sh tests/long.sh sim [FROM TO]    seeds of the random simulation
#   sh tests/long.sh fuzz [SECONDS]   each fuzz target for that long
#   sh tests/long.sh status           how far each part has come
#
# What is done stands in build/long/: PART.next is the next seed, PART.failed
# the seeds that failed, fuzz/ the grown corpus and what crashed. Two machines
# share the work by giving each its own range of seeds.
set -u
cd "$(dirname "$0")/.." || exit 70
. cli/need.sh

CHUNK=${CHUNK:-50}
state=build/long
mkdir -p "$state/fuzz" || exit 73
trap 'exit 0' INT TERM

ready() {
    cmake --preset "$1" >/dev/null &&
        cmake --build --preset "$1" --parallel "$(nproc)" >/dev/null || {
        echo "the build of $1 failed" >&2
        exit 70
    }
}

# The next seed of a part, counted on in its file.
next() {
    cat "$state/$1.next" 2>/dev/null || echo 1
}

# One program over a range of seeds; each seed that fails is written down and
# the rest of the range goes on.
seeds() {
    part=$1
    seed=$2
    last=$3
    while [ "$seed" -le "$last" ]; do
        upto=$((seed + CHUNK - 1))
        [ "$upto" -le "$last" ] || upto=$last
        if ! SIM_SEED=$seed SIM_SEEDS=$((upto - seed + 1)) \
            "build/release/tests/$part" >"$state/$part.log" 2>&1; then
            one_by_one "$part" "$seed" "$upto"
        fi
        seed=$((upto + 1))
        echo "$seed" >"$state/$part.next"
        echo "$part: seeds up to $upto done, $(failures "$part") failed"
    done
}

one_by_one() {
    for one in $(seq "$2" "$3"); do
        SIM_SEED=$one SIM_SEEDS=1 "build/release/tests/$1" \
            >"$state/$1.log" 2>&1 && continue
        echo "$one" >>"$state/$1.failed"
        cp "$state/$1.log" "$state/$1.$one.log"
        echo "$1: seed $one fails; repeat it with"
        echo "    SIM_SEED=$one SIM_SEEDS=1 build/release/tests/$1"
    done
}

failures() {
    sort -u "$state/$1.failed" 2>/dev/null | wc -l
}

sim() {
    ready release
    for program in build/release/tests/sim_random* \
        build/release/tests/sim_markets \
        build/release/tests/sim_histories; do
        [ -x "$program" ] || continue
        part=${program##*/}
        from=${1:-$(next "$part")}
        seeds "$part" "$from" "${2:-$((from + CHUNK - 1))}"
    done
}

fuzz() {
    ready fuzz
    for program in build/fuzz/tests/fuzz_*; do
        [ -x "$program" ] || continue
        name=${program##*/fuzz_}
        mkdir -p "$state/fuzz/$name" "tests/fuzz/corpus/$name"
        more=
        [ "$name" != template ] || more=net/web/asset
        ASAN_OPTIONS=allow_user_segv_handler=0 "$program" \
            -max_total_time="${1:-300}" -timeout=10 -rss_limit_mb=1024 \
            -artifact_prefix="$state/fuzz/$name-" -print_final_stats=1 \
            "$state/fuzz/$name" "tests/fuzz/corpus/$name" $more \
            >"$state/fuzz/$name.log" 2>&1 &&
            verdict=clean || verdict="FAILED, see $state/fuzz/$name.log"
        echo "fuzz $name: $(sed -n 's/.*number_of_executed_units: *//p' \
            "$state/fuzz/$name.log") inputs, $verdict"
    done
}

status() {
    for file in "$state"/*.next; do
        [ -e "$file" ] || continue
        part=$(basename "$file" .next)
        echo "$part: up to seed $(($(cat "$file") - 1))," \
            "$(failures "$part") failed"
    done
    ls "$state"/fuzz/*-crash-* "$state"/fuzz/*-timeout-* \
        "$state"/fuzz/*-oom-* "$state"/fuzz/*-leak-* 2>/dev/null || :
}

case ${1:-all} in
all)
    need $packages_build clang libclang-rt-14-dev || exit
    while :; do
        sim
        fuzz 60
    done
    ;;
sim) need $packages_build && sim "${2:-}" "${3:-}" ;;
fuzz)
    need $packages_build clang libclang-rt-14-dev && fuzz "${2:-300}"
    ;;
status) status ;;
*)
    sed -n '2,8s/^# \{0,1\}//p' "$0" >&2
    exit 64
    ;;
esac
