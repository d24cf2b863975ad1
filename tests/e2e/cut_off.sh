#!/bin/sh
# ctest: timeout=300
# A steward is voted out while her machine is off, and lets somebody in before
# it has met the others again. Nobody tells those two anything; their own nodes
# say what is the matter, and the newcomer comes in by another door.
. "$(dirname "$0")/lib/street.sh"
. "$(dirname "$0")/lib/web.sh"

does() {
    at "$@" >"$street/out" 2>"$street/err" || {
        cat "$street/err" >&2
        die "$*"
    }
}

# all_in_step HOUSEHOLD...: with the hall.
all_in_step() {
    for step_who in "$@"; do
        eventually "$step_who is in step" in_step hall "$step_who"
    done
}

members() {
    at "$1" members --json | jq -r '[.[] |
        select(.standing != "none") | .name] | sort | join(" ")'
}

has_members() {
    is "$(members "$1")" "$2"
}

# is_told HOUSEHOLD NAME: whose node does not count it as a member.
is_told() {
    is "$(at "$1" status --json |
        jq -r '[.neighbourhoods[0].sent_away_by[].name] | join(" ")')" "$2"
}

# doctor_says HOUSEHOLD STATE
doctor_says() {
    is "$(at "$1" doctor --json |
        jq -r '.[] | select(.check == "neighbours") | .state')" "$2"
}

at hall init --name Hall --neighbourhood "Mill Lane" >/dev/null 2>&1 ||
    die founds
start hall
for who in ana ben cleo; do
    join "$who" hall "$who"
    start "$who" --peer "$(listens hall)"
    eventually "the hall knows $who" is_member hall "$who"
    does hall vouch "$who"
done
all_in_step ana ben cleo
does ben vouch Hall
does hall council propose --steward Hall --steward ana --steward ben --json
all_in_step ana ben cleo
does ana lend Ladder
all_in_step ana ben cleo

say "hall and ben go on without ana, whose machine is off"
stop ana
does hall unvouch ana
check "hall is told that she stays" grep -q "They stay, as a steward" \
    "$street/err"
does hall council propose --steward Hall --steward ben --yes --json
proposal=$(jq -r .proposal "$street/out")
does ben council sign "$proposal" --yes --json
check "it is adopted" is "$(jq -r .adopted "$street/out")" true
for who in hall ben cleo; do
    eventually "ana is none of $who's street" has_members "$who" \
        "Hall ben cleo"
done

say "ana, who does not know it, lets dora in"
start ana
join dora ana dora
PAGE=127.0.0.1:0 start dora --peer "$(listens ana)" --peer "$(listens hall)"
eventually "ana knows dora" is_member ana dora
does ana vouch dora
does dora offer Pears
eventually "ana sees the pears" shows ana pears

say "both learn from their own machines who does not count them"
stop ana
start ana --peer "$(listens hall)"
for who in ana dora; do
    eventually "$who is told" is_told "$who" Hall
    eventually "doctor says it to $who" doctor_says "$who" look
done
at dora status >"$street/out" 2>/dev/null
check "in words, too" grep -q "Hall does not count you as a member" \
    "$street/out"
stop ana
does dora offer Quinces
check "a post says what to ask" grep -q "waiting to be sent; kith doctor" \
    "$street/out"
check "it is news" sh -c "KITH_HOME=$street/dora $KITH log --json |
    jq -e 'any(.[]; .event == \"sent-away\" and .household.name == \"Hall\")' \
    >/dev/null"
page_of dora
log_in dora
page_says() {
    get / "$cookie" && body | tr -d '\n' | grep -q "$1"
}
eventually "the page says it" page_says \
    'For <span class="part">Hall</span> you are no member any more'
check "the hall has nothing of them" shows_not hall pears
check "nothing of hers was lost" shows dora pears
check "the hall sends nobody away that it counts" doctor_says cleo good

say "dora comes in by another door, with all that was hers"
invite=$(at cleo invite --json | jq -r .invite)
get / "$cookie"
post /do/join-again "$cookie" "token=$(hidden token)&invite=kith:nonsense"
check "a bad invite is refused on the page" sh -c 'grep -q "$1" "$2"' sh \
    "This invite is damaged" "$street/answer"
get / "$cookie"
post /do/join-again "$cookie" "token=$(hidden token)&invite=$invite"
check "the page takes the good one" is "$(status_of)" 303
check "she is who she was" is "$(at dora status --json |
    jq -r .household.name)" dora
for who in hall ben cleo dora; do
    eventually "dora is in $who's street" has_members "$who" \
        "Hall ben cleo dora"
done
eventually "the hall sees her pears" shows hall pears
eventually "nobody sends her away any more" is_told dora ""
eventually "doctor is content" doctor_says dora good
page_says "no member any more" && die "the page says it still"
check "ana's ladder is not on the board" shows_not hall ladder

say "a member that everybody counts takes up no second invite"
invite=$(at cleo invite --json | jq -r .invite)
exit_of 77 at ben join "$invite" --json
check "it says why" is "$(jq -r .error.name "$street/out")" already-joined

say "whoever takes a vouch back is told what is left of it"
does cleo vouch dora
does ben vouch dora
does cleo unvouch dora
check "ben vouches for her, too" grep -q "They stay: kith members" "$street/err"
does ben unvouch dora
check "nobody does" grep -q "no member any more" "$street/err"
