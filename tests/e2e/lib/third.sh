# What a third household can tell, which relayed everything. Sourced after
# street.sh; each story of deals and hours ends with it.
linked=$(dirname "${right_kith:-$KITH}")/tests/e2e_linked

# parts SECRET: all its ends of at least six letters, one a line. A word index
# shares beginnings, so that only an end may be left of a word.
parts() {
    parts_of=$1
    while [ "${#parts_of}" -ge 6 ]; do
        echo "$parts_of"
        parts_of=${parts_of#?}
    done
}

# spelled HOUSEHOLD: does a byte of its folder spell a line of $street/parts?
spelled() {
    grep -rqiaF -f "$street/parts" "$street/$1"
}

# tells_nothing THIRD SEEN SECRET...: its folder spells SEEN, which all may
# see, and nothing of what somebody else on this street holds.
tells_nothing() {
    tells_third=$1
    parts "$2" >"$street/parts"
    [ -s "$street/parts" ] || die "too short to look for: $2"
    spelled "$tells_third" || die "the search does not even find \"$2\""
    shift 2
    for tells_secret in "$@"; do
        parts "$tells_secret" >"$street/parts"
        [ -s "$street/parts" ] || die "too short to look for: $tells_secret"
        grep -rqiaF -- "$tells_secret" $(others_of "$tells_third") ||
            die "nobody holds \"$tells_secret\""
        ! spelled "$tells_third" ||
            die "$tells_third holds something of \"$tells_secret\""
    done
}

# others_of THIRD: the folders of all others.
others_of() {
    for others_home in "$street"/*/; do
        [ "$others_home" = "$street/$1/" ] || echo "$others_home"
    done
}

# looks HOUSEHOLD SIDE DEAL: what its folder tells of a deal of SIDE's.
looks() {
    looks_folder=$(echo "$street/$1"/[0-9a-f]*/)
    "$linked" "$looks_folder" $(at "$2" deals --all --json |
        jq -r --arg id "$3" '.[] | select(.id == $id) |
            .claimant.id, .keeper.id, .post, .id') >"$street/linked" ||
        die "the folder of $1 cannot be searched"
}

found() {
    jq "$1" "$street/linked"
}

# links_nothing THIRD SIDE DEAL...: it carried the claimant's letters, and no
# record says whose ask they are, what for, or to whom; no byte names the deal.
links_nothing() {
    links_third=$1
    links_side=$2
    shift 2
    for links_deal in "$@"; do
        check "$links_third has no part in it" is "$(at "$links_third" deals \
            --all --json | grep -c "$links_deal")" 0
        looks "$links_side" "$links_side" "$links_deal"
        check "the search finds it at $links_side" \
            test "$(found .files)" -gt 0
        looks "$links_third" "$links_side" "$links_deal"
        check "$links_third carried the letters" test "$(found .letters)" -gt 0
        check "no record links its sides" is "$(found .records)" 0
        check "no byte names it" is "$(found .files)" 0
    done
}
