#!/bin/sh
# ctest: timeout=300
# A neighbour's node that hangs stalls nobody: commands return, the others get
# what is posted, and it catches up when it goes on.
. "$(dirname "$0")/lib/street.sh"

at ana init --name "Ana" --neighbourhood "Mill Lane" >/dev/null || die founds
start ana
join ben ana "Ben"
start ben --peer "$(listens ana)"
join cleo ana "Cleo"
start cleo --peer "$(listens ana)"
eventually "ana knows ben" is_member ana Ben
eventually "ana knows cleo" is_member ana Cleo
eventually "in step" in_step ana ben

say "ben's node hangs"
kill -STOP "$(pid ben)"
begun=$(now_ms)
post=0
while [ "$post" -lt 20 ]; do
    post=$((post + 1))
    at ana offer "Jar number$post" --text "$(printf '%02900d' "$post")" \
        --json >"$street/out" || die posts
done
say "20 posts took $(($(now_ms) - begun)) ms"
check "the command did not wait for ben" test $(($(now_ms) - begun)) -lt 20000
check "cleo alone was told" is "$(jq .handed_to "$street/out")" 1
eventually "cleo has all of it" has_posts cleo 20

say "and goes on, after 3 s; whoever asks it waits for that"
{
    sleep 3
    kill -CONT "$(pid ben)"
} &
check "ben's node answers" at ben peers >/dev/null
eventually "ben has all of it" has_posts ben 20
eventually "ben is in step" in_step ana ben

say "three posts in one breath, from three commands at once"
for name in one two three; do
    at ana offer "Together $name" >/dev/null 2>&1 &
    eval "post_$name=$!"
done
for name in one two three; do
    eval "wait \$post_$name" || die "together $name"
done
eventually "ben has them" has_posts ben 23
eventually "all are in step" in_step ana cleo
