#!/bin/sh
# ctest: timeout=200
# What cannot be asked, said or meant: one sentence with what can be done, the
# exit code of its kind, the same as JSON, and nothing was written.
. "$(dirname "$0")/lib/street.sh"
. "$(dirname "$0")/lib/deal.sh"
. "$(dirname "$0")/lib/third.sh"

day() {
    date -u -d "+$1 days" +%F
}

# refuses EXIT NAME WORDS HOUSEHOLD COMMAND...
refuses() {
    wanted=$1
    name=$2
    words=$3
    who=$4
    shift 4
    before=$(at "$who" deals --all --json)
    exit_of "$wanted" at "$who" "$@"
    check "a person is told \"$words\": $*" grep -q "^kith: .*$words" \
        "$street/err"
    check "and what to do: $*" grep -q "^  ..." "$street/err"
    exit_of "$wanted" at "$who" "$@" --json
    check "$name is what scripts are told: $*" \
        is "$(jq -r .error.name "$street/out")" "$name"
    check "nothing was said: $*" is "$(at "$who" deals --all --json)" "$before"
}

at ana init --name "Ana" --neighbourhood "Mill Lane" >/dev/null || die founds
start ana
join ben ana "Ben"
join cleo ana "Cleo"
start ben --peer "$(listens ana)"
start cleo --peer "$(listens ana)"
at ana lend "Ladder" --days-max 3 --json >"$street/post" || die lends
post=$(jq -r .code "$street/post")
eventually "ben sees the ladder" shows ben ladder
eventually "cleo sees the ladder" shows cleo ladder

say "asks"
refuses 66 unknown-post "no post" ben ask sofa-zzz
refuses 77 own-post "your own" ana ask "$post"
refuses 65 too-many-days "longer" ben ask "$post" --from "$(day 2)" \
    --to "$(day 9)"
refuses 65 bad-days "end before" ben ask "$post" --from "$(day 5)" \
    --to "$(day 2)"
refuses 65 unreadable-date "not a date" ben ask "$post" --from someday
exit_of 64 at ben ask
exit_of 0 at ben ask "$post" --from "$(day 2)" --to "$(day 3)" --dry-run
check "a rehearsal asks nothing" is "$(at ben deals --json | jq length)" 0

say "days that are taken: the nearest free ones are offered"
one=$(asks ben "$post" --from "$(day 5)" --to "$(day 6)")
two=$(asks cleo "$post" --from "$(day 6)" --to "$(day 7)")
both_have "$one" asked ben ana
both_have "$two" asked cleo ana
refuses 64 ambiguous-deal "fits 2 deals: ladder-.*, ladder-" ana yes "$post"
step ana yes "$one"
refuses 77 days-taken "free from" ana yes "$(code_of ana "$two")"
check "a post's code is enough where one deal can take the step" \
    is "$(at ana undo "$post" --json | jq -r .id)" "$one"

say "steps"
refuses 66 unknown-deal "no deal" ana yes "$post.9"
for typed in "$post.9" "${post%?}" "${post%-*}" ladd; do
    exit_of 66 at ana yes "$typed" --json
    check "$typed: what may be meant is told" grep -qF \
        "Did you mean" "$street/out"
    check "$typed: by its code" grep -qF "$(code_of ana "$two")" "$street/out"
done
exit_of 66 at ana yes quokka-999 --json
check "of what is like nothing nothing is guessed" \
    sh -c "! grep -q 'Did you mean' $street/out"
refuses 77 step-not-allowed "You may say change or drop; Ana may say" cleo \
    yes "$(code_of cleo "$two")"
refuses 77 step-not-allowed "is asked" ana done "$(code_of ana "$two")"
refuses 65 bad-result "done, missed or lost" ana fix \
    "$(code_of ana "$two")" maybe

say "ben's machine carried what cleo asked, and cannot tell"
step cleo note "$two" "for the swallow nest"
eventually "all letters are at ben's" in_step ben ana
tells_nothing ben Ladder "for the swallow nest"
links_nothing ben ana "$two"
