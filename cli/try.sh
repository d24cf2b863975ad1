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

# field NAME: the first value of that name in the JSON on standard input.
field() {
    tr -d '\n' | sed -n "s/.*\"$1\": *\[* *\"\{0,1\}\([^\"],]*\).*/\1/p"
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

board() {
    printf '\n--- the board at %s\n' "$2"
    at "$1" board
}

need $packages_build || exit
echo "Building (a minute or two the first time) ..."
cmake --preset release >/dev/null &&
    cmake --build --preset release --target kith >/dev/null || exit 70

place=$(mktemp -d "${TMPDIR:-/tmp}/kith-try.XXXXXX") || exit 73
trap stop EXIT
trap 'exit 0' INT TERM
mkdir -m 700 "$place/hall" "$place/blue" "$place/red"

echo "The hall founds a neighbourhood and invites two households."
at hall init --name "The hall" --neighbourhood "Mill Lane" || exit
start hall
hall=$(address_of hall)
for household in blue red; do
    case $household in
    blue) name="Blue door" ;;
    red) name="Red gate" ;;
    esac
    invite=$(at hall invite --json | field invite)
    at "$household" join "$invite" --name "$name" || exit
    start "$household" --peer "$hall"
done

echo
echo "Blue door lends a ladder, Red gate asks for a drill. They know only the"
echo "hall's address; what they share goes through it."
at blue lend "Ladder, 3 m" --text "Reaches the gutters. Ring twice." || exit
at red request "Drill for a Saturday" || exit
at hall notice "Tea on Sunday at four" || exit

for household in blue red hall; do
    for word in ladder drill tea; do
        wait_for "the $word on the board of $household" \
            shows "$household" "$word"
    done
done
board blue "Blue door"
board red "Red gate"
board hall "the hall"

printf '\nIt works. To try more of it, in another terminal:\n\n'
printf '    export KITH_HOME=%s/blue XDG_RUNTIME_DIR=%s/blue\n' \
    "$place" "$place"
printf '    %s board\n\n' "$kith"
[ "$is_once" = yes ] && exit 0
echo "Ctrl-C stops the three nodes and removes their folder."
wait
