#!/bin/sh
# ctest: smoke thread timeout=300
# Ana lends a ladder with a photo. Ben's hub fetches it when the post comes;
# Cleo, who knows Ben alone, sees it while Ana is off; Dan asks his neighbour,
# who asks on. When it is withdrawn it is on nobody's disk.
. "$(dirname "$0")/lib/street.sh"
photo=$ROOT/tests/fuzz/corpus/photo/turned

# How many files of photos a household has.
files() {
    find "$street/$1" -path '*/photos/*' -type f | wc -l
}

has_files() {
    [ "$(files "$1")" -eq "$2" ]
}

# sees HOUSEHOLD: writes the photo into a folder of its own.
sees() {
    rm -rf "$street/$1.out"
    mkdir "$street/$1.out"
    at "$1" show "$code" --photos "$street/$1.out" --json >"$street/shown" &&
        is "$(jq '.files | length' "$street/shown")" 1
}

at ana init --name "Ana" --neighbourhood "Mill Lane" >"$street/init" ||
    die "ana founds"
start ana --page none
join ben ana "Ben"
start ben --hub --page none --peer "$(listens ana)"
eventually "ana knows ben" is_member ana Ben
join cleo ana "Cleo"
start cleo --page none --peer "$(listens ben)"
join dan ana "Dan"
start dan --page none --peer "$(listens cleo)"
eventually "ana knows dan" is_member ana Dan
eventually "all are in step" in_step ana dan

say "a hub fetches the photo when the post comes"
at ana lend "Ladder" --photo "$photo" --json >"$street/post" || die "posts"
code=$(jq -r .code "$street/post")
check "it is at home, small and large" has_files ana 2
eventually "ben's hub has both" has_files ben 2
eventually "dan sees the post" shows dan ladder
check "cleo has fetched nothing" has_files cleo 0
check "its size is told before" is "$(at dan show "$code" --json |
    jq -c '.photos[0] | [.width, .height]')" '[20,32]'

say "whoever wants to see it fetches it, with Ana off"
stop ana
eventually "cleo sees it" sees cleo
check "it is the picture that Ana has" cmp -s "$street/cleo.out/$code-1.jpg" \
    "$(find "$street/ana" -name '*.l')"
check "a person is told" sh -c "KITH_HOME='$street/cleo' '$KITH' show '$code' |
    grep -q '^photos *1'"

say "a neighbour who has not got it asks on, once"
find "$street/cleo" -path '*/photos/*' -type f -delete
sqlite3 "$street"/cleo/*/shelf.db 'DELETE FROM photo_file'
eventually "dan sees it" sees dan
check "cleo has it again, too" has_files cleo 2

# rot HOUSEHOLD: some bytes of its photos are others now.
rot() {
    find "$street/$1" -path '*/photos/*' -type f | while read -r file; do
        printf rotten | dd of="$file" bs=1 seek=100 conv=notrunc 2>/dev/null
    done
}

say "a copy that rots is fetched again, also for a neighbour"
rot cleo
rot dan
eventually "dan sees it" sees dan
good=$(find "$street/ana" -name '*.l')
check "as it is" cmp -s "$street/dan.out/$code-1.jpg" "$good"
check "it is whole at dan's" cmp -s "$(find "$street/dan" -name '*.l')" "$good"
check "and at cleo's" cmp -s "$(find "$street/cleo" -name '*.l')" "$good"

say "what is withdrawn leaves every disk"
start ana --page none --peer "$(listens ben)"
eventually "ana is back" in_step ana ben
at ana withdraw "$code" >/dev/null || die "withdraws"
for who in ana ben cleo dan; do
    eventually "$who has no photo" has_files "$who" 0
done
