#!/bin/sh
# ctest: smoke timeout=120
# Two homes without any network exchange posts by stick, one node running and
# one stopped; a joiner has only an invite and a bundle.
. "$(dirname "$0")/lib/street.sh"
stick=$street/stick
mkdir "$stick"

carry() {
    at "$1" bundle write "$stick/$1.kith" --json >"$street/out" ||
        die "$1 writes"
    at "$2" bundle read "$stick/$1.kith" --json >"$street/out" ||
        die "$2 reads"
}

at ana init --name "Ana" --neighbourhood "Mill Lane" >/dev/null || die founds
at ana offer "Plum jam" >/dev/null || die posts

say "an invite and a bundle are a board"
join ben ana "Ben"
check "ben was reached by nobody" is "$(jq .reached "$street/ben.join")" false
carry ana ben
check "the jam is on the board" shows ben jam
check "all of it is new" is "$(jq '.new > 0' "$street/out")" true

say "names of files are any bytes"
odd=$stick/$(printf 'caf\351').kith
check "it is written" at ana bundle write "$odd"
check "it is read" at ben bundle read "$odd"
rm "$odd"

say "both ways, and the digests are equal"
at ben offer "Wheelbarrow" >/dev/null || die posts
carry ben ana
check "the barrow is on the board" shows ana wheelbarrow
carry ana ben
check "they are in step" in_step ana ben
carry ana ben
check "again is nothing new" is "$(jq .new "$street/out")" 0

say "a running node takes part, and passes on what was carried"
join cleo ana "Cleo"
carry cleo ana
carry ana cleo
start ana
start cleo --peer "$(listens ana)"
at ben offer "Red tent" >/dev/null || die posts
carry ben ana
eventually "the tent came to cleo by ana" shows cleo tent
carry ana ben
eventually "all are in step" in_step ana ben
stop ana
stop cleo

say "what is no bundle, or a damaged one, is refused in words"
exit_of 66 at ben bundle read "$stick/none.kith" --json
exit_of 65 at ben bundle read "$0" --json
check "its name" is "$(jq -r .error.name "$street/out")" no-bundle
head -c -1 "$stick/ana.kith" >"$stick/cut.kith"
exit_of 65 at ben bundle read "$stick/cut.kith" --json
check "its name" is "$(jq -r .error.name "$street/out")" damaged-bundle
at eve init --name "Eve" --neighbourhood "Elm Street" >/dev/null || die founds
exit_of 77 at eve bundle read "$stick/ana.kith" --json
check "its name" is "$(jq -r .error.name "$street/out")" other-neighbourhood
echo "a diary" >"$stick/diary"
exit_of 73 at ana bundle write "$stick/diary" --json
exit_of 73 at ana bundle write "$stick/none/at/all" --json
exit_of 64 at ana bundle burn "$stick/ana.kith" --json
check "nothing half-written lies about" is "$(ls "$stick" | tr '\n' ' ')" \
    "ana.kith ben.kith cleo.kith cut.kith diary "

say "and the stick tells a finder nothing"
for canary in Ana Ben "Plum jam" Wheelbarrow; do
    check "no $canary" is "$(grep -c -a "$canary" "$stick/ana.kith")" 0
done
