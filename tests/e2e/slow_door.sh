#!/bin/sh
# ctest: timeout=300 cost=40
# A node hears that somebody joins and is slow to answer. The joiner keeps its
# keys: asking again, or waiting under kith run, it is the same household, and
# never its own thief.
. "$(dirname "$0")/lib/street.sh"
valve=$(dirname "$KITH")/tests/e2e_valve

is_newcomer() {
    at ana members --json | jq -e --arg name "$1" \
        'any(.[]; .name == $name and .standing == "newcomer")' >/dev/null
}

own_id() {
    at "$1" status --json | jq -r .household.id
}

# Ana's door is at $door; behind it is a slow line, or her node itself.
slow_line() {
    stop ana
    start ana
    mkfifo "$street/valve"
    "$valve" "$door" "$(listens ana)" <"$street/valve" &
    valve_pid=$!
    nodes="$nodes $valve_pid"
    exec 9>"$street/valve"
}

no_line() {
    exec 9>&-
    wait "$valve_pid"
    rm "$street/valve"
    stop ana
    LISTEN=$door start ana
}

# joins_slowly HOUSEHOLD NAME: hears nothing, and is known all the same.
joins_slowly() {
    exit_of 0 timeout 60 env KITH_HOME="$street/$1" XDG_RUNTIME_DIR='' \
        "$KITH" join "$invite" --name "$2" --no-lan --json
    check "$1 was not let in" is "$(jq .reached "$street/out")" false
    check "$1 keeps its keys" test -d "$street/$1"
    eventually "ana knows $2" is_newcomer "$2"
}

at ana init --name "Ana" --neighbourhood "Mill Lane" >/dev/null || die founds
start ana
at ana offer "Plum jam" >/dev/null 2>&1 || die posts
door=$(listens ana)

say "asked again, it is the same household"
invite=$(at ana invite --json | jq -r .invite)
slow_line
joins_slowly ben "Ben"
id=$(own_id ben)
no_line
at ben join "$invite" --no-lan --json >"$street/out" 2>/dev/null ||
    die "ben asks again"
check "he is let in" is "$(jq .reached "$street/out")" true
check "he kept his name" is "$(jq -r .household.name "$street/out")" Ben
check "he kept his keys" is "$(own_id ben)" "$id"
check "he has the board" shows ben plum
check "and is one household" is "$(at ana members --json |
    jq '[.[] | select(.name == "Ben")] | length')" 1
check "that no other clashes with" is_newcomer Ben
exit_of 77 at ben join "$invite" --no-lan --json
check "then there is nothing to ask" \
    is "$(jq -r .error.name "$street/out")" already-joined

say "it waits under kith run"
invite=$(at ana invite --json | jq -r .invite)
slow_line
joins_slowly cleo "Cleo"
no_line
start cleo --peer "$door"
eventually "cleo has the board" shows cleo plum
check "cleo is one household" is "$(at ana members --json |
    jq '[.[] | select(.name == "Cleo")] | length')" 1
