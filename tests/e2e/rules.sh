#!/bin/sh
# ctest: timeout=200
# What a street's steward sets: how far a balance may go, how a session of
# several is paid, names of places, and that a newcomer's first post waits two
# days for a steward. Everybody's program follows, nobody else can set it.
. "$(dirname "$0")/lib/street.sh"
. "$(dirname "$0")/lib/time.sh"

rule_is() {
    is "$(at "$1" rules --json | jq -c "$2")" "$3"
}

# place_of HOUSEHOLD WORD: name and cell of the post.
place_is() {
    is "$(at "$1" board --search "$2" --json | jq -r '.[0] |
        "\(.place // "no name") \(.cell // "nowhere")"')" "$3"
}

at hall init --name "Hall" --neighbourhood "Mill Lane" --at 51.46,-0.10 \
    >/dev/null || die founds
start hall
join ben hall ben
start ben --peer "$(listens hall)"

say "as usual, until a steward says otherwise"
check "ten below and fifty above" rule_is ben .hours \
    '{"floor_minutes":-600,"ceiling_minutes":3000,"shared":false}'
exit_of 77 at ben rules --floor 1 --json
check "Ben is no steward" is "$(jq -r .error.name "$street/out")" no-steward
exit_of 64 at hall rules --floor -3 --json
exit_of 65 at hall rules --place "The green" --json
check "a place needs its cell" is "$(jq -r .error.name "$street/out")" bad-place
exit_of 65 at hall rules --place "The green=the pond" --json
exit_of 65 at hall rules --shared maybe --json
check "yes or no" is "$(jq -r .error.name "$street/out")" bad-rule
check "nothing was changed" rule_is hall .places '[]'

say "the hall sets them"
at hall rules --floor 1 --ceiling 20 --shared yes --first-waits yes \
    --place "The green=51.4581,-0.1042" --place "Mill=51.47,-0.10" --json \
    >/dev/null || die rules
eventually "Ben's program knows" rule_is ben .hours \
    '{"floor_minutes":-60,"ceiling_minutes":1200,"shared":true}'
check "and the places" rule_is ben '[.places[].name]' '["The green","Mill"]'
at hall rules --slots post=40,128,16384 --json >/dev/null || die slots
check "one rule leaves the others" rule_is hall .first_waits true
at ben rules >"$street/rules"
check "in words" grep -q "The green: 51.46,-0.10" "$street/rules"

say "the floor holds, and a session is shared"
exit_of 77 at ben pay Hall 2h --because "Two shelves" --json
check "one hour below is the end" is "$(jq -r .error.name "$street/out")" \
    past-floor
check "in words" grep -q -- "floor is -1" "$street/out"
at ben pay Hall 1h --because "A shelf" >/dev/null || die "pays one"

say "a place by its name"
at hall offer Tent --at "the green" --json >/dev/null || die offers
at hall offer Lamp --at mill --json >/dev/null || die offers
eventually "Ben sees where" place_is ben lamp "Mill 51.47,-0.10"
exit_of 65 at hall offer Boat --at "the pond" --json
check "no such place" is "$(jq -r .error.name "$street/out")" bad-cell

say "Cleo joins, and says where she is; her first post waits"
invite=$(at hall invite --json | jq -r .invite)
exit_of 65 at cleo join "$invite" --name Cleo --at "the moon" --no-lan --json
check "the moon is no cell" is "$(jq -r .error.name "$street/out")" bad-cell
at cleo join "$invite" --name Cleo --at 51.4712,-0.1 --no-lan --json \
    >/dev/null || die joins
check "she is there" is "$(at cleo profile --json | jq -r .cell)" 51.47,-0.10
start cleo --peer "$(listens hall)" --peer "$(listens ben)"
cat >"$street/list" <<END
{"kind":"offer","title":"Skates"}
{"kind":"offer","title":"Sledge","cell":"The green"}
END
at cleo import "$street/list" --json >/dev/null || die imports
check "an import is where its house is" place_is cleo skates "Mill 51.47,-0.10"
check "or where it says" place_is cleo sledge "The green 51.46,-0.10"
eventually "the steward sees her first post" shows hall skates
eventually "Ben sees her second" shows ben sledge
check "but not the first" shows_not ben skates
check "she sees her own" shows cleo skates
it_is +49h
eventually "two days later he does" shows ben skates

say "as usual again"
at hall rules --usual >/dev/null || die usual
eventually "for all" rule_is ben \
    '[.hours.floor_minutes, .places, .first_waits]' '[-600,[],false]'
