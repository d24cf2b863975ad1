#!/bin/sh
# Two commands begin in one home at the same moment: one household is made,
# whole, and the other command finds it.
. "$(dirname "$0")/lib/street.sh"

# both HOUSEHOLD COMMAND...: twice at once; how each ended, the lesser first.
both() {
    (at "$@" --name "Red" >/dev/null 2>"$street/red.err") &
    red=$!
    (at "$@" --name "Blue" >/dev/null 2>"$street/blue.err") &
    blue=$!
    wait "$red"
    red=$?
    wait "$blue"
    printf '%s\n' "$red" "$?" | sort -n | tr '\n' ' '
}

folders() {
    find "$street/$1" -mindepth 1 -maxdepth 1 -type d | wc -l
}

for turn in 1 2 3 4 5 6; do
    check "one founds, the other is told" is "$(both "ana$turn" init)" "0 77 "
    check "in words" grep -q "holds a neighbourhood already" \
        "$street/red.err" "$street/blue.err"
    check "there is one neighbourhood" is "$(folders "ana$turn")" 1
done

for turn in 1 2 3 4 5 6; do
    at ana1 invite --json >"$street/invite" 2>/dev/null || die invites
    invite=$(jq -r .invite "$street/invite")
    check "one joins, the other goes on with it" is \
        "$(both "ben$turn" join "$invite" --no-lan)" "0 0 "
    check "it is one household" at "ben$turn" status >/dev/null 2>&1
    check "and is in one folder" is "$(folders "ben$turn")" 1
done

at ana1 backup "$street/ana.kith" >/dev/null 2>&1 || die "backs up"
restores() {
    at back restore "$street/ana.kith" >/dev/null 2>"$street/$1.err"
}
restores red &
red=$!
restores blue
blue=$?
wait "$red"
check "one restores, the other is told" is "$((blue + $?))" 77
check "what was restored is whole" at back status >/dev/null 2>&1

say "who asks again while kith run runs is told who knocks"
at ana1 invite --json >"$street/invite" 2>/dev/null || die invites
invite=$(jq -r .invite "$street/invite")
at cleo join "$invite" --no-lan >/dev/null 2>&1 || die "cleo joins"
start cleo
check "it asks again" at cleo join "$invite" >"$street/out" 2>"$street/err"
check "nobody was reached" grep -q "kith run is running" "$street/err"
check "nor is it said" sh -c "! grep -q 'was reached' '$street/err'"

say "who asks again keeps the name and the people it has"
at ana1 invite --json >"$street/invite" 2>/dev/null || die invites
invite=$(jq -r .invite "$street/invite")
at dora join "$invite" --no-lan --name "Dora" >/dev/null 2>&1 || die joins
at dora profile --name "Oak house" --person Dora >/dev/null 2>&1 ||
    die "dora names herself"
at dora join "$invite" --no-lan --json >"$street/out" 2>"$street/err" ||
    die "dora asks again"
check "its name is told" is "$(jq -r .household.name "$street/out")" "Oak house"
check "and kept" is "$(at dora profile --json |
    jq -r '.name + " " + .people[0]')" "Oak house Dora"
