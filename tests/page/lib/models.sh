#!/bin/sh
# Write tests/page/models/*.json anew: what commands print on a street with
# posts of all kinds, deals and hours. Tests of templates render them.
#
#   sh tests/page/lib/models.sh
cd "$(dirname "$0")/../../.." || exit 70
. tests/e2e/lib/street.sh
. tests/page/lib/fill.sh
models=$PWD/tests/page/models

# model NAME COMMAND...: what the hall's command prints.
model() {
    model_name=$1
    shift
    at hall "$@" --json | jq -c . >"$models/$model_name.json"
}

# deal_of TITLE: the code of the first deal about it.
deal_of() {
    at hall deals --all --json | jq -r --arg title "$1" \
        '[.[] | select(.title | startswith($title))][0].code'
}

fill_start
fill_board
eventually "the hall has every post" has_posts hall 23
fill_deals
fill_hours
model status status
model board board --all
model mine board --mine
model show show "$(code hall Ladder)"
model calendar calendar "$(code hall Ladder)"
model deals deals --all
model deal deals "$(deal_of "Pressure washer")"
model asked deals "$(deal_of Paint)"
model due due
model hours hours
model members members
model profile profile
model council council
model rules rules
model devices device list
model doctor doctor
model peers peers
model log log --news
model invite invite
model version version
