#!/bin/sh
# The page of a node with many posts, and with many viewers.
#
#   sh tests/bench/page.sh    needs build/release (sh tests/run.sh quick)
#
# POSTS=10000 VIEWERS=300 SECONDS_LIVE=60
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/../e2e/lib/web.sh"
POSTS=${POSTS:-10000}
VIEWERS=${VIEWERS:-300}
SECONDS_LIVE=${SECONDS_LIVE:-60}

# request PATH [COOKIE]: as a file.
request() {
    printf 'GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n%s\r\n' "$1" \
        "$us" "${2:+Cookie: $2$crlf}" >"$street/request"
}

at hall init --name "The hall" --neighbourhood "Mill Lane" >/dev/null 2>&1 ||
    die init
"$tools/bench_fill" "$(folder hall)" 30 "$POSTS" || die fill
starts hall --page 0.0.0.0:0
page_of hall
quiet hall 120
log_in hall
request / "$cookie"
most "first page, of a resident" \
    "$("$tools/bench_time" 11 "$http" "$port" "$street/request")" 100 ms
get / "$cookie"
most "its size, without photos" "$(body | wc -c)" 60000 bytes
request /
most "first page, of guests" \
    "$("$tools/bench_time" 101 "$http" "$port" "$street/request")" 100 ms

# Each viewer hears of a post in the middle of a minute, and loads the board.
quiet hall 60
rested=$(memory_mib hall)
cpu_begun=$(cpu_us hall)
"$tools/e2e_crowd" "$port" "$VIEWERS" "$SECONDS_LIVE" view >"$street/live" &
crowd=$!
sleep $((SECONDS_LIVE / 2))
at hall offer "Plums" >/dev/null 2>&1 || die "no post"
sleep 2
most "memory more with $VIEWERS viewers" \
    "$(calc "$(memory_mib hall) - $rested")" 40 MiB
wait "$crowd"
least "viewers that heard of a post" \
    "$(sed 's/.*, \([0-9]*\) news/\1/' "$street/live")" "$VIEWERS" viewers
least "and loaded the board" \
    "$(sed 's/.*, \([0-9]*\) boards.*/\1/' "$street/live")" "$VIEWERS" viewers
most "processor time meanwhile" \
    "$(calc "($(cpu_us hall) - $cpu_begun) / 1e4 / $SECONDS_LIVE")" 5 percent
stop hall
