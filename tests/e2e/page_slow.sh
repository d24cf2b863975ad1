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

log_in hall

are_connected() {
    [ "$(ss -tnH state established "( dport = :$port )" | wc -l)" -ge "$many" ]
}

# asked PATH: the first line of the answer of each of $many at once.
asked() {
    rm -rf "$street/many"
    mkdir "$street/many"
    printf 'GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n%s\r\n' "$1" \
        "$us" "Cookie: $cookie$crlf" >"$street/request"
    kill -STOP "$(pid hall)"
    clients=
    for n in $(seq "$many"); do
        "$http" "$port" "$street/request" >"$street/many/$n" &
        clients="$clients $!"
    done
    eventually "$many are connected" are_connected
    kill -CONT "$(pid hall)"
    wait $clients
    head -qn 1 "$street"/many/*
}

say "whoever finds 64 waiting is told so at once"
many=120
asked /deals >"$street/first"
shown=$(grep -c ' 200 ' "$street/first")
refused=$(grep -c ' 503 ' "$street/first")
check "each has an answer" is "$((shown + refused))" "$many"
[ "$shown" -ge 64 ] || die "only $shown had a place"
[ "$refused" -ge 1 ] || die "all $many had a place"
check "it is a page that says what to do" sh -c \
    "cat '$street'/many/* | grep -q 'Wait a moment and load this page again'"

say "of five who send files at once one has to wait"
get /new/offer "$cookie"
token=$(hidden token)
urlencoded=application/x-www-form-urlencoded
clients=
for n in 1 2 3 4 5; do
    printf 'POST /do/offer HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\n%s\r\n' "$us" \
        "$cookie" "Content-Length: 99${crlf}Content-Type: $urlencoded$crlf" |
        "$http" "$port" >"$street/upload$n" &
    clients="$clients $!"
done
is_one_refused() {
    is "$(cat "$street"/upload? | grep -c '^HTTP/1.1 503 ')" 1
}
eventually "one of them is told" is_one_refused
cat "$street"/upload? | grep -q 'Wait a moment' || die "not what to do"
before=$(posts hall)
offer() {
    post /do/offer "$cookie" "token=$token&kind=offer&title=Plums" &&
        is "$(status_of)" "$1"
}
check "whoever comes then, too" offer 503
kill $clients 2>/dev/null
eventually "and has a place when they are gone" offer 303
check "nothing else was posted" is "$(posts hall)" $((before + 1))

# The crowds come last: for a minute, what they leave half open takes places.

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
