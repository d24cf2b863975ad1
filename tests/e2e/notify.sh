#!/bin/sh
# ctest: timeout=200 cost=40
# What happens is told as it happens: on a terminal, to a program that reads
# lines, and to a program of the household's own, which is run without a shell
# and left in peace at night.
. "$(dirname "$0")/lib/street.sh"
. "$(dirname "$0")/lib/deal.sh"

# at_hour HOUR: the local zone in which it is this hour now.
at_hour() {
    TZ=TST$(($(date -u +%-H) - $1))
    export TZ
}

told() {
    grep -qs "$1" "$street/told"
}

watched() {
    jq -es --arg event "$1" 'any(.[]; .event == $event)' "$street/watched" \
        >/dev/null
}

# Several may run at once, so that each writes its line in one go.
cat >"$street/tell" <<END
#!/bin/sh
printf '%s|%s|%s\n' "\$1" "\$2" "\$(cat)" >>"$street/told"
ls -l /proc/self/fd | grep socket >>"$street/sockets"
END
chmod +x "$street/tell"

at_hour 12
at ana init --name 'Ana $(touch /tmp/x); "' --neighbourhood "Mill Lane" \
    >/dev/null || die founds
PAGE=127.0.0.1:0 start ana --notify "$street/tell"
join ben ana 'Ben `id` $HOME'
start ben --peer "$(listens ana)"
at ana offer "Jam" --json >"$street/post" || die offers
post=$(jq -r .code "$street/post")
eventually "ben sees the jam" shows ben jam
at ana watch --json --limit 1 >"$street/watched" &
watch=$!
at ana watch --limit 1 >"$street/watched.txt" 2>"$street/waiting" &
watch="$watch $!"
eventually "both wait" grep -q Waiting "$street/waiting"

say "an ask is told to who watches, and to the program"
jam=$(asks ben "$post" --text "for breakfast")
eventually "it is watched" watched deal-ask
for each in $watch; do
    wait "$each" || die "watch ends by itself"
done
check "a line for people" grep -q 'Ben.*jam-.*asks for something' \
    "$street/watched.txt"
eventually "the program is told" told '^deal-ask|'
check "words are words, nothing is run" \
    grep -q '^deal-ask|Ben `id` $HOME (jam-' "$street/told"
check "the whole event is on its input" \
    is "$(grep '^deal-ask|' "$street/told" | sed 's/^[^{]*//' |
        jq -r .deal)" "$(code_of ana "$jam")"
check "it is given no socket of the node, which it would keep open" \
    test ! -s "$street/sockets"

say "nothing is told twice, and what came while no node ran is told"
door=$(listens ana)
stop ana
step ben note "$jam" --text "or for tea"
start ana --notify "$street/tell" --listen "$door"
eventually "the note is told" told '^deal-note|'
check "the ask once" is "$(grep -c '^deal-ask|' "$street/told")" 1

say "at night nobody is told, and in the morning everything"
stop ana
at_hour 23
start ana --notify "$street/tell" --listen "$door"
step ben drop "$jam"
eventually "ana's node knows" deal_is ana "$jam" dropped
check "it is quiet" is "$(grep -c '^deal-drop|' "$street/told")" 0
stop ana
at_hour 9
start ana --notify "$street/tell" --listen "$door"
eventually "it is told" told '^deal-drop|'
