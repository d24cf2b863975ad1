#!/bin/sh
# What is withdrawn leaves every byte of every folder, journal and search
# index included. Before, each folder is shown to contain it.
. "$(dirname "$0")/lib/street.sh"
word=zebrafinchaviary
others="quagmireblossom velvetthunder"

# holds HOUSEHOLD TEXT: some byte of its folder spells it, in either case.
holds() {
    grep -rqiaF -- "$2" "$street/$1"
}

holds_not() {
    ! holds "$1" "$2"
}

# Each suffix of six letters or more: the index shares beginnings of words.
suffixes() {
    suffix=$1
    while [ "${#suffix}" -ge 6 ]; do
        echo "$suffix"
        suffix=${suffix#?}
    done
}

is_erased() {
    for suffix in $(suffixes "$word") $others; do
        holds_not "$1" "$suffix" || return 1
    done
}

at ana init --name "Ana" --neighbourhood "Mill Lane" >/dev/null || die founds
start ana
join ben ana "Ben"
start ben --peer "$(listens ana)"
join cleo ana "Cleo"
start cleo --peer "$(listens ben)"

# Neighbours in the alphabet, so that the index has beginnings to share.
at ana offer "Zebrafinch seed" >/dev/null || die posts
at ana offer "Zebrafinchaviaries wanted" >/dev/null || die posts
at ana offer "Cage $word" --text "once quagmireblossom lived in it" \
    --tag velvetthunder --json >"$street/post" || die posts
code=$(jq -r .code "$street/post")
for who in ana ben cleo; do
    eventually "$who shows the cage" shows "$who" "$word"
    for text in "$word" $others; do
        eventually "$who's folder contains $text" holds "$who" "$text"
    done
done
at ana withdraw "$(at ana board --search zebrafinchaviaries --json |
    jq -r '.[0].code')" >/dev/null || die withdraws

at ana withdraw "$code" >/dev/null || die withdraws
for who in ana ben cleo; do
    eventually "$who's board is without it" shows_not "$who" "$word"
    eventually "$who's folder is without it" is_erased "$who"
    check "what was not withdrawn is there" holds "$who" "zebrafinch seed"
    check "and can be found" shows "$who" zebrafinch
done

say "with the node stopped, the command erases by itself"
stop ana
at ana offer "Lamp $word" --json >"$street/post" || die posts
check "it is in the folder" holds ana "$word"
at ana withdraw "$(jq -r .code "$street/post")" >/dev/null || die withdraws
check "it is out of the folder" is_erased ana

say "a post that came to something keeps its title"
at ana offer "Trough" --text "with $word" --json >"$street/post" ||
    die posts
code=$(jq -r .code "$street/post")
exit_of 65 at ana withdraw "$code" \
    --outcome "$(printf '%033d' 0)"
at ana withdraw "$code" --outcome taken >/dev/null || die withdraws
check "it is off the board" shows_not ana Trough
check "its text is out of the folder" is_erased ana
check "what came of it can be read" is "$(at ana show "$code" --json |
    jq -r '.title + " " + .status + " " + .outcome')" "Trough closed taken"
