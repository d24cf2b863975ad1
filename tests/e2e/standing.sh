#!/bin/sh
# ctest: timeout=300
# A household whose vouch is withdrawn is cut off and its posts are hidden
# everywhere; vouched for again, it and they return. A block stays at home.
. "$(dirname "$0")/lib/street.sh"

is_connected() {
    at "$1" peers --json | jq -e --arg name "$2" \
        'any(.[]; .name == $name and .state == "live")' >/dev/null
}

is_not_connected() {
    ! is_connected "$1" "$2"
}

has_peers() {
    is "$(at "$1" peers --json | jq length)" "$2"
}

is_no_member() {
    ! is_member "$1" "$2"
}

at ana init --name "Ana" --neighbourhood "Mill Lane" >/dev/null || die founds
start ana
join ben ana "Ben"
start ben --peer "$(listens ana)"
join cleo ana "Cleo"
start cleo --peer "$(listens ana)"
eventually "ana knows ben" is_member ana Ben
eventually "ana knows cleo" is_member ana Cleo
at ana vouch Ben >/dev/null || die "ana confirms ben"
at ana vouch Cleo >/dev/null || die "ana confirms cleo"
at ben offer "Quince from Ben" >/dev/null || die "ben posts"
eventually "cleo sees the quince" shows cleo quince
check "ben is connected" is_connected ana Ben

say "a vouch is given once, and taken back only where it was given"
exit_of 77 at ana vouch Ben --json
check "its name" is "$(jq -r .error.name "$street/out")" already-vouched
exit_of 77 at ben unvouch Ana --json
check "its name" is "$(jq -r .error.name "$street/out")" not-vouched

say "unvouched: cut off, and hidden everywhere"
at ana unvouch Ben >/dev/null || die unvouches
eventually "ben is cut off at ana's" is_not_connected ana Ben
for who in ana cleo; do
    eventually "ben is no member at $who's" is_no_member "$who" Ben
    eventually "$who's board is without the quince" shows_not "$who" quince
done

say "what he posts now reaches nobody, and nothing new reaches him"
door=$(listens ana)
medlar=yes
at ben offer "Medlar from Ben" >/dev/null 2>&1 || {
    check "he is told why" is $? 77
    medlar=no # he heard of it before he was sent away
}
at ana offer "Walnuts from Ana" >/dev/null || die "ana posts"
eventually "cleo sees the walnuts" shows cleo walnuts
stop ben
start ben --peer "$door"
at ana offer "Hazels from Ana" >/dev/null || die "ana posts"
eventually "cleo sees the hazels" shows cleo hazels
eventually "ben stands at the door" has_peers ben 1
eventually "and is sent away" has_peers ben 0
for who in ana cleo; do
    check "$who has no medlar" shows_not "$who" medlar
done
check "ben has no walnuts" shows_not ben walnuts
check "ben has no hazels" shows_not ben hazels

say "vouched for again: all of it returns"
at ana vouch Ben >/dev/null || die "vouches again"
for who in ana cleo; do
    eventually "ben is a member at $who's" is_member "$who" Ben
    eventually "$who's board has the quince" shows "$who" quince
done
eventually "ben is connected again" is_connected ana Ben
for who in ana cleo; do
    [ $medlar = no ] ||
        eventually "$who sees what he posted meanwhile" shows "$who" medlar
done
eventually "ben sees the walnuts" shows ben walnuts
eventually "ben sees the hazels" shows ben hazels
eventually "they are in step" in_step ana ben
eventually "all of them" in_step ana cleo

say "a vouch that was taken back keeps its slot, and nobody is told otherwise"
at cleo vouch Ben >/dev/null || die "cleo vouches"
at cleo unvouch Ben >/dev/null || die "cleo takes it back"
for number in 1 2 3 4 5 6 7 8 9 10 11; do
    at cleo invite >/dev/null || die "invite $number"
done
for act in "invite" "vouch Ana"; do
    # shellcheck disable=SC2086
    exit_of 77 at cleo $act --json
    check "$act: no advice to cut off somebody" is \
        "$(jq -r '.error.try | test("kith unvouch")' "$street/out")" false
done

say "a block hides at home and nowhere else"
before=$(digests cleo)
at cleo block Ben >/dev/null || die blocks
blocked_are() {
    is "$(at cleo members --json |
        jq -r '[.[] | select(.blocked).name] | join(" ")')" "$1"
}
check "cleo sees no quince" shows_not cleo quince
check "her members say whom she blocked" blocked_are Ben
at cleo members >"$street/out" || die "lists members"
check "so does the table" grep -q '^Ben .*, blocked' "$street/out"
check "ana has blocked nobody" is \
    "$(at ana members --json | jq 'any(.[]; .blocked)')" false
check "ana does" shows ana quince
check "nothing was published" is "$(digests cleo)" "$before"
at cleo unblock Ben >/dev/null || die unblocks
check "cleo sees it again" shows cleo quince
check "and nobody is blocked" blocked_are ""
