#!/bin/sh
# ctest: timeout=300
# Ana's clock jumps two years ahead. Within the hour nothing has happened; it
# is believed after that, and set right again she is back after an hour.
. "$(dirname "$0")/lib/street.sh"
. "$(dirname "$0")/lib/clock.sh"

hour=3600
years=$((700 * 24 * hour))

# waits HOME: its clock is not believed, and doctor says so.
waits() {
    exit_of 75 at "$1" offer Tent --json
    check "its name" is "$(jq -r .error.name "$street/out")" clock-not-set
    check "doctor tells" is "$(at "$1" doctor --json | jq -r \
        '[.. | objects | select(.check? == "clock")][0] |
        (.detail | test("when last used")) and (.fix | test("an hour"))')" true
}

# titles HOME: of its board, sorted.
titles() {
    at "$1" board --json | jq -r '[.. | objects | .title? // empty] |
        sort | join(",")'
}

at ana init --name "Ana" --neighbourhood "Mill Lane" >/dev/null || die founds
start ana
join ben ana "Ben"
start ben --peer "$(listens ana)"
eventually "ana knows ben" is_member ana Ben
at ana offer Jam >/dev/null || die offers
at ben offer Plums >/dev/null || die offers
both() { [ "$(titles "$1")" = "Jam,Plums" ]; }
eventually "ana has both" both ana
eventually "ben has both" both ben
stop ana

say "a clock two years ahead: nothing is signed, and nothing is lost"
clock_is CLOCK_SHIFT_S=$years
waits ana
start ana
check "the node runs" at ana status --json >/dev/null
stop ana
clock_is_right
check "all is there" is "$(titles ana)" "Jam,Plums"
at ana offer Eggs >/dev/null || die "offers at once"
check "it can be said at once" is "$(titles ana)" "Eggs,Jam,Plums"

say "an hour later it is believed"
clock_is CLOCK_SHIFT_S=$years
waits ana
clock_is CLOCK_SHIFT_S=$((years + hour + 60))
start ana
check "what is signed then is of that time" at ana offer Later --json \
    >/dev/null
only() { [ "$(titles "$1")" = "$2" ]; }
eventually "what was there is over" only ana Later
stop ana

say "set right, it is back after an hour"
clock_is_right
waits ana
clock_is CLOCK_SHIFT_S=$((hour + 60))
start ana
stop ben
start ben --peer "$(listens ana)"
at ana offer Beans >/dev/null || die "offers again"
back() { titles "$1" | grep -q "Beans.*Plums"; }
eventually "ana has hers and ben's" back ana
eventually "so has ben" back ben
later() { titles "$1" | grep -q Later; }
eventually "what was said meanwhile is signed anew" later ben
check "doctor is content" is "$(at ana doctor --json | jq -r \
    '[.. | objects | select(.check? == "clock")][0].state')" good
