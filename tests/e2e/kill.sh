#!/bin/sh
# Kill -9 at random instants while posts are written: what was acknowledged
# is there afterwards. KILLS=200 for the long run.
. "$(dirname "$0")/lib/street.sh"
KILLS=${KILLS:-20}
SEED=${SEED:-$(date +%s)}
say "$KILLS kills, SEED=$SEED"

at ana init --name "Ana" --neighbourhood "Mill Lane" >/dev/null || die founds

export KITH_HOME="$street/ana" XDG_RUNTIME_DIR='' KITH
export ack="$street/ack" acknowledged="$street/acknowledged"

# An id is written down once the command has said so.
: >"$street/acknowledged"
round=0
while [ "$round" -lt "$KILLS" ]; do
    round=$((round + 1))
    SEED=$(((SEED * 1103515245 + 12345) % 2147483648))
    # Its own group, so that the writer's command dies with it.
    setsid sh -c '
        n=0
        while :; do
            n=$((n + 1))
            "$KITH" offer "Kill '"$round"' post $n" --json >"$ack.$n" &&
                jq -r .id "$ack.$n" >>"$acknowledged"
        done' 2>/dev/null &
    writer=$!
    sleep "0.$(printf %03d $((SEED % 400 + 20)))"
    kill -KILL "-$writer" 2>/dev/null
    wait "$writer" 2>/dev/null
    at ana board --mine --all --json --limit 100000 | jq -r '.[].id' |
        sort >"$street/kept"
    sort -u "$street/acknowledged" | comm -23 - "$street/kept" >"$street/lost"
    [ ! -s "$street/lost" ] || die "lost in round $round: $(cat "$street/lost")"
done
say "$(wc -l <"$street/acknowledged") acknowledged posts, none lost"
check "something was written at all" test -s "$street/acknowledged"
check "the folder is whole" at ana doctor >/dev/null
