#!/bin/sh
# ctest: timeout=300
# School of Everything: who can do something says so, who wants to learn it
# finds them by a tag, and they agree on an hour.
. "$(dirname "$0")/lib/street.sh"
. "$(dirname "$0")/lib/deal.sh"
. "$(dirname "$0")/lib/third.sh"

marked() {
    is "$(deal "$1" "$2" .mark)" "$3"
}

affirmed() {
    is "$(deal "$1" "$2" .affirmed)" true
}

at hall init --name "Library" --neighbourhood "Mill Lane" >/dev/null ||
    die founds
start hall
join ines hall "Ines"
join jo hall "Jo"
join kim hall "Kim"
for who in ines jo kim; do
    start "$who" --peer "$(listens hall)"
done
at ines skill "Concertina for beginners" --tag music --tag concertina \
    --text "an hour at a time" --json >"$street/post" || die posts
post=$(jq -r .code "$street/post")
eventually "jo finds a teacher" shows jo concertina
check "by the tag" is "$(at jo board --tag music --json | jq -r '.[0].kind')" \
    skill
eventually "ines knows jo" is_member ines Jo

say "jo asks for lessons, for an aunt without a computer"
lesson=$(asks jo "$post" --for "Aunt Petronella" --text "tuesdays, please")
both_have "$lesson" asked jo ines
check "ines sees for whom" is "$(deal ines "$lesson" .for)" "Aunt Petronella"
step ines yes "$lesson" --when "in 3 days" --where "the house at brambletree"
both_have "$lesson" promised ines jo
step jo note "$lesson" --text "she rings twice"
step jo affirm "$lesson"
eventually "ines sees that it stands" affirmed ines "$lesson"

at ines deals "$(code_of ines "$lesson")" >"$street/one" 2>"$street/next" ||
    die "shows one deal"
check "with whom" grep -q "^With: Jo$" "$street/one"
check "when" grep -q "^When: " "$street/one"
check "what jo said since" grep -q "^Jo, .*: she rings twice$" \
    "$street/one"
check "and what ines may say" grep -q "You may say" "$street/next"

say "they meet, and both say so"
step ines out "$lesson"
both_have "$lesson" done ines jo
check "one has said so" marked ines "$lesson" one
step jo done "$lesson"
eventually "both have" marked ines "$lesson" both

say "kim, and the library in the middle, know nothing of it"
eventually "all letters are at kim's" in_step kim ines
eventually "and at the hall" in_step hall ines
for who in kim hall; do
    tells_nothing "$who" "an hour at a time" "Aunt Petronella" \
        "the house at brambletree" "tuesdays, please" "she rings twice"
    links_nothing "$who" ines "$lesson"
done
