#!/bin/sh
# ctest: timeout=300
# A street that is not in Greenwich: days begin and end where people live, on
# the calendar of the board, too, and for who asks for the day before and after.
. "$(dirname "$0")/lib/street.sh"
. "$(dirname "$0")/lib/time.sh"
. "$(dirname "$0")/lib/deal.sh"
TZ="CET-1CEST,M3.5.0,M10.5.0/3"
export TZ

day() {
    date -d "+$1 days" +%F
}

# The instant at which a day begins, as --json shows it.
begins() {
    date -u -d "@$(date -d "$1" +%s)" +%FT%T.000Z
}

has_a_booking() {
    is "$(at "$1" calendar "$post" --json | jq length)" 1
}

# booked HOUSEHOLD KEY
booked() {
    at "$1" calendar "$post" --json | jq -r ".[0].$2"
}

at hall init --name "Hall" --neighbourhood "Lindenstrasse" >/dev/null ||
    die founds
start hall
for who in ben cleo dora; do
    join "$who" hall "$who"
    start "$who" --peer "$(listens hall)"
done
at hall lend "Marquee" --auto --days-max 1 --json >"$street/post" || die lends
post=$(jq -r .code "$street/post")
for who in ben cleo dora; do
    eventually "$who sees the marquee" shows "$who" marquee
done

say "ben has it for a day"
asked=$(asks ben "$post" --from "$(day 9)")
both_have "$asked" promised ben hall
it_is +125m
eventually "the street sees that it is taken" has_a_booking cleo
check "from the day's beginning" is "$(booked cleo from)" "$(begins "$(day 9)")"
check "to its end" is "$(booked cleo to)" "$(begins "$(day 10)")"

say "cleo and dora have it on the days beside"
before=$(asks cleo "$post" --from "$(day 8)" --to "$(day 8)")
both_have "$before" promised cleo hall
after=$(asks dora "$post" --from "$(begins "$(day 10)")" \
    --to "$(begins "$(day 11)")")
both_have "$after" promised dora hall
