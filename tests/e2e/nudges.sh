#!/bin/sh
# ctest: timeout=300
# What a node says by itself of posts and deals: a post that is about to end,
# in time and not at night; what is new, until somebody has looked; and a thing
# that two machines of one house have promised to two neighbours.
. "$(dirname "$0")/lib/street.sh"
. "$(dirname "$0")/lib/time.sh"
. "$(dirname "$0")/lib/deal.sh"

told() {
    grep -qs "$1" "$street/told"
}

# due HOUSEHOLD FILTER
due() {
    at "$1" due --json | jq -r "$2"
}

# unread HOUSEHOLD: as its status says.
unread() {
    at "$1" status --json | jq .neighbourhoods[0].unread
}

cat >"$street/tell" <<END
#!/bin/sh
printf '%s|%s|%s\n' "\$1" "\$2" "\$(cat)" >>"$street/told"
END
chmod +x "$street/tell"

# Noon, so that +12h is midnight.
TZ=TST$(($(date -u +%-H) - 12))
export TZ

at ana init --name "Ana" --neighbourhood "Mill Lane" >/dev/null || die founds
start ana --notify "$street/tell"
join ben ana "Ben"
join cleo ana "Cleo"
start ben --peer "$(listens ana)"
start cleo --peer "$(listens ana)"
at ana offer "Plum jam" --json >"$street/post" || die offers
jam=$(jq -r .code "$street/post")
at ana skill "Concertina" >/dev/null || die "says what she can"
for home in ben cleo; do
    eventually "$home sees the jam" shows "$home" jam
    eventually "$home knows ana" is_member "$home" Ana
    eventually "ana knows all" is_member ana "$(at "$home" status --json |
        jq -r .household.name)"
done

door=$(listens ana)
code=$(at ana device add --json | jq -r .code)
at phone device join "$code" --name phone --json >/dev/null || die "lets in"
start phone --peer "$door"
eventually "ben knows the phone" in_step ben phone
eventually "cleo knows the phone" in_step cleo phone

say "what came is new until somebody has looked"
check "nothing is new" is "$(unread ana)" 0
ben=$(asks ben "$jam" --text "for breakfast")
both_have "$ben" asked ana
check "one thing is new" is "$(unread ana)" 1
check "it is the ask" is \
    "$(at ana deals --json | jq -r .[0].unread)" 1
check "a program leaves it new" is "$(unread ana)" 1
at ana deals >"$street/table" || die "looks"
check "people see it" grep -q "NEW" "$street/table"
check "then it is read" is "$(unread ana)" 0
check "and in the list" is "$(at ana deals --json | jq -r .[0].unread)" 0
check "an own step is not news" is "$(unread ben)" 0
check "nor is it a third one's" is "$(unread cleo)" 0

say "two machines promise one jar to two neighbours"
cleo=$(asks cleo "$jam")
both_have "$cleo" asked ana
eventually "the phone knows both asks" \
    sh -c "[ \"\$(KITH_HOME=$street/phone XDG_RUNTIME_DIR= $KITH deals \
        --json | jq length)\" = 2 ]"
stop phone
step ana yes "$ben"
check "it is no promise that all can see yet" is \
    "$(deal ana "$ben" .promise)" "not yet"
step phone yes "$cleo"
start phone --peer "$door"
eventually "one of them is promised twice" sh -c "KITH_HOME=$street/ana \
    XDG_RUNTIME_DIR= $KITH deals --json | jq -e '.[0].promise == \"twice\"'"
check "the other is not" is "$(at ana deals --json |
    jq '[.[] | select(.promise == "twice")] | length')" 1
check "both machines agree" is "$(at ana deals --json | jq -r .[0].id)" \
    "$(at phone deals --json | jq -r .[0].id)"
at ana deals >"$street/table" || die "looks"
check "people are told" grep -q "promised twice" "$street/table"
check "nobody else sees who" sh -c "! KITH_HOME=$street/ben XDG_RUNTIME_DIR= \
    $KITH deals --all --json | grep -q Cleo"
stop phone

say "three days before it ends the keeper is asked, and nobody else"
it_is +26d
check "too early" is "$(due ana length)" 0
it_is +649h
eventually "the program is told" told '^post-soon|'
check "which, and what to do" grep -q \
    "^post-soon|Plum jam ($jam): .*kith renew $jam" "$street/told"
check "due shows it" is "$(due ana '.[0] | .state + " " + .code')" "ends $jam"
at ana due >"$street/table" || die "looks"
check "a person reads the command" grep -q "kith renew $jam" "$street/table"
at ana log >"$street/table" || die "looks back"
check "the log names the post, and no number" grep -q \
    "in three days .*$jam *$" "$street/table"
check "nobody else is asked" is "$(due ben length)$(due cleo length)" 00
check "nor told" sh -c "! KITH_HOME=$street/ben XDG_RUNTIME_DIR= $KITH log \
    --json | grep -q post-soon"

say "when it ends at night, that is said in the morning"
it_is +732h
eventually "ana's node knows" sh -c "KITH_HOME=$street/ana XDG_RUNTIME_DIR= \
    $KITH log --json | grep -q post-over"
check "it is quiet" sh -c "! grep -q '^post-over|' $street/told"
check "due shows it" is "$(due ana '.[0].state')" ended
it_is +742h
eventually "the program is told" told '^post-over|'
check "once" is "$(grep -c '^post-soon|' "$street/told")" 1

say "one command lets it stand on"
at ana renew "$jam" >/dev/null || die renews
check "nothing ends" is "$(due ana length)" 0
check "it is open" is "$(at ana board --mine --search jam --json |
    jq -r .[0].status)" open
eventually "ben sees it again" shows ben jam
