#!/bin/sh
# ctest: timeout=200
# A byte of a neighbour's record changes on the disk: doctor says so, drops it
# when told to, and the neighbour gives it back, to a node that runs, too.
. "$(dirname "$0")/lib/street.sh"

hex() {
    printf %s "$1" | od -An -v -tx1 | tr -d ' \n' | tr a-f A-F
}

# spoils HOUSEHOLD WORDS EDIT: the only record that has them, by what sed makes
# of its digits.
spoils() {
    database=$(echo "$street/$1"/*/shelf.db)
    bytes=$(sqlite3 "$database" "SELECT hex(bytes) FROM record
        WHERE instr(bytes, x'$(hex "$2")') > 0")
    sqlite3 "$database" "UPDATE record
        SET bytes = x'$(echo "$bytes" | sed "$3")'
        WHERE hex(bytes) = '$bytes'; SELECT changes();"
}

# rots HOUSEHOLD FROM TO: words in the only record that has them.
rots() {
    spoils "$1" "$2" "s/$(hex "$2")/$(hex "$3")/"
}

# store_of HOUSEHOLD: what doctor says of its store.
store_of() {
    at "$1" doctor --json | jq -r '.[] | select(.check == "store").state'
}

at ana init --name "Ana" --neighbourhood "Mill Lane" >/dev/null 2>&1 ||
    die founds
start ana
join ben ana "Ben"
start ben --peer "$(listens ana)"
eventually "ana knows ben" is_member ana Ben
at ana offer "Plum jam" >/dev/null 2>&1 || die "ana posts"
eventually "ben has it" shows ben jam

check "one record rots" is "$(rots ben 'Plum jam' 'Plim jam')" 1
stop ben
check "the store is not whole" is "$(store_of ben)" look
at ben doctor >"$street/doctor" || die "doctor looks"
check "it is told what to do" grep -q 'kith doctor --mend' "$street/doctor"
check "which does it" at ben doctor --mend >/dev/null
check "the store is whole" is "$(store_of ben)" good
check "without it" shows_not ben jam
start ben --peer "$(listens ana)"
eventually "ana gives it back" shows ben jam
eventually "they are in step" in_step ana ben

say "while the node runs"
check "one record rots" is "$(rots ben 'Plum jam' 'Plim jam')" 1
check "it is mended" at ben doctor --mend >/dev/null
eventually "ana gives it back again" shows ben jam
eventually "they are in step again" in_step ana ben
check "the store is whole again" is "$(store_of ben)" good

say "a signature, which no id tells of, and a header"
for edit in 's/....$/0BAD/' 's/^../FF/'; do
    check "one record rots" is "$(spoils ben 'Plum jam' "$edit")" 1
    check "it is found" is "$(store_of ben)" look
    check "it is mended" at ben doctor --mend --json >"$street/doctor"
    check "it is told" grep -q '1 rotten record was dropped' "$street/doctor"
    eventually "ana gives it back again" shows ben jam
    eventually "they are in step again" in_step ana ben
    check "the store is whole again" is "$(store_of ben)" good
done

say "a node begins, and takes part, whatever has rotten"
stop ben
check "one record rots" is "$(spoils ben 'Plum jam' 's/^../FF/')" 1
check "its board is shown" shows_not ben jam
start ben --peer "$(listens ana)"
at ana offer "Pear jam" >/dev/null 2>&1 || die "ana posts"
eventually "ben has it" shows ben "Pear jam"
at ben offer "Fig jam" >/dev/null 2>&1 || die "ben posts"
eventually "ana has it" shows ana "Fig jam"
stop ben
stop ana

say "whatever page is spoilt, the invite is not blamed for it"
at ana invite --json >"$street/invite" 2>/dev/null || die invites
invite=$(jq -r .invite "$street/invite")
at cem join "$invite" --no-lan >/dev/null 2>&1 || die "cem joins"
database=$(echo "$street/cem"/*/shelf.db)
sqlite3 "$database" "PRAGMA wal_checkpoint(TRUNCATE)" >/dev/null
cp "$database" "$street/good"
pages=$(($(stat -c %s "$database") / 4096))
damaged=0
for page in $(seq 1 $((pages - 1))); do
    rm -f "$database-wal" "$database-shm"
    cp "$street/good" "$database"
    printf '%064d' 0 | dd of="$database" bs=4096 seek="$page" conv=notrunc \
        2>/dev/null
    at cem join "$invite" --no-lan >/dev/null 2>"$street/cem.err" && continue
    damaged=$((damaged + 1))
    check "page $page is told" grep -Eq "bytes are damaged|keys or records" \
        "$street/cem.err"
done
check "some were noticed" [ "$damaged" -gt 0 ]
