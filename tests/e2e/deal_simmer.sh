#!/bin/sh
# ctest: timeout=300
# An offer that simmers: whoever asks first has no advantage, since its keeper
# sees nobody before the time is up, and then all of them.
. "$(dirname "$0")/lib/street.sh"
. "$(dirname "$0")/lib/time.sh"
. "$(dirname "$0")/lib/deal.sh"

sees() {
    is "$(at hall deals --json | jq length)" "$1"
}

told() {
    is "$(at hall log --json |
        jq '[.[] | select(.event == "deal-ask")] | length')" "$1"
}

at hall init --name "Hall" --neighbourhood "Mill Lane" >/dev/null ||
    die founds
start hall
for who in ben cleo; do
    join "$who" hall "$who"
    start "$who" --peer "$(listens hall)"
done
at hall offer "Armchair" --choose simmer --decide "in 3 days" --json \
    >"$street/post" || die offers
post=$(jq -r .code "$street/post")
for who in ben cleo; do
    eventually "$who sees it" shows "$who" armchair
done

say "two ask, and the hall does not know"
one=$(asks ben "$post" --text "Mine broke")
two=$(asks cleo "$post" --text "For my mother")
eventually "ben's letter is with the hall" eval \
    'at ben deals --json | jq -e ".[0].delivery // true" && sees 0'
it_is +1d
sleep 1
check "the list shows nobody" sees 0
check "nobody was told of" told 0
exit_of 66 at hall yes "$post.1" --json
check "a code that is guessed is none" is \
    "$(jq -r .error.name "$street/out")" unknown-deal
exit_of 66 at hall deals "$one" --json

say "the time is up: both are there"
it_is +73h
eventually "both are seen" sees 2
eventually "both were told of" told 2
step hall yes "$two"
both_have "$two" promised hall cleo
step hall no "$one"
both_have "$one" declined hall ben
