#!/bin/sh
# ctest: timeout=300
# Streetbank: somebody lends a ladder, a neighbour asks, gets it, and brings
# it back. Who only carries the letters reads none of them.
. "$(dirname "$0")/lib/street.sh"
. "$(dirname "$0")/lib/deal.sh"
. "$(dirname "$0")/lib/third.sh"

at hall init --name "Mill hall" --neighbourhood "Mill Lane" >/dev/null ||
    die founds
start hall
join ana hall "Ana"
join ben hall "Ben"
start ana --peer "$(listens hall)"
start ben --peer "$(listens hall)"
at ana lend "Ladder, 3 m" --text "rubber feet" --days-max 7 --json \
    >"$street/post" || die lends
post=$(jq -r .code "$street/post")
eventually "ben sees the ladder" shows ben ladder
eventually "the hall sees it" shows hall ladder
eventually "ana knows ben" is_member ana Ben
eventually "ben knows ana" is_member ben Ana

say "ben asks, and only ana reads it"
loan=$(asks ben "$post" --from tomorrow --to "in 3 days" \
    --text "gutterwashing behind zinnia cottage")
both_have "$loan" asked ben ana
check "it is ana's turn" is "$(deal ana "$loan" .turn)" keeper
check "ana reads why" is "$(deal ana "$loan" .text)" \
    "gutterwashing behind zinnia cottage"
check "ana sees who asks" is "$(deal ana "$loan" .claimant.name)" Ben
check "the hall knows of no deal" knows_no_deal hall

say "what the table does not allow is refused, and says what is"
exit_of 77 at ben yes "$(code_of ben "$loan")" --json
check "its name" is "$(jq -r .error.name "$street/out")" step-not-allowed
check "whose turn it is" grep -q 'Ana' "$street/out"
exit_of 77 at ana out "$(code_of ana "$loan")"
check "what ana may do" grep -q 'yes' "$street/err"

say "ana says yes; the ladder goes out, and comes back"
step ana yes "$loan" --when "tomorrow 10:00" --where "side gate of larkspur"
check "the answer has the state" is "$(jq -r .state "$street/step")" promised
both_have "$loan" promised ana ben
check "ben reads where" is "$(deal ben "$loan" .where)" \
    "side gate of larkspur"
step ben note "$loan" --text "thank you, marzipan"
step ana out "$loan"
both_have "$loan" out ana ben
check "ben has to bring it back" is \
    "$(at ben due --json | jq -r '.[0].id')" "$loan"
check "ana waits for it" is "$(at ana due --json | jq -r '.[0].id')" "$loan"
step ana back "$loan"
both_have "$loan" done ana ben
check "nothing is due" is "$(at ana due --json | jq length)" 0
exit_of 77 at ben drop "$(code_of ben "$loan")"

say "the hall, which carried all of it, cannot read a word"
eventually "all letters are at the hall" in_step hall ana
eventually "all letters are at the hall" in_step hall ben
tells_nothing hall "rubber feet" "gutterwashing behind zinnia cottage" \
    "side gate of larkspur" "thank you, marzipan"
links_nothing hall ana "$loan"
