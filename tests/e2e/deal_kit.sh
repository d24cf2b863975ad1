#!/bin/sh
# ctest: timeout=300
# The hall lends a tent with its parts, and a stove. Ben wants both or neither;
# what is promised, put in line or dropped is so for both. What is missing when
# the tent comes back is ticked, both see it, and it is put right when the pegs
# turn up.
. "$(dirname "$0")/lib/street.sh"
. "$(dirname "$0")/lib/deal.sh"

day() {
    date -u -d "+$1 days" +%F
}

# deal_about HOUSEHOLD POST CLAIMANT: the id of the live deal.
deal_about() {
    at "$1" deals --json | jq -r --arg post "$2" --arg who "$3" \
        '.[] | select((.code | startswith($post)) and .claimant.name == $who)
            | .id'
}

about_is() {
    is "$(at "$1" deals --json --all | jq -r --arg post "$2" --arg who "$3" \
        '[.[] | select((.code | startswith($post)) and .claimant.name == $who)]
            | last | .state')" "$4"
}

parts_are() {
    is "$(deal "$1" "$2" '.missing | join(",")')" "$3"
}

at hall init --name "Hall" --neighbourhood "Mill Lane" >/dev/null ||
    die founds
start hall
for who in ben cleo; do
    join "$who" hall "$who"
    start "$who" --peer "$(listens hall)"
done
at hall lend "Tent" --auto --parts "poles, pegs, roof" --json \
    >"$street/tent" || die lends
at hall lend "Stove" --auto --json >"$street/stove" || die lends
tent=$(jq -r .code "$street/tent")
stove=$(jq -r .code "$street/stove")
at ben lend "Boat" --json >"$street/boat" || die lends
boat=$(jq -r .code "$street/boat")
for who in ben cleo; do
    eventually "$who sees the tent" shows "$who" tent
    eventually "$who sees the stove" shows "$who" stove
done
eventually "cleo sees the boat" shows cleo boat

say "two things are asked for together of one household, each once"
exit_of 65 at cleo ask "$tent" --with "$boat" --json
check "another keeper's is another's" is \
    "$(jq -r .error.name "$street/out")" two-keepers
exit_of 65 at cleo ask "$tent" --with "$tent" --json
check "the same is the same" is "$(jq -r .error.name "$street/out")" \
    asked-twice

say "cleo has the stove on these days, so ben is promised neither"
first=$(asks cleo "$stove" --from "$(day 10)" --to "$(day 12)")
both_have "$first" promised cleo hall
one=$(asks ben "$tent" --with "$stove" --from "$(day 11)" --to "$(day 13)")
two=$(deal_about ben "$stove" ben)
both_have "$one" waiting ben hall
both_have "$two" waiting ben hall
exit_of 77 at hall yes "$(code_of hall "$one")" --json
check "the hall cannot promise one alone" is \
    "$(jq -r .error.name "$street/out")" days-taken
check "and neither was" deal_is hall "$one" waiting

say "meanwhile cleo may have the tent"
third=$(asks cleo "$tent" --from "$(day 12)" --to "$(day 13)")
both_have "$third" promised cleo hall
step cleo drop "$third"
both_have "$third" dropped cleo hall

say "cleo leaves the stove: ben is promised both"
step cleo drop "$first"
both_have "$one" promised ben hall
both_have "$two" promised ben hall

say "the tent goes without a pole, and comes back without pegs and roof"
step ben affirm "$one"
exit_of 65 at hall out "$(code_of hall "$one")" --missing "oars" --json
check "a tent has no oars" is "$(jq -r .error.name "$street/out")" \
    unknown-part
check "the parts are listed" grep -q 'poles, pegs, roof' "$street/out"
step hall out "$one" --missing poles --condition "A small tear"
both_have "$one" out ben hall
check "ben sees the tear" is "$(deal ben "$one" .condition_out)" "A small tear"
check "and what was missing" is \
    "$(deal ben "$one" '.missing_out | join(",")')" poles
step hall done "$one" --missing "roof,2" --condition "Wet"
both_have "$one" done ben hall
for who in ben hall; do
    check "$who sees what did not come back" parts_are "$who" "$one" pegs,roof
    check "and how it was" is "$(deal "$who" "$one" .condition)" Wet
done
at ben deals "$(code_of ben "$one")" >"$street/one" || die "shows one deal"
check "it stands there in words" grep -q "pegs, roof" "$street/one"

say "they were in the stove's bag"
at hall fix "$(code_of hall "$one")" done --condition Dry --json \
    >"$street/step" || die "fixes: $(cat "$street/step")"
eventually "ben sees that all is there" parts_are ben "$one" ""
check "the stove is still promised" deal_is ben "$two" promised

say "nobody else sees any of it"
check "cleo's deals are hers" is \
    "$(at cleo deals --all --json | jq '[.[].claimant.name] | unique | .[]' \
        -r)" cleo
check "no byte of it" holds_nothing cleo "A small tear" "Wet"
