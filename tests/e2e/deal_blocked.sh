#!/bin/sh
# ctest: timeout=300
# Neighbours who fall out while a deal runs: whoever blocks a household sees
# nothing more that it posts, and what the two have promised each other goes
# on: the ladder comes back, the hours are signed, and it can be undone.
. "$(dirname "$0")/lib/street.sh"
. "$(dirname "$0")/lib/deal.sh"

# says HOUSEHOLD ID TEXT: somebody said so in a deal, as it sees it.
says() {
    at "$1" deals "$(code_of "$1" "$2")" --json | grep -qF "$3"
}

at ana init --name Ana --neighbourhood "Mill Lane" >/dev/null || die founds
start ana
join ben ana Ben
at ana vouch Ben >/dev/null || die vouches
start ben --peer "$(listens ana)"
at ana lend "Ladder, 3 m" --days-max 7 --json >"$street/post" || die lends
post=$(jq -r .code "$street/post")
at ben offer "Plums" >/dev/null || die offers
eventually "ben sees the ladder" shows ben ladder
eventually "ana sees the plums" shows ana plums
loan=$(asks ben "$post" --from today --to "in 3 days" --text "for the gutter")
both_have "$loan" asked ana ben
step ana yes "$loan" --when "today 23:30" --where "side gate"
both_have "$loan" promised ana ben
step ana out "$loan"
both_have "$loan" out ana ben

say "ana blocks ben: his posts go from her board, and what runs stays"
at ana block Ben >"$street/out" 2>"$street/err" || die blocks
eventually "the plums are gone" shows_not ana plums
check "the loan is there" deal_is ana "$loan" out
check "it is due" is "$(at ana due --json | jq -r '.[0].id')" "$loan"
check "her own are there" shows ana ladder
check "ben sees hers: it stays in her house" shows ben ladder

say "ben's words still come, and the ladder can be brought back"
step ben note "$loan" --text "it stands behind your shed"
eventually "ana reads it" says ana "$loan" "it stands behind your shed"
step ana back "$loan"
both_have "$loan" done ana ben

say "hours that were owed are signed by both"
receipt=$(at ben pay Ana 1h --because "the ladder" --json | jq -r .code)
settles() {
    at ana settle "$receipt" >/dev/null
}
eventually "ana signs the hours" settles
balance_is() {
    is "$(at "$1" hours --json | jq .balance_minutes)" "$2"
}
eventually "ana has them" balance_is ana 60
eventually "ben gave them" balance_is ben -60

say "what is asked anew by who is blocked comes too: she may say no"
again=$(asks ben "$post" --from "in 5 days" --to "in 6 days")
both_have "$again" asked ana ben
step ana no "$again" --because "not now"
both_have "$again" declined ana ben

say "unblocked, his posts are there again"
at ana unblock Ben >/dev/null || die unblocks
eventually "the plums are back" shows ana plums
