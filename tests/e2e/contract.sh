#!/bin/sh
# ctest: smoke timeout=120
# What scripts rely on: the documents of --json, key by key, with two nodes
# running; nothing else on standard output; what comes twice.
. "$(dirname "$0")/lib/street.sh"
. "$(dirname "$0")/lib/deal.sh"

# has WHAT FILTER: true of the document in $street/out, which is one line and
# all there is.
has() {
    check "$1: one line, nothing else" is "$(wc -l <"$street/out")" 1
    check "$1" is "$(jq -r "$2" "$street/out" 2>&1)" true
}
# gives WHAT FILTER HOUSEHOLD COMMAND...: it ends with 0 and prints that.
gives() {
    gives_what=$1
    gives_filter=$2
    shift 2
    exit_of 0 at "$@" --json
    check "$gives_what: nothing beside it" test ! -s "$street/err"
    has "$gives_what" "$common $gives_filter"
}
common='def hex(n): type == "string" and test("^[0-9a-f]{\(n)}$");
    def time: type == "string" and
        test("^2[0-9]{3}-[01][0-9]-[0-3][0-9]T[0-9:.]{12}Z$");
    def whom: (.name | type == "string") and (.id | hex(64));
    def count: type == "number" and . >= 0 and . == floor;
    def posted: (.id | hex(64)) and (.code | type == "string") and
        (.revision | count) and (.handed_to | count);'
a_post='(posted_keys | all) and .status == "open"'
posts='def posted_keys: [(.id | hex(64)), (.code | test("^[a-z]+-[0-9a-z]+$")),
        (.revision | count), (.kind | type == "string"),
        (.title | type == "string"), (.text | type == "string"),
        (.keeper | whom), (.posted | time),
        (.until == null or (.until | time)), (.tags | type == "array"),
        (.quantity | count), (.left | count), (.asks | count)];'

gives "init" '(.household | whom) and (.neighbourhood | .id | hex(32))' \
    ana init --name Ana --neighbourhood "Mill Lane"
for command in board deals due wish export thank log; do
    gives "$command of nothing is empty" '. == []' ana $command
done
start ana
gives "invite" '(.invite | startswith("kith:")) and (.expires | time)' \
    ana invite
gives "join" '(.household | whom) and .neighbourhood.name == "Mill Lane" and
    (.posts | count)' ben join "$(jq -r .invite "$street/out")" --name Ben \
    --no-lan
KITH_HOME=$street/ben XDG_RUNTIME_DIR='' "$KITH" run --no-lan \
    --listen 127.0.0.1:0 --page none >"$street/ben.log" 2>&1 &
nodes="$nodes $!"
eventually "the node of ben starts" is_up ben
gives "status" '(.household | whom) and (.neighbourhoods | length == 1) and
    (.neighbourhoods[0] | .name == "Mill Lane" and .members == 2 and
        .standing == "newcomer" and (.sets | keys == ["board", "ledger",
            "mail", "presence", "roster"]) and
        all(.sets[]; (.records | count) and (.digest | hex(64)))) and
    (.node | .running and (.pid | count) and (.listen | length == 1) and
        .page == null and (.peers | count))' ben status
gives "status at once" 'all(.neighbourhoods[0].sets[]; (.records | count) and
    .digest == null)' ben status --no-digests
is_linked() {
    at ben peers --json | jq -e 'length == 1'
}
eventually "they are linked" is_linked
gives "peers" '.[0] | (.household | hex(64)) and (.device | hex(64)) and
    (.address | type == "string") and (.since | time) and
    (.state | type == "string") and .dialled and .from == "invite" and
    all(.bytes_in, .bytes_out, .records_in, .records_out; count) and
    all(.sync.symbols, .sync.differences, .sync.rounds; count)' ben peers

gives "a post" posted ana lend "Ladder, 3 m" --tag tools --quantity 2
ladder=$(jq -r .code "$street/out")
eventually "ben sees it" shows ben ladder
gives "board" "$posts .[0] | $a_post" ben board
gives "show" "$posts $a_post and .calendar == [] and .replies == []" \
    ben show "$ladder"
deal=$(asks ben "$ladder" --from sat --to mon)
both_have "$deal" asked ana ben
gives "a step" '(.id | hex(64)) and (.code | test("[.]1$")) and
    .state == "promised"' ana yes "$ladder"
gives "deals" '.[0] | (.id | hex(64)) and (.post | hex(64)) and
    .state == "promised" and (.turn | type == "string") and
    (.claimant | whom) and (.keeper | whom) and (.from | time) and
    (.to | time) and has("when")' ana deals

gives "an hour" '(.id | hex(64)) and .state == "proposed"' \
    ben pay Ana 1h30 --because "Two shelves"
has_hours() {
    at ana hours --json | jq -e '.entries | length == 1'
}
eventually "it is there" has_hours
gives "hours" '.balance_minutes == 0 and (.entries[0] | (.id | hex(64)) and
    (.code | type == "string") and (.with | whom) and .minutes == 90 and
    .because == "Two shelves" and (.when | time) and .state == "proposed")' \
    ana hours
gives "members" 'length == 2 and all(.[]; whom and (.since | time) and
    (.standing | type == "string") and (.blocked | type == "boolean") and
    (.vouched_by | all(.[]; whom)))' \
    ana members
gives "log names nobody who is no household" \
    'all(.[].by; . == null or .name == "Ana")' ana log

say "days belong to who borrows"
exit_of 64 at ana offer "Saw" --from sat --to mon --json
has "an offer asks whether a loan was meant" \
    '.error.name == "other-kind" and
        (.error.try | contains("kith lend \"Saw\""))'
exit_of 64 at ana lend "Saw" --from sat --json
has "a loan leaves them to others" '.error.name == "other-kind"'
exit_of 64 at ana offer "Saw" --days-max 3 --json
has "so do options that an offer would pass over" \
    '.error.name == "other-kind" and (.error.text | contains("--days-max"))'
exit_of 64 at ana skill "Sawing" --auto --json
has "and a skill" '.error.name == "other-kind"'
exit_of 64 at ana lend "Saw" --choose draw --json
has "who gets it is said of what is given away" \
    '.error.name == "other-kind" and (.error.text | contains("--choose"))'
exit_of 64 at ana skill "Sawing" --urgent --json
has "urgent is what is asked for" \
    '.error.name == "other-kind" and (.error.text | contains("--urgent"))'
for choice in "" --choose=pick --choose=first; do
    exit_of 64 at ana offer "Saw" $choice --decide "in 2 days" --json
    has "a time to decide belongs to a draw: $choice" \
        '.error.name == "missing-option" and
            (.error.try | contains("a draw choose"))'
done

say "a table as a spreadsheet saves it"
printf '\357\273\277Kind;Title;text;until;source\r\n%s\r\n;;;;\r\n' \
    'loan;Marquee;"two
lines";24.12.2099;hall:1' >"$street/hall.CSV"
gives "a rehearsal imports nothing" \
    '[.imported, .refused, .dry_run] == [1, 0, true]' \
    ana import "$street/hall.CSV" --dry-run
check "nothing is there" shows_not ana marquee
gives "the import" '[.imported, .refused, .dry_run] == [1, 0, false]' \
    ana import "$street/hall.CSV"
gives "once" '[.imported, .unchanged] == [0, 1]' ana import "$street/hall.CSV"
check "its text is whole" is "$(at ana board --json --search marquee |
    jq -r '.[0].text')" "two
lines"

say "a node of the system is found from a session"
mkdir -m 700 "$street/session"
check "status finds it" is "$(KITH_HOME=$street/ana \
    XDG_RUNTIME_DIR=$street/session "$KITH" status --json |
    jq .node.running)" true
check "a post is handed on" is "$(KITH_HOME=$street/ana \
    XDG_RUNTIME_DIR=$street/session "$KITH" offer "Plums" --json |
    jq .handed_to)" 1
