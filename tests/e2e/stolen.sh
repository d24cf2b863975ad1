#!/bin/sh
# ctest: timeout=300
# An invite lets one household in. Whoever comes second with it is turned
# away and keeps nothing; before the inviter has confirmed the first, both are
# hidden until she chooses.
. "$(dirname "$0")/lib/street.sh"

turned_away() {
    exit_of 77 at thief join "$invite" --name "Thief" --no-lan --json
    check "the error is called used-invite" \
        is "$(jq -r .error.name "$street/out")" used-invite
    check "nothing is left on disk" test ! -e "$street/thief"
}

is_hidden() {
    ! is_member "$1" "$2"
}

at ana init --name "Ana" --neighbourhood "Mill Lane" >/dev/null || die founds
start ana
invite=$(at ana invite --json | jq -r .invite)
check "ben joins" at ben join "$invite" --name "Ben" --no-lan >/dev/null
start ben --peer "$(listens ana)"
eventually "ana knows ben" is_member ana Ben
at ben offer "Quince" >/dev/null || die posts
eventually "ana sees the quince" shows ana quince
join cleo ana "Cleo"
start cleo --peer "$(listens ana)"
at ana vouch Cleo >/dev/null || die "ana confirms cleo"
eventually "cleo sees it too" shows cleo quince

say "stolen before the inviter has confirmed: both are hidden"
turned_away
eventually "ben is hidden" is_hidden ana Ben
check "so is the thief" is_hidden ana Thief
eventually "his post too" shows_not ana quince
eventually "at cleo's as well" shows_not cleo quince
check "ana is told of both" is "$(at ana members --json |
    jq 'map(select(.clashed)) | length')" 2
check "nothing was erased" is "$(at cleo status --json |
    jq '.neighbourhoods[0].sets.board.records')" 1
check "he may write what waits at home" at ben offer "Figs" >/dev/null

say "she chooses by name, and his post returns while he is away"
stop ben
at ana vouch Ben >/dev/null || die "ana chooses ben"
eventually "ben is a member" is_member ana Ben
eventually "his post returns" shows ana quince
eventually "at cleo's as well" shows cleo quince
start ben --peer "$(listens ana)"
eventually "what waited is there" shows cleo figs
check "the thief is out" is_hidden ana Thief
eventually "they are in step" in_step ana ben

say "stolen after it was confirmed: nothing happens"
before=$(digests ana)
turned_away
check "ben is a member" is_member ana Ben
check "nothing has changed" is "$(digests ana)" "$before"
