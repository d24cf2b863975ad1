#!/bin/sh
# ctest: timeout=300
# A household looks for something and says so to nobody: it is told when such a
# thing is posted, once; neither the one who posts it nor the hall that carried
# it finds a trace of the wish.
. "$(dirname "$0")/lib/street.sh"
. "$(dirname "$0")/lib/deal.sh"

told() {
    grep -qs "$1" "$street/told"
}

found() {
    at "$1" wish --json | jq ".[$2].posts | length"
}

cat >"$street/tell" <<END
#!/bin/sh
printf '%s|%s\n' "\$1" "\$2" >>"$street/told"
END
chmod +x "$street/tell"
TZ=TST$(($(date -u +%-H) - 12))
export TZ

at hall init --name "Mill hall" --neighbourhood "Mill Lane" >/dev/null ||
    die founds
start hall
join ana hall "Ana"
join ben hall "Ben"
start ana --peer "$(listens hall)"
door=$(listens hall)
start ben --peer "$door" --notify "$street/tell"
eventually "ben knows ana" is_member ben Ana
at ana lend "Old squeezebox" --json >"$street/post" || die lends
eventually "ben sees it" shows ben squeezebox

say "ben wishes for a concertina, and for a squeezebox that is there"
at ben wish concertina --json >"$street/out" || die wishes
check "it has a number" is "$(jq .number "$street/out")" 1
check "the board has none" is "$(jq '.posts | length' "$street/out")" 0
at ben wish squeezebox >"$street/out" 2>"$street/err" || die wishes
check "the board has one" grep -q "Old squeezebox" "$street/out"
check "and it says how to take it back" grep -q "wish --remove 2" \
    "$street/err"
exit_of 64 at ben wish --remove --json
exit_of 66 at ben wish --remove "2 chairs" --json
check "a number before a word is none" is "$(at ben wish --json | jq length)" 2
exit_of 66 at ben wish --remove zither --json
check "its name" is "$(jq -r .error.name "$street/out")" unknown-wish
exit_of 65 at ben wish '!?' --json
check "its name" is "$(jq -r .error.name "$street/out")" bad-wish

say "ana lends one: ben is told, once, and he alone"
at ana lend "Concertina, thirty keys" --text "needs a strap" --json \
    >"$street/post" || die lends
post=$(jq -r .code "$street/post")
eventually "ben's program is told" told "^wish|Ana: Concertina.*kith show $post"
check "ben's wish has it" is "$(found ben 0)" 1
at ana edit "$post" --text "has a strap now" >/dev/null || die edits
at ana offer "Chutney" >/dev/null || die offers
eventually "ben has all" shows ben chutney
check "it is told once" is "$(grep -c '^wish|' "$street/told")" 1
check "nor is the other told of" is "$(grep -c squeezebox "$street/told")" 0
at ana log --json >"$street/log" || die logs
check "ana is told nothing" sh -c "! grep -q wish $street/log"

say "what came while ben's node was off is found when it is back"
stop ben
at ana offer "Another concertina" >/dev/null || die offers
start ben --peer "$door" --notify "$street/tell"
eventually "ben is told" told "^wish|Ana: Another"
check "both are in the list" is "$(found ben 0)" 2

say "nobody else has a trace of it"
at ben wish "zither quokka" >/dev/null 2>&1 || die wishes
at ben offer "Beans" >/dev/null || die offers
eventually "all is at the hall" in_step hall ben
eventually "all is at ana's" in_step ana ben
grep -rqiaF "quokka" "$street/ben" || die "the search finds nothing at all"
check "nothing at the hall" holds_nothing hall quokka
check "nothing at ana's" holds_nothing ana quokka

say "a wish that is taken back finds nothing"
at ben wish --remove zither quokka >/dev/null || die "removes by words"
at ben wish --remove 1 >/dev/null || die "removes by number"
check "one is left" is "$(at ben wish --json | jq length)" 1
at ana offer "Third concertina" >/dev/null || die offers
eventually "ben sees it" shows ben third
check "nobody is told" sh -c "! grep -q Third $street/told"
