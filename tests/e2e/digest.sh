#!/bin/sh
# ctest: timeout=300
# Monday's letter: what is new on the board, whose turn it is, what is due, and
# what ends; and the sheet that the hall pins on its wall, which shows no more
# than the street may see.
. "$(dirname "$0")/lib/street.sh"
. "$(dirname "$0")/lib/time.sh"
. "$(dirname "$0")/lib/deal.sh"

# digest HOUSEHOLD FILTER [OPTION...]
digest() {
    digest_who=$1
    digest_filter=$2
    shift 2
    at "$digest_who" digest "$@" --json | jq -r "$digest_filter"
}

# says HOUSEHOLD PATTERN: a line for people.
says() {
    at "$1" digest | grep -q "$2"
}

at hall init --name "Mill hall" --neighbourhood "Mill Lane" >/dev/null ||
    die founds
start hall
join ana hall "Ana"
join ben hall "Ben"
start ana --peer "$(listens hall)"
start ben --peer "$(listens hall)"
at ana offer "Beans" --until "in 30 days" >/dev/null || die offers
at ana lend "Ladder, 3 m" --days-max 7 --json >"$street/post" || die lends
ladder=$(jq -r .code "$street/post")
at ana request "Somebody <b>tall</b> & strong" --for "Mrs Larkspur" \
    >/dev/null || die "asks the street"
at ben wish ladder >/dev/null || die wishes
for home in hall ben; do
    eventually "$home sees all" has_posts "$home" 3
done
eventually "ana knows ben" is_member ana Ben

say "ben reads what is new, and what he looks for"
check "three posts of others" is "$(digest ben '.new | length')" 3
check "none of ana's own" is "$(digest ana '.new | length')" 0
check "his wish" is "$(digest ben '.wishes[0].words')" ladder
check "a person reads it" says ben "loan *Ana: Ladder, 3 m ($ladder)"
check "and that he looks for it" says ben "^You look for ladder"

say "ben asks: ana's letter says that it is her turn, the hall's does not"
loan=$(asks ben "$ladder" --from today --to "in 3 days" --text "gutters")
both_have "$loan" asked ana
check "it is ana's turn" is "$(digest ana '.turn[0].id')" "$loan"
check "something is new to her" is "$(digest ana .unread)" 1
check "a person reads it" says ana "Ladder, 3 m (.*) with Ben: asked"
check "not ben's" is "$(digest ben '.turn | length')" 0
check "the hall knows of nothing" is \
    "$(digest hall '[.turn, .due] | map(length) | add')" 0

say "the ladder is out: both read when it is due"
step ana yes "$loan"
both_have "$loan" promised ben
step ana out "$loan"
both_have "$loan" out ben ana
check "ben" is "$(digest ben '.due[0].id')" "$loan"
check "ana" says ana "Ladder, 3 m .* with Ben is due"
check "it is not their turn as well" is "$(digest ben '.turn | length')" 0

say "the hall prints its sheet"
at hall digest --print "$street/board.html" --json >"$street/out" ||
    die prints
check "three are new" is "$(jq .new "$street/out")" 3
check "it is for paper" grep -q "size:A4" "$street/board.html"
check "the ladder is on it" grep -q "Ladder, 3 m" "$street/board.html"
check "text is text" grep -q "&lt;b&gt;tall&lt;/b&gt; &amp; strong" \
    "$street/board.html"
for word in "<b>tall" "<script" http "Ben" Larkspur gutters; do
    check "no \"$word\" is on it" sh -c "! grep -q '$word' $street/board.html"
done
at ana digest --print "$street/ana.html" >/dev/null || die prints
check "nor on that of whoever knows" sh -c "! grep -q Ben $street/ana.html"
exit_of 73 at hall digest --print "$street/none/board.html" --json
check "its name" is "$(jq -r .error.name "$street/out")" cannot-write
exit_of 65 at hall digest --since tomorrow --json
check "its name" is "$(jq -r .error.name "$street/out")" bad-since
check "no half page is left" sh -c \
    "! ls $street/*.part $street/*.kith-unfinished 2>/dev/null"
: >"$street/board.html.part"
: >"$street/board.html.kith-unfinished"
at hall digest --print "$street/board.html" >/dev/null || die prints
check "but what a killed command left is gone" \
    test ! -e "$street/board.html.kith-unfinished"
check "and what is not ours stays" test -e "$street/board.html.part"
mkfifo "$street/pipe" || die "makes a pipe"
exit_of 73 at hall digest --print "$street/pipe" --json
check "what is no file is not replaced by one" test -p "$street/pipe"

say "a week later nothing is new, and the ladder is late"
it_is +8d
check "nothing is new" is "$(digest ben '.new | length')" 0
check "unless he asks further back" is \
    "$(digest ben '.new | length' --since "2 weeks")" 3
check "it is late" says ben "Ladder, 3 m .* of Ana is due .*, late"
at hall digest --print "$street/board.html" >/dev/null || die prints
check "the sheet says so" grep -q "Nothing new this week" "$street/board.html"
check "and what still stands" grep -q "<li>Ladder, 3 m: Ana" \
    "$street/board.html"

say "before her beans end ana is asked, and she alone"
it_is +28d
check "ana reads the command" says ana "Beans ends .*: kith renew beans-"
check "nobody else" is "$(digest ben '[.due[] | select(.try)] | length')" 0
