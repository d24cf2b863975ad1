#!/bin/sh
# ctest: timeout=300
# Ben moves away with a ladder that is out and hours that are not signed yet:
# the street takes its vouch back. What was lent can still be closed, what was
# signed still counts, and if he comes back it is all as it was left.
. "$(dirname "$0")/lib/street.sh"
. "$(dirname "$0")/lib/deal.sh"

# balance_is HOUSEHOLD MINUTES
balance_is() {
    is "$(at "$1" hours --json | jq .balance_minutes)" "$2"
}

# settles HOUSEHOLD RECEIPT: it may be on its way still.
settles() {
    at "$1" settle "$2" >/dev/null
}

# has_entries HOUSEHOLD COUNT: of hours, signed or not.
has_entries() {
    is "$(at "$1" hours --json | jq '.entries | length')" "$2"
}

at ana init --name Ana --neighbourhood "Mill Lane" >/dev/null || die founds
start ana
for who in ben cleo; do
    join $who ana $who
    at ana vouch $who >/dev/null || die vouches
    start $who --peer "$(listens ana)"
done
at ana lend "Ladder, 3 m" --days-max 7 --json >"$street/post" || die lends
post=$(jq -r .code "$street/post")
at ben offer "Plums" >/dev/null || die offers
eventually "ben sees the ladder" shows ben ladder
eventually "cleo sees the plums" shows cleo plums
loan=$(asks ben "$post" --from today --to "in 3 days")
both_have "$loan" asked ana ben
step ana yes "$loan" --when "today 23:30" --where "side gate"
both_have "$loan" promised ana ben
step ana out "$loan"
both_have "$loan" out ana ben
signed=$(at ben pay cleo 1h --because "the pram" --json | jq -r .code)
eventually "cleo signs an hour of his" settles cleo "$signed"
eventually "cleo has it" balance_is cleo 60
eventually "ben gave it" balance_is ben -60
open=$(at ben pay cleo 30m --because "the cat" --json | jq -r .code)
eventually "cleo is offered half an hour more" has_entries cleo 2

say "he is no member any more: his posts go, the loan stays with who lent it"
at ana unvouch ben >/dev/null || die unvouches
eventually "the plums are gone" shows_not cleo plums
check "ana still waits for her ladder" \
    is "$(at ana due --json | jq -r '.[0].id')" "$loan"
check "it is out" deal_is ana "$loan" out
check "with whom" is "$(deal ana "$loan" .claimant.name)" ben
check "what was signed counts" balance_is cleo 60
check "hours to come from him are refused" \
    exit_of 77 at cleo settle "$open"
exit_of 77 at cleo bill ben 1h --because "late"

say "it is put back over the fence: ana closes the loan alone"
step ana back "$loan"
check "it is done" deal_is ana "$loan" done
check "nothing is due" is "$(at ana due --json | jq length)" 0
ladder=$(at ana board --json | jq -r '.[] | select(.kind == "loan") | .status')
check "the ladder can be lent again" is "$ladder" open

say "he is back: he reads that the loan is done, and the hours are as they were"
at ana vouch ben >/dev/null || die vouches
both_have "$loan" done ana ben
eventually "his plums are there" shows cleo plums
eventually "the half hour is signed" settles cleo "$open"
eventually "cleo has both" balance_is cleo 90
eventually "ben gave both" balance_is ben -90
eventually "ana sees none of it as hers" balance_is ana 0
