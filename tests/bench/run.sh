#!/bin/sh
# What kith takes, beside what this machine can do, all of one run.
#
#   sh tests/bench/run.sh    needs build/release (sh tests/run.sh quick)
#
# Ratios first; these machines differ and are noisy, so compare within a run.
. "$(dirname "$0")/../e2e/lib/street.sh"
tools=$(dirname "$KITH")/tests
[ -x "$tools/bench_time" ] || tools=$(dirname "$KITH")
POSTS=${POSTS:-100000}
MEMBERS=${MEMBERS:-700}
CHAIN=${CHAIN:-100}
INGEST=${INGEST:-20000}
cores=$(nproc)

folder() {
    ls -d "$street/$1"/[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]??
}

ratio() {
    awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", (b > 0 ? a / b : 0) }'
}

row() {
    printf '%-44s %10s %s\n' "$1" "$2" "$3"
}

mkdir "$street/alone"
limits=$("$tools/bench_limits" "$street/alone") || die "limits"
verify_us=${limits%% *}
sync_ms=${limits##* }
insert_us=${limits#* }
insert_us=${insert_us%% *}
row "verify one record, one core" "$verify_us" us
row "insert one record, alone" "$insert_us" us
row "write and sync a page" "$sync_ms" ms

export KITH_HOME="$street/busy" XDG_RUNTIME_DIR=''
"$KITH" init --name Hall --neighbourhood "Mill Lane" >/dev/null || die init
"$tools/bench_fill" "$(folder busy)" "$MEMBERS" "$POSTS" || die fill
row "live posts" "$("$KITH" board --limit 131072 --json | jq length)" ""
board=$("$tools/bench_time" 20 "$KITH" board) || die board
row "kith board, whole process (limit 25)" "$(ratio "$board" 25)" \
    "of the limit: $board ms"
search=$("$tools/bench_time" 20 "$KITH" board --search "ladder evening") ||
    die search
row "kith board --search, two words" "$search" ms
offer=$("$tools/bench_time" 20 "$KITH" offer "A jar of plum jam") || die offer
row "kith offer, whole process (limit 8 + sync)" \
    "$(awk -v a="$offer" -v s="$sync_ms" \
        'BEGIN { printf "%.2f", a / (8 + s) }')" \
    "of the limit: $offer ms"
unset KITH_HOME

at ana init --name Ana --neighbourhood "Mill Lane" >/dev/null || die init
"$tools/bench_fill" "$(folder ana)" "$((INGEST / 120 + 1))" "$INGEST" ||
    die fill
# Ben joins while Ana's node is off, so that all of it is still to come.
join ben ana Ben
start ana
begun=$(now_ms)
start ben --peer "$(listens ana)"
ended=$("$tools/bench_watch" "$(folder ben)" "$INGEST") || die ingest
seconds=$(awk -v b="$begun" -v e="$ended" 'BEGIN { print (e - b) / 1000 }')
row "cold sync of $INGEST records" \
    "$(awk -v n="$INGEST" -v s="$seconds" -v v="$verify_us" -v i="$insert_us" \
        -v c="$cores" 'BEGIN { printf "%.2f", n / s * (v + i) / 1e6 / c }')" \
    "of cores / (verify + insert): $(ratio "$INGEST" "$seconds") a second"
stop ben
stop ana

at dan init --name Dan --neighbourhood "Mill Lane" >/dev/null || die init
start dan
join eva dan Eva
start eva --peer "$(listens dan)"
join fay dan Fay
start fay --peer "$(listens eva)"
eventually "dan knows fay" is_member dan Fay
eventually "they are in step" in_step dan fay
: >"$street/times"
count=0
while [ "$count" -lt "$CHAIN" ]; do
    count=$((count + 1))
    begun=$(now_ms)
    id=$(at dan offer "Jar $count" --json | jq -r .id)
    seen=$("$tools/bench_watch" "$(folder fay)" "$id") || die "post $count"
    echo $((${seen%.*} - begun)) >>"$street/times"
done
median=$(sort -n "$street/times" | sed -n "$((CHAIN / 2 + 1))p")
row "command to the disk of the third (goal 200)" "$(ratio "$median" 200)" \
    "of the goal: $median ms"
