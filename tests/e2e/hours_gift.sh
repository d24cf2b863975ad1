#!/bin/sh
# ctest: timeout=300
# Hours as a gift, as at Southwark Circle: the hall gives Ana a few to begin
# with, Ana spends them on a helper, and neither gift nor errand tells the
# others what for. The hall is a household like any other, with an account.
. "$(dirname "$0")/lib/street.sh"
. "$(dirname "$0")/lib/third.sh"

balance() {
    at "$1" hours "$2" --json | jq .balance_minutes
}

has_balance() {
    is "$(balance "$1" "$2")" "$3"
}

turn() {
    at "$1" hours --json | jq -r '[.entries[] | select(.turn)][0].code // empty'
}

has_turn() {
    [ -n "$(turn "$1")" ]
}

at hall init --name "Mill hall" --neighbourhood "Mill Lane" >/dev/null ||
    die founds
start hall
for who in Ana Ben; do
    home=$(echo "$who" | tr AB ab)
    join "$home" hall "$who"
    start "$home" --peer "$(listens hall)"
    eventually "the hall knows $who" is_member hall "$who"
    at hall vouch "$who" >/dev/null || die "the hall confirms $who"
done
for who in Ana Ben; do
    for where in ana ben; do
        eventually "$where knows $who" is_member "$where" "$who"
    done
done

say "the hall gives Ana three hours"
check "the hall gives" at hall pay Ana 3h --gift \
    --because "Elderflower for a beginning" >/dev/null
eventually "ana is asked: nothing is taken in silence" has_turn ana
check "it is a gift" is \
    "$(at ana hours --json | jq '.entries[0].gift')" true
check "it counts nothing yet" has_balance ana Ana 0
check "ana takes it" at ana settle "$(turn ana)" >/dev/null
for who in hall ana ben; do
    eventually "$who adds up ana" has_balance "$who" Ana 180
    eventually "$who adds up the hall" has_balance "$who" "Mill hall" -180
done

say "Ana spends two on Ben, who did an errand for her mother"
check "ben bills" at ben bill Ana 2h --because "A lift to the clinic" \
    --for "Mrs Bell" >/dev/null
eventually "ana is asked" has_turn ana
check "for whom" is "$(at ana hours --json | jq -r '.entries[0].for')" \
    "Mrs Bell"
check "ana settles" at ana settle "$(turn ana)" >/dev/null
for who in hall ana ben; do
    eventually "$who adds up ana" has_balance "$who" Ana 60
    eventually "$who adds up ben" has_balance "$who" Ben 120
done

say "all that was given is all that was had"
for who in hall ana ben; do
    sum=0
    for of in "Mill hall" Ana Ben; do
        sum=$((sum + $(balance "$who" "$of")))
    done
    check "zero at $who's" is $sum 0
done
check "the hall sees no reason" is \
    "$(at hall hours Ben --json | jq -r '.entries[0].because')" null

say "a machine restored from an old backup does no harm"
check "ana backs up" at ana backup "$street/backup" >/dev/null
check "ben gives an hour" at ben pay Ana 1h --because "Jam" >/dev/null
eventually "ana is asked" has_turn ana
check "ana settles" at ana settle "$(turn ana)" >/dev/null
stop ana
rm -rf "$street/ana"
check "ana restores" at ana restore "$street/backup" >/dev/null
start ana --peer "$(listens hall)"
for who in hall ana ben; do
    eventually "$who adds up ana again" has_balance "$who" Ana 120
    eventually "$who adds up ben again" has_balance "$who" Ben 60
done

say "who carried it all cannot read it"
for who in ana ben; do
    eventually "all letters are at the hall" in_step hall "$who"
done
tells_nothing hall "Elderflower for a beginning" "A lift to the clinic" \
    "Mrs Bell"
tells_nothing ben "Mill hall" "Elderflower for a beginning"
