#!/bin/sh
# ctest: timeout=300
# Ben's clock is wrong: at 1970, slow, an hour ahead. What needs the
# time waits and says so; what was said before stays, and nothing is lost.
. "$(dirname "$0")/lib/street.sh"
. "$(dirname "$0")/lib/clock.sh"
. "$(dirname "$0")/lib/deal.sh"

# lends TITLE: the post's code, seen by ben.
lends() {
    at ana lend "$1" --json >"$street/post" || die lends
    post=$(jq -r .code "$street/post")
    eventually "ben sees it" at ben show "$post"
}

letters() {
    at "$1" deals --all --json | jq -c '[.[] | [.id, .state, .mark]] | sort'
}

at ana init --name "Ana" --neighbourhood "Mill Lane" >/dev/null || die founds
start ana
join ben ana "Ben"
start ben --peer "$(listens ana)"
eventually "ana knows ben" is_member ana Ben
lends "Ladder"
ladder=$(asks ben "$post")
both_have "$ladder" asked ana ben
step ana yes "$ladder"
both_have "$ladder" promised ana ben
lends "Drill"

say "a clock at 1970: nothing is said, and all is still there"
before=$(letters ben)
stop ben
clock_is CLOCK_AT_S=600
exit_of 75 at ben ask "$post" --json
check "its name" is "$(jq -r .error.name "$street/out")" clock-not-set
exit_of 75 at ben drop "$(code_of ben "$ladder")" --json
check "its name" is "$(jq -r .error.name "$street/out")" clock-not-set
check "nothing was lost" is "$(letters ben)" "$before"
start ben --peer "$(listens ana)"
clock_is_right
step ana note "$ladder" "the ladder stands behind the marigolds"
eventually "its node says so" grep -q "clock of this machine" "$street/ben.log"
check "nothing has lapsed" deal_is ben "$ladder" promised
stop ben
start ben --peer "$(listens ana)"
eventually "ben has the note" in_step ben ana
check "and the deal" is "$(letters ben)" "$before"

say "two days slow: it is known to be wrong"
stop ben
clock_is CLOCK_SHIFT_S=-172800
exit_of 75 at ben out "$(code_of ben "$ladder")" --json
check "its name" is "$(jq -r .error.name "$street/out")" clock-not-set
check "nothing was lost" is "$(letters ben)" "$before"

say "ten minutes slow: ben's steps stand in their order all the same"
clock_is CLOCK_SHIFT_S=-600
step ben out "$ladder"
drill=$(asks ben "$post")
clock_is_right
start ben --peer "$(listens ana)"
both_have "$ladder" out ana ben
both_have "$drill" asked ana ben

say "an hour ahead: what ben says is held until that time comes"
stop ben
clock_is CLOCK_SHIFT_S=3600
step ben drop "$drill"
step ben note "$ladder" "an hour early"
clock_is_right
start ben --peer "$(listens ana)"
check "it stands at ben's" deal_is ben "$drill" dropped
check "ana has not heard of it" deal_is ana "$drill" asked
stop ben
stop ana
clock_is CLOCK_SHIFT_S=3900
start ana
start ben --peer "$(listens ana)"
both_have "$drill" dropped ana ben
step ana back "$ladder"
both_have "$ladder" done ana ben
check "both have the same" is "$(letters ana)" "$(letters ben)"
