#!/bin/sh
# What kith takes, beside what this machine can do, all of one run.
#
#   sh tests/bench/run.sh    needs build/release (sh tests/run.sh quick)
#
# MILLION=1       the same with a board of a million records, half an hour
# POSTS, ROUNDS   as whole.sh
# TRIALS=1000     of the sketches
# CHAIN=100       posts that go from one household over a second to a third
#
# Ratios first; these machines differ and are noisy, so compare within a run.
. "$(dirname "$0")/lib.sh"
here=$(dirname "$0")
CHAIN=${CHAIN:-100}

machine() {
    mkdir "$street/alone"
    limits=$("$tools/bench_limits" "$street/alone") || die "limits"
    row "verify one record, one core" "${limits%% *}" us
    insert_us=${limits#* }
    row "insert one record, alone" "${insert_us%% *}" us
    row "write and sync a page" "${limits##* }" ms
}

# From a command at one household to the disk of the third.
chain() {
    at dan init --name Dan --neighbourhood "Mill Lane" >/dev/null 2>&1 ||
        die init
    start dan
    join eva dan Eva
    start eva --peer "$(listens dan)"
    join fay dan Fay
    start fay --peer "$(listens eva)"
    eventually "dan knows fay" is_member dan Fay
    eventually "they are in step" in_step dan fay
    count=0
    while [ "$count" -lt "$CHAIN" ]; do
        count=$((count + 1))
        begun=$(now_ms)
        id=$(at dan offer "Jar $count" --json | jq -r .id)
        seen=$("$tools/bench_watch" "$(folder fay)" "$id") ||
            die "post $count"
        echo $((${seen%.*} - begun)) >>"$street/times"
    done
    most "command to the disk of the third" \
        "$(sort -n "$street/times" | sed -n "$((CHAIN / 2 + 1))p")" 200 ms
}

# From a file of a camera to the pictures of a post.
photo() {
    "$tools/bench_photo" "$(dirname "$KITH")/kith-photo" >"$street/photo" ||
        die photo
    for what in plain progressive; do
        read -r ms kib
        most "a $what photo of 12 megapixels" "$ms" 1000 ms
        most "memory of who shrinks it" "$kib" 65536 KiB
    done <"$street/photo"
}

machine
photo
sh "$here/page.sh" || die "the page"
"$tools/bench_sketch" "${TRIALS:-1000}" || die sketch
"$tools/bench_differences" || die differences
sh "$here/whole.sh" || die "the whole board"
if [ -n "${MILLION:-}" ]; then
    POSTS=1000000 sh "$here/whole.sh" || die "the board of a million"
fi
chain
sh "$here/deals.sh" || die "deals"
