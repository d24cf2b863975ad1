#!/bin/sh
# ctest: timeout=60
# What a person at a terminal reads: the whole of an advice however narrow it
# is, days as people say them, and a home that nobody has heard of yet.
. "$(dirname "$0")/lib/street.sh"

at ana init --name "Ana" --neighbourhood "Mill Lane" >/dev/null 2>&1 ||
    die founds
invite=$(at ana invite --json | jq -r .invite)
at ben join "$invite" --no-lan >/dev/null 2>&1 || die joins

check "no command waits until what the page needs is loaded" is \
    "$(readelf -d "$KITH" | grep NEEDED | grep -Ec 'microhttpd|gnutls')" 0
check "a rehearsed invite is a document, too" is \
    "$(at ana invite --dry-run --json | jq -c '[.invite, .dry_run]')" \
    '[null,true]'

say "who joined while nobody could be reached is told so"
exit_of 0 at ben status
check "no neighbour was reached" grep -q 'joined, but no neighbour' \
    "$street/out"
check "and no name is left out" is "$(grep -c 'in :' "$street/out")" 0

say "the doctor says what to do, each in a line of its own"
exit_of 0 at ana doctor
check "what is good" grep -q '^good  keys: ' "$street/out"
check "what is not" grep -q '^look  node: ' "$street/out"
check "and what to do" grep -q '^      kith run$' "$street/out"
check "its times are for people" is \
    "$(grep -c '[0-9]T[0-9]' "$street/out")" 0
check "and for programs beside" is "$(at ana doctor --json | jq -c '[.[] |
    select(.time != null) | [.check, (.time | test("^[0-9-]{10}T.*Z$"))]]')" \
    '[["clock",true]]'
check "and what neighbours did" grep -q 'no neighbour gave out' "$street/out"

say "where the library of the page is missing, that is said, and how to mend it"
: >"$street/$(grep -aom1 'libmicrohttpd[.]so[.][0-9]*' "$KITH")"
LD_LIBRARY_PATH=$street
export LD_LIBRARY_PATH
exit_of 69 at ana run --no-lan --listen 127.0.0.1:0 --page 127.0.0.1:0
check "it says what to install" grep -q 'apt install libmicrohttpd' \
    "$street/err"
exit_of 0 at ana board
unset LD_LIBRARY_PATH

say "days are told as people say them"
for list in members device; do
    exit_of 0 at ana "$list"
    check "$list" is "$(grep -c '[0-9]T[0-9]' "$street/out")" 0
done

say "what is not shown is told: nothing fits, or there is more"
exit_of 0 at ana board --search concertina
check "nothing fits" grep -q '^Nothing on the board fits' "$street/out"
check "a wish waits for it" grep -q 'kith wish "concertina"' "$street/err"
for title in Saw Vice Plane; do
    at ana lend "$title" >/dev/null 2>&1 || die lends
done
exit_of 0 at ana board --limit 2
check "there is more" grep -q 'kith board --limit 8' "$street/err"
exit_of 0 at ana board --limit 4
check "or that is all" is "$(cat "$street/err")" ""

say "a draw on sunday is on the next one, also on a sunday"
at ana offer "Piano" --choose draw --decide "$(date +%A)" >/dev/null 2>&1 ||
    die offers
exit_of 65 at ana offer "Stool" --choose draw --decide today --json
check "the time must lie ahead" grep -q "must lie ahead" "$street/out"
check "in a week" is "$(at ana show "$(at ana board --search piano --json |
    jq -r '.[0].code')" --json | jq -r .decide | cut -c 1-10)" \
    "$(date -u -d "@$(date -d "$(date -d '+7 days' +%F)" +%s)" +%F)"

say "whoever borrows reads on what terms"
at ana lend "Lathe" --auto --days-max 4 --parts "chuck,key" --tag tools \
    --json >"$street/post" 2>/dev/null || die lends
exit_of 0 at ana show "$(jq -r .code "$street/post")"
for line in 'parts     chuck, key' 'days      4 at most' 'tags      tools' \
    'booking   free days are promised at once'; do
    check "$line" grep -qx "$line" "$street/out"
done

say "a code that is half remembered is told"
lathe=$(jq -r .code "$street/post")
for half in lathe Lathe lathe-zzzzzz lat; do
    exit_of 66 at ana show "$half"
    check "$half" grep -qxF "  Did you mean $lathe?" "$street/err"
done
exit_of 66 at ana show "a b c d e f g h i j k"
check "too many words" grep -q 'kith board --all' "$street/err"
at ana lend "Lathe, small" >/dev/null 2>&1 || die lends
exit_of 66 at ana withdraw lathe --json
check "several" grep -q 'Did you mean lathe-[0-9a-z]* or lathe-' "$street/out"

say "what contradicts itself is refused, and nothing is said before"
exit_of 64 at ana edit "$lathe" --away --here
check "away and here" grep -q 'either away or here' "$street/err"
check "with what to do" grep -q '^  Leave out --away or --here' "$street/err"
check "it is as it was" is "$(at ana show "$lathe" --json | jq -r .status)" \
    open
exit_of 64 at ana watch --limit x
check "it does not wait first" is "$(grep -c Waiting "$street/err")" 0

say "how much there is, in words of the street"
exit_of 0 at ana status
check "no name of a set" is \
    "$(grep -cE 'roster|presence|ledger' "$street/out")" 0
check "no record, for who knows what that is" is \
    "$(grep -c record "$street/out")" 0
check "but what it is" \
    grep -q '^  signed notes here: [0-9]* about people, .* about posts, ' \
    "$street/out"

say "what is exported can be imported, of every kind"
at ana skill "Concertina" >/dev/null 2>&1 || die teaches
at ana export >"$street/posts.jsonl"
at cleo init --name "Cleo" --neighbourhood "Elm Street" >/dev/null 2>&1 ||
    die founds
check "all of it" is "$(at cleo import "$street/posts.jsonl" --json |
    jq -c '[.imported, .refused]')" '[7,0]'
