#!/bin/sh
# ctest: timeout=400
# Every step in every state, said by either side: what no row of the table in
# spec/deals.md allows is refused, with where the deal stands and who may say
# what next; and nothing is said.
. "$(dirname "$0")/lib/street.sh"
. "$(dirname "$0")/lib/time.sh"
. "$(dirname "$0")/lib/deal.sh"
page=$(dirname "$0")/../../spec/deals.md

# has_row STEP STATE SIDE: does some row of the table allow it?
has_row() {
    awk -F' *[|] *' -v step="$1" -v state="$2" -v side="$3" '
        $2 == "step" && $3 == "from" { is_table = 1 }
        is_table && NF < 6 { exit }
        is_table && $2 == step && ($4 == side || $4 == "either") &&
            ($3 == "any" || ", " $3 ", " ~ ", " state ", ") { found = 1 }
        END { exit !found }' "$page"
}

# tries STEP CODE HOUSEHOLD: as a rehearsal; its exit code in $tried.
tries() {
    case $1 in
    change) set -- "$@" --quantity 1 ;;
    note) set -- "$@" "a word" ;;
    fix) set -- "$@" done ;;
    hand-on) set -- "$@" Cleo ;;
    esac
    tries_step=$1
    tries_code=$2
    tries_who=$3
    shift 3
    at "$tries_who" "$tries_step" "$tries_code" "$@" --dry-run --json \
        >"$street/tried" 2>&1
    tried=$?
}

# walk STATE DEAL: all steps of both sides.
walk() {
    for who in ana ben; do
        check "$who has it $1" deal_is "$who" "$2" "$1"
        side=claimant
        [ "$who" = ben ] || side=keeper
        code=$(code_of "$who" "$2")
        for kind in change yes no wait drop affirm undo out done missed lost \
            fix hand-on note; do
            tries "$kind" "$code" "$who"
            if [ "$tried" -eq 0 ]; then
                check "a row allows $kind to the $side of one that is $1" \
                    has_row "$kind" "$1" "$side"
                allowed=$((allowed + 1))
                continue
            fi
            refused=$((refused + 1))
            is_told "$1" || die "$who: $kind of one that is $1: exit $tried," \
                "$(cat "$street/tried")"
        done
        check "nothing was said" deal_is "$who" "$2" "$1"
    done
}

# is_told STATE: where it stands, and who may say what next.
is_told() {
    [ "$tried" -eq 77 ] || return 1
    jq -e --arg state "$1" '.error |
        (.name == "step-not-allowed" or .name == "too-early") and
        (.text | contains("is " + $state)) and
        (.text | test("may say|It is over"))' "$street/tried" >/dev/null ||
        jq -e '.error.name == "bad-result"' "$street/tried" >/dev/null
}

# borrows TITLE: ben asks ana for something of its own; its id in $one.
borrows() {
    at ana lend "$1" --json >"$street/post" || die lends
    post=$(jq -r .code "$street/post")
    eventually "ben sees it" at ben show "$post"
    one=$(asks ben "$post")
    both_have "$one" asked ana ben
}

at ana init --name "Ana" --neighbourhood "Mill Lane" >/dev/null || die founds
start ana
join ben ana "Ben"
start ben --peer "$(listens ana)"
eventually "ana knows ben" is_member ana Ben
allowed=0
refused=0

borrows "Asked" && asked=$one
borrows "Waiting" && waiting=$one
step ana wait "$waiting"
borrows "Declined" && declined=$one
step ana no "$declined"
borrows "Dropped" && dropped=$one
step ben drop "$dropped"
for name in promised out done undone lapsed missed lost; do
    borrows "A thing $name"
    eval "$name=$one"
    step ana yes "$one" --when "in 1 hours" --until "in 2 hours"
    both_have "$one" promised ana ben
done
step ana undo "$undone"
for one in "$promised" "$missed"; do
    step ben affirm "$one"
done
for one in "$out" "$done" "$lost"; do
    step ana out "$one" --until tomorrow
done
step ana done "$done"
it_is +2h
step ana missed "$missed"
it_is +3h
both_have "$lapsed" lapsed ana ben
it_is +40d
step ana lost "$lost"
both_have "$lost" lost ana ben
both_have "$missed" missed ana ben
eventually "both have all" in_step ana ben
stop ben
stop ana

check "the table says who may say yes" has_row yes asked keeper
! has_row yes asked claimant || die "the table is not read"
say "every step, in every state, by either side"
for state in asked waiting promised out done declined dropped undone lapsed \
    missed lost; do
    eval "walk $state \$$state"
done
say "$allowed allowed, $refused refused"
check "some are allowed" test "$allowed" -ge 40
check "and some are not" test "$refused" -ge 200
