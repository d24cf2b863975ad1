# Shared by the scripts of this folder, which source it: what a node takes, and
# rows that print a figure beside its limit. Sources tests/e2e/lib/street.sh.
. "$(dirname "$0")/../e2e/lib/street.sh"
tools=$(dirname "$KITH")/tests
[ -x "$tools/bench_time" ] || tools=$(dirname "$KITH")
cores=$(nproc)

# The data folder of a household.
folder() {
    ls -d "$street/$1"/[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]??
}

# calc EXPRESSION: of awk, with two decimals.
calc() {
    awk "BEGIN { printf \"%.2f\", $1 }"
}

ratio() {
    awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", (b > 0 ? a / b : 0) }'
}

row() {
    printf '%-44s %10s %s\n' "$1" "$2" "$3"
}

# most WHAT VALUE LIMIT UNIT: the ratio first, above 1 it is missed.
most() {
    row "$1" "$(ratio "$2" "$3")" "of the limit of $3 $4: $2$(
        awk -v a="$2" -v b="$3" 'BEGIN { if (a > b) print " MISSED" }')"
}

# least WHAT VALUE LIMIT UNIT: the ratio first, below 1 it is missed.
least() {
    row "$1" "$(ratio "$2" "$3")" "of the least, $3 $4: $2$(
        awk -v a="$2" -v b="$3" 'BEGIN { if (a < b) print " MISSED" }')"
}

# cpu_us HOUSEHOLD: processor time of its node so far, all threads.
cpu_us() {
    awk -v hz="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); \
        printf "%.0f", ($12 + $13) * 1e6 / hz }' "/proc/$(pid "$1")/stat"
}

# threads_us HOUSEHOLD RECORDS: processor time so far of the loop, the core and
# those that check signatures, a record; and the share of the last. The first
# thread is the loop, the second the core.
threads_us() {
    for task in /proc/"$(pid "$1")"/task/*; do
        echo "${task##*/} $(cat "$task/schedstat")"
    done | sort -n | awk -v n="$2" '{
        us = $2 / 1e3 / n
        sum[NR < 3 ? NR : 3] += us; all += us
    } END {
        printf "%.1f %.1f %.1f %.3f", sum[1], sum[2], sum[3], sum[3] / all
    }'
}

# memory_mib HOUSEHOLD [FIELD]: resident memory now; VmHWM: at most so far.
memory_mib() {
    awk -v field="${2:-VmRSS}:" '$1 == field { printf "%.1f", $2 / 1024 }' \
        "/proc/$(pid "$1")/status"
}

# written HOUSEHOLD: bytes that its node gave to the disk.
written() {
    awk '/^write_bytes/ { print $2 }' "/proc/$(pid "$1")/io"
}

# wire HOUSEHOLD: bytes of payload both ways, of the connection to the node,
# which listens.
wire() {
    wire_port=$(listens "$1")
    ss -tinH state established "( sport = :${wire_port##*:} )" |
        awk '{ for (i = 1; i <= NF; i++) {
            if ($i ~ /^bytes_(sent|received):/) {
                sub(/.*:/, "", $i); sum += $i
            }
        } } END { printf "%d", sum }'
}

# starts HOUSEHOLD OPTION...: as start; how long it took until it listens.
starts() {
    starts_home=$1
    shift
    : >"$street/$starts_home.out"
    starts_begun=$(now_ms)
    KITH_HOME=$street/$starts_home XDG_RUNTIME_DIR='' "$KITH" run --no-lan \
        --only-peers --json --listen 127.0.0.1:0 --page none "$@" \
        >"$street/$starts_home.out" 2>>"$street/$starts_home.log" &
    eval "node_$starts_home=$!"
    nodes="$nodes $!"
    until grep -q 127.0.0.1 "$street/$starts_home.out"; do
        [ "$(($(now_ms) - starts_begun))" -lt $((DEADLINE * 1000)) ] ||
            die "the node of $starts_home does not start"
        sleep 0.005
    done
    started_ms=$(($(now_ms) - starts_begun))
}

# held HOUSEHOLD, let_go HOUSEHOLD: its process stops, and goes on.
held() {
    kill -STOP "$(pid "$1")"
}

let_go() {
    kill -CONT "$(pid "$1")"
}

# quiet HOUSEHOLD SECONDS: until its node has spent no processor time to speak
# of for a second.
quiet() {
    quiet_end=$(($(date +%s) + $2))
    quiet_was=-1
    until quiet_now=$(cpu_us "$1") &&
        [ "$((quiet_now - quiet_was))" -le 30000 ] && [ "$quiet_was" -ge 0 ]; do
        [ "$(date +%s)" -lt "$quiet_end" ] || die "$1 is not quiet after $2 s"
        quiet_was=$quiet_now
        sleep 1
    done
}
