#!/bin/sh
# ctest: serial timeout=900
# Three stories in Chromium, on real nodes: a keeper's first run, a neighbour
# with a phone who reads the hall's board and asks for something, a loan from
# posting to return between two browsers on two nodes, with scripts and without.
# Pictures of each screen are left in $SHOTS. Then by keyboard alone, and what
# is refused.
cd "$(dirname "$0")/../.." || exit 70
. tests/e2e/lib/street.sh
. tests/page/lib/browser.sh
. tests/page/lib/fill.sh

# The hall's network is one of this test's own.
if [ -z "${OWN_NETWORK:-}" ]; then
    browser_needed
    as_user=
    [ "$(id -u)" -eq 0 ] || as_user=-Ur
    unshare $as_user -n true 2>/dev/null ||
        skip 'this user may not make a network of its own'
    rm -rf "$street"
    export OWN_NETWORK=1
    exec unshare $as_user -n sh "$0"
fi
ip link set lo up && ip addr add 10.77.0.1/32 dev lo ||
    die 'no network of its own'

say "a keeper begins"
mkdir "$street/new"
KITH_HOME=$street/new XDG_RUNTIME_DIR='' "$KITH" run --no-lan --only-peers \
    --listen 127.0.0.1:0 --page 127.0.0.1:0 >>"$street/new.log" 2>&1 &
nodes="$nodes $!"
DRIVE_S=120 drive first.mjs

say "a street with things on its board"
HALL_OPTIONS="--page 10.77.0.1:5480"
fill_start
fill_board
eventually "the hall has every post" has_posts hall 23
fill_deals
fill_hours
hall_listens=$(listens hall)
stop blue
start blue --peer "$hall_listens" --page 10.77.0.1:5481
stop red
start red --peer "$hall_listens" --page 127.0.0.1:0
say "a phone in the hall"
HALL_PID=$(pid hall)
export HALL_PID
DRIVE_S=400 drive phone.mjs
wait "$HALL_PID" 2>/dev/null
LISTEN=$hall_listens start hall

say "by keyboard alone"
DRIVE_S=60 drive keyboard.mjs
say "what is refused"
DRIVE_S=120 drive refused.mjs
say "a loan between two browsers"
DRIVE_S=200 drive loan.mjs
