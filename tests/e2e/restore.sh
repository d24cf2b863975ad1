#!/bin/sh
# A card dies. The folder comes back from a backup that is older than five
# posts, two edits, a withdrawal and a vouch. Nothing may be lost, freeze, or
# come back from the dead - whether `kith restore` brought it back or a copy.
. "$(dirname "$0")/lib/street.sh"

code_of() {
    jq -r .code
}

# What Ana does after the backup.
live_on() {
    for thing in drill tent kettle bench easel; do
        at ana offer "Later $thing $1" >/dev/null || die "ana posts $thing"
    done
    at ana edit "$jam" --text "plum, edited $1" >/dev/null || die edits
    at ana edit "$chair" --text "oak, edited $1" >/dev/null || die edits
    at ana withdraw "$broom" >/dev/null || die withdraws
    at ana vouch "$2" >/dev/null || die "ana vouches for $2"
}

# story TAG SAVE BRING NEWCOMER
story() {
    jam=$(at ana offer "Jam $1" --json | code_of)
    chair=$(at ana offer "Chair $1" --json | code_of)
    broom=$(at ana offer "Broom $1" --json | code_of)
    eventually "ben has the broom" shows ben "broom $1"
    join "$4" ana "$4"
    start "$4" --peer "$(listens ben)"
    eventually "ana knows $4" is_member ana "$4"
    "$2"
    live_on "$1" "$4"
    eventually "ben has all of it" shows ben "easel $1"
    eventually "ben has no broom" shows_not ben "broom $1"
    eventually "ben is in step" in_step ana ben
    before=$(posts ben)
    stop ana KILL
    "$3"
    at ana offer "After the crash $1" >/dev/null ||
        die "the restored node posts"
    check "the restored board is the old one" shows ana "broom $1"
    start ana --peer "$(listens ben)"
    eventually "ben has the new post" shows ben "after crash $1"
    eventually "ana has her lost posts back" shows ana "easel $1"
    eventually "ana has no broom" shows_not ana "broom $1"
    eventually "they are in step" in_step ana ben
    check "nothing of ben's board was lost" has_posts ben $((before + 1))
    check "the edits stand" shows ben "edited $1"
    check "the withdrawn stays withdrawn" shows_not ben "broom $1"
    check "the vouch stands" is "$(at ben members --json |
        jq -r --arg n "$4" '.[] | select(.name == $n) | .standing')" full
    at ana withdraw "$jam" >/dev/null || die "a post from before is ours"
    eventually "ben has no jam" shows_not ben "jam $1"
    stop "$4"
}

save_backup() {
    rm -f "$street/ana.backup"
    at ana backup "$street/ana.backup" >/dev/null || die "backs up"
}

bring_backup() {
    rm -rf "$street/ana"
    at ana restore "$street/ana.backup" >/dev/null || die "restores"
}

save_copy() {
    stop ana
    rm -rf "$street/copy"
    cp -a "$street/ana" "$street/copy"
    start ana --peer "$(listens ben)"
}

bring_copy() {
    rm -rf "$street/ana"
    cp -a "$street/copy" "$street/ana"
}

at ana init --name "Ana" --neighbourhood "Mill Lane" >/dev/null || die founds
start ana
join ben ana "Ben"
start ben --peer "$(listens ana)"
eventually "ana knows ben" is_member ana Ben
at ana vouch Ben >/dev/null || die "ana confirms ben"
stop ana
start ana --peer "$(listens ben)"

say "from a backup file"
story first save_backup bring_backup Dora
say "from a copy of the folder"
story second save_copy bring_copy Emil
