#!/bin/sh
# Try kith from a checkout: three households on this machine share through the
# middle one. Nothing is left behind when it ends.
#
#   sh cli/try.sh          runs until Ctrl-C
#   sh cli/try.sh --once   shows the boards and stops by itself
#
# Says what it will install and how large that is before it does.
set -u
cd "$(dirname "$0")/.." || exit 70
. cli/need.sh

is_once=no
case ${1:-} in
'') ;;
--once) is_once=yes ;;
*)
    echo "usage: sh cli/try.sh [--once]" >&2
    exit 64
    ;;
esac

kith=$PWD/build/release/kith
place=
nodes=

stop() {
    trap - EXIT INT TERM
    [ -z "$nodes" ] || kill $nodes 2>/dev/null
    wait
    [ -z "$place" ] || rm -rf "$place"
}

# The program as one household; its socket is in its own folder too.
at() {
    household=$1
    shift
    KITH_HOME=$place/$household XDG_RUNTIME_DIR=$place/$household \
        "$kith" "$@"
}

# The same, shown as it would be typed; hints are kept for when it fails.
type_at() {
    who=$1
    shift
    printf '%s$ kith' "$who"
    for word; do
        case $word in
        *[!A-Za-z0-9:.-]*) printf ' "%s"' "$word" ;;
        *) printf ' %s' "$word" ;;
        esac
    done
    echo
    at "$who" "$@" 2>"$place/hints" || {
        cat "$place/hints" >&2
        exit 70
    }
}

# field NAME: the first value of that name in the JSON on standard input.
field() {
    tr -d '\n' | sed -n "s/.*\"$1\": *\[* *\"\{0,1\}\([^],\"]*\).*/\1/p"
}

# wait_for WHAT COMMAND...: tries again until it succeeds, 30 s at most.
wait_for() {
    what=$1
    shift
    tries=0
    until "$@" >/dev/null 2>&1; do
        tries=$((tries + 1))
        if [ "$tries" -gt 150 ]; then
            echo "$what did not happen within 30 s" >&2
            tail -n 5 "$place"/*.log >&2
            exit 69
        fi
        sleep 0.2
    done
}

address_of() {
    at "$1" status --json | field listen
}

is_listening() {
    address_of "$1" | grep -q ':[1-9]'
}

# start HOUSEHOLD OPTION...: its node, in the background.
start() {
    household=$1
    shift
    KITH_HOME=$place/$household XDG_RUNTIME_DIR=$place/$household \
        "$kith" run --no-lan --only-peers --listen 127.0.0.1:0 "$@" \
        >"$place/$household.log" 2>&1 &
    nodes="$nodes $!"
    wait_for "the start of $household's node" is_listening "$household"
}

shows() {
    at "$1" board | grep -qi "$2"
}

has_deal() {
    at "$1" deals --json | grep -q '"state"'
}

is_promised() {
    at "$1" deals --json | grep -q '"promised"'
}

need $packages_build || exit
place=$(mktemp -d "${TMPDIR:-/tmp}/kith-try.XXXXXX") || exit 73
trap stop EXIT
trap 'exit 0' INT TERM
echo "Building (a minute or two the first time) ..."
cmake --preset release >"$place/build" 2>&1 &&
    cmake --build --preset release --target kith >>"$place/build" 2>&1 || {
    tail -n 30 "$place/build" >&2
    exit 70
}
mkdir -m 700 "$place/hall" "$place/blue" "$place/red"

echo "The hall founds a neighbourhood and invites two households."
echo
type_at hall init --name "The hall" --neighbourhood "Mill Lane"
start hall
hall=$(address_of hall)
for household in blue red; do
    case $household in
    blue) name="Blue door" ;;
    red) name="Red gate" ;;
    esac
    invite=$(at hall invite --json | field invite)
    at "$household" join "$invite" --name "$name" --no-lan \
        2>"$place/hints" || {
        cat "$place/hints" >&2
        exit 70
    }
    start "$household" --peer "$hall"
done

printf '\nThe two know only the hall; what they share goes through it.\n\n'
type_at blue lend "Ladder, 3 m" --text "Reaches the gutters. Ring twice."
type_at red request "Drill for Saturday"
type_at hall offer "Plums, a bucket full"

for household in blue red hall; do
    for word in ladder drill plums; do
        wait_for "the $word on the board of $household" \
            shows "$household" "$word"
    done
done
for household in blue red hall; do
    echo
    type_at "$household" board
done

printf '\nThe red gate asks for the ladder; only its keeper is told.\n\n'
ladder=$(at red board --search ladder --json | field code)
type_at red ask "$ladder" --from tomorrow --to tomorrow --text "For the gutter"
wait_for "the ask at the blue door" has_deal blue
type_at blue deals
type_at blue yes "$ladder"
wait_for "the yes at the red gate" is_promised red
echo
type_at red deals

printf '\nThe same is a page in the browser; this link works once.\n\n'
type_at blue page

printf '\nIt works.\n'
[ "$is_once" = yes ] && exit 0
printf 'To go on with it, in another terminal:\n\n'
printf '    export KITH_HOME=%s/blue XDG_RUNTIME_DIR=%s/blue\n' \
    "$place" "$place"
printf '    %s board\n\n' "$kith"
echo "Ctrl-C stops the three nodes and removes their folder."
wait
