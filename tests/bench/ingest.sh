#!/bin/sh
# What taking in a whole board costs: an empty node from a full one.
#
#   sh tests/bench/ingest.sh    needs build/release (sh tests/run.sh quick)
#
# FIRST=' ' lets the empty node hold what a manifest lists, and check later.
# INGEST records of 400 bytes over loopback. PERF=1 profiles both ends into
# /tmp/perf.receiver and /tmp/perf.sender.
. "$(dirname "$0")/lib.sh"
INGEST=${INGEST:-20000}

mkdir "$street/alone"
limits=$("$tools/bench_limits" "$street/alone") || die "limits"
verify_us=${limits%% *}
row "verify one record, one core" "$verify_us" us

members=$((INGEST / 120 + 1))
[ "$members" -le 700 ] || members=700
at ana init --name Ana --neighbourhood "Mill Lane" >/dev/null || die init
"$tools/bench_fill" "$(folder ana)" "$members" "$INGEST" ||
    die fill
# Ben joins while Ana's node is off, so that all of it is still to come.
join ben ana Ben
start ana
sender_idle=$(cpu_us ana)
begun=$(now_ms)
start ben --peer "$(listens ana)" ${FIRST:---check-first}
if [ -n "${PERF:-}" ]; then
    perf record -g -o /tmp/perf.receiver -p "$(pid ben)" >/dev/null 2>&1 &
    perf record -g -o /tmp/perf.sender -p "$(pid ana)" >/dev/null 2>&1 &
fi
shown=$("$tools/bench_held" "$(folder ben)" "$INGEST") || die held
ended=$("$tools/bench_watch" "$(folder ben)" "$INGEST") || die ingest
threads=$(threads_us ben "$INGEST")
seconds=$(awk -v b="$begun" -v e="$ended" 'BEGIN { print (e - b) / 1000 }')
receiver=$(cpu_us ben)
sender=$(($(cpu_us ana) - sender_idle))
share=${threads##* }
row "cold sync of $INGEST records" "$seconds" s
row "on the board, checked or not" "$(awk -v n="$INGEST" -v b="$begun" \
    -v e="$shown" 'BEGIN { printf "%.0f", n * 1000 / (e - b) }')" "a second"
row "records a second" "$(awk -v n="$INGEST" -v s="$seconds" \
    'BEGIN { printf "%.0f", n / s }')" \
    "on $cores cores"
row "signature checks of all processor time" "$share" \
    "goal 0.85: loop, core, checks ${threads% *} us a record"
row "receiver" "$(awk -v n="$INGEST" -v c="$receiver" \
    'BEGIN { printf "%.1f", c / n }')" \
    "us a record, peak $(memory_mib ben VmHWM) MiB"
row "sender" "$(awk -v n="$INGEST" -v c="$sender" \
    'BEGIN { printf "%.1f", c / n }')" \
    "us a record, peak $(memory_mib ana VmHWM) MiB"
row "written" "$(($(written ben) / INGEST))" "bytes a record"
stop ben
stop ana
wait
