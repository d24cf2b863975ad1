#!/bin/sh
# ctest: timeout=400
# One thing and its keeper, who has two machines. They were apart, and what
# each said stands beside what the other said; after they meet, both sides of
# every deal see the same. Rules E20 to E24 of spec/deals.md.
. "$(dirname "$0")/lib/street.sh"
. "$(dirname "$0")/lib/time.sh"
. "$(dirname "$0")/lib/deal.sh"
. "$(dirname "$0")/lib/apart.sh"
. "$(dirname "$0")/lib/third.sh"

# proves HOUSEHOLD WANTED: whether its board says that too much is promised.
proves() {
    is "$(at "$1" show "$post" --json | jq '.promised_twice == true')" "$2"
}

street_of ana ben cleo
second_machine ana shed
it_is +10m

scene one_keeper_decides
offers ana "Sofa, brown" --choose pick
all_see shed ben cleo
one=$(asks ben "$post")
two=$(asks cleo "$post")
both_have "$one" asked ana shed
both_have "$two" asked ana shed
apart ana shed
step ana yes "$one"
step shed yes "$two"
meet ana shed
both_have "$one" promised ana shed ben
both_have "$two" promised ana shed cleo
same "$one" .promise "not yet" ben
it_is +3h
same "$one" .promise bound ana shed ben
same "$two" .promise twice ana shed cleo

scene more_held_than_there_is
for who in hall ben cleo; do
    eventually "$who can prove it" proves "$who" true
    check "without names" is "$(at "$who" show "$post" --json |
        grep -ci -e '"ben"' -e '"cleo"')" 0
done
check "the keeper's list says so" grep -q 'promised twice' - <<END
$(at ana deals)
END
step ana undo "$two" --because "My other machine had promised it"
both_have "$two" undone ana shed cleo
it_is +6h
eventually "nothing is promised twice" proves hall false
same "$one" .promise bound ana shed ben
step ana out "$one"
both_have "$one" done ana shed ben

scene several_who_keep_one_thing
lends ana "Ladder" --days-max 4
all_see shed ben cleo
one=$(asks ben "$post" --from "$(day 3)" --to "$(day 4)")
both_have "$one" asked ana shed
apart ana
step shed yes "$one"
both_have "$one" promised shed ben
it_is +9h
meet_again shed ben
check "it is not certain" says ben "$one" .promise "not yet"
check "nor at the machine that said it" says shed "$one" .promise "not yet"
meet ana
it_is +12h
same "$one" .promise bound ana shed ben

scene custody_beats_dates
two=$(asks cleo "$post" --from "$(day 9)" --to "$(day 10)")
both_have "$two" asked ana shed
step ana yes "$two"
both_have "$two" promised ana shed cleo
step cleo affirm "$two"
step ben affirm "$one"
same "$two" .affirmed true ana shed
same "$one" .affirmed true ana shed
it_is +3d
step ana out "$one"
both_have "$one" out ana shed ben
it_is +9d
apart ana
step ben done "$one"
exit_of 77 at ana out "$(code_of ana "$two")" --json
check "it is not back" is "$(jq -r .error.name "$street/out")" not-back
meet ana
same "$one" .mark one ana shed ben
both_have "$one" out ana shed ben
exit_of 77 at ana out "$(code_of ana "$two")" --json
check "ben's word does not bring it back" is \
    "$(jq -r .error.name "$street/out")" not-back
apart shed
step ana done "$one"
step ana out "$two"
meet shed
both_have "$one" done ana shed ben
both_have "$two" out ana shed cleo
check "one has it" says ana "$two" .promise bound
apart ana shed
three=$(asks ben "$post" --from "$(day 12)" --to "$(day 13)")
meet ana shed
both_have "$three" asked ana shed
step ana yes "$three"
both_have "$three" promised ana shed ben
apart ana shed
step ana done "$two"
step ana out "$three"
exit_of 77 at shed out "$(code_of shed "$three")" --json
check "the other machine has not heard" is \
    "$(jq -r .error.name "$street/out")" not-back
meet ana shed
both_have "$two" done ana shed cleo
both_have "$three" out ana shed ben

scene what_was_seen
lends ana "Tent" --days-max 4
all_see shed ben cleo
apart ben
at ana edit "$post" --days-max 2 >/dev/null || die "ana edits"
meet_again ana
one=$(asks ben "$post" --from "$(day 20)" --to "$(day 21)")
meet ben
both_have "$one" asked ana shed ben
step ana yes "$one"
both_have "$one" promised ana shed ben
same "$one" .needs_affirm true ana shed ben
step ben affirm "$one"
same "$one" .needs_affirm false ana shed ben
same "$one" .affirmed true ana shed ben
links_nothing hall ana "$one"
