# A street whose machines were apart, and meet. Sourced after deal.sh and
# time.sh. The hall's node runs all the time, has no side in any deal, and
# carries what the others write.

# street_of HOUSEHOLD...: all are members, and all have met.
street_of() {
    at hall init --name "Mill hall" --neighbourhood "Mill Lane" >/dev/null ||
        die founds
    start hall
    for street_who in "$@"; do
        join "$street_who" hall "$street_who"
        start "$street_who" --peer "$(listens hall)"
    done
    for street_who in "$@"; do
        for street_other in "$@"; do
            eventually "$street_who knows $street_other" \
                is_member "$street_who" "$street_other"
        done
    done
}

# second_machine HOUSEHOLD NAME: its second machine is let in, and runs.
second_machine() {
    second_code=$(at "$1" device add --json | jq -r .code)
    at "$2" device join "$second_code" --name "$2" --json >"$street/out" ||
        die "$2 was not let in"
    start "$2" --peer "$(listens hall)"
}

# apart HOUSEHOLD...: their nodes stop; commands go on by themselves.
apart() {
    for apart_who in "$@"; do
        stop "$apart_who"
    done
}

# meet HOUSEHOLD...: their nodes start again, and all have the same.
meet() {
    for meet_who in "$@"; do
        start "$meet_who" --peer "$(listens hall)"
    done
    meet_again "$@"
}

# meet_again HOUSEHOLD...: all that they keep is the same.
meet_again() {
    for meet_who in "$@"; do
        eventually "$meet_who is in step" in_step hall "$meet_who"
    done
}

# same ID FILTER WANTED HOUSEHOLD...: it comes to be so at each of them.
same() {
    same_id=$1
    same_filter=$2
    same_wanted=$3
    shift 3
    for same_who in "$@"; do
        eventually "$same_filter is $same_wanted for $same_who" \
            says "$same_who" "$same_id" "$same_filter" "$same_wanted"
    done
}

says() {
    is "$(deal "$1" "$2" "$3")" "$4"
}

# scene NAME: one of those that spec/deals.md names.
scene() {
    say "$1" | tr _ ' '
}

day() {
    date -u -d "+$1 days" +%F
}

# lends HOUSEHOLD TITLE OPTION...: the post's code in $post, seen by the hall.
lends() {
    lends_who=$1
    shift
    at "$lends_who" lend "$@" --json >"$street/post" || die "$lends_who lends"
    post=$(jq -r .code "$street/post")
    eventually "the hall has it" in_step hall "$lends_who"
}

# offers HOUSEHOLD TITLE OPTION...
offers() {
    offers_who=$1
    shift
    at "$offers_who" offer "$@" --json >"$street/post" ||
        die "$offers_who offers"
    post=$(jq -r .code "$street/post")
    eventually "the hall has it" in_step hall "$offers_who"
}

# all_see HOUSEHOLD...: the post shows there.
all_see() {
    for see_who in "$@"; do
        eventually "$see_who sees $post" \
            at "$see_who" show "$post" --json
    done
}
