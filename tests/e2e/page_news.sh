# ctest: smoke timeout=100
# What happened, as a resident reads it: whole sentences about what people did,
# and nothing of connections.
. tests/e2e/lib/street.sh
. tests/e2e/lib/web.sh

at hall init --name "Mill Hall" --neighbourhood "Mill Lane" >/dev/null 2>&1
PAGE=127.0.0.1:0 start hall
page_of hall
log_in hall

# reads SENTENCE: the page says that, its tags left out.
reads() {
    get /news "$cookie"
    body | sed 's/<[^>]*>//g' | grep -qF "$1"
}

reads_not() {
    ! reads "$1"
}

say "before anything has happened it says what will stand there"
check "nothing yet" reads "Nothing has happened yet."

say "who came, who asks"
join blue hall "Blue door"
start blue --peer "$(listens hall)"
at hall vouch "Blue door" >/dev/null 2>&1 || die "the hall vouches"
ladder=$(at hall lend "Ladder" --json | jq -r .code)
eventually "blue sees it" shows blue Ladder
at blue ask "$ladder" --text "For the gutter" >/dev/null || die "no ask"
eventually "an ask is told" reads "Blue door asks about it"
check "what it is about leads there" \
    grep -q "<a href=\"/deal/$ladder.1\"><b>Ladder</b></a>" "$street/answer"
check "who came" reads "Blue door joined on an invite of Mill Hall"
check "who vouched" reads "Blue door was vouched for by Mill Hall"
check "no connections" reads_not "in step with"
check "no letters" reads_not "letter came"

say "lines at most are lines of news"
in_lines() {
    at hall log --news --limit "$1" --json | jq -r 'map(.event) | join(" ")'
}
check "the newest" is "$(in_lines 1)" deal-ask
check "all" is "$(in_lines 50)" "deal-ask vouched joined"

say "how much came from whom fits one as it fits many"
get /doctor "$cookie"
check "a count behind its name" \
    grep -q 'news that came: [0-9]*, that went: [0-9]*' "$street/answer"
