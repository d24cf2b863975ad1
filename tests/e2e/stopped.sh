#!/bin/sh
# ctest: smoke timeout=300
# With the node stopped all commands work, several at the same time too, and
# the next start gossips what they did. A node stops cleanly when it is told
# to, and its socket is its owner's alone.
. "$(dirname "$0")/lib/street.sh"

# many HOUSEHOLD WORD COUNT: so many posts, one command after the other.
many() {
    each=0
    while [ "$each" -lt "$3" ]; do
        each=$((each + 1))
        at "$1" offer "$2 $each" --json >>"$street/$2.out" || return 1
    done
}

# ends_well HOUSEHOLD SIGNAL: its node ends by itself, with exit code 0.
ends_well() {
    ending=$(pid "$1")
    kill "-$2" "$ending" || die "$1 was not running"
    wait "$ending"
    check "$1 ends with 0 on $2" is $? 0
    nodes=$(echo " $nodes " | sed "s/ $ending / /")
    check "no socket is left" test ! -S "$street/$1/kith.sock"
    check "status knows" is "$(at "$1" status --json | jq .node.running)" false
}

at ana init --name "Ana" --neighbourhood "Mill Lane" >/dev/null 2>&1 ||
    die founds
at ana offer "Before the first run" >/dev/null 2>&1 || die posts
start ana
join ben ana "Ben"
check "a first post is there before the first run" shows ben before
start ben --peer "$(listens ana)"
eventually "ana knows ben" is_member ana Ben
at ana vouch Ben >/dev/null 2>&1 || die "ana confirms ben"
door=$(listens ana)

say "stopped: every act works, and goes out at the next start"
at ana lend "Old ladder" --json >"$street/ladder" 2>/dev/null || die posts
at ana offer "Old jam" --json >"$street/jam" 2>/dev/null || die posts
eventually "ben has the ladder" shows ben ladder
eventually "and the jam" shows ben jam
ends_well ana TERM
at ana offer "Made at rest" --json >"$street/out" 2>/dev/null || die posts
check "nobody was there to take it" is "$(jq .handed_to "$street/out")" 0
at ana edit "$(jq -r .code "$street/ladder")" --title "New ladder" \
    >/dev/null 2>&1 || die edits
at ana withdraw "$(jq -r .code "$street/jam")" >/dev/null 2>&1 || die withdraws
at ana invite --json >"$street/out" 2>/dev/null || die invites
at ana profile --name "Ana of the mill" >/dev/null 2>&1 || die renames
check "ben cannot know yet" shows_not ben "made rest"
LISTEN=$door start ana
eventually "ben has what was made" shows ben "made rest"
eventually "ben has the edit" shows ben "new ladder"
eventually "ben's board is without the jam" shows_not ben jam
eventually "ben knows the new name" is_member ben "Ana of the mill"
eventually "they are in step" in_step ana ben

say "several commands at the same time, the node running and stopped"
for state in running stopped; do
    [ $state = running ] || ends_well ana INT
    posters=
    for word in Apple Berry Cherry; do
        many ana "$word$state" 8 2>/dev/null &
        posters="$posters $!"
    done
    for poster in $posters; do
        wait "$poster" || die "a command failed while $state"
    done
    check "none took another's place" is "$(cat "$street"/*"$state.out" |
        jq -r .id | sort -u | wc -l)" 24
done
LISTEN=$door start ana
eventually "ben has them all" has_posts ben 51
eventually "they are in step" in_step ana ben

say "the socket is its owner's alone"
check "nobody else may open it" is \
    "$(stat -c %a "$street/ana/kith.sock")" 600
cp "$(dirname "$KITH")/tests/e2e_ask" "$street/ask"
check "its owner is answered" test \
    "$("$street/ask" "$street/ana/kith.sock")" -gt 2
if [ "$(id -u)" -eq 0 ] && setpriv --reuid 65534 --clear-groups true; then
    # Even where the modes were changed by mistake.
    chmod 755 "$street" "$street/ana" "$street/ask"
    chmod 666 "$street/ana/kith.sock"
    check "another user reaches it and is told nothing" is "$(setpriv \
        --reuid 65534 --clear-groups "$street/ask" "$street/ana/kith.sock")" 0
    check "its owner is still answered" test \
        "$("$street/ask" "$street/ana/kith.sock")" -gt 2
else
    say "left out: another user (this needs root)"
fi
ends_well ana TERM
ends_well ben TERM
