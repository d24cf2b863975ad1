#!/bin/sh
# ctest: timeout=300
# One household in two neighbourhoods: one node serves both, what is posted in
# one stays there, and a command asks which is meant.
. "$(dirname "$0")/lib/street.sh"

shows_in() {
    at "$1" board --in "$2" --search "$3" --json | jq -e 'length > 0' \
        >/dev/null
}

knows_place() {
    at "$1" status --in "$2" --json |
        jq -e '.neighbourhoods[0].members > 1' >/dev/null
}

at ana init --name "Ana" --neighbourhood "Mill Lane" >/dev/null || die founds
at ben init --name "Ben" --neighbourhood "Elm Street" >/dev/null || die founds
start ana
start ben
join hall ana "The hall"
join hall ben "The hall"
check "two folders" is "$(at hall status --json |
    jq '.neighbourhoods | length')" 2

say "a command asks which is meant"
exit_of 64 at hall board --json
check "its name" is "$(jq -r .error.name "$street/out")" \
    ambiguous-neighbourhood
check "it names both" grep -q 'Mill Lane.*Elm Street\|Elm Street.*Mill Lane' \
    "$street/out"
exit_of 66 at hall board --in "Oak Road" --json

say "one node serves both"
start hall --peer "$(listens ana)" --peer "$(listens ben)"
at hall offer "Folding chairs" --in "Mill Lane" >/dev/null || die posts
at hall offer "Projector" --in "elm street" >/dev/null || die posts
eventually "ana sees the chairs" shows ana chairs
eventually "ben sees the projector" shows ben projector
at ben request "Tall ladder" >/dev/null || die posts
eventually "the hall sees ben's request" shows_in hall "Elm Street" ladder

say "and nothing crosses"
check "ana has one post" has_posts ana 1
check "ben has two" has_posts ben 2
check "the hall keeps them apart" shows_in hall "Mill Lane" chairs
exit_of 0 at hall board --in "Mill Lane" --search projector --json
check "no projector in Mill Lane" is "$(jq length "$street/out")" 0

say "and over the addresses it was told, without being told again"
stop hall
at ana offer "Damsons" >/dev/null || die posts
KITH_HOME=$street/hall XDG_RUNTIME_DIR='' "$KITH" run --no-lan \
    --listen 127.0.0.1:0 >>"$street/hall.log" 2>&1 &
nodes="$nodes $!"
eventually "the damsons are at the hall" shows_in hall "Mill Lane" damsons
eventually "both know somebody" knows_place hall "Elm Street"
