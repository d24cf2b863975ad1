#!/bin/sh
# ctest: timeout=300
# Invites: the inviter may be off, one invite is for one household, and of a
# stolen one nobody profits until the inviter has chosen.
. "$(dirname "$0")/lib/street.sh"

standing() {
    at "$1" members --json | jq -r --arg name "$2" \
        '.[] | select(.name == $name) | .standing'
}

stands() {
    is "$(standing "$1" "$2")" "$3"
}

code_of() {
    at "$1" members --json | jq -r --arg name "$2" \
        '.[] | select(.name == $name) | .code'
}

invites() {
    at "$1" invite --json | jq -r .invite
}

is_clashed() {
    at "$1" members --json | jq -e --arg name "$2" \
        'any(.[]; .name == $name and .clashed)' >/dev/null
}

has_told() {
    at "$1" log --json | jq -e --arg what "$2" \
        'any(.[]; .event == $what)' >/dev/null
}

at ana init --name "Ana" --neighbourhood "Mill Lane" >/dev/null 2>&1 ||
    die founds
start ana
join hub ana "Mill hall"
start hub --peer "$(listens ana)"
eventually "ana knows the hall" is_member ana "Mill hall"
at ana vouch "Mill hall" >/dev/null 2>&1 || die "ana confirms the hall"
hall=$(listens hub)
stop hub
LISTEN=$hall start hub
stop ana
start ana --peer "$hall"
at ana offer "Plum jam" >/dev/null 2>&1 || die posts
eventually "the hall is in step" in_step ana hub

say "the inviter is off: the invite names the hall as well"
off=$(invites ana)
stop ana
at ben join "$off" --name "Ben" --no-lan \
    --json >"$street/out" 2>/dev/null || die joins
check "ben was let in by the hall" is "$(jq .reached "$street/out")" true
check "and has the board" shows ben plum
start ben --peer "$hall"
at ben request "A spare key" >/dev/null 2>&1 || die "ben posts"
eventually "the hall shows what he asks for" shows hub "spare key"
check "he is a newcomer" stands hub Ben newcomer
start ana --peer "$hall"
eventually "ana learns who came" stands ana Ben newcomer
eventually "and is told" has_told ana joined
eventually "and sees his post" shows ana "spare key"

say "an invite that was used lets no second household in"
at ana vouch Ben >/dev/null 2>&1 || die "ana confirms ben"
eventually "ben is full" stands hub Ben full
exit_of 77 at dora join "$off" --name "Dora" --no-lan --json
check "she is told" is "$(jq -r .error.name "$street/out")" used-invite
check "and what to do" jq -e \
    '.error.try | test("new one")' "$street/out" >/dev/null
check "nothing of it is left on her disk" test ! -e "$street/dora"
check "ben's place is as it was" stands ana Ben full
check "nobody else is there" is "$(at ana members --json | jq length)" 3

say "a household that nobody reached joins later, by itself"
later=$(invites ana)
stop ana
stop hub
at emil join "$later" --name "Emil" --no-lan \
    --json >"$street/out" 2>/dev/null ||
    die joins
check "nobody was there" is "$(jq .reached "$street/out")" false
LISTEN=$hall start hub
start ana --peer "$hall"
start emil --peer "$hall"
eventually "emil came in" stands ana Emil newcomer
eventually "emil has the board" shows emil plum

say "a stolen invite: the thief is first, the friend second, with ana off"
stolen=$(invites ana)
stop ana
at thief join "$stolen" --name "Faye" --no-lan \
    >/dev/null 2>&1 || die "the thief joins"
start thief --peer "$hall"
eventually "the hall takes the thief for a newcomer" stands hub Faye newcomer
stop hub
at friend join "$stolen" --name "Finn" --no-lan \
    >/dev/null 2>&1 || die "finn joins"
LISTEN=$hall start hub
start friend --peer "$hall"
eventually "the hall hides the thief" stands hub Faye none
eventually "and the friend" stands hub Finn none
start ana --peer "$hall"
eventually "ana sees two of them" is_clashed ana Finn
eventually "ana is told" has_told ana join-clash
at ben offer "Walnuts" >/dev/null 2>&1 || die "ben posts"
eventually "the others stay in step" shows ana walnuts
check "the friend has seen nothing" shows_not friend walnuts

say "ana chooses, by the words of his key"
at ana vouch "$(code_of ana Finn)" >/dev/null 2>&1 || die "ana chooses"
eventually "the friend is in" stands hub Finn full
eventually "and has the board" shows friend walnuts
check "the thief is out" stands ana Faye ""
eventually "at the hall too" stands hub Faye ""
at friend offer "Thanks" >/dev/null 2>&1 || die "finn posts"
eventually "everybody sees his post" shows ana thanks
check "the thief sees none of it" shows_not thief thanks

say "another street, while ana's node runs for the first"
at elm init --name "Elm house" --neighbourhood "Elm Street" >/dev/null 2>&1 ||
    die founds
at elm offer "Elm tent" >/dev/null 2>&1 || die "elm posts"
start elm
at ana join "$(invites elm)" --name "Ana" --no-lan --json \
    >"$street/out" 2>/dev/null || die "ana joins"
check "she has its board" is "$(jq -c '[.reached, .posts]' "$street/out")" \
    '[true,1]'
exit_of 69 at ana peers --in "Elm Street" --json
check "her node does not know it yet" is "$(jq -r .error.name "$street/out")" \
    no-node
at oak init --name "Oak house" --neighbourhood "Oak Street" >/dev/null 2>&1 ||
    die founds
start oak
at ana join "$(invites oak)" --name "Ana" --no-lan \
    >"$street/out" 2>"$street/hint" || die "ana joins a third"
check "she is told to begin her node again" grep -q \
    'stop it and start it again' "$street/hint"
check "and not to start a second one" sh -c \
    '! grep -q "Stay in touch: kith run" "$1"' sh "$street/hint"
stop ana
start ana
eventually "once it began again it does" sh -c \
    "KITH_HOME=$street/ana XDG_RUNTIME_DIR='' $KITH peers --in 'Elm Street'"
