#!/bin/sh
# ctest: timeout=300 cost=40
# One local network: two nodes of a neighbourhood find each other without a
# typed address, others are left alone, and no flood makes a storm.
. "$(dirname "$0")/lib/street.sh"
. "$(dirname "$0")/lib/lan.sh"
beacon=$(dirname "$KITH")/tests/e2e_beacon
lan_begin
host ana 1
host ben 2
host cleo 3
host eve 4
host finn 5
host noise 9

say "an invite without an address is enough on the same network"
at ana init --name "Ana" --neighbourhood "Mill Lane" >/dev/null || die founds
at ana offer "Plum jam" >/dev/null || die posts
invite=$(at ana invite --json 2>/dev/null | jq -r .invite)
spare=$(at ana invite --json 2>/dev/null | jq -r .invite)
runs ana
on ben "$KITH" join "$invite" --name "Ben" --json >"$street/out" ||
    die "ben joins"
check "ana was reached" is "$(jq -r .reached "$street/out")" true
check "the jam is there" is "$(jq -r .posts "$street/out")" 1

say "two nodes find each other, once"
runs ben --listen 0.0.0.0:7777
eventually "they meet" knows ben 1
check "on the local network" is "$(at ana peers --json | jq -r '.[].from') \
$(at ben peers --json | jq -r '.[].from')" "$(at ana peers --json | jq -r \
    'if .[0].dialled then "lan incoming" else "incoming lan" end')"
at ben offer "Wheelbarrow" >/dev/null || die posts
eventually "and share" in_step ana ben

say "a beacon holds nothing that could be read, and never the same"
on noise "$beacon" hear 10.77.0.9 3 >"$street/heard" || die "nobody calls"
check "three" is "$(sort -u "$street/heard" | grep -c '^[0-9a-f]\{104\}$')" 3
cut -c1-48 "$street/heard" | sort -u >"$street/nonces"
check "each with its own nonce" is "$(grep -c . "$street/nonces")" 3

say "another neighbourhood on the same network is not linked"
at eve init --name "Eve" --neighbourhood "Elm Street" >/dev/null || die founds
strange=$(at eve invite --json 2>/dev/null | jq -r .invite)
runs eve
on finn "$KITH" join "$strange" --name "Finn" --json >"$street/out" ||
    die "finn joins"
check "eve was reached" is "$(jq -r .reached "$street/out")" true
runs finn
eventually "eve and finn meet" knows finn 1
check "eve knows one" knows eve 1
check "ana knows one" knows ana 1
check "ben knows one" knows ben 1

say "whoever does not want to is not found"
at ana invite --json 2>/dev/null | jq -r .invite >"$street/invite"
on cleo "$KITH" join "$(cat "$street/invite")" --name "Cleo" --no-lan \
    --json >"$street/out" 2>/dev/null || die "cleo joins"
runs cleo --no-lan --only-peers
on noise "$beacon" hear 10.77.0.9 2 >/dev/null || die "nobody calls"
check "cleo knows nobody" knows cleo 0
stop cleo

say "by IPv6 alone"
for each in ana ben; do
    stop $each
    ip -n "$lan-$each" addr del "10.77.0.$([ $each = ana ] && echo 1 ||
        echo 2)/24" dev eth
done
runs ana --listen '[::]:5484'
runs ben --listen '[::]:5484'
eventually "they meet" knows ben 1
check "at an address of the link" is "$(at ana peers --json |
    jq '.[0].address | startswith("[fe80:")')" true
stop ana
stop ben
stop eve
stop finn
ip -n "$lan-ana" addr add 10.77.0.1/24 dev eth
ip -n "$lan-ben" addr add 10.77.0.2/24 dev eth

say "a beacon that was heard once, for later"
runs ben
on noise "$beacon" hear 10.77.0.9 1 >"$street/heard" || die "nobody calls"
stop ben

# ticks HOST: what the process of its node has used, in hundredths of a second.
ticks() {
    awk '{ print $14 + $15 }' "/proc/$(pid "$1")/stat"
}

say "floods cost little and make no storm of connections"
runs ana
for kind in garbage stranger old replay member; do
    before=$(ticks ana)
    on noise "$beacon" $kind 10.77.0.9 100000 "$spare" <"$street/heard" \
        >"$street/flood" || die $kind
    read -r dialled cost <"$street/flood"
    used=$((($(ticks ana) - before) * 10))
    say "$kind: $dialled connections, $used ms beside $cost ms of the sender"
    case $kind in
    garbage | stranger | old) most=0 ;;
    *) most=10 ;;
    esac
    check "$kind: at most $most connections" [ "$dialled" -le $most ]
    check "$kind: to hear it costs less than to send it" \
        [ "$used" -lt "$cost" ]
done
runs ben
eventually "and ben is found all the same" knows ana 1
