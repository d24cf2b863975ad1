#!/bin/sh
# ctest: timeout=300
# What two households shared is remembered by the two of them, each from its
# own deals and hours; a third one, which carried all of it, remembers nothing.
. "$(dirname "$0")/lib/street.sh"
. "$(dirname "$0")/lib/time.sh"
. "$(dirname "$0")/lib/deal.sh"

# memory HOUSEHOLD OTHER FILTER
memory() {
    at "$1" memory "$2" --json | jq -r "$3"
}

# thanked HOUSEHOLD COUNT: so many thanks are read there.
thanked() {
    is "$(at "$1" thank --json | jq length)" "$2"
}

thanked_by_ben() {
    is "$(at ana digest --json | jq -r '.thanks[0].from.name')" Ben
}

earned() {
    is "$(at ben hours --json | jq .balance_minutes)" 90
}

at hall init --name "Mill hall" --neighbourhood "Mill Lane" >/dev/null ||
    die founds
start hall
join ana hall "Ana"
join ben hall "Ben"
start ana --peer "$(listens hall)"
start ben --peer "$(listens hall)"
for home in ana ben; do
    eventually "hall knows $home" is_member hall "$(at "$home" status --json |
        jq -r .household.name)"
done
at hall vouch Ana >/dev/null || die vouches
at hall vouch Ben >/dev/null || die vouches
eventually "ana knows ben" is_member ana Ben
eventually "ben knows ana" is_member ben Ana

say "before anything is shared there is nothing to remember"
check "nothing" is "$(memory ana Ben '.deals | length')" 0
at ana memory Ben >"$street/out" || die remembers
check "in words" grep -q "shared nothing with Ben yet" "$street/out"
exit_of 65 at ana memory Ana --json
check "its name" is "$(jq -r .error.name "$street/out")" own-household
exit_of 66 at ana memory Nobody --json

say "ana lends a ladder and gives plums; ben gives an hour"
at ana lend "Ladder" --days-max 7 --json >"$street/post" || die lends
ladder=$(jq -r .code "$street/post")
at ana offer "Plums" --json >"$street/post" || die offers
plums=$(jq -r .code "$street/post")
eventually "ben sees both" has_posts ben 2
one=$(asks ben "$ladder" --from today --to "in 3 days")
two=$(asks ben "$plums" --text "for a quokka pie")
both_have "$one" asked ana
both_have "$two" asked ana
step ana yes "$one"
step ana no "$two" --because "eaten"
both_have "$one" promised ben
step ana out "$one"
both_have "$one" out ben
step ana back "$one"
both_have "$one" done ben ana
at ana pay Ben 1h30 --because "the gutters" --json >"$street/out" || die pays
hour=$(jq -r .code "$street/out")
eventually "ben settles it" at ben settle "$hour"
eventually "it counts" earned

say "both remember, each its own side"
check "ana lent once" is "$(memory ana Ben .facts.dealt)" 1
check "it was collected" is "$(memory ana Ben .facts.collected)" 1
check "she remembers the ladder" is "$(memory ana Ben '.deals[0].title')" Ladder
check "as hers" is "$(memory ana Ben '.deals[0].mine')" true
check "what came to nothing is not listed" is \
    "$(memory ana Ben '.deals | length')" 1
eventually "she had his hours" sh -c "KITH_HOME=$street/ana XDG_RUNTIME_DIR= \
    $KITH memory Ben --json | jq -e '.hours.had_minutes == 90'"
check "he gave them" is "$(memory ben Ana .hours.given_minutes)" 90
at ana memory Ben >"$street/out" || die remembers
check "a person reads it" grep -q "Ben dealt with you 1 time" "$street/out"
check "and the hours" grep -q "Ben gave you 1 h 30" "$street/out"

say "the hall, which carried it, remembers nothing of either"
check "nothing of ana" is "$(memory hall Ana '.deals | length')" 0
check "nothing of ben" is "$(memory hall Ben '[.facts[]] | add')" 0

say "ben thanks ana openly: every member reads it, and he can take it back"
at ben thank Ana "$ladder" "It saved the <roof>" --json >"$street/out" ||
    die thanks
code=$(jq -r .code "$street/out")
eventually "the hall reads it" sh -c "KITH_HOME=$street/hall XDG_RUNTIME_DIR= \
    $KITH thank --json | jq -e '.[0].text == \"It saved the <roof>\"'"
check "who and whom" is "$(at hall thank --json |
    jq -r '.[0] | .from.name + " " + .to.name + " " + .title')" \
    "Ben Ana Ladder"
eventually "ana's digest has it" thanked_by_ben
check "nobody else's" is "$(at hall digest --json | jq '.thanks | length')" 0
check "who looks ana up reads it" is "$(memory hall Ana '.thanks | length')" 1
check "it is no deal of the hall's" is "$(memory hall Ana .facts.dealt)" 0
exit_of 66 at ana thank --remove "$code" --json
check "others cannot take it back" is \
    "$(jq -r .error.name "$street/out")" unknown-thanks
at ben thank --remove "$code" --dry-run >"$street/out" || die rehearses
check "a rehearsal takes nothing back" grep -q "nothing was." "$street/out"
check "nor says that it would be read" is \
    "$(grep -c "would read" "$street/out")" 0
at ben thank --remove "$code" >/dev/null || die "takes back"
eventually "it is gone" thanked hall 0
exit_of 66 at ben thank --remove "$code" --json
at hall thank Ana "For everything" --dry-run --json >"$street/out" ||
    die rehearses
check "a rehearsal says nothing" is "$(at hall thank --json | jq length)" 0

say "facts are of a season: after 90 days they are gone, the deal is not"
it_is +100d
check "no facts" is "$(memory ana Ben .facts.dealt)" 0
check "but the ladder" is "$(memory ana Ben '.deals[0].title')" Ladder
