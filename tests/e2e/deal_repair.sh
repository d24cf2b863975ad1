#!/bin/sh
# ctest: timeout=200
# The hall's lathe is away for repair: it is lent to nobody meanwhile, and who
# asked is promised it when it is back. Ben needs a saw; Cleo points to the one
# that she lends, and he asks for it there.
. "$(dirname "$0")/lib/street.sh"
. "$(dirname "$0")/lib/deal.sh"

status_is() {
    is "$(at "$1" show "$2" --json | jq -r .status)" "$3"
}

at hall init --name "Hall" --neighbourhood "Mill Lane" >/dev/null ||
    die founds
start hall
for who in ben cleo; do
    join "$who" hall "$who"
    start "$who" --peer "$(listens hall)"
done
at hall lend "Lathe" --auto --json >"$street/lathe" || die lends
lathe=$(jq -r .code "$street/lathe")
at cleo lend "Saw" --auto --json >"$street/saw" || die lends
saw=$(jq -r .code "$street/saw")
at ben request "A saw for a day" --json >"$street/need" || die needs
need=$(jq -r .code "$street/need")
eventually "ben sees the lathe" shows ben lathe
eventually "ben sees the saw" shows ben saw
eventually "cleo sees the need" shows cleo "for a day"

say "it is away"
at hall edit "$lathe" --away --json >/dev/null || die "sends it away"
eventually "the street sees that" status_is ben "$lathe" away
one=$(asks ben "$lathe" --from "in 5 days" --to "in 6 days")
eventually "the hall has the ask" deal_is hall "$one" asked
at hall edit "$lathe" --here --json >/dev/null || die "has it again"
both_have "$one" promised ben hall
eventually "and that" status_is cleo "$lathe" open

say "cleo has what ben needs, and says where"
exit_of 65 at cleo ask "$lathe" --instead "$saw" --json
check "the lathe is no request" is "$(jq -r .error.name "$street/out")" \
    no-request
exit_of 77 at cleo answer "$need" --instead "$lathe" --json
check "nor is it hers" is "$(jq -r .error.name "$street/out")" not-yours
two=$(asks cleo "$need" --instead "$saw" --text "It hangs in my shed")
eventually "ben has the answer" deal_is ben "$two" asked
check "he sees where" is "$(deal ben "$two" .instead.code)" "$saw"
three=$(asks ben "$saw" --from "in 2 days" --to "in 3 days")
both_have "$three" promised ben cleo
step ben no "$two" --because "I asked for the saw"
both_have "$two" declined ben cleo
