#!/bin/sh
# ctest: timeout=600 cost=40
# 10,000 posts, from lines of JSON and from CSV, are published by a steward
# and complete at a household that joins later. POSTS=300 for a quick look.
. "$(dirname "$0")/lib/street.sh"
POSTS=${POSTS:-10000}
half=$((POSTS / 2))

# imports FILE: what the import says of itself.
imports() {
    at ana import "$1" --json | jq -c '[.imported, .unchanged, .refused]'
}

# sum HOUSEHOLD: of what everybody must see alike.
sum() {
    at "$1" export --all | jq -c \
        '[.id, .kind, .title, .text, .tags, .until, .quantity, .keeper]' |
        sort | sha256sum
}

seq "$half" | awk '{
    printf "{\"kind\":\"%s\",\"title\":\"Jar %d of the hall\",", \
        $1 % 3 ? "offer" : "loan", $1
    printf "\"text\":\"It stands on shelf %d\\nand \\\"waits\\\".\",", $1 % 97
    printf "\"tags\":[\"hall\",\"t%d\"],\"quantity\":%d,", $1 % 13, $1 % 9 + 1
    printf "\"source\":\"hall:%d\"}\n", $1
}' >"$street/jars.jsonl"
{
    printf 'kind,title,text,tags,quantity,source\r\n'
    seq $((half + 1)) "$POSTS" | awk '{
        printf "request,\"Lid %d, \"\"any\"\"\",\"two\nlines\",", $1
        printf "hall;lids,%d,hall:%d\r\n", $1 % 9 + 1, $1
    }'
} >"$street/lids.csv"

at ana init --name "Ana" --neighbourhood "Mill Lane" >/dev/null 2>&1 ||
    die founds
start ana
begun=$(now_ms)
check "the lines of JSON are taken" is "$(imports "$street/jars.jsonl")" \
    "[$half,0,0]"
check "the rows of CSV are taken" is "$(imports "$street/lids.csv")" \
    "[$((POSTS - half)),0,0]"
say "$POSTS posts imported in $(($(now_ms) - begun)) ms"
check "all are on the board" has_posts ana "$POSTS"
check "a post is as it was written" is "$(at ana board --json --limit 1000 \
    --search 'jar 42' | jq -c '.[] | select(.title == "Jar 42 of the hall") |
    [.kind, .text, (.tags | sort), .quantity]')" \
    '["loan","It stands on shelf 42\nand \"waits\".",["hall","t3"],7]'
check "a row is as it was written" is "$(at ana board --json --limit 1000 \
    --search "lid $POSTS" | jq -c '.[0] | [.kind, .title, .text, .tags]' |
    sed "s/$POSTS/N/")" \
    '["request","Lid N, \"any\"","two\nlines",["hall","lids"]]'

say "who joins later has all of it"
begun=$(now_ms)
join ben ana "Ben"
check "the first visit fetched it all" is "$(jq -c '[.reached, .posts]' \
    "$street/ben.join")" "[true,$POSTS]"
say "joined with $POSTS posts in $(($(now_ms) - begun)) ms"
start ben --peer "$(listens ana)"
eventually "they are in step" in_step ana ben
check "ben shows all" has_posts ben "$POSTS"
check "word for word" is "$(sum ben)" "$(sum ana)"

say "a second import changes nothing"
before=$(digests ana)
check "the lines are known" is "$(imports "$street/jars.jsonl")" \
    "[0,$half,0]"
check "the rows are known" is "$(imports "$street/lids.csv")" \
    "[0,$((POSTS - half)),0]"
check "nothing has changed" is "$(digests ana)" "$before"

say "bad lines are told with their numbers, and the good ones kept"
{
    sed -n 1,5p "$street/jars.jsonl"
    echo '{"title":"Cut'
    echo '{"title":"New one","source":"new:1"}'
    printf '{"title":"Turned \342\200\256 around"}\n'
    echo '{"title":"New two","source":"new:2"}'
    echo 'not JSON at all'
} >"$street/mixed.jsonl"
exit_of 65 at ana import "$street/mixed.jsonl" --json
check "what was done" is "$(jq -c '[.imported, .unchanged, .refused]' \
    "$street/out")" '[2,5,3]'
check "the lines" is "$(jq -c '[.refusals[].line]' "$street/out")" '[6,8,10]'
eventually "the good ones are at ben's" has_posts ben $((POSTS + 2))

say "what was exported can be imported elsewhere"
at ana export >"$street/all.jsonl" || die exports
at max init --name "Max" --neighbourhood "Elm Street" >/dev/null 2>&1 ||
    die founds
check "all of it is taken" is "$(at max import "$street/all.jsonl" --json |
    jq -c '[.imported, .unchanged, .refused]')" "[$((POSTS + 2)),0,0]"
check "and once only" is "$(at max import "$street/all.jsonl" --json |
    jq -c '[.imported, .unchanged, .refused]')" "[0,$((POSTS + 2)),0]"
eventually "they are in step" in_step ana ben
