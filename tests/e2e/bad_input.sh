#!/bin/sh
# ctest: smoke timeout=400
# Whatever people type, find or plug in: one sentence that says what happened,
# a line that says what to do, the exit code of its kind, the same as JSON,
# and a data folder that is what it was before.
#
# Disks are small ones in a mount namespace of this test's own. Where the
# system gives none (in a chroot), the parts with disks are left out.
if [ -z "${DISKS:-}" ] && unshare -rm true 2>/dev/null; then
    DISKS=yes exec unshare -rm sh "$0"
fi
. "$(dirname "$0")/lib/street.sh"
. "$(dirname "$0")/lib/clock.sh"
trap 'umount -l "$street/ro" "$street/disk" 2>/dev/null; leave' EXIT

# Every byte of a household's folder. Left out are memory that SQLite shares,
# a log of it without bytes, and the lock of a running node, which says who
# had it last.
bytes_of() {
    [ -d "$street/$1" ] || { echo none; return; }
    (cd "$street/$1" && find . -type d | sort &&
        find . -type f -size +0 ! -name '*-shm' ! -name run.lock \
            -exec sha256sum {} + | sort)
}

# What its database says; a refused write may leave torn bytes in the log
# behind the last commit, where nobody reads.
rows_of() {
    [ -d "$street/$1" ] || { echo none; return; }
    for database in "$street/$1"/*/shelf.db; do
        sqlite3 -readonly "$database" .dump | sha256sum
    done
    (cd "$street/$1" && sha256sum ./*/keys.?)
}

# What is posted, and the keys: a node that runs writes the time and its logs.
posts_of() {
    at "$1" export --all | sha256sum
    (cd "$street/$1" && sha256sum ./*/keys.?)
}
unchanged=bytes_of

# refuses EXIT NAME WORDS HOUSEHOLD COMMAND...: refused like this, for people
# and as JSON; WORDS are in the sentence.
refuses() {
    wanted=$1
    name=$2
    words=$3
    who=$4
    shift 4
    before=$($unchanged "$who")
    exit_of "$wanted" timeout 20 sh "$street/at" "$who" "$@"
    check "a person is told \"$words\": $*" grep -q "^kith: .*$words" \
        "$street/err"
    check "and what to do: $*" grep -q "^  ..." "$street/err"
    exit_of "$wanted" timeout 20 sh "$street/at" "$who" "$@" --json
    check "$name is what scripts are told: $*" \
        is "$(jq -r .error.name "$street/out")" "$name"
    check "one document with a sentence and an advice: $*" \
        is "$(jq -s '[length, (.[0].error | .text, .try | length > 5)]' -c \
            "$street/out")" '[1,true,true]'
    [ "$before" = "$($unchanged "$who")" ] || die "the folder changed: $*"
}

# `at` as a program, so that timeout can end it.
cat >"$street/at" <<'END'
home=$1
shift
KITH_HOME=$street/$home XDG_RUNTIME_DIR='' exec "$KITH" "$@"
END
export street KITH

long=$(printf '%0130d' 7)
bidi=$(printf 'abc\342\200\256def')
at ana init --name "Ana" --neighbourhood "Mill Lane" >/dev/null || die founds
at ana offer "Plum jam" --json >"$street/post" 2>/dev/null || die posts
jam=$(jq -r .code "$street/post")

say "commands that there are not"
refuses 64 unknown-command 'did you mean board?' ana bord
refuses 64 unknown-command 'no command "xyzzy"' ana xyzzy
refuses 64 unknown-option 'no option --colour' ana board --colour
refuses 64 unknown-option 'no option -1h' ana pay Ana -1h
refuses 64 missing-word 'needs TITLE' ana offer
refuses 64 too-many-words 'quote a title' ana show a b
refuses 64 too-many-words 'to do with "now".$' ana status now

say "a home at a path as long as may be, and one that is longer"
deep=$(printf '%0240d/%0239d' 0 0)
long=$(printf "%.$((479 - ${#street}))s" "$deep")
at "$long" init --name Eve --neighbourhood Elm >/dev/null 2>&1 ||
    die "founds far down"
check "it is there" shows_not "$long" jam
refuses 65 long-home 'longer than 480 bytes' "${long}0" init --name Eve \
    --neighbourhood Elm
refuses 65 long-home 'longer than 480 bytes' "${long}0" board

say "a home that is a file, or in one, and a program that is none"
for home in empty.jpg empty.jpg/in; do
    : >"$street/empty.jpg"
    refuses 73 no-folder 'empty.jpg is a file' "$home" init --name Eve \
        --neighbourhood Elm
    refuses 66 no-folder 'a file in its place' "$home" board
    refuses 66 no-folder 'a file in its place' "$home" run --page none \
        --listen 127.0.0.1:0
done
: >"$street/no-program"
for program in no-program none/at-all; do
    refuses 66 no-program "$program" ana run --no-lan --listen 127.0.0.1:0 \
        --page none --notify "$street/$program"
done
refuses 66 no-program no-such-name ana run --no-lan --listen 127.0.0.1:0 \
    --page none --notify no-such-name

say "what is printed on a disk that is full"
for words in invite 'board --json' --help; do
    code=0
    # shellcheck disable=SC2086
    at ana $words >/dev/full 2>"$street/err" || code=$?
    check "it is said: $words" is "$code" 73
    check "in a sentence: $words" grep -q "^kith: .*could not be written" \
        "$street/err"
done

say "wishes"
refuses 64 missing-word 'Which wish' ana wish --remove
refuses 65 bad-wish 'to be looked for' ana wish '!?'
refuses 65 bad-wish '256 bytes' ana wish "$long$long"
refuses 66 unknown-wish 'no wish "ladder"' ana wish --remove ladder

say "memories"
refuses 64 missing-word 'needs HOUSEHOLD' ana memory
refuses 65 own-household 'own household' ana memory Ana
refuses 66 unknown-household 'Zelda' ana memory Zelda

say "thanks"
refuses 64 missing-word 'needs HOUSEHOLD and what' ana thank Ben
refuses 65 own-household 'own household' ana thank Ana "well done"
refuses 66 unknown-household 'Zelda' ana thank Zelda "well done"
refuses 66 unknown-thanks 'no thanks' ana thank --remove thanks-000

say "digests"
refuses 65 bad-since 'no time that is past' ana digest --since tomorrow
refuses 65 bad-since 'no time that is past' ana digest --since "3 quokkas"
refuses 73 cannot-write 'cannot be written' ana digest \
    --print "$street/none/board.html"

say "titles and names"
refuses 65 bad-text 'title is too long: 120 letters' ana offer "$long"
refuses 65 bad-text 'control character' ana offer "$(printf 'a\033[2Jb')"
refuses 65 bad-text 'control character' ana offer "$(printf 'two\nlines')"
refuses 65 bad-text 'writing direction' ana offer "$bidi"
refuses 65 bad-text 'not valid UTF-8' ana offer "$(printf 'a\377b')"
refuses 65 bad-text 'it is empty' ana offer ''
refuses 64 missing-option 'to be changed' ana edit "$jam"
refuses 64 missing-option 'to be changed' ana edit "$jam" --dry-run
refuses 65 bad-text 'title is too long' ana edit "$jam" --title "$long"
refuses 65 bad-text 'writing direction' ana edit "$jam" --title "$bidi"
refuses 65 bad-text 'control character' ana edit "$jam" \
    --text "$(printf 'bell\a')"
refuses 65 bad-name 'writing direction' ana profile --name "$bidi"
refuses 65 bad-name '64 bytes' eve init --name "$long" --neighbourhood Elm

say "dates and numbers"
refuses 65 unreadable-date 'is not a date' ana offer Tent --until 'the day'
refuses 65 unreadable-date 'is not a date' ana offer Tent --until 2026-02-30
refuses 65 past-date 'is past' ana offer Tent --until 2020-01-01
refuses 65 unreadable-date 'is not a date' ana edit "$jam" --until 25:99
refuses 64 bad-number 'from 1 to 9999' ana offer Tent --quantity 0
refuses 64 bad-number 'from 1 to 9999' ana offer Tent --quantity -1
refuses 64 bad-number 'from 1 to 60' ana invite --days 0
refuses 65 bad-value 'neighbourhood or nearby' ana offer Tent --reach moon
refuses 65 bad-cell 'is no place' ana offer Tent --at 'Mill Lane'
refuses 65 bad-cell 'is no place' ana profile --at 51.46
refuses 65 bad-cell 'is no place' eve init --name Eve --at 91,0
refuses 65 no-place 'not said where it is' ana board --within 2
refuses 64 bad-number 'from 1 to 500' ana board --within 0
refuses 65 unknown-kind 'no kind of post' ana board --kind moon

say "photos: none, of nothing, damaged, too large, a seventh"
good=$ROOT/tests/fuzz/corpus/photo/png8
head -c 200 "$ROOT/tests/fuzz/corpus/photo/turned" >"$street/cut.jpg"
head -c 10485761 /dev/zero >"$street/long.jpg"
: >"$street/empty.jpg"
echo 'plum jam' >"$street/jam.txt"
refuses 66 unreadable-photo 'is not there' ana offer Tent --photo "$street/no"
refuses 65 no-photo 'is not a file' ana offer Tent --photo "$street"
refuses 65 no-photo 'is empty' ana offer Tent --photo "$street/empty.jpg"
refuses 65 no-photo 'neither a JPEG' ana offer Tent --photo "$street/jam.txt"
refuses 65 no-photo 'neither a JPEG' ana edit "$jam" --photo "$street/jam.txt"
refuses 65 broken-photo 'is damaged' ana offer Tent --photo "$street/cut.jpg"
refuses 65 photo-too-large '10 MiB' ana offer Tent --photo "$street/long.jpg"
refuses 65 photo-too-large 'more pixels' ana offer Tent \
    --photo "$ROOT/tests/fuzz/corpus/photo/bomb"
refuses 64 too-many-photos 'at most 6' ana offer Tent --photo "$good" \
    --photo "$good" --photo "$good" --photo "$good" --photo "$good" \
    --photo "$good" --photo "$good"
refuses 65 no-photo 'neither a JPEG' ana offer Tent --photo "$good" \
    --photo "$street/jam.txt"

say "posts and households that there are not"
for verb in show edit withdraw renew hide unhide; do
    refuses 66 unknown-post 'no post "jam-zzzzzz"' ana $verb jam-zzzzzz
done
refuses 66 unknown-household 'called "Zoe"' ana vouch Zoe
refuses 66 unknown-household 'called "Zoe"' ana block Zoe
refuses 65 own-household 'your own' ana vouch Ana
refuses 66 no-neighbourhood 'no neighbourhood in' eve board
refuses 66 unknown-neighbourhood 'Elm Street' ana board --in 'Elm Street'
refuses 77 already-founded 'holds a neighbourhood' ana init --name "Ana again"
refuses 77 already-founded 'already' ana init --name "Ana again" \
    --neighbourhood 'Mill Lane'
refuses 69 no-node 'not running' ana peers

say "a code that several posts have lists them"
at max init --name "Max" --neighbourhood "Elm Street" >/dev/null || die founds
seq 900 | sed 's/.*/{"title":"Brick &"}/' >"$street/bricks"
at max import "$street/bricks" >/dev/null || die imports
short=$(at max board --json --limit 1000 | jq -r '.[].code' |
    sed 's/.*-\(...\).*/brick-\1/' | sort | uniq -d | head -n 1)
check "two of 900 begin alike" test -n "$short"
refuses 64 ambiguous-code "$short" max withdraw "$short"
jq -r .error.text "$street/out" | grep -o "$short[0-9a-z]" >"$street/choices"
check "the choices are listed" test "$(wc -l <"$street/choices")" -ge 2

say "invites: damaged, cut, of nothing, expired"
at ana invite --json >"$street/invite" 2>/dev/null || die invites
invite=$(jq -r .invite "$street/invite")
middle=$(printf %s "$invite" | cut -c100)
other=A
[ "$middle" = A ] && other=B
refuses 65 no-invite 'not an invite' eve join hello
refuses 65 damaged-invite 'damaged' eve join "${invite%?}"
refuses 65 damaged-invite 'damaged' eve join "${invite}AAAA"
refuses 65 damaged-invite 'damaged' eve join \
    "$(printf %s "$invite" | sed "s/./$other/100")"
refuses 65 damaged-invite 'damaged' eve join kith:
refuses 65 bad-name 'writing direction' eve join "$invite" --name "$bidi"
refuses 77 already-joined 'in that neighbourhood' ana join "$invite"
clock_is CLOCK_SHIFT_S=$((15 * 86400))
refuses 65 expired-invite 'expired' eve join "$invite"
clock_is_right
check "no folder is left of all that" test ! -e "$street/eve"

say "machines: no node, damaged, of an invite, strange, this one"
refuses 64 usage 'takes: nothing' ana device borrow
refuses 64 usage 'takes: nothing' ana device remove
refuses 69 no-node 'not running' ana device add
refuses 65 no-code 'not a code' eve device join hello
refuses 65 no-code 'not a code' eve device join "$invite"
refuses 65 damaged-code 'damaged' eve device join kith-device:
refuses 65 damaged-code 'damaged' eve device join \
    "kith-device:${invite#kith:}"
refuses 66 unknown-machine 'no machine' ana device remove tablet
refuses 77 this-machine 'That is this machine' ana device remove \
    "$(at ana device --json | jq -r '.[0].code')"
check "no folder is left of all that" test ! -e "$street/eve"

say "a clock that is not set"
clock_is CLOCK_AT_S=600
refuses 75 clock-not-set 'clock of this machine' ana offer Tent
refuses 75 clock-not-set 'clock of this machine' ana edit "$jam" --text x
refuses 75 clock-not-set 'clock of this machine' ana withdraw "$jam"
refuses 75 clock-not-set 'clock of this machine' ana invite
refuses 75 clock-not-set 'clock of this machine' eve init --name Eve \
    --neighbourhood Elm
check "what to do where no doctor is" is "$(jq -r \
    '.error.try | test("Set the date")' "$street/out")" true
refuses 75 clock-not-set 'clock of this machine' eve join "$invite"
check "the board can be read" shows ana jam
clock_is_right

say "imports name the lines, and keep what is good"
cat >"$street/posts.jsonl" <<END
{"title":"Good anvil","source":"a"}
{"title":"$bidi"}
{"title":

[1,2]
{"kind":"moon","title":"Moon"}
{"title":"Tent","until":"the day after"}
{"title":"$long"}
{"title":"Tent","title":"Tent"}
{"title":"Tent","quantity":-4}
{"title":"Tent","tags":"no list"}
{"title":"Good bellows","source":"b"}
{"title":"Cut o
END
lines='2 3 5 6 7 8 9 10 11 13'
at ana import "$street/posts.jsonl" >"$street/out" 2>"$street/err"
check "bad lines are told by the exit code" is $? 65
check "each bad line is named, no other" is "$(sed -n \
    's/^Line \([0-9]*\): .*/\1/p' "$street/err" | paste -sd ' ')" "$lines"
check "which kinds there are is said" grep -qx \
    'Line 6: "moon" is no kind .*: offer, request, loan and skill are.' \
    "$street/err"
check "what is good is there" shows ana bellows
check "and nothing else" is "$(posts ana)" 3
refuses 65 bad-lines '10 lines were refused' ana import "$street/posts.jsonl"
check "a script is told the lines, too" is "$(jq -r \
    '[.refusals[].line] | join(" ")' "$street/out")" "$lines"
check "the good ones were not repeated" is \
    "$(jq -c '[.imported, .unchanged, .refused]' "$street/out")" '[0,2,10]'

printf '%s\n' kind,title,quantity,source offer,Tongs,2,c \
    'offer,"Never closed,1,d' >"$street/cut.csv"
refuses_lines() {
    at ana import "$1" --json >"$street/out"
    check "bad lines are told by the exit code" is $? 65
    check "line $2 of $1" is "$(jq -r '[.refusals[].line] | join(" ")' \
        "$street/out")" "$2"
}
refuses_lines "$street/cut.csv" 3
check "the line before it is there" shows ana tongs
{
    printf '%s\n' kind,title,quantity,source 'request,Too,many,cells,here' \
        too,few ',"Quoted "wrong",1,' 'offer,Tent,many,'
    printf 'offer,"%050000d",1,\n' 1
    printf '%s\n' '"offer","Good ""hammer""",1,e'
} >"$street/rows.csv"
refuses_lines "$street/rows.csv" "2 3 4 5 6"
check "the last row is there" shows ana hammer
printf '%s\n' name,what offer,Tent >"$street/none.csv"
refuses 65 no-header 'no column "title"' ana import "$street/none.csv"
head -c 65536 /dev/urandom >"$street/noise"
refuses 65 bad-lines 'lines were refused' ana import "$street/noise"
printf '"kind,title\noffer,Tent\n' >"$street/open.csv"
refuses 65 bad-line 'Line 1: ' ana import "$street/open.csv"
echo '{"title":"Tent","until":"\u001b[2J"}' >"$street/escape"
refuses 65 bad-lines '1 line was refused' ana import "$street/escape"
check "what is repeated does nothing to a terminal" is "$(jq -r \
    '.refusals[0].text' "$street/out" | tr -cd '\033' | wc -c)" 0
printf '%0100000d' 1 | tr 01 '[[' >"$street/deep"
refuses 65 bad-lines '1 line was refused' ana import "$street/deep"
refuses 66 no-file 'cannot be read' ana import "$street/nothing"
refuses 66 no-file 'cannot be read' ana import "$street"
refuses 65 unknown-format 'no format' ana import --format xml "$street/noise"

say "backups that are none"
refuses 73 cannot-write 'cannot be written' ana backup "$street/none/b"
refuses 66 no-such-file 'no file' eve restore "$street/nothing"
refuses 65 damaged-backup 'is no backup' eve restore "$street/noise"
at ana backup "$street/ana.backup" >/dev/null 2>&1 || die "backs up"
head -c 20000 "$street/ana.backup" >"$street/cut.backup"
refuses 65 damaged-backup 'is no backup' eve restore "$street/cut.backup"
refuses 66 cannot-read 'it is a folder' eve restore "$street"
refuses 66 cannot-read 'too long' eve restore "$(printf '%0300d' 0)"
check "no folder is left of all that" test ! -e "$street/eve"

say "a port in use, a second run"
start ana
unchanged=posts_of
refuses 75 already-running 'running here already' ana run --listen 127.0.0.1:0
unchanged=bytes_of
refuses 69 port-in-use 'already listens on' max run --listen "$(listens ana)"
refuses 64 bad-address 'no address of this machine' max run \
    --listen 192.0.2.1:5484
refuses 64 bad-address 'not an address and port' max run \
    --listen 127.0.0.1:0 --peer nowhere
stop ana

say "a store of a newer version"
cp -a "$street/ana" "$street/new"
for database in "$street"/new/*/shelf.db; do
    version=$(sqlite3 "$database" 'PRAGMA user_version')
    sqlite3 "$database" "PRAGMA user_version = $((version + 1))"
done
refuses 78 newer-store 'newer version' new board
refuses 78 newer-store 'newer version' new offer Tent
refuses 78 newer-store 'newer version' new run --listen 127.0.0.1:0

[ -n "${DISKS:-}" ] || { say "left out: disks"; exit 0; }

say "a folder that cannot be written"
mkdir "$street/ro"
mount --bind "$street/ana" "$street/ro" || die "may not mount"
mount -o remount,ro,bind "$street/ro" || die "may not mount"
refuses 73 read-only 'cannot be written' ro offer Tent
refuses 73 read-only 'cannot be written' ro withdraw "$jam"
refuses 73 read-only 'cannot be written' ro invite
refuses 73 read-only 'cannot be written' ro run --listen 127.0.0.1:0
refuses 73 read-only 'cannot be' ro/eve join "$invite"
check "its board can be read" shows ro jam
umount "$street/ro"

say "a disk that is full"
unchanged=rows_of
mkdir "$street/disk"
mount -t tmpfs -o size=600k none "$street/disk" || die "may not mount"
at disk/ana init --name "Ana" --neighbourhood "Mill Lane" >/dev/null ||
    die founds
at disk/ana offer "Plum jam" --json >"$street/post" || die posts
dd if=/dev/zero of="$street/disk/fill" bs=1k 2>/dev/null
check "it is full" test "$(df --output=avail "$street/disk" | tail -n 1)" -eq 0
i=0
while at disk/ana offer "Tent $((i += 1))" >/dev/null 2>&1; do
    check "a full disk takes only so much" test "$i" -lt 99
done
refuses 73 disk-full 'is full' disk/ana offer Tent
refuses 73 disk-full 'is full' disk/ana withdraw \
    "$(jq -r .code "$street/post")"
refuses 73 disk-full 'is full' disk/ana import "$street/bricks"
refuses 73 disk-full 'is full' disk/eve init --name Eve --neighbourhood Elm
refuses 73 disk-full 'is full' disk/eve join "$invite"
check "the board can be read" shows disk/ana jam
check "no folder is left of all that" test ! -e "$street/disk/eve"
rm "$street/disk/fill"
check "with room again it works" at disk/ana offer "Room again" >/dev/null 2>&1
check "what was there is there" is "$(posts disk/ana)" $((i + 1))
umount "$street/disk"
