# Deals between households. Sourced after street.sh.

# asks HOUSEHOLD POST OPTION...: the id of the deal.
asks() {
    asks_who=$1
    shift
    at "$asks_who" ask "$@" --json >"$street/ask" ||
        die "$asks_who asks: $(cat "$street/ask")"
    jq -r .id "$street/ask"
}

# deal HOUSEHOLD ID FILTER: what its node says of a deal; empty without it.
deal() {
    at "$1" deals --all --json |
        jq -r --arg id "$2" ".[] | select(.id == \$id) | $3"
}

# deal_is HOUSEHOLD ID STATE
deal_is() {
    is "$(deal "$1" "$2" .state)" "$3"
}

# code_of HOUSEHOLD ID: the deal's code there.
code_of() {
    deal "$1" "$2" .code
}

# step HOUSEHOLD STEP ID OPTION...: it must be allowed.
step() {
    step_who=$1
    step_kind=$2
    step_code=$(code_of "$1" "$3")
    shift 3
    at "$step_who" "$step_kind" "$step_code" "$@" --json \
        >"$street/step" || die "$step_who: $step_kind: $(cat "$street/step")"
}

# both_have ID STATE HOUSEHOLD...: each of them comes to see it so.
both_have() {
    both_id=$1
    both_state=$2
    shift 2
    for both_who in "$@"; do
        eventually "$both_who sees $both_state" \
            deal_is "$both_who" "$both_id" "$both_state"
    done
}

# knows_no_deal HOUSEHOLD
knows_no_deal() {
    is "$(at "$1" deals --all --json | jq length)" 0
}

# holds_nothing HOUSEHOLD TEXT...: no byte of its folder spells any of them.
holds_nothing() {
    holds_who=$1
    shift
    for holds_text in "$@"; do
        if grep -rqiaF -- "$holds_text" "$street/$holds_who"; then
            echo "$holds_who holds \"$holds_text\"" >&2
            return 1
        fi
    done
}
