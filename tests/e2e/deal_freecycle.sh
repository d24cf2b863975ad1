#!/bin/sh
# ctest: timeout=300 cost=40
# Freecycle: a sofa is given away, several ask, its keeper picks one, and the
# board says what became of it. Who else asked, nobody learns.
. "$(dirname "$0")/lib/street.sh"
. "$(dirname "$0")/lib/time.sh"
. "$(dirname "$0")/lib/deal.sh"
. "$(dirname "$0")/lib/third.sh"

status_is() {
    is "$(at "$1" show "$post" --json | jq -r .status)" "$2"
}

is_asked_by() {
    is "$(at ana deals --json | jq length)" "$1"
}

asked_by() {
    is "$(at "$1" show "$post" --json | jq -r .asks)" "$2"
}

at ana init --name "Ana" --neighbourhood "Mill Lane" >/dev/null || die founds
start ana
for who in ben cleo dora; do
    join "$who" ana "$who"
    start "$who" --peer "$(listens ana)"
done
at ana offer "Sofa, brown" --choose pick --json >"$street/post" || die offers
post=$(jq -r .code "$street/post")
for who in ben cleo dora; do
    eventually "$who sees the sofa" shows "$who" sofa
done

say "three ask; each sees their own ask and no other"
first=$(asks ben "$post" --text "for the tangerine room")
second=$(asks cleo "$post" --text "our old one broke")
third=$(asks dora "$post" --text "for my sister")
eventually "ana has three" is_asked_by 3
for who in ben cleo dora; do
    check "$who sees one deal" is "$(at "$who" deals --json | jq length)" 1
done
exit_of 77 at ben ask "$post" --json
check "once is enough" is "$(jq -r .error.name "$street/out")" asked-already
exit_of 64 at ana no "$post" --json
check "three could be meant" is "$(jq -r .error.name "$street/out")" \
    ambiguous-deal

say "how many have asked is told an hour or two later, not who"
check "nobody knows yet" asked_by ben 0
it_is +121m
eventually "three have asked" asked_by ben 3

say "ana picks cleo, and says no to dora"
step ana yes "$second" --when "tomorrow 10:00" --where "the blue door"
step ana no "$third" --because "Cleo was in greater need"
both_have "$second" promised ana cleo
both_have "$third" declined ana dora
check "dora reads why" is "$(deal dora "$third" .because)" \
    "Cleo was in greater need"
check "the board says nothing yet" status_is ben open
exit_of 77 at ana yes "$(code_of ana "$first")" --json
check "one sofa, one yes" is "$(jq -r .error.name "$street/out")" \
    nothing-left
it_is +242m
eventually "the board says promised" status_is ben promised
check "and not to whom" is "$(at ben show "$post" --json |
    grep -ci cleo)" 0

say "cleo has it: taken, and off the board"
it_is +25h
step ana out "$second"
both_have "$second" done ana cleo
at ana withdraw "$post" --outcome taken >/dev/null || die withdraws
eventually "ben's board is without it" shows_not ben sofa
check "what came of it" is "$(at ben show "$post" --json |
    jq -r .outcome)" taken
both_have "$first" declined ana ben

say "dora carried what cleo and ana said, and can read none of it"
stop ben
start ben --peer "$(listens dora)"
eventually "all letters are at ben's" in_step ben ana
eventually "and at dora's" in_step dora ana
tells_nothing dora "Sofa, brown" "for the tangerine room" \
    "our old one broke" "the blue door"
links_nothing dora ana "$first" "$second"
