#!/bin/sh
# ctest: timeout=120
# Standard streams that are closed, and a disk that fills while posts come in:
# what was done is told, and no word goes where it does not belong.
#
# The disk is a small one in a mount namespace of this test's own. Where the
# machine allows none this test is left out.
if [ "${1:-}" != inside ]; then
    unshare --mount true 2>/dev/null && exec unshare --mount sh "$0" inside
    echo "left out: no mount namespace here"
    exit 77
fi
. "$(dirname "$0")/lib/street.sh"
trap 'umount -l "$street/disk" 2>/dev/null; leave' EXIT

at ana init --name "Ana" --neighbourhood "Mill Lane" >/dev/null || die founds

say "nothing can be read where standard input is closed"
exit_of 66 at ana offer "Tea" --text - --json <&-
check "nothing is published" has_posts ana 0
check "why" grep -q "Standard input cannot be read" "$street/out"
exit_of 66 at ana import - --json <&-
check "why" is "$(jq -r .error.name "$street/out")" no-file
for words in "join" "device join"; do
    exit_of 66 at ben $words - --json <&-
    check "why: $words" is "$(jq -r .error.name "$street/out")" no-file
    exit_of 66 at ben $words - --json <"$street"
    check "why: $words" is "$(jq -r .error.name "$street/out")" no-file
done
check "no folder is left of that" test ! -e "$street/ben"
check "what does not read goes on" at ana offer "Jam" <&- >/dev/null 2>&1
check "it is there" has_posts ana 1

say "no word comes into a file that is written"
at ana backup "$street/aside" >/dev/null 2>&1 || die "a backup"
at ana backup "$street/backup" >&- 2>&-
check "it says that it could not speak" is "$?" 73
at ana digest --print "$street/board.html" <&- >&- 2>&-
check "the page ends as it should" is "$(tail -n 1 "$street/board.html")" \
    "</body></html>"
check "all of the backup is there" at back restore "$street/backup"
check "the board too" has_posts back 1

say "who reads the first line only ends the command"
{ at ana board --limit 100; echo $? >"$street/code"; } | head -n 1 >/dev/null
case $(cat "$street/code") in
0 | 141) ;;
*) die "a pipe that ends: $(cat "$street/code")" ;;
esac

say "a disk that fills in an import: what came before stays, and is told"
{
    echo "kind,title,text,source"
    i=0
    while [ "$((i += 1))" -le 3000 ]; do
        echo "offer,Brick $i,$(printf '%0300d' "$i"),s$i"
    done
} >"$street/bricks.csv"
mkdir "$street/disk"
mount -t tmpfs -o size=1500k none "$street/disk" || die "may not mount"
at disk/ana init --name "Ana" --neighbourhood "Mill Lane" >/dev/null ||
    die founds
exit_of 73 at disk/ana import "$street/bricks.csv" --json
kept=$(posts disk/ana)
check "some are kept" test "$kept" -gt 0
check "so many" is "$(jq -r '.error.try | capture("(?<n>[0-9]+) of").n' \
    "$street/out")" "$kept"
check "it does not say that nothing was changed" is \
    "$(jq -r '.error.try | test("nothing")' "$street/out")" false
mount -o remount,size=8m "$street/disk" || die "may not make it larger"
check "the rest comes, once" is "$(at disk/ana import "$street/bricks.csv" \
    --json | jq -c '[.imported, .unchanged]')" "[$((3000 - kept)),$kept]"
umount "$street/disk"
