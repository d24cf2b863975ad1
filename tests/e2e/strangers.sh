#!/bin/sh
# ctest: timeout=300 cost=40
# Strangers at the door - a wrong key, a first message repeated or cut in half,
# random bytes, a finder of an invite who is nobody, 300 connections that are
# held - are told nothing, cost the node under 2 MiB, and the members stay in
# step meanwhile.
. "$(dirname "$0")/lib/street.sh"
stranger=$(dirname "$KITH")/tests/e2e_stranger

# told KIND: how many bytes the node says to such a stranger.
told() {
    timeout 60 "$stranger" "$1" "$address" "$invite"
}

told_nothing() {
    is "$(told "$1")" 0
}

# memory HOUSEHOLD FIELD: of its node, in KiB; VmHWM is the most it ever had.
memory() {
    sed -n "s/^$2:[^0-9]*\([0-9]*\) kB/\1/p" "/proc/$(pid "$1")/status"
}

at ana init --name "Ana" --neighbourhood "Mill Lane" >/dev/null || die founds
start ana
join ben ana "Ben"
start ben --peer "$(listens ana)"
eventually "ana knows ben" is_member ana Ben
at ana vouch Ben >/dev/null 2>&1 || die "ana confirms ben"
address=$(listens ana)
invite=$(at ana invite --json | jq -r .invite)
at ana offer "Warm words" >/dev/null 2>&1 || die posts
eventually "they are in step" in_step ana ben

say "who knows the network key is answered, so this test would notice"
check "an answer to a good first message" test "$(told known)" -gt 0
before=$(memory ana VmRSS)

say "strangers are told nothing"
for kind in wrong random; do
    for time in 1 2 3 4 5; do
        check "zero bytes: $kind, time $time" told_nothing $kind
    done
done
check "zero bytes: a first message repeated" told_nothing replay
# These are told by the node's time-outs, so they wait side by side.
told half >"$street/half" &
half=$!
check "zero bytes: a handshake by nobody, then nothing" told_nothing guest
wait "$half"
check "zero bytes: half a first message" is "$(cat "$street/half")" 0

say "300 connections are held"
mkfifo "$street/end" "$street/held"
"$stranger" held "$address" "$invite" 300 \
    <"$street/end" >"$street/held" 2>"$street/again" &
holder=$!
nodes="$nodes $holder"
exec 8>"$street/end" 9<"$street/held"
read -r line <&9
check "they stand at the door" is "$line" held
# Longer than the node waits for a handshake, so that places change hands.
begun=$(date +%s)
post=0
while [ "$post" -lt 20 ] || [ $(($(date +%s) - begun)) -lt 12 ]; do
    post=$((post + 1))
    [ "$post" -lt 100 ] || { sleep 1; continue; }
    at ana offer "Hot pie $post" >/dev/null 2>&1 || die "ana posts"
    at ben offer "Cold pie $post" >/dev/null 2>&1 || die "ben posts"
    eventually "ben sees it" shows ben "hot $post"
    eventually "ana sees it" shows ana "cold $post"
done
check "nobody was let in" is "$(at ana peers --json | jq length)" 1
exec 8>&-
read -r line <&9
check "zero bytes to those who are held" is "$line" 0
wait "$holder"
check "the holder ended well" is $? 0
cat "$street/again"
eventually "they are in step" in_step ana ben

grown=$(($(memory ana VmHWM) - before))
say "posts and all the strangers: $grown KiB more at the most"
check "memory grew by under 2 MiB" test "$grown" -lt 2048
