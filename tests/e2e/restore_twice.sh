#!/bin/sh
# One backup is restored on two machines. Neither knows of the other; both post
# before they meet anyone, and so does the first one, which was never gone.
# Nothing may be lost or freeze, and all three go on working.
. "$(dirname "$0")/lib/street.sh"

at ana init --name "Ana" --neighbourhood "Mill Lane" >/dev/null || die founds
start ana
join ben ana "Ben"
start ben --peer "$(listens ana)"
eventually "ana knows ben" is_member ana Ben
at ana vouch Ben >/dev/null || die "ana confirms ben"
at ana offer "Ladder" >/dev/null || die "ana posts"
rm -f "$street/ana.backup"
at ana backup "$street/ana.backup" >/dev/null || die "backs up"
at left restore "$street/ana.backup" >/dev/null || die "restores"
at right restore "$street/ana.backup" >/dev/null || die "restores again"
for thing in drill tent kettle; do
    at left offer "Left $thing" >/dev/null || die "the left one posts"
    at right offer "Right $thing" >/dev/null || die "the right one posts"
    at ana offer "First $thing" >/dev/null || die "the first one posts"
done
start left --peer "$(listens ben)"
eventually "ben has the left ones" shows ben "left kettle"
start right --peer "$(listens ben)"
eventually "ben has the right ones" shows ben "right kettle"
for home in ana left right; do
    eventually "ben is in step with $home" in_step ben "$home"
    check "$home has all" has_posts "$home" 10
done
check "ben has all" has_posts ben 10

say "all three go on"
ladder=$(at left board --search ladder --json | jq -r '.[0].code')
drill=$(at left board --search "right drill" --json | jq -r '.[0].code')
at right edit "$ladder" --text "the right one" >/dev/null || die "edits"
at left withdraw "$drill" >/dev/null || die "the left withdraws the right's"
for home in ana left right; do
    at "$home" offer "After all $home" >/dev/null || die "$home posts"
    eventually "ben has it" shows ben "after all $home"
done
eventually "ben has the edit" shows ben "the right one"
eventually "ben has no right drill" shows_not ben "right drill"
for home in ana left right; do
    eventually "ben is in step with $home" in_step ben "$home"
    check "$home has all" has_posts "$home" 12
done
