#!/bin/sh
# ctest: smoke timeout=300
# Ana, Ben and Cleo live in a row: Ana's node talks to Ben's, Ben's to Cleo's,
# Ana's and Cleo's never meet. What Ana posts is on Cleo's board.
. "$(dirname "$0")/lib/street.sh"
POSTS=${POSTS:-100}

at ana init --name "Ana" --neighbourhood "Mill Lane" >"$street/init" ||
    die "ana founds"
start ana
join ben ana "Ben"
start ben --peer "$(listens ana)"
eventually "ana knows ben" is_member ana Ben
join cleo ana "Cleo"
start cleo --peer "$(listens ben)"
eventually "ana knows cleo" is_member ana Cleo
eventually "all three are in step" in_step ana cleo

say "an offer of Ana's is on Cleo's board"
: >"$street/times"
i=0
while [ "$i" -lt "$POSTS" ]; do
    i=$((i + 1))
    begun=$(now_ms)
    check "ana posts" at ana offer "Jar number$i" --json >"$street/post"
    eventually "cleo sees post $i" shows cleo "number$i"
    echo $(($(now_ms) - begun)) >>"$street/times"
done
say "median ms from command to the other board, as seen by asking:" \
    "$(sort -n "$street/times" | sed -n "$((POSTS / 2 + 1))p")"
eventually "cleo has all of it" has_posts cleo "$POSTS"

say "with Ben away, what Ana posts arrives when he is back"
stop ben
at ana lend "Ladder of three metres" --json >"$street/ladder" || die "posts"
code=$(jq -r .code "$street/ladder")
check "nobody was there to take it" is "$(jq .handed_to "$street/ladder")" 0
check "cleo cannot know yet" shows_not cleo ladder
start ben --peer "$(listens ana)"
stop cleo
start cleo --peer "$(listens ben)"
eventually "cleo sees the ladder" shows cleo ladder

say "an edit replaces"
at ana edit "$code" --title "Ladder of four metres" >/dev/null || die "edits"
eventually "cleo sees the edit" shows cleo "ladder four"
check "the old words are gone" shows_not cleo "three metres"
check "it is the same post" is "$(at cleo show "$code" --json | jq .revision)" 2

say "a withdrawal takes it off every board"
at ana withdraw "$code" >/dev/null || die "withdraws"
eventually "cleo's board is without it" shows_not cleo ladder
eventually "ana and ben are in step" in_step ana ben
eventually "ana and cleo are in step" in_step ana cleo
