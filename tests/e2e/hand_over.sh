#!/bin/sh
# ctest: timeout=300
# Blue door moves away and hands its ladder over to Red gate, who takes it over.
# The street sees who keeps it now. Cleo was promised it and Dora had asked:
# both are told where it is, and Red gate is not told who they are.
. "$(dirname "$0")/lib/street.sh"
. "$(dirname "$0")/lib/deal.sh"
. "$(dirname "$0")/lib/clock.sh"

day() {
    date -u -d "+$1 days" +%F
}

heir_is() {
    is "$(at "$1" show "$post" --json | jq -r '.heir.name // "nobody"')" "$2"
}

told() {
    at "$1" log --json | jq -e --arg event "$2" --arg post "$3" \
        'any(.[]; .event == $event and .post == $post)' >/dev/null
}

status_is() {
    is "$(at "$1" show "$2" --json | jq -r .status)" "$3"
}

goes_on_at() {
    is "$(deal "$1" "$2" '.instead.code')" "$3"
}

at blue init --name "Blue door" --neighbourhood "Mill Lane" >/dev/null ||
    die founds
start blue
join red blue "Red gate"
start red --peer "$(listens blue)"
for who in cleo dora; do
    join "$who" blue "$who"
    start "$who" --peer "$(listens blue)" --peer "$(listens red)"
done
at blue lend "Ladder, 3 m" --text "Rubber feet" --days-max 3 --buffer 12 \
    --parts "ladder, hook" --json >"$street/post" || die lends
post=$(jq -r .code "$street/post")
for who in red cleo dora; do
    eventually "$who sees the ladder" shows "$who" ladder
done
promised=$(asks cleo "$post" --from "$(day 5)" --to "$(day 6)" \
    --text "For the plum tree")
asked=$(asks dora "$post" --from "$(day 9)" --to "$(day 10)")
both_have "$promised" asked blue cleo
step blue yes "$promised"
both_have "$promised" promised blue cleo
both_have "$asked" asked blue dora

say "whose it is not, and who nobody is, and oneself"
exit_of 77 at cleo hand-over "$post" "Red gate" --json
check "only its keeper hands it over" is \
    "$(jq -r .error.name "$street/out")" not-yours
exit_of 66 at blue hand-over "$post" "Green hut" --json
exit_of 77 at blue hand-over "$post" "Blue door" --json
check "it has it" is "$(jq -r .error.name "$street/out")" own-post
exit_of 64 at blue hand-over "$post" --json
check "to whom?" is "$(jq -r .error.name "$street/out")" bad-heir
exit_of 77 at red take-over "$post" --json
check "nobody takes what is not offered" is \
    "$(jq -r .error.name "$street/out")" not-offered

say "Blue door names Red gate, which is told; it is Blue door's until then"
at blue hand-over "$post" "Red gate" --json >"$street/step" ||
    die "hands over: $(cat "$street/step")"
eventually "Red gate is told" told red heir "$post"
eventually "the street sees who is to keep it" heir_is dora "Red gate"
exit_of 77 at cleo take-over "$post" --json
check "Cleo is not the heir" is "$(jq -r .error.name "$street/out")" \
    not-offered
at blue hand-over "$post" --undo >/dev/null || die "keeps it after all"
eventually "it is Blue door's" heir_is red nobody
exit_of 77 at red take-over "$post" --json
at blue hand-over "$post" "Red gate" >/dev/null || die "hands over again"
eventually "Red gate may take it" heir_is red "Red gate"

say "Red gate takes it over"
at red take-over "$post" --json >"$street/step" ||
    die "takes over: $(cat "$street/step")"
taken=$(jq -r .code "$street/step")
eventually "Blue door's post is closed" status_is dora "$post" closed
eventually "Blue door is told" told blue taken "$taken"
eventually "Dora sees Red gate's ladder" status_is dora "$taken" open
check "it is the same ladder" is "$(at dora show "$taken" --json |
    jq -r '[.keeper.name, .text, .parts[1], .days_max, .was.code] | @csv')" \
    "\"Red gate\",\"Rubber feet\",\"hook\",3,\"$post\""
check "one board shows it once" is \
    "$(at dora board --search ladder --json | jq length)" 1

say "who was promised it and who asked are told where it is"
both_have "$promised" undone blue cleo
both_have "$asked" declined blue dora
eventually "Cleo is told where" goes_on_at cleo "$promised" "$taken"
check "Dora too" goes_on_at dora "$asked" "$taken"
at cleo deals "$(code_of cleo "$promised")" >"$street/one"
check "in words" grep -q "Red gate's: kith ask $taken" "$street/one"
check "Red gate learnt of nobody" knows_no_deal red
check "and holds no word of it" holds_nothing red "For the plum tree"

say "Cleo asks there"
again=$(asks cleo "$taken" --from "$(day 5)" --to "$(day 6)")
both_have "$again" asked red cleo
step red yes "$again"
both_have "$again" promised red cleo
exit_of 77 at blue hand-over "$post" dora --json
check "what is gone is gone" is "$(jq -r .error.name "$street/out")" post-over

say "Red gate's word waits at Blue door's until its clock is right"
at blue lend Kettle --json >"$street/post" || die "lends a kettle"
post=$(jq -r .code "$street/post")
at blue hand-over "$post" "Red gate" >/dev/null || die "hands the kettle over"
eventually "Red gate may take it" heir_is red "Red gate"
stop blue
at red take-over "$post" --json >"$street/step" || die "takes the kettle"
at red bundle write "$street/stick" >/dev/null || die "writes a stick"
clock_is CLOCK_SHIFT_S=$((700 * 24 * 3600))
at blue bundle read "$street/stick" >/dev/null || die "reads the stick"
clock_is_right
exit_of 77 at blue edit "$post" --text "With its cord" --json
check "it was taken over" is "$(jq -r .error.name "$street/out")" post-over
check "it says so" grep -q "has taken it over" "$street/out"
check "and what to do" grep -q "kith log" "$street/out"
check "the log has it" told blue taken "$(jq -r .code "$street/step")"
check "it is closed" status_is blue "$post" closed
