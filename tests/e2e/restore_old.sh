#!/bin/sh
# ctest: timeout=120
# A disk dies, and the backup is of last year: older than any key that letters
# of this month are sealed to. What a household said of its deals by itself is
# lost to it; it is told so, and to say it again brings both sides together.
. "$(dirname "$0")/lib/street.sh"
. "$(dirname "$0")/lib/time.sh"
. "$(dirname "$0")/lib/deal.sh"

at ana init --name Ana --neighbourhood "Mill Lane" >/dev/null 2>&1 ||
    die founds
start ana
join ben ana Ben
eventually "ana knows ben" is_member ana Ben
at ana vouch Ben >/dev/null 2>&1 || die vouches
at ana backup "$street/ana.backup" >/dev/null 2>&1 || die "backs up"
stop ana

say "nearly a year later something is out"
it_is +340d
start ana
start ben --peer "$(listens ana)"
ladder=$(at ana lend "Ladder" --json | jq -r .code)
eventually "ben sees it" shows ben ladder
deal=$(asks ben "$ladder" --from today --to "in 3 days")
both_have "$deal" asked ana ben
step ana yes "$deal"
both_have "$deal" promised ana ben
step ana out "$deal"
both_have "$deal" out ana ben
stop ana
stop ben
rm -rf "$street/ana"
exit_of 0 at ana restore "$street/ana.backup"
check "how old it is" grep -q "^It is of ..*20[0-9][0-9]\. " "$street/err"
check "and what that means" grep -q "say it again" "$street/err"
check "and whom others wait for" grep -q "kith device remove" "$street/err"
exit_of 0 at copy restore "$street/ana.backup" --json
check "a script is told, too" is "$(jq -r '.as_of | .[:4] > "2000"' \
    "$street/out")" true
check "and nothing else" test ! -s "$street/err"

say "what was said is said again"
start ben
start ana --peer "$(listens ben)"
eventually "they have met" in_step ana ben
it_is +342d
eventually "what ben asked is there" deal_is ana "$deal" asked
check "ben knows more" deal_is ben "$deal" out
step ana yes "$deal"
step ana out "$deal"
both_have "$deal" out ana ben
step ben done "$deal"
step ana back "$deal"
both_have "$deal" done ana ben
