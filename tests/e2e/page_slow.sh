# ctest: timeout=400
# Clients that are slow, or say nothing: the gossip does not wait for them, and
# the page comes back by itself.
. tests/e2e/lib/street.sh
. tests/e2e/lib/web.sh
crowd=$(dirname "$KITH")/tests/e2e_crowd
CROWD=${CROWD:-10000}

at hall init --name "The hall" --neighbourhood "Mill Lane" >/dev/null 2>&1
PAGE=0.0.0.0:0 start hall
join ben hall "Ben"
start ben --peer "$(listens hall)"
page_of hall

# gossip TITLE: how long ben's node waits for a post of the hall, in ms.
gossip() {
    gossip_begun=$(now_ms)
    at hall offer "$1" >/dev/null 2>&1 || die "no post"
    eventually "$1 reaches ben" shows ben "$1"
    echo $(($(now_ms) - gossip_begun))
}

resident() {
    awk '/^VmRSS/ { print $2 }' "/proc/$(pid hall)/status"
}

before=$(gossip Apples)
resident_before=$(resident)
for mode in half drip; do
    "$crowd" "$port" "$CROWD" 20 $mode >"$street/$mode" &
    clients=$!
    sleep 4
    during=$(gossip "Berries $mode")
    during=$(($during + $(gossip "Cherries $mode")))
    during=$((during / 2))
    say "$CROWD clients ($mode): gossip takes $during ms, before $before ms;" \
        "$(($(resident) - resident_before)) KiB more"
    [ "$during" -le $((3 * before + 1000)) ] || die "the gossip is slow"
    [ $(($(resident) - resident_before)) -le 16384 ] || die "it takes memory"
    kill "$clients"
    wait "$clients" 2>/dev/null
done

answers() {
    get / && is "$(status_of)" 200
}
eventually "the page answers again" answers
stop ben
stop hall
