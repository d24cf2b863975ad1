#!/bin/sh
# ctest: timeout=300
# Aunt Petra has no computer. Ben's household says openly that it speaks for
# her: it needs a hand for her, gives away and lends what is hers, and says what
# she can teach. Neighbours see for whom it is, and both sides of a deal do.
. "$(dirname "$0")/lib/street.sh"
. "$(dirname "$0")/lib/deal.sh"

people_of() {
    is "$(at "$1" members --json | jq -r --arg who "$2" \
        '.[] | select(.name == $who) | .people | join(",")')" "$3"
}

for_is() {
    is "$(at "$1" show "$2" --json | jq -r .for)" "$3"
}

at hall init --name "Hall" --neighbourhood "Mill Lane" >/dev/null ||
    die founds
start hall
for who in ben cleo; do
    join "$who" hall "$who"
    start "$who" --peer "$(listens hall)"
done

say "whoever speaks for somebody is told to say so"
at ben request "A hand with the shopping" --for "Aunt Petra" --urgent \
    >"$street/out" 2>"$street/err" || die "needs a hand"
check "openly" grep -q 'kith profile --person "Aunt Petra"' "$street/err"
at ben profile --person "Aunt Petra" --person Ben >/dev/null ||
    die "speaks for her"
eventually "the street sees it" people_of cleo ben "Aunt Petra,Ben"
at ben profile --name Ben --json >/dev/null || die "another name"
eventually "and it stays so with another name" people_of cleo Ben \
    "Aunt Petra,Ben"
at ben profile >"$street/out"
check "her own household reads it" grep -q "speaks for Aunt Petra" \
    "$street/out"

say "four kinds of posts are hers"
for kind in "offer Preserves" "lend Sewing" "skill Knitting"; do
    # shellcheck disable=SC2086
    at ben $kind --for "Aunt Petra" --json >"$street/${kind% *}" \
        2>"$street/err" || die "$kind for her"
done
for kind in offer lend skill; do
    code=$(jq -r .code "$street/$kind")
    eventually "cleo sees the $kind" shows cleo "${code%-*}"
    check "for whom it is" for_is cleo "$code" "Aunt Petra"
done
at cleo board >"$street/board"
check "on the board, in words" grep -q "Knitting (for Aunt Petra)" \
    "$street/board"
check "and her request" grep -q "shopping (for Aunt Petra)" "$street/board"

say "cleo helps, and borrows of her"
request=$(at cleo board --search shopping --json | jq -r '.[0].code')
help=$(asks cleo "$request" --text "Friday at ten")
both_have "$help" asked cleo ben
step ben yes "$help"
step cleo done "$help"
both_have "$help" done cleo ben
machine=$(jq -r .code "$street/lend")
loan=$(asks cleo "$machine" --from tomorrow --to "in 3 days")
both_have "$loan" asked cleo ben
at ben deals >"$street/deals"
check "ben's deals say what is whose" grep -q "Sewing" "$street/deals"

say "ben asks for her, too"
at hall lend "Wheelchair" --json >"$street/chair" || die lends
eventually "ben sees it" shows ben wheelchair
asked=$(asks ben "$(jq -r .code "$street/chair")" --for "Aunt Petra")
both_have "$asked" asked ben hall
check "the hall sees for whom" is "$(deal hall "$asked" .for)" "Aunt Petra"
at hall deals >"$street/deals"
check "in words" grep -q "Wheelchair (for Aunt Petra)" "$street/deals"
again=$(asks ben "$(jq -r .code "$street/chair")")
check "his own ask is another" [ "$again" != "$asked" ]
exit_of 77 at ben ask "$(jq -r .code "$street/chair")" --for "Aunt Petra" --json
check "hers is asked once" is "$(jq -r .error.name "$street/out")" asked-already
check "nobody else learns for whom" is "$(at cleo deals --all --json |
    jq '[.[] | select(.title == "Wheelchair")] | length')" 0
