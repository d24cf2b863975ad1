# ctest: smoke timeout=200
# Forms in a browser's words: sent twice, of an old session, refused, and
# none of what was typed is lost.
. tests/e2e/lib/street.sh
. tests/e2e/lib/web.sh

at home init --name "Blue door" --neighbourhood "Mill Lane" >/dev/null 2>&1
PAGE=127.0.0.1:0 start home
page_of home
log_in home
mine=$cookie

# form PATH: the hidden fields of the form on a page.
form() {
    get "$1" "$mine"
    token=$(hidden token)
    once=$(hidden once)
    [ -n "$token" ] && [ -n "$once" ] || die "no form on $1"
}

location() {
    sed -n 's/^Location: \([^ ]*\)\r$/\1/p' "$street/answer"
}

posts_are() {
    is "$(posts home)" "$1" || die "$(posts home) posts, not $1"
}

say "a form makes a post; sent again it leads to the same one"
form /new/offer
sent="token=$token&once=$once&kind=offer&title=Plum+jam"
post /do/offer "$mine" "$sent"
check "it is taken" is "$(status_of)" 303
first=$(location)
post /do/offer "$mine" "$sent"
check "it is answered again" is "$(status_of) $(location)" "303 $first"
posts_are 1
get "$first" "$mine"
check "the post is there" is "$(status_of)" 200
body | grep -q 'Plum jam' || die "the post is not shown"

say "what looks like an option is a word, what looks like a tag is text"
form /new/offer
post /do/offer "$mine" "token=$token&once=$once&kind=offer&title=--help"
check "it is taken" is "$(status_of)" 303
form /new/offer
post /do/offer "$mine" \
    "token=$token&once=$once&kind=offer&title=%3Cscript%3Ealert(1)%3C/script%3E"
get "$(location)" "$mine"
body | grep -q '<script>alert' && die "a title is a script"
body | grep -q '&lt;script&gt;alert' || die "the title is not shown"
posts_are 3

say "a refused form is shown again as typed"
form /new/lend
post /do/lend "$mine" \
    "token=$token&once=$once&kind=lend&title=Ladder&until=never+ever"
check "it is refused" is "$(status_of)" 422
body | grep -q 'value="Ladder"' || die "the title is lost"
body | grep -q 'never ever' || die "what was wrong is lost"
posts_are 3

say "what is emptied is empty; what a form does not ask stays"
form /new/offer
post /do/offer "$mine" \
    "token=$token&once=$once&kind=offer&title=Pears&text=Ripe"
pears=$(location)
form "$pears/edit"
post /do/edit "$mine" \
    "token=$token&once=$once&code=${pears##*/}&title=Pears&text=&until="
check "it is taken" is "$(status_of)" 303
check "its text is gone" is \
    "$(at home show "${pears##*/}" --json | jq -r '.text')" ''
at home withdraw "${pears##*/}" >/dev/null || die "it stays"
tent=$(at home lend Tent --tag camp --days-max 7 --buffer 12 \
    --parts "poles, pegs" --json | jq -r .code)
parts_are() {
    check "its parts: $1" is \
        "$(at home show "$tent" --json | jq -c .parts)" "$1"
}
form "/post/$tent/edit"
body | grep -q 'name="parts" value="poles, pegs"' ||
    die "the form does not tell its parts"
post /do/edit "$mine" \
    "token=$token&once=$once&code=$tent&title=Tent&parts=poles,+roof,+"
parts_are '["poles","roof"]'
form "/post/$tent/edit"
post /do/edit "$mine" \
    "token=$token&once=$once&code=$tent&title=Tent&days-max=&buffer=&tag=&tag="
check "it is taken" is "$(status_of)" 303
check "its limits and tags are gone" is "$(at home show "$tent" --json |
    jq -c '[.days_max, .buffer_hours, .tags]')" '[null,null,[]]'
parts_are '["poles","roof"]'
form "/post/$tent/edit"
post /do/edit "$mine" \
    "token=$token&once=$once&code=$tent&title=Tent&parts="
parts_are null
at home withdraw "$tent" >/dev/null || die "the tent stays"

say "a post that is gone: the page says so in words of the page"
get "/post/$tent-none" "$mine"
check "it is not there" is "$(status_of)" 404
body | grep -q 'There is no post' || die "it does not say what is missing"
check "no command of a terminal" is "$(body | grep -c 'kith board')" 0

say "an old mark does nothing and loses nothing"
log_in home
post /do/offer "$cookie" "token=$token&once=x&kind=offer&title=Quinces"
check "it is refused" is "$(status_of)" 403
body | grep -q 'value="Quinces"' || die "the title is lost"
again=$(hidden token)
post /do/offer "$cookie" "token=$again&once=y&kind=offer&title=Quinces"
check "then it is taken" is "$(status_of)" 303
posts_are 4

say "without a session all that was typed comes back, and nothing else"
words="tag=quay&tag=tart"
post /do/offer '' \
    "token=$token&once=$once&kind=offer&title=Medlars+%26+pears&$words"
check "it is refused" is "$(status_of)" 403
body | grep -q 'Medlars &amp; pears' || die "the title is lost"
body | grep -q '>quay<' || die "a word to find it by is lost"
body | grep -q '>tart<' || die "the second of two is lost"
body | grep -q 'href="/login"' || die "it does not say how to log in"
body | grep -q 'Plum jam' && die "a stranger reads the board"
posts_are 4

say "files of strangers, which are not taken, keep nobody's from being sent"
strangers=
for n in 1 2 3 4; do
    printf 'POST /do/offer HTTP/1.1\r\nHost: %s\r\n%s\r\n' "$us" \
        "Content-Length: 99${crlf}Content-Type: multipart/form-data;$(
        )boundary=cut$crlf" | "$http" "$port" >/dev/null &
    strangers="$strangers $!"
done
are_there() {
    is "$(ss -tnH state established "( dport = :$port )" | wc -l)" 4
}
eventually "four strangers send" are_there
form /new/offer
post /do/offer "$mine" "token=$token&once=$once&kind=offer&title=Sloes"
check "it is taken" is "$(status_of)" 303
kill $strangers
at home withdraw "$(location | sed 's,.*/,,')" >/dev/null || die "it stays"

say "logged out is logged out"
form /login
post /out "$mine" "token=$token"
check "it leads on" is "$(status_of)" 303
get / "$mine"
check "then nothing is shown" is "$(status_of)" 403

say "a session outlives a restart, a used link does not"
stop home
PAGE=127.0.0.1:$port start home
get / "$cookie"
check "the board is shown" is "$(status_of)" 200
grep -rqF "${cookie#*=}" "$street/home" && die "the secret is on disk"
find "$street/home/page" -type f -perm /077 | grep -q . && die "others may read"

say "a file that is too large"
mine=$cookie
form /new/offer
{
    printf -- '--cut\r\nContent-Disposition: form-data; name="token"\r\n\r\n'
    printf '%s\r\n--cut\r\nContent-Disposition: form-data; name="file"; ' \
        "$token"
    printf 'filename="a"\r\n\r\n'
    head -c 16777217 /dev/zero
    printf '\r\n--cut--\r\n'
} >"$street/large"
{
    printf 'POST /do/restore HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\n' "$us" \
        "$cookie"
    printf 'Connection: close\r\nContent-Length: %s\r\n' \
        "$(wc -c <"$street/large")"
    printf 'Content-Type: multipart/form-data; boundary=cut\r\n\r\n'
    cat "$street/large"
} | raw
check "it is refused" is "$(status_of)" 413
find "$street/home/page" -name 'upload*' | grep -q . && die "the file stays"
stop home

say "of two neighbourhoods one is chosen, and the other hears nothing of it"
at both init --name "Blue door" --neighbourhood "Mill Lane" >/dev/null 2>&1
at both init --name "Blue door" --neighbourhood "Quay Street" >/dev/null 2>&1
at both offer "Plums" --in "Mill Lane" >/dev/null 2>&1 || die "no post"
at both offer "Mackerel" --in "Quay Street" >/dev/null 2>&1 || die "no post"
PAGE=127.0.0.1:0 start both
page_of both
log_in both
for place in "Mill Lane:Plums:Mackerel" "Quay Street:Mackerel:Plums"; do
    title=${place#*:}
    id=$(at both status --in "${place%%:*}" --json |
        jq -r '.neighbourhoods[0].id')
    post /choose "$cookie" "in=$id"
    check "it is chosen" is "$(status_of)" 303
    chosen=$(sed -n 's/^Set-Cookie: \([^;]*\);.*/\1/p' "$street/answer")
    get / "$cookie; $chosen"
    body | grep -q "${title%:*}" || die "${place%%:*} is not shown"
    body | grep -q "${title#*:}" && die "the other one is shown"
done
post /choose "$cookie" "in=../../etc"
check "what is none is refused" is "$(status_of)" 422
stop both
