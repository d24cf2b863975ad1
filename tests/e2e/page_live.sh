# ctest: smoke thread timeout=200
# Viewers are told of news; pages for guests are drawn once.
. tests/e2e/lib/street.sh
. tests/e2e/lib/web.sh
crowd=$(dirname "$KITH")/tests/e2e_crowd

at hall init --name "The hall" --neighbourhood "Mill Lane" >/dev/null 2>&1
PAGE=0.0.0.0:0 start hall
page_of hall

say "forty viewers hear of a post, and of nothing when nothing happens"
"$crowd" "$port" 40 4 live >"$street/quiet"
check "nothing happens" grep -q ' 0 news' "$street/quiet"
"$crowd" "$port" 40 6 live >"$street/heard" &
viewers=$!
sleep 2
at hall offer "Plums" >/dev/null 2>&1 || die "no post"
wait "$viewers"
heard=$(sed 's/.*, \([0-9]*\) news/\1/' "$street/heard")
[ "$heard" -ge 40 ] || die "only $heard pieces of news"
[ "$heard" -le 160 ] || die "$heard pieces of news of one post"

say "guests read the board, and a new post at once"
get /
check "the board is shown" is "$(status_of)" 200
body | grep -q Plums || die "the post is not there"
at hall offer "Quinces" >/dev/null 2>&1 || die "no post"
has_quinces() {
    get / && body | grep -q Quinces
}
DEADLINE=3 eventually "the new post is shown" has_quinces
body | grep -q 'name="token"' && die "a guest's page has a mark"
stop hall
