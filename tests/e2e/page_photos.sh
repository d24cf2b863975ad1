# ctest: smoke timeout=200
# Photos on the page: a form takes one, both pictures are shown, and at a
# neighbour's the small one is there before anybody looks.
. tests/e2e/lib/street.sh
. tests/e2e/lib/web.sh

# parts FILE NAME: the form of a post with a photo, as a browser sends it; it
# sends an empty one where none was chosen.
parts() {
    for field in "token=$token" "once=$once" kind=lend title=Ladder; do
        printf -- '--cut\r\nContent-Disposition: form-data; name="%s"' \
            "${field%%=*}"
        printf '\r\n\r\n%s\r\n' "${field#*=}"
    done
    printf -- '--cut\r\nContent-Disposition: form-data; name="photo"; '
    printf 'filename="%s"\r\nContent-Type: image/jpeg\r\n\r\n' "$2"
    cat "$1"
    printf '\r\n--cut--\r\n'
}

# lend FILE NAME: a post by the form.
lend() {
    get /new/lend "$cookie"
    token=$(hidden token)
    once=$(hidden once)
    parts "$1" "$2" >"$street/parts"
    {
        printf 'POST /do/lend HTTP/1.1\r\nHost: %s\r\n' "$us"
        printf 'Connection: close\r\nCookie: %s\r\nContent-Length: %s\r\n' \
            "$cookie" "$(wc -c <"$street/parts")"
        printf 'Content-Type: multipart/form-data; boundary=cut\r\n\r\n'
        cat "$street/parts"
    } | raw
}

# shows_photo PATH: a JPEG is the answer, and no other page is.
shows_photo() {
    get "$1" "$cookie"
    is "$(status_of)" 200 || return 1
    grep -q -i '^Content-Type: image/jpeg' "$street/answer" &&
        is "$(body | head -c 3 | od -An -tx1 | tr -d ' ')" ffd8ff
}

at home init --name "Blue door" --neighbourhood "Mill Lane" >/dev/null 2>&1
PAGE=127.0.0.1:0 start home
page_of home
log_in home

say "a form takes a photo"
lend tests/fuzz/corpus/photo/turned "IMG 1.jpg"
check "it is taken" is "$(status_of)" 303
code=$(at home board --json | jq -r '.[0].code')
id=$(at home show "$code" --json | jq -r '.photos[0].id')
check "the post has it" is "${#id}" 64

lend README.md "README.jpg"
check "what is no photo is refused" is "$(status_of)" 422
check "and the post with it" is "$(posts home)" 1

say "both pictures are shown, and nothing else is"
check "the small one" shows_photo "/photo/$id/small"
check "the large one" shows_photo "/photo/$id"
get "/post/$code" "$cookie"
body | grep -q "/photo/$id" || die "the post does not show its photo"
get "/photo/$(echo "$id" | tr 0-9a-f 1-9a-f0)" "$cookie"
check "one that is none" is "$(status_of)" 404
get "/photo/$id" ''
check "a stranger on this machine" is "$(status_of)" 403

say "a neighbour sees it"
join far home "Green door"
PAGE=127.0.0.1:0 start far --peer "$(listens home)"
eventually "far has the small one ahead" sh -c \
    "find '$street/far' -path '*/photos/*' -type f | grep -q ."
page_of far
log_in far
check "the small one" shows_photo "/photo/$id/small"
eventually "the large one" shows_photo "/photo/$id"

say "where no photo was chosen there is none"
page_of home
log_in home
lend /dev/null ''
check "it is taken" is "$(status_of)" 303
check "there are two posts" is "$(posts home)" 2
