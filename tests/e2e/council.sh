#!/bin/sh
# ctest: timeout=300
# The lone founder shares the stewardship; after that more than half decide, by
# a text that goes from one steward to the next.
. "$(dirname "$0")/lib/street.sh"

stewards() {
    at "$1" council --json | jq -r '[.stewards[].name] | sort | join(" ")'
}

has_stewards() {
    is "$(stewards "$1")" "$2"
}

is_vouched_for() {
    at "$1" members --json | jq -e --arg name "$2" \
        '.[] | select(.name == $name) | .vouched_by | length > 0'
}

# adopted: what the last command printed.
adopted() {
    jq -r .adopted "$street/out"
}

at ana init --name Ana --neighbourhood "Mill Lane" >/dev/null || die founds
start ana
for who in Ben Cleo; do
    home=$(echo "$who" | tr BC bc)
    join "$home" ana "$who"
    start "$home" --peer "$(listens ana)"
    eventually "ana knows $who" is_member ana "$who"
    at ana vouch "$who" >/dev/null || die "ana confirms $who"
    eventually "$who knows itself" is_member "$home" "$who"
done
eventually "ben knows cleo" is_member ben Cleo

say "one steward alone decides"
check "ana is it" has_stewards ben Ana
exit_of 77 at ben council propose --steward Ben --json
check "ben is none" is "$(jq -r .error.name "$street/out")" no-steward
exit_of 0 at ana council propose --steward Ana --steward Ben --dry-run
check "a rehearsal says so" grep -q "nothing was" "$street/out"
check "and changes nothing" has_stewards ana Ana
exit_of 0 at ana council propose --steward Ana --steward Ben --steward Cleo \
    --json
check "it is adopted at once" is "$(adopted)" true
for who in ana ben cleo; do
    eventually "$who has three" has_stewards "$who" "Ana Ben Cleo"
done

say "stewards say how much each may post"
posts_of_newcomers() {
    at "$1" rules --json |
        jq '.slots[] | select(.class == "post") | .newcomer'
}
has_posts() {
    is "$(posts_of_newcomers "$1")" "$2"
}
check "as usual" has_posts cleo 32
exit_of 0 at ben rules --slots post=8,100,1000 --dry-run
check "a rehearsal says so" grep -q "were not" "$street/out"
exit_of 0 at ben rules --slots post=8,100,1000 --json
for who in ana ben cleo; do
    eventually "$who has the rule" has_posts "$who" 8
done
for bad in post=8 posts=1,2,3 vouch=1,2,3 post=1,2,70000 post=-1,2,3; do
    exit_of 65 at ben rules --slots "$bad" --json
done
exit_of 0 at ben rules --usual
eventually "cleo has it as usual" has_posts cleo 32

say "of three stewards two decide"
exit_of 77 at ben council propose --steward Ben --steward Cleo --json
check "nobody vouches for ana" is \
    "$(jq -r .error.name "$street/out")" would-cut-off
at ben vouch Ana >/dev/null || die "ben vouches for ana"
exit_of 0 at ben council propose --steward Ben --steward Cleo --json
check "ben alone does not" is "$(adopted)" false
proposal=$(jq -r .proposal "$street/out")
check "nothing has changed" has_stewards ana "Ana Ben Cleo"
eventually "cleo knows that ben vouches" is_vouched_for cleo Ana
exit_of 65 at cleo council sign "${proposal%????}" --json
check "a cut text is refused" is \
    "$(jq -r .error.name "$street/out")" damaged-proposal
exit_of 65 at cleo council sign hello --json
exit_of 0 at cleo council sign "$proposal" --dry-run --json
check "a rehearsal changes nothing" has_stewards cleo "Ana Ben Cleo"
exit_of 0 at cleo council sign "$proposal" --json
check "with cleo it is adopted" is "$(adopted)" true
for who in ana ben cleo; do
    eventually "$who has two" has_stewards "$who" "Ben Cleo"
done
exit_of 77 at ben council sign "$proposal" --json
check "an old one is refused" is \
    "$(jq -r .error.name "$street/out")" old-proposal
