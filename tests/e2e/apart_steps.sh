#!/bin/sh
# ctest: timeout=400
# Two who said something to each other while they were apart: what was said
# crosses on the way, and after they meet both see the same. Rules E25 to E28
# of spec/deals.md.
. "$(dirname "$0")/lib/street.sh"
. "$(dirname "$0")/lib/time.sh"
. "$(dirname "$0")/lib/deal.sh"
. "$(dirname "$0")/lib/apart.sh"
. "$(dirname "$0")/lib/third.sh"

# promised TITLE OPTION...: a loan of ana's, promised to ben, in $one.
promised() {
    lends ana "$@"
    all_see ben
    one=$(asks ben "$post")
    both_have "$one" asked ana
    step ana yes "$one" --when "in 2 hours" --until "in 8 hours"
    both_have "$one" promised ana ben
}

# is_heard HOUSEHOLD ID: the ask has come.
is_heard() {
    [ -n "$(deal "$1" "$2" .state)" ]
}

street_of ana ben cleo

scene drop_beats_yes
lends ana "Ladder"
all_see ben
one=$(asks ben "$post")
both_have "$one" asked ana
apart ana ben
step ben drop "$one"
step ana yes "$one"
check "ana does not know" deal_is ana "$one" promised
meet ana ben
both_have "$one" dropped ana ben

scene out_beats_undo
promised "Drill"
apart ana ben
step ana undo "$one"
step ben out "$one"
meet ana ben
both_have "$one" out ana ben
step ana done "$one"
both_have "$one" done ana ben

scene an_affirm_in_time_beats_the_lapse
promised "Wheelbarrow"
it_is +3h
apart ana ben
step ben affirm "$one"
it_is +9h
at ana deals >/dev/null || die "ana looks"
start ana
both_have "$one" lapsed ana
start ben --peer "$(listens hall)"
apart ana
meet ana
meet_again ben
both_have "$one" promised ana ben
same "$one" .affirmed true ana ben

scene missed_against_out
apart ana ben
step ben out "$one"
step ana missed "$one"
meet ana ben
same "$one" .mark differ ana ben
same "$one" .state "$(deal ana "$one" .state)" ana ben
same "$one" .turn "$(deal ana "$one" .turn)" ana ben

scene never_order_of_arrival
lends ana "Tent" --days-max 9
all_see ben
apart ana ben
one=$(asks ben "$post" --from "$(day 3)" --to "$(day 9)")
at ben bundle write "$street/first" >/dev/null || die "ben writes"
step ben change "$one" --from "$(day 4)" --to "$(day 6)"
step ben note "$one" "I ring twice"
step ben change "$one" --from "$(day 4)" --to "$(day 5)"
at ben bundle write "$street/second" >/dev/null || die "ben writes again"
at ana bundle read "$street/second" >/dev/null || die "ana reads the second"
check "ana sees the last change" is "$(deal ana "$one" .to)" \
    "$(deal ben "$one" .to)"
at ana bundle read "$street/first" >/dev/null || die "ana reads the first"
step ana yes "$one"
step ben drop "$one"
meet ana ben
at ana bundle read "$street/second" >/dev/null || die "ana reads it again"
both_have "$one" dropped ana ben
same "$one" .to "$(deal ben "$one" .to)" ana ben
same "$one" .from "$(deal ben "$one" .from)" ana ben

scene expiry_is_computed_by_each_reader
offers ana "Soup" --quantity 3 --until "in 2 days"
all_see ben cleo
one=$(asks ben "$post")
both_have "$one" asked ana
apart ana ben cleo
two=$(asks cleo "$post")
step ana yes "$one" --until "in 6 days"
it_is +82h # offered in the evening it stands until midnight of the third
exit_of 77 at ben ask "$post" --quantity 1 --for "Mrs Bell" --json
check "it is over for ben" is "$(jq -r .error.name "$street/out")" post-over
meet ana ben cleo
both_have "$one" promised ana ben
eventually "ana has heard of cleo's" is_heard ana "$two"
same "$two" .state "$(deal ana "$two" .state)" ana cleo
step ben affirm "$one"
step ana out "$one"
both_have "$one" done ana ben

scene a_deal_outlives_the_text_of_its_post
lends ana "Cement mixer" --text "with the zebrafinch sticker"
all_see ben cleo
one=$(asks ben "$post")
two=$(asks cleo "$post")
both_have "$one" asked ana
both_have "$two" asked ana
step ana yes "$one"
both_have "$one" promised ana ben
apart ana ben cleo
step ben out "$one"
at ana withdraw "$post" --outcome retired >/dev/null || die "ana withdraws"
meet ana ben cleo
both_have "$one" out ana ben
both_have "$two" declined ana cleo
eventually "its text is gone" holds_nothing ben "zebrafinch sticker"
same "$one" .title "Cement mixer" ana ben
step ana done "$one"
both_have "$one" done ana ben
eventually "all of it is at the hall" in_step hall ana
tells_nothing hall "Cement mixer" "I ring twice"
links_nothing hall ana "$one" "$two"
