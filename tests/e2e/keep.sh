#!/bin/sh
# ctest: timeout=300
# Small homes that keep fewer weeks than the hall: what is older goes from
# them and from nobody else, all are in step about what they keep, the setting
# is remembered, and taking it back fetches what was left out.
. "$(dirname "$0")/lib/street.sh"
. "$(dirname "$0")/lib/clock.sh"
day=86400

# offers HOUSEHOLD TITLE COUNT
offers() {
    seq "$3" | awk -v title="$2" \
        '{ printf "{\"kind\":\"offer\",\"title\":\"%s %d\"}\n", title, $1 }' \
        >"$street/posts.jsonl"
    at "$1" import "$street/posts.jsonl" >/dev/null || die "$1 offers $2"
}

# keeps HOUSEHOLD: the weeks, as status says it.
keeps() {
    at "$1" status --json | jq -c '.neighbourhoods[0].keep_weeks'
}

# has HOUSEHOLD TITLE COUNT: so many posts whose title begins like this.
has() {
    [ "$(at "$1" board --json --limit 100000 |
        jq --arg title "$2 " \
            '[.[] | select(.title | startswith($title))] | length')" -eq "$3" ]
}

# holds HOUSEHOLD COUNT: so many records of the board, shown or over.
holds() {
    [ "$(at "$1" status --json |
        jq '.neighbourhoods[0].sets.board.records')" -eq "$2" ]
}

# sent: bytes that the hall sent to all who are connected now.
sent() {
    at hall peers --json | jq '[.[].bytes_out] | add // 0'
}

# day_is DAYS: from here on, for what is started.
day_is() {
    clock_is "CLOCK_SHIFT_S=$(($1 * day))"
}

# begin: the hall, and both homes with what they are given.
begin() {
    start hall --hub
    start ben --peer "$(listens hall)" "$@"
    start cleo --peer "$(listens hall)"
}

end() {
    for home in ben cleo hall; do
        stop "$home"
    done
}

at hall init --name "Hall" --neighbourhood "Mill Lane" >/dev/null 2>&1 ||
    die founds
start hall --hub
for home in ben cleo; do
    join "$home" hall "$home"
    start "$home" --peer "$(listens hall)"
    eventually "the hall knows $home" is_member hall "$home"
    at hall vouch "$home" >/dev/null || die "the hall vouches for $home"
    eventually "$home is in step" in_step "$home" hall
done
offers hall Jar 40
offers ben Chair 3
for home in ben cleo; do
    eventually "$home has all" has_posts "$home" 43
done
check "all is kept where nothing is said" is "$(keeps ben)" null
exit_of 64 at ben run --keep "9 days"
exit_of 64 at ben run --keep 18w
end

# Three weeks later Ben keeps two weeks.
day_is 21
begin --keep "2 weeks"
offers hall Lid 20
for home in ben cleo; do
    eventually "$home has what is new" has "$home" Lid 20
done
eventually "what is old goes from Ben" has ben Jar 0
check "what is his stays" has ben Chair 3
check "the hall keeps all" has hall Jar 40
check "so does Cleo" has cleo Jar 40
check "status says it" is "$(keeps ben)" 2
check "and in words" is "$(at ben status 2>/dev/null |
    sed -n 's/.*of others. posts it keeps //p')" "the last 2 weeks"
check "so does doctor" is "$(at ben doctor --json |
    jq -r '.[] | select(.check == "keeps") | .detail')" \
    "the last 2 weeks of the board, and its own"
check "so many records are left" holds ben 23
end

# The setting is remembered; nothing is sent twice.
begin
check "it is remembered" is "$(keeps ben)" 2
offers hall Sack 5
for home in ben cleo; do
    eventually "$home has what is new" has "$home" Sack 5
done
check "what is old does not come back" has ben Jar 0
check "they are in step: little is said" [ "$(sent)" -lt 20000 ]
end

# More weeks: what they lack comes from the hall.
begin --keep 4w
eventually "four weeks hold all of it" has ben Jar 40
end
day_is 35
begin
eventually "the weeks move on with the days" holds ben 28
check "later ones stay" has ben Lid 20
end
begin --keep all
eventually "all comes back" holds ben 68
check "and nothing is said" is "$(keeps ben)" null
eventually "all three are in step" in_step ben hall
check "with Cleo too" in_step cleo hall
end
say "two homes of different scopes and a hall: in step"
