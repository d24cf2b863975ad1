#!/bin/sh
# A whole board: taking it in, holding it, meeting again, and reading it.
#
#   sh tests/bench/whole.sh    needs build/release (sh tests/run.sh quick)
#
# POSTS=100000    records of 400 bytes that an empty node is to take in
# ROUNDS=5        times that the two meet again; medians are printed
#
# Every figure is a ratio to its limit, of one run: these machines are noisy.
. "$(dirname "$0")/lib.sh"
POSTS=${POSTS:-100000}
ROUNDS=${ROUNDS:-5}
PART=100000   # of a greater board: the rate of the first and last so many
HANDSHAKE=1248 # bytes of its three messages: see net/codec/handshake.h
NEW=100

members=$((POSTS / 120 + 1))
[ "$members" -le 700 ] || members=700
last=$POSTS # the number of the next post

median() {
    sort -n "$1" | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'
}

watch() {
    "$tools/bench_watch" "$(folder ben)" "$@"
}

make() {
    at ana init --name Ana --neighbourhood "Mill Lane" >/dev/null 2>&1 ||
        die init
    "$tools/bench_fill" "$(folder ana)" "$members" "$POSTS" || die fill
    record_bytes=$("$tools/bench_records" "$(folder ana)" | awk '{
        sub(/.*"record":"/, ""); sum += (length($0) - 2) / 2
    } END { printf "%.1f", sum / NR }')
    # Ben joins while Ana's node is off, so that all of it is still to come.
    join ben ana Ben 2>/dev/null
}

# The rate of the last PART beside that of the first.
take_parts() {
    first_at=$(watch "$PART") && late_at=$(watch "$((POSTS - PART))") &&
        ended=$(watch "$POSTS") || die "ben does not get all"
    least "  last $PART, to the rate of the first" \
        "$(calc "($first_at - $begun) / ($ended - $late_at)")" 0.6 ""
}

take() {
    verify_us=$("$tools/bench_limits") || die limits
    starts ana
    quiet ana 60
    starts ben --check-first --peer "$(listens ana)"
    begun=$starts_begun
    if [ "$POSTS" -gt "$PART" ]; then
        take_parts
    fi
    "$tools/bench_held" "$(folder ben)" "$POSTS" >/dev/null &&
        stored=$(watch "$POSTS") || die "ben does not get all"
    threads=$(threads_us ben "$POSTS")
    times=$(watch "$POSTS" 7 "$((POSTS / 2))" "$((POSTS - 1))") ||
        die "ben does not find all"
    row "stored, records a second" "$(calc \
        "$POSTS * 1000 / ($stored - $begun)")" "on $cores cores"
    row "  and found by searches" "$(calc \
        "$POSTS * 1000 / (${times##* } - $begun)")" "on $cores cores"
    parts="at $verify_us us a check; loop, core, checks ${threads% *}"
    if [ "$POSTS" -eq 100000 ]; then
        least "signature checks, of all CPU of the receiver" "${threads##* }" \
            0.85 "$parts"
    else # of fewer the start is much; of more words follow meanwhile
        row "signature checks, of all CPU of the receiver" "${threads##* }" \
            "$parts"
    fi
    most "bytes on the wire, to payload" "$(awk -v w="$(wire ana)" \
        -v n="$POSTS" -v b="$record_bytes" \
        'BEGIN { printf "%.3f", w / n / b }')" 1.05 "of $record_bytes each"
    quiet ben 120
    most "peak memory of the receiver" "$(memory_mib ben VmHWM)" 48 MiB
    most "peak memory of the sender" "$(memory_mib ana VmHWM)" 32 MiB
    limit=1500
    [ "$POSTS" -le 100000 ] || limit=2600
    most "written to disk, a record" "$(($(written ben) / POSTS))" "$limit" \
        bytes
    row "disk of the receiver, a record" "$(($(du -sB1 "$(folder ben)" |
        cut -f1) / POSTS))" bytes
    stop ben
    stop ana
}

# Cara's node is killed when she has half of the board, and starts again.
resume() {
    join cara ana Cara 2>/dev/null
    starts ana
    quiet ana 60
    starts cara --check-first --peer "$(listens ana)"
    "$tools/bench_watch" "$(folder cara)" $((POSTS / 2)) >/dev/null ||
        die "cara does not get half"
    stop cara KILL
    there=$(at cara status --json |
        jq '.neighbourhoods[0].sets.board.records')
    cpu=$(cpu_us ana)
    starts cara --check-first --peer "$(listens ana)"
    "$tools/bench_watch" "$(folder cara)" "$POSTS" >/dev/null ||
        die "cara does not get the rest"
    most "cut off at half: bytes to go on, to those missing" \
        "$(awk -v w="$(wire ana)" -v n="$((POSTS - there))" \
            -v b="$record_bytes" 'BEGIN { printf "%.3f", w / n / b }')" \
        1.05 "of $((POSTS - there)) records"
    row "  processor time of the sender, a record of those" "$(calc \
        "($(cpu_us ana) - $cpu) / ($POSTS - $there)")" us
    stop cara
    stop ana
}

hold() {
    at zoe init --name Zoe --neighbourhood "Elm Street" >/dev/null 2>&1 ||
        die init
    starts zoe
    quiet zoe 10
    empty_mib=$(memory_mib zoe)
    stop zoe
    starts ana
    most "warm start" "$started_ms" 1000 ms
    quiet ana 60
    most "resident, above an empty node" \
        "$(calc "$(memory_mib ana) - $empty_mib")" 12 \
        "MiB ($empty_mib of an empty one)"
}

# Ana is held while Ben starts and dials: time begins with what she reads.
meet() {
    held ana
    starts ben --peer 127.0.0.1:"$ana_port"
    sleep 0.3
}

in_step_bytes() {
    meet
    let_go ana
    sleep 2
    row "in step: bytes after message 3" "$(($(wire ana) - HANDSHAKE))" \
        "bytes, sealed and padded"
    quiet ben 60
    stop ben
}

# What is new comes while the two are apart.
new() {
    "$tools/bench_fill" "$(folder ana)" "$members" "$NEW" "$last" || die fill
    last=$((last + NEW))
    quiet ana 60
    meet
    watch "$last" >"$street/seen" &
    new_watch=$!
    sleep 0.2
    new_begun=$(now_ms)
    let_go ana
    wait "$new_watch" || die "what is new does not come"
    calc "$(cat "$street/seen") - $new_begun" >>"$street/times"
    echo >>"$street/times"
    sleep 1
    calc "$(wire ana) - $HANDSHAKE - $NEW * $record_bytes" >>"$street/bytes"
    echo >>"$street/bytes"
    quiet ben 60
    stop ben
}

meet_again() {
    ana_port=$(listens ana)
    ana_port=${ana_port##*:}
    in_step_bytes
    count=0
    while [ "$count" -lt "$ROUNDS" ]; do
        count=$((count + 1))
        new
    done
    most "$NEW new: on disk at the other end" "$(median "$street/times")" 25 ms
    row "$NEW new: bytes but for the records" "$(median "$street/bytes")" \
        "bytes, padding of frames too"
    stop ana
}

# timed WHAT LIMIT [--cold FOLDER] COMMAND...: a whole process of Ana's.
timed() {
    timed_what=$1
    timed_limit=$2
    shift 2
    timed_ms=$(KITH_HOME=$street/ana XDG_RUNTIME_DIR='' \
        "$tools/bench_time" 20 "$@") || die "$timed_what"
    most "$timed_what" "$timed_ms" "$timed_limit" ms
}

read_it() {
    sync_ms=$("$tools/bench_limits" "$street/alone") || die limits
    sync_ms=${sync_ms##* }
    cold="--cold $(folder ana)"
    timed "kith board, whole process" 15 "$KITH" board
    timed "  cold" 25 $cold "$KITH" board
    timed "kith board --search, two words" 20 \
        "$KITH" board --search "ladder evening"
    timed "  cold" 40 $cold "$KITH" board --search "ladder evening"
    timed "kith offer (8 ms and a sync)" "$(calc "8 + $sync_ms")" \
        "$KITH" offer "A jar of plum jam"
}

mkdir "$street/alone"
make
say "A board of $POSTS records of $record_bytes bytes, $members members"
take
resume
hold
meet_again
read_it
