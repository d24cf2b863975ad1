#!/bin/sh
# ctest: timeout=300
# Hubs publish where they are: a home whose only typed peer is gone for good
# finds the others, also after a restart, and forgets nothing it knew.
. "$(dirname "$0")/lib/street.sh"

# open_start HOUSEHOLD OPTION...: its node, which may dial whom it knows.
open_start() {
    open_home=$1
    shift
    KITH_HOME=$street/$open_home XDG_RUNTIME_DIR='' "$KITH" run --no-lan \
        --listen 127.0.0.1:0 "$@" >>"$street/$open_home.log" 2>&1 &
    eval "node_$open_home=$!"
    nodes="$nodes $!"
    eventually "the node of $open_home starts" is_up "$open_home"
}

presence() {
    at "$1" status --json | jq .neighbourhoods[0].sets.presence.records
}

has_presence() {
    is "$(presence "$1")" "$2"
}

# from HOUSEHOLD OTHER: how it knows where the other is.
from() {
    at "$1" peers --json |
        jq -r --arg name "$2" '.[] | select(.name == $name) | .from'
}

is_from() {
    is "$(from "$1" "$2")" "$3"
}

at hall init --name "Hall" --neighbourhood "Mill Lane" >/dev/null || die founds
start hall --hub --address 127.9.9.9:5484
join mill hall "Mill"
join ana hall "Ana"
join ben hall "Ben"
hall=$(listens hall)

say "two hubs and two homes: only hubs publish"
start mill --hub --peer "$hall"
# Two addresses, and the sealing keys of all four.
eventually "the hall has all" has_presence hall 6
eventually "they are the same" in_step hall mill

say "what a person said of the hub is in its invites and its record"
at hall invite --json 2>/dev/null | jq -r .invite | sed 's/^kith://' |
    awk '{ while (length($0) % 4) $0 = $0 "="; print }' |
    tr -- '-_' '+/' | base64 -d >"$street/invite.bin"
check "the invite" grep -q -a '127.9.9.9:5484' "$street/invite.bin"
check "it names the other hub too" grep -q -a "$(listens mill)" \
    "$street/invite.bin"
check "the record" grep -q -a '127.9.9.9:5484' "$street"/mill/*/shelf.db*
exit_of 64 at ben run --hub --address '10.0.0.1' --json
check "which address" is "$(jq -r .error.name "$street/out")" bad-address

say "a home that knows the hall alone meets the mill through its record"
open_start ana --peer "$hall"
eventually "ana has met the mill" is_from ana Mill hub
check "and the hall is typed" is "$(from ana Hall)" typed
check "a home publishes no address" has_presence ana 6

say "whom to dial is planned while a whole street comes in"
awk 'BEGIN { for (i = 0; i < 4000; i++)
    printf "{\"kind\":\"offer\",\"title\":\"Thing %d\"}\n", i }' |
    at hall import - --format jsonl >/dev/null 2>&1 || die imports
eventually "all of it is at ana's" has_posts ana 4000

say "the hall is gone for good; ana posts, and ben gets it by the mill"
open_start ben
eventually "ben has met the mill" is_from ben Mill hub
stop hall KILL
at ana offer "Plum jam" >/dev/null || die posts
eventually "the jam is at ben's" shows ben jam

say "after a restart without a word about addresses"
stop ana
stop ben
open_start ana
open_start ben
at ben offer "Wheelbarrow" >/dev/null || die posts
eventually "the barrow is at ana's" shows ana wheelbarrow
