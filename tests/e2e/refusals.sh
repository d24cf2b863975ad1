#!/bin/sh
# ctest: smoke timeout=300
# What is refused: each with a sentence that says what to do, its exit code,
# and a data folder that is as before.
. "$(dirname "$0")/lib/street.sh"

# What a folder says of itself, and every byte of its keys.
state() {
    at "$1" status --json | jq -c '.neighbourhoods'
    at "$1" board --all --json --limit 1000
    at "$1" members --json
    find "$street/$1" -name 'keys.?' -exec cksum {} +
    find "$street/$1" -type f ! -name '*.db-*' | sort
}

# refuses CODE NAME COMMAND...: as ana; with and without --json.
refuses() {
    refuses_code=$1
    refuses_name=$2
    shift 2
    state ana >"$street/before"
    exit_of "$refuses_code" at ana "$@" --json
    check "$*: the error is called $refuses_name" \
        is "$(jq -r .error.name "$street/out")" "$refuses_name"
    check "$*: it says what to do" \
        jq -e '.error | (.text | length > 10) and (.try | length > 5)' \
        "$street/out" >/dev/null
    exit_of "$refuses_code" at ana "$@"
    check "$*: a sentence for people" grep -q '^kith: .' "$street/err"
    check "$*: nothing on standard output" test ! -s "$street/out"
    state ana >"$street/after"
    check "$*: the folder is as before" cmp "$street/before" "$street/after"
}

# turned_away CODE NAME TEXT: an invite that lets nobody in leaves nothing.
turned_away() {
    exit_of "$1" at nobody join "$3" --name "Nobody" --json
    check "the error is called $2" is "$(jq -r .error.name "$street/out")" "$2"
    check "$2: nothing is left on disk" test ! -e "$street/nobody"
}

long=$(printf '%0130d' 7)
control=$(printf 'Jam\033[2J')
bidi=$(printf 'Jam\342\200\256gpj')

at ana init --name "Ana" --neighbourhood "Mill Lane" >/dev/null || die founds
jam=$(at ana offer "Jam" --json | jq -r .code)
invite=$(at ana invite --json | jq -r .invite)

say "mistyped commands"
refuses 64 unknown-command ofer "Jam"
refuses 64 unknown-option offer "Jam" --untill sunday
refuses 64 missing-word show
refuses 64 too-many-words show jam-aaa jam-bbb
refuses 64 bad-number invite --days 0

say "bad words"
refuses 65 bad-text offer "$long"
refuses 65 bad-text offer "$control"
refuses 65 bad-text offer "$bidi"
refuses 65 bad-text offer ""
refuses 65 bad-name profile --name "$control"
refuses 65 unreadable-date offer "Jam" --until "the other day"
refuses 65 unreadable-date offer "Jam" --until "2026-02-30"

say "what is not there"
refuses 66 unknown-post show nothing-zzz
refuses 66 unknown-post withdraw nothing-zzz
refuses 66 unknown-household vouch "Nobody at all"
refuses 66 no-file import "$street/none.jsonl"
refuses 66 unknown-neighbourhood board --in "Elm Street"
refuses 69 no-node peers
refuses 77 already-founded init --name "Ana again"
refuses 77 already-founded init --name "Ana again" --neighbourhood "Mill Lane"

say "invites"
turned_away 65 no-invite "https://example.org/"
turned_away 65 damaged-invite "kith:AAAA"
turned_away 65 damaged-invite "${invite%?????}"
turned_away 65 damaged-invite "$(echo "$invite" | sed 's/./Q/60')x"
exit_of 66 at nobody board --json
check "the error is called no-neighbourhood" \
    is "$(jq -r .error.name "$street/out")" no-neighbourhood
check "asking makes no folder" test ! -e "$street/nobody"

start ana
invite=$(at ana invite --json | jq -r .invite)
check "ben joins" at ben join "$invite" --name "Ben" >/dev/null
eventually "ana knows ben" is_member ana Ben
at ana vouch Ben >/dev/null || die "ana confirms ben"
say "used: the neighbour who is asked does not let a second one in"
turned_away 77 used-invite "$invite"

say "second run, port in use"
exit_of 75 at ana run --json
check "a second run" is "$(jq -r .error.name "$street/out")" already-running
exit_of 69 at ben run --listen "$(listens ana)" --json
check "its port" is "$(jq -r .error.name "$street/out")" port-in-use
exit_of 64 at ben run --listen nowhere --json
exit_of 64 at ben run --listen 127.0.0.1:0 --peer nowhere --json
stop ana

say "a store of a newer version"
cp -a "$street/ben" "$street/newer"
sqlite3 "$street"/newer/*/shelf.db 'PRAGMA user_version=999' || die sqlite3
cksum "$street"/newer/*/keys.? "$street"/newer/*/shelf.db >"$street/before"
exit_of 78 at newer offer "Jam" --json
check "its name" is "$(jq -r .error.name "$street/out")" newer-store
exit_of 78 at newer board
exit_of 78 at newer run --listen 127.0.0.1:0
cksum "$street"/newer/*/keys.? "$street"/newer/*/shelf.db >"$street/after"
check "a newer store is as before" cmp "$street/before" "$street/after"

say "imports: the good part is kept, each bad line is told"
cat >"$street/bad.jsonl" <<'J'
{"kind":"offer","title":"Good one","source":"list:1"}
{"kind":"offer","title":"Cut o
{"kind":"gift","title":"No such kind","source":"list:3"}
{"kind":"offer","title":"Good two","source":"list:4"}
[1,2,3]
J
exit_of 65 at ana import "$street/bad.jsonl"
for line in 2 3 5; do
    check "line $line is named" grep -q "$line" "$street/err"
done
check "the good ones are on the board" is "$(at ana board --search good --json |
    jq length)" 2
exit_of 65 at ana import "$street/bad.jsonl"
check "a second import changes nothing" is "$(at ana board --search good \
    --json | jq length)" 2
printf '\000\377\376garbage' >"$street/bytes"
state ana >"$street/before"
exit_of 65 at ana import "$street/bytes"
state ana >"$street/after"
check "bytes that are no import change nothing" \
    cmp "$street/before" "$street/after"
