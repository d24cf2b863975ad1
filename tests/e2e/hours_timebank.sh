#!/bin/sh
# ctest: timeout=300
# A time bank: an hour given earns an hour. Ben puts up shelves for Ana, Cleo
# teaches both, a wrong bill is refused, a mistake put right. What for is known
# to the two alone; every node adds up the same balances, and they sum to zero.
. "$(dirname "$0")/lib/street.sh"
. "$(dirname "$0")/lib/third.sh"

# balance HOUSEHOLD OF: in minutes, as HOUSEHOLD sees it.
balance() {
    at "$1" hours "$2" --json | jq .balance_minutes
}

# has_balance HOUSEHOLD OF MINUTES
has_balance() {
    is "$(balance "$1" "$2")" "$3"
}

# turn HOUSEHOLD: the code of the receipt that waits for it.
turn() {
    at "$1" hours --json | jq -r '[.entries[] | select(.turn)][0].code // empty'
}

has_turn() {
    [ -n "$(turn "$1")" ]
}

# entry HOUSEHOLD CODE FIELD
entry() {
    at "$1" hours --json |
        jq -r --arg code "$2" ".entries[] | select(.code == \$code) | $3"
}

# has_entry HOUSEHOLD CODE FIELD VALUE
has_entry() {
    is "$(entry "$1" "$2" "$3")" "$4"
}

at ana init --name Ana --neighbourhood "Mill Lane" >/dev/null || die founds
start ana
join ben ana Ben
start ben --peer "$(listens ana)"
join cleo ana Cleo
start cleo --peer "$(listens ana)"
for who in Ben Cleo; do
    eventually "ana knows $who" is_member ana "$who"
    at ana vouch "$who" >/dev/null || die "ana confirms $who"
    for where in ben cleo; do
        eventually "$where knows $who" is_member "$where" "$who"
    done
done

say "Ben put up two shelves; Ana pays an hour and a half"
check "ana pays" at ana pay Ben 1h30 --because "Two shelves in the scullery" \
    --json >"$street/paid"
shelves=$(jq -r .code "$street/paid")
check "it is proposed" is "$(jq -r .state "$street/paid")" proposed
check "nothing counts yet" has_balance ana Ana 0
eventually "ben is asked" has_entry ben "$shelves" .turn true
eventually "ben reads what for" has_entry ben "$shelves" .because \
    "Two shelves in the scullery"
check "with whom" has_entry ben "$shelves" .with.name Ana
check "ben settles" at ben settle "$shelves" --json >"$street/settled"
check "it is settled" is "$(jq -r .state "$street/settled")" settled
for who in ana ben cleo; do
    eventually "$who adds up ben" has_balance "$who" Ben 90
    eventually "$who adds up ana" has_balance "$who" Ana -90
done
check "cleo is not told what for" is \
    "$(at cleo hours Ben --json | jq -r '.entries[0].because')" null

say "Cleo taught both for two hours: each pays the full time"
check "cleo bills" at cleo bill Ana Ben 2h --because "Concertina lesson" \
    --json >"$street/billed"
check "two receipts" is "$(jq length "$street/billed")" 2
for who in ana ben; do
    eventually "$who is asked" has_turn "$who"
    check "$who settles" at "$who" settle "$(turn "$who")" >/dev/null
done
for who in ana ben cleo; do
    eventually "$who adds up cleo" has_balance "$who" Cleo 240
    eventually "$who adds up ana" has_balance "$who" Ana -210
    eventually "$who adds up ben" has_balance "$who" Ben -30
done

say "a bill that is not right is refused, and counts nothing"
check "ben bills" at ben bill Cleo 3h --because "Weeding" --json \
    >"$street/billed"
weeding=$(jq -r .code "$street/billed")
eventually "cleo is asked" has_entry cleo "$weeding" .turn true
check "cleo refuses" at cleo refuse "$weeding" --because "It was one hour" \
    >/dev/null
eventually "ben is told" has_entry ben "$weeding" .state refused
check "ben is not asked" has_entry ben "$weeding" .turn false
check "nothing was counted" has_balance ben Ben -30
exit_of 77 at ben settle "$weeding" --json
check "its name" is "$(jq -r .error.name "$street/out")" not-your-turn

say "a settled one is put right by a second one"
exit_of 77 at ben refuse "$shelves" --json
check "its name" is "$(jq -r .error.name "$street/out")" settled
check "ben gives back half an hour" at ben pay Ana 30m \
    --corrects "$shelves" --because "I took a long break" --json \
    >"$street/paid"
eventually "ana is asked" has_entry ana "$(jq -r .code "$street/paid")" \
    .corrects "$shelves"
check "ana settles" at ana settle "$(turn ana)" >/dev/null
for who in ana ben cleo; do
    eventually "$who adds up ana" has_balance "$who" Ana -180
    eventually "$who adds up ben" has_balance "$who" Ben -60
    eventually "$who adds up cleo" has_balance "$who" Cleo 240
done

say "the floor asks first"
exit_of 77 at ben pay Cleo 10h --json
check "its name" is "$(jq -r .error.name "$street/out")" past-floor
check "it says what to do" grep -q -- --yes "$street/out"
check "meant, it goes" at ben pay Cleo 10h --yes >/dev/null

say "who carried it all cannot read it"
eventually "all letters are at cleo's" in_step cleo ana
tells_nothing cleo "Concertina lesson" "Two shelves in the scullery" \
    "I took a long break"
tells_nothing ana "Concertina lesson" "Weeding" "It was one hour"
