#!/bin/sh
# ctest: timeout=300
# The hall lends to a school that is not on kith: it writes down alone who has
# what and until when. Neighbours see that it is out, and never with whom; the
# hall is reminded, and marks it as back.
. "$(dirname "$0")/lib/street.sh"
. "$(dirname "$0")/lib/time.sh"
. "$(dirname "$0")/lib/deal.sh"

day() {
    date -u -d "+$1 days" +%F
}

status_is() {
    is "$(at "$1" show "$post" --json | jq -r .status)" "$2"
}

mail_of() {
    at "$1" status --json | jq '.neighbourhoods[0].sets.mail.records'
}

reminded() {
    at hall log --json | jq -e --arg event "$1" \
        'any(.[]; .event == $event and .household.name == "Aunt Petra")' \
        >/dev/null
}

at hall init --name "Hall" --neighbourhood "Mill Lane" >/dev/null ||
    die founds
start hall
for who in ben cleo; do
    join "$who" hall "$who"
    start "$who" --peer "$(listens hall)"
done
at hall lend "Marquee" --auto --parts "poles,pegs,roof" --json \
    >"$street/post" || die lends
post=$(jq -r .code "$street/post")
for who in ben cleo; do
    eventually "$who sees the marquee" shows "$who" marquee
done

say "who is not its keeper lends nothing of it"
exit_of 77 at ben out "$post" --to "Aunt Petra" --json
check "that is the keeper's" is "$(jq -r .error.name "$street/out")" not-yours
exit_of 65 at hall out "$post" --to "Aunt Petra" --until 2026-01-01 --json
check "nothing is due before it goes" is \
    "$(jq -r .error.name "$street/out")" past-days

say "the hall lends it to Aunt Petra, and no letter says so"
before=$(mail_of hall)
at hall out "$post" --to "Aunt Petra" --until "$(day 4)" \
    --condition "Clean" --json >"$street/step" || die "lends to Petra"
lent=$(jq -r .id "$street/step")
check "it is out" deal_is hall "$lent" out
check "with her" is "$(deal hall "$lent" .claimant.name)" "Aunt Petra"
check "no letter was sealed" is "$(mail_of hall)" "$before"
at hall due >"$street/due"
check "what is out says with whom" grep -q "Aunt Petra" "$street/due"
check "and when it is back" grep -q "$(date -d "$(day 4)" '+%a 23:59')" \
    "$street/due"
exit_of 77 at hall out "$post" --to "The school" --json
check "it can be handed out once" is "$(jq -r .error.name "$street/out")" \
    not-back

say "ben wants it meanwhile: he waits, and cannot tell who has it"
asked=$(asks ben "$post" --from "$(day 2)" --to "$(day 3)")
both_have "$asked" waiting ben hall
it_is +125m
eventually "cleo sees that it is out" status_is cleo promised
check "two days are taken on her calendar" is \
    "$(at cleo calendar "$post" --json | jq 'length > 0')" true
for who in ben cleo; do
    check "$who never reads the name" holds_nothing "$who" "Petra"
done

say "the hall is reminded of it"
it_is +3d
eventually "it is due soon" reminded deal-due
it_is +6d
eventually "it is late" reminded deal-overdue

say "it is back"
at hall back "$post" --condition "A peg is bent" --json >"$street/step" ||
    die "back: $(cat "$street/step")"
check "it is done" deal_is hall "$lent" done
check "by one word" is "$(deal hall "$lent" .mark)" one
it_is +7d
eventually "the board has it again" status_is cleo open
exit_of 0 at hall deals --all
check "the hall's list says who had it" grep -q "Aunt Petra" "$street/out"

say "she has it again: what is back is what is out, not what is over"
at hall out "$post" --to "Aunt Petra" --until "in 9 days" --json \
    >"$street/step" || die "lends again: $(cat "$street/step")"
again=$(jq -r .id "$street/step")
exit_of 0 at hall back "$post"
check "the second is back" deal_is hall "$again" done
