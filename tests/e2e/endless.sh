#!/bin/sh
# ctest: timeout=120
# What does not end is refused all the same, and soon: an input that goes on
# for ever, a reader that has gone, a program that is not there.
. "$(dirname "$0")/lib/street.sh"

at ana init --name "Ana" --neighbourhood "Mill Lane" >/dev/null 2>&1 ||
    die founds

# soon HOUSEHOLD COMMAND...: as `at`, and ended when it takes too long.
soon() {
    soon_home=$1
    shift
    KITH_HOME=$street/$soon_home XDG_RUNTIME_DIR='' timeout 60 "$KITH" "$@"
}

say "an import of what never ends"
for format in jsonl csv; do
    exit_of 65 soon ana import --format "$format" /dev/zero
    check "it is said" grep -q "^kith: " "$street/err"
done
{
    echo '{"title":"Jam"}'
    yes "no post"
} | soon ana import - >"$street/out" 2>"$street/err"
check "it is refused" is "$?" 65
check "why" grep -q 'longer than 64 MiB' "$street/err"
check "and what came of it" grep -q '^Imported 1, ' "$street/out"
check "what was good before stays" has_posts ana 1

say "a text, an invite, a code, a bundle, a backup, a photo of zeros"
exit_of 65 soon ana offer Tea --text - </dev/zero
exit_of 65 soon ben join - --name Ben </dev/zero
exit_of 65 soon ben device join - </dev/zero
exit_of 65 soon ana bundle read /dev/zero
exit_of 65 soon ben restore /dev/zero
exit_of 65 soon ana offer Tea --photo /dev/zero
mkfifo "$street/pipe" || die "makes a pipe"
exit_of 65 soon ana bundle read "$street/pipe"
exit_of 65 soon ben restore "$street/pipe"
exit_of 65 soon ana offer Tea --photo "$street/pipe"
check "nothing was published" has_posts ana 1
check "no folder is left of all that" test ! -e "$street/ben"

say "who reads the first line only is not told of a disk"
seq 900 | sed 's/.*/{"title":"Brick &"}/' >"$street/bricks"
at ana import "$street/bricks" >/dev/null 2>&1 || die imports
for json in "" --json; do
    {
        (trap '' PIPE; at ana board --limit 900 $json 2>"$street/err")
        echo $? >"$street/code"
    } | head -c 10 >/dev/null
    check "it is no fault" is "$(cat "$street/code")" 0
    check "and nothing is said of it" is "$(grep -c disk "$street/err")" 0
done
exit_of 0 at ana version
at ana board --limit 900 >/dev/full 2>"$street/err"
check "a full disk is one" is "$?" 73
check "and is told" grep -q 'Is the disk full' "$street/err"

say "a program for notices that is not there is told before the node runs"
: >"$street/plain"
for program in "$street/none" "$street/plain" "$street" no-such-program ''; do
    exit_of 66 soon ana run --no-lan --listen 127.0.0.1:0 --page none \
        --notify "$program" --json
    check "its name" is "$(jq -r .error.name "$street/out")" no-program
done
start ana --notify true
stop ana
