#!/bin/sh
# What deals and letters take, beside the limits:
#
#   sh tests/bench/deals.sh    needs build/release (sh tests/run.sh quick)
#
# STEPS=21   how often somebody says yes
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/../e2e/lib/deal.sh"
STEPS=${STEPS:-21}
LETTER_BYTES=1536 # a record of a letter in its frame

# median FILE: of its lines.
median() {
    sort -n "$1" | sed -n "$(($(wc -l <"$1") / 2 + 1))p"
}

# From `kith yes` to the other's file, with the process that says it; as often
# a post to the other's board, which takes the same way and is not sealed.
steps() {
    at ana init --name Ana --neighbourhood "Mill Lane" >/dev/null 2>&1 ||
        die init
    start ana
    join ben ana Ben
    start ben --peer "$(listens ana)"
    eventually "ana knows ben" is_member ana Ben
    count=0
    while [ "$count" -lt "$STEPS" ]; do
        count=$((count + 1))
        begun=$(now_ms)
        post=$(at ana offer "Jar $count" --json | jq -r .id)
        seen=$("$tools/bench_watch" "$(folder ben)" "$post") || die "a post"
        echo $((${seen%.*} - begun)) >>"$street/posts"
        deal=$(asks ben "$post")
        eventually "ana is asked" deal_is ana "$deal" asked
        code=$(code_of ana "$deal")
        begun=$(now_ms)
        at ana yes "$code" >/dev/null 2>&1 || die "yes"
        said=$(now_ms)
        seen=$("$tools/bench_step" "$(folder ben)" "$deal" 2) || die "a step"
        echo $((${seen%.*} - begun)) >>"$street/steps"
        echo $((said - begun)) >>"$street/said"
    done
    net=$("$tools/bench_step" net "$LETTER_BYTES") || die "the network"
    row "kith yes to the other's node" "$(median "$street/steps")" ms
    row "  to the end of the command" "$(median "$street/said")" ms
    row "  times a post to the other's board" "$(ratio \
        "$(median "$street/steps")" "$(median "$street/posts")")" \
        "$(median "$street/posts") ms"
    row "  times its network time" "$(ratio "$(median "$street/steps")" \
        "$net")" "$net ms for $LETTER_BYTES bytes and an answer"
}

# A list of ten thousand deals, on ten thousand posts.
list() {
    at gil init --name Gil --neighbourhood "Mill Lane" >/dev/null 2>&1 ||
        die init
    "$tools/bench_deals" "$(folder gil)" 10000 10000 || die deals
    KITH_HOME=$street/gil
    export KITH_HOME
    most "kith deals, of 10,000" \
        "$("$tools/bench_time" 11 "$KITH" deals)" 50 ms
    unset KITH_HOME
}

# A hundred of ours among ten thousand; 100 X25519 are on top of the limit.
letters() {
    mkdir "$street/letters"
    "$tools/bench_letters" "$street/letters" >"$street/letters.out" ||
        die letters
    of() {
        tr ' ' '\n' <"$street/letters.out" | sed -n "s/^$1=//p"
    }
    most "find and open 100 of 10,000 letters" "$(of ms)" \
        "$(calc "30 + $(of x25519_ms)")" ms
}

steps
list
letters
