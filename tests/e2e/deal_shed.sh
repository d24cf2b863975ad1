#!/bin/sh
# ctest: timeout=300
# Camden Town Shed: the hall lends a lathe by its booking calendar. Free days
# are promised at once, a second borrower waits in line, a late return holds
# the next one up.
. "$(dirname "$0")/lib/street.sh"
. "$(dirname "$0")/lib/time.sh"
. "$(dirname "$0")/lib/deal.sh"
. "$(dirname "$0")/lib/third.sh"

day() {
    date -u -d "+$1 days" +%F
}

busy_days() {
    at "$1" calendar "$post" --json | jq length
}

has_busy_days() {
    is "$(busy_days "$1")" "$2"
}

affirmed() {
    is "$(deal "$1" "$2" .affirmed)" true
}

reminded() {
    at "$1" log --json | jq -e --arg event "$2" \
        'any(.[]; .event == $event)' >/dev/null
}

at hall init --name "The Shed" --neighbourhood "Camden Town" >/dev/null ||
    die founds
start hall
for who in ben cleo dora; do
    join "$who" hall "$who"
    start "$who" --peer "$(listens hall)"
done
at hall lend "Lathe" --auto --buffer 12 --days-max 4 --json >"$street/post" ||
    die lends
post=$(jq -r .code "$street/post")
for who in ben cleo dora; do
    eventually "$who sees the lathe" shows "$who" lathe
done

say "free days are promised without anybody at the desk"
one=$(asks ben "$post" --from "$(day 10)" --to "$(day 12)")
both_have "$one" promised ben hall
check "the hall's calendar has them" has_busy_days hall 1

say "the same days again: cleo waits in line, and is told what is free"
two=$(asks cleo "$post" --from "$(day 11)" --to "$(day 13)")
both_have "$two" waiting cleo hall
exit_of 77 at hall yes "$(code_of hall "$two")" --json
check "the desk does not promise twice" is \
    "$(jq -r .error.name "$street/out")" days-taken
check "and offers the nearest free days" grep -q 'free from' "$street/out"
exit_of 65 at dora ask "$post" --from "$(day 20)" --to "$(day 28)" --json
check "nine days are too many" is "$(jq -r .error.name "$street/out")" \
    too-many-days

say "dora takes days that are free, and sees no names in the calendar"
three=$(asks dora "$post" --from "$(day 16)" --to "$(day 17)")
both_have "$three" promised dora hall
it_is +125m
eventually "the calendar of the board has both" has_busy_days dora 2
check "but no names" is "$(at dora calendar "$post" --json |
    grep -cE '"(ben|cleo)"')" 0

say "ben changes his mind: the head of the line is promised them"
step ben drop "$one"
both_have "$one" dropped ben hall
both_have "$two" promised cleo hall

say "cleo is late, so the lathe is not there for dora"
step cleo affirm "$two"
step dora affirm "$three"
eventually "the hall sees that dora comes" affirmed hall "$three"
it_is +11d
step hall out "$two"
both_have "$two" out cleo hall
it_is +15d
eventually "cleo is reminded" reminded cleo deal-overdue
check "the hall sees that it is late" is \
    "$(at hall due --json | jq '.[0].late')" true
it_is +16d
exit_of 77 at hall out "$(code_of hall "$three")" --json
check "what is not there is not handed out" is \
    "$(jq -r .error.name "$street/out")" not-back
step cleo done "$two"
step hall done "$two"
both_have "$two" done cleo hall
step hall out "$three"
both_have "$three" out hall dora

say "ben has had his part; who else booked what, his machine cannot say"
eventually "all letters are at ben's" in_step ben hall
step dora note "$three" "bring the left-handed chuck"
eventually "that too" in_step ben hall
tells_nothing ben "Camden Town" "left-handed chuck"
links_nothing ben hall "$two" "$three"
