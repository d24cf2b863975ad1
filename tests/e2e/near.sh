#!/bin/sh
# ctest: smoke timeout=60
# Where a house is, roughly: its posts say it, a board is cut to what is near,
# and nothing finer than a square of a kilometre is on any disk.
. "$(dirname "$0")/lib/street.sh"

titles() {
    at ana board "$@" --json | jq -r '[.[].title] | sort | join(" ")'
}

cell_of() {
    at ana board --search "$1" --json | jq -r '.[0].cell // "none"'
}

at ana init --name Ana --neighbourhood "Mill Lane" --at 51.461399,-0.105612 \
    >/dev/null || die founds
check "the place is snapped" \
    is "$(at ana profile --json | jq -r .cell)" 51.46,-0.11
at ana offer Tent >/dev/null
at ana offer Lamp --at 51.4799,-0.1056 >/dev/null
at ana offer Boat --at 52.46,-0.1 >/dev/null
at ana offer Bowl --at none >/dev/null
check "a post has the place of its house" is "$(cell_of tent)" 51.46,-0.11
check "or its own" is "$(cell_of lamp)" 51.48,-0.11
check "or none" is "$(cell_of bowl)" none
check "a mile away" is "$(titles --within 1)" "Tent"
check "two miles away" is "$(titles --within 2)" "Lamp Tent"
check "a hundred miles away" is "$(titles --within 100)" "Boat Lamp Tent"
check "with words" is "$(titles --within 2 --search tent)" "Tent"
check "all of them" is "$(titles)" "Boat Bowl Lamp Tent"

at ana profile --at 52.4551,-0.1 >/dev/null || die moves
check "a house moves, its posts stay" is "$(titles --within 1)" "Boat"
check "those to come move" is "$(at ana offer Sail >/dev/null &&
    cell_of sail)" 52.46,-0.10
at ana profile --at none >/dev/null || die forgets
check "and may be nowhere" is "$(at ana profile --json | jq -r .cell)" ""
for finer in 51.461 0.1056 51.4799 52.4551; do
    check "$finer is on no disk" \
        is "$(grep -rac -- "$finer" "$street/ana" | grep -vc ':0$')" 0
done
